/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A function's own memory by a second address (P2P-A6.1, nvme NVC-32), and memory behind registers
 * in one BAR (nvme NVC-33).
 */
#include "bp_test.h"

#include <errno.h>

#include "fabric.h"

#define CBA 0x7700000000ull

static const struct bp_own_window window = { .base = CBA, .bytes = 0x4000, .offset = 0x8000 };
static u8 data[8192];

static void bp_fabric_own_window__outside_the_bar__refused(void **state)
{
	static const struct {
		struct bp_own_window window;
		int result;
	} cases[] = {
		{ { CBA, T_BAR_BYTES, 0, 0 }, 0 },
		{ { CBA, T_BAR_BYTES + 1, 0, 0 }, -EINVAL },
		{ { CBA, T_BAR_BYTES, 0, 1 }, -EINVAL },
		{ { CBA, 0, 0, T_BAR_BYTES + 1 }, -EINVAL },
		{ { CBA, 1, 1, 0 }, -EINVAL },
		{ { CBA, 1, PCI_STD_NUM_BARS, 0 }, -EINVAL },
		{ { ~0ull - 0xfff, 0x2000, 0, 0 }, -EINVAL },
		{ { 0, 0, 0, 0 }, 0 },
	};
	struct t_fabric f;

	(void)state;
	t_fabric_init(&f, T_T1, 0, 0);
	for (size_t i = 0; i < bp_array_size(cases); i++)
		assert_int_equal(bp_fabric_own_window(f.fabric, t_fabric_dev(&f, 'a'),
						      &cases[i].window),
				 cases[i].result);
	t_fabric_fini(&f);
}

static void bp_fabric_own_window__both_addresses__same_bytes_inside(void **state)
{
	struct bp_transferred result;
	struct t_fabric f;
	u8 got[64];

	(void)state;
	for (unsigned i = 0; i < sizeof(data); i++)
		data[i] = (u8)(i + 1);
	t_fabric_init(&f, T_T1, 0xf80000000, 0);
	assert_int_equal(bp_fabric_own_window(f.fabric, t_fabric_dev(&f, 'a'), &window), 0);
	f.iommu.on = true; /* this test precedes everything else */
	result = t_fabric_move(&f, 'a', true, CBA + 0x10, data, 64);
	assert_int_equal(result.target.kind, BP_TARGET_INTERNAL);
	assert_int_equal(result.target.offset, 0x8010);
	assert_int_equal(result.requests, 0);
	t_fabric_move(&f, 'a', false, t_fabric_bus(&f, 'a') + 0x8010, got, 64);
	assert_memory_equal(got, data, 64);
	assert_int_equal(bp_function_counters(f.fabric, t_fabric_dev(&f, 'a'))->internal_bytes,
			 128);
	/* Nobody else knows the address, and what leaves the window is not inside. */
	assert_int_equal(t_fabric_route(&f, 'b', true, CBA), BP_OUTCOME_IOMMU_FAULT);
	assert_int_equal(t_fabric_route(&f, 'a', true, CBA + 0x4000 - 32), BP_OUTCOME_IOMMU_FAULT);
	assert_int_equal(t_fabric_route(&f, 'a', true, CBA - 1), BP_OUTCOME_IOMMU_FAULT);
	t_fabric_fini(&f);
}

/* The buffer lies behind the registers of BAR 0. */
static void bp_fabric_registers__first_page__memory_behind(void **state)
{
	static const struct bp_register_ops registers;
	struct t_fabric f;
	u64 bus;

	(void)state;
	t_fabric_init(&f, T_T1, 0, 0);
	bus = t_fabric_bus(&f, 'a');
	bp_fabric_registers(f.fabric, t_fabric_dev(&f, 'a'), 0, &registers, NULL, 0x2000);
	assert_int_equal(t_fabric_dev(&f, 'a')->bp_register_bytes[0], 0x2000);
	assert_int_equal(t_fabric_route(&f, 'a', true, bus + 0x1fc0), BP_OUTCOME_UNSUPPORTED);
	assert_int_equal(bp_route_end(&f.route), BP_AT_OWN_REGISTERS);
	assert_int_equal(t_fabric_route(&f, 'a', true, bus + 0x2000), BP_OUTCOME_SUCCESS);
	assert_int_equal(t_fabric_route(&f, 'b', true, bus + 0x1fc0), BP_OUTCOME_UNSUPPORTED);
	assert_int_equal(bp_route_end(&f.route), BP_AT_NO_REGISTER);
	assert_int_equal(t_fabric_move(&f, 'b', true, bus + 0x2000, data, 4096).outcome,
			 BP_OUTCOME_SUCCESS);
	/* A transfer that begins in registers moves nothing (A6.10). */
	bp_fabric_announce(f.fabric, 1);
	assert_int_equal(t_fabric_move(&f, 'b', true, bus + 0x1f00, data, 4096).outcome,
			 BP_OUTCOME_UNSUPPORTED);
	bp_fabric_registers(f.fabric, t_fabric_dev(&f, 'b'), 0, &registers, NULL, 0);
	assert_int_equal(t_fabric_dev(&f, 'b')->bp_register_bytes[0], T_BAR_BYTES);
	t_fabric_fini(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_fabric_own_window__outside_the_bar__refused),
		cmocka_unit_test(bp_fabric_own_window__both_addresses__same_bytes_inside),
		cmocka_unit_test(bp_fabric_registers__first_page__memory_behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
