/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The protection payload of a bio, and how it follows the bio (block.md 11.2).
 */
#include <errno.h>
#include <string.h>

#include <blkpath/integrity.h>
#include <blkpath/split.h>

struct bio_integrity_payload *bio_integrity_alloc(struct bio *bio, gfp_t gfp, unsigned nr_vecs)
{
	struct bio_integrity_payload *bip;

	(void)gfp;
	bip = bp_alloc(bio->bp_env, BP_ALLOC_INTEGRITY,
		       sizeof(*bip) + nr_vecs * sizeof(struct bio_vec));
	if (!bip)
		return NULL;
	bip->bip_bio = bio;
	bip->bip_max_vcnt = (u16)nr_vecs;
	bip->bip_vec = (struct bio_vec *)(bip + 1);
	bio->bi_integrity = bip;
	bio->bi_opf |= REQ_INTEGRITY;
	return bip;
}

static void free_tuples(struct bp_env *env, struct bio_integrity_payload *bip)
{
	if (!bip->bp_nr_pages)
		bp_free(env, bip->bp_buf);
	for (unsigned i = 0; i < bip->bp_nr_pages; i++)
		put_page(env, nth_page(bip->bip_vec[0].bv_page, i));
}

void bio_integrity_free(struct bio *bio)
{
	struct bio_integrity_payload *bip = bio_integrity(bio);

	if (!bip)
		return;
	if (bip->bip_flags & BIP_BLOCK_INTEGRITY)
		free_tuples(bio->bp_env, bip);
	bp_free(bio->bp_env, bip);
	bio->bi_integrity = NULL;
	bio->bi_opf &= ~REQ_INTEGRITY;
}

int bio_integrity_add_page(struct bio *bio, struct page *page, unsigned len, unsigned offset)
{
	struct bio_integrity_payload *bip = bio_integrity(bio);
	u16 n = bip->bip_vcnt;

	if (n >= bip->bip_max_vcnt)
		return 0;
	if (n && bvec_gap_to_prev(bio->bi_disk->queue, &bip->bip_vec[n - 1], offset))
		return 0;
	bip->bip_vec[n] = (struct bio_vec){ page, len, offset };
	bip->bip_vcnt++;
	bip->bip_iter.bi_size += len;
	return (int)len;
}

void bio_integrity_advance(struct bio *bio, unsigned bytes_done)
{
	struct bio_integrity_payload *bip = bio_integrity(bio);
	unsigned tuple_bytes = bp_integrity_bytes(&bio->bi_disk->integrity, bytes_done >> 9);

	bip->bip_iter.bi_sector += bytes_done >> SECTOR_SHIFT;
	bvec_iter_advance(bio->bp_env, bip->bip_vec, &bip->bip_iter, tuple_bytes);
}

void bio_integrity_trim(struct bio *bio)
{
	struct bio_integrity_payload *bip = bio_integrity(bio);

	bip->bip_iter.bi_size = bp_integrity_bytes(&bio->bi_disk->integrity, bio_sectors(bio));
}

int bio_integrity_clone(struct bio *dst, struct bio *src, gfp_t gfp)
{
	const struct bio_integrity_payload *from = bio_integrity(src);
	struct bio_integrity_payload *bip = bio_integrity_alloc(dst, gfp, from->bip_vcnt);

	if (!bip) {
		dst->bi_opf &= ~REQ_INTEGRITY; /* came with the source's flags; no payload did */
		return -ENOMEM;
	}
	memcpy(bip->bip_vec, from->bip_vec, from->bip_vcnt * sizeof(struct bio_vec));
	bip->bip_vcnt = from->bip_vcnt;
	bip->bip_iter = from->bip_iter;
	bip->bp_buf = from->bp_buf;
	return 0;
}
