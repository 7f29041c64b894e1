/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tree as a picture: a row for each function, ports whose ACS redirects are red, the way of a
 * request is blue, its turns are numbered and told below.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/topo_svg.h"
#include "draw/page.h"
#include "draw/tree_svg.h"

#define LINE 34
#define COLUMN_MAX 620
#define COLUMN_GAP 18
#define PADDING 8	 /* of the red box around ACS that redirects */
#define WORDS_WIDTH 1000 /* of what is told above and below */

/* What is said of a function beside its box. */
enum column { COLUMN_LINK, COLUMN_ACS, COLUMN_NAME, COLUMNS };

/* What a way that does not arrive is told in. */
static const char *look_of(const struct bp_route *route)
{
	return route->outcome == BP_OUTCOME_SUCCESS ? NULL : "alarm";
}

struct picture {
	struct bp_svg *svg;
	const struct bp_topo *topo;
	const struct bp_topo_way *way;
	struct bp_topo_rows *rows;
	struct bp_tree tree;
	struct bp_area column[COLUMNS]; /* where each is, and how wide */
};

#define TEXT_MAX (BP_TOPO_NAME_MAX + BP_TOPO_ACS_MAX)

static bool put_acs(const struct pci_dev *dev, char text[TEXT_MAX])
{
	char acs_text[BP_TOPO_ACS_MAX];
	unsigned offset;
	u16 ctrl;
	enum bp_p2p_acs acs = bp_topo_acs_read(dev, &offset, &ctrl);

	if (acs != BP_P2P_ACS_NONE)
		snprintf(text, TEXT_MAX, "%s%s", acs == BP_P2P_ACS_REDIRECTS ? "redirects: " : "",
			 bp_topo_acs(acs, ctrl, acs_text));
	return acs == BP_P2P_ACS_REDIRECTS;
}

/* The words of a column, "" for none; whether something redirects there. */
static bool put_text(const struct picture *p, const struct pci_dev *dev, enum column column,
		     char text[TEXT_MAX])
{
	const struct bp_pci_record *r = bp_topo_record(p->topo, dev);

	*text = '\0';
	if (column == COLUMN_ACS)
		return put_acs(dev, text);
	if (column == COLUMN_NAME)
		bp_topo_name(p->topo, dev, text);
	else if (r->link.width)
		snprintf(text, TEXT_MAX, "x%u %s", r->link.width, r->link.speed);
	return false;
}

static const struct bp_letters *letters_of(bool redirects)
{
	return redirects ? &bp_letters_strong : &bp_letters_text;
}

static void measure(struct picture *p, int x)
{
	char text[TEXT_MAX];

	for (unsigned c = 0; c < COLUMNS; c++) {
		unsigned width = 0;

		for (unsigned i = 0; i < p->rows->nr; i++) {
			bool redirects = p->rows->dev[i] && put_text(p, p->rows->dev[i], c, text);

			if (p->rows->dev[i])
				width = bp_max(width,
					       bp_letters_width(letters_of(redirects), text));
		}
		p->column[c].x = x;
		p->column[c].width = (int)bp_min(width, (unsigned)COLUMN_MAX);
		x += width ? p->column[c].width + 2 * PADDING + COLUMN_GAP : 0;
	}
}

static void draw_text(const struct picture *p, unsigned row, enum column column)
{
	static const char *const looks[] = { "faint", "faint", NULL };
	const struct bp_area *place = &p->column[column];
	struct bp_area area = bp_tree_area(&p->tree, row, place->x, place->width + 2 * PADDING);
	char text[TEXT_MAX];
	const bool redirects = put_text(p, p->rows->dev[row], column, text);

	if (redirects)
		bp_svg_box(p->svg, area, 5, "redirects", NULL);
	area.x += PADDING;
	area.width -= 2 * PADDING;
	bp_svg_text(p->svg, area, BP_SVG_LEFT, letters_of(redirects),
		    redirects ? "alarm" : looks[column], text);
}

static void draw_tree(struct picture *p)
{
	p->tree = (struct bp_tree){
		.rows = p->rows->row, .nr = p->rows->nr, .line = LINE, .y = p->svg->bottom + 16
	};
	measure(p, bp_tree_svg(p->svg, &p->tree));
	for (unsigned i = 0; i < p->rows->nr; i++)
		for (unsigned c = 0; p->rows->dev[i] && c < COLUMNS; c++)
			draw_text(p, i, c);
}

