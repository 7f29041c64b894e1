/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Discards: how they are cut, and how ranges come together in a request.
 *
 * max_discard_segments is never 1: 6.1 then lets adjacent discards join without counting a segment,
 * and no rule speaks of it.
 */
#include "discards.h"

#define SECTORS_MAX (0xffffffffu >> 9)
#define BIO_SECTORS_MAX 8000000
#define PIECES 200 /* a bio is cut into about so many at most */

static void limits(struct kt_limits *l, struct kt_source *s)
{
	unsigned block = l->logical_block;

	l->discard_granularity = (unsigned)KT_PICK(s, block, block, 0, 4096, 65536, 1u << 20,
						   block * (1 + kt_draw(s, 40)));
	l->discard_alignment = (unsigned)KT_PICK(s, 0, 0, block, 4096, 512 * kt_draw(s, 300));
	l->max_discard = (unsigned)KT_PICK(s, 8, 64, 2048, 65536, 1 + kt_draw(s, 300), SECTORS_MAX,
					   0, l->discard_granularity / 512 * (1 + kt_draw(s, 20)));
	l->max_discard_segments = (unsigned)KT_PICK(s, 2, 2, 2, 3, 4, 256);
}

static unsigned length(struct kt_source *s, unsigned max)
{
	kt_number most = max ? max : 2048;
	kt_number sectors = KT_PICK(s, 8, 1, 1 + kt_draw(s, 300), most, most + 1, 2048,
				    most * (1 + kt_draw(s, 8)), most + kt_draw(s, most));

	sectors = sectors < most * PIECES ? sectors : most * PIECES;
	return (unsigned)(sectors < BIO_SECTORS_MAX ? sectors : BIO_SECTORS_MAX);
}

void kt_discards_make(struct kt_case *c, struct kt_source *s)
{
	unsigned n = c->kind == KT_SPLIT ? 1 : 2 + (unsigned)kt_draw(s, 6);
	kt_number from = KT_PICK(s, 0, 4096, kt_draw(s, 1u << 20), 1ull << 40);
	kt_number to = from;

	c->discard = 1;
	limits(&c->limits, s);
	for (unsigned i = 0; i < n; i++) {
		struct kt_bio *b = &c->bios[c->nr_bios++];
		unsigned sectors = length(s, c->limits.max_discard);
		unsigned where = (unsigned)kt_draw(s, 4);

		*b = (struct kt_bio){ .sector = to, .bytes = sectors * 512 };
		if (where == 0 && from >= sectors)
			b->sector = from -= sectors;
		else if (where == 1)
			b->sector = kt_draw(s, 1u << 20);
		else
			to += sectors;
	}
	c->nr_front = c->kind == KT_RQMERGE ? 1 + (unsigned)kt_draw(s, n - 1) : n;
}
