/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory with a failure hook, counted by kind.
 *
 * Bios and requests stay what they are after they were freed: their blocks wait in a queue and are
 * handed out again as the same kind only, oldest first, so that a stale pointer still points at a
 * bio and its use can be reported instead of crashing.
 */
#include <stdlib.h>
#include <string.h>

#include <blkpath/env.h>

#include "base.h"

#define BP_IDLE_MIN 64 /* freed blocks of a kind kept before the oldest is used again */

struct bp_alloc_header {
	LIST_ENTRY(bp_alloc_header) link;
	TAILQ_ENTRY(bp_alloc_header) idle;
	size_t bytes;
	enum bp_alloc_kind kind;
	bool is_idle;
	_Alignas(max_align_t) u8 memory[];
};

static bool keeps_type(enum bp_alloc_kind kind)
{
	return kind == BP_ALLOC_BIO || kind == BP_ALLOC_REQUEST;
}

static struct bp_alloc_header *take_idle(struct bp_env *env, enum bp_alloc_kind kind, size_t bytes)
{
	struct bp_alloc_header *h;

	if (!keeps_type(kind) || env->idle_count[kind] <= BP_IDLE_MIN)
		return NULL;
	TAILQ_FOREACH (h, &env->idle[kind], idle)
		if (h->bytes == bytes)
			break;
	if (!h)
		return NULL;
	TAILQ_REMOVE(&env->idle[kind], h, idle);
	env->idle_count[kind]--;
	h->is_idle = false;
	memset(h->memory, 0, bytes);
	return h;
}

void *bp_alloc(struct bp_env *env, enum bp_alloc_kind kind, size_t bytes)
{
	struct bp_alloc_header *h;

	if (env->alloc_ops && env->alloc_ops->should_fail(env->alloc_arg, kind, bytes))
		return NULL;
	h = take_idle(env, kind, bytes);
	if (!h) {
		h = calloc(1, sizeof(*h) + bytes);
		if (!h)
			return NULL;
		h->bytes = bytes;
		h->kind = kind;
		LIST_INSERT_HEAD(&env->allocations, h, link);
	}
	env->live[kind]++;
	return h->memory;
}

void bp_free(struct bp_env *env, void *memory)
{
	struct bp_alloc_header *h;

	if (!memory)
		return;
	h = bp_container_of(memory, struct bp_alloc_header, memory);
	if (h->is_idle) {
		bp_finding(env, BP_SITE_FREE_TWICE, h->kind, 0);
		return;
	}
	env->live[h->kind]--;
	if (keeps_type(h->kind)) {
		h->is_idle = true;
		TAILQ_INSERT_TAIL(&env->idle[h->kind], h, idle);
		env->idle_count[h->kind]++;
		return;
	}
	LIST_REMOVE(h, link);
	free(h);
}

void bp_alloc_free_all(struct bp_env *env)
{
	struct bp_alloc_header *h;

	while ((h = LIST_FIRST(&env->allocations))) {
		LIST_REMOVE(h, link);
		free(h);
	}
}
