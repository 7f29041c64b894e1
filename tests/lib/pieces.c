/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include <blkpath/count.h>
#include <blkpath/map.h>
#include <blkpath/split.h>

#include "pieces.h"

struct collector {
	struct t_world *w;
	struct t_pieces *pieces;
};

unsigned t_map(struct t_world *w, struct request *rq, struct t_vec *entry, unsigned room)
{
	struct scatterlist table[512], *sg;
	int i, n;

	memset(table, 0, sizeof(table));
	n = bp_rq_map_sg(&w->q, rq, table, bp_array_size(table));
	for_each_sg (table, sg, n, i) {
		if ((unsigned)i >= room)
			break;
		entry[i].addr = blk_rq_is_dma_direct(rq) ? sg_dma_address(sg).dma
							 : sg_phys(&w->env, sg).phys;
		entry[i].len = blk_rq_is_dma_direct(rq) ? sg_dma_len(sg) : sg->length;
	}
	return (unsigned)n;
}

static blk_qc_t take_piece(struct request_queue *q, struct bio *bio)
{
	struct collector *c = q->queuedata;
	struct t_piece *piece;
	struct request rq;

	blk_queue_split(q, &bio);
	if (!bio)
		return BLK_QC_T_NONE;
	assert_true(c->pieces->n < T_PIECES_MAX);
	piece = &c->pieces->piece[c->pieces->n++];
	t_request(c->w, &rq, bio);
	piece->sector = bio->bi_iter.bi_sector;
	piece->sectors = bio_sectors(bio);
	piece->nsegs = rq.nr_phys_segments;
	if (!bio_has_data(bio))
		piece->nsegs = bio->bi_phys_segments;
	piece->recount = __blk_recalc_rq_segments(q, bio);
	if (bio_has_data(bio))
		piece->entries = t_map(c->w, &rq, piece->entry, T_ENTRIES_MAX);
	bio_endio(bio);
	return BLK_QC_T_NONE;
}

void t_split(struct t_world *w, struct bio *bio, struct t_pieces *pieces)
{
	struct collector c = { .w = w, .pieces = pieces };

	memset(pieces, 0, sizeof(*pieces));
	w->q.make_request_fn = take_piece;
	w->q.queuedata = &c;
	if (bio_is_dma_direct(bio))
		blk_queue_flag_set(QUEUE_FLAG_DMA_DIRECT, &w->q);
	generic_make_request(bio);
	w->q.queuedata = NULL;
}

void assert_pieces(const struct t_pieces *pieces, const char *expected)
{
	char seen[8192] = "";
	size_t at = 0;

	for (unsigned p = 0; p < pieces->n; p++) {
		const struct t_piece *piece = &pieces->piece[p];

		at += (size_t)snprintf(seen + at, sizeof(seen) - at, "%llu+%u %u/%u",
				       (unsigned long long)piece->sector, piece->sectors,
				       piece->nsegs, piece->recount);
		for (unsigned i = 0; i < piece->entries && i < 8; i++)
			at += (size_t)snprintf(seen + at, sizeof(seen) - at, " %llx+%x",
					       (unsigned long long)piece->entry[i].addr,
					       piece->entry[i].len);
		at += (size_t)snprintf(seen + at, sizeof(seen) - at, "%s\n",
				       piece->entries > 8 ? " ..." : "");
	}
	assert_string_equal(seen, expected);
}
