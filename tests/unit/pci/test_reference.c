/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * References to functions (P2P-A1).
 */
#include "bp_test.h"
#include "pci.h"

static void pci_dev_get__and_put__counts(void **state)
{
	struct pci_dev *dev;
	struct t_pci pci;

	(void)state;
	t_pci_init(&pci, "HB ; a");
	dev = t_pci_named(&pci, 'a');
	assert_ptr_equal(pci_dev_get(dev), dev);
	assert_int_equal(dev->refs, 1);
	assert_ptr_equal(pci_dev_get(dev), dev);
	assert_int_equal(dev->refs, 2);
	pci_dev_put(dev);
	pci_dev_put(dev);
	assert_int_equal(dev->refs, 0);
	assert_int_equal(dev->dev.bp_env->hits[BP_SITE_PCI_PUT_FREE], 0);
	t_pci_fini(&pci);
}

static void pci_dev_put__nobody_took_it__a_finding(void **state)
{
	struct pci_dev *dev;
	struct t_pci pci;

	(void)state;
	t_pci_init(&pci, "HB ; a");
	dev = t_pci_named(&pci, 'a');
	pci_dev_put(dev);
	assert_int_equal(dev->refs, 0);
	assert_int_equal(dev->dev.bp_env->hits[BP_SITE_PCI_PUT_FREE], 1);
	t_pci_fini(&pci);
}

static void pci_dev_get__nobody__nothing(void **state)
{
	(void)state;
	assert_null(pci_dev_get(NULL));
	pci_dev_put(NULL);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(pci_dev_get__and_put__counts),
		cmocka_unit_test(pci_dev_put__nobody_took_it__a_finding),
		cmocka_unit_test(pci_dev_get__nobody__nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
