/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The bio (block.md 3, 4).  Mirrors include/linux/bio.h and blk_types.h, v5.2-rc5 + RFC patches
 * 1-7, 18.
 */
#ifndef BLKPATH_BIO_H
#define BLKPATH_BIO_H

#include <blkpath/bvec.h>
#include <blkpath/opf.h>
#include <blkpath/status.h>

struct bio;
struct bio_set;
struct block_device;
struct bio_integrity_payload;
struct gendisk;
struct iov_iter;
struct request_queue;

typedef void bio_end_io_t(struct bio *bio);

/* bi_flags: bits 0-12; bits 13-15 hold the vector pool index + 1. */
enum {
	BIO_NO_PAGE_REF = 0,
	BIO_SEG_VALID = 1,
	BIO_CLONED = 2,
	BIO_BOUNCED = 3,
	BIO_USER_MAPPED = 4,
	BIO_NULL_MAPPED = 5,
	BIO_QUIET = 6,
	BIO_CHAIN = 7,
	BIO_REFFED = 8,
	BIO_THROTTLED = 9,
	BIO_TRACE_COMPLETION = 10,
	BIO_QUEUE_ENTERED = 11,
	BIO_TRACKED = 12,
	BIO_FLAG_LAST = 13,
};

#define BVEC_POOL_BITS 3
#define BVEC_POOL_OFFSET (16 - BVEC_POOL_BITS)
#define BVEC_POOL_NR 6
#define BVEC_POOL_MAX (BVEC_POOL_NR - 1)
#define BIO_INLINE_VECS 4
#define BIO_MAX_PAGES 256
#define BIO_POOL_SIZE 2
#define UIO_MAXIOV 1024

/* Life of a bio's memory, ours: tells a freed bio that is used again. */
enum bp_bio_life { BP_BIO_UNBORN, BP_BIO_LIVE, BP_BIO_FREED };

/* Fields and widths as block.md 3.1; all before bi_max_vecs is cleared by bio_reset(). */
struct bio {
	struct bio *bi_next;
	struct gendisk *bi_disk;
	unsigned bi_opf;
	u16 bi_flags;
	u16 bi_ioprio;
	u16 bi_write_hint;
	blk_status_t bi_status;
	u8 bi_partno;
	unsigned bi_phys_segments;
	struct bvec_iter bi_iter;
	int __bi_remaining;
	bio_end_io_t *bi_end_io;
	void *bi_private;
	struct bio_integrity_payload *bi_integrity;
	u16 bi_vcnt;
	u16 bi_max_vecs;
	int __bi_cnt;
	union {
		struct bio_vec *bi_io_vec;
		struct dma_vec *bi_dma_vec;
	};
	struct bio_set *bi_pool;
	struct bp_env *bp_env;
	u64 bp_serial; /* order of allocation in its environment, 0 when not allocated */
	enum bp_bio_life bp_life;
	bio_end_io_t *bp_ended; /* the end function that ran last; cleared by submission */
	struct bp_work bp_work; /* bio_check_pages_dirty() */
	struct bio_vec bi_inline_vecs[];
};

#define BIO_RESET_BYTES offsetof(struct bio, bi_max_vecs)

/**
 * struct bio_set - where bios come from
 * @front_pad: bytes before the bio in its block
 * @has_vecs: the set has a vector pool (BIOSET_NEED_BVECS)
 * @bp_env: environment
 * @bp_live: bios of it that were not yet freed
 */
struct bio_set {
	unsigned front_pad;
	bool has_vecs;
	struct bp_env *bp_env;
	u64 bp_live;
};

struct bio_list {
	struct bio *head;
	struct bio *tail;
};

/* Cannot fail: the model has no memory pool to fill. */
static inline void bioset_init(struct bp_env *env, struct bio_set *bs, unsigned front_pad,
			       bool has_vecs)
{
	*bs = (struct bio_set){ .front_pad = front_pad, .has_vecs = has_vecs, .bp_env = env };
}

static inline bool bio_flagged(const struct bio *bio, unsigned bit)
{
	return bio->bi_flags >> bit & 1;
}

static inline void bio_set_flag(struct bio *bio, unsigned bit)
{
	bio->bi_flags |= (u16)(1u << bit);
}

static inline void bio_clear_flag(struct bio *bio, unsigned bit)
{
	bio->bi_flags &= (u16) ~(1u << bit);
}

static inline unsigned bio_op(const struct bio *bio)
{
	return bp_opf_op(bio->bi_opf);
}

static inline bool bio_is_dma_direct(const struct bio *bio)
{
	return op_is_dma_direct(bio->bi_opf);
}

static inline unsigned bvec_iter_sectors(struct bvec_iter it)
{
	return it.bi_size >> SECTOR_SHIFT;
}

static inline unsigned bio_sectors(const struct bio *bio)
{
	return bvec_iter_sectors(bio->bi_iter);
}

static inline sector_t bio_end_sector(const struct bio *bio)
{
	return bio->bi_iter.bi_sector + bio_sectors(bio);
}

