/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-DMA-8 and -9: what is copied, and how many slots it takes.
 */
#include <stdlib.h>
#include <string.h>

#include "dma.h"

/* A part of a copy that is compared. */
struct part {
	const struct bp_ck_copy *copy;
	u64 first;
	u64 bytes;
	u8 *buffer; /* now */
	u8 *slots;  /* now */
};

/* INV-DMA-9: the slots in use are those of the mappings that are bounced */
static enum bp_ck_verdict slots_add_up(struct bp_case *c)
{
	const struct bp_dma_case *d = c->subject;

	if (!d->pool)
		return BP_NO_CASE;
	return bp_ck_verdict(c, d->pool->used == d->pool->needed,
			     "%llu slots in use, mappings need %llu",
			     (unsigned long long)d->pool->used,
			     (unsigned long long)d->pool->needed);
}

void bp_ck_judge_slots(struct bp_case *c)
{
	bp_ck_judge_one(c, BP_INV_DMA_9, slots_add_up);
}

static bool open_part(const struct bp_env *env, struct part *part)
{
	part->buffer = calloc(2, part->bytes + 1);
	if (!part->buffer)
		return false;
	part->slots = part->buffer + part->bytes;
	return bp_ck_ram(env, part->copy->phys + part->first, part->buffer, part->bytes) &&
	       bp_ck_ram(env, part->copy->slot + part->first, part->slots, part->bytes);
}

#define ALL_RIGHT (~(u64)0)

/* The first byte that is not what it should be. */
static u64 wrong_byte(const struct bp_dma_case *d, const struct part *part)
{
	const bool copied = !(d->call->attrs & DMA_ATTR_SKIP_CPU_SYNC);

	for (u64 i = 0; i < part->bytes; i++) {
		u8 before = part->copy->buffer[part->first + i];
		bool written = part->slots[i] != part->copy->stale[part->first + i];

		if (part->buffer[i] != (written && copied ? part->slots[i] : before))
			return part->first + i;
	}
	return ALL_RIGHT;
}

/* A sync of one range means a part of one copy, every other call all of each. */
static bool part_of(const struct bp_dma_case *d, unsigned index, struct part *part)
{
	const struct bp_ck_copy *copy = &d->mapping->copies[index];
	const struct bp_dma_call *call = d->call;
	u64 from = bp_dma_u64(call->addr) + bp_ck_dma_offset(call->dev) - copy->slot;

	*part = (struct part){ .copy = copy, .bytes = copy->len };
	if (!d->sync || call->sgl)
		return true;
	if (from >= copy->len || call->size > copy->len - from)
		return false;
	part->first = from;
	part->bytes = call->size;
	return true;
}

/* INV-DMA-8: what the device wrote is in the buffer, and nothing else of it changed */
static enum bp_ck_verdict device_bytes_alone_arrive(struct bp_case *c)
{
	const struct bp_dma_case *d = c->subject;
	enum bp_ck_verdict verdict = BP_NO_CASE;

	for (unsigned i = 0; i < d->mapping->nr_copies && !d->mapping->unfilled; i++) {
		u64 wrong = ALL_RIGHT;
		struct part part;

		if (!part_of(d, i, &part) || !part.copy->buffer)
			continue;
		if (open_part(c->check->env, &part))
			wrong = wrong_byte(d, &part);
		free(part.buffer);
		if (wrong != ALL_RIGHT)
			return bp_ck_verdict(c, false,
					     "STALE_SLOT_LEAK: byte %llu of the buffer at 0x%llx",
					     (unsigned long long)wrong,
					     (unsigned long long)part.copy->phys);
		verdict = BP_HOLDS;
	}
	return verdict;
}

void bp_ck_judge_bytes(struct bp_case *c)
{
	bp_ck_judge_one(c, BP_INV_DMA_8, device_bytes_alone_arrive);
}

/* From now on both sides are compared with what they hold now. */
static void remember(const struct bp_check *check, struct bp_ck_mapping *m,
		     const struct bp_dma_case *d)
{
	m->synced = true;
	for (unsigned i = 0; i < m->nr_copies; i++) {
		struct bp_ck_copy *copy = &m->copies[i];
		struct part part;

		if (!part_of(d, i, &part) || !copy->buffer)
			continue;
		if (!bp_ck_ram(check->env, copy->phys + part.first, copy->buffer + part.first,
			       part.bytes) ||
		    !bp_ck_ram(check->env, copy->slot + part.first, copy->stale + part.first,
			       part.bytes))
			copy->buffer = NULL;
		if (!d->call->to_cpu && part.bytes == copy->len && m->nr_copies == 1)
			m->unfilled = false;
	}
}

void bp_ck_judge_synced(struct bp_case *c, struct bp_ck_mapping *m)
{
	const struct bp_dma_case *d = c->subject;

	if (d->call->dir == (d->call->to_cpu ? DMA_TO_DEVICE : DMA_FROM_DEVICE))
		return;
	if (d->call->to_cpu)
		bp_ck_judge_bytes(c);
	remember(c->check, m, d);
}

static bool equal_now(const struct bp_env *env, const struct bp_ck_copy *copy)
{
	struct part part = { .copy = copy, .bytes = copy->len };
	bool equal = !open_part(env, &part) || !memcmp(part.buffer, part.slots, part.bytes);

	free(part.buffer);
	return equal;
}

/* INV-DMA-8: what the device is to read is what the buffer holds */
static enum bp_ck_verdict slots_hold_the_buffer(struct bp_case *c)
{
	const struct bp_dma_case *d = c->subject;

	if (d->call->dir == DMA_FROM_DEVICE || d->mapping->unfilled || !d->mapping->nr_copies)
		return BP_NO_CASE;
	for (unsigned i = 0; i < d->mapping->nr_copies; i++)
		if (!equal_now(c->check->env, &d->mapping->copies[i]))
			return bp_ck_verdict(c, false, "the slots for 0x%llx hold something else",
					     (unsigned long long)d->mapping->copies[i].phys);
	return BP_HOLDS;
}

void bp_ck_judge_filled(struct bp_case *c)
{
	bp_ck_judge_one(c, BP_INV_DMA_8, slots_hold_the_buffer);
}

/* INV-DMA-8: before the copy back the device has not reached the buffer */
static enum bp_ck_verdict buffer_is_untouched(struct bp_case *c)
{
	const struct bp_dma_case *d = c->subject;
	enum bp_ck_verdict verdict = BP_NO_CASE;

	for (unsigned i = 0; i < d->mapping->nr_copies && !d->mapping->synced; i++) {
		struct part part = { .copy = &d->mapping->copies[i],
				     .bytes = d->mapping->copies[i].len };
		bool same = true;

		if (!part.copy->buffer)
			continue;
		if (open_part(c->check->env, &part))
			same = !memcmp(part.buffer, part.copy->buffer, part.bytes);
		free(part.buffer);
		if (!same)
			return bp_ck_verdict(c, false,
					     "the buffer at 0x%llx changed while it was mapped",
					     (unsigned long long)part.copy->phys);
		verdict = BP_HOLDS;
	}
	return verdict;
}

void bp_ck_judge_untouched(struct bp_case *c)
{
	bp_ck_judge_one(c, BP_INV_DMA_8, buffer_is_untouched);
}
