/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-NVME-15 to -17, -32, -33: what a function of whom the test tells all may do.
 */
#include "nvme_told.h"

/* INV-NVME-32 */
static void submit__queue_in_controller_memory__where_it_takes_them(void **state)
{
	static const struct {
		u32 cmbsz;
		u16 qid;
		bool in_cmb, known;
		u64 judged, broken;
	} cases[] = {
		{ NVME_CMBSZ_SQS, 1, true, true, 1, 0 },
		{ NVME_CMBSZ_RDS, 1, true, true, 1, 1 },
		{ NVME_CMBSZ_SQS, 0, true, true, 1, 1 },
		{ 0, 1, false, true, 0, 0 },
		{ 0, 1, true, false, 0, 0 },
	};

	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct told *told;

		tell_nothing(state);
		told = *state;
		if (cases[i].known)
			tell_ready(told, cases[i].cmbsz, 0);
		tell(told, BP_EV_NVME_SUBMIT,
		     (struct bp_nvme_event){ .submit = { .qid = cases[i].qid,
							 .depth = ENTRIES,
							 .in_cmb = cases[i].in_cmb } });
		assert_judged(told, BP_INV_NVME_32, cases[i].judged, cases[i].broken);
		told_all(state);
	}
}

/* INV-NVME-32 */
static void cmb__window__in_its_bar_with_its_capabilities(void **state)
{
	static const struct {
		u32 cmbsz;
		u64 offset, bytes;
		bool queues, published, holds;
	} cases[] = {
		{ 0, 0, 0x1000, false, false, true },
		{ 0, 0xf000, 0x1000, false, false, true },
		{ 0, 0xf000, 0x1001, false, false, false },
		{ 0, 0x10000, 0, false, false, true },
		{ 0, 0x11000, 0, false, false, false },
		{ NVME_CMBSZ_SQS, 0, 0x1000, true, false, true },
		{ NVME_CMBSZ_RDS, 0, 0x1000, true, false, false },
		{ NVME_CMBSZ_RDS | NVME_CMBSZ_WDS, 0, 0x1000, false, true, true },
		{ NVME_CMBSZ_RDS, 0, 0x1000, false, true, false },
		{ NVME_CMBSZ_WDS, 0, 0x1000, false, true, false },
	};

	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct told *told;

		tell_nothing(state);
		told = *state;
		tell(told, BP_EV_NVME_CMB,
		     (struct bp_nvme_event){ .cmb = { .cmbsz = cases[i].cmbsz,
						      .offset = cases[i].offset,
						      .bytes = cases[i].bytes,
						      .bar_bytes = 0x10000,
						      .queues = cases[i].queues,
						      .published = cases[i].published } });
		assert_judged(told, BP_INV_NVME_32, 1, !cases[i].holds);
		told_all(state);
	}
}

/* Asynchronous Event Requests */

static void tell_waiting(struct told *told, u16 cid)
{
	struct bp_nvme_event stored = { .submit = { .depth = 32 } };
	struct bp_nvme_event fetched = { .fetch = { .depth = 32, .head = 1 } };

	stored.submit.command.common.opcode = nvme_admin_async_event;
	stored.submit.command.common.command_id = cpu_to_le16(cid);
	fetched.fetch.command = stored.submit.command;
	tell(told, BP_EV_NVME_SUBMIT, stored);
	tell(told, BP_EV_NVME_FETCH, fetched);
}

static void tell_event(struct told *told, u16 cid, u32 type, u16 status)
{
	struct bp_nvme_event posted = { .posted = { .depth = 32, .slot = told->slot++ } };

	posted.posted.cqe.command_id = cpu_to_le16(cid);
	posted.posted.cqe.result.u32 = cpu_to_le32(type | 0x100);
	posted.posted.cqe.status = cpu_to_le16((u16)(status << 1 | 1));
	tell(told, BP_EV_NVME_CQE_POSTED, posted);
}

static void tell_log(struct told *told, u8 opcode, u32 cdw10)
{
	struct bp_nvme_event fetched = { .fetch = { .depth = 32 } };

	fetched.fetch.command.common.opcode = opcode;
	fetched.fetch.command.common.cdw10 = cpu_to_le32(cdw10);
	tell(told, BP_EV_NVME_FETCH, fetched);
}

