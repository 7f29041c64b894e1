/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RAM as a fabric reaches it (P2P-A6.5), and that a large machine costs what is touched of it.
 */
#include "bp_test.h"

#include <string.h>

#include "big_machine.h"

/* The last frame has a number of 29 bits: five tables lead to it. */
#define TABLES_OF_ONE_PAGE 5u

static int set_up(void **state)
{
	static struct t_big_machine machine;

	t_big_machine_start(&machine);
	*state = &machine;
	return 0;
}

static int tear_down(void **state)
{
	t_big_machine_stop(*state);
	return 0;
}

static u64 pages_of(const struct t_big_machine *machine, unsigned device)
{
	return bp_fabric_node(machine->fabric, machine->device[device])->backing[0].nr_pages;
}

static u64 tables_of(const struct t_big_machine *machine, unsigned device)
{
	return bp_fabric_node(machine->fabric, machine->device[device])->backing[0].pages.tables;
}

static void bp_fabric_new__a_terabyte__nothing_touched(void **state)
{
	const struct t_big_machine *machine = *state;

	assert_int_equal(bp_ram_report(machine->ram).touched, 0);
	assert_int_equal(bp_ram_report(machine->ram).tables, 0);
	assert_int_equal(bp_iommu_table_pages(machine->iommu.table), 0);
	for (unsigned i = 0; i < T_BIG_DEVICES; i++) {
		assert_int_equal(pages_of(machine, i), 0);
		assert_int_equal(tables_of(machine, i), 0);
	}
}

static void bp_fabric_transfer__a_terabyte__costs_what_is_touched(void **state)
{
	struct t_big_machine *machine = *state;
	char out[6] = "bytes", in[6] = "";

	assert_true(t_big_machine_move(machine, 0, true, T_BIG_RAM_END - 4096, out, 6));
	assert_true(t_big_machine_move(machine, 3, false, T_BIG_RAM_END - 4096, in, 6));
	assert_string_equal(in, out);
	assert_int_equal(bp_ram_report(machine->ram).touched, 1);
	assert_int_equal(bp_ram_report(machine->ram).tables, TABLES_OF_ONE_PAGE);
	for (u64 i = 0; i < 100; i++) /* a page in each of 10 GiB */
		assert_true(t_big_machine_move(machine, 0, true, (4 + 10 * i) << 30, out, 6));
	assert_int_equal(bp_ram_report(machine->ram).touched, 101);
	assert_in_range(bp_ram_report(machine->ram).tables, 101, 101 * TABLES_OF_ONE_PAGE);
}

static void bp_fabric_transfer__device_memory__costs_what_is_touched(void **state)
{
	struct t_big_machine *machine = *state;
	const u64 bar = pci_bus_address(machine->device[1], 0).bus;
	const u64 last = bar + T_BIG_BAR_BYTES - 8;
	char out[6] = "bytes", in[6] = "";

	assert_true(t_big_machine_move(machine, 0, false, bar, in, 6)); /* reading costs nothing */
	assert_int_equal(pages_of(machine, 1), 0);
	assert_true(t_big_machine_move(machine, 0, true, last, out, 6));
	assert_true(t_big_machine_move(machine, 1, false, last, in, 6)); /* A6.1 */
	assert_string_equal(in, out);
	assert_int_equal(pages_of(machine, 1), 1);
	assert_in_range(tables_of(machine, 1), 1, TABLES_OF_ONE_PAGE);
	assert_int_equal(bp_ram_report(machine->ram).touched, 0);
}

/* A6.5 step 2: into the hole, over its edge, behind the end. */
static void bp_machine_ram_ops__extent__table(void **state)
{
	static const struct resource areas[] = {
		{ 0x1000, 0x1fff, IORESOURCE_MEM },
		{ 0x2000, 0x2fff, IORESOURCE_MEM }, /* touches the one before */
		{ 0x4000, 0x4fff, IORESOURCE_MEM },
	};
	static const struct {
		u64 phys, extent;
	} cases[] = {
		{ 0, 0 },	    { 0xfff, 0 },  { 0x1000, 0x2000 },
		{ 0x1fff, 0x1001 }, { 0x2fff, 1 }, { 0x3000, 0 },
		{ 0x4000, 0x1000 }, { 0x4fff, 1 }, { 0x5000, 0 },
	};
	struct bp_machine_ram ram = { .areas = areas, .nr_areas = 3 };

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++)
		assert_int_equal(bp_machine_ram_ops.extent(&ram, bp_phys_addr(cases[i].phys)),
				 cases[i].extent);
}

/* How far there is none: from below, in a hole, behind the end. */
static void bp_machine_ram_ops__gap__up_to_the_next_area(void **state)
{
	static const struct resource areas[] = {
		{ 0x1000, 0x1fff, IORESOURCE_MEM },
		{ 0x4000, 0x4fff, IORESOURCE_MEM },
	};
	struct bp_machine_ram ram = { .areas = areas, .nr_areas = 2 };

	(void)state;
	assert_int_equal(bp_machine_ram_ops.gap(&ram, bp_phys_addr(0xf00)), 0x100);
	assert_int_equal(bp_machine_ram_ops.gap(&ram, bp_phys_addr(0x2000)), 0x2000);
	assert_int_equal(bp_machine_ram_ops.gap(&ram, bp_phys_addr(0x5000)), UINT64_MAX);
}

static void bp_fabric_transfer__hole_and_end__unsupported(void **state)
{
	static const u64 addresses[] = { T_BIG_HOLE - 4, T_BIG_HOLE, T_BIG_HOLE_END - 4,
					 T_BIG_RAM_END - 4, T_BIG_RAM_END };
	struct t_big_machine *machine = *state;
	u64 value = 0;

	for (size_t i = 0; i < bp_array_size(addresses); i++)
		assert_false(t_big_machine_move(machine, 0, true, addresses[i], &value, 8));
	assert_int_equal(bp_ram_report(machine->ram).touched, 0);
	assert_true(t_big_machine_move(machine, 0, true, T_BIG_HOLE - 8, &value, 8));
	assert_true(t_big_machine_move(machine, 0, true, T_BIG_HOLE_END, &value, 8));
}

/* The host has fewer frames than the areas say. */
static void bp_machine_ram_ops__no_frame__zeros(void **state)
{
	struct t_big_machine *machine = *state;
	u64 value = 1;

	machine->pci.env.max_pfn = 0xff;
	bp_machine_ram_ops.write(&machine->memory, bp_phys_addr(0x100000), &value, 8);
	bp_machine_ram_ops.read(&machine->memory, bp_phys_addr(0x100000), &value, 8);
	assert_int_equal(value, 0);
}

#define t_on_machine(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_on_machine(bp_fabric_new__a_terabyte__nothing_touched),
		t_on_machine(bp_fabric_transfer__a_terabyte__costs_what_is_touched),
		t_on_machine(bp_fabric_transfer__device_memory__costs_what_is_touched),
		cmocka_unit_test(bp_machine_ram_ops__extent__table),
		cmocka_unit_test(bp_machine_ram_ops__gap__up_to_the_next_area),
		t_on_machine(bp_fabric_transfer__hole_and_end__unsupported),
		t_on_machine(bp_machine_ram_ops__no_frame__zeros),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
