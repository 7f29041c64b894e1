/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-NVME-14, -24: a request from its command to its answer.
 */
#include "nvme_trial.h"

static unsigned stored_twice(struct t_heard *heard)
{
	return heard->nvme.submit.qid ? TWICE : T_NOT_MINE;
}

static unsigned stored_seven_times(struct t_heard *heard)
{
	return heard->nvme.submit.qid ? 7 : T_NOT_MINE;
}

static unsigned another_is_ended(struct t_heard *heard)
{
	if (!heard->nvme.seen.qid)
		return T_NOT_MINE;
	heard->nvme.seen.cqe.command_id = cpu_to_le16(0xfff0);
	return 1;
}

static unsigned it_is_taken_for_an_event(struct t_heard *heard)
{
	if (!heard->nvme.seen.qid)
		return T_NOT_MINE;
	heard->event.rq = NULL;
	heard->nvme.seen.is_event = true;
	return 1;
}

static unsigned ended_twice(struct t_heard *heard)
{
	return heard->nvme.seen.qid ? TWICE : T_NOT_MINE;
}

/* After its answer the command is stored again. */
static unsigned tried_again(struct t_heard *heard, u16 status, unsigned flags)
{
	struct bp_nvme_event stored = { .pdev = heard->nvme.pdev };
	unsigned *cmd_flags;

	if (!heard->nvme.seen.qid)
		return T_NOT_MINE;
	cmd_flags = &heard->event.rq->cmd_flags;
	stored.submit = (struct bp_nvme_submit){ .qid = heard->nvme.seen.qid, .depth = 1024 };
	stored.submit.command.common.command_id = heard->nvme.seen.cqe.command_id;
	t_answered_with(heard, status);
	bp_check_event(heard->t->check, &heard->event);
	t_bend(heard, cmd_flags, sizeof(*cmd_flags));
	*cmd_flags |= flags;
	t_lie(heard, BP_EV_NVME_SUBMIT,
	      (struct bp_event){ .nvme = &stored, .rq = heard->event.rq });
	return DROPPED;
}

static unsigned tried_again_after_dnr(struct t_heard *heard)
{
	return tried_again(heard, 0x4006, 0);
}

static unsigned tried_again_with_failfast(struct t_heard *heard)
{
	return tried_again(heard, 6, REQ_FAILFAST_DEV);
}

/* Nobody answered before. */
static unsigned stored_twice_with_failfast(struct t_heard *heard)
{
	unsigned *cmd_flags;

	if (!heard->nvme.submit.qid)
		return T_NOT_MINE;
	cmd_flags = &heard->event.rq->cmd_flags;
	t_bend(heard, cmd_flags, sizeof(*cmd_flags));
	*cmd_flags |= REQ_FAILFAST_TRANSPORT;
	return TWICE;
}

static void request__tampered__broken(void **state)
{
	static const struct t_tampering rows[] = {
		{ BP_INV_NVME_14, BP_EV_NVME_SUBMIT, stored_twice, &page },
		{ BP_INV_NVME_14, BP_EV_NVME_CQE_SEEN, another_is_ended, &page },
		{ BP_INV_NVME_14, BP_EV_NVME_CQE_SEEN, it_is_taken_for_an_event, &page },
		{ BP_INV_NVME_14, BP_EV_NVME_CQE_SEEN, ended_twice, &page },
		{ BP_INV_NVME_24, BP_EV_NVME_SUBMIT, stored_seven_times, &page },
		{ BP_INV_NVME_24, BP_EV_NVME_CQE_SEEN, tried_again_after_dnr, &page },
		{ BP_INV_NVME_24, BP_EV_NVME_CQE_SEEN, tried_again_with_failfast, &page },
		{ BP_INV_NVME_24, BP_EV_NVME_SUBMIT, stored_twice_with_failfast, &page },
	};

	(void)state;
	t_nvme_try(rows, bp_array_size(rows));
}

/* A checker that may not remember all says so, and nothing else. */
static void request__without_memory__blind(void **state)
{
	(void)state;
	for (u64 records = 0; records < 40; records++) {
		const struct t_io *io = records % 2 ? &pages : &direct;
		struct t_nvme_court t;

		t_nvme_open(&t, io);
		bp_check_limit(t.check, records);
		assert_int_equal(t_nvme_machine_probe(&t.m), 0);
		assert_int_equal(t_nvme_do(&t, io), 0);
		assert_int_equal(bp_check_total(t.check), 0);
		assert_true(records > 8 || bp_check_blind(t.check));
		t_nvme_dismiss(&t);
	}
}

/* Memory is there until the I/O begins. */
static void request__memory_ends__blind(void **state)
{
	(void)state;
	for (u64 more = 0; more < 12; more++) {
		struct t_nvme_court t;

		t_nvme_open(&t, &direct);
		assert_int_equal(t_nvme_machine_probe(&t.m), 0);
		bp_check_limit(t.check, bp_check_live(t.check) + more);
		assert_int_equal(t_nvme_do(&t, &direct), 0);
		assert_int_equal(bp_check_total(t.check), 0);
		assert_true(more > 1 || bp_check_blind(t.check));
		t_nvme_dismiss(&t);
	}
}

/* The driver took a completion for one of nobody. */
static unsigned is_of_nobody(struct t_heard *heard)
{
	if (!heard->nvme.seen.qid)
		return T_NOT_MINE;
	heard->event.rq = NULL;
	return 1;
}

static unsigned is_built_again(struct t_heard *heard)
{
	return heard->nvme.built.qid ? TWICE : T_NOT_MINE;
}

static void request__not_to_be_judged__held(void **state)
{
	static const struct t_tampering rows[] = {
		{ BP_INV_NVME_14, BP_EV_NVME_CQE_SEEN, is_of_nobody, &page },
		{ BP_INV_NVME_13, BP_EV_NVME_BUILT, is_built_again, &page },
		{ BP_INV_NVME_24, BP_EV_NVME_BUILT, is_built_again, &pages },
	};

	(void)state;
	t_nvme_hold(rows, bp_array_size(rows));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(request__without_memory__blind),
		cmocka_unit_test(request__memory_ends__blind),
		cmocka_unit_test(request__not_to_be_judged__held),
		cmocka_unit_test(request__tampered__broken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
