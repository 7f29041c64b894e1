/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A request as it was, to find what a refused merge changed (INV-MERGE-6).
 */
#include <string.h>

#include "merge.h"

/* What a refused merge must leave alone.  REQ_NOMERGE and nr_integrity_segments it may touch. */
#define FIELD(name)                                                                                \
	{                                                                                          \
#name, offsetof(struct request, name), sizeof(((struct request *)0)->name)         \
	}
static const struct {
	const char *name;
	size_t offset;
	size_t bytes;
} fields[] = {
	FIELD(q),	   FIELD(rq_flags), FIELD(internal_tag),  FIELD(tag),
	FIELD(__data_len), FIELD(__sector), FIELD(bio),		  FIELD(biotail),
	FIELD(rq_disk),	   FIELD(part),	    FIELD(start_time_ns), FIELD(nr_phys_segments),
	FIELD(write_hint), FIELD(ioprio),   FIELD(extra_len),	  FIELD(state),
	FIELD(ref),	   FIELD(end_io),   FIELD(end_io_data),
};

/* A recount of a bio that was never counted fills a cache; that is no change. */
u64 bp_ck_hash_of_bio(const struct bio *bio)
{
	u64 words[] = {
		(uintptr_t)bio,
		(uintptr_t)bio->bi_next,
		(uintptr_t)bio->bi_io_vec,
		(uintptr_t)bio->bi_private,
		bio->bi_opf,
		bio->bi_flags & ~(1u << BIO_SEG_VALID),
		bio->bi_status,
		bio->bi_iter.bi_sector,
		bio->bi_iter.bi_size,
		bio->bi_iter.bi_idx,
		bio->bi_iter.bi_bvec_done,
		(unsigned)bio->__bi_remaining,
	};

	return bp_ck_hash(BP_HASH_START, words, sizeof(words));
}

static u64 hash_of_bios(const struct request *rq)
{
	u64 hash = BP_HASH_START;

	for (const struct bio *bio = rq->bio; bio; bio = bio->bi_next) {
		u64 one = bp_ck_hash_of_bio(bio);

		hash = bp_ck_hash(hash, &one, sizeof(one));
	}
	return hash;
}

void bp_ck_rq_image_take(struct bp_rq_image *image, const struct request *rq)
{
	image->rq = *rq;
	image->bios = hash_of_bios(rq);
}

const char *bp_ck_rq_image_difference(const struct bp_rq_image *image, const struct request *rq)
{
	const char *before = (const char *)&image->rq;
	const char *now = (const char *)rq;

	for (size_t i = 0; i < bp_array_size(fields); i++)
		if (memcmp(before + fields[i].offset, now + fields[i].offset, fields[i].bytes))
			return fields[i].name;
	if ((image->rq.cmd_flags ^ rq->cmd_flags) & ~REQ_NOMERGE)
		return "cmd_flags";
	return image->bios == hash_of_bios(rq) ? NULL : "its bios";
}
