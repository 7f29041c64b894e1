/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Items by number, found by a walk of tables and never by a search.
 *
 * A table has 64 slots, and a number is looked up six bits at a time, as an address in the page
 * tables of a CPU.  There are as many levels as the largest number needs, and tables only where
 * something is: what was never touched costs nothing.
 */
#ifndef BP_SIM_SPARSE_H
#define BP_SIM_SPARSE_H

#include <blkpath/types.h>

struct bp_sparse_table;

/**
 * struct bp_sparse - the items; all zero when there are none
 * @root: table of the highest level; NULL when nothing was ever put
 * @bits: numbers have fewer; a multiple of 6
 * @tables: how many there are
 */
struct bp_sparse {
	struct bp_sparse_table *root;
	unsigned bits;
	u64 tables;
};

/* NULL when there is none. */
void *bp_sparse_get(const struct bp_sparse *sparse, u64 number);

/**
 * bp_sparse_put - put an item, in place of another or not
 * @sparse: where
 * @number: below 2^64 - 1
 * @item: not NULL; stays the caller's
 *
 * Return: false when the host has no memory: then no item has changed.
 */
bool bp_sparse_put(struct bp_sparse *sparse, u64 number, void *item);

/* The item that was there, which is not there any more; NULL when there was none. */
void *bp_sparse_take(struct bp_sparse *sparse, u64 number);

/**
 * bp_sparse_next - the first item from a number on
 * @sparse: where
 * @number: from here on; set to the number of the item
 *
 * Items may be taken on the way: to go on, ask with @number + 1.
 *
 * Return: the item; NULL when there is none: then @number is as it was.
 */
void *bp_sparse_next(const struct bp_sparse *sparse, u64 *number);

/* Frees the tables; what the slots hold is nobody's then. */
void bp_sparse_fini(struct bp_sparse *sparse);

#endif
