/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Laws on trial: I/O that every test does, and tables of what breaks a law or does not concern it.
 */
#ifndef T_NVME_TRIAL_H
#define T_NVME_TRIAL_H

#include "nvme_court.h"

/* How often the checker hears a tampered event. */
#define DROPPED 0u
#define TWICE 2u

/* The event is of another queue. */
#define ON_IO(heard)                                                                               \
	if (!(heard)->nvme.built.qid)                                                              \
	return T_NOT_MINE

static const struct t_io page = { .op = REQ_OP_WRITE, .nr = 1, .bytes = 4096 };
static const struct t_io list = { .op = REQ_OP_WRITE, .nr = 1, .bytes = 16384, .offset = 0x200 };
static const struct t_io pages = { .op = REQ_OP_READ, .nr = 3, .bytes = 8192, .apart = 0x10000 };
static const struct t_io direct = {
	.op = REQ_OP_WRITE, .direct = true, .nr = 3, .bytes = 8192, .apart = 0x10000
};
static const struct t_io sgl = { .op = REQ_OP_READ, .nr = 1, .bytes = 16384, .sgls = 1 };
static const struct t_io sgls = {
	.op = REQ_OP_WRITE, .nr = 3, .bytes = 32768, .apart = 0x10000, .sgls = 1
};

/* The driver finds another status. */
static inline unsigned t_answered_with(struct t_heard *heard, u16 status)
{
	if (!heard->nvme.seen.qid)
		return T_NOT_MINE;
	heard->nvme.seen.cqe.status = cpu_to_le16((u16)(status << 1));
	return 1;
}

/* Each breaks its law; without it the law is judged and holds. */
static inline void t_nvme_try(const struct t_tampering *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *name = bp_invariant_get(rows[i].law)->id;
		struct t_nvme_court t;

		t_nvme_hear(&t, rows[i].io, NULL);
		if (!bp_check_judged(t.check, rows[i].law) || bp_check_total(t.check))
			fail_msg("row %zu: %s is not judged, or something is broken", i, name);
		t_nvme_dismiss(&t);
		t_nvme_hear(&t, rows[i].io, &rows[i]);
		if (!t.is_done || !bp_check_count(t.check, rows[i].law))
			fail_msg("row %zu: %s is not broken", i, name);
		t_nvme_dismiss(&t);
	}
}

/* None concerns its law. */
static inline void t_nvme_hold(const struct t_tampering *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct t_nvme_court t;

		t_nvme_hear(&t, rows[i].io, &rows[i]);
		if (!t.is_done || bp_check_count(t.check, rows[i].law))
			fail_msg("row %zu: %s is broken", i, bp_invariant_get(rows[i].law)->id);
		t_nvme_dismiss(&t);
	}
}

#endif
