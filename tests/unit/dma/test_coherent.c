/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Coherent memory (P2P-C1.1, P2P-C7.1, P2P-C7.7).
 */
#include <string.h>

#include <blkpath/dma_coherent.h>
#include <blkpath/dma_ledger.h>

#include "iommu_test.h"
#include "mem/ram.h"

struct t_coherent {
	struct t_dma d;
	struct bp_ram *ram;
	struct bp_dma_ledger *ledger;
};

static void start(struct t_coherent *t)
{
	static const struct bp_dma_ledger_setup setup = { 0 };

	t_dma_start(&t->d, DMA_BIT_MASK(64));
	t->ram = bp_ram_new(&t->d.env);
	t->ledger = bp_dma_ledger_new(&t->d.env, &setup);
	assert_non_null(t->ram);
	assert_non_null(t->ledger);
	t->d.dev.bp_ledger = t->ledger;
	t->d.dev.coherent_dma_mask = DMA_BIT_MASK(64);
}

/* Nothing is mapped, no page is held. */
static void stop(struct t_coherent *t)
{
	assert_int_equal(bp_dma_ledger_stat(t->ledger).live, 0);
	assert_int_equal(bp_dma_ledger_stat(t->ledger).errors, 0);
	assert_int_equal(bp_ram_report(t->ram).allocated, 0);
	bp_dma_ledger_free(t->ledger);
	bp_ram_free(t->ram);
	t_dma_stop(&t->d);
}

static void dma_alloc_coherent__three_pages__neighbours_zeroed_and_known(void **state)
{
	struct t_coherent t;
	dma_addr_t addr;
	bp_virt_addr_t buf;

	(void)state;
	start(&t);
	buf = dma_alloc_coherent(&t.d.dev, 8193, &addr, GFP_KERNEL);
	assert_int_equal(bp_dma_u64(addr), bp_phys_u64(virt_to_phys(buf)));
	assert_int_equal(bp_dma_u64(addr) % 4096, 0);
	assert_int_equal(bp_ram_report(t.ram).allocated, 3);
	assert_int_equal(bp_dma_ledger_stat(t.ledger).live, 1);
	assert_true(bp_dma_ledger_access(&t.d.dev, addr, 8193, true));
	for (unsigned i = 0; i < 3; i++) {
		u8 *bytes = bp_virt_bytes(&t.d.env, bp_virt_addr(buf.virt + i * 4096));

		assert_int_equal(bytes[0] | bytes[4095], 0);
		memset(bytes, 0xff, 4096);
	}
	dma_free_coherent(&t.d.dev, 8193, buf, addr);
	dma_free_coherent(&t.d.dev, 8193, bp_virt_addr(0), addr);
	buf = dma_alloc_coherent(&t.d.dev, 64, &addr, GFP_KERNEL);
	assert_int_equal(bp_virt_bytes(&t.d.env, buf)[0], 0);
	dma_free_coherent(&t.d.dev, 64, buf, addr);
	stop(&t);
}

