/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A bio as a trace tells of it, built for one look of the splitter.
 */
#include <blkpath/bio_life.h>

#include "world/forecast_cut.h"

static void put_vector(struct bio *bio, unsigned i, const struct bp_range *range, u32 page_shift)
{
	u64 in_page = ((u64)1 << page_shift) - 1;

	if (bio_is_dma_direct(bio))
		bio->bi_dma_vec[i] = (struct dma_vec){ .dv_addr = bp_dma_addr(range->addr),
						       .dv_len = range->len };
	else
		bio->bi_io_vec[i] =
			(struct bio_vec){ .bv_page = pfn_to_page(range->addr >> page_shift),
					  .bv_offset = (unsigned)(range->addr & in_page),
					  .bv_len = range->len };
}

/*
 * Vectors that are done with are left out but for the last: G-9 asks whether the table has held
 * more than one.
 */
static void fill(struct bio *bio, const struct bp_forecast_bio *told,
		 const struct bp_layout *layout, u32 page_shift)
{
	u64 done = (u64)told->done << SECTOR_SHIFT;
	struct bp_layout_walk walk;
	struct bp_range range;
	unsigned n = 0;

	bp_layout_start(&walk, layout, page_shift, told->queued.bytes, told->seed);
	while (n < BP_FORECAST_VECTORS && bp_layout_next(&walk, &range)) {
		if (done >= range.len) {
			done -= range.len;
			put_vector(bio, 0, &range, page_shift);
			bio->bi_iter.bi_idx = n = 1;
			continue;
		}
		if (n == bio->bi_iter.bi_idx)
			bio->bi_iter.bi_bvec_done = (unsigned)done;
		done = 0;
		put_vector(bio, n++, &range, page_shift);
	}
	bio->bi_vcnt = (u16)bp_min(n, (unsigned)UINT16_MAX);
}

void bp_forecast_cut(struct request_queue *q, struct bio_vec *table,
		     const struct bp_forecast_bio *told, const struct bp_layout *layout,
		     struct bp_cut *cut)
{
	struct bio bio;

	bio_init(q->bp_env, &bio, table, UINT16_MAX);
	bio.bi_opf = told->queued.opf | (bp_layout_is_dma(layout) ? REQ_DMA_DIRECT : 0);
	bio.bi_iter.bi_sector = told->queued.sector + told->done;
	bio.bi_iter.bi_size = told->queued.bytes - (told->done << SECTOR_SHIFT);
	fill(&bio, told, layout, q->bp_env->page_shift);
	bp_split_find(q, &bio, cut);
}
