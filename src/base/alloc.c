/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory with a failure hook, counted by kind.
 *
 * Bios and requests stay what they are after they were freed: a freed block waits on the shelf of
 * its kind and size and is handed out again from there only, oldest first, so that a stale pointer
 * still points at a bio and its use can be reported instead of crashing.
 */
#include <stdlib.h>
#include <string.h>

#include <blkpath/env.h>

#include "base.h"

#define BP_IDLE_MIN 64 /* freed blocks of a shelf that wait before the oldest is used again */

struct bp_block {
	TAILQ_ENTRY(bp_block) link; /* of env->blocks, or of its shelf while idle */
	struct bp_shelf *shelf;	    /* NULL for a kind that keeps no type */
	enum bp_alloc_kind kind;
	bool idle;
	_Alignas(max_align_t) u8 memory[];
};

struct bp_shelf {
	LIST_ENTRY(bp_shelf) link;
	enum bp_alloc_kind kind;
	size_t bytes;
	unsigned count;
	struct bp_block_list idle;
};

static bool keeps_type(enum bp_alloc_kind kind)
{
	return kind == BP_ALLOC_BIO || kind == BP_ALLOC_REQUEST;
}

/* The shelf of a kind and size, the one last asked for in front; NULL when there is no memory. */
static struct bp_shelf *shelf_of(struct bp_env *env, enum bp_alloc_kind kind, size_t bytes)
{
	struct bp_shelf *shelf;

	LIST_FOREACH (shelf, &env->shelves, link)
		if (shelf->kind == kind && shelf->bytes == bytes)
			break;
	if (shelf) {
		LIST_REMOVE(shelf, link);
	} else {
		shelf = calloc(1, sizeof(*shelf));
		if (!shelf)
			return NULL;
		shelf->kind = kind;
		shelf->bytes = bytes;
		TAILQ_INIT(&shelf->idle);
	}
	LIST_INSERT_HEAD(&env->shelves, shelf, link);
	return shelf;
}

static struct bp_block *take_idle(struct bp_shelf *shelf)
{
	struct bp_block *block = TAILQ_FIRST(&shelf->idle);

	if (shelf->count <= BP_IDLE_MIN)
		return NULL;
	TAILQ_REMOVE(&shelf->idle, block, link);
	shelf->count--;
	block->idle = false;
	memset(block->memory, 0, shelf->bytes);
	return block;
}

static bool must_fail(const struct bp_env *env, enum bp_alloc_kind kind, size_t bytes)
{
	return env->alloc_ops && env->alloc_ops->should_fail &&
	       env->alloc_ops->should_fail(env->alloc_arg, kind, bytes);
}

bool bp_fails(struct bp_env *env, enum bp_alloc_kind kind)
{
	return must_fail(env, kind, 0);
}

void *bp_alloc(struct bp_env *env, enum bp_alloc_kind kind, size_t bytes)
{
	struct bp_shelf *shelf = NULL;
	struct bp_block *block = NULL;

	if (must_fail(env, kind, bytes))
		return NULL;
	if (keeps_type(kind)) {
		shelf = shelf_of(env, kind, bytes);
		block = shelf ? take_idle(shelf) : NULL;
	}
	if (!block) {
		block = calloc(1, sizeof(*block) + bytes);
		if (!block)
			return NULL;
		block->shelf = shelf;
		block->kind = kind;
	}
	TAILQ_INSERT_HEAD(&env->blocks, block, link);
	env->live[kind]++;
	return block->memory;
}

void bp_free(struct bp_env *env, void *memory)
{
	struct bp_block *block;

	if (!memory)
		return;
	block = bp_container_of(memory, struct bp_block, memory);
	if (block->idle) {
		bp_finding(env, BP_SITE_FREE_TWICE, block->kind, 0);
		return;
	}
	env->live[block->kind]--;
	TAILQ_REMOVE(&env->blocks, block, link);
	if (!block->shelf) {
		free(block);
		return;
	}
	block->idle = true;
	TAILQ_INSERT_TAIL(&block->shelf->idle, block, link);
	block->shelf->count++;
}

static void free_blocks(struct bp_block_list *list)
{
	struct bp_block *block;

	while ((block = TAILQ_FIRST(list))) {
		TAILQ_REMOVE(list, block, link);
		free(block);
	}
}

void bp_alloc_init(struct bp_env *env)
{
	TAILQ_INIT(&env->blocks);
	LIST_INIT(&env->shelves);
}

void bp_alloc_free_all(struct bp_env *env)
{
	struct bp_shelf *shelf;

	free_blocks(&env->blocks);
	while ((shelf = LIST_FIRST(&env->shelves))) {
		LIST_REMOVE(shelf, link);
		free_blocks(&shelf->idle);
		free(shelf);
	}
}
