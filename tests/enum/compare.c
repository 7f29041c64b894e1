/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "small.h"

/* The reason that a cut names, in the words of the model. */
static unsigned reason_of(const struct small *s, unsigned piece)
{
	bool by_chunk;

	model_size(&s->model, s->want.piece[piece].sector, &by_chunk);
	switch (s->cut[piece].cause) {
	case BP_CUT_NONE:
		return 0;
	case BP_CUT_MAX_SEGMENTS:
		return MODEL_SEGMENTS;
	case BP_CUT_VIRT_BOUNDARY:
		return MODEL_GAP;
	case BP_CUT_CHUNK_SECTORS:
		return by_chunk ? MODEL_SIZE : ~0u;
	case BP_CUT_MAX_SECTORS:
		return by_chunk ? ~0u : MODEL_SIZE;
	default:
		return ~0u;
	}
}

static bool is_cut_as_wanted(const struct small *s, unsigned piece)
{
	const struct model_piece *want = &s->want.piece[piece];
	const struct bp_cut *cut = &s->cut[piece];
	unsigned reason = reason_of(s, piece);

	if (!want->why)
		return !reason;
	return reason && reason == (reason & want->why) && cut->vector == want->vec &&
	       cut->vector_byte == want->byte && cut->rounded_bytes == want->rounded;
}

static bool is_as_wanted(const struct small *s, unsigned piece)
{
	const struct model_piece *want = &s->want.piece[piece];
	const struct model_piece *seen = &s->seen.piece[piece];

	if (want->sector != seen->sector || want->bytes != seen->bytes ||
	    want->nsegs != seen->nsegs || want->recount != seen->recount ||
	    want->entries != seen->entries)
		return false;
	for (unsigned i = 0; i < want->entries; i++)
		if (want->entry[i].addr != seen->entry[i].addr ||
		    want->entry[i].len != seen->entry[i].len)
			return false;
	return is_cut_as_wanted(s, piece);
}

static void print_result(const char *name, const struct model_result *r)
{
	static const char *const ends[] = { "done", "failed", "BUG" };

	printf("%s:", name);
	for (unsigned p = 0; p < r->n; p++) {
		printf(" | %llu+%llu %u/%u", (unsigned long long)r->piece[p].sector,
		       (unsigned long long)r->piece[p].bytes, r->piece[p].nsegs,
		       r->piece[p].recount);
		for (unsigned i = 0; i < r->piece[p].entries; i++)
			printf(" %llx+%x", (unsigned long long)r->piece[p].entry[i].addr,
			       r->piece[p].entry[i].len);
	}
	printf("; %s\n", ends[r->end]);
}

static void fail_with(const struct small *s, const char *what)
{
	const struct model_queue *m = &s->model;

	printf("%s: max_sectors %llu chunk %llu segments %llu of %llu boundary %llx virt %llx "
	       "blocks %llu %llu dma %llx\n",
	       s->w.q.bp_rules->name, (unsigned long long)m->max_sectors,
	       (unsigned long long)m->chunk_sectors, (unsigned long long)m->max_segments,
	       (unsigned long long)m->max_segment_size, (unsigned long long)m->boundary,
	       (unsigned long long)m->virt_mask, (unsigned long long)m->logical,
	       (unsigned long long)m->physical, (unsigned long long)m->dma_mask);
	printf("sector %llu:", (unsigned long long)s->bio.sector);
	for (unsigned i = 0; i < s->bio.n; i++)
		printf(" %llx+%x", (unsigned long long)s->bio.vec[i].addr, s->bio.vec[i].len);
	printf("\n");
	print_result("model", &s->want);
	print_result("seen ", &s->seen);
	for (unsigned p = 0; p < s->seen.n; p++)
		printf("cause %s, why %x\n", bp_cut_limit_name(s->cut[p].cause),
		       s->want.piece[p].why);
	fail_msg("%s", what);
}

void small_compare(const struct small *s)
{
	if (s->violation[0])
		fail_with(s, s->violation);
	if (s->want.n != s->seen.n || s->want.end != s->seen.end)
		fail_with(s, "another number of pieces, or another end");
	if (s->ended != (s->seen.end != MODEL_BUG))
		fail_with(s, "its owner was not told once");
	for (unsigned p = 0; p < s->want.n; p++)
		if (!is_as_wanted(s, p))
			fail_with(s, "another piece");
}
