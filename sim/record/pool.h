/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory whose frame numbers are known: a locked pool of pages, of which arenas are made by
 * mapping chosen pages side by side.
 */
#ifndef SIM_RECORD_POOL_H
#define SIM_RECORD_POOL_H

#include <blkpath/error.h>

#include "record/frames.h"

#define BP_POOL_PAGES 32768u /* 128 MiB: enough that some of it lies in long runs */

/**
 * struct bp_pool - the memory
 * @fd: file of the pool, without a name
 * @pagemap: /proc/self/pagemap
 * @pool: the whole pool, mapped and locked
 * @arena: address space for arenas
 * @around_huge: what @huge is cut from
 * @huge: two pages of 2 MiB, or NULL where there are none
 * @frames: where the pool lies
 */
struct bp_pool {
	int fd;
	int pagemap;
	char *pool;
	char *arena;
	char *around_huge;
	char *huge;
	struct bp_frames *frames;
};

/**
 * bp_pool_open - get the memory
 * @pool: receives it; to be closed in any case
 * @err: receives the message: no memory, or frame numbers that are hidden
 *
 * Return: 0, or negative errno with @err filled.
 */
int bp_pool_open(struct bp_pool *pool, struct bp_error *err);

void bp_pool_close(struct bp_pool *pool);

/**
 * bp_pool_lay - make the arena of a plan
 * @pool: the memory
 * @plan: the runs
 * @seed: chooses the pages
 *
 * Return: the arena, valid until the next call, or NULL without memory.
 */
char *bp_pool_lay(struct bp_pool *pool, const struct bp_plan *plan, u64 seed);

/**
 * bp_pool_frames - look up where memory lies now
 * @pool: the memory
 * @memory: first page
 * @pfn: receives the frame numbers
 * @pages: how many
 *
 * Return: false when a page has no frame, or none that we may see.
 */
bool bp_pool_frames(const struct bp_pool *pool, const char *memory, u64 *pfn, unsigned pages);

/* What to say then.  Return: negative errno. */
int bp_pool_hidden(struct bp_error *err);

#endif
