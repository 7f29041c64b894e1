/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What stands at the current position of a bio (block.md 2.2, 4.5).
 */
#include <blkpath/bio.h>

/* The kernel reads a DMA vector as a page here, unguarded (4.6). */
static void expect_pages(const struct bio *bio)
{
	if (BP_UNLIKELY(bio_is_dma_direct(bio)))
		bp_finding(bio->bp_env, BP_SITE_BIO_DIRECT_AS_PAGE, bio->bp_serial, 0);
}

/* Nothing stands past the end, nor in a bio without a table. */
static bool has_vector(const struct bio *bio)
{
	return bio->bi_iter.bi_size && bio->bi_io_vec;
}

static struct bio_vec first_segment(const struct bio *bio)
{
	return has_vector(bio) ? bio_iter_iovec(bio, bio->bi_iter) : (struct bio_vec){ 0 };
}

struct bio_vec bio_iovec(const struct bio *bio)
{
	expect_pages(bio);
	return first_segment(bio);
}

struct page *bio_page(const struct bio *bio)
{
	return bio_iovec(bio).bv_page;
}

unsigned bio_offset(const struct bio *bio)
{
	return bio_iovec(bio).bv_offset;
}

struct dma_vec bio_dma_vec(const struct bio *bio)
{
	return has_vector(bio) ? bio_iter_dma_vec(bio, bio->bi_iter) : (struct dma_vec){ 0 };
}

void *bio_data(const struct bio *bio)
{
	struct bio_vec bv;
	u8 *bytes;

	if (!bio_has_data(bio))
		return NULL;
	bv = bio_iovec(bio);
	bytes = bp_page_bytes(bio->bp_env, bv.bv_page);
	return bytes ? bytes + bv.bv_offset : NULL;
}

/* R-OPF-4 */
unsigned bio_cur_bytes(const struct bio *bio)
{
	if (!bio_has_data(bio))
		return bio->bi_iter.bi_size;
	if (bio_is_dma_direct(bio)) /* patch 7 */
		return bio_dma_vec(bio).dv_len;
	return first_segment(bio).bv_len;
}

/* R-ITER-11 */
unsigned bio_segments(const struct bio *bio)
{
	struct bvec_iter it;
	struct bio_vec bv;
	unsigned n = 0;

	switch (bio_op(bio)) {
	case REQ_OP_DISCARD:
	case REQ_OP_SECURE_ERASE:
	case REQ_OP_WRITE_ZEROES:
		return 0;
	case REQ_OP_WRITE_SAME:
		return 1;
	default:
		break;
	}
	expect_pages(bio);
	bio_for_each_segment (bv, bio, it)
		n++;
	return n;
}

/* R-ITER-10 */
bool bio_multiple_segments(const struct bio *bio)
{
	return bio->bi_iter.bi_size != bio_iovec(bio).bv_len;
}

/* R-ITER-9 */
void bio_get_first_bvec(const struct bio *bio, struct bio_vec *bv)
{
	*bv = bio_iovec(bio);
}

void bio_get_last_bvec(const struct bio *bio, struct bio_vec *bv)
{
	struct bvec_iter end = bio->bi_iter;

	bio_get_first_bvec(bio, bv);
	/* An op that does not advance never leaves its only vector. */
	if (bv->bv_len == end.bi_size || bio_no_advance_iter(bio))
		return;
	bio_advance_iter(bio, &end, end.bi_size);
	if (end.bi_bvec_done) {
		*bv = bio->bi_io_vec[end.bi_idx];
		bv->bv_len = end.bi_bvec_done;
	} else {
		*bv = bio->bi_io_vec[end.bi_idx - 1];
	}
}

/* R-HLP-6 */
struct bio_vec *bio_first_bvec_all(struct bio *bio)
{
	bp_warn_on(bio->bp_env, bio_flagged(bio, BIO_CLONED), BP_SITE_FIRST_OF_CLONE,
		   bio->bp_serial, 0);
	expect_pages(bio);
	return bio->bi_io_vec;
}

struct bio_vec *bio_last_bvec_all(struct bio *bio)
{
	bp_warn_on(bio->bp_env, bio_flagged(bio, BIO_CLONED), BP_SITE_LAST_OF_CLONE, bio->bp_serial,
		   0);
	expect_pages(bio);
	return bio->bi_vcnt ? &bio->bi_io_vec[bio->bi_vcnt - 1] : NULL;
}
