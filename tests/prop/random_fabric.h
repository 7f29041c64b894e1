/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random trees, and what must hold of every request in them.
 */
#ifndef PROP_RANDOM_FABRIC_H
#define PROP_RANDOM_FABRIC_H

#include "fabric.h"
#include "random.h"

/* A tree as text of pci.h, with @names endpoints called a, b, c ... */
struct prop_tree {
	char text[2048];
	size_t used;
	unsigned names;
};

void prop_tree_grow(struct prop_tree *tree, struct t_random *random);

/* One failed invariant ends the test; @f is ready to send. */
void prop_pairs(struct t_fabric *f, const struct prop_tree *tree, struct t_random *random);
void prop_transfers(struct t_fabric *f, const struct prop_tree *tree, struct t_random *random);

/* The same traffic on fabrics of its own, with each order of writes. */
void prop_orders(const struct prop_tree *tree, struct t_random *random);

/* The same traffic on two fabrics, TLP by TLP on one of them. */
void prop_together(const struct prop_tree *tree, struct t_random *random);

#endif
