/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The way up (P2P-A1.4, P-2).
 */
#include "bp_test.h"
#include "pci.h"

static void pci_upstream_bridge__switch__each_step(void **state)
{
	static const char *const up[] = { "0000:03:00.0", "0000:02:00.0", "0000:01:00.0",
					  "0000:00:01.0" };
	char name[BP_PCI_NAME_MAX];
	const struct pci_dev *dev;
	struct t_pci pci;
	unsigned i = 0;

	(void)state;
	t_pci_init(&pci, "HB ; RP - U - { D - a , D - b }");
	for (dev = t_pci_named(&pci, 'a'); dev; dev = pci_upstream_bridge(dev))
		assert_string_equal(bp_pci_name(dev, name), up[i++]);
	assert_int_equal(i, 4);
	assert_null(pci_upstream_bridge(t_pci_at(&pci, "0000:00:00.0")));
	t_pci_fini(&pci);
}

/* P-2: its own bus may be one that no bridge owns. */
static void pci_upstream_bridge__virtual_function__bridge_above_its_physical_one(void **state)
{
	struct bp_pci_function what = { .is_pcie = true };
	struct pci_dev *vf;
	struct pci_bus *bus;
	struct t_pci pci;

	(void)state;
	t_pci_init(&pci, "RP - { a , v^a }");
	what.physfn = t_pci_named(&pci, 'a');
	bus = bp_pci_tree_virtual_bus(pci.tree, what.physfn, 2);
	bus->self = NULL; /* as a kernel has it */
	assert_int_equal(bp_pci_tree_add(pci.tree, bus, &what, &vf, NULL), 0);
	assert_ptr_equal(pci_upstream_bridge(vf), t_pci_at(&pci, "0000:00:01.0"));
	assert_ptr_equal(pci_upstream_bridge(t_pci_named(&pci, 'v')),
			 t_pci_at(&pci, "0000:00:01.0"));
	t_pci_fini(&pci);
}

/* A virtual function of an integrated device has nothing above it. */
static void pci_upstream_bridge__virtual_function_on_the_root_bus__none(void **state)
{
	struct t_pci pci;

	(void)state;
	t_pci_init(&pci, "HB ; a ; v^a");
	assert_null(pci_upstream_bridge(t_pci_named(&pci, 'v')));
	t_pci_fini(&pci);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(pci_upstream_bridge__switch__each_step),
		cmocka_unit_test(
			pci_upstream_bridge__virtual_function__bridge_above_its_physical_one),
		cmocka_unit_test(pci_upstream_bridge__virtual_function_on_the_root_bus__none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
