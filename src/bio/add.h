/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the adders share.
 */
#ifndef BP_BIO_ADD_H
#define BP_BIO_ADD_H

#include <blkpath/bio.h>

/* A new vector at the end of a table that has room; bi_size is left to bp_bio_added(). */
void bp_bio_append(struct bio *bio, struct page *page, unsigned len, unsigned off);

/* Counts and announces what went into the table; joined: into the last vector. */
void bp_bio_added(struct bio *bio, unsigned len, bool joined, const char *rule);

#endif
