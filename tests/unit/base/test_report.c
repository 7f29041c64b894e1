/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sites: warnings go on, BUG comes back to whoever catches it (block.md 0.3).
 */
#include <setjmp.h>
#include <signal.h>
#include <string.h>

#include "bp_test.h"

static void remember(void *arg, const struct bp_report *report)
{
	*(struct bp_report *)arg = *report;
}

static void bp_warn__each_severity__counted_and_told(void **state)
{
	struct bp_report last = { 0 };
	struct bp_env env;

	(void)state;
	bp_env_init(&env);
	env.on_report = remember;
	env.report_arg = &last;

	assert_true(bp_warn(&env, BP_SITE_STATUS_RANGE, 14, 0));
	assert_int_equal(last.site, BP_SITE_STATUS_RANGE);
	assert_int_equal(last.a, 14);
	bp_info(&env, BP_SITE_LIM_MAX_SEGMENTS, 1, 2);
	assert_int_equal(last.site, BP_SITE_LIM_MAX_SEGMENTS);
	assert_int_equal(last.b, 2);
	bp_finding(&env, BP_SITE_PAGE_UNKNOWN, 3, 0);
	assert_int_equal(last.site, BP_SITE_PAGE_UNKNOWN);

	assert_hits(&env, BP_SITE_STATUS_RANGE, 1);
	assert_hits(&env, BP_SITE_LIM_MAX_SEGMENTS, 1);
	assert_hits(&env, BP_SITE_PAGE_UNKNOWN, 1);
	bp_env_fini(&env);
}

/* every hit counts, and the condition comes back each time */
static void bp_warn_on__condition__only_a_true_one_counts(void **state)
{
	struct bp_env env;

	(void)state;
	bp_env_init(&env);
	assert_false(bp_warn_on(&env, false, BP_SITE_STATUS_RANGE, 0, 0));
	assert_true(bp_warn_on(&env, true, BP_SITE_STATUS_RANGE, 0, 0));
	assert_true(bp_warn_on(&env, true, BP_SITE_STATUS_RANGE, 0, 0));
	assert_hits(&env, BP_SITE_STATUS_RANGE, 2);
	bp_bug_on(&env, false, BP_SITE_ITER_STUCK, 0, 0);
	assert_hits(&env, BP_SITE_ITER_STUCK, 0);
	bp_env_fini(&env);
}

static void bp_bug__caught__report_is_kept_and_catcher_is_gone(void **state)
{
	struct bp_env env;

	(void)state;
	bp_env_init(&env);
	assert_bug(&env, BP_SITE_LIM_CHUNK, (bp_bug(&env, BP_SITE_LIM_CHUNK, 3, 4), 0));
	assert_int_equal(env.bug.a, 3);
	assert_int_equal(env.bug.b, 4);
	assert_hits(&env, BP_SITE_LIM_CHUNK, 1);
	assert_null(env.catcher);
	bp_env_fini(&env);
}

/* outer ( inner ( BUG ) BUG ) */
static void bp_bug__nested_catchers__innermost_first(void **state)
{
	struct bp_env env;
	struct bp_catch outer, inner;
	volatile unsigned inner_caught = 0;

	(void)state;
	bp_env_init(&env);
	if (bp_catch(&env, &outer) == 0) {
		if (bp_catch(&env, &inner) == 0)
			bp_bug(&env, BP_SITE_LIM_CHUNK, 0, 0);
		inner_caught++;
		assert_ptr_equal(env.catcher, &outer);
		bp_bug(&env, BP_SITE_ITER_STUCK, 0, 0);
	}
	assert_int_equal(inner_caught, 1);
	assert_int_equal(env.bug.site, BP_SITE_ITER_STUCK);
	assert_null(env.catcher);
	bp_env_fini(&env);
}

static void bp_catch__nothing_happens__popped(void **state)
{
	struct bp_env env;
	struct bp_catch outer, inner;

	(void)state;
	bp_env_init(&env);
	assert_int_equal(bp_catch(&env, &outer), 0);
	assert_int_equal(bp_catch(&env, &inner), 0);
	bp_catch_pop(&env, &inner);
	assert_ptr_equal(env.catcher, &outer);
	bp_catch_pop(&env, &outer);
	assert_null(env.catcher);
	bp_env_fini(&env);
}

static sigjmp_buf survived;

static void survive(int number)
{
	siglongjmp(survived, number);
}

static void bp_bug__nobody_catches__abort(void **state)
{
	struct sigaction act = { .sa_handler = survive }, of_cmocka;
	struct bp_env env;
	int number;

	(void)state;
	bp_env_init(&env);
	assert_int_equal(sigaction(SIGABRT, &act, &of_cmocka), 0);
	number = sigsetjmp(survived, 1);
	if (!number)
		bp_bug(&env, BP_SITE_ITER_STUCK, 0, 0);
	assert_int_equal(sigaction(SIGABRT, &of_cmocka, NULL), 0);
	assert_int_equal(number, SIGABRT);
	assert_hits(&env, BP_SITE_ITER_STUCK, 1);
	bp_env_fini(&env);
}

static bool one_of(char c, const char *set)
{
	return c && strchr(set, c);
}

/* "%llu" or "%llx", at most two, and "%%" for a sign */
static unsigned conversions(const char *text)
{
	unsigned n = 0;

	for (const char *at = strchr(text, '%'); at; at = strchr(at, '%')) {
		if (at[1] == '%') {
			at += 2;
			continue;
		}
		assert_int_equal(strncmp(at, "%ll", 3), 0);
		assert_true(one_of(at[3], "ux"));
		n++;
		at++;
	}
	return n;
}

static void bp_site_get__every_site__complete_row(void **state)
{
	(void)state;
	for (unsigned id = 0; id < BP_SITE_NR; id++) {
		const struct bp_site *site = bp_site_get((enum bp_site_id)id);

		assert_true(site->symbol[0] && site->function[0] && site->rule[0] && site->text[0]);
		assert_in_range(site->severity, BP_INFO, BP_FINDING);
		assert_in_range(conversions(site->text), 0, 2);
		for (unsigned other = 0; other < id; other++)
			assert_string_not_equal(site->symbol,
						bp_site_get((enum bp_site_id)other)->symbol);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_warn__each_severity__counted_and_told),
		cmocka_unit_test(bp_warn_on__condition__only_a_true_one_counts),
		cmocka_unit_test(bp_bug__caught__report_is_kept_and_catcher_is_gone),
		cmocka_unit_test(bp_bug__nested_catchers__innermost_first),
		cmocka_unit_test(bp_catch__nothing_happens__popped),
		cmocka_unit_test(bp_bug__nobody_catches__abort),
		cmocka_unit_test(bp_site_get__every_site__complete_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
