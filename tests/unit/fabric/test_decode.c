/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who answers to an address: BARs, windows, ports with memory, virtual functions (P2P-A2, P2P-A3).
 */
#include "bp_test.h"

#include "fabric.h"
#include "pci/decode.h"

static void bp_bus_kind__each_kind__by_the_bridge_above(void **state)
{
	struct t_fabric f;

	(void)state;
	t_fabric_init(&f, "RP - U - { D - a , D - B - b } ; c", 0, 0);
	assert_int_equal(bp_bus_kind(t_fabric_dev(&f, 'c')->bus), BP_BUS_ROOT);
	assert_int_equal(bp_bus_kind(t_fabric_dev(&f, 'a')->bus), BP_BUS_LINK);
	assert_int_equal(bp_bus_kind(t_fabric_port(&f, 'a')->bus), BP_BUS_SWITCH);
	assert_int_equal(bp_bus_kind(t_fabric_dev(&f, 'b')->bus), BP_BUS_WIRE);
	t_fabric_fini(&f);
}

static void bp_decode_windows__headers__memory_and_prefetchable(void **state)
{
	struct t_fabric f;
	struct pci_dev *port;
	u64 bus;

	(void)state;
	t_fabric_init(&f, "RP - a ; RP - b", 0, 0);
	port = t_fabric_port(&f, 'a');
	bus = t_fabric_bus(&f, 'a');
	assert_true(bp_decode_windows(port, bus, NULL));
	assert_true(bp_decode_windows(port, bus + 0xfffff, NULL));
	assert_false(bp_decode_windows(port, bus + 0x100000, NULL));
	assert_false(bp_decode_windows(port, 0, NULL));
	pci_write_config_word(port, 0x20, 0x9000);
	pci_write_config_word(port, 0x22, 0x9010);
	assert_true(bp_decode_windows(port, 0x901fffff, NULL));
	assert_false(bp_decode_windows(port, 0x90200000, NULL));
	assert_false(bp_decode_windows(t_fabric_dev(&f, 'a'), bus, NULL));
	/* The same words mean something else to CardBus. */
	pci_write_config_word(port, PCI_HEADER_TYPE, PCI_HEADER_TYPE_CARDBUS);
	assert_false(bp_decode_windows(port, bus, NULL));
	t_fabric_fini(&f);
}

/* MODEL: memory of a switch's ports is reached from below without leaving the switch. */
static void bp_route_request__memory_of_ports__stays_below_them(void **state)
{
	const unsigned long flags = IORESOURCE_MEM | IORESOURCE_PREFETCH | IORESOURCE_MEM_64;
	struct t_fabric f;
	struct pci_dev *dsp, *usp;

	(void)state;
	t_fabric_init(&f, "RP - U - { D - a , D - b }", 0, 0);
	dsp = t_fabric_port(&f, 'a');
	usp = dsp->bus->self;
	usp->resource[0] = (struct resource){ T_WINDOW + 0x1000000, T_WINDOW + 0x1000fff, flags };
	dsp->resource[0] = (struct resource){ T_WINDOW + 0x1001000, T_WINDOW + 0x1001fff, flags };
	assert_int_equal(t_fabric_route(&f, 'a', true, usp->resource[0].start), BP_OUTCOME_SUCCESS);
	assert_string_equal(t_fabric_rules(&f.route), "up A6.3 x A6.7");
	assert_int_equal(t_fabric_route(&f, 'a', true, dsp->resource[0].start), BP_OUTCOME_SUCCESS);
	assert_string_equal(t_fabric_rules(&f.route), "up A6.7");
	assert_int_equal(t_fabric_route(&f, 'b', true, dsp->resource[0].start), BP_OUTCOME_SUCCESS);
	assert_string_equal(t_fabric_rules(&f.route), "up A6.2 x A6.7");
	assert_ptr_equal(f.route.target.dev, dsp);
	t_fabric_fini(&f);
}

