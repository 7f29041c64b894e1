/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory: counting, the failure hook, and freed bios that stay bios.
 */
#include <string.h>

#include "bp_test.h"

#define BLOCK 200
#define WAIT 64 /* blocks of a size that are freed before one is used again */

static int set_up(void **state)
{
	static struct bp_env env;

	bp_env_init(&env);
	*state = &env;
	return 0;
}

static int tear_down(void **state)
{
	bp_env_fini(*state);
	return 0;
}

static bool is_zero(const u8 *memory, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		if (memory[i])
			return false;
	return true;
}

static void bp_alloc__any_kind__zeroed_and_counted(void **state)
{
	struct bp_env *env = *state;

	for (unsigned kind = 0; kind < BP_ALLOC_NR; kind++) {
		u8 *memory = bp_alloc(env, (enum bp_alloc_kind)kind, BLOCK);

		assert_non_null(memory);
		assert_int_equal((uintptr_t)memory % _Alignof(max_align_t), 0);
		assert_true(is_zero(memory, BLOCK));
		assert_int_equal(env->live[kind], 1);
		bp_free(env, memory);
		assert_int_equal(env->live[kind], 0);
	}
}

struct hook {
	enum bp_alloc_kind kind;
	size_t bytes;
	unsigned asked;
	bool fail;
};

static bool should_fail(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	struct hook *hook = arg;

	hook->kind = kind;
	hook->bytes = bytes;
	hook->asked++;
	return hook->fail;
}

/* P2P-B16.4 */
static void bp_fails__as_the_hook_says__takes_nothing(void **state)
{
	static const struct bp_alloc_ops ops = { .should_fail = should_fail };
	struct bp_env *env = *state;
	struct hook hook = { .fail = true };

	assert_false(bp_fails(env, BP_ALLOC_TRYGET));
	env->alloc_ops = &ops;
	env->alloc_arg = &hook;
	assert_true(bp_fails(env, BP_ALLOC_TRYGET));
	assert_int_equal(hook.kind, BP_ALLOC_TRYGET);
	assert_int_equal(hook.bytes, 0);
	hook.fail = false;
	assert_false(bp_fails(env, BP_ALLOC_TRYGET));
	assert_int_equal(env->live[BP_ALLOC_TRYGET], 0);
}

/* R-BIO-5 */
static void bp_alloc__hook_says_fail__null_and_nothing_counted(void **state)
{
	static const struct bp_alloc_ops ops = { .should_fail = should_fail };
	struct bp_env *env = *state;
	struct hook hook = { .fail = true };
	void *memory;

	env->alloc_ops = &ops;
	env->alloc_arg = &hook;
	assert_null(bp_alloc(env, BP_ALLOC_SG, BLOCK));
	assert_int_equal(hook.kind, BP_ALLOC_SG);
	assert_int_equal(hook.bytes, BLOCK);
	assert_int_equal(env->live[BP_ALLOC_SG], 0);

	hook.fail = false;
	memory = bp_alloc(env, BP_ALLOC_SG, BLOCK);
	assert_non_null(memory);
	assert_int_equal(hook.asked, 2);
	bp_free(env, memory);
}

static void bp_alloc__ops_without_a_hook__never_fails(void **state)
{
	static const struct bp_alloc_ops ops = { 0 };
	struct bp_env *env = *state;

	env->alloc_ops = &ops;
	assert_non_null(bp_alloc(env, BP_ALLOC_BVEC, BLOCK)); /* left to bp_env_fini() */
}

/* INV-BIO-3: nothing else lives where a bio was freed a moment ago */
static void bp_free__a_bio__its_bytes_stay_and_are_not_handed_out(void **state)
{
	struct bp_env *env = *state;
	u8 *stale = bp_alloc(env, BP_ALLOC_BIO, BLOCK);

	memset(stale, 0xA5, BLOCK);
	bp_free(env, stale);
	for (unsigned i = 0; i < WAIT; i++) {
		u8 *other = bp_alloc(env, BP_ALLOC_BIO, BLOCK);

		assert_ptr_not_equal(other, stale);
		bp_free(env, other);
	}
	assert_int_equal(stale[0], 0xA5);
	assert_int_equal(stale[BLOCK - 1], 0xA5);
}

static void bp_alloc__enough_were_freed__oldest_again_and_zeroed(void **state)
{
	struct bp_env *env = *state;
	u8 *memory[WAIT + 1];

	for (unsigned i = 0; i <= WAIT; i++) {
		memory[i] = bp_alloc(env, BP_ALLOC_REQUEST, BLOCK);
		memory[i][0] = 0xA5;
	}
	for (unsigned i = 0; i <= WAIT; i++)
		bp_free(env, memory[i]);

	u8 *again = bp_alloc(env, BP_ALLOC_REQUEST, BLOCK);

	assert_ptr_equal(again, memory[0]);
	assert_true(is_zero(again, BLOCK));
	assert_int_equal(env->live[BP_ALLOC_REQUEST], 1);

	u8 *other = bp_alloc(env, BP_ALLOC_REQUEST, BLOCK); /* 64 wait again */

	assert_ptr_not_equal(other, memory[1]);
	bp_free(env, other);
	bp_free(env, again);
	assert_hits(env, BP_SITE_FREE_TWICE, 0);
}

static void bp_alloc__other_size_or_kind__never_from_that_shelf(void **state)
{
	struct bp_env *env = *state;
	u8 *memory[WAIT + 1];

	for (unsigned i = 0; i <= WAIT; i++)
		memory[i] = bp_alloc(env, BP_ALLOC_BIO, BLOCK);
	for (unsigned i = 0; i <= WAIT; i++)
		bp_free(env, memory[i]);
	assert_ptr_not_equal(bp_alloc(env, BP_ALLOC_BIO, BLOCK + 1), memory[0]);
	assert_ptr_not_equal(bp_alloc(env, BP_ALLOC_REQUEST, BLOCK), memory[0]);
	assert_ptr_equal(bp_alloc(env, BP_ALLOC_BIO, BLOCK), memory[0]);
}

static void bp_free__twice__a_finding_and_nothing_else(void **state)
{
	struct bp_env *env = *state;
	void *bio = bp_alloc(env, BP_ALLOC_BIO, BLOCK);

	bp_free(env, bio);
	bp_free(env, bio);
	assert_hits(env, BP_SITE_FREE_TWICE, 1);
	assert_int_equal(env->live[BP_ALLOC_BIO], 0);
}

static void bp_free__null__nothing(void **state)
{
	bp_free(*state, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(bp_alloc__any_kind__zeroed_and_counted, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(bp_fails__as_the_hook_says__takes_nothing, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(bp_alloc__hook_says_fail__null_and_nothing_counted,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(bp_alloc__ops_without_a_hook__never_fails, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(
			bp_free__a_bio__its_bytes_stay_and_are_not_handed_out, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			bp_alloc__enough_were_freed__oldest_again_and_zeroed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(bp_alloc__other_size_or_kind__never_from_that_shelf,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(bp_free__twice__a_finding_and_nothing_else, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(bp_free__null__nothing, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
