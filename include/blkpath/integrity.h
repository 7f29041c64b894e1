/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Protection information (block.md 11.2).  Mirrors block/bio-integrity.c and blk-integrity.c, v5.2
 * + RFC patch 5.
 */
#ifndef BLKPATH_INTEGRITY_H
#define BLKPATH_INTEGRITY_H

#include <blkpath/request.h>

/* R-INT-4 */
#define BLK_INTEGRITY_VERIFY 1
#define BLK_INTEGRITY_GENERATE 2
#define BLK_INTEGRITY_DEVICE_CAPABLE 4
#define BLK_INTEGRITY_IP_CHECKSUM 8

#define BIP_BLOCK_INTEGRITY 1
#define BIP_MAPPED_INTEGRITY 2
#define BIP_CTRL_NOCHECK 4
#define BIP_DISK_NOCHECK 8
#define BIP_IP_CHECKSUM 16

/**
 * struct blk_integrity_iter - one run of data and its tuples
 * @prot_buf: the run's first tuple; the function moves it to the next run's
 * @data_buf: the data, NULL when it has no bytes here (device memory)
 * @seed: address of the first interval; the function moves it on, one per interval
 * @data_size: bytes of data, a multiple of @interval
 * @interval: bytes that share a tuple
 * @disk_name: for messages
 */
struct blk_integrity_iter {
	void *prot_buf;
	void *data_buf;
	sector_t seed;
	unsigned data_size;
	u16 interval;
	const char *disk_name;
};

/* Returns BLK_STS_OK, or the status that a read is to end with. */
typedef blk_status_t integrity_processing_fn(struct blk_integrity_iter *iter);

struct blk_integrity_profile {
	integrity_processing_fn *generate_fn;
	integrity_processing_fn *verify_fn;
	const char *name;
};

/**
 * struct bio_integrity_payload - the protection of one bio
 * @bip_bio: the bio
 * @bip_iter: where in @bip_vec it stands; bi_sector is the seed
 * @bip_vcnt: vectors in use
 * @bip_max_vcnt: capacity
 * @bip_flags: BIP_*
 * @bio_iter: where in the data verification starts
 * @bip_work: the verification of a read, queued on completion
 * @bp_buf: the tuples; freed with the payload when BIP_BLOCK_INTEGRITY is set
 * @bp_nr_pages: pages of @bip_vec that hold @bp_buf and go with it; 0 without RAM
 * @bip_vec: the tuples as vectors. The block layer's own buffer is in RAM where there is some that
 * has neighbours to give; else its frames are past all memory, tell buffers apart and hold no bytes
 */
struct bio_integrity_payload {
	struct bio *bip_bio;
	struct bvec_iter bip_iter;
	u16 bip_vcnt;
	u16 bip_max_vcnt;
	u16 bip_flags;
	struct bvec_iter bio_iter;
	struct bp_work bip_work;
	u8 *bp_buf;
	unsigned bp_nr_pages;
	struct bio_vec *bip_vec;
};

static inline bool blk_integrity_rq(const struct request *rq)
{
	return rq->cmd_flags & REQ_INTEGRITY;
}

/* The payload, or NULL: the pointer alone means nothing. */
static inline struct bio_integrity_payload *bio_integrity(const struct bio *bio)
{
	return bio->bi_opf & REQ_INTEGRITY ? bio->bi_integrity : NULL;
}

/* Bytes of tuples for so many sectors of data. */
static inline unsigned bp_integrity_bytes(const struct blk_integrity *bi, unsigned sectors)
{
	return (sectors >> (bi->interval_exp - SECTOR_SHIFT)) * bi->tuple_size;
}

/**
 * bio_integrity_alloc - give a bio an empty payload
 * @bio: a bio without one
 * @gfp: allocation context
 * @nr_vecs: room for so many vectors
 *
 * Sets REQ_INTEGRITY.
 *
 * Context: allocates one block of kind BP_ALLOC_INTEGRITY; may fail.
 * Return: the payload, or NULL; then the bio is unchanged. (The kernel returns an error pointer.)
 * Mirrors: bio_integrity_alloc(), block/bio-integrity.c, v5.2.
 * Rule: R-INT-1.
 */
struct bio_integrity_payload *bio_integrity_alloc(struct bio *bio, gfp_t gfp, unsigned nr_vecs);

/**
 * bio_integrity_free - take the payload off a bio and free it
 * @bio: a bio; nothing happens when it has no payload
 *
 * The buffer is freed too if the block layer made it (BIP_BLOCK_INTEGRITY). Clears REQ_INTEGRITY.
 *
 * Context: cannot fail.
 * Mirrors: bio_integrity_free(), block/bio-integrity.c, v5.2.
 * Rule: R-INT-2.
 */
void bio_integrity_free(struct bio *bio);

/**
 * bio_integrity_add_page - add a piece of the tuple buffer
 * @bio: a bio with a payload, on a disk
 * @page: page
 * @len: bytes
 * @offset: bytes from the page's start
 *
 * Never joins vectors.
 *
 * Context: allocates nothing.
 * Return: @len, or 0 when the payload is full or the vector would leave a gap to the one before
 * under the queue's virtual boundary; then nothing was added.
 * Mirrors: bio_integrity_add_page(), block/bio-integrity.c, v5.2.
 * Rule: R-INT-1.
 */
int bio_integrity_add_page(struct bio *bio, struct page *page, unsigned len, unsigned offset);

