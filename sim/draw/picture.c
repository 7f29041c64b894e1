/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "draw/chart.h"
#include "draw/cut.h"
#include "draw/picture.h"

#define MARK_TEXT_MAX (BP_CUT_TEXT_MAX + BP_CUT_RULES_MAX + 16)

typedef BP_LIST(struct bp_cell) cell_list;

/* Where it is drawn: as text, or as part of a picture in colours. */
struct brush {
	FILE *out;
	struct bp_svg *svg; /* NULL: text */
	u64 page_bytes;
};

static int paint(const struct brush *brush, const struct bp_chart *chart)
{
	if (!brush->svg)
		return bp_chart_draw(brush->out, chart);
	return bp_chart_svg(brush->svg, BP_PICTURE_LEFT, brush->svg->bottom + BP_PICTURE_GAP,
			    chart);
}

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
	cell_list mapped;
};

static bool add_mapped(cell_list *list, const struct bp_story *story,
		       const struct bp_told_request *rq, u64 begin)
{
	for (unsigned i = 0; i < rq->nr_dma; i++) {
		const struct bp_mapped *entry = &story->dma.at[rq->first_dma + i];
		struct bp_cell cell = { begin, begin + entry->len, bp_dma_u64(entry->addr) };

		if (!bp_list_add(list, cell))
			return false;
		begin = cell.end;
	}
	return true;
}

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
			  rq->nr_entries, begin) &&
	       add_mapped(&rows->mapped, story, rq, begin);
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

/* In colours there is room for the rule. */
static void mark_text(const struct brush *brush, const struct bp_cut *cut, char text[MARK_TEXT_MAX])
{
	char limit[BP_CUT_TEXT_MAX], rules[BP_CUT_RULES_MAX];

	bp_cut_text(cut, limit);
	bp_cut_rules(cut, rules);
	if (brush->svg && !cut->error)
		snprintf(text, MARK_TEXT_MAX, "cut by %s (%s)", limit, rules);
	else
		snprintf(text, MARK_TEXT_MAX, "%s", limit);
}

/* The cuts of a bio with their words. */
struct cuts {
	struct bp_mark *marks;
	char (*texts)[MARK_TEXT_MAX];
	unsigned n;
};

static bool fill_cuts(struct cuts *cuts, const struct brush *brush, const struct bp_story *story,
		      unsigned bio)
{
	cuts->marks = calloc(story->cuts.n + 1, sizeof(*cuts->marks));
	cuts->texts = calloc(story->cuts.n + 1, sizeof(*cuts->texts));
	if (!cuts->marks || !cuts->texts)
		return false;
	for (unsigned i = 0; i < story->cuts.n; i++) {
		const struct bp_told_cut *cut = &story->cuts.at[i];
		struct bp_mark *mark = &cuts->marks[cuts->n];

		if (cut->bio != bio)
			continue;
		mark_text(brush, &cut->cut, cuts->texts[cuts->n]);
		mark->byte = (cut->sector - story->bios.at[bio].sector) << SECTOR_SHIFT;
		mark->text = cuts->texts[cuts->n++];
	}
	return true;
}

static const struct bp_row pieces_row = { "pieces", BP_LABEL_SECTORS, .look = "piece",
					  .other = "other" };
static const struct bp_row bios_row = { "bios", BP_LABEL_SECTORS, .look = "piece",
					.other = "other" };
static const struct bp_row vectors_row = { "vectors", BP_LABEL_ADDRESS, .look = "vector" };
static const struct bp_row segments_row = { "segments", BP_LABEL_ADDRESS, .look = "segment" };
static const struct bp_row entries_row = { "entries", BP_LABEL_ADDRESS, .look = "entry" };
static const struct bp_row mapped_row = { "for DMA", BP_LABEL_ADDRESS, .look = "dma" };

/* Rows of a chart; one that only repeats another is left out. */
struct rows {
	const struct brush *brush;
	struct bp_row at[BP_CHART_ROWS_MAX];
	unsigned n;
};

static void add_row(struct rows *rows, const struct bp_row *row, const cell_list *cells)
{
	struct bp_row *added = &rows->at[rows->n++];

	*added = *row;
	added->cells = cells->at;
	added->n = cells->n;
	if (row->label == BP_LABEL_ADDRESS)
		added->page_bytes = rows->brush->page_bytes;
}

