/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reference tags count from the seed above a request and from its address below (NVH-7, NVH-9).
 */
#include <bsd/sys/endian.h>

#include <blkpath/t10_pi.h>

#define T10_PI_TYPE3_PROTECTION 3

/* A byte of the tuples, counted from the first vector; NULL where nobody has bytes. */
static u8 *tuple_bytes(const struct bio *bio, const struct bio_integrity_payload *bip, unsigned at)
{
	const struct bio_vec *bv = bip->bip_vec;
	unsigned in_vec = at;
	u64 byte;
	u8 *page;

	if (bip->bp_buf)
		return bip->bp_buf + at;
	for (; in_vec >= bv->bv_len; bv++)
		in_vec -= bv->bv_len;
	byte = (u64)bv->bv_offset + in_vec;
	page = bp_page_bytes(bio->bp_env, nth_page(bv->bv_page, byte >> bio->bp_env->page_shift));
	return page ? page + (byte & (bp_page_size(bio->bp_env) - 1)) : NULL;
}

static unsigned first_byte(const struct bio_integrity_payload *bip)
{
	unsigned at = bip->bip_iter.bi_bvec_done;

	for (unsigned i = 0; i < bip->bip_iter.bi_idx; i++)
		at += bip->bip_vec[i].bv_len;
	return at;
}

static void exchange(struct t10_pi_tuple *tuple, u32 from, u32 to)
{
	if (tuple && tuple->ref_tag == htobe32(from))
		tuple->ref_tag = htobe32(to);
}

/* Each bio has a seed of its own; the address runs on over all of them. */
static void remap(struct request *rq, unsigned intervals, bool to_device)
{
	const struct blk_integrity *bi = &rq->rq_disk->integrity;
	u32 below = (u32)(blk_rq_pos(rq) >> (bi->interval_exp - SECTOR_SHIFT));
	const struct bio *bio;

	__rq_for_each_bio (bio, rq) {
		const struct bio_integrity_payload *bip = bio_integrity(bio);
		const unsigned first = bip ? first_byte(bip) : 0;
		const unsigned size = bip ? bip->bip_iter.bi_size : 0;
		u32 above = bip ? (u32)bip->bip_iter.bi_sector : 0;

		for (unsigned at = 0; at < size && intervals; at += bi->tuple_size, intervals--) {
			void *tuple = tuple_bytes(bio, bip, first + at);

			exchange(tuple, to_device ? above : below, to_device ? below : above);
			above++;
			below++;
		}
	}
}

void t10_pi_prepare(struct request *rq, u8 protection_type)
{
	if (protection_type != T10_PI_TYPE3_PROTECTION)
		remap(rq, UINT32_MAX, true);
}

void t10_pi_complete(struct request *rq, u8 protection_type, unsigned intervals)
{
	if (protection_type != T10_PI_TYPE3_PROTECTION)
		remap(rq, intervals, false);
}
