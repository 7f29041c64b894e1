/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An explanation for people: per bio a table of its pieces and a picture.
 */
#include "cli/controller_print.h"
#include "cli/device_print.h"
#include "cli/findings_print.h"
#include "cli/teller.h"
#include "draw/picture.h"
#include "draw/size.h"
#include "draw/words.h"

#define PICTURES 2

void bp_tell_bounces(const struct bp_teller *t, unsigned bio)
{
	for (unsigned i = 0; i < t->story->bounces.n; i++) {
		const struct bp_told_bounce *bounce = &t->story->bounces.at[i];

		if (bounce->bio == bio)
			fprintf(t->out, "  %llu page%s bounced by bounce_pfn 0x%lx (%s)\n\n",
				(ull)bounce->pages, bp_plural(bounce->pages),
				t->x->scenario->limits.limits.bounce_pfn, bounce->rule);
	}
}

void bp_tell_bio_title(const struct bp_teller *t, const struct bp_told_bio *bio)
{
	char op[BP_OP_WORD_MAX], size[BP_SIZE_MAX];

	bp_size_words(size, sizeof(size), bio->bytes);
	if (t->x->scenario->nr_ios > 1)
		fprintf(t->out, "io %u: ", bio->io + 1);
	fprintf(t->out, "%s %llu + %u: %s", bp_op_word(bio->opf, op), (ull)bio->sector,
		bio->bytes >> SECTOR_SHIFT, size);
	if (bio->nr_vectors)
		fprintf(t->out, " in %u %svector%s", bio->nr_vectors,
			bio->opf & REQ_DMA_DIRECT ? "dma " : "", bp_plural(bio->nr_vectors));
	if (bio->nr_pieces > 1)
		fprintf(t->out, " becomes %u pieces", bio->nr_pieces);
}

void bp_tell_refused(const struct bp_teller *t, const struct bp_told_bio *bio)
{
	fprintf(t->out, "  refused: %s (%s)\n", bp_status_name(bio->status), bio->refused_rule);
}

/* Of many bios, those that were cut are worth a picture. */
static bool is_drawn(const struct bp_teller *t, unsigned index)
{
	if (t->x->verbose)
		return true;
	return index < PICTURES && (!t->several || t->story->bios.at[index].nr_pieces > 1);
}

static int tell_bio(const struct bp_teller *t, unsigned index)
{
	const struct bp_told_bio *bio = &t->story->bios.at[index];

	bp_tell_bio_title(t, bio);
	fputs("\n\n", t->out);
	if (t->x->verbose && bio->nr_vectors) {
		bp_tell_ranges(t, "vector", bp_list_from(&t->story->vectors, bio->first_vector),
			       bio->nr_vectors);
		fputc('\n', t->out);
	}
	bp_tell_bounces(t, index);
	if (bio->refused_rule)
		bp_tell_refused(t, bio);
	if (bio->nr_pieces)
		bp_tell_pieces(t, bio);
	if (bio->failure != BP_NOWHERE)
		bp_tell_failure(t, &t->story->cuts.at[bio->failure]);
	fputc('\n', t->out);
	if (!bio->nr_vectors || !is_drawn(t, index))
		return 0;
	if (bp_picture_bio(t->out, t->story, index))
		return -1;
	fputc('\n', t->out);
	return 0;
}

static int tell_bios(const struct bp_teller *t)
{
	unsigned n = t->story->bios.n;
	bool silent = false;

	for (unsigned i = 0; i < n; i++) {
		if (!bp_tell_shows(t, i, n) && !silent) {
			fprintf(t->out, "... %u more bios, see --verbose\n\n", bp_tell_hides(n));
			silent = true;
		}
		if (bp_tell_shows(t, i, n) && tell_bio(t, i))
			return -1;
	}
	return 0;
}

static void tell_request_row(const struct bp_teller *t, unsigned index)
{
	const struct bp_told_request *rq = &t->story->requests.at[index];

	fprintf(t->out, "  %7u  ", index + 1);
	bp_tell_place(t, rq->sector, rq->bytes);
	fprintf(t->out, "  %4u  %8u", rq->bios, rq->nsegs);
	if (t->x->nvme && !rq->mapped) /* the driver needs no list for one segment */
		fprintf(t->out, "  %7s\n", "-");
	else
		fprintf(t->out, "  %7u\n", rq->nr_entries);
	if (t->x->verbose)
		bp_tell_ranges(t, "  entry", bp_list_from(&t->story->entries, rq->first_entry),
			       rq->nr_entries);
}

/* Requests that several bios share, or all of them for those who want to know. */
static int tell_requests(const struct bp_teller *t)
{
	unsigned n = t->story->requests.n;

	if (!n || (!t->several && !t->x->verbose))
		return 0;
	fprintf(t->out, "  request  %-*s  bios  segments  entries\n", bp_tell_width(t), "sectors");
	for (unsigned i = 0; i < n; i++)
		if (bp_tell_shows(t, i, n))
			tell_request_row(t, i);
	fputc('\n', t->out);
	for (unsigned i = 0, drawn = 0; i < n && (drawn < PICTURES || t->x->verbose); i++) {
		if (t->story->requests.at[i].bios < 2)
			continue;
		fprintf(t->out, "  request %u\n", i + 1);
		if (bp_picture_request(t->out, t->story, i))
			return -1;
		fputc('\n', t->out);
		drawn++;
	}
	return 0;
}

int bp_explain_text(FILE *out, const struct bp_explanation *x)
{
	struct bp_teller t = bp_teller(out, x);

	if (x->scenario->name[0])
		fprintf(out, "%s\n\n", x->scenario->name);
	if (x->scenario->rules != bp_rules_find(NULL))
		fprintf(out, "rules %s\n\n", x->scenario->rules->name);
	bp_device_print(out, x->device);
	bp_controller_print(out, x->controller);
	if (tell_bios(&t) || tell_requests(&t))
		return -1;
	bp_tell_dma(&t);
	if (bp_tell_nvme(&t))
		return -1;
	bp_findings_print(out, x->findings);
	return 0;
}
