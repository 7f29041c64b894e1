/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sequences of bytes, compared without being written out.
 */
#include "range.h"

static bool refill(struct bp_stream *stream, struct bp_run *run)
{
	while (!run->len)
		if (!stream->next(stream, run))
			return false;
	return true;
}

bool bp_ck_streams_equal(struct bp_stream *a, struct bp_stream *b)
{
	struct bp_run x = { 0 };
	struct bp_run y = { 0 };

	for (;;) {
		bool more_x = refill(a, &x);
		bool more_y = refill(b, &y);
		u64 same;

		if (!more_x || !more_y)
			return more_x == more_y;
		if (x.addr != y.addr)
			return false;
		same = bp_min(x.len, y.len);
		x = (struct bp_run){ x.addr + same, x.len - same };
		y = (struct bp_run){ y.addr + same, y.len - same };
	}
}

static bool next_vector(struct bp_stream *stream, struct bp_run *run)
{
	struct bp_range_stream *s = bp_container_of(stream, struct bp_range_stream, stream);
	struct bp_vec vec;

	while (!bp_ck_walk_next(&s->walk, &vec)) {
		if (!s->second)
			return false;
		bp_ck_walk_start(&s->walk, s->second);
		s->second = NULL;
	}
	*run = (struct bp_run){ vec.addr, vec.len };
	return true;
}

struct bp_stream *bp_ck_bytes(struct bp_range_stream *s, const struct bp_ck_range *first,
			      const struct bp_ck_range *second)
{
	s->stream.next = next_vector;
	s->second = second;
	bp_ck_walk_start(&s->walk, first);
	return &s->stream;
}
