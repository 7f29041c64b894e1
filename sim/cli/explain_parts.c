/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/explain_parts.h"

static unsigned count(const struct bp_teller *t, enum bp_part_kind kind)
{
	if (kind == BP_PART_BIO)
		return t->story->bios.n;
	if (kind == BP_PART_REQUEST)
		return t->story->requests.n;
	return t->x->nvme ? t->x->nvme->commands.n : 0;
}

static bool has_picture(const struct bp_teller *t, const struct bp_part *part)
{
	if (part->kind == BP_PART_BIO)
		return t->story->bios.at[part->index].bytes;
	if (part->kind == BP_PART_REQUEST)
		return t->story->requests.at[part->index].bios > 1;
	return t->x->nvme->commands.at[part->index].nr_slots;
}

bool bp_part_find(const struct bp_teller *t, unsigned nr, struct bp_part *part)
{
	for (unsigned kind = 0; kind < BP_PART_KINDS; kind++) {
		const unsigned n = count(t, kind);

		for (unsigned i = 0; i < n; i++) {
			*part = (struct bp_part){ kind, i };
			if (bp_tell_shows(t, i, n) && has_picture(t, part) && !nr--)
				return true;
		}
	}
	return false;
}

void bp_part_title(const struct bp_teller *t, const struct bp_part *part)
{
	const struct bp_told_request *rq;

	switch (part->kind) {
	case BP_PART_BIO:
		bp_tell_bio_title(t, &t->story->bios.at[part->index]);
		break;
	case BP_PART_REQUEST:
		rq = &t->story->requests.at[part->index];
		fprintf(t->out, "request %u: %u bios, %llu + %u", part->index + 1, rq->bios,
			(ull)rq->sector, rq->bytes >> SECTOR_SHIFT);
		break;
	default:
		bp_tell_command_title(t, part->index);
	}
}

void bp_part_notes(const struct bp_teller *t, const struct bp_part *part)
{
	const struct bp_told_bio *bio;

	if (part->kind != BP_PART_BIO)
		return;
	bio = &t->story->bios.at[part->index];
	bp_tell_bounces(t, part->index);
	if (bio->refused_rule)
		bp_tell_refused(t, bio);
	for (unsigned i = 0; i < bio->nr_pieces; i++)
		if (bp_tell_shows(t, i, bio->nr_pieces))
			bp_tell_refusals(t, &t->story->pieces.at[bio->first_piece + i]);
	if (bio->failure != BP_NOWHERE)
		bp_tell_failure(t, &t->story->cuts.at[bio->failure]);
}

void bp_part_name(const struct bp_teller *t, const struct bp_part *part)
{
	const struct bp_scenario *s = t->x->scenario;
	const bool is_newer = s->rules != bp_rules_find(NULL);

	if (s->name[0])
		fputs(s->name, t->out);
	else if (t->story->bios.n)
		bp_part_title(t, part);
	else
		fputs("nothing was submitted", t->out);
	if (is_newer)
		fprintf(t->out, ", by the rules of %s", s->rules->name);
}

void bp_part_more(const struct bp_teller *t, const struct bp_part *part)
{
	static const char *const names[] = { "bio", "request", "command" };
	const unsigned n = count(t, part->kind);
	unsigned hidden = 0;

	for (unsigned i = 0; i < n; i++)
		hidden += !bp_tell_shows(t, i, n) &&
			  has_picture(t, &(struct bp_part){ part->kind, i });
	if (hidden)
		fprintf(t->out, "%u more %s%s, see --verbose", hidden, names[part->kind],
			bp_plural(hidden));
}
