/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A chart in colours: boxes that stand for many are divided, memory shows its page edges, a cut
 * goes through all rows.
 */
#include "draw/chart_svg.h"
#include "draw/size.h"

#define COLUMNS_MAX 16
#define WIDTH 940 /* of all columns */
#define PADDING 14
#define ELIDED_WIDTH 76
#define TICKS_APART 3 /* pixels, at least */
#define TICK 7

static unsigned box_width(const struct bp_chart_box *box)
{
	if (box->elided)
		return ELIDED_WIDTH;
	const unsigned size = bp_letters_width(&bp_letters_text, box->size);
	const unsigned address = bp_letters_width(&bp_letters_small, box->address);

	return bp_max(size, address) + PADDING;
}

static unsigned ruler_width(u64 sector)
{
	char text[24];

	snprintf(text, sizeof(text), "%llu", (unsigned long long)sector);
	return bp_letters_width(&bp_letters_small, text) + PADDING;
}

static void draw_ruler(const struct bp_chart_svg *c)
{
	const int height = BP_CHART_RULER - 4;
	const struct bp_area name = { c->x - BP_CHART_LEFT, c->y, BP_CHART_LEFT - 12, height };

	bp_svg_text(c->svg, name, BP_SVG_RIGHT, &bp_letters_small, "faint", "sector");
	for (unsigned i = 0; i <= c->l.columns.n; i++) {
		const int x = bp_chart_x(c, i);
		char text[24];

		if (!bp_chart_is_named(&c->l, i))
			continue;
		snprintf(text, sizeof(text), "%llu",
			 (unsigned long long)bp_chart_sector_at(&c->l, i));
		bp_svg_path(c->svg, (struct bp_area){ x, c->y, 1, BP_CHART_RULER }, "wire",
			    "M%d %dv%d", x, c->y + 3, BP_CHART_RULER - 3);
		bp_svg_line(c->svg, x + 4, c->y, &bp_letters_small, "faint", text);
	}
}

/* Ticks at the edges inside of a box: equally far apart, the first of them @first of @whole bytes
 * in. */
static bool draw_ticks(const struct bp_chart_svg *c, struct bp_area box, u64 first, u64 step,
		       u64 whole, bool above)
{
	const double pixels = (double)box.width * (double)step / (double)whole;
	double at = (double)box.width * (double)first / (double)whole;

	if (pixels < TICKS_APART || first >= whole)
		return false;
	fprintf(c->svg->body.out, "<path class=\"ticks\" d=\"");
	for (; at < box.width - 0.5; at += pixels) {
		const int x = box.x + (int)at;

		if (above)
			fprintf(c->svg->body.out, "M%d %dv%d", x, box.y, TICK);
		fprintf(c->svg->body.out, "M%d %dv-%d", x, box.y + box.height, TICK);
	}
	fputs("\"/>\n", c->svg->body.out);
	return true;
}

/* Cells that share a box are divided above and below, pages of one cell below. */
static void draw_inside(struct bp_chart_svg *c, const struct bp_row *row, struct bp_area area,
			const struct bp_chart_box *box)
{
	const struct bp_cell *cell = box->cell;
	const u64 bytes = cell->end - cell->begin;

	if (box->repeat > 1)
		draw_ticks(c, area, bytes, bytes, box->repeat * bytes, true);
	else if (row->page_bytes)
		c->has_pages |=
			draw_ticks(c, area, row->page_bytes - cell->address % row->page_bytes,
				   row->page_bytes, bytes, false);
}

/* "0x10200", and how far into a page that is, where there is room. */
static void draw_address(const struct bp_chart_svg *c, const struct bp_row *row,
			 struct bp_area line, const struct bp_chart_box *box)
{
	const u64 inside = row->page_bytes ? box->cell->address % row->page_bytes : 0;
	char text[64];

	snprintf(text, sizeof(text), "%s, %llu into a page", box->address,
		 (unsigned long long)inside);
	if (!inside || (int)bp_letters_width(&bp_letters_small, text) > line.width)
		snprintf(text, sizeof(text), "%s", box->address);
	bp_svg_text(c->svg, line, BP_SVG_MIDDLE, &bp_letters_small, "faint", text);
}

static void tell_box(const struct bp_row *row, const struct bp_chart_box *box, char *tip,
		     size_t room)
{
	const struct bp_cell *cell = box->cell;

	if (row->label == BP_LABEL_ADDRESS && box->repeat == 1)
		snprintf(tip, room, "%llu bytes at 0x%llx",
			 (unsigned long long)(cell->end - cell->begin),
			 (unsigned long long)cell->address);
	else
		snprintf(tip, room, "%u of %llu bytes", box->repeat,
			 (unsigned long long)(cell->end - cell->begin));
}

