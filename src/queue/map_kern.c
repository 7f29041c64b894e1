/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A kernel buffer becomes the data of a request, page by page (R-SUB-9).
 */
#include <errno.h>

#include <blkpath/address.h>
#include <blkpath/bio_build.h>
#include <blkpath/bio_life.h>
#include <blkpath/map_kern.h>

static void bio_map_kern_endio(struct bio *bio)
{
	bio_put(bio);
}

static int add_pages(struct request_queue *q, struct bio *bio, bp_virt_addr_t buf, unsigned len)
{
	const struct bp_env *env = q->bp_env;

	while (len) {
		const u32 offset = offset_in_page(env, buf);
		const unsigned bytes = bp_min(len, bp_page_size(env) - offset);

		if (bio_add_pc_page(q, bio, virt_to_page(env, buf), bytes, offset) != (int)bytes)
			return -EINVAL;
		buf = bp_virt_addr(bp_virt_u64(buf) + bytes);
		len -= bytes;
	}
	return 0;
}

int blk_rq_map_kern(struct request_queue *q, struct request *rq, bp_virt_addr_t kbuf, unsigned len)
{
	const u32 page = bp_page_size(q->bp_env);
	const unsigned pages = (offset_in_page(q->bp_env, kbuf) + len + page - 1) / page;
	struct bio *bio = bio_kmalloc(q->bp_env, GFP_KERNEL, pages), *mapped = bio;
	int error;

	if (!bio)
		return -ENOMEM;
	bio->bi_opf = rq->cmd_flags & ~REQ_DMA_DIRECT;
	bio->bi_end_io = bio_map_kern_endio;
	error = add_pages(q, bio, kbuf, len);
	if (!error)
		error = blk_rq_append_bio(rq, &mapped);
	if (error)
		bio_put(bio);
	return error;
}
