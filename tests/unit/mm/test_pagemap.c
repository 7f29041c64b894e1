/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Device memory with page descriptors (P2P-B2.7, P2P-B3.2, P2P-F18).
 */
#include <errno.h>

#include <blkpath/completion.h>

#include "mm_test.h"

#define SECTION (128ull << 20)
#define BAR 0x90000000ull
#define MIB (1ull << 20)

/* A resource as v5.2-rc5 has it: a pagemap, its reference, and who waits for that. */
struct resource_of {
	struct dev_pagemap pgmap;
	struct percpu_ref ref;
	struct completion ref_done;
};

static void on_release(struct percpu_ref *ref)
{
	complete(&bp_container_of(ref, struct resource_of, ref)->ref_done);
}

static void cleanup(struct percpu_ref *ref)
{
	wait_for_completion(&bp_container_of(ref, struct resource_of, ref)->ref_done);
	percpu_ref_exit(ref);
}

static bp_virt_addr_t add(struct t_mm *t, struct resource_of *r, u64 start, u64 size)
{
	*r = (struct resource_of){ .pgmap = { .res = { .start = start, .end = start + size - 1 },
					      .kill = percpu_ref_kill,
					      .cleanup = cleanup,
					      .type = MEMORY_DEVICE_PCI_P2PDMA } };
	r->pgmap.ref = &r->ref;
	init_completion(&t->env, &r->ref_done);
	assert_int_equal(percpu_ref_init(&t->env, &r->ref, on_release), 0);
	return devm_memremap_pages(&t->dev, &r->pgmap);
}

static void devm_memremap_pages__a_bar__has_pages_until_unbind(void **state)
{
	struct t_mm *t = *state;
	struct resource_of r;
	bp_virt_addr_t virt = add(t, &r, BAR, 0x2800);
	const struct bp_mapping *mapping;

	assert_int_equal(bp_virt_error(virt), 0);
	assert_int_equal(bp_virt_u64(virt), T_LINEAR + BAR);
	assert_int_equal(r.pgmap.bp_pages, 3);
	assert_int_equal(r.ref.bp_count, 1 + 3);
	mapping = bp_cpu_reach(&t->env, virt, 0x2800);
	assert_non_null(mapping);
	assert_int_equal(mapping->kind, BP_MAPPING_PAGES);
	assert_ptr_equal(mapping->pgmap, &r.pgmap);
	assert_true(is_pci_p2pdma_page(&t->env, pfn_to_page(BAR >> 12)));
	assert_true(is_pci_p2pdma_page(&t->env, pfn_to_page((BAR >> 12) + 2)));
	assert_false(is_pci_p2pdma_page(&t->env, pfn_to_page((BAR >> 12) + 3)));
	assert_false(is_pci_p2pdma_page(&t->env, pfn_to_page((BAR >> 12) - 1)));
	assert_false(is_pci_p2pdma_page(&t->env, (const struct page *)(uintptr_t)BAR));
	assert_int_equal(devres_release_all(&t->dev), 1);
	assert_null(bp_mapping_find(&t->env, virt));
	assert_null(r.ref.bp_counters);
	assert_int_equal(r.pgmap.bp_pages, 0);
	assert_false(is_pci_p2pdma_page(&t->env, pfn_to_page(BAR >> 12)));
}

static void is_pci_p2pdma_page__other_device_memory__no(void **state)
{
	struct t_mm *t = *state;
	struct resource_of r;

	assert_int_equal(bp_virt_error(add(t, &r, BAR, 4096)), 0);
	r.pgmap.type = MEMORY_DEVICE_FS_DAX;
	assert_ptr_equal(bp_page_pgmap(&t->env, pfn_to_page(BAR >> 12)), &r.pgmap);
	assert_false(is_pci_p2pdma_page(&t->env, pfn_to_page(BAR >> 12)));
	devm_memunmap_pages(&t->dev, &r.pgmap);
}

/* P2P-B2.7: one pagemap in each section, and no RAM */
static void devm_memremap_pages__shared_section__refused(void **state)
{
	static const struct {
		u64 start, size;
		int err;
	} cases[] = {
		{ BAR, 4096, -ENOMEM },			/* again */
		{ BAR - BAR % SECTION, 4096, -ENOMEM }, /* the same section */
		{ BAR - BAR % SECTION + SECTION - 4096, 4096, -ENOMEM },
		{ BAR - BAR % SECTION - 4096, 8192, -ENOMEM }, /* the last section */
		{ BAR - 2 * SECTION, 5 * SECTION, -ENOMEM },   /* one in between */
		{ BAR - BAR % SECTION - 4096, 4096, 0 },       /* the section before */
		{ BAR - BAR % SECTION + SECTION, 4096, 0 },    /* the section behind */
		{ T_RAM_END - 4096, 4096, -ENXIO },	       /* RAM */
		{ T_RAM_END + 1 * MIB - SECTION, 2 * SECTION,
		  -ENXIO },		/* RAM in its first section */
		{ T_RAM_END, 4096, 0 }, /* the first that has none */
	};
	struct t_mm *t = *state;
	unsigned conflicts = 0, ram = 0;

	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct resource_of first, second;

		assert_int_equal(bp_virt_error(add(t, &first, BAR, 1 * MIB)), 0);
		assert_int_equal(bp_virt_error(add(t, &second, cases[i].start, cases[i].size)),
				 cases[i].err);
		conflicts += cases[i].err == -ENOMEM;
		ram += cases[i].err == -ENXIO;
		assert_hits(&t->env, BP_SITE_PAGEMAP_CONFLICT, conflicts);
		assert_hits(&t->env, BP_SITE_PAGEMAP_RAM, ram);
		assert_true(!cases[i].err || !second.ref.bp_counters); /* killed and cleaned up */
		devres_release_all(&t->dev);
	}
	assert_int_equal(t->env.live[BP_ALLOC_MAPPING], 2);
}

