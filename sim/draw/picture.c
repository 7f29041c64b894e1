/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "draw/chart.h"
#include "draw/cut.h"
#include "draw/picture.h"

#define MARKS_MAX 64

typedef BP_LIST(struct bp_cell) cell_list;

/* Cells that follow each other without a gap, from byte @begin on. */
static bool add_ranges(cell_list *list, const struct bp_range *ranges, unsigned n, u64 begin)
{
	for (unsigned i = 0; i < n; i++) {
		struct bp_cell cell = { begin, begin + ranges[i].len, ranges[i].addr };

		if (!bp_list_add(list, cell))
			return false;
		begin = cell.end;
	}
	return true;
}

static bool same_cells(const cell_list *a, const cell_list *b)
{
	return a->n == b->n && (!a->n || !memcmp(a->at, b->at, a->n * sizeof(*a->at)));
}

/* The rows of one bio. */
struct bio_rows {
	cell_list pieces;
	cell_list vectors;
	cell_list segments;
	cell_list entries;
};

static bool fill_piece(struct bio_rows *rows, const struct bp_story *story,
		       const struct bp_told_piece *piece, sector_t sector)
{
	u64 begin = (piece->sector - sector) << SECTOR_SHIFT;
	const struct bp_told_request *rq;

	if (!bp_list_add(&rows->pieces, (struct bp_cell){ begin, begin + piece->bytes, 0 }))
		return false;
	if (!add_ranges(&rows->segments, bp_list_from(&story->segments, piece->first_segment),
			piece->nr_segments, begin))
		return false;
	if (piece->request == BP_NOWHERE || story->requests.at[piece->request].bios != 1)
		return true;
	rq = &story->requests.at[piece->request];
	return add_ranges(&rows->entries, bp_list_from(&story->entries, rq->first_entry),
			  rq->nr_entries, begin);
}

/* What became no piece, because the bio failed there, still has an end. */
static bool fill_rest(struct bio_rows *rows, const struct bp_told_bio *bio)
{
	struct bp_cell rest = { 0, bio->bytes, 0 };

	if (rows->pieces.n)
		rest.begin = bp_list_last(&rows->pieces)->end;
	return rest.begin == rest.end || bp_list_add(&rows->pieces, rest);
}

static bool fill_bio(struct bio_rows *rows, const struct bp_story *story,
		     const struct bp_told_bio *bio)
{
	if (!add_ranges(&rows->vectors, bp_list_from(&story->vectors, bio->first_vector),
			bio->nr_vectors, 0))
		return false;
	for (unsigned i = 0; i < bio->nr_pieces; i++)
		if (!fill_piece(rows, story, &story->pieces.at[bio->first_piece + i], bio->sector))
			return false;
	return fill_rest(rows, bio);
}

static unsigned fill_marks(const struct bp_story *story, unsigned bio, struct bp_mark *marks,
			   char (*texts)[BP_CUT_TEXT_MAX])
{
	unsigned n = 0;

	for (unsigned i = 0; i < story->cuts.n && n < MARKS_MAX; i++) {
		const struct bp_told_cut *cut = &story->cuts.at[i];

		if (cut->bio != bio)
			continue;
		bp_cut_text(&cut->cut, texts[n]);
		marks[n].byte = (cut->sector - story->bios.at[bio].sector) << SECTOR_SHIFT;
		marks[n].text = texts[n];
		n++;
	}
	return n;
}

static unsigned add_row(struct bp_row *rows, unsigned n, const char *name, const cell_list *cells)
{
	rows[n] = (struct bp_row){ name, BP_LABEL_ADDRESS, cells->at, cells->n };
	return n + 1;
}

static int draw_bio(FILE *out, const struct bp_story *story, unsigned bio,
		    const struct bio_rows *cells)
{
	char texts[MARKS_MAX][BP_CUT_TEXT_MAX];
	struct bp_mark marks[MARKS_MAX];
	struct bp_row rows[4];
	unsigned n;

	n = add_row(rows, 0, NULL, &cells->pieces);
	n = add_row(rows, n, "vectors", &cells->vectors);
	if (cells->segments.n && !same_cells(&cells->segments, &cells->vectors))
		n = add_row(rows, n, "segments", &cells->segments);
	if (cells->entries.n && !same_cells(&cells->entries, &cells->segments))
		n = add_row(rows, n, "entries", &cells->entries);
	return bp_chart_draw(out, &(struct bp_chart){
					  .sector = story->bios.at[bio].sector,
					  .rows = rows,
					  .nr_rows = n,
					  .marks = marks,
					  .nr_marks = fill_marks(story, bio, marks, texts),
				  });
}

int bp_picture_bio(FILE *out, const struct bp_story *story, unsigned bio)
{
	struct bio_rows cells = { 0 };
	int error = -ENOMEM;

	if (!story->bios.at[bio].nr_vectors)
		return 0;
	if (fill_bio(&cells, story, &story->bios.at[bio]))
		error = draw_bio(out, story, bio, &cells);
	bp_list_free(&cells.pieces);
	bp_list_free(&cells.vectors);
	bp_list_free(&cells.segments);
	bp_list_free(&cells.entries);
	return error;
}

/* The pieces of a request with their segments, in the order of their sectors. */
static bool fill_request(const struct bp_story *story, unsigned request, cell_list *bios,
			 cell_list *segments)
{
	const struct bp_told_request *rq = &story->requests.at[request];

	for (sector_t sector = rq->sector; sector < rq->sector + (rq->bytes >> SECTOR_SHIFT);) {
		const struct bp_told_piece *piece = NULL;
		u64 begin = (sector - rq->sector) << SECTOR_SHIFT;

		for (unsigned i = 0; i < story->pieces.n && !piece; i++)
			if (story->pieces.at[i].request == request &&
			    story->pieces.at[i].sector == sector && story->pieces.at[i].bytes)
				piece = &story->pieces.at[i];
		if (!piece)
			return true;
		if (!bp_list_add(bios, (struct bp_cell){ begin, begin + piece->bytes, 0 }) ||
		    !add_ranges(segments, bp_list_from(&story->segments, piece->first_segment),
				piece->nr_segments, begin))
			return false;
		sector += piece->bytes >> SECTOR_SHIFT;
	}
	return true;
}

int bp_picture_request(FILE *out, const struct bp_story *story, unsigned request)
{
	const struct bp_told_request *rq = &story->requests.at[request];
	cell_list bios = { 0 }, segments = { 0 }, entries = { 0 };
	struct bp_row rows[3];
	int error = -ENOMEM;

	if (fill_request(story, request, &bios, &segments) &&
	    add_ranges(&entries, bp_list_from(&story->entries, rq->first_entry), rq->nr_entries,
		       0)) {
		add_row(rows, 0, "bios", &bios);
		rows[0].label = BP_LABEL_SECTORS;
		add_row(rows, 1, "segments", &segments);
		add_row(rows, 2, "entries", &entries);
		error = bp_chart_draw(out, &(struct bp_chart){ .sector = rq->sector,
							       .rows = rows,
							       .nr_rows = 3 });
	}
	bp_list_free(&bios);
	bp_list_free(&segments);
	bp_list_free(&entries);
	return error;
}
