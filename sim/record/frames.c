/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "record/frames.h"

struct frame {
	u64 pfn;
	unsigned page;
};

struct bp_frames {
	unsigned pages;
	bool *taken;	       /* by page */
	struct frame *by_page; /* as the kernel gave them */
	struct frame *by_pfn;  /* sorted */
};

static int compare(const void *a, const void *b)
{
	const struct frame *x = a, *y = b;

	return (x->pfn > y->pfn) - (x->pfn < y->pfn);
}

struct bp_frames *bp_frames_new(const u64 *pfn, unsigned pages)
{
	struct bp_frames *frames = calloc(1, sizeof(*frames));

	if (!frames)
		return NULL;
	frames->pages = pages;
	frames->taken = calloc(pages, sizeof(*frames->taken));
	frames->by_page = calloc(pages, sizeof(*frames->by_page));
	frames->by_pfn = calloc(pages, sizeof(*frames->by_pfn));
	if (!frames->taken || !frames->by_page || !frames->by_pfn) {
		bp_frames_free(frames);
		return NULL;
	}
	for (unsigned i = 0; i < pages; i++)
		frames->by_page[i] = (struct frame){ pfn[i], i };
	memcpy(frames->by_pfn, frames->by_page, pages * sizeof(*frames->by_pfn));
	qsort(frames->by_pfn, pages, sizeof(*frames->by_pfn), compare);
	return frames;
}

void bp_frames_free(struct bp_frames *frames)
{
	if (!frames)
		return;
	free(frames->taken);
	free(frames->by_page);
	free(frames->by_pfn);
	free(frames);
}

struct stretch {
	unsigned first;
	unsigned pages;
};

/* Free frames from @first on, each following the one before; at most @pages. */
static unsigned stretch_at(const struct bp_frames *frames, const struct frame *table,
			   unsigned first, unsigned pages, bool touching)
{
	unsigned n = 0;

	while (n < pages && first + n < frames->pages) {
		const struct frame *frame = &table[first + n];

		if (frames->taken[frame->page] ||
		    (touching && n && frame->pfn != frame[-1].pfn + 1))
			break;
		n++;
	}
	return n;
}

/* The first stretch behind a random place that is long enough, or else the longest. */
static struct stretch find_stretch(const struct bp_frames *frames, const struct frame *table,
				   unsigned pages, bool touching, struct bp_dice *dice)
{
	unsigned start = bp_dice_below(dice, frames->pages);
	struct stretch best = { 0 };

	for (unsigned seen = 0; seen < frames->pages && best.pages < pages;) {
		unsigned first = (start + seen) % frames->pages;
		unsigned n = stretch_at(frames, table, first, pages, touching);

		if (n > best.pages)
			best = (struct stretch){ first, n };
		seen += bp_max(n, 1u);
	}
	return best;
}

static unsigned pick_stretch(struct bp_frames *frames, const struct bp_run *run,
			     struct bp_dice *dice, unsigned *page)
{
	bool together = run->kind == BP_RUN_TOGETHER;
	const struct frame *table = together ? frames->by_pfn : frames->by_page;
	unsigned done = 0;

	while (done < run->pages) {
		struct stretch s = find_stretch(frames, table, run->pages - done, together, dice);

		for (unsigned i = 0; i < s.pages; i++) {
			page[done] = table[s.first + i].page;
			frames->taken[page[done++]] = true;
		}
	}
	return done;
}

static unsigned pick_apart(struct bp_frames *frames, const struct bp_run *run, struct bp_dice *dice,
			   unsigned *page)
{
	u64 last = UINT64_MAX - 1;

	for (unsigned i = 0; i < run->pages; i++) {
		unsigned at = bp_dice_below(dice, frames->pages);
		const struct frame *frame = &frames->by_pfn[at];

		/* Half of the pool is free: one of it does not follow the last frame. */
		while (frames->taken[frame->page] || frame->pfn == last + 1)
			frame = &frames->by_pfn[++at % frames->pages];
		last = frame->pfn;
		page[i] = frame->page;
		frames->taken[frame->page] = true;
	}
	return run->pages;
}

void bp_frames_pick(struct bp_frames *frames, const struct bp_plan *plan, u64 seed, unsigned *page)
{
	struct bp_dice dice = bp_dice_for(seed, plan->sector);

	memset(frames->taken, 0, frames->pages * sizeof(*frames->taken));
	for (unsigned i = 0; i < plan->nr_runs; i++) {
		const struct bp_run *run = &plan->runs[i];

		page += run->kind == BP_RUN_APART ? pick_apart(frames, run, &dice, page)
						  : pick_stretch(frames, run, &dice, page);
	}
}

unsigned bp_frames_ranges(const u64 *pfn, const struct bp_slice *slice, struct bp_range *ranges)
{
	unsigned at = slice->start, left = slice->bytes;
	unsigned n = 0;

	while (left) {
		unsigned offset = at % BP_PLAN_PAGE;
		unsigned bytes = bp_min(left, BP_PLAN_PAGE - offset);
		u64 addr = pfn[at / BP_PLAN_PAGE] * BP_PLAN_PAGE + offset;

		if (n && ranges[n - 1].addr + ranges[n - 1].len == addr)
			ranges[n - 1].len += bytes;
		else
			ranges[n++] = (struct bp_range){ addr, bytes };
		at += bytes;
		left -= bytes;
	}
	return n;
}
