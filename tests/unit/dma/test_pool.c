/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Blocks of coherent memory (NVH-2).
 */
#include <blkpath/dmapool.h>

#include "dma_test.h"
#include "mem/ram.h"

static struct t_dma t;
static struct bp_ram *ram;

static int set_up(void **state)
{
	(void)state;
	t_dma_start(&t, DMA_BIT_MASK(64));
	ram = bp_ram_new(&t.env);
	t.dev.coherent_dma_mask = DMA_BIT_MASK(64);
	return ram ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	assert_int_equal(bp_ram_report(ram).allocated, 0);
	assert_int_equal(t.env.live[BP_ALLOC_DMA_BLOCK], 0);
	bp_ram_free(ram);
	t_dma_stop(&t);
	return 0;
}

/* The offsets of the first blocks, until one lies in another page. */
static void dma_pool_alloc__sizes_and_boundaries__table(void **state)
{
	static const struct {
		u64 size, align, boundary;
		unsigned in_first;
		u64 offsets[4];
	} cases[] = {
		{ 256, 256, 0, 16, { 0, 0x100, 0x200, 0x300 } },
		{ 4096, 4096, 0, 1, { 0 } },
		{ 200, 64, 0, 16, { 0, 0x100, 0x200, 0x300 } },
		{ 1000, 0, 0, 4, { 0, 1000, 2000, 3000 } },
		{ 1000, 0, 2048, 4, { 0, 1000, 2048, 3048 } },
		{ 1500, 4, 2048, 2, { 0, 2048 } },
		{ 1, 0, 0, 1024, { 0, 4, 8, 12 } },
		{ 6000, 0, 0, 1, { 0 } },
		{ 4096, 4096, 4096, 1, { 0 } },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct dma_pool *pool = dma_pool_create("test", &t.dev, cases[i].size,
							cases[i].align, cases[i].boundary);
		bp_virt_addr_t bufs[1025];
		dma_addr_t addrs[1025];

		assert_non_null(pool);
		for (unsigned n = 0; n <= cases[i].in_first; n++) {
			const bool inside = n < cases[i].in_first;

			bufs[n] = dma_pool_alloc(pool, GFP_NOWAIT, &addrs[n]);
			assert_int_not_equal(bp_virt_u64(bufs[n]), 0);
			if (n < 4 && inside)
				assert_int_equal(addrs[n].dma - addrs[0].dma, cases[i].offsets[n]);
			assert_int_equal(addrs[n].dma - addrs[0].dma < 8192, inside);
			assert_int_equal(bufs[n].virt - bufs[0].virt, addrs[n].dma - addrs[0].dma);
		}
		for (unsigned n = 0; n <= cases[i].in_first; n++)
			dma_pool_free(pool, bufs[n], addrs[n]);
		dma_pool_destroy(pool);
	}
}

/* The block given back last comes first, with bytes nobody may rely on. */
static void dma_pool_free__two_blocks__last_in_first_out(void **state)
{
	struct dma_pool *pool = dma_pool_create("test", &t.dev, 256, 256, 0);
	bp_virt_addr_t a, b;
	dma_addr_t addr_a, addr_b, again;

	(void)state;
	a = dma_pool_alloc(pool, GFP_NOWAIT, &addr_a);
	b = dma_pool_alloc(pool, GFP_NOWAIT, &addr_b);
	assert_int_equal(bp_virt_bytes(&t.env, a)[255], 0xa9);
	dma_pool_free(pool, b, addr_b);
	dma_pool_free(pool, a, addr_a);
	assert_int_equal(bp_virt_bytes(&t.env, a)[0], 0xa7);
	assert_true(dma_pool_alloc(pool, GFP_NOWAIT, &again).virt == a.virt);
	assert_int_equal(again.dma, addr_a.dma);
	dma_pool_free(pool, a, addr_a);
	dma_pool_destroy(pool);
}

static void dma_pool_free__what_nobody_has__warnings(void **state)
{
	struct dma_pool *pool = dma_pool_create("test", &t.dev, 256, 256, 0);
	dma_addr_t addr;
	bp_virt_addr_t buf = dma_pool_alloc(pool, GFP_NOWAIT, &addr);

	(void)state;
	dma_pool_free(pool, buf, bp_dma_addr(addr.dma + 8192));
	dma_pool_free(pool, buf, bp_dma_addr(addr.dma + 8));
	dma_pool_free(pool, bp_virt_addr(buf.virt + 256), addr);
	assert_hits(&t.env, BP_SITE_DMA_POOL_FOREIGN, 3);
	dma_pool_free(pool, buf, addr);
	dma_pool_free(pool, buf, addr);
	assert_hits(&t.env, BP_SITE_DMA_POOL_TWICE, 1);
	dma_pool_destroy(pool);
	dma_pool_destroy(NULL);
}

static void dma_pool_destroy__block_in_use__warning(void **state)
{
	struct dma_pool *pool = dma_pool_create("test", &t.dev, 4096, 4096, 0);
	dma_addr_t addr;
	bp_virt_addr_t buf = dma_pool_alloc(pool, GFP_NOWAIT, &addr);

	(void)state;
	dma_pool_destroy(pool);
	assert_hits(&t.env, BP_SITE_DMA_POOL_BUSY, 1);
	put_page(&t.env, virt_to_page(&t.env, buf));
	t.env.live[BP_ALLOC_DMA_BLOCK] = 0; /* lost with its pool */
}

static void dma_pool_create__numbers_out_of_range__null(void **state)
{
	static const struct {
		u64 size, align, boundary;
	} cases[] = {
		{ 0, 0, 0 }, { 16, 3, 0 }, { 256, 0, 128 }, { 256, 0, 768 }, { 1ull << 32, 0, 0 }
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++)
		assert_null(dma_pool_create("test", &t.dev, cases[i].size, cases[i].align,
					    cases[i].boundary));
}

static void dma_pool_alloc__no_memory__nothing_held(void **state)
{
	struct dma_pool *pool = dma_pool_create("test", &t.dev, 256, 256, 0);
	dma_addr_t addr;

	(void)state;
	for (unsigned good = 0; good < 3; good++) {
		t.allocations_until_failure = good;
		assert_int_equal(bp_virt_u64(dma_pool_alloc(pool, GFP_NOWAIT, &addr)), 0);
		assert_int_equal(t.env.live[BP_ALLOC_DMA_BLOCK], 0);
	}
	t.allocations_until_failure = 0;
	assert_null(dma_pool_create("test", &t.dev, 256, 256, 0));
	t.allocations_until_failure = ~0ull;
	dma_pool_destroy(pool);
}

#define in_pool(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		in_pool(dma_pool_alloc__sizes_and_boundaries__table),
		in_pool(dma_pool_free__two_blocks__last_in_first_out),
		in_pool(dma_pool_free__what_nobody_has__warnings),
		in_pool(dma_pool_destroy__block_in_use__warning),
		in_pool(dma_pool_create__numbers_out_of_range__null),
		in_pool(dma_pool_alloc__no_memory__nothing_held),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
