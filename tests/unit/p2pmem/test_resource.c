/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A BAR becomes memory (P2P-B2, B14.1, B16.2; P2P-F5, F18; DEF-P2P-3, DEF-P2P-11, INV-P2P-15).
 */
#include <errno.h>

#include <blkpath/genalloc.h>

#include "bp_test.h"
#include "p2p.h"

/* P2P-B2.1: the checks in their order; nothing has happened when one fails. */
static void pci_p2pdma_add_resource__checks__table(void **state)
{
	static const struct {
		int bar;
		u64 size, offset;
		int result;
		u64 pool;
	} cases[] = {
		{ 5, 0, 0, -EINVAL, 0 },		     /* ports */
		{ 1, 0, 0, -EINVAL, 0 },		     /* no such BAR */
		{ -1, 0, 0, -EINVAL, 0 },		     /* no BAR at all */
		{ 6, 0, 0, -EINVAL, 0 },		     /* no BAR at all */
		{ 2, 0, T_P2P_BAR2, -EINVAL, 0 },	     /* offset behind the end */
		{ 2, 0, 0, 0, T_P2P_BAR2 },		     /* all */
		{ 2, 0, 0x3000, 0, T_P2P_BAR2 - 0x3000 },    /* the rest */
		{ 2, T_P2P_BAR2, 0, 0, T_P2P_BAR2 },	     /* to the last byte */
		{ 2, T_P2P_BAR2 - 1, 1, 0, T_P2P_BAR2 - 1 }, /* P2P-B2.3: no alignment */
		{ 2, T_P2P_BAR2, 1, -EINVAL, 0 },	     /* one byte beyond */
		{ 2, 1, T_P2P_BAR2 - 1, 0, 1 },		     /* the last byte */
		{ 2, -0x1000ull, 0x2000, -EINVAL, 0 },	     /* P2P-B2.2: wraps to 0x1000 */
	};

	(void)state;
	t_for_each_profile (profile)
		for (size_t i = 0; i < bp_array_size(cases); i++) {
			struct pci_dev *dev;
			struct t_p2p t;

			t_p2p_init(&t, "HB ; RP - a", profile, 0);
			dev = t_p2p_dev(&t, 'a');
			assert_int_equal(pci_p2pdma_add_resource(dev, cases[i].bar, cases[i].size,
								 cases[i].offset),
					 cases[i].result);
			assert_int_equal(dev->p2pdma != NULL, !cases[i].result);
			assert_int_equal(t_p2p_last(&t, BP_EV_P2P_ADD)->pool_size, cases[i].pool);
			assert_int_equal(t_p2p_last(&t, BP_EV_P2P_ADD)->result, cases[i].result);
			t_p2p_fini(&t);
		}
}

/* P2P-A3.6: accepted, and flagged when it begins within what has registers. */
static void pci_p2pdma_add_resource__registers__lint(void **state)
{
	static const struct {
		int bar;
		u64 offset;
		int result;
		unsigned hits;
	} cases[] = {
		{ 0, 0, 0, 1 },	      { 0, 0x1000, 0, 1 },
		{ 0, 0x1fff, 0, 1 },  { 0, 0x2000, 0, 0 },
		{ 2, 0, 0, 0 },	      { 4, 0, 0, 0 },
		{ 5, 0, -EINVAL, 0 }, { 0, T_P2P_BAR0, -EINVAL, 0 },
	};

	(void)state;
	t_for_each_profile (profile)
		for (size_t i = 0; i < bp_array_size(cases); i++) {
			struct pci_dev *dev;
			struct t_p2p t;

			t_p2p_init(&t, "HB ; RP - a", profile, 0);
			dev = t_p2p_dev(&t, 'a');
			dev->bp_register_bytes[0] = 0x2000;
			dev->bp_register_bytes[5] = 0x100;
			assert_int_equal(pci_p2pdma_add_resource(dev, cases[i].bar, 0,
								 cases[i].offset),
					 cases[i].result);
			assert_hits(&t.pci.env, BP_SITE_P2P_REG_BAR, cases[i].hits);
			t_p2p_fini(&t);
		}
}

/* DEF-P2P-11: the sum wraps and passes; what comes later stumbles over it. */
static void pci_p2pdma_add_resource__def_p2p_11__sum_wraps(void **state)
{
	(void)state;
	t_for_each_profile (profile) {
		struct pci_dev *dev;
		struct t_p2p t;

		t_p2p_init(&t, "HB ; RP - a", profile, 0);
		dev = t_p2p_dev(&t, 'a');
		t_p2p_defect(dev, BP_DEF_P2P_11);
		assert_int_not_equal(pci_p2pdma_add_resource(dev, 2, -0x1000ull, 0x2000), -EINVAL);
		assert_non_null(dev->p2pdma);
		t_p2p_fini(&t);
	}
}