/**
 * bio_integrity_prep - protect a bio that is on its way to a request
 * @bio: a bio on a disk
 *
 * Does nothing on a disk without a profile, for other ops than READ and WRITE, without data, with
 * a payload already there, for a dma-direct bio, and when the profile or the flags do not ask for
 * this direction. A write gets its tuples, a read remembers where to verify.
 *
 * Context: allocates; may fail.
 * Return: true to go on; false when the bio was ended with BLK_STS_RESOURCE, or (quirk, reported
 * as a finding) given up without an end because a vector of tuples was refused.
 * Mirrors: bio_integrity_prep(), block/bio-integrity.c, v5.2-rc5 + RFC patch 5.
 * Rule: R-INT-1, R-INT-5.
 */
bool bio_integrity_prep(struct bio *bio);

/**
 * bio_integrity_endio - the integrity part of bio_endio()
 * @bio: a bio that completes
 *
 * A successful read with the block layer's payload waits for its verification, which runs from
 * bp_work_run(), sets the status, frees the payload and calls bio_endio() again. Every other
 * payload is freed here.
 *
 * Context: allocates nothing.
 * Return: true when completion may go on, false when the work will do that.
 * Mirrors: bio_integrity_endio(), block/bio-integrity.c, v5.2.
 * Rule: R-INT-2.
 */
bool bio_integrity_endio(struct bio *bio);

/**
 * bio_integrity_advance - move the payload on with its bio
 * @bio: a bio with a payload, on a disk
 * @bytes_done: bytes of data
 *
 * Context: cannot fail; too many bytes warn as bvec_iter_advance() does.
 * Mirrors: bio_integrity_advance(), block/bio-integrity.c, v5.2.
 * Rule: R-SPL-5.
 */
void bio_integrity_advance(struct bio *bio, unsigned bytes_done);

/**
 * bio_integrity_trim - cut the payload to the length of its bio
 * @bio: a bio with a payload, on a disk, bi_size already cut
 *
 * Context: cannot fail.
 * Mirrors: bio_integrity_trim(), block/bio-integrity.c, v5.2.
 * Rule: R-SPL-3, R-SPL-6.
 */
void bio_integrity_trim(struct bio *bio);

/**
 * bio_integrity_clone - give a clone its own view of the source's tuples
 * @dst: the clone
 * @src: a bio with a payload
 * @gfp: allocation context
 *
 * The tuples stay the source's: the clone neither verifies nor frees them.
 *
 * Context: allocates; may fail.
 * Return: 0, or -ENOMEM; then @dst has no payload and no REQ_INTEGRITY.
 * Mirrors: bio_integrity_clone(), block/bio-integrity.c, v5.2.
 * Rule: R-SPL-2.
 */
int bio_integrity_clone(struct bio *dst, struct bio *src, gfp_t gfp);

/**
 * blk_rq_count_integrity_sg - segments of a bio's tuples
 * @q: whose segment size and boundary count
 * @bio: a bio
 *
 * Context: cannot fail.
 * Return: the number, 0 without a payload.
 * Mirrors: blk_rq_count_integrity_sg(), block/blk-integrity.c, v5.2, for one bio.
 * Rule: R-INT-3.
 */
unsigned blk_rq_count_integrity_sg(struct request_queue *q, struct bio *bio);

/**
 * bp_integrity_fits - could a bio's protection join a request's?
 * @q: the queue
 * @rq: a request
 * @bio: a bio
 *
 * The test of blk_integrity_merge_bio() without its side effect.
 *
 * Context: cannot fail.
 * Return: true, or false when only one is protected, when they differ in flags, or when there
 * would be more than max_integrity_segments.
 */
bool bp_integrity_fits(struct request_queue *q, const struct request *rq, struct bio *bio);

/**
 * blk_integrity_merge_bio - test a bio's protection, and count it in
 * @q: the queue
 * @rq: a request
 * @bio: a bio
 *
 * Adds the bio's segments to nr_integrity_segments. One merge calls it twice and the first bio of
 * a request never (QUIRK-6). With the switch BP_QUIRK_6 the first bio counts and blk_rq_merge_ok()
 * only tests.
 *
 * Return: true, or false as bp_integrity_fits(); then nothing was added.
 * Mirrors: blk_integrity_merge_bio(), block/blk-integrity.c, v5.2.
 * Rule: R-INT-3.
 */
bool blk_integrity_merge_bio(struct request_queue *q, struct request *rq, struct bio *bio);

/**
 * blk_integrity_merge_rq - may the protection of two requests join?
 * @q: the queue
 * @rq: a request
 * @next: the request after it
 *
 * Compares the sum of both counts with max_integrity_segments; adds nothing.
 *
 * Return: true, or false as bp_integrity_fits().
 * Mirrors: blk_integrity_merge_rq(), block/blk-integrity.c, v5.2.
 * Rule: R-INT-3.
 */
bool blk_integrity_merge_rq(struct request_queue *q, struct request *rq, struct request *next);

/**
 * integrity_req_gap_back_merge - would a bio's tuples leave a gap after a request's?
 * @rq: a request
 * @next: a bio that is to follow it
 *
 * Return: true on a gap under the virtual boundary; false also when either has no tuples.
 * Mirrors: integrity_req_gap_back_merge(), include/linux/blkdev.h, v5.2.
 * Rule: R-MGE-4.
 */
bool integrity_req_gap_back_merge(struct request *rq, struct bio *next);

/**
 * integrity_req_gap_front_merge - would a request's tuples leave a gap after a bio's?
 * @rq: a request
 * @bio: a bio that is to precede it
 *
 * Return: true on a gap under the virtual boundary; false also when either has no tuples.
 * Mirrors: integrity_req_gap_front_merge(), include/linux/blkdev.h, v5.2.
 * Rule: R-MGE-5.
 */
bool integrity_req_gap_front_merge(struct request *rq, struct bio *bio);

#endif
