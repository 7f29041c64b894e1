/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which pages may be pinned by whom (P-85).
 */
#include <errno.h>

#include <blkpath/gup.h>

#include "mm_test.h"

#define BAR 0x90000000ull

static void no_release(struct percpu_ref *ref)
{
	(void)ref;
}

static void bp_gup_gate__pages_and_callers__table(void **state)
{
	static const struct {
		enum memory_type type;
		u64 at;
		unsigned flags;
		int result;
	} cases[] = {
		{ MEMORY_DEVICE_PCI_P2PDMA, BAR, 0, -EREMOTEIO },
		{ MEMORY_DEVICE_PCI_P2PDMA, BAR + 0x1000, ~FOLL_PCI_P2PDMA, -EREMOTEIO },
		{ MEMORY_DEVICE_PCI_P2PDMA, BAR, FOLL_PCI_P2PDMA, 0 },
		{ MEMORY_DEVICE_PCI_P2PDMA, BAR + 0x2000, 0, 0 }, /* behind */
		{ MEMORY_DEVICE_PCI_P2PDMA, 0x1000, 0, 0 },	  /* RAM */
		{ MEMORY_DEVICE_FS_DAX, BAR, 0, 0 },
	};
	struct t_mm *t = *state;

	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct percpu_ref ref;
		struct dev_pagemap pgmap = { .res = { .start = BAR, .end = BAR + 0x1fff },
					     .ref = &ref,
					     .kill = percpu_ref_kill,
					     .cleanup = percpu_ref_exit,
					     .type = cases[i].type };

		assert_int_equal(percpu_ref_init(&t->env, &ref, no_release), 0);
		assert_int_equal(bp_virt_error(devm_memremap_pages(&t->dev, &pgmap)), 0);
		assert_int_equal(bp_gup_gate(&t->env, pfn_to_page(cases[i].at >> 12),
					     cases[i].flags),
				 cases[i].result);
		devm_memunmap_pages(&t->dev, &pgmap);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_in_mm(bp_gup_gate__pages_and_callers__table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
