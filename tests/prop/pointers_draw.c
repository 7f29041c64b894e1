/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pointers.h"

#define FIRST_FRAME 0x1000u
#define FRAMES 0x8000u
#define TRANSFER_MAX 0x400000u

/* Mostly few pages, often just about where lists begin and chain. */
static unsigned draw_pages(struct t_random *random)
{
	switch (t_below(random, 8)) {
	case 0:
		return (unsigned)(t_pick(random, 1, 2, 32, 33, 512, 513, 1023) +
				  t_below(random, 2));
	case 1:
		return (unsigned)t_between(random, 1, 1023);
	default:
		return (unsigned)t_between(random, 1, 12);
	}
}

static u64 draw_frame(struct t_random *random)
{
	return (u64)t_between(random, FIRST_FRAME, FIRST_FRAME + FRAMES) * PAGE;
}

/* Where the next vector begins: now and then right behind the one before, so that they join.  Pages
 * of one bio do not: whoever adds them joins them (block R-ADD). */
static u64 draw_next(struct pointers *p)
{
	const struct t_vec *last = p->c.direct && p->c.nr ? &p->c.vec[p->c.nr - 1] : NULL;

	return last && t_once_in(&p->random, 6) ? last->addr + last->len : draw_frame(&p->random);
}

static void add(struct pointers_case *c, u64 addr, u64 len)
{
	c->vec[c->nr++] = (struct t_vec){ addr, (unsigned)len };
	c->total += len;
}

/* ..AA|BBBB|CCCC|DD..  gaps only between pages */
static void draw_pages_list(struct pointers *p, unsigned max)
{
	struct t_random *random = &p->random;
	unsigned left = draw_pages(random);
	const u64 offset = t_once_in(random, 2) ? 0 : t_below(random, PAGE / 4) * 4;
	const unsigned often = t_once_in(random, 2) ? 1 : 16;
	unsigned run = (unsigned)t_between(random, 1, bp_min(left, often));

	add(&p->c, draw_frame(random) + offset, (u64)run * PAGE - offset);
	for (left -= run; left; left -= run) {
		run = p->c.nr + 1 == max ? left : (unsigned)t_between(random, 1, left);
		if (often > 1 && p->c.nr + 1 < max)
			run = bp_min(run, (unsigned)t_between(random, 1, often));
		add(&p->c, draw_next(p), (u64)run * PAGE);
	}
}

/* The last vector may end anywhere. */
static void shorten(struct pointers *p)
{
	struct t_vec *last = &p->c.vec[p->c.nr - 1];
	const unsigned page = (last->len - 1) / PAGE * PAGE;
	unsigned cut;

	if (t_once_in(&p->random, 2))
		return;
	cut = (unsigned)t_below(&p->random, (last->len - page) / 4) * 4;
	p->c.total -= cut;
	last->len -= cut;
}

/* Any dwords anywhere. */
static void draw_any_list(struct pointers *p, unsigned max)
{
	const unsigned nr = (unsigned)(t_once_in(&p->random, 4) ? t_between(&p->random, 1, max)
								: t_between(&p->random, 1, 6));

	while (p->c.nr < nr && p->c.total < TRANSFER_MAX - 0x8000)
		add(&p->c,
		    draw_next(p) +
			    (t_once_in(&p->random, 3) ? 0 : t_below(&p->random, PAGE / 4) * 4),
		    t_between(&p->random, 1, t_once_in(&p->random, 8) ? 0x2000 : 0x200) * 4);
}

void pointers_draw(struct pointers *p, unsigned max_segments)
{
	p->c = (struct pointers_case){
		.direct = t_once_in(&p->random, 2),
		.read = t_once_in(&p->random, 2),
	};
	if (t_once_in(&p->random, 4)) {
		draw_any_list(p, max_segments);
		return;
	}
	draw_pages_list(p, max_segments);
	shorten(p);
}

/* Neighbours may become one element, whose inside has no boundary. */
bool pointers_fits_pages(const struct pointers_case *c)
{
	for (unsigned i = 1; i < c->nr; i++) {
		const u64 end = c->vec[i - 1].addr + c->vec[i - 1].len;

		if (end != c->vec[i].addr && (end % PAGE || c->vec[i].addr % PAGE))
			return false;
	}
	return true;
}