static void remember(void *arg, const struct bp_report *report)
{
	*(struct bp_report *)arg = *report;
}

/* P2P-B2.9: one line says what was added; P2P-B2.6, B14.1: where the CPU has it. */
static void pci_p2pdma_add_resource__part_of_a_bar__line_and_mapping(void **state)
{
	(void)state;
	t_for_each_profile (profile) {
		const struct bp_mapping *mapping;
		struct bp_report told = { 0 };
		struct pci_dev *dev;
		struct t_p2p t;

		t_p2p_init(&t, "HB ; RP - a", profile, 0x3f80000000);
		dev = t_p2p_dev(&t, 'a');
		t.pci.env.on_report = remember;
		t.pci.env.report_arg = &told;
		assert_int_equal(pci_p2pdma_add_resource(dev, 0, 0x8000, 0x3000), 0);
		assert_int_equal(told.site, BP_SITE_P2P_ADDED);
		assert_int_equal(told.a, 0x4010003000);
		assert_int_equal(told.b, 0x8000);
		mapping = bp_mapping_find(&t.pci.env, t_p2p_last(&t, BP_EV_P2P_ADD)->virt);
		assert_int_equal(bp_phys_u64(mapping->phys), 0x4010003000);
		assert_int_equal(mapping->bytes, 0x8000);
		assert_int_equal(mapping->pgmap != NULL, profile == BP_P2P_PAGES);
		if (mapping->pgmap)
			assert_int_equal(mapping->pgmap->res.flags, pci_resource_flags(dev, 0));
		t_p2p_fini(&t);
	}
}

/* P2P-F5, P2P-B2.8: the pool records the bus address; P2P-B2.9: one line in the log. */
static void pci_p2pdma_add_resource__window_offset__bus_address_recorded(void **state)
{
	const u64 offset = 0x3f80000000;

	(void)state;
	t_for_each_profile (profile) {
		const struct bp_p2p_call *call;
		struct pci_dev *dev;
		struct t_p2p t;

		t_p2p_init(&t, "HB ; RP - a", profile, offset);
		dev = t_p2p_dev(&t, 'a');
		assert_int_equal(pci_resource_start(dev, 0), 0x4010000000);
		assert_int_equal(pci_p2pdma_add_resource(dev, 0, 0, 0x1000), 0);
		call = t_p2p_last(&t, BP_EV_P2P_ADD);
		assert_int_equal(call->bus.bus, 0x90001000);
		assert_ptr_equal(call->provider, dev);
		assert_int_equal(call->offset, 0x1000);
		assert_int_equal(call->size, T_P2P_BAR0 - 0x1000);
		assert_int_equal(
			pci_p2pmem_virt_to_bus(dev, bp_virt_addr(bp_virt_u64(call->virt) + 0x4000))
				.bus,
			0x90005000);
		assert_int_equal(t_p2p_hits(&t, BP_SITE_P2P_ADDED), 1);
		t_p2p_fini(&t);
	}
}

/* P2P-B2.7 and B14.3: sections collide with pages, and do not without. */
static void pci_p2pdma_add_resource__second_bar_in_section__only_without_pages(void **state)
{
	static const int result[] = { [BP_P2P_PAGES] = -ENOMEM, [BP_P2P_DIRECT] = 0 };

	(void)state;
	t_for_each_profile (profile) {
		struct pci_dev *dev;
		struct t_p2p t;

		t_p2p_init(&t, "HB ; RP - a", profile, 0);
		dev = t_p2p_dev(&t, 'a');
		assert_int_equal(pci_p2pdma_add_resource(dev, 0, 0, 0), 0);
		assert_int_equal(pci_p2pdma_add_resource(dev, 2, 0, 0), result[profile]);
		assert_int_equal(pci_p2pdma_add_resource(dev, 4, 0, 0), 0);
		t_p2p_fini(&t);
	}
}

