/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-NVME-15 to -18, -28: rings.
 */
#include "nvme_trial.h"

static struct bp_nvme_doorbell *bell(struct t_heard *heard, bool is_cq)
{
	struct bp_nvme_doorbell *d = &heard->nvme.doorbell;

	return d->qid && d->is_cq == is_cq ? d : NULL;
}

static unsigned rings_twice(struct t_heard *heard)
{
	return bell(heard, false) ? 2 : T_NOT_MINE;
}

static unsigned frees_twice(struct t_heard *heard)
{
	return bell(heard, true) ? 2 : T_NOT_MINE;
}

static unsigned rings_too_far(struct t_heard *heard)
{
	if (!bell(heard, false))
		return T_NOT_MINE;
	heard->nvme.doorbell.value++;
	return 1;
}

static unsigned frees_too_much(struct t_heard *heard)
{
	if (!bell(heard, true))
		return T_NOT_MINE;
	heard->nvme.doorbell.value++;
	return 1;
}

/* The ring is full when the tail is one behind the head; here it reaches the head. */
static unsigned passes_the_head(struct t_heard *heard)
{
	if (!bell(heard, false))
		return T_NOT_MINE;
	heard->nvme.doorbell.value = (u16)(heard->nvme.doorbell.depth - 1);
	bp_check_event(heard->t->check, &heard->event);
	heard->nvme.doorbell.value = 0;
	return 1;
}

static unsigned is_not_rung(struct t_heard *heard)
{
	return bell(heard, false) ? DROPPED : T_NOT_MINE;
}

/* The same place by another number. */
static unsigned frees_in_the_next_pass(struct t_heard *heard)
{
	if (!bell(heard, true))
		return T_NOT_MINE;
	heard->nvme.doorbell.value = (u16)(heard->nvme.doorbell.value + heard->nvme.doorbell.depth);
	return 1;
}

static unsigned rings_in_the_next_pass(struct t_heard *heard)
{
	if (!bell(heard, false))
		return T_NOT_MINE;
	heard->nvme.doorbell.value = (u16)(heard->nvme.doorbell.value + heard->nvme.doorbell.depth);
	return 1;
}

static unsigned stored_in_the_next_slot(struct t_heard *heard)
{
	if (!heard->nvme.submit.qid)
		return T_NOT_MINE;
	heard->nvme.submit.slot++;
	return 1;
}

static bool is_io(const struct t_heard *heard)
{
	return heard->nvme.posted.cqid;
}

static unsigned is_not_posted(struct t_heard *heard)
{
	return is_io(heard) ? DROPPED : T_NOT_MINE;
}

static unsigned answers_twice(struct t_heard *heard)
{
	return is_io(heard) ? 2 : T_NOT_MINE;
}

static unsigned answers_nobody(struct t_heard *heard)
{
	if (!is_io(heard))
		return T_NOT_MINE;
	heard->nvme.posted.cqe.command_id = cpu_to_le16(0xfff0);
	return 1;
}

static unsigned posts_to_a_full_ring(struct t_heard *heard)
{
	const unsigned depth = heard->nvme.posted.depth;

	if (!is_io(heard))
		return T_NOT_MINE;
	return depth; /* nothing is given back */
}

static unsigned phase_is_old(struct t_heard *heard)
{
	if (!is_io(heard))
		return T_NOT_MINE;
	heard->nvme.posted.cqe.status =
		cpu_to_le16((u16)(le16_to_cpu(heard->nvme.posted.cqe.status) ^ 1));
	return 1;
}

static unsigned slot_is_skipped(struct t_heard *heard)
{
	if (!is_io(heard))
		return T_NOT_MINE;
	heard->nvme.posted.slot++;
	return 1;
}

static unsigned head_is_ahead(struct t_heard *heard)
{
	if (!is_io(heard))
		return T_NOT_MINE;
	heard->nvme.posted.cqe.sq_head =
		cpu_to_le16((u16)(le16_to_cpu(heard->nvme.posted.cqe.sq_head) + 1));
	return 1;
}

