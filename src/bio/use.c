/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether a bio may be used, and under which switches.
 */
#include <blkpath/queue.h>

const struct bp_defects *bp_bio_defects(const struct bio *bio)
{
	if (bio->bi_disk && bio->bi_disk->queue)
		return &bio->bi_disk->queue->bp_defects;
	return &bio->bp_env->defects;
}

bool bp_bio_alive(const struct bio *bio, enum bp_site_id site)
{
	if (BP_LIKELY(bio->bp_life != BP_BIO_FREED))
		return true;
	bp_finding(bio->bp_env, site, bio->bp_serial, 0);
	return false;
}
