/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The patterns of memory, one function each.
 */
#ifndef SIM_RECORD_PATTERN_H
#define SIM_RECORD_PATTERN_H

#include "record/plan.h"

/**
 * struct bp_pattern_room - what a pattern has to keep to
 * @dice: to choose with
 * @block_bytes: the sum of all slices is a multiple of it
 * @fixed: one slice only, in a registered buffer
 * @huge: the buffer may be of pages of 2 MiB
 */
struct bp_pattern_room {
	struct bp_dice *dice;
	unsigned block_bytes;
	bool fixed;
	bool huge;
};

/**
 * struct bp_pattern - a row of the table
 * @name: as in the recording
 * @fixed: has one slice and so serves for registered buffers
 * @rare: taken once in so many times that it is chosen; 0 for always
 * @min_block_bytes: smallest logical block for which it means anything
 * @lay: fills in runs and slices
 */
struct bp_pattern {
	const char *name;
	bool fixed;
	unsigned rare;
	unsigned min_block_bytes;
	void (*lay)(struct bp_plan *plan, const struct bp_pattern_room *room);
};

extern const struct bp_pattern bp_patterns[];
unsigned bp_patterns_count(void);

/* One slice over one run, or over a few. */
void bp_pattern_plain(struct bp_plan *plan, const struct bp_pattern_room *room);
void bp_pattern_contig(struct bp_plan *plan, const struct bp_pattern_room *room);
void bp_pattern_runs(struct bp_plan *plan, const struct bp_pattern_room *room);
void bp_pattern_frag(struct bp_plan *plan, const struct bp_pattern_room *room);
void bp_pattern_small(struct bp_plan *plan, const struct bp_pattern_room *room);

/* Many slices. */
void bp_pattern_pieces(struct bp_plan *plan, const struct bp_pattern_room *room);
void bp_pattern_prplike(struct bp_plan *plan, const struct bp_pattern_room *room);
void bp_pattern_gapmix(struct bp_plan *plan, const struct bp_pattern_room *room);
void bp_pattern_tiny(struct bp_plan *plan, const struct bp_pattern_room *room);
void bp_pattern_mixed(struct bp_plan *plan, const struct bp_pattern_room *room);

/* Slices whose length or place is no block's. */
void bp_pattern_sublbs(struct bp_plan *plan, const struct bp_pattern_room *room);
void bp_pattern_misaligned(struct bp_plan *plan, const struct bp_pattern_room *room);

/* A length in whole blocks: small, middling or up to 2 MiB, each as often. */
unsigned bp_pattern_length(const struct bp_pattern_room *room);

/* A place in a page, half of the time its start. */
unsigned bp_pattern_offset(const struct bp_pattern_room *room);

#endif