/* How many boxes of a row found no room. */
static unsigned count_elided(const struct bp_chart_svg *c, const struct bp_row *row,
			     const struct bp_chart_box *box)
{
	const u64 begin = c->l.columns.at[box->first].begin.byte;
	const u64 end = c->l.columns.at[box->end].begin.byte;
	unsigned n = 0;

	for (unsigned i = 0; i < row->n; i++)
		n += row->cells[i].end > begin && row->cells[i].begin < end;
	return n;
}

static const char *class_of(const struct bp_row *row, const struct bp_chart_box *box)
{
	return row->other && (box->cell - row->cells) % 2 ? row->other : row->look;
}

static void draw_elided(const struct bp_chart_svg *c, const struct bp_row *row,
			const struct bp_chart_box *box, struct bp_area area)
{
	char text[24];

	snprintf(text, sizeof(text), "%u more", count_elided(c, row, box));
	bp_svg_box(c->svg, area, 3, "elided", NULL);
	bp_svg_text(c->svg, area, BP_SVG_MIDDLE, &bp_letters_text, "faint", text);
}

static void draw_box(struct bp_chart_svg *c, const struct bp_row *row,
		     const struct bp_chart_box *box, int y)
{
	const int x = bp_chart_x(c, box->first);
	const struct bp_area area = { x, y, bp_chart_x(c, box->end) - x, BP_CHART_ROW };
	struct bp_area line = { x + 2, y, area.width - 4, BP_CHART_ROW };
	char tip[80];

	if (box->elided) {
		draw_elided(c, row, box, area);
		return;
	}
	tell_box(row, box, tip, sizeof(tip));
	bp_svg_box(c->svg, area, 3, class_of(row, box), tip);
	draw_inside(c, row, area, box);
	if (*box->address) {
		line.height = BP_CHART_ROW / 2;
		line.y = y + BP_CHART_ROW / 2 - 3;
		draw_address(c, row, line, box);
		line.y = y + 3;
	}
	bp_svg_text(c->svg, line, BP_SVG_MIDDLE, &bp_letters_text, NULL, box->size);
}

static void draw_name(const struct bp_chart_svg *c, const struct bp_row *row, int y)
{
	struct bp_area name = { c->x - BP_CHART_LEFT, y, BP_CHART_LEFT - 12, BP_CHART_ROW };
	char pages[40], size[BP_SIZE_MAX];

	if (c->has_pages) {
		bp_size_print(size, sizeof(size), row->page_bytes);
		snprintf(pages, sizeof(pages), "pages of %s", size);
		name.height = BP_CHART_ROW / 2;
		name.y = y + BP_CHART_ROW / 2 - 2;
		bp_svg_text(c->svg, name, BP_SVG_RIGHT, &bp_letters_small, "faint", pages);
		name.y = y + 2;
	}
	bp_svg_text(c->svg, name, BP_SVG_RIGHT, &bp_letters_text, "faint", row->name);
}

static void draw_row(struct bp_chart_svg *c, unsigned index, int y)
{
	const struct bp_row *row = &c->l.chart->rows[index];

	c->has_pages = false;
	for (unsigned i = 0; i < c->l.columns.n;) {
		struct bp_chart_box box = bp_chart_box_at(&c->l, index, i);

		if (box.cell)
			draw_box(c, row, &box, y);
		i = box.end;
	}
	draw_name(c, row, y);
}

static void draw(struct bp_chart_svg *c)
{
	const struct bp_chart *chart = c->l.chart;
	int y = c->y + BP_CHART_RULER;

	draw_ruler(c);
	for (unsigned r = 0; r < chart->nr_rows; r++) {
		if (!chart->rows[r].name)
			continue;
		draw_row(c, r, y);
		y += BP_CHART_ROW + BP_CHART_ROW_GAP;
	}
	bp_chart_svg_marks(c, y);
}

int bp_chart_svg(struct bp_svg *svg, int x, int y, const struct bp_chart *chart)
{
	static const struct bp_chart_paper paper = {
		.box_width = box_width,
		.ruler_width = ruler_width,
		.room = WIDTH,
		.columns_max = COLUMNS_MAX,
	};
	struct bp_chart_svg c = { .svg = svg, .x = x + BP_CHART_LEFT, .y = y };
	int error = bp_chart_layout_make(&c.l, chart, &paper);

	if (error)
		return error;
	bp_chart_layout_spread(&c.l);
	if (c.l.columns.n)
		draw(&c);
	bp_chart_layout_free(&c.l);
	return 0;
}
