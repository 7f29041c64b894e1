/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "bp_test.h"
#include "record.h"

static void note(struct bp_sink *sink, const struct bp_event *event)
{
	struct t_record *r = bp_container_of(sink, struct t_record, sink);

	r->count[event->id]++;
	r->last[event->id] = *event;
}

void t_record(struct bp_env *env, struct t_record *r)
{
	bp_sink_remove(env, &r->sink);
	memset(r, 0, sizeof(*r));
	r->sink.fn = note;
	bp_sink_add(env, &r->sink);
}

void t_assert_refused(const struct t_record *r, const char *rule, const char *limit, u64 a, u64 b)
{
	const struct bp_event *last = &r->last[BP_EV_MERGE_REFUSED];

	assert_int_equal(r->count[BP_EV_MERGE_REFUSED], 1);
	assert_string_equal(last->rule, rule);
	assert_string_equal(last->limit, limit);
	assert_int_equal(last->a, a);
	assert_int_equal(last->b, b);
}
