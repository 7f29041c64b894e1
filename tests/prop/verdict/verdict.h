/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random PCI trees: the verdict of each pair against a second model of the same rules, and against
 * itself.
 */
#ifndef PROP_VERDICT_H
#define PROP_VERDICT_H

#include <random.h>

#include <blkpath/p2p_verdict.h>

#include "pci/tree.h"

#define FUNCTIONS_MAX 64

/* A random machine; 0 on success. */
int random_tree(struct t_random *random, struct bp_pci_tree *tree);

struct model_answer {
	enum pci_p2pdma_map_type type;
	int result;
	unsigned distance;
	const struct pci_dev *redirect[2 * FUNCTIONS_MAX];
	unsigned nr_redirects;
};

/* What the second model says; @column counts from v5.2-rc5. */
void model_judge(unsigned column, const struct bp_p2p_machine *machine,
		 const struct pci_dev *provider, const struct pci_dev *client,
		 struct model_answer *answer);

/* The host bridges that random machines have, in words of the second model: a letter per rule set,
 * y listed, s below one host bridge alone, - not. */
struct model_bridge {
	u16 vendor, device;
	const char *columns;
};

extern const struct model_bridge model_bridges[];
extern const unsigned model_nr_bridges;

#endif
