/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where kernel virtual addresses lead.
 */
#include <errno.h>

#include "mm_test.h"

static void bp_mapping_find__ram__in_the_linear_map(void **state)
{
	struct t_mm *t = *state;
	const struct bp_mapping *ram = bp_mapping_find(&t->env, bp_virt_addr(T_LINEAR + 0x1234));

	assert_non_null(ram);
	assert_int_equal(ram->kind, BP_MAPPING_RAM);
	assert_int_equal(bp_phys_u64(ram->phys), 0);
	assert_int_equal(ram->bytes, T_RAM_END);
	assert_ptr_equal(bp_mapping_find(&t->env, bp_virt_addr(T_LINEAR + T_RAM_END - 1)), ram);
	assert_null(bp_mapping_find(&t->env, bp_virt_addr(T_LINEAR + T_RAM_END)));
	assert_null(bp_mapping_find(&t->env, bp_virt_addr(T_LINEAR - 1)));
}

static void bp_mapping_find__no_address_space__nowhere(void **state)
{
	struct t_mm t;

	(void)state;
	t_mm_start(&t);
	assert_null(bp_mapping_find(&t.env, bp_virt_addr(T_LINEAR)));
	bp_mm_free(&t.env);
	bp_env_fini(&t.env);
}

static void bp_cpu_reach__over_the_end__fault(void **state)
{
	struct t_mm *t = *state;

	assert_non_null(bp_cpu_reach(&t->env, bp_virt_addr(T_LINEAR + T_RAM_END - 8), 8));
	assert_hits(&t->env, BP_SITE_CPU_FAULT, 0);
	assert_null(bp_cpu_reach(&t->env, bp_virt_addr(T_LINEAR + T_RAM_END - 8), 9));
	assert_null(bp_cpu_reach(&t->env, bp_virt_addr(T_VMALLOC), 1));
	assert_hits(&t->env, BP_SITE_CPU_FAULT, 2);
}

static void bp_mm_new__no_memory__nothing_changes(void **state)
{
	struct bp_phys_range ram[2] = { { bp_phys_addr(0), 4096 }, { bp_phys_addr(8192), 4096 } };
	struct t_mm *t = *state;
	struct bp_mm *mm = t->env.mm;

	t->fails = BP_ALLOC_MAPPING;
	for (unsigned after = 0; after < 3; after++) {
		t->after = after;
		assert_int_equal(bp_mm_new(&t->env, ram, 2), -ENOMEM);
		assert_ptr_equal(t->env.mm, mm);
		assert_int_equal(t->env.live[BP_ALLOC_MAPPING], 2);
	}
}

static void bp_mm_free__mappings_left__finding(void **state)
{
	struct t_mm t;

	(void)state;
	t_mm_start(&t);
	assert_int_equal(bp_mm_new(&t.env, NULL, 0), 0);
	assert_int_equal(
		bp_virt_error(devm_memremap(&t.dev, bp_phys_addr(0x90000000), 4096, MEMREMAP_WC)),
		0);
	bp_mm_free(&t.env);
	assert_hits(&t.env, BP_SITE_MAPPING_LEAK, 1);
	assert_null(t.env.mm);
	bp_env_fini(&t.env);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_in_mm(bp_mapping_find__ram__in_the_linear_map),
		cmocka_unit_test(bp_mapping_find__no_address_space__nowhere),
		t_in_mm(bp_cpu_reach__over_the_end__fault),
		t_in_mm(bp_mm_new__no_memory__nothing_changes),
		cmocka_unit_test(bp_mm_free__mappings_left__finding),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
