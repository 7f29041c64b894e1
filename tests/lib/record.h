/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A listener that remembers: how often each event came, and the last one of each kind.
 */
#ifndef RECORD_H
#define RECORD_H

#include <blkpath/event.h>

struct t_record {
	struct bp_sink sink;
	unsigned count[BP_EVENT_NR];
	struct bp_event last[BP_EVENT_NR];
};

/* Starts anew; adds the listener when it does not listen yet. */
void t_record(struct bp_env *env, struct t_record *r);

/* Asserts that the last refusal was by this rule, limit and numbers. */
void t_assert_refused(const struct t_record *r, const char *rule, const char *limit, u64 a, u64 b);

#endif
