/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Protecting a bio on its way down, verifying it on its way up (R-INT-1, R-INT-2).
 */
#include <blkpath/event.h>
#include <blkpath/integrity.h>

/* Without RAM the buffer is own memory; these frames, past all others, only tell it apart. */
#define BP_INTEGRITY_PFN ((u64)1 << 53)
#define BP_INTEGRITY_FRAMES_SHIFT 8

/* R-INT-1, in this order. */
static bool wants_protection(const struct bio *bio)
{
	const struct blk_integrity *bi = &bio->bi_disk->integrity;

	if (!bi->profile)
		return false;
	if (bio_op(bio) != REQ_OP_READ && bio_op(bio) != REQ_OP_WRITE)
		return false;
	if (!bio_sectors(bio) || bio_integrity(bio))
		return false;
	if (bio_is_dma_direct(bio)) /* patch 5, R-INT-5 */
		return false;
	if (bio_data_dir(bio) == READ)
		return bi->profile->verify_fn && bi->flags & BLK_INTEGRITY_VERIFY;
	return bi->profile->generate_fn && bi->flags & BLK_INTEGRITY_GENERATE;
}

/* Runs fn over the data from start on, a single-page segment at a time. */
static blk_status_t process(struct bio *bio, struct bvec_iter start, integrity_processing_fn *fn)
{
	const struct gendisk *disk = bio->bi_disk;
	struct blk_integrity_iter run = {
		.prot_buf = bio_integrity(bio)->bp_buf,
		.seed = start.bi_sector,
		.interval = (u16)(1u << disk->integrity.interval_exp),
		.disk_name = disk->disk_name,
	};
	struct bvec_iter it;
	struct bio_vec bv;

	__bio_for_each_segment (bv, bio, it, start) {
		u8 *page = bp_page_bytes(bio->bp_env, bv.bv_page);
		blk_status_t status;

		if (bv.bv_len % run.interval) {
			bp_finding(bio->bp_env, BP_SITE_INTEGRITY_RUN, bv.bv_len, run.interval);
			return BLK_STS_PROTECTION;
		}
		run.data_buf = page ? page + bv.bv_offset : NULL;
		run.data_size = bv.bv_len;
		status = fn(&run);
		if (status)
			return status;
	}
	return BLK_STS_OK;
}

/* R-INT-2: the part of a read's completion that the kernel leaves to a worker. */
static void verify(struct bp_work *work)
{
	struct bio_integrity_payload *bip =
		bp_container_of(work, struct bio_integrity_payload, bip_work);
	struct bio *bio = bip->bip_bio;

	bio->bi_status = process(bio, bip->bio_iter, bio->bi_disk->integrity.profile->verify_fn);
	bio_integrity_free(bio);
	bio_endio(bio);
}

/* Where the tuples lie: frames that a device can reach, if the machine has any. */
struct tuple_buffer {
	struct page *page;
	unsigned nr_pages; /* 0: frames of nobody */
	u8 *bytes;
};

static bool take_buffer(struct bio *bio, struct tuple_buffer *buf, unsigned bytes, unsigned pages)
{
	struct bp_env *env = bio->bp_env;
	const bool ram = env->page_ops && env->page_ops->alloc_run;

	*buf = (struct tuple_buffer){ 0 };
	if (ram && !bp_fails(env, BP_ALLOC_INTEGRITY))
		buf->page = bp_alloc_pages(env, pages, env->max_pfn);
	if (buf->page) {
		buf->nr_pages = pages;
		buf->bytes = bp_page_bytes(env, buf->page);
	} else if (!ram) {
		buf->page = pfn_to_page(BP_INTEGRITY_PFN +
					(bio->bp_serial << BP_INTEGRITY_FRAMES_SHIFT));
		buf->bytes = bp_alloc(env, BP_ALLOC_INTEGRITY, bytes);
	}
	return buf->bytes;
}

static void give_back(struct bp_env *env, const struct tuple_buffer *buf)
{
	if (!buf->nr_pages)
		bp_free(env, buf->bytes);
	for (unsigned i = 0; i < buf->nr_pages; i++)
		put_page(env, nth_page(buf->page, i));
}

static bool attach(struct bio *bio, struct tuple_buffer *buf, unsigned bytes, unsigned pages)
{
	struct bp_env *env = bio->bp_env;
	struct bio_integrity_payload *bip;

	if (!take_buffer(bio, buf, bytes, pages))
		return false;
	bip = bio_integrity_alloc(bio, GFP_NOIO, pages);
	if (!bip) {
		give_back(env, buf);
		return false;
	}
	bip->bp_buf = buf->bytes;
	bip->bp_nr_pages = buf->nr_pages;
	bip->bip_flags = BIP_BLOCK_INTEGRITY;
	if (bio->bi_disk->integrity.flags & BLK_INTEGRITY_IP_CHECKSUM)
		bip->bip_flags |= BIP_IP_CHECKSUM;
	bip->bip_iter.bi_sector = bio->bi_iter.bi_sector;
	bip->bip_work.fn = verify;
	return true;
}

static bool add_buffer(struct bio *bio, struct page *page, unsigned bytes)
{
	unsigned page_bytes = bp_page_size(bio->bp_env);

	for (; bytes; page = nth_page(page, 1)) {
		unsigned len = bp_min(bytes, page_bytes);

		if (!bio_integrity_add_page(bio, page, len, 0))
			return false;
		bytes -= len;
	}
	return true;
}

bool bio_integrity_prep(struct bio *bio)
{
	const struct blk_integrity *bi = &bio->bi_disk->integrity;
	struct bp_env *env = bio->bp_env;
	bool is_write = bio_data_dir(bio) == WRITE;
	struct tuple_buffer buf;
	unsigned bytes;

	if (!wants_protection(bio))
		return true;
	bytes = bp_integrity_bytes(bi, bio_sectors(bio));
	if (!attach(bio, &buf, bytes, (bytes + bp_page_size(env) - 1) >> env->page_shift)) {
		bio->bi_status = BLK_STS_RESOURCE;
		bio_endio(bio);
		return false;
	}
	if (!add_buffer(bio, buf.page, bytes)) {
		/* quirk: the kernel leaves this bio without an end */
		bp_finding(env, BP_SITE_INTEGRITY_GIVEN_UP, bio->bp_serial, 0);
		return false;
	}
	if (is_write)
		process(bio, bio->bi_iter, bi->profile->generate_fn);
	else
		bio_integrity(bio)->bio_iter = bio->bi_iter;
	bp_event(env, INTEGRITY, .q = bio->bi_disk->queue, .bio = bio, .rule = "R-INT-1",
		 .a = bytes / bi->tuple_size, .b = is_write);
	return true;
}

bool bio_integrity_endio(struct bio *bio)
{
	struct bio_integrity_payload *bip = bio_integrity(bio);

	if (!bip)
		return true;
	if (bio_op(bio) == REQ_OP_READ && !bio->bi_status && bip->bip_flags & BIP_BLOCK_INTEGRITY &&
	    bio->bi_disk->integrity.profile->verify_fn) {
		bp_work_queue(bio->bp_env, &bip->bip_work);
		return false;
	}
	bio_integrity_free(bio);
	return true;
}