static unsigned takes_an_old_entry(struct t_heard *heard)
{
	if (!heard->nvme.seen.qid)
		return T_NOT_MINE;
	heard->nvme.seen.phase ^= 1;
	return 1;
}

static unsigned takes_what_changed(struct t_heard *heard)
{
	if (!heard->nvme.seen.qid)
		return T_NOT_MINE;
	heard->nvme.seen.cqe.status =
		cpu_to_le16((u16)(le16_to_cpu(heard->nvme.seen.cqe.status) ^ 1));
	return 1;
}

static unsigned takes_the_next_entry(struct t_heard *heard)
{
	if (!heard->nvme.seen.qid)
		return T_NOT_MINE;
	heard->nvme.seen.slot++;
	return 1;
}

static void rings__tampered__broken(void **state)
{
	static const struct t_tampering rows[] = {
		{ BP_INV_NVME_14, BP_EV_NVME_CQE_POSTED, answers_twice, &page },
		{ BP_INV_NVME_14, BP_EV_NVME_CQE_POSTED, answers_nobody, &page },
		{ BP_INV_NVME_15, BP_EV_NVME_DOORBELL, frees_in_the_next_pass, &page },
		{ BP_INV_NVME_15, BP_EV_NVME_DOORBELL, rings_in_the_next_pass, &page },
		{ BP_INV_NVME_15, BP_EV_NVME_DOORBELL, rings_twice, &page },
		{ BP_INV_NVME_15, BP_EV_NVME_DOORBELL, frees_twice, &page },
		{ BP_INV_NVME_15, BP_EV_NVME_DOORBELL, frees_too_much, &page },
		{ BP_INV_NVME_15, BP_EV_NVME_DOORBELL, passes_the_head, &page },
		{ BP_INV_NVME_16, BP_EV_NVME_CQE_POSTED, posts_to_a_full_ring, &page },
		{ BP_INV_NVME_16, BP_EV_NVME_CQE_SEEN, takes_an_old_entry, &page },
		{ BP_INV_NVME_16, BP_EV_NVME_CQE_SEEN, takes_the_next_entry, &page },
		{ BP_INV_NVME_16, BP_EV_NVME_CQE_SEEN, takes_what_changed, &page },
		{ BP_INV_NVME_16, BP_EV_NVME_CQE_POSTED, is_not_posted, &page },
		{ BP_INV_NVME_17, BP_EV_NVME_CQE_POSTED, phase_is_old, &page },
		{ BP_INV_NVME_17, BP_EV_NVME_CQE_POSTED, slot_is_skipped, &page },
		{ BP_INV_NVME_18, BP_EV_NVME_CQE_POSTED, head_is_ahead, &page },
		{ BP_INV_NVME_18, BP_EV_NVME_SUBMIT, stored_in_the_next_slot, &page },
		{ BP_INV_NVME_28, BP_EV_NVME_DOORBELL, rings_too_far, &page },
	};

	(void)state;
	t_nvme_try(rows, bp_array_size(rows));
}

/* INV-NVME-28: while the queue is there */
static void end__command_is_not_rung__broken(void **state)
{
	static const struct t_tampering row = { BP_INV_NVME_28, BP_EV_NVME_DOORBELL, is_not_rung,
						&page };

	(void)state;
	for (int spoilt = 0; spoilt < 2; spoilt++) {
		struct t_nvme_court t;

		t_nvme_open(&t, &page);
		t.with = spoilt ? &row : NULL;
		assert_int_equal(t_nvme_machine_probe(&t.m), 0);
		assert_int_equal(t_nvme_do(&t, &page), 0);
		bp_check_end(t.check, 0);
		assert_int_equal(bp_check_count(t.check, BP_INV_NVME_28), spoilt);
		t_nvme_dismiss(&t);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(rings__tampered__broken),
		cmocka_unit_test(end__command_is_not_rung__broken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
