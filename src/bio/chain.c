/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The end of a bio, and bios that wait for others (block.md 4.2).
 */
#include <blkpath/event.h>
#include <blkpath/integrity.h>

/* Stands in for a missing end function. */
static void nobody(struct bio *bio)
{
	(void)bio;
}

/* Tells the parent, lets the child go; the parent is ended next. */
static struct bio *leave_chain(struct bio *child)
{
	struct bio *parent = child->bi_private;

	if (!parent->bi_status) /* R-CHN-3 */
		parent->bi_status = child->bi_status;
	bio_put(child);
	return parent;
}

static void bio_chain_endio(struct bio *bio)
{
	bio_endio(leave_chain(bio));
}

/* R-CHN-1 */
void bio_chain(struct bio *child, struct bio *parent)
{
	bp_bug_on(child->bp_env, child->bi_private || child->bi_end_io, BP_SITE_CHAIN_TAKEN,
		  child->bp_serial, 0);
	child->bi_private = parent;
	child->bi_end_io = bio_chain_endio;
	bio_set_flag(parent, BIO_CHAIN);
	parent->__bi_remaining++;
	bp_event(child->bp_env, BIO_CHAIN, .bio = child, .other = parent, .rule = "R-CHN-1");
}

/* True when nothing is left to wait for (R-CHN-2 step 1). */
static bool bio_remaining_done(struct bio *bio)
{
	if (!bio_flagged(bio, BIO_CHAIN))
		return true;
	bp_bug_on(bio->bp_env, bio->__bi_remaining <= 0, BP_SITE_CHAIN_REMAINING, bio->bp_serial,
		  0);
	if (--bio->__bi_remaining)
		return false;
	bio_clear_flag(bio, BIO_CHAIN);
	return true;
}

static void trace_completion(struct bio *bio)
{
	if (!bio_flagged(bio, BIO_TRACE_COMPLETION) || !bio->bi_disk)
		return;
	bp_event(bio->bp_env, BIO_COMPLETE, .q = bio->bi_disk->queue, .bio = bio, .rule = "R-CHN-2",
		 .a = bio->bi_status);
	bio_clear_flag(bio, BIO_TRACE_COMPLETION);
}

/* Ends one part of one bio. Returns the bio to end next, or NULL. */
static struct bio *end_part(struct bio *bio)
{
	bio_end_io_t *end_io = bio->bi_end_io ? bio->bi_end_io : nobody;

	if (!bp_bio_alive(bio, BP_SITE_BIO_ENDED_TWICE))
		return NULL;
	/* A driver may put another end function in its place and end the bio again. */
	if (BP_UNLIKELY(bio->bp_ended == end_io)) {
		bp_finding(bio->bp_env, BP_SITE_BIO_ENDED_TWICE, bio->bp_serial, 0);
		return NULL;
	}
	bp_event(bio->bp_env, BIO_ENDIO, .bio = bio, .rule = "R-CHN-2", .a = bio->bi_status);
	if (!bio_remaining_done(bio))
		return NULL;
	if (bio_integrity(bio) && !bio_integrity_endio(bio))
		return NULL;
	bio->bp_ended = end_io;
	if (end_io == bio_chain_endio)
		return leave_chain(bio);
	trace_completion(bio);
	bp_event(bio->bp_env, BIO_DONE, .bio = bio, .rule = "R-CHN-2", .a = bio->bi_status);
	end_io(bio);
	return NULL;
}

void bio_endio(struct bio *bio)
{
	while (bio)
		bio = end_part(bio);
}

/* R-CHN-4 */
void bio_io_error(struct bio *bio)
{
	bio->bi_status = BLK_STS_IOERR;
	bio_endio(bio);
}

void bio_wouldblock_error(struct bio *bio)
{
	bio->bi_status = BLK_STS_AGAIN;
	bio_endio(bio);
}
