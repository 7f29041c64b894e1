/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What callers do wrong: refused in mode C without a trace, let through by a defect.
 */
#include <string.h>

#include "proof/block/block.h"

#include <blkpath/map.h>

static struct bio *direct_bio(struct bp_block *p, unsigned op, unsigned vectors)
{
	return bp_block_orphan(p, op | REQ_DMA_DIRECT, vectors);
}

/* DEF-7 */
static void check_dirty(struct bp_block *p)
{
	bio_check_pages_dirty(direct_bio(p, REQ_OP_READ, 1));
}

/* DEF-9 */
static void add_page(struct bp_block *p)
{
	struct bio *bio = direct_bio(p, REQ_OP_READ, 2);

	bio_add_page(bio, pfn_to_page(7), 4096, 0);
	bio_put(bio);
}

static void submit_and_end(struct bp_block *p, struct bio *bio)
{
	bio->bi_end_io = bio_put;
	submit_bio(bio);
	bp_block_finish_requests(p);
}

/* DEF-11 */
static void add_what_cannot_be_carried(struct bp_block *p)
{
	struct bio *bio = direct_bio(p, REQ_OP_READ, 4);

	bio_add_dma_addr(p->q, bio, bp_dma_addr(0x1000), 0);
	bio_add_dma_addr(p->q, bio, bp_dma_addr(0x2000), 768);
	bio_add_dma_addr(p->q, bio, bp_dma_addr(-(u64)512), 1024);
	bio_put(bio);
}

/* DEF-11: 12 sectors that the splitter takes for 8 (R-QSP-15). */
static void submit_odd_vectors(struct bp_block *p)
{
	struct queue_limits limits = p->q->limits;
	struct bio *bio = direct_bio(p, REQ_OP_READ, 8);

	blk_set_default_limits(&p->env, &p->q->limits);
	p->q->limits.max_sectors = 8;
	for (unsigned i = 0; i < 8; i++)
		bio_add_dma_addr(p->q, bio, bp_dma_addr(0x100000 + 4096 * i), 768);
	if (bio->bi_iter.bi_size)
		submit_and_end(p, bio);
	else
		bio_put(bio);
	p->q->limits = limits;
}

/* DEF-10 */
static void submit_to_a_queue_that_cannot(struct bp_block *p)
{
	struct bio *bio = direct_bio(p, REQ_OP_READ, 1);

	bio_add_dma_addr(p->q, bio, bp_dma_addr(0x100000), 4096);
	blk_queue_flag_clear(QUEUE_FLAG_DMA_DIRECT, p->q);
	submit_and_end(p, bio);
	blk_queue_flag_set(QUEUE_FLAG_DMA_DIRECT, p->q);
}

/* DEF-14.  An address with the two low bits clear, so that a table takes it for a page. */
static void submit_write_same(struct bp_block *p)
{
	struct bio *bio = direct_bio(p, REQ_OP_WRITE_SAME, 1);

	bio_add_dma_addr(p->q, bio, bp_dma_addr(0x100000), 4096);
	submit_and_end(p, bio);
}

/* DEF-12 */
static void append(struct bp_block *p)
{
	struct scatterlist table[64];
	struct request rq = {
		.q = p->q,
		.cmd_flags = REQ_OP_DRV_IN,
		.tag = -1,
		.internal_tag = -1,
		.ref = 1,
	};
	struct bio *bio = direct_bio(p, REQ_OP_DRV_IN, 1);
	struct bio *given = bio;

	bio->bi_end_io = bio_put;
	bio_add_dma_addr(p->q, bio, bp_dma_addr(0x100000), 4096);
	sg_init_table(table, bp_array_size(table));
	if (blk_rq_append_bio(&rq, &given) == 0)
		blk_rq_map_sg(p->q, &rq, table);
	bio_endio(bio);
	bp_event(&p->env, RQ_FREE, .q = p->q, .rq = &rq);
}

/* DEF-13 */
static void add_to_a_clone(struct bp_block *p)
{
	struct bio *parent = direct_bio(p, REQ_OP_READ, 2);
	struct bio *clone = direct_bio(p, REQ_OP_READ, 2);

	bio_add_dma_addr(p->q, parent, bp_dma_addr(0x100000), 4096);
	__bio_clone_fast(clone, parent);
	bio_add_dma_addr(p->q, clone, bp_dma_addr(0x200000), 8192);
	bio_put(clone);
	bio_put(parent);
}

/* DEF-8 */
static void copy_a_list(struct bp_block *p)
{
	struct bio *from = direct_bio(p, REQ_OP_READ, 1);
	struct bio *to = bp_block_orphan(p, REQ_OP_READ, 1);

	bio_add_dma_addr(p->q, from, bp_dma_addr(0x100000), 4096);
	bio_add_page(to, pfn_to_page(7), 4096, 0);
	bio_list_copy_data(to, from);
	bio_put(from);
	bio_put(to);
}

static void (*const deeds[])(struct bp_block *p) = {
	check_dirty,
	add_page,
	add_what_cannot_be_carried,
	submit_odd_vectors,
	submit_to_a_queue_that_cannot,
	submit_write_same,
	append,
	add_to_a_clone,
	copy_a_list,
};

void bp_block_misuse(struct bp_block *p)
{
	if (!p->q->bp_rules->dma_direct) /* all of them are done to direct bios */
		return;
	deeds[bp_choose_below(&p->trial->choices, bp_array_size(deeds))](p);
}
