/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "record/anonymize.h"

#define BLOCK_SHIFT 21
#define BLOCK_MASK (((u64)1 << BLOCK_SHIFT) - 1)
#define BLOCKS_OF_4G ((u64)1 << (32 - BLOCK_SHIFT))

struct block {
	u64 old;
	u64 new;
};

static int compare(const void *a, const void *b)
{
	const struct block *x = a, *y = b;

	return (x->old > y->old) - (x->old < y->old);
}

/* Sorts and drops what is there twice; returns how many are left. */
static size_t sort(struct block *blocks, size_t n)
{
	size_t kept = 0;

	qsort(blocks, n, sizeof(*blocks), compare);
	for (size_t i = 0; i < n; i++)
		if (!kept || blocks[kept - 1].old != blocks[i].old)
			blocks[kept++] = blocks[i];
	return kept;
}

/* How many blocks from here on touch. */
static size_t cluster(const struct block *blocks, size_t n)
{
	size_t i = 1;

	while (i < n && blocks[i].old == blocks[i - 1].old + 1)
		i++;
	return i;
}

/* The first place from @from on where a cluster passes 4 GiB just where it did. */
static u64 place(u64 from, u64 old, size_t blocks)
{
	u64 inner = BLOCKS_OF_4G - old % BLOCKS_OF_4G; /* blocks before the boundary */
	u64 room = BLOCKS_OF_4G - from % BLOCKS_OF_4G;

	if (inner < blocks)
		return from + (room - inner) % BLOCKS_OF_4G;
	return blocks <= room ? from : from + room;
}

static void renumber(struct block *blocks, size_t n)
{
	u64 next = 1;

	for (size_t i = 0; i < n;) {
		size_t length = cluster(blocks + i, n - i);

		next = place(next, blocks[i].old, length);
		for (size_t end = i + length; i < end; i++)
			blocks[i].new = next++;
		next++; /* what did not touch must not touch now */
	}
}

static u64 translate(const struct block *blocks, size_t n, u64 addr)
{
	const struct block key = { .old = addr >> BLOCK_SHIFT };
	const struct block *found = bsearch(&key, blocks, n, sizeof(key), compare);

	return found->new << BLOCK_SHIFT | (addr & BLOCK_MASK);
}

static size_t blocks_of(const struct bp_range *range)
{
	u64 last = range->addr + (range->len ? range->len - 1 : 0);

	return (size_t)((last >> BLOCK_SHIFT) - (range->addr >> BLOCK_SHIFT) + 1);
}

int bp_anonymize_ranges(struct bp_range *ranges, size_t n)
{
	struct block *blocks;
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += blocks_of(&ranges[i]);
	blocks = calloc(count + 1, sizeof(*blocks));
	if (!blocks)
		return -ENOMEM;
	count = 0;
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < blocks_of(&ranges[i]); j++)
			blocks[count++].old = (ranges[i].addr >> BLOCK_SHIFT) + j;
	count = sort(blocks, count);
	renumber(blocks, count);
	for (size_t i = 0; i < n; i++)
		ranges[i].addr = translate(blocks, count, ranges[i].addr);
	free(blocks);
	return 0;
}

void bp_anonymize_release(char *release)
{
	release[strspn(release, "0123456789.")] = '\0';
}
