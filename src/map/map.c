/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A request becomes a scatterlist (block.md 8.2).
 */
#include <string.h>

#include "map.h"

struct scatterlist *bp_sg_no_room(struct bp_sg_build *b)
{
	memset(&b->scratch, 0, sizeof(b->scratch));
	b->dropped++;
	return &b->scratch;
}

static void add_page_entry(struct bp_sg_build *b, struct page *page, unsigned len, unsigned offset)
{
	sg_set_page(b->q->bp_env, bp_sg_take(b), page, len, offset);
	bp_sg_told(b, false);
}

/* R-MAP-1: WRITE_SAME sends one page view; DEF-14 reads a direct one as if it were a page. */
static void map_write_same(struct bp_sg_build *b)
{
	const struct bio *bio = b->rq->bio;
	struct bio_vec bv;

	if (blk_rq_is_dma_direct(b->rq) && !bp_defect_on(&b->q->bp_defects, BP_DEF_14)) {
		bp_finding(b->q->bp_env, BP_SITE_MAP_DIRECT_WRITE_SAME, blk_rq_pos(b->rq), 0);
		return;
	}
	bv = bio_iter_iovec(bio, bio->bi_iter);
	add_page_entry(b, bv.bv_page, bv.bv_len, bv.bv_offset);
}

/* R-MAP-3 */
static void add_padding(struct bp_sg_build *b)
{
	unsigned mask = b->q->dma_pad_mask;
	unsigned pad;

	if (!(b->rq->rq_flags & RQF_COPY_USER) || !(blk_rq_bytes(b->rq) & mask) || !b->sg)
		return;
	pad = (mask & ~blk_rq_bytes(b->rq)) + 1;
	b->sg->length += pad;
	b->rq->extra_len += pad;
}

/* R-MAP-4 */
static void add_drain(struct bp_sg_build *b)
{
	struct request_queue *q = b->q;

	if (!q->dma_drain_size || !q->dma_drain_needed(b->rq))
		return;
	if (op_is_write(b->rq->cmd_flags) && q->dma_drain_buffer)
		memset(q->dma_drain_buffer, 0, q->dma_drain_size);
	add_page_entry(b, q->bp_dma_drain_page, q->dma_drain_size, q->bp_dma_drain_offset);
	b->rq->extra_len += q->dma_drain_size;
}

int bp_rq_map_sg(struct request_queue *q, struct request *rq, struct scatterlist *sglist,
		 unsigned capacity)
{
	struct bp_sg_build b = { .q = q, .rq = rq, .table = sglist, .capacity = capacity };
	struct bp_env *env = q->bp_env;
	unsigned needed;

	bp_event(env, MAP_BEGIN, .q = q, .rq = rq, .sgl = sglist);
	if (rq->rq_flags & RQF_SPECIAL_PAYLOAD)
		add_page_entry(&b, rq->special_vec.bv_page, rq->special_vec.bv_len,
			       rq->special_vec.bv_offset);
	else if (rq->bio && bio_op(rq->bio) == REQ_OP_WRITE_SAME)
		map_write_same(&b);
	else if (blk_rq_is_dma_direct(rq))
		bp_map_dma(&b);
	else
		bp_map_pages(&b);
	add_padding(&b);
	add_drain(&b);
	if (b.sg)
		sg_mark_end(b.sg);
	needed = b.entries + b.dropped;
	if (b.dropped)
		bp_finding(env, BP_SITE_MAP_OVERRUN, b.entries, needed);
	bp_warn_on(env, needed > blk_rq_nr_phys_segments(rq), BP_SITE_MAP_TOO_MANY, needed,
		   blk_rq_nr_phys_segments(rq)); /* R-MAP-5 */
	bp_event(env, MAP_END, .q = q, .rq = rq, .sgl = sglist, .a = b.entries);
	return (int)b.entries;
}

int blk_rq_map_sg(struct request_queue *q, struct request *rq, struct scatterlist *sglist)
{
	return bp_rq_map_sg(q, rq, sglist, UINT_MAX);
}
