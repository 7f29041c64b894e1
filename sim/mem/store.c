/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Blocks by number.
 */
#include "store.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "mem/sparse.h"

#define BP_STORE_BLOCK 4096u

struct bp_store {
	struct bp_sparse blocks;
};

struct bp_store *bp_store_new(void)
{
	return calloc(1, sizeof(struct bp_store));
}

void bp_store_free(struct bp_store *store)
{
	u8 *block;

	if (!store)
		return;
	for (u64 number = 0; (block = bp_sparse_next(&store->blocks, &number)); number++)
		free(block);
	bp_sparse_fini(&store->blocks);
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

static u8 *get(struct bp_store *store, u64 number)
{
	u8 *block = bp_sparse_get(&store->blocks, number);

	if (block)
		return block;
	block = calloc(1, BP_STORE_BLOCK);
	if (!block || !bp_sparse_put(&store->blocks, number, block)) {
		free(block);
		return NULL;
	}
	return block;
}

int bp_store_write(struct bp_store *store, u64 pos, const void *buf, size_t len)
{
	const u8 *from = buf;

	while (len) {
		struct piece p = first_piece(pos, len);
		u8 *block = get(store, p.number);

		if (!block)
			return -ENOMEM;
		memcpy(block + p.offset, from, p.len);
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
		const u8 *block = bp_sparse_get(&store->blocks, p.number);

		if (block)
			memcpy(to, block + p.offset, p.len);
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
	u8 *block;

	for (u64 number = pos / BP_STORE_BLOCK; (block = bp_sparse_next(&store->blocks, &number));
	     number++) {
		u64 start = number * BP_STORE_BLOCK;
		u64 from = bp_max(pos, start), to = bp_min(end, start + BP_STORE_BLOCK);

		if (start >= end)
			return;
		if (to - from == BP_STORE_BLOCK)
			free(bp_sparse_take(&store->blocks, number));
		else
			memset(block + (from - start), 0, to - from);
	}
}

u64 bp_store_next(const struct bp_store *store, u64 pos)
{
	u64 number = pos / BP_STORE_BLOCK;

	if (!bp_sparse_next(&store->blocks, &number))
		return UINT64_MAX;
	return bp_max(pos, number * BP_STORE_BLOCK);
}
