/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shapes of bios in tiny worlds.
 *
 *   touch   aaaabbbb            page   aa..|bbbb       (next page)
 *   window  aaaa....‖bbbb       half   aa..|..bbbb     (in the middle of the next page)
 */
#include "proof/tiny/tiny.h"

enum place { TOUCH, PAGE, WINDOW, HALF };

/* Where a vector may begin, and how long it may be: a page, more than a window, half a page. */
struct shapes {
	u64 page;
	unsigned nr_places;
	enum place place[4];
	unsigned nr_lengths;
	unsigned length[4];
};

static const struct shapes any = {
	512, 4, { TOUCH, PAGE, WINDOW, HALF }, 4, { 512, 2560, 256, 0 }
};
static const struct shapes whole = { 512, 3, { TOUCH, PAGE, WINDOW }, 2, { 512, 2560 } };
static const struct shapes two = { 1024, 3, { TOUCH, WINDOW, HALF }, 2, { 512, 2560 } };
static const struct shapes three = { 1024, 3, { TOUCH, WINDOW, HALF }, 2, { 512, 1024 } };

static u64 after(u64 end, u64 unit)
{
	return (end + unit) & ~(unit - 1);
}

static u64 address(u64 end, enum place place, u64 page)
{
	switch (place) {
	case PAGE:
		return after(end, page);
	case WINDOW:
		return after(end, BP_TINY_WINDOW * page);
	case HALF:
		return after(end, page) + page / 2;
	default:
		return end;
	}
}

static void put(struct bp_tiny_bio *bio, u64 addr, unsigned len)
{
	bio->vec[bio->n++] = (struct bp_tiny_vector){ addr, len };
	bio->bytes += len;
	bio->aligned = bio->aligned && addr % BP_TINY_PAGE == 0 && len && len % BP_TINY_PAGE == 0;
}

static void fill(u64 number, unsigned n, const struct shapes *shapes, u64 end,
		 struct bp_tiny_bio *bio)
{
	*bio = (struct bp_tiny_bio){ .aligned = true };
	while (bio->n < n) {
		enum place place = shapes->place[bp_tiny_digit(&number, shapes->nr_places)];
		unsigned len = shapes->length[bp_tiny_digit(&number, shapes->nr_lengths)];
		u64 addr = address(end, place, shapes->page);

		put(bio, addr, len);
		end = addr + len;
	}
}

void bp_tiny_bio_any(u64 number, struct bp_tiny_bio *bio)
{
	u64 cases = BP_TINY_ANY;
	unsigned n = 1;

	for (; number >= cases; cases *= BP_TINY_ANY, n++)
		number -= cases;
	fill(number, n, &any, BP_TINY_START, bio);
}

void bp_tiny_bio_whole(u64 number, struct bp_tiny_bio *bio)
{
	const u64 of_four = BP_TINY_BIOS_WHOLE / (1 + BP_TINY_WHOLE);
	const bool five = number >= of_four;

	fill(five ? number - of_four : number, five ? 5 : 4, &whole, BP_TINY_START, bio);
}

void bp_tiny_bio_joint(u64 number, unsigned bios, u64 start, struct bp_tiny_bio *bio)
{
	const bool second = number >= BP_TINY_JOINT;

	fill(second ? number - BP_TINY_JOINT : number, 1 + second, bios == 2 ? &two : &three, start,
	     bio);
}

struct bio *bp_tiny_make(struct bp_block *p, const struct bp_tiny_bio *shape, unsigned op,
			 sector_t sector)
{
	const unsigned direct = p->kind == BP_BLOCK_DMA ? REQ_DMA_DIRECT : 0;
	struct bio *bio = bp_block_empty(p, op | direct, shape->n);

	for (unsigned i = 0; i < shape->n; i++)
		bp_block_put(bio, shape->vec[i].addr, shape->vec[i].len);
	bio->bi_iter.bi_sector = sector;
	p->bios++;
	bp_block_say_bio(p, bio);
	return bio;
}
