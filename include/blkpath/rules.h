/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rule sets: how a kernel generation builds, splits, counts and maps, as data
 * (docs/spec/generations.md).
 *
 * The code reads the switches and never compares versions.  What each switch is called stands in
 * rules_list.h.
 */
#ifndef BLKPATH_RULES_H
#define BLKPATH_RULES_H

#include <blkpath/rules_list.h>
#include <blkpath/types.h>

/* G-1: what the segment boundary is measured from when one page vector is cut. */
enum bp_boundary_origin {
	BP_BOUNDARY_FROM_FIRST_PAGE, /* the offset from the vector's first page (QUIRK-1) */
	BP_BOUNDARY_FROM_ADDRESS,    /* the physical address */
};

/* G-3: what an all-ones segment boundary does at offset 0. */
enum bp_all_ones_mask {
	BP_ALL_ONES_WRAPS,    /* segment size 0 (QUIRK-2) */
	BP_ALL_ONES_NO_LIMIT, /* max_segment_size */
};

/* G-4, G-10: how the splitter walks the vectors. */
enum bp_split_walk {
	BP_WALK_SECTORS, /* whole sectors of each vector; one that is too long is cut or left */
	BP_WALK_BYTES,	 /* as many segments and bytes as still fit (S3 to S5) */
};

/* G-6: what happens when nothing is left of a front. */
enum bp_empty_front {
	BP_EMPTY_FRONT_BUG,
	BP_EMPTY_FRONT_FAILS, /* the bio ends with EINVAL */
};

/* G-11: how much of the next bio the gap test of a merge looks at. */
enum bp_gap_view {
	BP_GAP_FIRST_PAGE, /* one page of its first vector (QUIRK-7) */
	BP_GAP_WHOLE_VECTOR,
};

/* G-15: what bio_add_pc_page() asks first. */
enum bp_pc_order {
	BP_PC_SAME_PAGE_FIRST, /* a join inside one page skips all limits */
	BP_PC_LIMITS_FIRST,
};

/* G-18: where the addresses of direct I/O must start, and when that is found out. */
enum bp_direct_alignment {
	BP_DIRECT_ALIGN_BLOCK,	     /* the logical block, before any bio is built */
	BP_DIRECT_ALIGN_DMA,	     /* dma_alignment of every iovec, before any bio is built */
	BP_DIRECT_ALIGN_DMA_IN_WALK, /* dma_alignment of each vector that the splitter looks at */
};

/* G-19: the vectors of a registered buffer whose pages touch. */
enum bp_fixed_vectors {
	BP_FIXED_JOINED,
	BP_FIXED_PAGES,
	BP_FIXED_FOLIOS, /* one per folio where all folios have one size, else one per page */
};

/* B5: where direct I/O rounds down to whole logical blocks. */
enum bp_direct_rounding {
	BP_DIRECT_ROUNDS_NOTHING, /* G-18 has refused what could be cut off */
	BP_DIRECT_ROUNDS_CHUNKS,  /* each chunk of pages, before it is added */
	BP_DIRECT_ROUNDS_BIO,	  /* once, when the bio is full */
};

/**
 * struct bp_rules - one column of the table of rule sets
 * @name: the name a person asks for, for instance "v5.2"
 * @dma_direct: whether bios by bus address exist (v5.2 with the RFC alone)
 * @boundary_origin: G-1
 * @default_boundary_cuts: G-2, whether the default mask is a limit when one vector is cut
 * @all_ones_mask: G-3
 * @walk: G-4 and G-10
 * @cut_to_block: G-5 and S6, whether every cut is rounded down to a logical block
 * @empty_front: G-6
 * @physical_block_ends: G-7 and S2, whether pieces end on physical blocks where one fits
 * @any_chunk: G-8, whether chunk_sectors need not be a power of two
 * @one_page_shortcut: G-9, whether a bio of one vector inside one page is accepted unseen
 * @gap_view: G-11
 * @count_beside_bio: G-12, whether the count is kept in the request alone
 * @end_keeps_place: G-13, whether advancing by exactly the rest sets bi_size alone
 * @empty_vector_passes: G-14, whether iteration gets past an empty vector
 * @pc_order: G-15
 * @pc_size_difference: G-16, whether the size test is an unsigned difference
 * @bio_size_bounded: G-17, whether the add functions refuse what takes bi_size past 4 GiB
 * @direct_alignment: G-18
 * @fixed_vectors: G-19
 * @nvme_page_offset: G-20, whether the shortcut of NVH-10 takes the offset inside the page
 * @direct_rounding: B5
 */