static inline int bio_data_dir(const struct bio *bio)
{
	return op_is_write(bio->bi_opf) ? WRITE : READ;
}

static inline bool bio_has_data(const struct bio *bio)
{
	unsigned op;

	if (!bio || !bio->bi_iter.bi_size)
		return false;
	op = bio_op(bio);
	return op != REQ_OP_DISCARD && op != REQ_OP_SECURE_ERASE && op != REQ_OP_WRITE_ZEROES;
}

static inline bool bio_is_passthrough(const struct bio *bio)
{
	return bp_op_is_passthrough(bio->bi_opf);
}

static inline bool bio_no_advance_iter(const struct bio *bio)
{
	return bp_op_has_no_advance(bio->bi_opf);
}

static inline bool bio_mergeable(const struct bio *bio)
{
	return !(bio->bi_opf & REQ_NOMERGE_FLAGS);
}

/* The order of the branches matters: a dma-direct DISCARD takes the first (R-ITER-5). */
static inline void bio_advance_iter(const struct bio *bio, struct bvec_iter *it, unsigned bytes)
{
	it->bi_sector += bytes >> SECTOR_SHIFT;
	if (bio_no_advance_iter(bio))
		it->bi_size -= bytes;
	else if (bio_is_dma_direct(bio))
		dvec_iter_advance(bio->bp_env, bio->bi_dma_vec, it, bytes);
	else
		bvec_iter_advance(bio->bp_env, bio->bi_io_vec, it, bytes);
}

/* G-14: an op that does not advance never leaves its only vector, empty or not. */
static inline void bp_bio_pass_empty(const struct bio *bio, struct bvec_iter *it, unsigned len)
{
	if (BP_LIKELY(len))
		return;
	if (bio_no_advance_iter(bio))
		bp_iter_stuck(bio->bp_env);
	bp_iter_pass_empty(it, len);
}

#define bio_iter_iovec(bio, it) bvec_iter_bvec((bio)->bp_env, (bio)->bi_io_vec, it)
#define bio_iter_mp_iovec(bio, it) mp_bvec_iter_bvec((bio)->bi_io_vec, it)
#define bio_iter_dma_vec(bio, it) bvec_iter_dvec((bio)->bi_dma_vec, it)
#define bio_iter_last(bv, it) ((it).bi_size == (bv).bv_len)

#define __bio_for_each_segment(bvl, bio, it, start)                                                \
	for ((it) = (start);                                                                       \
	     (it).bi_size &&                                                                       \
	     bp_iter_progress((bio)->bp_env, ((bvl) = bio_iter_iovec(bio, it)).bv_len);            \
	     bio_advance_iter(bio, &(it), (bvl).bv_len),                                           \
	    bp_bio_pass_empty(bio, &(it), (bvl).bv_len))
#define bio_for_each_segment(bvl, bio, it) __bio_for_each_segment (bvl, bio, it, (bio)->bi_iter)

#define __bio_for_each_bvec(bvl, bio, it, start)                                                   \
	for ((it) = (start);                                                                       \
	     (it).bi_size &&                                                                       \
	     bp_iter_progress((bio)->bp_env, ((bvl) = bio_iter_mp_iovec(bio, it)).bv_len);         \
	     bio_advance_iter(bio, &(it), (bvl).bv_len),                                           \
	    bp_bio_pass_empty(bio, &(it), (bvl).bv_len))
#define bio_for_each_bvec(bvl, bio, it) __bio_for_each_bvec (bvl, bio, it, (bio)->bi_iter)

/* Leaves bi_sector of the iterator alone (R-ITER-2). */
#define __bio_for_each_dvec(dvl, bio, it, start)                                                   \
	for ((it) = (start);                                                                       \
	     (it).bi_size &&                                                                       \
	     bp_iter_progress((bio)->bp_env, ((dvl) = bio_iter_dma_vec(bio, it)).dv_len);          \
	     dvec_iter_advance((bio)->bp_env, (bio)->bi_dma_vec, &(it), (dvl).dv_len),             \
	    bp_bio_pass_empty(bio, &(it), (dvl).dv_len))
#define bio_for_each_dvec(dvl, bio, it) __bio_for_each_dvec (dvl, bio, it, (bio)->bi_iter)

/* Over the whole table, whatever bi_iter says; empty on a clone (R-ITER-7). */
#define bio_for_each_segment_all(bvl, bio, all)                                                    \
	for ((all) = (struct bvec_iter_all){ .idx = 0 };                                           \
	     (all).idx < (int)(bio)->bi_vcnt &&                                                    \
	     (bvec_advance((bio)->bp_env, &(bio)->bi_io_vec[(all).idx], &(all)),                   \
	      (bvl) = &(all).bv);)

#include <blkpath/bio_build.h>
#include <blkpath/bio_data.h>
#include <blkpath/bio_end.h>
#include <blkpath/bio_life.h>
#include <blkpath/bio_view.h>

#endif
