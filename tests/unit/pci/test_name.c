/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of functions (P2P-A1.5).
 */
#include "bp_test.h"
#include "pci.h"

static void bp_pci_name__any__lower_case_hexadecimal(void **state)
{
	static const struct {
		const char *tree, *name;
	} cases[] = {
		{ "a@0.0", "0000:00:00.0" },
		{ "ROOT/beef:fe ; a@1f.7", "beef:fe:1f.7" },
		{ "ROOT/10000:0a ; a@1c.3", "10000:0a:1c.3" },
		{ "ROOT/ffffffff:ff ; a@1f.7", "ffffffff:ff:1f.7" },
	};
	char name[BP_PCI_NAME_MAX];

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_pci pci;

		t_pci_init(&pci, cases[i].tree);
		assert_string_equal(bp_pci_name(t_pci_named(&pci, 'a'), name), cases[i].name);
		t_pci_fini(&pci);
	}
}

static void bp_pci_find_name__spellings__as_sysfs_streq(void **state)
{
	static const struct {
		const char *name;
		char found;
	} cases[] = {
		{ "0000:00:01.0", 'a' },
		{ "0000:00:01.1", 'b' },
		{ "0000:00:01.1\n", 'b' },
		{ "0000:00:01", 0 },
		{ "00:01.0", 0 },
		{ "0000:00:01.0 ", 0 },
		{ "", 0 },
		{ "0000:00:01.0\n\n", 0 },
		{ "0001:00:01.0", 'c' },
	};
	struct t_pci pci;

	(void)state;
	t_pci_init(&pci, "HB ; a@1.0 ; b@1.1 ; ROOT/1:0 ; c@1.0");
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		const struct pci_dev *dev =
			bp_pci_find_name(bp_pci_tree_pci(pci.tree), cases[i].name);

		assert_ptr_equal(dev, cases[i].found ? t_pci_named(&pci, cases[i].found) : NULL);
	}
	t_pci_fini(&pci);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_pci_name__any__lower_case_hexadecimal),
		cmocka_unit_test(bp_pci_find_name__spellings__as_sysfs_streq),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
