/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A new environment, and that two of them never meet.
 */
#include "bp_test.h"

static void bp_env_init__new__pages_of_4096_and_no_defects(void **state)
{
	struct bp_env env;

	(void)state;
	bp_env_init(&env);
	assert_int_equal(bp_page_size(&env), 4096);
	assert_int_equal(env.max_pfn, ((u64)1 << 52) - 1);
	assert_int_equal(env.max_low_pfn, env.max_pfn);
	for (unsigned id = 0; id < BP_SWITCH_NR; id++)
		assert_false(bp_defect_on(&env.defects, (enum bp_defect_id)id));
	assert_string_equal(env.rules->name, "v5.2");
	assert_null(env.sinks);
	assert_null(env.catcher);
	assert_false(bp_wait(&env));
	bp_env_fini(&env);
}

static void page_to_phys__page_size_is_data__frame_times_size(void **state)
{
	struct bp_env env;

	(void)state;
	bp_env_init(&env);
	assert_int_equal(page_to_phys(&env, pfn_to_page(0x123)).phys, 0x123000);
	env.page_shift = 9;
	assert_int_equal(bp_page_size(&env), 512);
	assert_int_equal(page_to_phys(&env, pfn_to_page(0x123)).phys, 0x24600);
	bp_env_fini(&env);
}

static void bp_env__two_of_them__do_not_meet(void **state)
{
	struct bp_env a, b;

	(void)state;
	bp_env_init(&a);
	bp_env_init(&b);
	assert_non_null(bp_alloc(&a, BP_ALLOC_BIO, 8));
	bp_finding(&a, BP_SITE_FREE_TWICE, 0, 0);
	assert_int_equal(b.live[BP_ALLOC_BIO], 0);
	assert_hits(&b, BP_SITE_FREE_TWICE, 0);
	bp_env_fini(&a); /* frees what is still in use */
	bp_env_fini(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_env_init__new__pages_of_4096_and_no_defects),
		cmocka_unit_test(page_to_phys__page_size_is_data__frame_times_size),
		cmocka_unit_test(bp_env__two_of_them__do_not_meet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
