/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bios side by side are offered to requests that wait: on a plug, in a software queue, with a
 * scheduler.  Which one takes each, how it looks then, and whether requests are joined, a forecast
 * says by the rules alone (R-MGE, R-INT-3).
 */
#ifndef SIM_PROOF_MERGE_MERGE_H
#define SIM_PROOF_MERGE_MERGE_H

#include <blkpath/merge.h>
#include <blkpath/plug.h>

#include "proof/block/block.h"
#include "proof/merge/opinion.h"

#define BP_MERGE_BIOS 12   /* of a round */
#define BP_MERGE_PARTS 128 /* of them, once they are cut */
#define BP_MERGE_TUPLE_BYTES 8u

#define BP_MERGE_KEPT_APART (REQ_NOMERGE | REQ_PREFLUSH | REQ_FUA | REQ_DMA_DIRECT)

/* Where requests wait. */
enum bp_merge_place { BP_MERGE_PLUG, BP_MERGE_LIST, BP_MERGE_SCHEDULER };

/**
 * struct bp_merge_part - a bio as the rules see it
 * @bio: which
 * @side: its memory, sector and size
 * @opf: operation and flags
 * @payload: of a WRITE_SAME: where its block is
 * @disk: of the queue
 * @hint: write hint
 * @priority: of I/O
 * @is_protected: it has tuples
 * @tuple_flags: of them
 * @tuple_segments: of their memory
 * @tuple_first: vector
 * @tuple_last: vector
 */
struct bp_merge_part {
	const struct bio *bio;
	struct bp_opinion_side side;
	unsigned opf;
	u64 payload;
	const struct gendisk *disk;
	unsigned hint;
	unsigned priority;
	bool is_protected;
	unsigned tuple_flags;
	unsigned tuple_segments;
	struct bp_opinion_vector tuple_first;
	struct bp_opinion_vector tuple_last;
};

/**
 * struct bp_merge_group - a request as it should be
 * @rq: which
 * @parts: its bios, in order
 * @n: how many
 * @sector: where it begins
 * @bytes: of all bios
 * @segments: as they are counted
 * @tuple_segments: the same of protection (QUIRK-6)
 * @flags: cmd_flags
 * @mixed: its bios differ in failfast flags
 * @hashed: the scheduler finds it by its end
 * @hashed_end: as it was then
 * @hashed_at: when, counted
 * @sorted_by: sector that it was sorted in by
 * @sorted_at: when, counted
 */
struct bp_merge_group {
	const struct request *rq;
	u8 parts[BP_MERGE_PARTS];
	unsigned n;
	sector_t sector;
	u64 bytes;
	unsigned segments;
	unsigned tuple_segments;
	unsigned flags;
	bool mixed;
	bool hashed;
	sector_t hashed_end;
	u64 hashed_at;
	sector_t sorted_by;
	u64 sorted_at;
};

/**
 * struct bp_merge - a round
 * @p: the world
 * @place: where requests wait
 * @protect: gives bios tuples, NULL for none
 * @parts: bios so far
 * @groups: requests that wait, the oldest first
 * @last_merge: the scheduler's guess, NULL for none
 * @hashings: so far, and how often one was sorted in
 * @seen: the last request that a plug was asked about
 * @astray: the forecast was wrong; it has nothing to say any more
 * @plug: for BP_MERGE_PLUG
 * @list: for BP_MERGE_LIST
 * @hctx: of the scheduler
 * @other_disk: of the same queue
 */
struct bp_merge {
	struct bp_block *p;
	enum bp_merge_place place;
	void (*protect)(struct bp_merge *m, struct bio *bio);
	struct bp_merge_part parts[BP_MERGE_PARTS];
	unsigned nr_parts;
	struct bp_merge_group groups[BP_MERGE_PARTS];
	unsigned nr_groups;
	const struct request *last_merge;
	u64 hashings;
	const struct request *seen;
	bool astray;
	struct blk_plug plug;
	struct bp_request_list list;
	struct blk_mq_hw_ctx hctx;
	struct gendisk other_disk;
};

/*
 * A round begins; bios that are submitted to @p's queue are offered, two requests, by their number
 * of those that wait, when that is asked for; all of them end with the round.
 */
void bp_merge_open(struct bp_merge *m, struct bp_block *p, enum bp_merge_place place);
void bp_merge_join_two(struct bp_merge *m, unsigned i, unsigned next);
void bp_merge_end_round(struct bp_merge *m);

/* Both must be the same, all requests and all of each. */
void bp_merge_compare(struct bp_merge *m);

/* The subject. */
void bp_merge_run(struct bp_trial *trial);

/* What the rules see of a bio whose segments are counted. */
void bp_merge_look(const struct request_queue *q, const struct bio *bio,
		   struct bp_merge_part *part);

/* The forecast for part number @part, by the place.  Return: a request takes it. */
bool bp_merge_offer_part(struct bp_merge *m, unsigned part);

/* No request took it: it has one of its own, @rq. */
void bp_merge_open_group(struct bp_merge *m, unsigned part, const struct request *rq);

/* The forecast for two requests.  Return: @next joins, and is gone. */
bool bp_merge_join_groups(struct bp_merge *m, unsigned group, unsigned next);

/* The group of a request, which there is. */
unsigned bp_merge_group_of(const struct bp_merge *m, const struct request *rq);

/* The forecast of a scheduler: bp_sched_find("sorted"). */
bool bp_merge_offer_to_scheduler(struct bp_merge *m, unsigned part);
void bp_merge_remember(struct bp_merge *m, struct bp_merge_group *group);
void bp_merge_hash(struct bp_merge *m, struct bp_merge_group *group);

/* For the forecasts: may they be joined (R-MGE-2), at which end (R-MGE-3), and are they then. */
bool bp_merge_may_join(struct bp_merge *m, struct bp_merge_group *group, unsigned part);
enum elv_merge bp_merge_end_of(const struct bp_merge *m, const struct bp_merge_group *group,
			       unsigned part);
bool bp_merge_try(struct bp_merge *m, struct bp_merge_group *group, unsigned part,
		  enum elv_merge end);
bool bp_merge_is_mergeable(const struct bp_merge_group *group);
bool bp_merge_has_ranges(const struct bp_merge *m, const struct bp_merge_group *group);
bool bp_merge_ranges_fit(struct bp_merge *m, struct bp_merge_group *group,
			 const struct bp_merge_part *bio, unsigned ranges);
struct bp_opinion_side bp_merge_side(const struct bp_merge *m, const struct bp_merge_group *group);

static inline const struct bp_merge_part *bp_merge_first(const struct bp_merge *m,
							 const struct bp_merge_group *group)
{
	return &m->parts[group->parts[0]];
}

static inline sector_t bp_merge_group_end(const struct bp_merge_group *group)
{
	return group->sector + (group->bytes >> SECTOR_SHIFT);
}

#endif
