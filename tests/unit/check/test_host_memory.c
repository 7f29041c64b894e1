/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The host itself has no memory left: calloc() gives none.
 */
#include <stdlib.h>

#include "dma_court.h"

#define BYTES 4096

/* Given by the linker, which leads calloc() here. */
void *__real_calloc(size_t nr, size_t bytes);
void *__wrap_calloc(size_t nr, size_t bytes);

static unsigned refuses_nth; /* call from now on; 0: none */

void *__wrap_calloc(size_t nr, size_t bytes)
{
	if (refuses_nth && !--refuses_nth)
		return NULL;
	return __real_calloc(nr, bytes);
}

/* Beside the hook of R-BIO-5: the host itself has no memory.  Nothing is counted. */
static void bp_alloc__no_block__null(void **state)
{
	struct bp_env env;

	(void)state;
	bp_env_init(&env);
	refuses_nth = 1;
	assert_null(bp_alloc(&env, BP_ALLOC_SG, 200));
	assert_int_equal(env.live[BP_ALLOC_SG], 0);
	bp_env_fini(&env);
}

/* A bio without a shelf to wait on afterwards is one all the same, and goes at once. */
static void bp_alloc__no_shelf__a_bio_all_the_same(void **state)
{
	struct bp_env env;
	void *bio;

	(void)state;
	bp_env_init(&env);
	refuses_nth = 1;
	bio = bp_alloc(&env, BP_ALLOC_BIO, 200);
	assert_int_equal(refuses_nth, 0);
	assert_non_null(bio);
	assert_int_equal(env.live[BP_ALLOC_BIO], 1);
	assert_true(LIST_EMPTY(&env.shelves));
	bp_free(&env, bio);
	assert_int_equal(env.live[BP_ALLOC_BIO], 0);
	assert_true(TAILQ_EMPTY(&env.blocks));
	bp_env_fini(&env);
}

static void bp_check_new__no_memory__nobody_listens(void **state)
{
	struct bp_env env;

	(void)state;
	bp_env_init(&env);
	refuses_nth = 1;
	assert_null(bp_check_new(&env));
	assert_null(env.sinks);
	bp_env_fini(&env);
}

/* INV-DMA-8: nothing was copied, and there is no memory to see it. */
static void dma_8__no_memory_to_compare__nobody_accused(void **state)
{
	(void)state;
	for (unsigned nth = 0; nth < 2; nth++) {
		struct t_dma_court t;
		struct bp_dma_call sync = {
			.dev = &t.dev, .size = BYTES, .dir = DMA_FROM_DEVICE, .to_cpu = true
		};
		u8 byte = 'd';

		t_dma_open(&t);
		t_dma_slots(&t);
		sync.addr = dma_map_single(&t.dev, t_buf(T_HIGH), BYTES, DMA_FROM_DEVICE);
		bp_ram_write(t.ram, bp_phys_addr(sync.addr.dma), &byte, 1);
		refuses_nth = nth;
		t_dma_say(&t, BP_EV_DMA_SYNC, &sync);
		assert_int_equal(refuses_nth, 0);
		assert_int_equal(bp_check_count(t.court.check, BP_INV_DMA_8), !nth);
		dma_unmap_single(&t.dev, sync.addr, BYTES, DMA_FROM_DEVICE);
		t_dma_close(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_alloc__no_block__null),
		cmocka_unit_test(bp_alloc__no_shelf__a_bio_all_the_same),
		cmocka_unit_test(bp_check_new__no_memory__nobody_listens),
		cmocka_unit_test(dma_8__no_memory_to_compare__nobody_accused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
