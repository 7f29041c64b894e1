/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include <blkpath/p2p_verdict.h>
#include <input/pci_tree.h>

#include "fuzz.h"
#include "pci.h"

#define PAIRS_MAX 64

/* A function has one bus, a bus one bridge, and the way up ends. */
static void walk(const struct bp_pci *pci, unsigned n)
{
	const struct pci_dev *dev;
	unsigned seen = 0;

	TAILQ_FOREACH (dev, &pci->devices, link) {
		unsigned steps = 0;

		seen++;
		for (const struct pci_dev *up = dev; up; up = pci_upstream_bridge(up))
			if (steps++ > 256)
				abort();
		if (dev->subordinate && dev->subordinate->self != dev)
			abort();
	}
	if (seen != n)
		abort();
}

static void judge(const struct bp_pci *pci)
{
	static struct bp_p2p_verdict verdict;
	struct bp_p2p_machine machine = { 0 };
	const struct pci_dev *last = TAILQ_LAST(&pci->devices, bp_pci_devices);
	const struct pci_dev *dev;
	unsigned n = 0;

	TAILQ_FOREACH (dev, &pci->devices, link) {
		if (n++ == PAIRS_MAX)
			return;
		for (unsigned i = 0; bp_p2p_rules_at(i); i++)
			bp_p2p_judge(bp_p2p_rules_at(i), &machine, dev, last, &verdict);
	}
}

void fuzz_pci_build(struct bp_pci_records *records)
{
	struct bp_error err = { 0 };
	struct bp_pci_tree *tree;
	struct bp_env env;
	int result;

	bp_env_init(&env);
	tree = bp_pci_tree_new(&env);
	result = bp_pci_tree_build(tree, records, &err);
	fuzz_check_error(result, &err);
	if (!result) {
		walk(bp_pci_tree_pci(tree), records->n);
		judge(bp_pci_tree_pci(tree));
	}
	bp_pci_tree_free(tree);
	bp_env_fini(&env);
}
