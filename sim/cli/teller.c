/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "cli/teller.h"

/* Rows shown of a long table: so many at the head, so many at the tail. */
#define HEAD_ROWS 6
#define TAIL_ROWS 2

static int digits(u64 number)
{
	return snprintf(NULL, 0, "%llu", (ull)number);
}

static void measure(struct bp_teller *t)
{
	for (unsigned i = 0; i < t->story->bios.n; i++) {
		const struct bp_told_bio *bio = &t->story->bios.at[i];

		t->sector_digits = bp_max(t->sector_digits,
					  digits(bio->sector + (bio->bytes >> SECTOR_SHIFT)));
		t->length_digits = bp_max(t->length_digits, digits(bio->bytes >> SECTOR_SHIFT));
	}
}

/* Width of "sector + sectors". */
int bp_tell_width(const struct bp_teller *t)
{
	return bp_max(t->sector_digits + 3 + t->length_digits, (int)strlen("sectors"));
}

void bp_tell_place(const struct bp_teller *t, sector_t sector, unsigned bytes)
{
	char text[48];

	snprintf(text, sizeof(text), "%*llu + %u", t->sector_digits, (ull)sector,
		 bytes >> SECTOR_SHIFT);
	fprintf(t->out, "%-*s", bp_tell_width(t), text);
}

static bool any_joined(const struct bp_story *story)
{
	for (unsigned i = 0; i < story->pieces.n; i++)
		if (story->pieces.at[i].joined)
			return true;
	return false;
}

struct bp_teller bp_teller(FILE *out, const struct bp_explanation *explanation)
{
	struct bp_teller t = { .out = out, .x = explanation, .story = explanation->story };

	t.several = explanation->scenario->nr_ios > 1 || any_joined(explanation->story);
	measure(&t);
	return t;
}

bool bp_tell_shows(const struct bp_teller *t, unsigned row, unsigned rows)
{
	return t->x->verbose || rows <= HEAD_ROWS + TAIL_ROWS + 1 || row < HEAD_ROWS ||
	       row >= rows - TAIL_ROWS;
}

unsigned bp_tell_hides(unsigned rows)
{
	return rows - HEAD_ROWS - TAIL_ROWS;
}

void bp_tell_ranges(const struct bp_teller *t, const char *name, const struct bp_range *ranges,
		    unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		fprintf(t->out, "  %s %-5u 0x%-14llx %u\n", name, i, (ull)ranges[i].addr,
			ranges[i].len);
}
