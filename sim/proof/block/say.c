/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The scenario in words: rules, limits and bios as they are made.
 */
#include "proof/block/block.h"

typedef unsigned long long ull;

void bp_block_say_limits(struct bp_block *p)
{
	const struct queue_limits *lim = &p->q->limits;
	struct bp_trial *t = p->trial;

	bp_trial_say(t, "rules %s, bios of %s%s", p->q->bp_rules->name,
		     p->kind == BP_BLOCK_DMA ? "bus addresses" : "pages",
		     p->null ? ", a null device" : "");
	bp_trial_say(t, "max_segments %u, max_sectors %u, max_segment_size %u, chunk_sectors %u",
		     lim->max_segments, lim->max_sectors, lim->max_segment_size,
		     lim->chunk_sectors);
	bp_trial_say(t, "seg_boundary_mask %#lx, virt_boundary_mask %#lx, dma_alignment %d",
		     lim->seg_boundary_mask, lim->virt_boundary_mask, p->q->dma_alignment);
	bp_trial_say(t, "logical_block_size %u, physical_block_size %u, max_discard_segments %u",
		     lim->logical_block_size, lim->physical_block_size, lim->max_discard_segments);
	bp_trial_say(t, "max_discard_sectors %u, discard_granularity %u, discard_alignment %u",
		     lim->max_discard_sectors, lim->discard_granularity, lim->discard_alignment);
	bp_trial_say(t, "max_write_zeroes_sectors %u, max_write_same_sectors %u",
		     lim->max_write_zeroes_sectors, lim->max_write_same_sectors);
}

static void say_vectors(struct bp_block *p, const struct bio *bio)
{
	for (unsigned i = 0; i < bio->bi_vcnt; i++)
		if (bio_is_dma_direct(bio))
			bp_trial_say(p->trial, "  %#llx +%u",
				     (ull)bp_dma_u64(bio->bi_dma_vec[i].dv_addr),
				     bio->bi_dma_vec[i].dv_len);
		else
			bp_trial_say(p->trial, "  %#llx +%u",
				     (ull)bp_phys_u64(bvec_phys(&p->env, &bio->bi_io_vec[i])),
				     bio->bi_io_vec[i].bv_len);
}

void bp_block_say_bio(struct bp_block *p, const struct bio *bio)
{
	if (!p->trial->story)
		return;
	bp_trial_say(p->trial, "%s, sector %llu, %u bytes", bp_op_name(bio->bi_opf),
		     (ull)bio->bi_iter.bi_sector, bio->bi_iter.bi_size);
	say_vectors(p, bio);
}
