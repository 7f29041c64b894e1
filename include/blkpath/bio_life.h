/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Birth, reuse and death of a bio, and lists of bios (block.md 4.1).  A part of bio.h.
 */
#ifndef BLKPATH_BIO_LIFE_H
#define BLKPATH_BIO_LIFE_H

#include <blkpath/bio.h>

/**
 * bio_init - make a bio of memory that the caller owns
 * @env: environment
 * @bio: overwritten, vectors behind it excepted
 * @table: vector table of the caller, or NULL
 * @max_vecs: entries of @table
 *
 * Context: does not allocate. Such a bio belongs to no set and must not be put.
 *
 * Mirrors: bio_init(), block/bio.c, v5.2-rc5.
 * Rule: R-BIO-2.
 */
void bio_init(struct bp_env *env, struct bio *bio, struct bio_vec *table, u16 max_vecs);

/**
 * bio_alloc_bioset - a new bio
 * @env: environment
 * @gfp: whether a vector table that is too large may be taken when the right one fails
 * @nr_iovecs: vectors wanted: 0 to 256 of a set, 0 to 1024 without one
 * @bs: set to take it from, or NULL for one block with inline vectors
 *
 * Context: allocates; can fail.
 *
 * Return: the bio, with one reference and @nr_iovecs free vectors, or NULL: memory failed, too many
 * vectors, or (with a warning) vectors of a set that has none. Nothing is left behind then.
 *
 * Mirrors: bio_alloc_bioset(), block/bio.c, v5.2-rc5.
 * Rule: R-BIO-3, R-BIO-5.
 */
struct bio *bio_alloc_bioset(struct bp_env *env, gfp_t gfp, unsigned nr_iovecs, struct bio_set *bs);

/**
 * bio_kmalloc - a new bio that belongs to no set
 * @env: environment
 * @gfp: allocation context
 * @nr_iovecs: vectors wanted, 0 to 1024
 *
 * Context: allocates; can fail.
 *
 * Return: the bio, or NULL: memory failed or too many vectors.
 *
 * Mirrors: bio_kmalloc(), include/linux/bio.h, v5.2-rc5.
 * Rule: R-BIO-3.
 */
struct bio *bio_kmalloc(struct bp_env *env, gfp_t gfp, unsigned nr_iovecs);

/**
 * bvec_alloc - a vector table
 * @env: environment
 * @gfp: a caller that may sleep gets the largest table when the right one fails
 * @nr: vectors wanted, 1 to 256
 * @idx: where to store the pool's index + 1
 *
 * Context: allocates; can fail.
 *
 * Return: the table, or NULL: @nr is out of range or memory failed. @idx is not written then.
 *
 * Mirrors: bvec_alloc(), block/bio.c, v5.2-rc5.
 * Rule: R-BIO-4.
 */
struct bio_vec *bvec_alloc(struct bp_env *env, gfp_t gfp, unsigned nr, unsigned *idx);

/**
 * bvec_free - give a vector table back
 * @env: environment
 * @table: the table
 * @idx: its pool's index + 1; 0 means that there is nothing to free, more than 6 is a BUG
 *
 * Mirrors: bvec_free(), block/bio.c, v5.2-rc5.
 * Rule: R-BIO-4.
 */
void bvec_free(struct bp_env *env, struct bio_vec *table, unsigned idx);

/**
 * bvec_nr_vecs - how large the tables of a pool are
 * @idx: the pool's index + 1, 1 to 6
 *
 * Return: vectors: 1, 4, 16, 64, 128 or 256.
 *
 * Mirrors: bvec_nr_vecs(), block/bio.c, v5.2-rc5.
 * Rule: R-BIO-4.
 */
unsigned bvec_nr_vecs(unsigned idx);

/**
 * bio_reset - make a bio as good as new
 * @bio: a bio that is not in use
 *
 * Vector table, capacity, references and set survive; everything else is cleared.
 *
 * Mirrors: bio_reset(), block/bio.c, v5.2-rc5.
 * Rule: R-BIO-6.
 */
void bio_reset(struct bio *bio);

/**
 * bio_get - take a reference
 * @bio: a bio
 *
 * Mirrors: bio_get(), include/linux/bio.h, v5.2-rc5.
 * Rule: R-BIO-7.
 */
void bio_get(struct bio *bio);

/**
 * bio_put - drop a reference, the last one frees
 * @bio: a bio; one that was freed already, or never allocated, is reported and left alone
 *
 * A BUG when references were counted and none is left.
 *
 * Mirrors: bio_put(), block/bio.c, v5.2-rc5.
 * Rule: R-BIO-7.
 */
void bio_put(struct bio *bio);

/**
 * bio_cnt_set - set the number of references
 * @bio: a bio
 * @count: references
 *
 * Mirrors: bio_cnt_set(), include/linux/bio.h, v5.2-rc5.
 * Rule: R-BIO-7.
 */
void bio_cnt_set(struct bio *bio, unsigned count);

/**
 * bio_set_dev - address a bio to a disk or partition
 * @bio: a bio
 * @bdev: where to
 *
 * Mirrors: bio_set_dev(), include/linux/bio.h, v5.2-rc5.
 * Rule: R-BIO-8.
 */
void bio_set_dev(struct bio *bio, struct block_device *bdev);

/**
 * bp_bio_defects - the switches that hold for a bio
 * @bio: a bio
 *
 * Return: those of its disk's queue, or of its environment when it is on no disk.
 */
const struct bp_defects *bp_bio_defects(const struct bio *bio);

/**
 * bp_bio_rules - the rule set that holds for a bio
 * @bio: a bio
 *
 * Return: that of its disk's queue, or of its environment when it is on no disk.
 */
const struct bp_rules *bp_bio_rules(const struct bio *bio);

/**
 * bp_bio_alive - is this a bio that may be used?
 * @bio: a bio, perhaps freed
 * @site: the finding to report when it may not
 *
 * A freed bio is known as one until its memory is handed out again.
 *
 * Return: true, or false after reporting. Nothing is changed.
 */
bool bp_bio_alive(const struct bio *bio, enum bp_site_id site);

static inline void bio_list_init(struct bio_list *list)
{
	list->head = NULL;
	list->tail = NULL;
}

/* At the end. */
static inline void bio_list_add(struct bio_list *list, struct bio *bio)
{
	bio->bi_next = NULL;
	if (list->tail)
		list->tail->bi_next = bio;
	else
		list->head = bio;
	list->tail = bio;
}

/* Puts a whole list behind another; the second is not emptied. */
static inline void bio_list_merge(struct bio_list *list, const struct bio_list *behind)
{
	if (!behind->head)
		return;
	if (list->tail)
		list->tail->bi_next = behind->head;
	else
		list->head = behind->head;
	list->tail = behind->tail;
}

/* The first bio, taken off; NULL from an empty list. */
static inline struct bio *bio_list_pop(struct bio_list *list)
{
	struct bio *bio = list->head;

	if (!bio)
		return NULL;
	list->head = bio->bi_next;
	if (!list->head)
		list->tail = NULL;
	bio->bi_next = NULL;
	return bio;
}

#endif