struct bp_rules {
	const char *name;
	bool dma_direct;
	enum bp_boundary_origin boundary_origin;
	bool default_boundary_cuts;
	enum bp_all_ones_mask all_ones_mask;
	enum bp_split_walk walk;
	bool cut_to_block;
	enum bp_empty_front empty_front;
	bool physical_block_ends;
	bool any_chunk;
	bool one_page_shortcut;
	enum bp_gap_view gap_view;
	bool count_beside_bio;
	bool end_keeps_place;
	bool empty_vector_passes;
	enum bp_pc_order pc_order;
	bool pc_size_difference;
	bool bio_size_bounded;
	enum bp_direct_alignment direct_alignment;
	enum bp_fixed_vectors fixed_vectors;
	bool nvme_page_offset;
	enum bp_direct_rounding direct_rounding;
};

/* The switches, in the order of rules_list.h. */
enum bp_rule_switch {
#define BP_RULE_ENUM(field, id, name, line) BP_RULE_##field,
	BP_RULE_LIST(BP_RULE_ENUM) BP_RULE_NR,
#undef BP_RULE_ENUM
};

/**
 * struct bp_rule_switch_info - what a switch is called
 * @id: its number in docs/spec/generations.md
 * @name: a word for reports, for instance "block-rounding"
 * @line: what is different where it differs from v5.2
 */
struct bp_rule_switch_info {
	const char *id;
	const char *name;
	const char *line;
};

/**
 * bp_rules_find - look up a rule set by name
 * @name: its name; NULL for the default, "v5.2"
 *
 * Return: the rule set, or NULL when no such name is known.
 */
const struct bp_rules *bp_rules_find(const char *name);

/**
 * bp_rules_at - the rule sets in order of age
 * @index: from 0
 *
 * Return: the rule set, or NULL past the last one.
 */
const struct bp_rules *bp_rules_at(unsigned index);

/**
 * bp_release_number - major and minor number of a kernel as one number that grows with them
 * @release: its release as uname gives it, for instance "6.1.192" or "v6.18-rc3"
 *
 * Return: the number; 0 when the text does not begin with "MAJOR.MINOR".
 */
unsigned bp_release_number(const char *release);

/**
 * bp_rules_for_kernel - the rule set that speaks for a kernel
 * @release: its release as uname gives it, for instance "6.1.192" or "v6.18-rc3"
 *
 * The newest rule set that is not newer than the kernel; kernels older than all of them get the
 * oldest.
 *
 * Return: the rule set, or NULL when the text does not begin with "MAJOR.MINOR".
 */
const struct bp_rules *bp_rules_for_kernel(const char *release);

/**
 * bp_rules_predated - whether a kernel is older than all rule sets
 * @release: its release as uname gives it
 *
 * Such a kernel gets the oldest rule set for want of a better one: it may do otherwise.
 *
 * Return: true when it is; false when it is not, or the text does not begin with "MAJOR.MINOR".
 */
bool bp_rules_predated(const char *release);

/**
 * bp_rule_switch_get - what a switch is called
 * @which: below BP_RULE_NR
 *
 * Return: its number and its words.
 */
const struct bp_rule_switch_info *bp_rule_switch_get(enum bp_rule_switch which);

/**
 * bp_rules_take - set one switch of a rule set as it stands in another
 * @rules: changed
 * @from: where the value comes from
 * @which: below BP_RULE_NR
 *
 * Return: true iff the two differed.
 */
bool bp_rules_take(struct bp_rules *rules, const struct bp_rules *from, enum bp_rule_switch which);

#endif
