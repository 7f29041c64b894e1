/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A request mapped by the code, and its list to be spoilt.
 *
 * AAAA.BBBB   two scattered vectors, an entry each
 */
#ifndef T_MAPPING_H
#define T_MAPPING_H

#include "court.h"

#include <blkpath/map.h>

#define ENTRIES 8
#define DIRECT (REQ_OP_READ | REQ_DMA_DIRECT)

struct mapping {
	struct t_court *court;
	struct request rq;
	struct scatterlist table[ENTRIES];
	unsigned entries;
};

static const struct t_vec two[] = { { 0x10000, 8192 }, { 0x20000, 4096 } };

static inline void prepare(struct mapping *m, struct t_court *court, struct bio *bio)
{
	*m = (struct mapping){ .court = court };
	t_request(&court->w, &m->rq, bio);
	sg_init_table(m->table, ENTRIES);
}

static inline void map(struct mapping *m)
{
	m->entries = (unsigned)blk_rq_map_sg(m->rq.q, &m->rq, m->table);
}

/* The list as it stands now is the one that the mapping made. */
static inline void judge(struct mapping *m)
{
	bp_event(&m->court->w.env, MAP_BEGIN, .q = m->rq.q, .rq = &m->rq, .sgl = m->table);
	bp_event(&m->court->w.env, MAP_END, .q = m->rq.q, .rq = &m->rq, .sgl = m->table,
		 .a = m->entries);
}

#endif