/* INV-NVME-33 */
static void posted__event_again__after_its_log_was_read(void **state)
{
	static const struct {
		u32 first, second;
		u8 opcode;
		u32 cdw10;
		u64 broken;
	} cases[] = {
		{ 0, 1, nvme_admin_identify, 0, 0 },
		{ 0, 0, nvme_admin_identify, 1, 1 },
		{ 0, 0, nvme_admin_get_log_page, 1, 0 },
		{ 0, 0, nvme_admin_get_log_page, 2, 1 },
		{ 1, 1, nvme_admin_get_log_page, 2, 0 },
		{ 2, 2, nvme_admin_get_log_page, 4, 0 },
		{ 2, 2, nvme_admin_get_log_page, 3, 0 },
		{ 2, 2, nvme_admin_get_log_page, 3 | 1 << 15, 1 },
	};

	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct told *told;

		tell_nothing(state);
		told = *state;
		tell_ready(told, 0, 3);
		tell_waiting(told, 30);
		tell_event(told, 30, cases[i].first, 0);
		tell_log(told, cases[i].opcode, cases[i].cdw10);
		tell_waiting(told, 30);
		tell_event(told, 30, cases[i].second, 0);
		assert_judged(told, BP_INV_NVME_33, 2, cases[i].broken);
		told_all(state);
	}
}

/* INV-NVME-33: what ends without an event proves nothing; a reset forgets */
static void posted__aborted_or_after_a_reset__held(void **state)
{
	struct told *told = *state;

	tell_ready(told, 0, 3);
	tell_waiting(told, 30);
	tell_event(told, 30, 0, 7);
	assert_judged(told, BP_INV_NVME_33, 0, 0);
	tell_waiting(told, 30);
	tell_event(told, 30, 0, 0);
	tell(told, BP_EV_NVME_CTRL_STATE, (struct bp_nvme_event){ .registers = { .csts = 0 } });
	tell_ready(told, 0, 3);
	tell_waiting(told, 30);
	tell_event(told, 30, 0, 0);
	assert_judged(told, BP_INV_NVME_33, 2, 0);
}

static void posted__more_wait_than_may__broken(void **state)
{
	struct told *told = *state;

	tell_ready(told, 0, 0);
	tell_waiting(told, 30);
	tell_waiting(told, 31);
	tell_event(told, 31, 0, 0);
	assert_judged(told, BP_INV_NVME_33, 1, 1);
	tell_event(told, 30, 1, 0);
	assert_judged(told, BP_INV_NVME_33, 2, 1);
}

/* INV-NVME-17: 1 in the first pass, 0 in the second, 1 in the third */
static void posted__three_passes__phase_turns(void **state)
{
	struct told *told = *state;

	tell_ready(told, 0, 0);
	tell(told, BP_EV_NVME_QUEUE,
	     (struct bp_nvme_event){ .queue = { .is_cq = true, .depth = ENTRIES } });
	for (unsigned i = 0; i < 3 * ENTRIES; i++) {
		struct bp_nvme_event posted = { .posted = { .depth = ENTRIES } };

		posted.posted.slot = i % ENTRIES;
		posted.posted.cqe.status = cpu_to_le16(!(i / ENTRIES % 2));
		tell(told, BP_EV_NVME_CQE_POSTED, posted);
		tell(told, BP_EV_NVME_DOORBELL,
		     (struct bp_nvme_event){ .doorbell = { .depth = ENTRIES,
							   .is_cq = true,
							   .value = (u16)((i + 1) % ENTRIES) } });
	}
	assert_judged(told, BP_INV_NVME_17, 3 * ENTRIES, 0);
	assert_judged(told, BP_INV_NVME_16, 3 * ENTRIES, 0);
	assert_judged(told, BP_INV_NVME_15, 3 * ENTRIES, 0);
}

static void tell_command(struct told *told, u16 cid, u16 slot)
{
	struct bp_nvme_event stored = { .submit = { .qid = 1, .depth = ENTRIES, .slot = slot } };

	stored.submit.command.common.command_id = cpu_to_le16(cid);
	tell(told, BP_EV_NVME_SUBMIT, stored);
}

