/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Device memory in the ioremap area (P2P-B14.1).
 */
#include <errno.h>

#include "mm_test.h"

#define BAR 0x90000000ull

static u64 map(struct t_mm *t, u64 phys, u64 size)
{
	return bp_virt_u64(devm_memremap(&t->dev, bp_phys_addr(phys), size, MEMREMAP_WC));
}

static void devm_memremap__a_bar__write_combining_without_pages(void **state)
{
	struct t_mm *t = *state;
	u64 virt = map(t, BAR, 0x10000);
	const struct bp_mapping *mapping = bp_cpu_reach(&t->env, bp_virt_addr(virt), 0x10000);

	assert_int_equal(virt, T_VMALLOC);
	assert_non_null(mapping);
	assert_int_equal(mapping->kind, BP_MAPPING_WC);
	assert_int_equal(bp_phys_u64(mapping->phys), BAR);
	assert_int_equal(bp_mm_descriptor_bytes(&t->env), 0); /* P2P-F18 */
	assert_null(bp_page_pgmap(&t->env, pfn_to_page(BAR >> 12)));
	assert_int_equal(devres_release_all(&t->dev), 1);
	assert_null(bp_cpu_reach(&t->env, bp_virt_addr(virt), 1));
}

/* P2P-B14.3: AA.B, an empty page behind each; parts of one section, and one range twice */
static void devm_memremap__one_after_the_other__a_free_page_between(void **state)
{
	struct t_mm *t = *state;

	assert_int_equal(map(t, BAR, 0x1001), T_VMALLOC);
	assert_int_equal(map(t, BAR + 0x2000, 0x1000), T_VMALLOC + 0x3000);
	assert_int_equal(map(t, BAR, 0x1001), T_VMALLOC + 0x5000);
	assert_null(bp_mapping_find(&t->env, bp_virt_addr(T_VMALLOC + 0x1001)));
	assert_null(bp_mapping_find(&t->env, bp_virt_addr(T_VMALLOC + 0x2000)));
	assert_int_equal(devres_release_all(&t->dev), 3);
}

/* P2P-B2.3: nothing need be aligned */
static void devm_memremap__unaligned__keeps_the_offset_in_the_page(void **state)
{
	struct t_mm *t = *state;

	assert_int_equal(map(t, BAR + 0x123, 0x1000), T_VMALLOC + 0x123);
	assert_int_equal(map(t, BAR, 0x1000), T_VMALLOC + 0x3000);
	devres_release_all(&t->dev);
}

/* What was unmapped is not used again at once: a stale pointer leads nowhere. */
static void devm_memunmap__and_map_again__another_address(void **state)
{
	struct t_mm *t = *state;
	u64 virt = map(t, BAR, 0x1000);

	devm_memunmap(&t->dev, bp_virt_addr(virt));
	assert_int_equal(map(t, BAR, 0x1000), T_VMALLOC + 0x2000);
	assert_null(bp_mapping_find(&t->env, bp_virt_addr(virt)));
	devm_memunmap(&t->dev, bp_virt_addr(T_VMALLOC + 1));
	assert_hits(&t->env, BP_SITE_DEVRES_UNKNOWN, 1);
	assert_int_equal(devres_release_all(&t->dev), 1);
}

static void devm_memremap__area_used_up__begins_anew_then_refuses(void **state)
{
	struct t_mm *t = *state;
	u64 most = (0x200000000000ull - 0x10000) & ~0xfffull, small = map(t, BAR, 0x2000);

	assert_int_equal(map(t, 0x4000000000, most), T_VMALLOC + 0x3000);
	devm_memunmap(&t->dev, bp_virt_addr(small));
	assert_int_equal(map(t, BAR, 0x2000), T_VMALLOC + 0x3000 + most + 0x1000);
	assert_int_equal(map(t, BAR, 0x9000), (u64)-ENXIO);
	assert_int_equal(map(t, BAR, 0x5000), T_VMALLOC + 0x3000 + most + 0x4000);
	assert_int_equal(map(t, BAR, 0x3000), (u64)-ENXIO);
	assert_int_equal(map(t, BAR, 0x2000), T_VMALLOC + 0x3000 + most + 0xa000);
	assert_int_equal(map(t, BAR, 0x2000), T_VMALLOC); /* from the start */
	assert_int_equal(map(t, BAR, 0x2000), (u64)-ENXIO);
	assert_int_equal(map(t, 0x4000000000, ~0ull >> 1), (u64)-ENXIO);
	devres_release_all(&t->dev);
}

static void devm_memremap__ram_or_another_flag__refused(void **state)
{
	struct t_mm *t = *state;

	assert_int_equal(map(t, T_RAM_END - 1, 2), (u64)-ENXIO);
	assert_hits(&t->env, BP_SITE_REMAP_RAM, 1);
	assert_int_equal(map(t, T_RAM_END, 2), T_VMALLOC);
	assert_int_equal(bp_virt_error(devm_memremap(&t->dev, bp_phys_addr(BAR), 4096, 1)), -ENXIO);
	devres_release_all(&t->dev);
}

static void devm_memremap__no_memory__nothing_left(void **state)
{
	struct t_mm *t = *state;

	t->fails = BP_ALLOC_MAPPING;
	assert_int_equal(map(t, BAR, 4096), (u64)-ENXIO);
	t->fails = BP_ALLOC_ACTION;
	t->after = 0;
	assert_int_equal(map(t, BAR, 4096), (u64)-ENOMEM);
	assert_int_equal(t->env.live[BP_ALLOC_MAPPING], 2);
	assert_int_equal(devres_release_all(&t->dev), 0);
}

static void devm_memremap__no_address_space__refused(void **state)
{
	struct t_mm t;

	(void)state;
	t_mm_start(&t);
	assert_int_equal(map(&t, BAR, 4096), (u64)-ENXIO);
	bp_env_fini(&t.env);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_in_mm(devm_memremap__a_bar__write_combining_without_pages),
		t_in_mm(devm_memremap__one_after_the_other__a_free_page_between),
		t_in_mm(devm_memremap__unaligned__keeps_the_offset_in_the_page),
		t_in_mm(devm_memunmap__and_map_again__another_address),
		t_in_mm(devm_memremap__area_used_up__begins_anew_then_refuses),
		t_in_mm(devm_memremap__ram_or_another_flag__refused),
		t_in_mm(devm_memremap__no_memory__nothing_left),
		cmocka_unit_test(devm_memremap__no_address_space__refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
