/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Vectors and iterators (block.md 2).  Mirrors include/linux/bvec.h, v5.2-rc5 + RFC patch 2.
 */
#ifndef BLKPATH_BVEC_H
#define BLKPATH_BVEC_H

#include <limits.h>

#include <blkpath/env.h>

/* A run of physically contiguous bytes; may span many pages (R-VEC-2). */
struct bio_vec {
	struct page *bv_page;
	unsigned bv_len;
	unsigned bv_offset;
};

/* A run of bus addresses (RFC patch 2); shares storage with struct bio_vec (R-VEC-1). */
struct dma_vec {
	dma_addr_t dv_addr;
	unsigned dv_len;
};

_Static_assert(sizeof(struct dma_vec) <= sizeof(struct bio_vec), "R-VEC-1");
_Static_assert(offsetof(struct dma_vec, dv_len) == offsetof(struct bio_vec, bv_len), "R-VEC-1");

/* Where in a vector table a bio stands (R-VEC-3). */
struct bvec_iter {
	sector_t bi_sector;
	unsigned bi_size;
	unsigned bi_idx;
	unsigned bi_bvec_done;
};

static inline phys_addr_t bvec_phys(const struct bp_env *env, const struct bio_vec *bv)
{
	return bp_phys_addr(page_to_phys(env, bv->bv_page).phys + bv->bv_offset);
}

struct bvec_iter_all {
	struct bio_vec bv;
	int idx;
	unsigned done;
};

#define BVEC_ITER_ALL_INIT ((struct bvec_iter){ 0, UINT_MAX, 0, 0 })

/* The multi-page view: the rest of the current vector. */
static inline struct bio_vec mp_bvec_iter_bvec(const struct bio_vec *table, struct bvec_iter it)
{
	const struct bio_vec *e = &table[it.bi_idx];

	return (struct bio_vec){
		.bv_page = e->bv_page,
		.bv_len = bp_min(it.bi_size, e->bv_len - it.bi_bvec_done),
		.bv_offset = e->bv_offset + it.bi_bvec_done,
	};
}

/* The single-page view: the multi-page view cut at the end of its first page. */
static inline struct bio_vec bvec_iter_bvec(const struct bp_env *env, const struct bio_vec *table,
					    struct bvec_iter it)
{
	struct bio_vec bv = mp_bvec_iter_bvec(table, it);
	u32 page_bytes = bp_page_size(env);
	u32 in_page = bv.bv_offset & (page_bytes - 1);

	bv.bv_page = nth_page(bv.bv_page, bv.bv_offset >> env->page_shift);
	bv.bv_len = bp_min(bv.bv_len, page_bytes - in_page);
	bv.bv_offset = in_page;
	return bv;
}

/* The DMA view: the rest of the current address range. */
static inline struct dma_vec bvec_iter_dvec(const struct dma_vec *table, struct bvec_iter it)
{
	const struct dma_vec *e = &table[it.bi_idx];

	return (struct dma_vec){
		.dv_addr = bp_dma_addr(e->dv_addr.dma + it.bi_bvec_done),
		.dv_len = bp_min(it.bi_size, e->dv_len - it.bi_bvec_done),
	};
}

/**
 * bp_iter_overrun - an advance past the end
 * @env: environment
 * @it: is left with no bytes
 * @bytes: how far the advance would have gone
 *
 * Return: always false, after a warning. Index and offset stay as they are.
 *
 * Rule: R-ITER-3 step 1.
 */
bool bp_iter_overrun(struct bp_env *env, struct bvec_iter *it, unsigned bytes);

/* One step of an advance: at most to the end of a vector of len bytes. Returns the bytes taken. */
static inline unsigned bp_iter_step(struct bvec_iter *it, unsigned len, unsigned bytes)
{
	unsigned step = bp_min(bytes, len - it->bi_bvec_done);

	it->bi_size -= step;
	it->bi_bvec_done += step;
	if (it->bi_bvec_done == len) {
		it->bi_bvec_done = 0;
		it->bi_idx++;
	}
	return step;
}

static inline bool bvec_iter_advance(struct bp_env *env, const struct bio_vec *table,
				     struct bvec_iter *it, unsigned bytes)
{
	if (BP_UNLIKELY(bytes > it->bi_size))
		return bp_iter_overrun(env, it, bytes);
	while (bytes)
		bytes -= bp_iter_step(it, table[it->bi_idx].bv_len, bytes);
	return true;
}

static inline bool dvec_iter_advance(struct bp_env *env, const struct dma_vec *table,
				     struct bvec_iter *it, unsigned bytes)
{
	if (BP_UNLIKELY(bytes > it->bi_size))
		return bp_iter_overrun(env, it, bytes);
	while (bytes)
		bytes -= bp_iter_step(it, table[it->bi_idx].dv_len, bytes);
	return true;
}

#define for_each_bvec(env, bvl, table, it, start)                                                  \
	for ((it) = (start);                                                                       \
	     (it).bi_size &&                                                                       \
	     bp_iter_progress(env, ((bvl) = bvec_iter_bvec(env, table, it)).bv_len);               \
	     bvec_iter_advance(env, table, &(it), (bvl).bv_len),                                   \
	    bp_iter_pass_empty(&(it), (bvl).bv_len))

/**
 * bp_iter_stuck - the BUG of a loop that meets an empty vector
 * @env: environment
 *
 * Rule: R-ITER-6.
 */
void bp_iter_stuck(struct bp_env *env) __attribute__((noreturn));

/* True when a loop step moves on; an empty vector would spin for ever (G-14: before v6.1). */
static inline bool bp_iter_progress(struct bp_env *env, unsigned len)
{
	if (BP_UNLIKELY(!len) && !env->rules->empty_vector_passes)
		bp_iter_stuck(env);
	return true;
}

/* G-14: what advancing by no bytes leaves out. */
static inline void bp_iter_pass_empty(struct bvec_iter *it, unsigned len)
{
	it->bi_idx += !len;
}

/**
 * bvec_advance - the next page of a vector, for loops over a whole table
 * @env: environment
 * @bv: the vector at it->idx
 * @it: moved on; it->bv becomes the page
 *
 * Mirrors: bvec_advance(), include/linux/bvec.h, v5.2-rc5.
 * Rule: R-ITER-7.
 */
void bvec_advance(const struct bp_env *env, const struct bio_vec *bv, struct bvec_iter_all *it);

/**
 * mp_bvec_last_segment - the last page of a vector
 * @env: environment
 * @bv: a vector that is not empty
 * @seg: filled in with the single-page vector
 *
 * Mirrors: mp_bvec_last_segment(), include/linux/bvec.h, v5.2-rc5.
 * Rule: R-ITER-8.
 */
void mp_bvec_last_segment(const struct bp_env *env, const struct bio_vec *bv, struct bio_vec *seg);

#endif
