/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Protection information (block.md 11.2).  Mirrors block/bio-integrity.c and blk-integrity.c, v5.2
 * + RFC patch 5.
 */
#ifndef BLKPATH_INTEGRITY_H
#define BLKPATH_INTEGRITY_H

#include <blkpath/request.h>

#define BLK_INTEGRITY_VERIFY 1
#define BLK_INTEGRITY_GENERATE 2
#define BLK_INTEGRITY_DEVICE_CAPABLE 4
#define BLK_INTEGRITY_IP_CHECKSUM 8

#define BIP_BLOCK_INTEGRITY 1
#define BIP_MAPPED_INTEGRITY 2
#define BIP_CTRL_NOCHECK 4
#define BIP_DISK_NOCHECK 8
#define BIP_IP_CHECKSUM 16

/* What a generate or verify function is given: one run of data and its tuples. */
struct blk_integrity_iter {
	void *prot_buf;
	void *data_buf;
	sector_t seed;
	unsigned data_size;
	u16 interval;
	const char *disk_name;
};

typedef blk_status_t integrity_processing_fn(struct blk_integrity_iter *iter);

struct blk_integrity_profile {
	integrity_processing_fn *generate_fn;
	integrity_processing_fn *verify_fn;
	const char *name;
};

struct bio_integrity_payload {
	struct bio *bip_bio;
	struct bvec_iter bip_iter;
	u16 bip_vcnt;
	u16 bip_max_vcnt;
	u16 bip_flags;
	struct bvec_iter bio_iter; /* where verification starts */
	struct bp_work bip_work;
	u8 *bp_buf; /* owned when BIP_BLOCK_INTEGRITY is set */
	struct bio_vec *bip_vec;
};

static inline struct bio_integrity_payload *bio_integrity(const struct bio *bio)
{
	return bio->bi_opf & REQ_INTEGRITY ? bio->bi_integrity : NULL;
}

struct bio_integrity_payload *bio_integrity_alloc(struct bio *bio, gfp_t gfp, unsigned nr_vecs);
void bio_integrity_free(struct bio *bio);
int bio_integrity_add_page(struct bio *bio, struct page *page, unsigned len, unsigned offset);
bool bio_integrity_prep(struct bio *bio);
bool bio_integrity_endio(struct bio *bio);
void bio_integrity_advance(struct bio *bio, unsigned bytes_done);
void bio_integrity_trim(struct bio *bio);
int bio_integrity_clone(struct bio *dst, struct bio *src, gfp_t gfp);
bool blk_integrity_merge_bio(struct request_queue *q, struct request *rq, struct bio *bio);
bool blk_integrity_merge_rq(struct request_queue *q, struct request *rq, struct request *next);
bool integrity_req_gap_back_merge(struct request *rq, struct bio *next);
bool integrity_req_gap_front_merge(struct request *rq, struct bio *bio);

#endif
