/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random trees: the kernel's static answer held against the real way, and transfers against
 * INV-PCI-1 to INV-PCI-12, and with what TLP by TLP gives.
 *
 *	fabric [TREES [SEED]]
 */
#include "bp_test.h"

#include <stdlib.h>

#include "random_fabric.h"

static u64 trees = 3000, seed = 1;

static void set_up(struct t_fabric *f, struct t_random *random)
{
	struct bp_pci *pci = bp_pci_tree_pci(f->pci.tree);
	struct bp_error err = { 0 };
	struct pci_dev *dev;

	/* INV-PCI-2 */
	if (bp_pci_tree_check(f->pci.tree, &err))
		fail_msg("%s: %s", err.key, err.text);
	TAILQ_FOREACH (dev, &pci->devices, link)
		if (pci_find_ext_capability(dev, PCI_EXT_CAP_ID_ACS))
			t_fabric_vector(dev, (u32)t_random(random));
	for (unsigned i = 0; i < f->fabric->nr_bridges; i++)
		f->fabric->bridge[i].policy = (enum bp_p2p_policy)t_below(random, 3);
	f->iommu = (struct t_iommu){ .on = t_once_in(random, 3),
				     .read_only = t_once_in(random, 2),
				     .phys = { 0x100000 },
				     .bytes = T_RAM_END / 2 };
}

/* The tree at work, for the message. */
static struct prop_tree tree;
static u64 number;

/* After a failure this is the tree that failed. */
static int say_tree(void **state)
{
	(void)state;
	if (number < trees)
		print_message("# seed %llu, tree %llu: %s\n", (unsigned long long)seed,
			      (unsigned long long)number, tree.text);
	return 0;
}

static void fabric__random_trees__keep_the_invariants(void **state)
{
	static const u64 offsets[] = { 0, 0xf80000000 };

	(void)state;
	for (number = 0; number < trees; number++) {
		struct t_random random = { .state = seed * 1000003 + number };
		struct t_fabric f;

		prop_tree_grow(&tree, &random);
		t_fabric_init(&f, tree.text, offsets[t_below(&random, 2)], 0);
		set_up(&f, &random);
		prop_pairs(&f, &tree, &random);
		prop_transfers(&f, &tree, &random);
		t_fabric_fini(&f);
		prop_orders(&tree, &random);
		prop_together(&tree, &random);
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(fabric__random_trees__keep_the_invariants, say_tree),
	};

	if (argc > 1)
		trees = strtoull(argv[1], NULL, 0);
	if (argc > 2)
		seed = strtoull(argv[2], NULL, 0);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
