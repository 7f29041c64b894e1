/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The event list and its listeners.
 */
#include <string.h>

#include <blkpath/event.h>

#include "bp_test.h"

struct ear {
	struct bp_sink sink;
	char name;
	char *log;
	struct bp_event last;
	bool once; /* stops listening when it hears */
};

static void hear(struct bp_sink *sink, const struct bp_event *event)
{
	struct ear *ear = bp_container_of(sink, struct ear, sink);

	strncat(ear->log, &ear->name, 1);
	ear->last = *event;
	if (ear->once)
		bp_sink_remove(event->env, sink);
}

static struct ear make(char name, char *log)
{
	return (struct ear){ .sink.fn = hear, .name = name, .log = log };
}

static void bp_event__listener__hears_what_was_said(void **state)
{
	struct bp_env env;
	struct request_queue q;
	char log[8] = "";
	struct ear a = make('a', log);

	(void)state;
	bp_env_init(&env);
	bp_sink_add(&env, &a.sink);
	bp_event(&env, UNPLUG, .q = &q, .rule = "R-PLG-1", .a = 3, .b = 1);
	assert_int_equal(a.last.id, BP_EV_UNPLUG);
	assert_ptr_equal(a.last.env, &env);
	assert_ptr_equal(a.last.q, &q);
	assert_string_equal(a.last.rule, "R-PLG-1");
	assert_int_equal(a.last.a, 3);
	assert_int_equal(a.last.b, 1);
	assert_null(a.last.bio);
	bp_env_fini(&env);
}

static void bp_event__nobody_listens__arguments_are_not_evaluated(void **state)
{
	struct bp_env env;
	unsigned evaluated = 0;

	(void)state;
	bp_env_init(&env);
	bp_event(&env, COUNT, .a = ++evaluated);
	assert_int_equal(evaluated, 0);
	bp_env_fini(&env);
}

static void bp_sink__three_listeners__in_order_until_removed(void **state)
{
	struct bp_env env;
	char log[16] = "";
	struct ear a = make('a', log), b = make('b', log), c = make('c', log);
	struct ear stranger = make('x', log);

	(void)state;
	bp_env_init(&env);
	b.once = true;
	bp_sink_add(&env, &a.sink);
	bp_sink_add(&env, &b.sink);
	bp_sink_add(&env, &c.sink);
	bp_event(&env, PLUG, .a = 0);
	assert_string_equal(log, "abc");
	bp_event(&env, PLUG, .a = 0);
	assert_string_equal(log, "abcac");
	bp_sink_remove(&env, &stranger.sink);
	bp_sink_remove(&env, &a.sink);
	bp_event(&env, PLUG, .a = 0);
	assert_string_equal(log, "abcacc");
	bp_sink_remove(&env, &c.sink);
	assert_null(env.sinks);
	bp_env_fini(&env);
}

static void bp_event_info__every_event__complete_row_with_its_own_name(void **state)
{
	(void)state;
	for (unsigned id = 0; id < BP_EVENT_NR; id++) {
		const struct bp_event_info *info = bp_event_info((enum bp_event_id)id);

		assert_true(info->name[0] && info->sentence[0]);
		assert_non_null(info->a);
		assert_non_null(info->b);
		assert_true(!info->action || (info->action >= 'A' && info->action <= 'Z'));
		for (unsigned other = 0; other < id; other++)
			assert_string_not_equal(info->name,
						bp_event_info((enum bp_event_id)other)->name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_event__listener__hears_what_was_said),
		cmocka_unit_test(bp_event__nobody_listens__arguments_are_not_evaluated),
		cmocka_unit_test(bp_sink__three_listeners__in_order_until_removed),
		cmocka_unit_test(bp_event_info__every_event__complete_row_with_its_own_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
