/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Data of a request: pages whose lists begin, end and chain; dwords anywhere.
 */
#include "proof/nvme/pointers.h"

#define PAGE 4096u
#define FIRST_FRAME 0x1000u
#define FRAMES 0x8000u
#define TRANSFER_MAX 0x400000u

/* Mostly few pages, often just about where lists begin and chain. */
static u64 pages(struct bp_choices *c)
{
	switch (bp_choose_below(c, 4)) {
	case 0:
	case 1:
		return bp_choose_between(c, 1, 12);
	case 2:
		return bp_choose(c, 1, 2, 3, 32, 33, 34, 512, 513, 514, 1023, 1024);
	default:
		return bp_choose_between(c, 1, 1023);
	}
}

static u64 frame(struct bp_choices *c)
{
	return bp_choose_between(c, FIRST_FRAME, FIRST_FRAME + FRAMES) * PAGE;
}

/* Where the next vector begins: now and then right behind the one before, so that they join.  Pages
 * of one bio do not: whoever adds them joins them (block R-ADD). */
static u64 next(struct bp_pointers *p)
{
	const struct bp_pointers_vector *last = p->direct && p->nr ? &p->vector[p->nr - 1] : NULL;

	if (last && bp_choose_once_in(&p->trial->choices, 6))
		return last->addr + last->len;
	return frame(&p->trial->choices);
}

static u64 offset(struct bp_choices *c, u64 often)
{
	return bp_choose_once_in(c, often) ? bp_choose_below(c, PAGE / 4) * 4 : 0;
}

/* ..AA|BBBB|CCCC|DD..  gaps only between pages */
static void draw_pages(struct bp_pointers *p, unsigned most_vectors)
{
	struct bp_choices *c = &p->trial->choices;
	u64 left = pages(c);
	const u64 off = offset(c, 2);
	const u64 at_once = bp_choose(c, 1, 16, left);
	u64 at = frame(c) + off;

	for (u64 run; left; left -= run) {
		run = p->nr + 1 == most_vectors ? left
						: bp_choose_between(c, 1, bp_min(left, at_once));
		bp_pointers_add(p, at, run * PAGE - (p->nr ? 0 : off));
		if (left > run)
			at = next(p);
	}
}

/* The last vector may end anywhere. */
static void shorten(struct bp_pointers *p)
{
	struct bp_pointers_vector *last = &p->vector[p->nr - 1];
	const u64 page = (last->len - 1) / PAGE * PAGE;
	u64 cut;

	if (!bp_choose_once_in(&p->trial->choices, 2))
		return;
	cut = bp_choose_below(&p->trial->choices, (last->len - page) / 4) * 4;
	p->total -= cut;
	last->len -= cut;
}

/* Any dwords anywhere. */
static void draw_any(struct bp_pointers *p, unsigned most_vectors)
{
	struct bp_choices *c = &p->trial->choices;
	const u64 most = bp_choose(c, 6, most_vectors);
	const u64 nr = bp_choose_between(c, 1, most);

	while (p->nr < nr && p->total < TRANSFER_MAX - 0x8000) {
		u64 at = next(p);

		at += offset(c, 2);
		bp_pointers_add(p, at,
				bp_choose_between(c, 1, bp_choose(c, 0x200, 0x200, 0x2000)) * 4);
	}
}

void bp_pointers_draw(struct bp_pointers *p)
{
	struct bp_choices *c = &p->trial->choices;
	const unsigned most = bp_min(p->nvme.ctrl.bp_params.max_segments, BP_POINTERS_VECTORS);

	bp_pointers_clear(p);
	p->direct = bp_choose_once_in(c, 2);
	p->read = bp_choose_once_in(c, 2);
	if (bp_choose_once_in(c, 4)) {
		draw_any(p, most);
	} else {
		draw_pages(p, most);
		shorten(p);
	}
}

/* Neighbours of a direct bio become one element, whose inside has no boundary; those of pages do
 * not: whoever adds pages joins them (R-ADD). */
static bool is_one_element(const struct bp_pointers *p, u64 end, u64 next)
{
	return p->direct && end == next;
}

bool bp_pointers_fits_pages(const struct bp_pointers *p)
{
	for (unsigned i = 1; i < p->nr; i++) {
		const u64 end = p->vector[i - 1].addr + p->vector[i - 1].len;
		const u64 next = p->vector[i].addr;

		if (!is_one_element(p, end, next) && (end % p->page_bytes || next % p->page_bytes))
			return false;
	}
	return true;
}
