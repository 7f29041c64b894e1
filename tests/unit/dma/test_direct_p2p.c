/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Peer-to-peer pages in the direct mode (P-70 to P-77).
 */
#include <errno.h>

#include <blkpath/swiotlb.h>

#include "p2p_pages.h"

static int map(struct t_lists *t, struct pci_dev *dev)
{
	return dma_map_sgtable(&dev->dev, &t->sgt, DMA_FROM_DEVICE, 0);
}

/* P-70, P-73, P-77 */
static void dma_map_sgtable__below_one_switch__bus_addresses(void **state)
{
	static const char *const rules[] = { "v6.1", "v6.12", "v7.1", "newest" };

	(void)state;
	for (size_t i = 0; i < bp_array_size(rules); i++) {
		struct t_lists t;

		t_lists_start(&t, T_UNLISTED, rules[i]);
		t_lists_fill(&t, "prq");
		assert_int_equal(map(&t, t.b), 0);
		assert_int_equal(t.sgt.nents, 3);
		assert_dma(&t.sg[0], t_bus(&t, 0, 0), 4096, true);
		assert_dma(&t.sg[1], T_RAM_PAGE(1), 4096, false);
		assert_dma(&t.sg[2], t_bus(&t, 4, 2), 4096, true);
		dma_unmap_sgtable(&t.b->dev, &t.sgt, DMA_FROM_DEVICE, 0);
		for (unsigned entry = 0; entry < 3; entry++)
			assert_false(sg_dma_is_bus_address(&t.sg[entry]));
		t_lists_stop(&t);
	}
}

/* P-71 */
static void dma_map_sgtable__through_a_listed_host_bridge__as_ram(void **state)
{
	struct t_lists t;

	(void)state;
	t_lists_start(&t, T_LISTED, "v6.1");
	t.c->dev.dma_pfn_offset = 0x10;
	t_lists_fill(&t, "pr");
	assert_int_equal(map(&t, t.c), 0);
	assert_dma(&t.sg[0], pci_resource_start(t.a, 0) - 0x10000, 4096, false);
	assert_dma(&t.sg[1], T_RAM_PAGE(1) - 0x10000, 4096, false);
	dma_unmap_sgtable(&t.c->dev, &t.sgt, DMA_FROM_DEVICE, 0);
	t_lists_stop(&t);
}

/* P-72, P-74: a code for those who ask for one, 0 for the others; what was mapped is undone. */
static void dma_map_sg__not_supported__nothing_held(void **state)
{
	const struct bp_swiotlb_setup pool = { .base = { 0x40000000 }, .slots = 256 };
	struct t_lists t;

	(void)state;
	t_lists_start(&t, T_UNLISTED, "v6.1");
	t.c->dev.bp_swiotlb = bp_swiotlb_new(&t.m.pci.env, &pool);
	t.c->dev.dma_mask = 0x4fffffff;
	t_lists_fill(&t, "rp");
	sg_set_page(&t.m.pci.env, &t.sg[0], pfn_to_page(0x60000), 4096, 0); /* bounced */
	assert_int_equal(map(&t, t.c), -EREMOTEIO);
	assert_int_equal(t.sgt.nents, 0);
	assert_int_equal(dma_map_sg(&t.c->dev, t.sg, 2, DMA_FROM_DEVICE), 0);
	bp_swiotlb_free(t.c->dev.bp_swiotlb); /* BOUNCE_LEAK if anything was left */
	assert_int_equal(t_p2p_hits(&t.m, BP_SITE_BOUNCE_LEAK), 0);
	t.c->dev.bp_swiotlb = NULL;
	t_lists_stop(&t);
}

/* P-72: of an entry that was marked before */
static void dma_map_sg__fails_behind_a_bus_address__mark_removed(void **state)
{
	struct t_lists t;

	(void)state;
	t_lists_start(&t, T_UNLISTED, "v6.1");
	t.b->dev.dma_mask = 0xfffffff;
	t_lists_fill(&t, "pr");
	assert_int_equal(map(&t, t.b), -EIO);
	assert_false(sg_dma_is_bus_address(&t.sg[0]));
	t_lists_stop(&t);
}

/* P-71: such pages never bounce, alone or in a list. */
static void dma_map__mask_too_small_or_bouncing_forced__error(void **state)
{
	struct bp_swiotlb_setup pool = { .base = { 0x40000000 }, .slots = 256 };
	struct t_lists t;

	(void)state;
	for (int force = 0; force < 2; force++) {
		struct device *dev;

		t_lists_start(&t, T_LISTED, "v6.1");
		dev = &t.c->dev;
		pool.force = force;
		dev->bp_swiotlb = bp_swiotlb_new(&t.m.pci.env, &pool);
		dev->dma_mask = force ? ~0ull : 0xffffffff;
		t_lists_fill(&t, "p");
		assert_int_equal(map(&t, t.c), -EIO);
		assert_int_equal(dma_map_page(dev, sg_page(t.sg), 0, 4096, DMA_FROM_DEVICE).dma,
				 DMA_MAPPING_ERROR.dma);
		assert_int_equal(t_p2p_hits(&t.m, BP_SITE_DMA_UNREACHABLE), 0);
		t_lists_fill(&t, "p"); /* a bus address needs neither */
		t.b->dev.bp_swiotlb = dev->bp_swiotlb;
		t.b->dev.dma_mask = 0;
		assert_int_equal(map(&t, t.b), 0);
		assert_dma(&t.sg[0], t_bus(&t, 0, 0), 4096, true);
		dma_unmap_sgtable(&t.b->dev, &t.sgt, DMA_FROM_DEVICE, 0);
		bp_swiotlb_free(dev->bp_swiotlb);
		t_lists_stop(&t);
	}
}

