/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Peer-to-peer pages behind an IOMMU (P-70 to P-73, P-76).  The aperture ends at 0xfff0ffff.
 */
#include <errno.h>

#include "p2p_pages.h"

#define PAGE 4096u

static int map(struct t_lists *t, struct pci_dev *dev)
{
	return dma_map_sgtable(&dev->dev, &t->sgt, DMA_BIDIRECTIONAL, 0);
}

static void unmap(struct t_lists *t, struct pci_dev *dev)
{
	dma_unmap_sgtable(&dev->dev, &t->sgt, DMA_BIDIRECTIONAL, 0);
	for (unsigned i = 0; i < t->sgt.orig_nents; i++)
		assert_false(sg_dma_is_bus_address(&t->sg[i]));
}

/* P-70: rr|p|rr, four pages behind the IOMMU and none for p */
static void dma_map_sg__bus_address_in_the_middle__interrupts_merging(void **state)
{
	struct t_lists t;

	(void)state;
	t_lists_start(&t, T_UNLISTED, "v6.1");
	t_lists_iommu(&t, t.b, BP_IOMMU_SG_MERGE);
	t_lists_fill(&t, "rrprr");
	assert_int_equal(map(&t, t.b), 0);
	assert_int_equal(t.sgt.nents, 3);
	assert_int_equal(t.mapped, 4 * PAGE);
	assert_dma(&t.sg[0], 0xfff0c000, 2 * PAGE, false);
	assert_dma(&t.sg[1], t_bus(&t, 0, 2), PAGE, true);
	assert_dma(&t.sg[2], 0xfff0e000, 2 * PAGE, false);
	assert_dma(&t.sg[3], DMA_MAPPING_ERROR.dma, 0, false);
	unmap(&t, t.b);
	t_lists_stop(&t);
}

/* At the ends, and what the merged entries leave behind: p|rr|q */
static void dma_map_sg__bus_addresses_at_both_ends__own_entries(void **state)
{
	struct t_lists t;

	(void)state;
	t_lists_start(&t, T_UNLISTED, "v6.1");
	t_lists_iommu(&t, t.b, BP_IOMMU_SG_MERGE);
	t_lists_fill(&t, "prrq");
	assert_int_equal(map(&t, t.b), 0);
	assert_int_equal(t.sgt.nents, 3);
	assert_dma(&t.sg[0], t_bus(&t, 0, 0), PAGE, true);
	assert_dma(&t.sg[1], 0xfff0e000, 2 * PAGE, false);
	assert_dma(&t.sg[2], t_bus(&t, 4, 3), PAGE, true);
	assert_dma(&t.sg[3], DMA_MAPPING_ERROR.dma, 0, false);
	unmap(&t, t.b);
	t_lists_stop(&t);
}

/* P-70: no range at all */
static void dma_map_sg__bus_addresses_alone__nothing_behind_the_iommu(void **state)
{
	struct t_lists t;

	(void)state;
	t_lists_start(&t, T_UNLISTED, "v6.1");
	t_lists_iommu(&t, t.b, BP_IOMMU_SG_MERGE);
	t_lists_fill(&t, "pp");
	assert_int_equal(map(&t, t.b), 0);
	assert_int_equal(t.sgt.nents, 2);
	assert_int_equal(t.mapped, 0);
	assert_dma(&t.sg[0], t_bus(&t, 0, 0), PAGE, true);
	assert_dma(&t.sg[1], t_bus(&t, 0, 1), PAGE, true);
	unmap(&t, t.b);
	assert_int_equal(t_p2p_hits(&t.m, BP_SITE_IOVA_UNKNOWN), 0);
	t_lists_stop(&t);
}

/* P-71: r and p are one entry, as RAM would be. */
static void dma_map_sg__through_the_host_bridge__part_of_the_range(void **state)
{
	struct t_lists t;

	(void)state;
	t_lists_start(&t, T_LISTED, "v6.1");
	t_lists_iommu(&t, t.c, BP_IOMMU_SG_MERGE);
	t_lists_fill(&t, "rp");
	assert_int_equal(map(&t, t.c), 0);
	assert_int_equal(t.sgt.nents, 1);
	assert_int_equal(t.mapped, 2 * PAGE);
	assert_dma(&t.sg[0], 0xfff0e000, 2 * PAGE, false);
	unmap(&t, t.c);
	t_lists_stop(&t);
}

/* P-75 is of the direct mode alone. */
static void dma_map_sg__kernel_that_forgets__not_behind_an_iommu(void **state)
{
	struct t_lists t;

	(void)state;
	t_lists_start(&t, T_LISTED, "v6.12");
	t.m.p2p.forgets_address = true;
	t_lists_iommu(&t, t.c, BP_IOMMU_SG_MERGE);
	t_lists_fill(&t, "p");
	assert_int_equal(map(&t, t.c), 0);
	assert_dma(&t.sg[0], 0xfff0f000, PAGE, false);
	unmap(&t, t.c);
	t_lists_stop(&t);
}

/* P-72 */
static void dma_map_sg__not_supported__nothing_mapped(void **state)
{
	struct t_lists t;

	(void)state;
	t_lists_start(&t, T_UNLISTED, "v6.1");
	t_lists_iommu(&t, t.c, BP_IOMMU_SG_MERGE);
	t_lists_fill(&t, "rp");
	assert_int_equal(map(&t, t.c), -EREMOTEIO);
	assert_int_equal(dma_map_sg(&t.c->dev, t.sg, 2, DMA_BIDIRECTIONAL), 0);
	assert_int_equal(t.mapped, 0);
	t_lists_stop(&t);
}

/* No range is free: the marks of what needs none go too. */
static void dma_map_sg__no_addresses__marks_removed(void **state)
{
	struct t_lists t;

	(void)state;
	t_lists_start(&t, T_UNLISTED, "v6.1");
	t_lists_iommu(&t, t.b, BP_IOMMU_SG_MERGE);
	t_lists_fill(&t, "pr");
	assert_int_equal(bp_iommu_reserve(t.domain, 0, ~0ull), 0);
	assert_int_equal(map(&t, t.b), -ENOMEM);
	assert_dma(&t.sg[0], DMA_MAPPING_ERROR.dma, 0, false);
	t_lists_stop(&t);
}

/* P-76: a driver of its own takes such pages for RAM. */
static void dma_map_sg__packing_driver__as_ram(void **state)
{
	struct t_lists t;

	(void)state;
	t_lists_start(&t, T_UNLISTED, "v6.1");
	t_lists_iommu(&t, t.b, BP_IOMMU_SG_PACK);
	assert_false(dma_pci_p2pdma_supported(&t.b->dev));
	t_lists_fill(&t, "p");
	assert_int_equal(map(&t, t.b), 0);
	assert_dma(&t.sg[0], 0xfff0f000, PAGE, false);
	unmap(&t, t.b);
	t_lists_stop(&t);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(dma_map_sg__bus_address_in_the_middle__interrupts_merging),
		cmocka_unit_test(dma_map_sg__bus_addresses_at_both_ends__own_entries),
		cmocka_unit_test(dma_map_sg__bus_addresses_alone__nothing_behind_the_iommu),
		cmocka_unit_test(dma_map_sg__through_the_host_bridge__part_of_the_range),
		cmocka_unit_test(dma_map_sg__kernel_that_forgets__not_behind_an_iommu),
		cmocka_unit_test(dma_map_sg__not_supported__nothing_mapped),
		cmocka_unit_test(dma_map_sg__no_addresses__marks_removed),
		cmocka_unit_test(dma_map_sg__packing_driver__as_ram),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