/* INV-NVME-18: one place stays free, until a completion tells that more was fetched */
static void submit__ring_is_full__after_a_completion(void **state)
{
	struct bp_nvme_event posted = { .posted = { .cqid = 1, .depth = ENTRIES } };
	struct told *told = *state;

	tell(told, BP_EV_NVME_QUEUE,
	     (struct bp_nvme_event){ .queue = { .qid = 1, .depth = ENTRIES, .cqid = 1 } });
	for (u16 i = 0; i < ENTRIES - 1; i++)
		tell_command(told, i, i);
	assert_judged(told, BP_INV_NVME_18, ENTRIES - 1, 0);
	tell(told, BP_EV_NVME_FETCH,
	     (struct bp_nvme_event){ .fetch = { .sqid = 1, .depth = ENTRIES, .head = 1 } });
	posted.posted.cqe.sq_id = cpu_to_le16(1);
	posted.posted.cqe.sq_head = cpu_to_le16(1);
	tell(told, BP_EV_NVME_CQE_POSTED, posted);
	tell_command(told, 3, 3);
	assert_judged(told, BP_INV_NVME_18, ENTRIES, 0);
	tell_command(told, 4, 0);
	assert_judged(told, BP_INV_NVME_18, ENTRIES + 1, 1);
}

/* Nobody told of the queue. */
static void doorbell__of_an_unknown_queue__not_judged(void **state)
{
	struct told *told = *state;

	tell(told, BP_EV_NVME_DOORBELL,
	     (struct bp_nvme_event){ .doorbell = { .qid = 1, .is_cq = true, .value = 2 } });
	assert_judged(told, BP_INV_NVME_15, 0, 0);
}

/* 16 bits of 65536 entries are 0. */
static void queue__of_most_entries__has_all(void **state)
{
	struct told *told = *state;

	tell(told, BP_EV_NVME_QUEUE,
	     (struct bp_nvme_event){ .queue = { .qid = 1, .depth = 0, .cqid = 1 } });
	tell_command(told, 0, 0);
	tell_command(told, 1, 1);
	tell(told, BP_EV_NVME_DOORBELL,
	     (struct bp_nvme_event){ .doorbell = { .qid = 1, .value = 2 } });
	assert_judged(told, BP_INV_NVME_18, 2, 0);
	assert_judged(told, BP_INV_NVME_15, 1, 0);
	assert_judged(told, BP_INV_NVME_28, 1, 0);
}

/* INV-NVME-16: one place stays free */
static void posted__one_more_than_fits__broken(void **state)
{
	struct told *told = *state;

	tell(told, BP_EV_NVME_QUEUE,
	     (struct bp_nvme_event){ .queue = { .is_cq = true, .depth = ENTRIES } });
	for (u16 i = 0; i < ENTRIES; i++) {
		struct bp_nvme_event posted = { .posted = { .depth = ENTRIES, .slot = i } };

		posted.posted.cqe.status = cpu_to_le16(1);
		assert_judged(told, BP_INV_NVME_16, i, 0);
		tell(told, BP_EV_NVME_CQE_POSTED, posted);
	}
	assert_judged(told, BP_INV_NVME_16, ENTRIES, 1);
	assert_judged(told, BP_INV_NVME_22, 0, 0); /* nobody said whether it is ready */
}

/* There is no memory for a queue that is made again. */
static void queue__made_again_without_memory__not_judged(void **state)
{
	const struct bp_nvme_event made = { .queue = { .qid = 1, .depth = ENTRIES } };
	struct told *told = *state;

	tell(told, BP_EV_NVME_QUEUE, made);
	assert_false(bp_check_blind(told->t.check));
	bp_check_limit(told->t.check, 0);
	tell(told, BP_EV_NVME_QUEUE, made);
	assert_true(bp_check_blind(told->t.check));
	assert_int_equal(bp_check_total(told->t.check), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(submit__queue_in_controller_memory__where_it_takes_them),
		cmocka_unit_test(cmb__window__in_its_bar_with_its_capabilities),
		cmocka_unit_test(posted__event_again__after_its_log_was_read),
		telling(posted__aborted_or_after_a_reset__held),
		telling(posted__more_wait_than_may__broken),
		telling(posted__three_passes__phase_turns),
		telling(posted__one_more_than_fits__broken),
		telling(submit__ring_is_full__after_a_completion),
		telling(queue__of_most_entries__has_all),
		telling(doorbell__of_an_unknown_queue__not_judged),
		telling(queue__made_again_without_memory__not_judged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
