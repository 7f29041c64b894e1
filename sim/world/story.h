/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The story of a few I/Os: what happened to each on its way, learned by listening to the events of
 * a world while they really run.
 */
#ifndef SIM_WORLD_STORY_H
#define SIM_WORLD_STORY_H

#include <blkpath/event.h>

#include "input/layout.h"
#include "world/list.h"
#include "world/mapping.h"

#define BP_NOWHERE (~0u)

/* One bio as it was submitted. */
struct bp_told_bio {
	unsigned io;
	unsigned opf;
	sector_t sector;
	unsigned bytes;
	unsigned first_vector;
	unsigned nr_vectors;
	unsigned first_piece;
	unsigned nr_pieces;
	const char *refused_rule; /* a submission check ended it */
	blk_status_t status;
	unsigned failure; /* the cut of which nothing was left, BP_NOWHERE when there is none */
};

/* A cut: where, and what caused it; where nothing was left of a piece it has an error. */
struct bp_told_cut {
	unsigned bio;
	struct bp_cut cut;
	sector_t sector; /* first sector of the remainder */
};

/* A run of bytes that went on as one bio. */
struct bp_told_piece {
	unsigned bio;
	sector_t sector;
	unsigned bytes;
	unsigned nsegs;
	unsigned first_segment;
	unsigned nr_segments;
	unsigned first_refusal;
	unsigned nr_refusals;
	unsigned cut;	  /* what ended it, BP_NOWHERE when the bio did */
	unsigned request; /* BP_NOWHERE until it got one */
	char joined;	  /* 0 for a request of its own, 'M' at the back, 'F' at the front */
};

/* A refused merge of a piece. */
struct bp_told_refusal {
	unsigned piece;
	unsigned request;
	const char *rule;
	const char *limit_name; /* limit or attribute that decided */
	u64 value;
	u64 limit;
};

/* A bio of which pages were replaced. */
struct bp_told_bounce {
	unsigned bio;
	u64 pages;
	const char *rule;
};

/* A request, as it was when it was mapped. */
struct bp_told_request {
	u64 serial;
	unsigned opf;
	sector_t sector;
	unsigned bytes;
	unsigned nsegs;
	unsigned bios;
	unsigned first_entry;
	unsigned nr_entries;
	bool mapped;
	unsigned first_dma; /* what its device got */
	unsigned nr_dma;
	u64 iova_bytes;	   /* addresses that they take */
	unsigned attempts; /* how often its list was to be mapped for the device */
};

/* Growing arrays; an out of memory ends up in struct bp_story. */
struct bp_story {
	struct bp_sink sink;
	struct bp_env *env;
	unsigned io;
	unsigned bounce_cut; /* the cut that bouncing made in the bio in hand */
	bool no_memory;
	BP_LIST(struct bp_told_bio) bios;
	BP_LIST(struct bp_range) vectors;
	BP_LIST(struct bp_told_cut) cuts;
	BP_LIST(struct bp_told_piece) pieces;
	BP_LIST(struct bp_range) segments;
	BP_LIST(struct bp_told_refusal) refusals;
	BP_LIST(struct bp_told_bounce) bounces;
	BP_LIST(struct bp_told_request) requests;
	BP_LIST(struct bp_range) entries;
	BP_LIST(struct bp_mapped) dma;
	unsigned listing; /* the request of which a list was made last */
};

/* Begin to listen to an environment. The bios submitted belong to I/O number @story->io, which the
 * caller sets. */
void bp_story_start(struct bp_story *story, struct bp_env *env);

/* Stop listening; what was told stays. */
void bp_story_stop(struct bp_story *story);
void bp_story_free(struct bp_story *story);

#endif
