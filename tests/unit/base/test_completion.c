/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Waiting: others run meanwhile, and nobody to wait for is a hang.
 */
#include <blkpath/completion.h>

#include "bp_test.h"

struct helper {
	struct bp_work work;
	struct bp_timer timer;
	struct completion done;
};

static void complete_it(struct bp_work *work)
{
	complete(&bp_container_of(work, struct helper, work)->done);
}

static void complete_later(struct bp_timer *timer)
{
	complete(&bp_container_of(timer, struct helper, timer)->done);
}

static void start(struct bp_env *env, struct helper *helper)
{
	bp_env_init(env);
	*helper =
		(struct helper){ .work = { .fn = complete_it }, .timer = { .fn = complete_later } };
	init_completion(env, &helper->done);
}

static void wait_for_completion__completed_before__goes_on_once(void **state)
{
	struct helper helper;
	struct bp_env env;

	(void)state;
	start(&env, &helper);
	assert_false(completion_done(&helper.done));
	complete(&helper.done);
	assert_true(completion_done(&helper.done));
	wait_for_completion(&helper.done);
	assert_false(completion_done(&helper.done));
	bp_env_fini(&env);
}

static void wait_for_completion__work_and_time_to_come__runs_them(void **state)
{
	struct helper helper;
	struct bp_env env;

	(void)state;
	start(&env, &helper);
	bp_work_queue(&env, &helper.work);
	wait_for_completion(&helper.done);
	bp_timer_arm(&env, &helper.timer, 700);
	wait_for_completion(&helper.done);
	assert_int_equal(env.now_ns, 700);
	bp_env_fini(&env);
}

/* P2P-B3.3 */
static void wait_for_completion__nothing_under_way__hang_is_named(void **state)
{
	struct helper helper;
	struct bp_env env;

	(void)state;
	start(&env, &helper);
	helper.done.bp_what = 0x90000000;
	assert_bug(&env, BP_SITE_WAIT_HANG, (wait_for_completion(&helper.done), 0));
	assert_int_equal(env.bug.a, 0x90000000);
	bp_env_fini(&env);
}

/* NVH-40 */
static void wait_for_completion_timeout__in_time_or_not__says_so(void **state)
{
	struct helper helper;
	struct bp_env env;

	(void)state;
	start(&env, &helper);
	bp_timer_arm(&env, &helper.timer, 700);
	assert_false(wait_for_completion_timeout(&helper.done, 500));
	assert_int_equal(env.now_ns, 500);
	assert_true(wait_for_completion_timeout(&helper.done, 500));
	assert_int_equal(env.now_ns, 700);
	assert_false(bp_wait(&env)); /* no alarm is left */
	bp_env_fini(&env);
}

static void msleep__others_have_work__done_meanwhile(void **state)
{
	struct helper helper;
	struct bp_env env;

	(void)state;
	start(&env, &helper);
	bp_timer_arm(&env, &helper.timer, 700);
	msleep(&env, 2);
	assert_int_equal(env.now_ns, 2000000);
	assert_true(completion_done(&helper.done));
	bp_env_fini(&env);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(wait_for_completion__completed_before__goes_on_once),
		cmocka_unit_test(wait_for_completion__work_and_time_to_come__runs_them),
		cmocka_unit_test(wait_for_completion__nothing_under_way__hang_is_named),
		cmocka_unit_test(wait_for_completion_timeout__in_time_or_not__says_so),
		cmocka_unit_test(msleep__others_have_work__done_meanwhile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
