/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * User memory in chunks of pages, and the end of a bio on a logical block (B3 to B5).
 */
#include <errno.h>

#include <blkpath/event.h>
#include <blkpath/gup.h>
#include <blkpath/queue.h>

#include "iov.h"

/* QUIRK-9: a page pinned for each of two pieces, but put once: they became one vector. */
static bool is_pinned_twice(const struct bio *bio, u16 vecs_before, const struct bio_vec *bv)
{
	return bio->bi_vcnt == vecs_before && bv->bv_offset &&
	       bp_defect_on(bp_bio_defects(bio), BP_QUIRK_9);
}

/* P-85 */
static unsigned gup_flags(const struct bio *bio)
{
	const struct gendisk *disk = bio->bi_disk;

	return disk && disk->queue && blk_queue_pci_p2pdma(disk->queue) ? FOLL_PCI_P2PDMA : 0;
}

static int add_page(struct bio *bio, struct iov_iter *iter)
{
	struct bp_env *env = bio->bp_env;
	struct bio_vec bv = bp_iov_pin(env, iter);
	u16 vecs = bio->bi_vcnt;
	bool added;
	int error;

	if (!bv.bv_page)
		return -EFAULT;
	error = bp_gup_gate(env, bv.bv_page, gup_flags(bio));
	if (error) {
		bp_iov_unpin(env, iter, bv.bv_page);
		return error;
	}
	added = bio_add_page(bio, bv.bv_page, bv.bv_len, bv.bv_offset) == (int)bv.bv_len;
	bp_warn_on(env, !added, BP_SITE_IOV_SHORT_ADD, bio->bp_serial, bv.bv_len);
	if (!added || is_pinned_twice(bio, vecs, &bv))
		bp_iov_unpin(env, iter, bv.bv_page);
	if (!added)
		return -EINVAL;
	iov_iter_advance(iter, bv.bv_len);
	return 0;
}

static unsigned pages_of(const struct bp_env *env, const struct bio_vec *bv)
{
	return bv->bv_len ? (bv->bv_offset + bv->bv_len - 1) / bp_page_size(env) + 1 : 0;
}

static void shorten_last(struct bio *bio, const struct iov_iter *iter, unsigned bytes)
{
	struct bio_vec *last = &bio->bi_io_vec[bio->bi_vcnt - 1];
	unsigned pages = pages_of(bio->bp_env, last);

	last->bv_len -= bytes;
	while (pages > pages_of(bio->bp_env, last))
		bp_iov_unpin(bio->bp_env, iter, nth_page(last->bv_page, --pages));
	if (!last->bv_len)
		bio->bi_vcnt--;
}

void bp_iov_round(struct bio *bio, struct iov_iter *iter, unsigned taken)
{
	const struct gendisk *disk = bio->bi_disk;
	unsigned block = disk && disk->queue ? queue_logical_block_size(disk->queue) : 1;
	unsigned over = taken % block;

	if (!over)
		return;
	for (unsigned left = over, step; left; left -= step) {
		step = bp_min(left, bio->bi_io_vec[bio->bi_vcnt - 1].bv_len);
		shorten_last(bio, iter, step);
	}
	bio->bi_iter.bi_size -= over;
	iov_iter_revert(iter, over);
	bp_event(bio->bp_env, BIO_ROUND, .bio = bio, .rule = "B5", .a = over);
}

int bp_iov_add_chunk(struct bio *bio, struct iov_iter *iter)
{
	unsigned slots = bio->bi_max_vecs - bio->bi_vcnt;
	unsigned before = bio->bi_iter.bi_size;
	int ret;

	if (bio_full(bio))
		return -EFAULT;
	do
		ret = add_page(bio, iter);
	while (!ret && --slots && iter->count && iter->offset);
	if (bp_bio_rules(bio)->direct_rounding == BP_DIRECT_ROUNDS_CHUNKS)
		bp_iov_round(bio, iter, bio->bi_iter.bi_size - before);
	return ret || bio->bi_iter.bi_size != before ? ret : -EFAULT;
}
