/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The list under construction, shared by the page and the DMA form.
 */
#ifndef BP_MAP_INTERNAL_H
#define BP_MAP_INTERNAL_H

#include <blkpath/event.h>
#include <blkpath/map.h>

/**
 * struct bp_sg_build - a scatterlist under construction
 * @q: queue
 * @rq: request
 * @table: first entry of the table
 * @sg: entry written last, NULL before the first
 * @entries: entries written
 * @dropped: entries for which the table had no room
 * @capacity: data entries of the table; UINT_MAX: its END mark tells
 * @scratch: takes what does not fit
 */
struct bp_sg_build {
	struct request_queue *q;
	struct request *rq;
	struct scatterlist *table;
	struct scatterlist *sg;
	unsigned entries;
	unsigned dropped;
	unsigned capacity;
	struct scatterlist scratch;
};

struct scatterlist *bp_sg_no_room(struct bp_sg_build *b);

/* R-MAP-2: the next entry; never NULL, never outside the table. */
static inline struct scatterlist *bp_sg_take(struct bp_sg_build *b)
{
	if (BP_LIKELY(b->sg && !b->dropped)) {
		if (BP_UNLIKELY(b->capacity == UINT_MAX ? sg_is_last(b->sg)
							: b->entries == b->capacity))
			return bp_sg_no_room(b);
		sg_unmark_end(b->sg);
		b->sg = sg_next(b->sg);
	} else if (b->dropped || !b->capacity) {
		return bp_sg_no_room(b);
	} else {
		b->sg = b->table;
	}
	b->entries++;
	return b->sg;
}

/* The entry that a vector may be joined to: the last one, unless it was dropped. */
static inline struct scatterlist *bp_sg_current(struct bp_sg_build *b)
{
	return b->dropped ? &b->scratch : b->sg;
}

static inline void bp_sg_told(struct bp_sg_build *b, bool joined)
{
	bp_event(b->q->bp_env, MAP_ENTRY, .q = b->q, .rq = b->rq, .sgl = bp_sg_current(b),
		 .a = b->entries + b->dropped - 1, .b = joined);
}

void bp_map_pages(struct bp_sg_build *b);
void bp_map_dma(struct bp_sg_build *b);

#endif
