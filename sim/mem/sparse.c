/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mem/sparse.h"

#include <stdlib.h>

#define SLOT_BITS 6
#define SLOTS (1u << SLOT_BITS)

/* Slots hold tables of the level below, those of the lowest level hold items. */
struct bp_sparse_table {
	u64 taken; /* a bit for each slot that holds something */
	void *slot[SLOTS];
};

static unsigned slot_of(u64 number, unsigned shift)
{
	return (unsigned)(number >> shift) & (SLOTS - 1);
}

static void fill(struct bp_sparse_table *table, unsigned slot, void *what)
{
	table->slot[slot] = what;
	table->taken |= 1ull << slot;
}

static void empty(struct bp_sparse_table *table, unsigned slot)
{
	table->slot[slot] = NULL;
	table->taken &= ~(1ull << slot);
}

static struct bp_sparse_table *new_table(struct bp_sparse *sparse)
{
	struct bp_sparse_table *table = calloc(1, sizeof(*table));

	sparse->tables += table != NULL;
	return table;
}

static void free_table(struct bp_sparse *sparse, struct bp_sparse_table *table)
{
	sparse->tables--;
	free(table);
}

static bool reaches(const struct bp_sparse *sparse, u64 number)
{
	return sparse->bits >= 64 || number >> sparse->bits == 0;
}

void *bp_sparse_get(const struct bp_sparse *sparse, u64 number)
{
	void *at = sparse->root;

	if (!reaches(sparse, number))
		return NULL;
	for (unsigned shift = sparse->bits; at && shift;) {
		const struct bp_sparse_table *table = at;

		shift -= SLOT_BITS;
		at = table->slot[slot_of(number, shift)];
	}
	return at;
}

/* One level more: what was there becomes its first slot; a root with nothing in it just rises. */
static bool rise(struct bp_sparse *sparse)
{
	struct bp_sparse_table *root = sparse->root;

	if (!root || root->taken) {
		root = new_table(sparse);
		if (!root)
			return false;
		if (sparse->root)
			fill(root, 0, sparse->root);
		sparse->root = root;
	}
	sparse->bits += SLOT_BITS;
	return true;
}

bool bp_sparse_put(struct bp_sparse *sparse, u64 number, void *item)
{
	struct bp_sparse_table *table;
	unsigned shift;

	while (!sparse->root || !reaches(sparse, number))
		if (!rise(sparse))
			return false;
	table = sparse->root;
	for (shift = sparse->bits - SLOT_BITS; shift; shift -= SLOT_BITS) {
		const unsigned slot = slot_of(number, shift);

		if (!table->slot[slot]) {
			struct bp_sparse_table *below = new_table(sparse);

			if (!below)
				return false;
			fill(table, slot, below);
		}
		table = table->slot[slot];
	}
	fill(table, slot_of(number, 0), item);
	return true;
}

/* A table that is left with nothing goes too. */
static void *take(struct bp_sparse *sparse, struct bp_sparse_table *table, unsigned shift,
		  u64 number)
{
	const unsigned slot = slot_of(number, shift);
	struct bp_sparse_table *below = table->slot[slot];
	void *item = below;

	if (below && shift) {
		item = take(sparse, below, shift - SLOT_BITS, number);
		if (below->taken)
			return item;
		free_table(sparse, below);
	}
	empty(table, slot);
	return item;
}

void *bp_sparse_take(struct bp_sparse *sparse, u64 number)
{
	if (!sparse->root || !reaches(sparse, number))
		return NULL;
	return take(sparse, sparse->root, sparse->bits - SLOT_BITS, number);
}

/* Slots from the number's own on; only below that one the number still counts. */
static void *next(const struct bp_sparse_table *table, unsigned shift, u64 *number)
{
	const unsigned first = slot_of(*number, shift);
	const u64 above = *number >> shift >> SLOT_BITS;

	for (u64 left = table->taken >> first << first; left; left &= left - 1) {
		const unsigned slot = (unsigned)__builtin_ctzll(left);
		u64 at = slot == first ? *number : (above << SLOT_BITS | slot) << shift;
		void *item = table->slot[slot];

		if (shift)
			item = next(item, shift - SLOT_BITS, &at);
		if (item) {
			*number = at;
			return item;
		}
	}
	return NULL;
}

void *bp_sparse_next(const struct bp_sparse *sparse, u64 *number)
{
	if (!sparse->root || !reaches(sparse, *number))
		return NULL;
	return next(sparse->root, sparse->bits - SLOT_BITS, number);
}

static void free_all(struct bp_sparse_table *table, unsigned shift)
{
	for (u64 left = shift ? table->taken : 0; left; left &= left - 1)
		free_all(table->slot[__builtin_ctzll(left)], shift - SLOT_BITS);
	free(table);
}

void bp_sparse_fini(struct bp_sparse *sparse)
{
	if (sparse->root)
		free_all(sparse->root, sparse->bits - SLOT_BITS);
	*sparse = (struct bp_sparse){ 0 };
}
