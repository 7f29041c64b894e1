/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A request, and a bio offered to it by hand, so that anything can be wrong with the result.
 *
 * AAAA|BBBB   a request of A at sector 8, and B offered at its end
 */
#ifndef T_OFFER_H
#define T_OFFER_H

#include "court.h"

#include <blkpath/merge.h>

struct offer {
	struct t_court *court;
	struct request rq;
	struct bio *a;
	struct bio *b;
};

static inline struct bio *page_bio(struct t_court *court, sector_t sector)
{
	struct bio *bio =
		t_bio(&court->w, REQ_OP_WRITE, sector, 1, T_VECS({ sector * 0x10000, 4096 }));

	bio->bi_phys_segments = 1;
	bio_set_flag(bio, BIO_SEG_VALID);
	return bio;
}

static inline void prepare(struct offer *o, struct t_court *court)
{
	o->court = court;
	o->a = page_bio(court, 8);
	o->b = page_bio(court, 16);
	t_request(&court->w, &o->rq, o->a);
}

static inline void begin(struct offer *o, enum elv_merge type)
{
	bp_event(&o->court->w.env, MERGE_BEGIN, .q = o->rq.q, .rq = &o->rq, .bio = o->b, .a = type);
}

static inline void end(struct offer *o, bool merged)
{
	bp_event(&o->court->w.env, MERGE_END, .q = o->rq.q, .rq = &o->rq, .bio = o->b, .a = merged);
}

static inline void join_back(struct offer *o)
{
	o->a->bi_next = o->rq.biotail = o->b;
	o->rq.__data_len += o->b->bi_iter.bi_size;
	o->rq.nr_phys_segments++;
}

static inline void join_front(struct offer *o)
{
	o->b->bi_iter.bi_sector = 0;
	o->b->bi_next = o->a;
	o->rq.bio = o->b;
	o->rq.__sector = 0;
	o->rq.__data_len += o->b->bi_iter.bi_size;
	o->rq.nr_phys_segments++;
}

#endif