/* P2P-B2.7, DEF-P2P-3: one range twice, or two that share a byte. */
static void pci_p2pdma_add_resource__overlap__refused_unless_def_p2p_3(void **state)
{
	static const struct {
		u64 size, offset;
		bool overlaps;
	} cases[] = {
		{ 0x2000, 0x4000, true },  /* the same */
		{ 0x1000, 0x3000, false }, /* before */
		{ 0x1001, 0x3000, true },  /* one byte in */
		{ 0x1000, 0x6000, false }, /* behind */
		{ 0x1000, 0x5fff, true },  /* the last byte */
		{ 0, 0, true },		   /* around */
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++)
		for (int defect = 0; defect < 2; defect++) {
			bool refused = cases[i].overlaps && !defect;
			struct pci_dev *dev;
			struct t_p2p t;

			t_p2p_init(&t, "HB ; RP - a", BP_P2P_DIRECT, 0);
			dev = t_p2p_dev(&t, 'a');
			if (defect)
				t_p2p_defect(dev, BP_DEF_P2P_3);
			assert_int_equal(pci_p2pdma_add_resource(dev, 0, 0x2000, 0x4000), 0);
			assert_int_equal(pci_p2pdma_add_resource(dev, 0, cases[i].size,
								 cases[i].offset),
					 refused ? -ENOMEM : 0);
			assert_int_equal(t_p2p_hits(&t, BP_SITE_P2P_OVERLAP), refused);
			t_p2p_fini(&t);
		}
}

/* DEF-P2P-3, INV-P2P-5: two allocations, one bus address. */
static void pci_p2pdma_add_resource__def_p2p_3__allocations_alias(void **state)
{
	bp_virt_addr_t one, other;
	struct pci_dev *dev;
	struct t_p2p t;

	(void)state;
	t_p2p_init(&t, "HB ; RP - a", BP_P2P_DIRECT, 0);
	dev = t_p2p_dev(&t, 'a');
	t_p2p_defect(dev, BP_DEF_P2P_3);
	assert_int_equal(pci_p2pdma_add_resource(dev, 2, 0, 0), 0);
	one = pci_alloc_p2pmem(dev, T_P2P_BAR2);
	assert_int_equal(pci_p2pdma_add_resource(dev, 2, 0, 0), 0);
	other = pci_alloc_p2pmem(dev, T_P2P_BAR2);
	assert_int_not_equal(bp_virt_u64(one), bp_virt_u64(other));
	assert_int_equal(pci_p2pmem_virt_to_bus(dev, one).bus,
			 pci_p2pmem_virt_to_bus(dev, other).bus);
	pci_free_p2pmem(dev, one, T_P2P_BAR2);
	pci_free_p2pmem(dev, other, T_P2P_BAR2);
	t_p2p_fini(&t);
}

/* P2P-F18, B16.2 */
static void pci_p2pdma_add_resource__page_descriptors__cost(void **state)
{
	static const struct {
		int bar;
		u64 size, cost;
	} cases[] = {
		{ 0, 0x100000, 2 << 20 },
		{ 4, 64 << 20, 2 << 20 },
		{ 4, 16ull << 30, 256 << 20 },
	};

	(void)state;
	t_for_each_profile (profile)
		for (size_t i = 0; i < bp_array_size(cases); i++) {
			struct pci_dev *dev;
			struct t_p2p t;

			t_p2p_init(&t, "HB ; RP - a", profile, 0);
			dev = t_p2p_dev(&t, 'a');
			dev->resource[4].end = dev->resource[4].start + (16ull << 30) - 1;
			assert_int_equal(
				pci_p2pdma_add_resource(dev, cases[i].bar, cases[i].size, 0), 0);
			assert_int_equal(bp_mm_descriptor_bytes(&t.pci.env),
					 profile == BP_P2P_PAGES ? cases[i].cost : 0);
			t_p2p_fini(&t);
		}
}

/* P-86: whole memory units, from v6.12 on. */
static void pci_p2pdma_add_resource__memory_unit__aligned_from_v6_12_on(void **state)
{
	static const u64 unit = 2 << 20;
	static const struct {
		u64 start, len, size, offset;
		bool fits;
	} cases[] = {
		{ 0x4010000000, 4 * unit, 0, 0, true },
		{ 0x4010000000, 4 * unit, unit, unit, true },
		{ 0x4010000000, 4 * unit, unit / 2, 0, false },
		{ 0x4010000000, 4 * unit, unit + 0x1000, 0, false },
		{ 0x4010000000, 4 * unit, unit, 0x1000, false },
		{ 0x4010000000, 4 * unit, 0, unit, true },
		{ 0x4010100000, 4 * unit, unit, 0, false },
		{ 0x4010000000, unit / 2, 0, 0, false },
	};
	static const struct {
		const char *rules;
		bool asks;
	} sets[] = { { "v5.2", false },	 { "v6.1", false },    { "v6.12", true }, { "v7.1", true },
		     { "v7.1.y", true }, { "v7.3-rc1", true }, { "newest", true } };

	(void)state;
	for (size_t s = 0; s < bp_array_size(sets); s++)
		for (size_t i = 0; i < bp_array_size(cases); i++) {
			bool fits = cases[i].fits || !sets[s].asks;
			struct pci_dev *dev;
			struct t_p2p t;

			t_p2p_init(&t, "HB ; RP - a", BP_P2P_PAGES, 0);
			t.p2p.rules = bp_p2p_rules_find(sets[s].rules);
			dev = t_p2p_dev(&t, 'a');
			dev->resource[0].start = cases[i].start;
			dev->resource[0].end = cases[i].start + cases[i].len - 1;
			assert_int_equal(pci_p2pdma_add_resource(dev, 0, cases[i].size,
								 cases[i].offset),
					 fits ? 0 : -EINVAL);
			assert_int_equal(dev->p2pdma != NULL, fits);
			t_p2p_fini(&t);
		}
}