static void draw_way_words(const struct picture *p, int y)
{
	char text[400], from[BP_PCI_NAME_MAX], to[BP_PCI_NAME_MAX], reach[BP_TOPO_REACH_MAX];
	const struct bp_topo_way *way = p->way;

	snprintf(text, sizeof(text), "%s to %s by %s 0x%llx: %s; %s [%s]",
		 bp_pci_name(way->requester, from), bp_pci_name(way->target, to),
		 bp_topo_address_name(way->kind), (unsigned long long)way->address,
		 bp_topo_reach(&way->request, reach), bp_outcome_name(way->request.outcome),
		 bp_turn_rule(bp_route_end(&way->request)));
	bp_svg_lines(p->svg, BP_TREE_LEFT, y, WORDS_WIDTH, &bp_letters_text, look_of(&way->request),
		     text);
}

/* Number, place, what happens, rule. */
static void draw_turns(const struct picture *p)
{
	const struct bp_route *route = &p->way->request;
	int y = p->svg->bottom + 22;

	bp_svg_line(p->svg, BP_TREE_LEFT, y, &bp_letters_head, NULL, "the request, turn by turn");
	y += 28;
	for (unsigned i = 0; i < route->nr_hops; i++, y += 21) {
		char number[16], at[BP_TOPO_PLACE_MAX], words[BP_TOPO_TURN_MAX];
		const struct bp_area badge = { BP_TREE_LEFT, y + 1, 28, 17 };
		struct bp_area text = { BP_TREE_LEFT + 40, y, 180, 19 };

		snprintf(number, sizeof(number), "%u", i + 1);
		bp_svg_box(p->svg, badge, 8, "step", NULL);
		bp_svg_text(p->svg, badge, BP_SVG_MIDDLE, &bp_letters_small, "number", number);
		bp_svg_text(p->svg, text, BP_SVG_LEFT, &bp_letters_text, "faint",
			    bp_topo_place(&route->hop[i], at));
		bp_topo_turn_words(&route->hop[i], words);
		snprintf(words + strlen(words), sizeof(words) - strlen(words), "  [%s]",
			 bp_turn_rule(route->hop[i].turn));
		text.x += 190;
		text.width = WORDS_WIDTH - 230;
		bp_svg_text(p->svg, text, BP_SVG_LEFT, &bp_letters_text,
			    i + 1 == route->nr_hops ? look_of(route) : NULL, words);
	}
}

static int draw(struct bp_svg *svg, const struct bp_topo *topo, const struct bp_topo_way *way,
		bool titled)
{
	struct picture p = { .svg = svg, .topo = topo, .way = way };

	p.rows = bp_topo_rows(topo, way);
	if (!p.rows)
		return -ENOMEM;
	if (titled)
		bp_svg_line(svg, BP_TREE_LEFT, 14, &bp_letters_title, NULL, topo->records.source);
	if (way)
		draw_way_words(&p, titled ? 44 : 14);
	draw_tree(&p);
	if (way)
		draw_turns(&p);
	bp_topo_rows_free(p.rows);
	return 0;
}

/* The same in words; NULL without memory. */
static char *words_of(const struct bp_topo *topo, struct bp_topo_way *way)
{
	struct bp_caught caught;

	if (!bp_caught_begin(&caught))
		return NULL;
	if (way)
		bp_topo_print_route(caught.out, topo, way);
	else
		bp_topo_print_tree(caught.out, topo);
	return bp_caught_end(&caught);
}

int bp_topo_print_svg(FILE *out, const struct bp_topo *topo, struct bp_topo_way *way)
{
	char *const words = words_of(topo, way);
	int error = -ENOMEM;
	struct bp_svg svg;

	if (bp_svg_open(&svg) && words)
		error = draw(&svg, topo, way, true);
	error = error ?: bp_svg_print(&svg, out, BP_SVG_FILE, topo->records.source, words);
	bp_svg_close(&svg);
	free(words);
	return error;
}

int bp_topo_print_html(FILE *out, const struct bp_topo *topo, struct bp_topo_way *way)
{
	char *const words = words_of(topo, way);
	int error = -ENOMEM;
	struct bp_svg svg;

	if (bp_svg_open(&svg) && words)
		error = draw(&svg, topo, way, false);
	if (!error) {
		bp_page_begin(out, topo->records.source);
		error = bp_page_picture(out, &svg, "the tree", "In words below.");
		bp_page_words(out, words);
		bp_page_end(out);
	}
	bp_svg_close(&svg);
	free(words);
	return error;
}