/* P-70: a bus address that is a bounce slot's number is none of the slots. */
static void dma_sync_sg__bus_address__not_looked_at(void **state)
{
	struct bp_swiotlb_setup pool = { .slots = 256 };
	struct t_lists t;

	(void)state;
	t_lists_start(&t, T_UNLISTED, "v6.1");
	pool.base = bp_phys_addr(t_bus(&t, 0, 0));
	t.b->dev.bp_swiotlb = bp_swiotlb_new(&t.m.pci.env, &pool);
	t_lists_fill(&t, "p");
	assert_int_equal(map(&t, t.b), 0);
	dma_sync_sg_for_cpu(&t.b->dev, t.sg, 1, DMA_FROM_DEVICE);
	dma_unmap_sgtable(&t.b->dev, &t.sgt, DMA_FROM_DEVICE, 0);
	assert_int_equal(t_p2p_hits(&t.m, BP_SITE_BOUNCE_UNKNOWN), 0);
	bp_swiotlb_free(t.b->dev.bp_swiotlb);
	t.b->dev.bp_swiotlb = NULL;
	t_lists_stop(&t);
}

/* P-74: one question for all entries of one resource in a row */
static void dma_map_sg__provider_changes__asked_again(void **state)
{
	struct t_lists t;

	(void)state;
	t_lists_start(&t, T_UNLISTED, "v6.1");
	t_lists_fill(&t, "pprpq");
	t_p2p_fail(&t.m, BP_ALLOC_MAP_TYPE, 0);
	t.m.lasting = true; /* nothing is remembered, so each question tries to */
	assert_int_equal(dma_map_sg(&t.b->dev, t.sg, 5, DMA_FROM_DEVICE), 5);
	assert_int_equal(t_p2p_hits(&t.m, BP_SITE_P2P_STORE_SLEEPS), 2);
	dma_unmap_sg(&t.b->dev, t.sg, 5, DMA_FROM_DEVICE);
	t_lists_stop(&t);
}

/* P-75: the address stays what it was, and the call succeeds. */
static void dma_map_sg__kernel_that_forgets__length_without_address(void **state)
{
	struct t_lists t;

	(void)state;
	t_lists_start(&t, T_LISTED, "v6.12");
	t.m.p2p.forgets_address = true;
	t_lists_fill(&t, "pr");
	t.sg[0].dma_address = bp_dma_addr(0x1234);
	assert_int_equal(map(&t, t.c), 0);
	assert_dma(&t.sg[0], 0x1234, 4096, false);
	assert_dma(&t.sg[1], T_RAM_PAGE(1), 4096, false);
	dma_unmap_sgtable(&t.c->dev, &t.sgt, DMA_FROM_DEVICE, 0);
	t_lists_fill(&t, "p"); /* bus addresses are not forgotten */
	assert_int_equal(map(&t, t.b), 0);
	assert_dma(&t.sg[0], t_bus(&t, 0, 0), 4096, true);
	dma_unmap_sgtable(&t.b->dev, &t.sgt, DMA_FROM_DEVICE, 0);
	t_lists_stop(&t);
}

/* p2pdma-newer.md 9: in v5.2 the call takes any page for RAM (P2P-C6). */
static void dma_map_sg__v5_2__physical_addresses(void **state)
{
	struct t_lists t;

	(void)state;
	t_lists_start(&t, T_UNLISTED, "v5.2");
	t_lists_fill(&t, "p");
	assert_int_equal(dma_map_sg(&t.b->dev, t.sg, 1, DMA_FROM_DEVICE), 1);
	assert_dma(&t.sg[0], pci_resource_start(t.a, 0), 4096, false);
	dma_unmap_sg(&t.b->dev, t.sg, 1, DMA_FROM_DEVICE);
	t_lists_stop(&t);
}

/* P-76: who has calls of its own knows nothing of types. */
static void dma_pci_p2pdma_supported__each_kind__by_who_maps(void **state)
{
	struct t_lists t;

	(void)state;
	t_lists_start(&t, T_UNLISTED, "v6.1");
	assert_true(dma_pci_p2pdma_supported(&t.c->dev));
	t.c->dev.dma_kind = BP_DMA_VIRT;
	assert_false(dma_pci_p2pdma_supported(&t.c->dev));
	t_lists_fill(&t, "p");
	assert_int_equal(map(&t, t.c), 0);
	assert_dma(&t.sg[0], phys_to_virt(bp_phys_addr(pci_resource_start(t.a, 0))).virt, 4096,
		   false);
	t_lists_stop(&t);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(dma_map_sgtable__below_one_switch__bus_addresses),
		cmocka_unit_test(dma_map_sgtable__through_a_listed_host_bridge__as_ram),
		cmocka_unit_test(dma_map_sg__not_supported__nothing_held),
		cmocka_unit_test(dma_map_sg__fails_behind_a_bus_address__mark_removed),
		cmocka_unit_test(dma_map__mask_too_small_or_bouncing_forced__error),
		cmocka_unit_test(dma_sync_sg__bus_address__not_looked_at),
		cmocka_unit_test(dma_map_sg__provider_changes__asked_again),
		cmocka_unit_test(dma_map_sg__kernel_that_forgets__length_without_address),
		cmocka_unit_test(dma_map_sg__v5_2__physical_addresses),
		cmocka_unit_test(dma_pci_p2pdma_supported__each_kind__by_who_maps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
