/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Choosing pages of a pool by their frame numbers.
 */
#ifndef SIM_RECORD_FRAMES_H
#define SIM_RECORD_FRAMES_H

#include "input/layout.h"
#include "record/plan.h"

struct bp_frames;

/**
 * bp_frames_new - a pool's frames, sorted
 * @pfn: frame number of each page of the pool, no two equal; copied
 * @pages: of the pool, at least twice BP_PLAN_PAGES
 *
 * Return: the frames, or NULL without memory.
 */
struct bp_frames *bp_frames_new(const u64 *pfn, unsigned pages);

void bp_frames_free(struct bp_frames *frames);

/**
 * bp_frames_pick - choose the pages of a plan
 * @frames: the pool
 * @plan: the runs that are wanted
 * @seed: chooses among equals
 * @page: receives the pool's page for each of @plan->pages
 *
 * No page is taken twice.  A run that is longer than the pool has is made of the longest there
 * are.
 */
void bp_frames_pick(struct bp_frames *frames, const struct bp_plan *plan, u64 seed, unsigned *page);

/**
 * bp_frames_ranges - where an iovec lies
 * @pfn: frame number of each page of the arena
 * @slice: the iovec
 * @ranges: receives ranges that do not touch the one before; room for one per page
 *
 * Return: how many.
 */
unsigned bp_frames_ranges(const u64 *pfn, const struct bp_slice *slice, struct bp_range *ranges);

#endif
