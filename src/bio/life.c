/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Birth, reuse and death of a bio (block.md 4.1).
 */
#include <string.h>

#include <blkpath/event.h>

/* R-BIO-2 */
void bio_init(struct bp_env *env, struct bio *bio, struct bio_vec *table, u16 max_vecs)
{
	memset(bio, 0, sizeof(*bio));
	bio->__bi_remaining = 1;
	bio->__bi_cnt = 1;
	bio->bi_io_vec = table;
	bio->bi_max_vecs = max_vecs;
	bio->bp_env = env;
}

static unsigned front_pad(const struct bio_set *bs)
{
	return bs ? bs->front_pad : 0;
}

static struct bio *take_block(struct bp_env *env, struct bio_set *bs, unsigned inline_vecs)
{
	size_t bytes = front_pad(bs) + sizeof(struct bio) + inline_vecs * sizeof(struct bio_vec);
	u8 *block = bp_alloc(env, BP_ALLOC_BIO, bytes);
	struct bio *bio;

	if (!block)
		return NULL;
	bio = (void *)(block + front_pad(bs));
	bio_init(env, bio, NULL, 0);
	bio->bi_pool = bs;
	bio->bp_life = BP_BIO_LIVE;
	if (bs)
		bs->bp_live++;
	return bio;
}

/* The block stays a bio, marked as freed, until it is handed out again: see bp_bio_alive(). */
static void give_block(struct bio *bio)
{
	bio->bp_life = BP_BIO_FREED;
	bio->bi_io_vec = NULL;
	bio->bi_iter.bi_size = 0;
	bio->bi_vcnt = 0;
	if (bio->bi_pool)
		bio->bi_pool->bp_live--;
	bp_free(bio->bp_env, (u8 *)bio - front_pad(bio->bi_pool));
}

static bool give_table(struct bio *bio, gfp_t gfp, unsigned nr, unsigned inline_vecs)
{
	unsigned idx;

	bio->bi_max_vecs = (u16)nr;
	if (nr <= inline_vecs) {
		bio->bi_io_vec = nr ? bio->bi_inline_vecs : NULL;
		return true;
	}
	bio->bi_io_vec = bvec_alloc(bio->bp_env, gfp, nr, &idx);
	if (!bio->bi_io_vec)
		return false;
	bio->bi_flags |= (u16)(idx << BVEC_POOL_OFFSET);
	return true;
}

/* R-BIO-3 */
struct bio *bio_alloc_bioset(struct bp_env *env, gfp_t gfp, unsigned nr_iovecs, struct bio_set *bs)
{
	unsigned inline_vecs = bs ? BIO_INLINE_VECS : nr_iovecs;
	struct bio *bio;

	if (!bs && nr_iovecs > UIO_MAXIOV)
		return NULL;
	if (bp_warn_on(env, bs && !bs->has_vecs && nr_iovecs, BP_SITE_BIO_NO_VECTORS, nr_iovecs, 0))
		return NULL;
	bio = take_block(env, bs, inline_vecs);
	if (!bio)
		return NULL;
	if (!give_table(bio, gfp, nr_iovecs, inline_vecs)) {
		give_block(bio);
		return NULL;
	}
	bio->bp_serial = ++env->bio_serial;
	bp_event(env, BIO_ALLOC, .bio = bio, .rule = "R-BIO-3", .a = nr_iovecs);
	return bio;
}

struct bio *bio_kmalloc(struct bp_env *env, gfp_t gfp, unsigned nr_iovecs)
{
	return bio_alloc_bioset(env, gfp, nr_iovecs, NULL);
}

static void bio_free(struct bio *bio)
{
	if (BP_UNLIKELY(bio->bp_life == BP_BIO_UNBORN)) {
		bp_finding(bio->bp_env, BP_SITE_BIO_PUT_UNBORN, 0, 0);
		return;
	}
	bp_event(bio->bp_env, BIO_FREE, .bio = bio, .rule = "R-BIO-7");
	bvec_free(bio->bp_env, bio->bi_io_vec, bio->bi_flags >> BVEC_POOL_OFFSET);
	give_block(bio);
}

/* R-BIO-6 */
void bio_reset(struct bio *bio)
{
	u16 pool_bits = bio->bi_flags & (u16)(~0u << BVEC_POOL_OFFSET);

	if (!bp_bio_alive(bio, BP_SITE_BIO_FREED_USED))
		return;
	memset(bio, 0, BIO_RESET_BYTES);
	bio->bi_flags = pool_bits;
	bio->__bi_remaining = 1;
	bio->bp_ended = NULL;
}

void bio_get(struct bio *bio)
{
	if (!bp_bio_alive(bio, BP_SITE_BIO_FREED_USED))
		return;
	bio_set_flag(bio, BIO_REFFED);
	bio->__bi_cnt++;
}

/* R-BIO-7 */
void bio_put(struct bio *bio)
{
	if (!bp_bio_alive(bio, BP_SITE_BIO_FREED_USED))
		return;
	if (bio_flagged(bio, BIO_REFFED)) {
		bp_bug_on(bio->bp_env, bio->__bi_cnt <= 0, BP_SITE_BIO_PUT_COUNT, bio->bp_serial,
			  0);
		if (--bio->__bi_cnt)
			return;
	}
	bio_free(bio);
}

void bio_cnt_set(struct bio *bio, unsigned count)
{
	if (count != 1)
		bio_set_flag(bio, BIO_REFFED);
	bio->__bi_cnt = (int)count;
}

/* R-BIO-8 */
void bio_set_dev(struct bio *bio, struct block_device *bdev)
{
	if (bio->bi_disk != bdev->bd_disk)
		bio_clear_flag(bio, BIO_THROTTLED);
	bio->bi_disk = bdev->bd_disk;
	bio->bi_partno = bdev->bd_partno;
}
