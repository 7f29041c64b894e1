/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Scatterlist entries, and the vectors that they are made of.
 */
#include "map.h"

/* 8.1: a link entry leads to the next table.  The END mark is judged, not obeyed. */
const struct scatterlist *bp_ck_entry_next(const struct scatterlist *sg)
{
	sg++;
	if (sg->page_link & SG_CHAIN)
		sg = (const struct scatterlist *)(sg->page_link & ~(SG_CHAIN | SG_END));
	return sg;
}

struct bp_run bp_ck_entry_run(const struct bp_check *check, const struct request_queue *q,
			      const struct scatterlist *sg, bool direct)
{
	u64 page = sg->page_link & ~(SG_CHAIN | SG_END);
	u64 pfn = (page - BP_VMEMMAP_BASE) / BP_PAGE_DESCRIPTOR_BYTES;

	if (direct)
		return (struct bp_run){ sg->dma_address.dma,
					q->bp_sg_len_shared ? sg->length : sg->dma_length };
	return (struct bp_run){ (pfn << check->env->page_shift) + sg->offset, sg->length };
}

void bp_ck_rq_walk_start(struct bp_rq_walk *walk, struct bp_check *check, const struct request *rq)
{
	*walk = (struct bp_rq_walk){ .check = check, .next = rq->bio };
}

bool bp_ck_rq_walk_next(struct bp_rq_walk *walk, struct bp_vec *vec)
{
	struct bp_ck_range range;

	while (!bp_ck_walk_next(&walk->walk, vec)) {
		if (!walk->next)
			return false;
		range = bp_ck_range_known(walk->check, walk->next);
		bp_ck_walk_start(&walk->walk, &range);
		walk->next = walk->next->bi_next;
	}
	return true;
}

void bp_ck_entry_walk_start(struct bp_entry_walk *walk, const struct bp_case *c)
{
	const struct bp_map *map = c->subject;

	*walk = (struct bp_entry_walk){ .c = c, .map = map, .sg = map->sgl };
	bp_ck_rq_walk_start(&walk->source, c->check, map->rq);
}

/* Takes the bytes of an entry from the vectors. */
static void trace_back(struct bp_entry_walk *walk, struct bp_entry *entry)
{
	for (u64 left = entry->run.len; left;) {
		u64 taken;

		while (!walk->vec.len)
			if (!bp_ck_rq_walk_next(&walk->source, &walk->vec))
				return;
		if (!entry->vectors++)
			entry->off = walk->vec.off;
		taken = bp_min(left, (u64)walk->vec.len);
		walk->vec.off += taken;
		walk->vec.len -= (unsigned)taken;
		left -= taken;
	}
}

bool bp_ck_entry_walk_next(struct bp_entry_walk *walk, struct bp_entry *entry)
{
	const struct bp_map *map = walk->map;
	unsigned data_entries = map->entries - map->drain;

	if (walk->index == data_entries)
		return false;
	if (walk->index++)
		walk->sg = bp_ck_entry_next(walk->sg);
	*entry = (struct bp_entry){
		.run = bp_ck_entry_run(walk->c->check, walk->c->q, walk->sg, map->direct),
		.offset = walk->sg->offset,
	};
	if (walk->index == data_entries && !map->direct)
		entry->run.len -= bp_min(entry->run.len, (u64)map->pad);
	trace_back(walk, entry);
	return true;
}
