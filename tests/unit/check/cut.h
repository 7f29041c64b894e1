/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A split done by hand, so that anything can be wrong with it.
 *
 * AAAA|BBBBCCCCDDDD   four scattered pages, cut after the first
 */
#ifndef T_CUT_H
#define T_CUT_H

#include "court.h"

struct split {
	struct request_queue *q;
	struct bio *front;
	struct bio *rem;
	unsigned nsegs;
};

static const struct t_vec pages[] = {
	{ 0x10000, 4096 },
	{ 0x20000, 4096 },
	{ 0x30000, 4096 },
	{ 0x40000, 4096 },
};

static inline struct bio *four_pages(struct t_court *court)
{
	struct bio *bio = t_bio(&court->w, REQ_OP_READ, 64, bp_array_size(pages), pages);

	court->w.q.limits.max_sectors = 8;
	return bio;
}

static inline struct split cut(struct t_court *court, struct bio *bio, int sectors)
{
	struct split s = { .q = &court->w.q, .rem = bio, .nsegs = 1 };

	s.front = bio_split(bio, sectors, GFP_NOIO, &court->w.bs);
	s.front->bi_opf |= REQ_NOMERGE;
	bio_set_flag(s.front, BIO_SEG_VALID);
	bio_set_flag(s.rem, BIO_QUEUE_ENTERED);
	bio_chain(s.front, s.rem);
	return s;
}

static inline void end_split(struct t_court *court, const struct split *s)
{
	bp_event(&court->w.env, SPLIT_END, .q = s->q, .bio = s->front, .other = s->rem,
		 .a = s->nsegs);
}

static inline void leave_whole(struct t_court *court, struct bio *bio, unsigned nsegs)
{
	bp_event(&court->w.env, SPLIT_BEGIN, .q = &court->w.q, .bio = bio);
	bp_event(&court->w.env, SPLIT_END, .q = &court->w.q, .bio = bio, .a = nsegs);
}

#endif
