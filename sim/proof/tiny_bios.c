/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bios of tiny worlds.  The memory of a bio begins so that it meets 4 GiB and a window's edge.
 *
 *   touch   aaaabbbb            page   aa..|bbbb       (next page)
 *   window  aaaa....‖bbbb       half   aa..|..bbbb     (in the middle of the next page)
 */
#include "proof/tiny.h"

enum place { TOUCH, PAGE, WINDOW, HALF, PLACES };

#define START (0x100000000ull - 2 * BP_TINY_PAGE)

/* A page, more than a window, half a page, nothing. */
static const unsigned lengths[] = { 512, 2560, 256, 0 };

/* The first so many places and lengths: 4 and 4, or 3 and 2. */
struct shapes {
	unsigned places;
	unsigned lengths;
};

static u64 after(u64 end, u64 unit)
{
	return (end + unit) & ~(unit - 1);
}

static u64 address(u64 end, enum place place)
{
	switch (place) {
	case PAGE:
		return after(end, BP_TINY_PAGE);
	case WINDOW:
		return after(end, BP_TINY_WINDOW);
	case HALF:
		return after(end, BP_TINY_PAGE) + BP_TINY_PAGE / 2;
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

static void fill(u64 number, unsigned n, struct shapes shapes, u64 end, struct bp_tiny_bio *bio)
{
	*bio = (struct bp_tiny_bio){ .aligned = true };
	while (bio->n < n) {
		enum place place = bp_tiny_digit(&number, shapes.places);
		unsigned len = lengths[bp_tiny_digit(&number, shapes.lengths)];
		u64 addr = address(end, place);

		put(bio, addr, len);
		end = addr + len;
	}
}

void bp_tiny_bio_any(u64 number, u64 start, struct bp_tiny_bio *bio)
{
	u64 cases = BP_TINY_ANY;
	unsigned n = 1;

	for (; number >= cases; cases *= BP_TINY_ANY, n++)
		number -= cases;
	fill(number, n, (struct shapes){ PLACES, bp_array_size(lengths) }, start, bio);
}

void bp_tiny_bio_whole(u64 number, u64 start, struct bp_tiny_bio *bio)
{
	const u64 of_four = BP_TINY_BIOS_WHOLE / (1 + BP_TINY_WHOLE);
	const bool five = number >= of_four;

	fill(five ? number - of_four : number, five ? 5 : 4, (struct shapes){ HALF, 2 }, start,
	     bio);
}

struct bio *bp_tiny_make(struct bp_block *p, const struct bp_tiny_bio *shape, unsigned op,
			 sector_t sector)
{
	const unsigned direct = p->kind == BP_BLOCK_DMA ? REQ_DMA_DIRECT : 0;
	struct bio *bio = bp_block_empty(p, op | direct, shape->n);

	for (unsigned i = 0; i < shape->n; i++)
		bp_block_put(p, bio, shape->vec[i].addr, shape->vec[i].len);
	bio->bi_iter.bi_sector = sector;
	p->bios++;
	bp_block_say_bio(p, bio);
	return bio;
}

/* The add function takes whole sectors of bus addresses (R-ADD-8). */
static bool can_be(const struct bp_block *p, const struct bp_tiny_bio *bio)
{
	bool whole = true;

	for (unsigned i = 0; i < bio->n; i++)
		whole = whole && bio->vec[i].len && bio->vec[i].len % SECTOR_SIZE == 0;
	return bio->bytes && (whole || p->kind == BP_BLOCK_PAGE);
}

static void submit(struct bp_block *p)
{
	bp_block_submit(p, p->next);
	bp_block_finish_requests(p);
}

void bp_tiny_bios(struct bp_trial *trial)
{
	u64 number = bp_choose_below(&trial->choices, BP_TINY_BIOS_CASES);
	u64 shape = number / BP_TINY_LIMITS;
	struct bp_tiny_bio bio;
	sector_t sector;
	struct bp_block *p = bp_tiny_start(trial, number % BP_TINY_LIMITS, &sector);

	if (shape < BP_TINY_BIOS_ANY)
		bp_tiny_bio_any(shape, START, &bio);
	else
		bp_tiny_bio_whole(shape - BP_TINY_BIOS_ANY, START, &bio);
	p->aligned = p->aligned && bio.aligned;
	p->next = can_be(p, &bio) ? bp_tiny_make(p, &bio, REQ_OP_READ, sector) : NULL;
	if (p->next)
		bp_block_step(p, submit);
	bp_block_end(p);
}
