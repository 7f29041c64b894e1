/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Elements for times without memory (NVH-3).
 */
#include <string.h>

#include <blkpath/mempool.h>

#include "bp_test.h"

static unsigned good; /* allocations that still succeed */

static bool should_fail(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	(void)arg;
	(void)kind;
	(void)bytes;
	return !good || !good--;
}

static const struct bp_alloc_ops ops = { .should_fail = should_fail };

static void mempool_alloc__no_memory__kept_elements_then_none(void **state)
{
	struct bp_env env;
	mempool_t *pool;
	void *a, *b;

	(void)state;
	bp_env_init(&env);
	pool = mempool_create_kmalloc_pool(&env, 2, 100);
	good = 0;
	env.alloc_ops = &ops;
	a = mempool_alloc(pool, GFP_NOWAIT);
	b = mempool_alloc(pool, GFP_NOWAIT);
	assert_non_null(a);
	assert_non_null(b);
	memset(b, 1, 100);
	assert_null(mempool_alloc(pool, GFP_NOWAIT));
	assert_int_equal(bp_mempool_in_use(pool), 2);
	mempool_free(a, pool);
	assert_ptr_equal(mempool_alloc(pool, GFP_NOWAIT), a);
	mempool_free(a, pool);
	mempool_free(b, pool);
	mempool_free(NULL, pool);
	mempool_destroy(pool);
	assert_int_equal(env.live[BP_ALLOC_MEMPOOL], 0);
	bp_env_fini(&env);
}

static void mempool_free__pool_is_full__memory_given_back(void **state)
{
	struct bp_env env;
	mempool_t *pool;
	void *a;

	(void)state;
	bp_env_init(&env);
	pool = mempool_create_kmalloc_pool(&env, 1, 100);
	a = mempool_alloc(pool, GFP_NOWAIT);
	assert_int_equal(env.live[BP_ALLOC_MEMPOOL], 3);
	mempool_free(a, pool);
	assert_int_equal(env.live[BP_ALLOC_MEMPOOL], 2);
	mempool_destroy(pool);
	bp_env_fini(&env);
}

static void mempool_create_kmalloc_pool__no_memory__nothing_left(void **state)
{
	(void)state;
	for (unsigned n = 0; n < 3; n++) {
		struct bp_env env;

		bp_env_init(&env);
		env.alloc_ops = &ops;
		good = n;
		assert_null(mempool_create_kmalloc_pool(&env, 2, 100));
		assert_int_equal(env.live[BP_ALLOC_MEMPOOL], 0);
		bp_env_fini(&env);
	}
}

static void mempool_destroy__element_in_use__warning(void **state)
{
	struct bp_env env;
	mempool_t *pool;

	(void)state;
	bp_env_init(&env);
	pool = mempool_create_kmalloc_pool(&env, 1, 100);
	mempool_alloc(pool, GFP_NOWAIT);
	mempool_destroy(pool);
	assert_hits(&env, BP_SITE_MEMPOOL_BUSY, 1);
	mempool_destroy(NULL);
	bp_env_fini(&env);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(mempool_alloc__no_memory__kept_elements_then_none),
		cmocka_unit_test(mempool_free__pool_is_full__memory_given_back),
		cmocka_unit_test(mempool_create_kmalloc_pool__no_memory__nothing_left),
		cmocka_unit_test(mempool_destroy__element_in_use__warning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
