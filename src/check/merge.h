/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests before and after an offer.
 */
#ifndef BP_CHECK_MERGE_H
#define BP_CHECK_MERGE_H

#include <blkpath/merge.h>

#include "family.h"

/* A request as it was: its fields, and what its bios hash to. */
struct bp_rq_image {
	struct request rq;
	u64 bios;
};

/**
 * struct bp_offer - an offer that is over
 * @rq: the request, now
 * @before: the request, before; NULL when there was no offer
 * @bio: the bio offered, or NULL
 * @bio_before: what the bio hashed to
 * @other: the request offered, or NULL
 * @other_before: that request, before
 * @type: how the bio was to be joined
 * @merged: it was
 * @held_by: request that held the bio before
 */
struct bp_offer {
	const struct request *rq;
	const struct bp_rq_image *before;
	const struct bio *bio;
	u64 bio_before;
	const struct request *other;
	const struct bp_rq_image *other_before;
	enum elv_merge type;
	bool merged;
	const struct request *held_by;
};

u64 bp_ck_hash_of_bio(const struct bio *bio);
void bp_ck_rq_image_take(struct bp_rq_image *image, const struct request *rq);
const char *bp_ck_rq_image_difference(const struct bp_rq_image *image, const struct request *rq);

void bp_ck_judge_offer(struct bp_case *c);

#endif