static void dma_alloc_coherent__masks__within_reach_or_not_at_all(void **state)
{
	static const struct {
		const char *name;
		u64 mask, bus, offset, max_pfn, last; /* last: highest address; 0: none */
	} cases[] = {
		{ "all", DMA_BIT_MASK(64), 0, 0, 0xfff, 0xffffff },
		{ "32 bits", DMA_BIT_MASK(32), 0, 0, 0x3fffff, 0xffffffff },
		{ "the bus has less", DMA_BIT_MASK(64), DMA_BIT_MASK(32), 0, 0x3fffff, 0xffffffff },
		{ "half a page more", 0x10000800, 0, 0, 0x3fffff, 0xfffffff },
		{ "offset", DMA_BIT_MASK(24), 0, 0x100, 0x3fffff, 0x10fffff },
		{ "no mask", 0, 0, 0, 0xfff, 0 },
		{ "less than a page", 0x7ff, 0, 0, 0xfff, 0 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_coherent t;
		dma_addr_t addr;
		bp_virt_addr_t buf;

		start(&t);
		t.d.dev.coherent_dma_mask = cases[i].mask;
		t.d.dev.bus_dma_mask = cases[i].bus;
		t.d.dev.dma_pfn_offset = cases[i].offset;
		t.d.env.max_pfn = cases[i].max_pfn;
		buf = dma_alloc_coherent(&t.d.dev, 4096, &addr, GFP_KERNEL);
		if (!cases[i].last)
			assert_int_equal(bp_virt_u64(buf), 0);
		else if (bp_phys_u64(virt_to_phys(buf)) + 4095 != cases[i].last)
			fail_msg("%s: 0x%llx", cases[i].name,
				 (unsigned long long)bp_phys_u64(virt_to_phys(buf)));
		dma_free_coherent(&t.d.dev, 4096, buf, addr);
		stop(&t);
	}
}

static void dma_alloc_coherent__no_memory__nothing_held(void **state)
{
	struct t_coherent t;
	dma_addr_t addr;

	(void)state;
	start(&t);
	t.d.allocations_until_failure = 0;
	assert_int_equal(bp_virt_u64(dma_alloc_coherent(&t.d.dev, 4096, &addr, 0)), 0);
	assert_int_equal(bp_virt_u64(dma_alloc_coherent(&t.d.dev, 0, &addr, 0)), 0);
	t.d.env.max_pfn = 2; /* frame 0 is never given out */
	t.d.allocations_until_failure = ~0ull;
	assert_int_equal(bp_virt_u64(dma_alloc_coherent(&t.d.dev, 3 * 4096, &addr, 0)), 0);
	stop(&t);
}

/* Behind an IOMMU the address is a mapping, below the mask for coherent memory. */
static void dma_alloc_coherent__iommu__mapped_and_unmapped(void **state)
{
	struct t_iommu t;
	struct bp_ram *ram;
	dma_addr_t addr;
	bp_virt_addr_t buf;

	(void)state;
	t_iommu_start(&t, DMA_BIT_MASK(32), BP_IOMMU_SG_MERGE);
	ram = bp_ram_new(&t.d.env);
	t.d.dev.coherent_dma_mask = DMA_BIT_MASK(32);
	buf = dma_alloc_coherent(&t.d.dev, 8192, &addr, GFP_KERNEL);
	assert_int_not_equal(bp_virt_u64(buf), 0);
	assert_int_not_equal(bp_dma_u64(addr), bp_phys_u64(virt_to_phys(buf)));
	dma_free_coherent(&t.d.dev, 8192, buf, addr);
	t.d.dev.coherent_dma_mask = 0xffff;
	assert_int_equal(bp_virt_u64(dma_alloc_coherent(&t.d.dev, 8192, &addr, 0)), 0);
	assert_int_equal(bp_ram_report(ram).allocated, 0);
	bp_ram_free(ram);
	t_iommu_stop(&t); /* a range that is left would be told */
	assert_hits(&t.d.env, BP_SITE_IOVA_LEAK, 0);
}

/* Software RDMA: the pointer itself. */
static void dma_alloc_coherent__virt__pointer(void **state)
{
	struct t_coherent t;
	dma_addr_t addr;
	bp_virt_addr_t buf;

	(void)state;
	start(&t);
	t.d.dev.dma_kind = BP_DMA_VIRT;
	buf = dma_alloc_coherent(&t.d.dev, 4096, &addr, GFP_KERNEL);
	assert_true(bp_dma_u64(addr) == bp_virt_u64(buf));
	dma_free_coherent(&t.d.dev, 4096, buf, addr);
	stop(&t);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(dma_alloc_coherent__three_pages__neighbours_zeroed_and_known),
		cmocka_unit_test(dma_alloc_coherent__masks__within_reach_or_not_at_all),
		cmocka_unit_test(dma_alloc_coherent__no_memory__nothing_held),
		cmocka_unit_test(dma_alloc_coherent__iommu__mapped_and_unmapped),
		cmocka_unit_test(dma_alloc_coherent__virt__pointer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
