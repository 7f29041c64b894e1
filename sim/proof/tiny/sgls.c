/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * World: every number of vectors up to three segments of descriptors, and who gets them (NVH-16).
 */
#include "proof/tiny/pointers.h"

#define PAGE BP_TINY_PAGE
#define FIRST_FRAME 0x1000u
#define APART 16u /* frames */

/* Vectors of even and of odd numbers. */
static const unsigned lengths[BP_TINY_SGLS_LENGTHS][2] = {
	{ 512, 512 }, { 4, 4 }, { 2560, 2560 }, { 1024, 4 }
};
static const unsigned places[BP_TINY_SGLS_PLACES] = { 0, 4, 508 };
static const u32 thresholds[BP_TINY_SGLS_THRESHOLDS] = { 1, 512, 513, 32768 };

/* Vector that touches the one before: none, all, one. */
enum touch { NONE, ALL, ONE };

struct shape {
	unsigned vectors;
	enum touch touch;
	unsigned which;
	unsigned place;
	const unsigned *length;
};

/* n vectors have none, all, and each but the first. */
static void read_layout(u64 number, struct shape *shape)
{
	unsigned layouts = 2;

	for (shape->vectors = 1; number >= layouts; shape->vectors++, layouts++)
		number -= layouts;
	shape->touch = number < 2 ? (enum touch)number : ONE;
	shape->which = number < 2 ? 0 : (unsigned)number - 1;
}

/* Pages that touch are one vector: whoever adds them joins them (block R-ADD). */
static bool touches(const struct bp_pointers *p, const struct shape *shape, unsigned i)
{
	if (!i || !p->direct)
		return false;
	return shape->touch == ALL || (shape->touch == ONE && shape->which == i);
}

static void lay_out(struct bp_pointers *p, const struct shape *shape)
{
	u64 frame = FIRST_FRAME, end = 0;

	for (unsigned i = 0; i < shape->vectors; i++, frame += APART) {
		const u64 addr = touches(p, shape, i) ? end : frame * PAGE + shape->place;
		const unsigned len = shape->length[i % 2];

		bp_pointers_add(p, addr, len);
		end = addr + len;
	}
}

/* NVH-14, NVH-15: one vector of pages needs no list when two PRPs, or a descriptor, say it. */
static bool wants_sgl(const struct bp_pointers *p, u32 threshold)
{
	const u64 segments = p->r.rq.nr_phys_segments;

	if (segments == 1 && !p->direct)
		return p->vector[0].addr % PAGE + p->total > 2 * PAGE;
	return (p->total + segments - 1) / segments >= threshold;
}

static void judge_choice(struct bp_pointers *p, u32 threshold)
{
	const bool wanted = wants_sgl(p, threshold);
	const bool seen = p->cmd.common.flags & NVME_CMD_SGL_ALL;

	if (wanted != seen)
		bp_trial_wrong(p->trial, "choice", "the command has %s, NVH-16 says %s\n",
			       seen ? "an SGL" : "PRPs", wanted ? "SGL" : "PRPs");
}

void bp_tiny_sgls(struct bp_trial *trial)
{
	u64 number = bp_choose_below(&trial->choices, BP_TINY_SGLS_CASES);
	const bool direct = bp_tiny_digit(&number, 2);
	struct bp_pointers_setup setup = { .page_shift = BP_TINY_PAGE_SHIFT,
					   .max_segments = BP_POINTERS_VECTORS };
	struct bp_pointers *p;
	struct shape shape;

	setup.sgls = bp_tiny_digit(&number, 2) ? BP_NVME_SGLS_DWORDS : BP_NVME_SGLS_BYTES;
	setup.sgl_threshold = thresholds[bp_tiny_digit(&number, BP_TINY_SGLS_THRESHOLDS)];
	shape.length = lengths[bp_tiny_digit(&number, BP_TINY_SGLS_LENGTHS)];
	shape.place = places[bp_tiny_digit(&number, BP_TINY_SGLS_PLACES)];
	read_layout(number, &shape);
	p = bp_pointers_begin(trial, &setup);
	p->direct = direct;
	bp_pointers_clear(p);
	lay_out(p, &shape);
	bp_pointers_try(p);
	judge_choice(p, setup.sgl_threshold);
	bp_pointers_end(p);
}
