/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether a bio may be used, and under which switches.
 */
#include <blkpath/queue.h>

static const struct request_queue *queue_of(const struct bio *bio)
{
	return bio->bi_disk ? bio->bi_disk->queue : NULL;
}

const struct bp_defects *bp_bio_defects(const struct bio *bio)
{
	const struct request_queue *q = queue_of(bio);

	return q ? &q->bp_defects : &bio->bp_env->defects;
}

const struct bp_rules *bp_bio_rules(const struct bio *bio)
{
	const struct request_queue *q = queue_of(bio);

	return q ? q->bp_rules : bio->bp_env->rules;
}

bool bp_bio_alive(const struct bio *bio, enum bp_site_id site)
{
	if (BP_LIKELY(bio->bp_life != BP_BIO_FREED))
		return true;
	bp_finding(bio->bp_env, site, bio->bp_serial, 0);
	return false;
}