/* P2P-B2.7: the aligned range counts: RAM that ends inside a section keeps all of it. */
static void devm_memremap_pages__ram_ends_in_a_section__enxio(void **state)
{
	const struct bp_phys_range ram = { bp_phys_addr(0), SECTION + 4096 };
	struct resource_of r;
	struct t_mm t;

	(void)state;
	t_mm_start(&t);
	assert_int_equal(bp_mm_new(&t.env, &ram, 1), 0);
	assert_int_equal(bp_virt_error(add(&t, &r, 2 * SECTION - 4096, 4096)), -ENXIO);
	assert_hits(&t.env, BP_SITE_PAGEMAP_RAM, 1);
	assert_int_equal(bp_virt_error(add(&t, &r, 2 * SECTION, 4096)), 0);
	devres_release_all(&t.dev);
	bp_mm_free(&t.env);
	bp_env_fini(&t.env);
}

static void devm_memremap_pages__no_memory__nothing_left(void **state)
{
	static const enum bp_alloc_kind kinds[] = { BP_ALLOC_MAPPING, BP_ALLOC_ACTION };
	struct t_mm *t = *state;
	struct resource_of r;

	for (unsigned i = 0; i < bp_array_size(kinds); i++) {
		t->fails = kinds[i];
		t->after = 0;
		assert_int_equal(bp_virt_error(add(t, &r, BAR, 4096)), -ENOMEM);
		assert_null(r.ref.bp_counters);
		assert_null(bp_page_pgmap(&t->env, pfn_to_page(BAR >> 12)));
		assert_int_equal(devres_release_all(&t->dev), 0);
	}
}

static void devm_memremap_pages__no_address_space__refused(void **state)
{
	struct resource_of r;
	struct t_mm t;

	(void)state;
	t_mm_start(&t);
	assert_int_equal(bp_virt_error(add(&t, &r, BAR, 4096)), -ENXIO);
	assert_int_equal(bp_mm_descriptor_bytes(&t.env), 0);
	assert_false(is_pci_p2pdma_page(&t.env, pfn_to_page(BAR >> 12)));
	bp_env_fini(&t.env);
}

/* P2P-B3.3: it hangs while somebody uses the memory, and the mapping stays for them. */
static void devm_memremap_pages__unbind_with_a_user__hangs_and_stays_mapped(void **state)
{
	struct t_mm *t = *state;
	struct resource_of r;
	bp_virt_addr_t virt = add(t, &r, BAR, 4096);

	assert_true(percpu_ref_tryget_live(&r.ref));
	r.ref_done.bp_what = BAR;
	assert_bug(&t->env, BP_SITE_WAIT_HANG, devres_release_all(&t->dev));
	assert_int_equal(t->env.bug.a, BAR);
	assert_non_null(bp_cpu_reach(&t->env, virt, 4096));
	assert_false(percpu_ref_tryget_live(&r.ref));
	percpu_ref_put(&r.ref);
	cleanup(&r.ref);
	bp_mm_free(&t->env);
	assert_hits(&t->env, BP_SITE_MAPPING_LEAK, 1);
}

/* P2P-F18, P2P-B16.2 */
static void bp_mm_descriptor_bytes__sizes_of_f18__in_whole_sections(void **state)
{
	static const struct {
		u64 size, cost;
	} cases[] = {
		{ 1 * MIB, 2 * MIB },
		{ 64 * MIB, 2 * MIB },
		{ 16384 * MIB, 256 * MIB },
	};
	struct t_mm *t = *state;
	struct resource_of r;

	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		assert_int_equal(bp_virt_error(add(t, &r, 0x4000000000, cases[i].size)), 0);
		assert_int_equal(bp_mm_descriptor_bytes(&t->env), cases[i].cost);
		devres_release_all(&t->dev);
		assert_int_equal(bp_mm_descriptor_bytes(&t->env), 0);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_in_mm(devm_memremap_pages__a_bar__has_pages_until_unbind),
		t_in_mm(is_pci_p2pdma_page__other_device_memory__no),
		t_in_mm(devm_memremap_pages__shared_section__refused),
		cmocka_unit_test(devm_memremap_pages__ram_ends_in_a_section__enxio),
		t_in_mm(devm_memremap_pages__no_memory__nothing_left),
		cmocka_unit_test(devm_memremap_pages__no_address_space__refused),
		t_in_mm(devm_memremap_pages__unbind_with_a_user__hangs_and_stays_mapped),
		t_in_mm(bp_mm_descriptor_bytes__sizes_of_f18__in_whole_sections),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