/* P-77 */
static void pci_p2pdma_add_resource__non_mappable_bars__refused_by_newest(void **state)
{
	static const struct {
		const char *rules;
		bool non_mappable;
		int result;
	} cases[] = {
		{ "v6.12", true, 0 },
		{ "v7.3-rc1", true, 0 },
		{ "newest", false, 0 },
		{ "newest", true, -EOPNOTSUPP },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct pci_dev *dev;
		struct t_p2p t;

		t_p2p_init(&t, "HB ; RP - a", BP_P2P_PAGES, 0);
		t.p2p.rules = bp_p2p_rules_find(cases[i].rules);
		dev = t_p2p_dev(&t, 'a');
		dev->non_mappable_bars = cases[i].non_mappable;
		assert_int_equal(pci_p2pdma_add_resource(dev, 0, 0, 0), cases[i].result);
		assert_int_equal(dev->p2pdma != NULL, !cases[i].result);
		assert_int_equal(t_p2p_last(&t, BP_EV_P2P_ADD)->result, cases[i].result);
		t_p2p_fini(&t);
	}
}

/* P2P-B14.1: what the CPU mapping says. */
static void pci_p2pdma_add_resource__bar_in_ram__enxio(void **state)
{
	(void)state;
	t_for_each_profile (profile) {
		struct pci_dev *dev;
		struct t_p2p t;

		t_p2p_init(&t, "HB ; RP - a", profile, 0);
		dev = t_p2p_dev(&t, 'a');
		dev->resource[0].start = T_P2P_RAM_END - 0x1000;
		dev->resource[0].end = T_P2P_RAM_END + 0xffff;
		assert_int_equal(pci_p2pdma_add_resource(dev, 0, 0, 0), -ENXIO);
		assert_non_null(dev->p2pdma); /* P2P-B2.10 */
		assert_int_equal(t_p2p_hits(&t, BP_SITE_P2P_ADDED), 0);
		t_p2p_fini(&t);
	}
}

/* P2P-B11.3 */
static void pci_p2pdma_add_resource__compiled_out__eopnotsupp(void **state)
{
	struct pci_dev *dev;
	struct t_p2p t;

	(void)state;
	t_p2p_init(&t, "HB ; RP - a", BP_P2P_PAGES, 0);
	dev = t_p2p_dev(&t, 'a');
	dev->dev.bp_p2p = NULL;
	assert_int_equal(pci_p2pdma_add_resource(dev, 0, 0, 0), -EOPNOTSUPP);
	assert_false(pci_has_p2pmem(dev));
	assert_int_equal(bp_virt_u64(pci_alloc_p2pmem(dev, 4096)), 0);
	assert_int_equal(pci_p2pmem_virt_to_bus(dev, bp_virt_addr(4096)).bus, 0);
	t_p2p_fini(&t);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(pci_p2pdma_add_resource__registers__lint),
		cmocka_unit_test(pci_p2pdma_add_resource__checks__table),
		cmocka_unit_test(pci_p2pdma_add_resource__def_p2p_11__sum_wraps),
		cmocka_unit_test(pci_p2pdma_add_resource__window_offset__bus_address_recorded),
		cmocka_unit_test(pci_p2pdma_add_resource__part_of_a_bar__line_and_mapping),
		cmocka_unit_test(
			pci_p2pdma_add_resource__second_bar_in_section__only_without_pages),
		cmocka_unit_test(pci_p2pdma_add_resource__overlap__refused_unless_def_p2p_3),
		cmocka_unit_test(pci_p2pdma_add_resource__def_p2p_3__allocations_alias),
		cmocka_unit_test(pci_p2pdma_add_resource__page_descriptors__cost),
		cmocka_unit_test(pci_p2pdma_add_resource__memory_unit__aligned_from_v6_12_on),
		cmocka_unit_test(pci_p2pdma_add_resource__non_mappable_bars__refused_by_newest),
		cmocka_unit_test(pci_p2pdma_add_resource__bar_in_ram__enxio),
		cmocka_unit_test(pci_p2pdma_add_resource__compiled_out__eopnotsupp),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
