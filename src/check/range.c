/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "range.h"

static u64 page_address(const struct bp_ck_range *range, const struct page *page)
{
	u64 pfn = ((uintptr_t)page - BP_VMEMMAP_BASE) / BP_PAGE_DESCRIPTOR_BYTES;

	return pfn << range->page_shift;
}

struct bp_ck_range bp_ck_range_of(const struct bio *bio, unsigned nvecs)
{
	return (struct bp_ck_range){
		.table = bio->bi_io_vec,
		.nvecs = nvecs,
		.opf = bio->bi_opf,
		.page_shift = bio->bp_env->page_shift,
		.iter = bio->bi_iter,
	};
}

bool bp_ck_iter_equal(const struct bvec_iter *a, const struct bvec_iter *b)
{
	return a->bi_sector == b->bi_sector && a->bi_size == b->bi_size && a->bi_idx == b->bi_idx &&
	       a->bi_bvec_done == b->bi_bvec_done;
}

bool bp_ck_range_is_direct(const struct bp_ck_range *range)
{
	return range->opf & REQ_DMA_DIRECT;
}

/* "Data op": the last row of the table in R-QSP-1. */
bool bp_ck_range_is_data(const struct bp_ck_range *range)
{
	switch (range->opf & REQ_OP_MASK) {
	case REQ_OP_DISCARD:
	case REQ_OP_SECURE_ERASE:
	case REQ_OP_WRITE_ZEROES:
	case REQ_OP_WRITE_SAME:
		return false;
	}
	return true;
}

struct bp_ck_range bp_ck_range_prefix(const struct bp_ck_range *range, unsigned bytes)
{
	struct bp_ck_range prefix = *range;

	prefix.iter.bi_size = bytes;
	return prefix;
}

void bp_ck_walk_start(struct bp_walk *walk, const struct bp_ck_range *range)
{
	*walk = (struct bp_walk){
		.range = *range,
		.left = bp_ck_range_is_data(range) ? range->iter.bi_size : 0,
		.index = range->iter.bi_idx,
		.done = range->iter.bi_bvec_done,
	};
}

static struct bp_vec vector_at(const struct bp_walk *walk)
{
	const struct bp_ck_range *range = &walk->range;
	struct bp_vec vec = { .index = walk->index };

	if (bp_ck_range_is_direct(range)) {
		const struct dma_vec *dv = (const struct dma_vec *)range->table + walk->index;

		vec.off = vec.addr = dv->dv_addr.dma + walk->done;
		vec.len = dv->dv_len - walk->done;
	} else {
		const struct bio_vec *bv = range->table + walk->index;

		vec.off = (u64)bv->bv_offset + walk->done;
		vec.addr = page_address(range, bv->bv_page) + vec.off;
		vec.len = bv->bv_len - walk->done;
	}
	return vec;
}

/* An empty vector is yielded once and passed, so that every walk ends. */
bool bp_ck_walk_next(struct bp_walk *walk, struct bp_vec *vec)
{
	if (!walk->left || walk->index >= walk->range.nvecs)
		return false;
	*vec = vector_at(walk);
	if (vec->len > walk->left) {
		vec->len = walk->left;
		walk->done += vec->len;
	} else {
		walk->done = 0;
		walk->index++;
	}
	walk->left -= vec->len;
	return true;
}

bool bp_ck_range_whole_sectors(const struct bp_ck_range *range)
{
	struct bp_walk walk;
	struct bp_vec vec;

	bp_ck_walk_start(&walk, range);
	while (bp_ck_walk_next(&walk, &vec))
		if (vec.len % SECTOR_SIZE)
			return false;
	return true;
}

/* INV-SPLIT-7: where one vector ends or the next one starts off the virtual boundary. */
bool bp_ck_range_has_gap(const struct bp_ck_range *range, unsigned long virt_boundary_mask)
{
	struct bp_walk walk;
	struct bp_vec vec;
	u64 end = 0;
	bool first = true;

	bp_ck_walk_start(&walk, range);
	while (bp_ck_walk_next(&walk, &vec)) {
		if (!first && (end & virt_boundary_mask || vec.off & virt_boundary_mask))
			return true;
		end = vec.off + vec.len;
		first = false;
	}
	return false;
}

unsigned bp_ck_range_vectors(const struct bp_ck_range *range)
{
	struct bp_walk walk;
	struct bp_vec vec;
	unsigned n = 0;

	bp_ck_walk_start(&walk, range);
	while (bp_ck_walk_next(&walk, &vec))
		n++;
	return n;
}

/* R-QSP-15: the sum of per-vector floors, which is what the splitter compares with its limit. */
u64 bp_ck_range_floored_sectors(const struct bp_ck_range *range)
{
	struct bp_walk walk;
	struct bp_vec vec;
	u64 sectors = 0;

	bp_ck_walk_start(&walk, range);
	while (bp_ck_walk_next(&walk, &vec))
		sectors += vec.len >> SECTOR_SHIFT;
	return sectors;
}