/* A1.4: a virtual function on a bus that no bridge owns is on the link of its physical one. */
static void bp_decode_on_bus__virtual_function__beside_its_physical_one(void **state)
{
	struct bp_pci_function what = { .is_pcie = true };
	struct t_fabric f;
	struct bp_error err = { 0 };
	struct pci_dev *a, *virtual;

	(void)state;
	t_fabric_init(&f, "RP - a ; RP - b", 0, 0);
	a = t_fabric_dev(&f, 'a');
	what.physfn = a;
	what.bars[0] = (struct resource){ T_WINDOW + 0x20000000, T_WINDOW + 0x20000fff,
					  IORESOURCE_MEM | IORESOURCE_PREFETCH };
	assert_int_equal(bp_pci_tree_add(f.pci.tree, bp_pci_tree_virtual_bus(f.pci.tree, a, 0x20),
					 &what, &virtual, &err),
			 0);
	assert_ptr_equal(bp_home_bus(virtual), a->bus);
	assert_ptr_equal(bp_decode_on_bus(bp_pci_tree_pci(f.pci.tree), a->bus, NULL,
					  T_WINDOW + 0x20000000, NULL),
			 virtual);
	assert_null(bp_decode_on_bus(bp_pci_tree_pci(f.pci.tree), a->bus, virtual,
				     T_WINDOW + 0x20000000, NULL));
	/* Its memory is enabled with that of the physical one. */
	pci_write_config_word(a, PCI_COMMAND, PCI_COMMAND_MASTER);
	assert_int_equal(bp_decode_bar(virtual, T_WINDOW + 0x20000000, NULL), -1);
	t_fabric_fini(&f);
}

/* What is asked about an address narrows how far it is known. */
static void alike__questions__up_to_the_next_edge(void **state)
{
	struct t_fabric f;
	struct pci_dev *a, *port;
	u64 bus, alike;

	(void)state;
	t_fabric_init(&f, T_T1, 0, 0);
	a = t_fabric_dev(&f, 'a');
	port = t_fabric_port(&f, 'a');
	bus = t_fabric_bus(&f, 'a');
	alike = UINT64_MAX;
	assert_int_equal(bp_decode_bar(a, bus + 0x100, &alike), 0);
	assert_int_equal(alike, T_BAR_BYTES - 0x100);
	alike = 64; /* never more than before */
	assert_int_equal(bp_decode_bar(a, bus, &alike), 0);
	assert_int_equal(alike, 64);
	alike = UINT64_MAX;
	assert_int_equal(bp_decode_bar(a, bus - 0x1000, &alike), -1);
	assert_int_equal(alike, 0x1000);
	/* From behind it the way to it is around all addresses. */
	alike = UINT64_MAX;
	assert_int_equal(bp_decode_bar(a, bus + T_BAR_BYTES, &alike), -1);
	assert_int_equal(alike, 0 - (u64)T_BAR_BYTES);
	alike = UINT64_MAX;
	assert_true(bp_decode_windows(port, bus + 0xfff00, &alike));
	assert_int_equal(alike, 0x100);
	alike = UINT64_MAX;
	assert_false(bp_decode_windows(port, bus - 1, &alike));
	assert_int_equal(alike, 1);
	/* A closed window has no edge. */
	pci_write_config_word(port, 0x20, 0x9010);
	pci_write_config_word(port, 0x22, 0x9000);
	alike = UINT64_MAX;
	assert_false(bp_decode_windows(port, 0x90100000, &alike));
	assert_int_equal(alike, pci_bus_address(a, 0).bus - 0x90100000);
	t_fabric_fini(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_bus_kind__each_kind__by_the_bridge_above),
		cmocka_unit_test(bp_decode_windows__headers__memory_and_prefetchable),
		cmocka_unit_test(bp_route_request__memory_of_ports__stays_below_them),
		cmocka_unit_test(alike__questions__up_to_the_next_edge),
		cmocka_unit_test(bp_decode_on_bus__virtual_function__beside_its_physical_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