/* What the device got is worth a row in colours, where its addresses are others. */
static void add_mapped_row(struct rows *rows, const cell_list *mapped, const cell_list *entries)
{
	if (rows->brush->svg && mapped->n && !same_cells(mapped, entries))
		add_row(rows, &mapped_row, mapped);
}

static int draw_bio(const struct brush *brush, const struct bp_story *story, unsigned bio,
		    const struct bio_rows *cells, const struct cuts *cuts)
{
	struct rows rows = { .brush = brush };

	add_row(&rows, &pieces_row, &cells->pieces);
	if (!brush->svg)
		rows.at[0].name = NULL;
	if (cells->vectors.n)
		add_row(&rows, &vectors_row, &cells->vectors);
	if (cells->segments.n && !same_cells(&cells->segments, &cells->vectors))
		add_row(&rows, &segments_row, &cells->segments);
	if (cells->entries.n && !same_cells(&cells->entries, &cells->segments))
		add_row(&rows, &entries_row, &cells->entries);
	add_mapped_row(&rows, &cells->mapped, &cells->entries);
	return paint(brush, &(struct bp_chart){
				    .sector = story->bios.at[bio].sector,
				    .rows = rows.at,
				    .nr_rows = rows.n,
				    .marks = cuts->marks,
				    .nr_marks = cuts->n,
			    });
}

static int picture_bio(const struct brush *brush, const struct bp_story *story, unsigned bio)
{
	struct bio_rows cells = { 0 };
	struct cuts cuts = { 0 };
	int error = -ENOMEM;

	if (fill_bio(&cells, story, &story->bios.at[bio]) && fill_cuts(&cuts, brush, story, bio))
		error = draw_bio(brush, story, bio, &cells, &cuts);
	free(cuts.marks);
	free(cuts.texts);
	bp_list_free(&cells.pieces);
	bp_list_free(&cells.vectors);
	bp_list_free(&cells.segments);
	bp_list_free(&cells.entries);
	bp_list_free(&cells.mapped);
	return error;
}

int bp_picture_bio(FILE *out, const struct bp_story *story, unsigned bio)
{
	if (!story->bios.at[bio].nr_vectors)
		return 0;
	return picture_bio(&(struct brush){ .out = out }, story, bio);
}

int bp_picture_bio_svg(struct bp_svg *svg, const struct bp_story *story, unsigned bio,
		       u64 page_bytes)
{
	return picture_bio(&(struct brush){ .svg = svg, .page_bytes = page_bytes }, story, bio);
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

static int picture_request(const struct brush *brush, const struct bp_story *story,
			   unsigned request)
{
	const struct bp_told_request *rq = &story->requests.at[request];
	cell_list bios = { 0 }, segments = { 0 }, entries = { 0 }, mapped = { 0 };
	struct rows rows = { .brush = brush };
	int error = -ENOMEM;

	if (fill_request(story, request, &bios, &segments) &&
	    add_ranges(&entries, bp_list_from(&story->entries, rq->first_entry), rq->nr_entries,
		       0) &&
	    add_mapped(&mapped, story, rq, 0)) {
		add_row(&rows, &bios_row, &bios);
		add_row(&rows, &segments_row, &segments);
		add_row(&rows, &entries_row, &entries);
		add_mapped_row(&rows, &mapped, &entries);
		error = paint(brush, &(struct bp_chart){ .sector = rq->sector,
							 .rows = rows.at,
							 .nr_rows = rows.n });
	}
	bp_list_free(&bios);
	bp_list_free(&segments);
	bp_list_free(&entries);
	bp_list_free(&mapped);
	return error;
}

int bp_picture_request(FILE *out, const struct bp_story *story, unsigned request)
{
	return picture_request(&(struct brush){ .out = out }, story, request);
}

int bp_picture_request_svg(struct bp_svg *svg, const struct bp_story *story, unsigned request,
			   u64 page_bytes)
{
	return picture_request(&(struct brush){ .svg = svg, .page_bytes = page_bytes }, story,
			       request);
}
