/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bios that share a vector table (block.md 4.3).
 */
#include <blkpath/event.h>
#include <blkpath/integrity.h>

/* R-SPL-1 */
void __bio_clone_fast(struct bio *dst, struct bio *src)
{
	bp_bug_on(dst->bp_env, dst->bi_pool && dst->bi_flags >> BVEC_POOL_OFFSET,
		  BP_SITE_CLONE_HAS_TABLE, dst->bp_serial, 0);
	dst->bi_disk = src->bi_disk;
	dst->bi_partno = src->bi_partno;
	dst->bi_opf = src->bi_opf;
	dst->bi_ioprio = src->bi_ioprio;
	dst->bi_write_hint = src->bi_write_hint;
	dst->bi_iter = src->bi_iter;
	dst->bi_io_vec = src->bi_io_vec;
	bio_set_flag(dst, BIO_CLONED);
	if (bio_flagged(src, BIO_THROTTLED))
		bio_set_flag(dst, BIO_THROTTLED);
	bp_event(dst->bp_env, BIO_CLONE, .bio = dst, .other = src, .rule = "R-SPL-1");
}

/* R-SPL-2 */
struct bio *bio_clone_fast(struct bio *bio, gfp_t gfp, struct bio_set *bs)
{
	struct bio *clone;

	if (!bp_bio_alive(bio, BP_SITE_BIO_FREED_USED))
		return NULL;
	clone = bio_alloc_bioset(bio->bp_env, gfp, 0, bs);
	if (!clone)
		return NULL;
	__bio_clone_fast(clone, bio);
	if (bio_integrity(bio) && bio_integrity_clone(clone, bio, gfp) < 0) {
		bio_put(clone);
		return NULL;
	}
	return clone;
}

/* R-SPL-3 */
struct bio *bio_split(struct bio *bio, int sectors, gfp_t gfp, struct bio_set *bs)
{
	struct bio *front;

	if (!bp_bio_alive(bio, BP_SITE_BIO_FREED_USED))
		return NULL;
	bp_bug_on(bio->bp_env, sectors <= 0, BP_SITE_SPLIT_EMPTY, bio->bi_iter.bi_sector, 0);
	bp_bug_on(bio->bp_env, (unsigned)sectors >= bio_sectors(bio), BP_SITE_SPLIT_WHOLE,
		  (unsigned)sectors, bio_sectors(bio));
	front = bio_clone_fast(bio, gfp, bs);
	if (!front)
		return NULL;
	front->bi_iter.bi_size = (unsigned)sectors << SECTOR_SHIFT;
	if (bio_integrity(front))
		bio_integrity_trim(front);
	bio_advance(bio, front->bi_iter.bi_size);
	if (bio_flagged(bio, BIO_TRACE_COMPLETION))
		bio_set_flag(front, BIO_TRACE_COMPLETION);
	return front;
}

/* R-SPL-4 */
struct bio *bio_next_split(struct bio *bio, int sectors, gfp_t gfp, struct bio_set *bs)
{
	if ((unsigned)sectors >= bio_sectors(bio))
		return bio;
	return bio_split(bio, sectors, gfp, bs);
}

static void advance(struct bio *bio, unsigned bytes)
{
	if (bytes == bio->bi_iter.bi_size && bp_bio_rules(bio)->end_keeps_place) { /* G-13 */
		bio->bi_iter.bi_size = 0;
		return;
	}
	if (bio_integrity(bio))
		bio_integrity_advance(bio, bytes);
	bio_advance_iter(bio, &bio->bi_iter, bytes);
}

/* R-SPL-5 */
void bio_advance(struct bio *bio, unsigned bytes)
{
	if (!bp_bio_alive(bio, BP_SITE_BIO_FREED_USED))
		return;
	advance(bio, bytes);
	bp_event(bio->bp_env, BIO_ADVANCE, .bio = bio, .rule = "R-SPL-5", .a = bytes);
}

/* R-SPL-6 */
void bio_trim(struct bio *bio, int offset_sectors, int size_sectors)
{
	unsigned bytes = (unsigned)size_sectors << SECTOR_SHIFT;

	if (!bp_bio_alive(bio, BP_SITE_BIO_FREED_USED))
		return;
	if (!offset_sectors && bytes == bio->bi_iter.bi_size)
		return;
	bio_clear_flag(bio, BIO_SEG_VALID);
	bio_advance(bio, (unsigned)offset_sectors << SECTOR_SHIFT);
	bio->bi_iter.bi_size = bytes;
	if (bio_integrity(bio))
		bio_integrity_trim(bio);
}
