/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "world/direct.h"

void bp_direct_start(struct bp_direct *direct, struct request_queue *q, struct bio_set *bs,
		     const struct bp_scenario_io *io, u64 seed)
{
	*direct = (struct bp_direct){
		.q = q,
		.bs = bs,
		.io = io,
		.sector = io->sector,
		.left = io->bytes,
	};
	if (!io->vectors)
		bp_layout_start(&direct->walk, &io->layout, q->bp_env->page_shift, io->bytes, seed);
}

bool bp_direct_has_vectors(const struct bp_scenario_io *io)
{
	unsigned op = bp_opf_op(io->opf);

	return op != REQ_OP_DISCARD && op != REQ_OP_SECURE_ERASE && op != REQ_OP_WRITE_ZEROES;
}

static bool next_range(struct bp_direct *direct, struct bp_range *range)
{
	if (direct->rest.len) {
		*range = direct->rest;
		direct->rest.len = 0;
		return true;
	}
	if (!direct->io->vectors)
		return bp_layout_next(&direct->walk, range);
	if (direct->next_vector == direct->io->nr_vectors)
		return false;
	*range = direct->io->vectors[direct->next_vector++];
	return true;
}

/* Negative when the vector was refused; a page vector never is. */
static int add(struct bp_direct *direct, struct bio *bio, const struct bp_range *range)
{
	u32 shift = direct->q->bp_env->page_shift;
	u64 in_page = range->addr & (bp_page_size(direct->q->bp_env) - 1);

	if (bio_is_dma_direct(bio))
		return bio_add_dma_addr(direct->q, bio, bp_dma_addr(range->addr), range->len);
	__bio_add_page(bio, pfn_to_page(range->addr >> shift), range->len, (unsigned)in_page);
	return 0;
}

/* The last vector that fits, when more is to come: the bio must end on a logical block. */
static void end_on_block(struct bp_direct *direct, const struct bio *bio, struct bp_range *range)
{
	unsigned over = (bio->bi_iter.bi_size + range->len) % queue_logical_block_size(direct->q);

	if (!over || over >= range->len || bio->bi_iter.bi_size + range->len == direct->left)
		return;
	range->len -= over;
	direct->rest = (struct bp_range){ range->addr + range->len, over };
}

static void fill(struct bp_direct *direct, struct bio *bio)
{
	struct bp_range range;

	while (bio->bi_vcnt < bio->bi_max_vecs && next_range(direct, &range)) {
		if (bio->bi_vcnt + 1 == bio->bi_max_vecs)
			end_on_block(direct, bio, &range);
		direct->error = bp_min(add(direct, bio, &range), 0);
		if (direct->error)
			return;
	}
}

/* No more slots than the vectors can need: direct I/O asks for as many pages as there are. */
static unsigned slots(const struct bp_direct *direct)
{
	u32 page_bytes = bp_page_size(direct->q->bp_env);
	u64 bytes = direct->io->layout.vector_bytes;

	if (direct->io->vectors)
		return bp_min(direct->io->nr_vectors - direct->next_vector + !!direct->rest.len,
			      (unsigned)BIO_MAX_PAGES);
	bytes = bytes && bytes < page_bytes ? bytes : page_bytes;
	return (unsigned)bp_min(direct->left / bytes + 2, (u64)BIO_MAX_PAGES);
}

static void fill_write_same(struct bp_direct *direct, struct bio *bio)
{
	struct bp_range range;

	if (!next_range(direct, &range))
		return;
	range.len = bp_min(range.len, queue_logical_block_size(direct->q));
	direct->error = bp_min(add(direct, bio, &range), 0);
	bio->bi_iter.bi_size = direct->left;
}

struct bio *bp_direct_next(struct bp_direct *direct)
{
	unsigned opf = direct->io->opf;
	struct bio *bio;

	if (direct->error || (direct->started && !direct->left))
		return NULL;
	direct->started = true;
	bio = bio_alloc_bioset(direct->q->bp_env, GFP_KERNEL,
			       bp_direct_has_vectors(direct->io) ? slots(direct) : 0, direct->bs);
	if (!bio) {
		direct->error = -ENOMEM;
		return NULL;
	}
	bio->bi_opf = opf;
	bio->bi_iter.bi_sector = direct->sector;
	if (!bp_direct_has_vectors(direct->io))
		bio->bi_iter.bi_size = direct->left;
	else if (bp_opf_op(opf) == REQ_OP_WRITE_SAME)
		fill_write_same(direct, bio);
	else
		fill(direct, bio);
	if (direct->error) {
		bio_put(bio);
		return NULL;
	}
	direct->sector += bio_sectors(bio);
	direct->left -= bp_min(bio->bi_iter.bi_size, direct->left);
	return bio;
}
