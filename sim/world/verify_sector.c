/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "world/verify_sector.h"

/* What a sector may hold: one thing, or in doubt each byte of one of these. */
#define CANDIDATES_MAX 5

struct candidates {
	u8 bytes[CANDIDATES_MAX][SECTOR_SIZE];
	unsigned n;
};

static u8 *add(struct candidates *c)
{
	return memset(c->bytes[c->n++], 0, SECTOR_SIZE);
}

static void add_stamp(struct candidates *c, const struct bp_sector_question *q, u64 io,
		      bool anywhere)
{
	const struct bp_stamp stamp = { io, anywhere ? BP_STAMP_ANYWHERE : q->sector };

	bp_stamp_write(q->seed, stamp, add(c));
}

static void add_settled(struct candidates *c, const struct bp_sector_question *q)
{
	if (q->should.left == BP_LEFT_ZEROS)
		add(c);
	else
		add_stamp(c, q, q->should.settled, q->should.left == BP_LEFT_ANYWHERE);
}

static bool is_for_here(const struct bp_sector_question *q, const struct bp_stamp *stamp)
{
	return stamp->sector == q->sector ||
	       (stamp->sector == BP_STAMP_ANYWHERE && q->should.maybe_anywhere);
}

/* Of those that failed the last one is known, and whoever the sector itself names. */
static void add_doubts(struct candidates *c, const struct bp_sector_question *q, const u8 *bytes)
{
	struct bp_stamp stamp;

	if (!bp_image_in_doubt(q->should))
		return;
	add_stamp(c, q, q->should.tried, false);
	if (q->should.maybe_anywhere)
		add_stamp(c, q, q->should.tried, true);
	if (q->should.maybe_zeros)
		add(c);
	if (bp_stamp_read(q->seed, bytes, &stamp) && stamp.io > q->should.settled &&
	    stamp.io < q->should.tried && is_for_here(q, &stamp))
		bp_stamp_write(q->seed, stamp, add(c));
}

static bool is_one_of(const struct candidates *c, unsigned byte, u8 got)
{
	for (unsigned i = 0; i < c->n; i++)
		if (c->bytes[i][byte] == got)
			return true;
	return false;
}

static bool is_all(const u8 *bytes, u8 value)
{
	for (unsigned i = 0; i < SECTOR_SIZE; i++)
		if (bytes[i] != value)
			return false;
	return true;
}

static enum bp_found classify(const struct bp_sector_question *q, const u8 *bytes,
			      struct bp_stamp *stamp)
{
	if (is_all(bytes, 0))
		return BP_FOUND_ZEROS;
	if (is_all(bytes, q->untouched))
		return BP_FOUND_UNTOUCHED;
	if (!bp_stamp_read(q->seed, bytes, stamp))
		return BP_FOUND_STRANGE;
	if (stamp->sector != q->sector && stamp->sector != BP_STAMP_ANYWHERE)
		return BP_FOUND_ELSEWHERE;
	return stamp->io == q->should.settled ? BP_FOUND_DAMAGED : BP_FOUND_OLD;
}

bool bp_sector_is_right(const struct bp_sector_question *q, const u8 bytes[SECTOR_SIZE],
			struct bp_mismatch *mismatch)
{
	struct candidates c = { .n = 0 };
	unsigned byte = 0;

	add_settled(&c, q);
	if (!memcmp(c.bytes[0], bytes, SECTOR_SIZE))
		return true;
	add_doubts(&c, q, bytes);
	while (byte < SECTOR_SIZE && is_one_of(&c, byte, bytes[byte]))
		byte++;
	if (byte == SECTOR_SIZE)
		return true;
	*mismatch = (struct bp_mismatch){
		.sector = q->sector,
		.byte = byte,
		.expected = c.bytes[0][byte],
		.got = bytes[byte],
		.wanted = q->should.settled,
		.wants_zeros = q->should.left == BP_LEFT_ZEROS,
		.in_doubt = bp_image_in_doubt(q->should),
	};
	mismatch->found = classify(q, bytes, &mismatch->stamp);
	return false;
}
