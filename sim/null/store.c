/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Blocks by number, in a red-black tree.
 */
#include "store.h"

#include <bsd/sys/tree.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define BP_STORE_BLOCK 4096u

struct store_block {
	RB_ENTRY(store_block) link;
	u64 number;
	u8 bytes[BP_STORE_BLOCK];
};

RB_HEAD(store_tree, store_block);

struct bp_store {
	struct store_tree blocks;
};

static int compare(const struct store_block *a, const struct store_block *b)
{
	return (a->number > b->number) - (a->number < b->number);
}

RB_GENERATE_INTERNAL(store_tree, store_block, link, compare, __attribute__((unused)) static)

struct bp_store *bp_store_new(void)
{
	struct bp_store *store = calloc(1, sizeof(*store));

	if (store)
		RB_INIT(&store->blocks);
	return store;
}

static void drop(struct bp_store *store, struct store_block *block)
{
	RB_REMOVE(store_tree, &store->blocks, block);
	free(block);
}

void bp_store_free(struct bp_store *store)
{
	if (!store)
		return;
	while (!RB_EMPTY(&store->blocks))
		drop(store, RB_ROOT(&store->blocks));
	free(store);
}

/* A run of bytes inside one block. */
struct piece {
	u64 number;
	size_t offset;
	size_t len;
};

static struct piece first_piece(u64 pos, u64 len)
{
	size_t offset = pos % BP_STORE_BLOCK;

	return (struct piece){ .number = pos / BP_STORE_BLOCK,
			       .offset = offset,
			       .len = (size_t)bp_min(len, (u64)(BP_STORE_BLOCK - offset)) };
}

static struct store_block *find(struct bp_store *store, u64 number)
{
	struct store_block key = { .number = number };

	return RB_FIND(store_tree, &store->blocks, &key);
}

static struct store_block *get(struct bp_store *store, u64 number)
{
	struct store_block *block = find(store, number);

	if (block)
		return block;
	block = calloc(1, sizeof(*block));
	if (!block)
		return NULL;
	block->number = number;
	RB_INSERT(store_tree, &store->blocks, block);
	return block;
}

int bp_store_write(struct bp_store *store, u64 pos, const void *buf, size_t len)
{
	const u8 *from = buf;

	while (len) {
		struct piece p = first_piece(pos, len);
		struct store_block *block = get(store, p.number);

		if (!block)
			return -ENOMEM;
		memcpy(block->bytes + p.offset, from, p.len);
		from += p.len;
		pos += p.len;
		len -= p.len;
	}
	return 0;
}

void bp_store_read(struct bp_store *store, u64 pos, void *buf, size_t len)
{
	u8 *to = buf;

	while (len) {
		struct piece p = first_piece(pos, len);
		const struct store_block *block = find(store, p.number);

		if (block)
			memcpy(to, block->bytes + p.offset, p.len);
		else
			memset(to, 0, p.len);
		to += p.len;
		pos += p.len;
		len -= p.len;
	}
}

/* Goes from block to block that exists: a discard may cover terabytes of nothing. */
void bp_store_zero(struct bp_store *store, u64 pos, u64 len)
{
	u64 end = pos + len;
	struct store_block key = { .number = pos / BP_STORE_BLOCK };
	struct store_block *block = RB_NFIND(store_tree, &store->blocks, &key), *next;

	for (; block && block->number * BP_STORE_BLOCK < end; block = next) {
		u64 start = block->number * BP_STORE_BLOCK;
		u64 from = bp_max(pos, start), to = bp_min(end, start + BP_STORE_BLOCK);

		next = RB_NEXT(store_tree, &store->blocks, block);
		if (to - from == BP_STORE_BLOCK)
			drop(store, block);
		else
			memset(block->bytes + (from - start), 0, to - from);
	}
}
