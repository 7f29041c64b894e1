/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The pieces of a bio as a table for people: where, how many segments, what cut them, what they
 * were not joined to.
 */
#include "cli/teller.h"
#include "draw/cut.h"

/* Where the cut fell in memory, when the op has data that is cut with it. */
static void tell_cut(const struct bp_teller *t, const struct bp_told_cut *told)
{
	char limit[BP_CUT_TEXT_MAX], rules[BP_CUT_RULES_MAX];

	bp_cut_text(&told->cut, limit);
	bp_cut_rules(&told->cut, rules);
	fprintf(t->out, "  cut by %s", limit);
	if (!bp_op_has_no_advance(t->story->bios.at[told->bio].opf))
		fprintf(t->out, " at vector %u byte %u", told->cut.vector, told->cut.vector_byte);
	fprintf(t->out, " (%s)", rules);
}

void bp_tell_failure(const struct bp_teller *t, const struct bp_told_cut *told)
{
	const struct bp_cut *cut = &told->cut;
	char limit[BP_CUT_TEXT_MAX];

	bp_cut_text(cut, limit);
	fprintf(t->out, "  the bio fails at sector %llu with %s: ", (ull)told->sector, limit);
	if (cut->cause == BP_CUT_DMA_ALIGNMENT)
		fprintf(t->out, "vector %u starts off it (%s)\n", cut->vector, cut->rule);
	else
		fprintf(t->out, "not one block of %u bytes is left (%s)\n",
			t->x->scenario->limits.limits.logical_block_size, cut->rule);
}

/* The request of a piece, padded when a remark follows. */
static void tell_request(const struct bp_teller *t, const struct bp_told_piece *piece, bool remark)
{
	static const char *const how[] = {
		[0] = "%u", ['M'] = "joins %u at its end", ['F'] = "joins %u at its start"
	};
	char text[40];

	if (piece->request == BP_NOWHERE)
		snprintf(text, sizeof(text), "none");
	else
		snprintf(text, sizeof(text), how[(unsigned char)piece->joined], piece->request + 1);
	fprintf(t->out, "  %-*s", remark ? 19 : 0, text);
}

static void tell_entries(const struct bp_teller *t, const struct bp_told_piece *piece)
{
	if (piece->request != BP_NOWHERE && t->story->requests.at[piece->request].mapped)
		fprintf(t->out, "  %7u", t->story->requests.at[piece->request].nr_entries);
	else
		fprintf(t->out, "  %7s", "-");
}

/* A cut made REQ_NOMERGE: that the parts do not join again goes without saying. */
static bool is_of_a_cut(const struct bp_teller *t, const struct bp_told_refusal *refusal)
{
	unsigned bio = t->story->pieces.at[refusal->piece].bio;

	if (t->story->bios.at[bio].nr_pieces > 1)
		return true;
	for (unsigned i = 0; i < refusal->piece; i++) {
		const struct bp_told_piece *other = &t->story->pieces.at[i];

		if (other->request == refusal->request &&
		    t->story->bios.at[other->bio].nr_pieces > 1)
			return true;
	}
	return false;
}

static void tell_refusal(const struct bp_teller *t, const struct bp_told_refusal *refusal)
{
	fprintf(t->out, "         not joined to request %u: %s", refusal->request + 1,
		refusal->limit_name ? refusal->limit_name : "its rule");
	if (refusal->value || refusal->limit)
		fprintf(t->out, " %llu, it would be %llu", (ull)refusal->limit,
			(ull)refusal->value);
	fprintf(t->out, " (%s)\n", refusal->rule);
}

void bp_tell_refusals(const struct bp_teller *t, const struct bp_told_piece *piece)
{
	const struct bp_told_refusal *refusal =
		bp_list_from(&t->story->refusals, piece->first_refusal);

	for (unsigned i = 0; i < piece->nr_refusals; i++)
		if (t->x->verbose || !is_of_a_cut(t, &refusal[i]))
			tell_refusal(t, &refusal[i]);
}

static void tell_piece(const struct bp_teller *t, unsigned index, unsigned number)
{
	const struct bp_told_piece *piece = &t->story->pieces.at[index];
	const struct bp_told_cut *cut =
		piece->cut == BP_NOWHERE ? NULL : &t->story->cuts.at[piece->cut];

	fprintf(t->out, "  %5u  ", number);
	bp_tell_place(t, piece->sector, piece->bytes);
	fprintf(t->out, "  %8u", piece->nsegs);
	if (t->several)
		tell_request(t, piece, cut);
	else
		tell_entries(t, piece);
	if (cut)
		tell_cut(t, cut);
	fputc('\n', t->out);
	bp_tell_refusals(t, piece);
	if (t->x->verbose)
		bp_tell_ranges(t, "  segment",
			       bp_list_from(&t->story->segments, piece->first_segment),
			       piece->nr_segments);
}

void bp_tell_pieces(const struct bp_teller *t, const struct bp_told_bio *bio)
{
	bool silent = false;

	fprintf(t->out, "  piece  %-*s  segments  %s\n", bp_tell_width(t), "sectors",
		t->several ? "request" : "entries");
	for (unsigned i = 0; i < bio->nr_pieces; i++) {
		if (bp_tell_shows(t, i, bio->nr_pieces)) {
			tell_piece(t, bio->first_piece + i, i + 1);
		} else if (!silent) {
			fprintf(t->out, "    ...  %u more, see --verbose\n",
				bp_tell_hides(bio->nr_pieces));
			silent = true;
		}
	}
}
