/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The machine and its traffic as a picture: the tree on the left, and for each flow two bars beside
 * every link, what went up and what went down; beside a host bridge what went to RAM and from it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/p2p.h"
#include "cli/topo_svg.h"
#include "cli/traffic.h"
#include "draw/page.h"
#include "draw/size.h"
#include "draw/tree_svg.h"
#include "draw/words.h"

#define LINE 42
#define TITLE_Y 14
#define NOTE_Y 42
#define FLOW_Y 70
#define LABEL_WIDTH 62
#define BAR_WIDTH 112
#define AMOUNT_WIDTH 76
#define PADDING 6
#define FLOW_WIDTH (LABEL_WIDTH + BAR_WIDTH + AMOUNT_WIDTH + 3 * PADDING)
#define BAR_HEIGHT 10
#define HALF 17 /* from the bar of one direction to that of the other */

struct picture {
	struct bp_svg *svg;
	const struct bp_p2p *p2p;
	const struct bp_p2p_row *row;
	unsigned nr;
	struct bp_tree tree;
	int columns; /* where the first flow begins */
	u64 most;    /* the longest bar */
};

struct amount {
	u64 up;
	u64 down;
};

static struct amount amount_of(const struct bp_world_flow *flow, const struct bp_p2p_row *row)
{
	struct amount amount = { 0 };

	if (row->dev) {
		const struct bp_function_counters *moved = &flow->moved.function[row->node];

		amount.up = bp_traffic_payload(&moved->up);
		amount.down = bp_traffic_payload(&moved->down);
	} else {
		const struct bp_bridge_counters *moved = &flow->moved.bridge[row->node];

		amount.up = moved->ram_wr_bytes;
		amount.down = moved->ram_rd_bytes;
	}
	return amount;
}

static bool has_bars(const struct bp_p2p_row *row)
{
	return !row->dev || bp_traffic_has_link(row->dev);
}

static void measure(struct picture *p)
{
	for (unsigned i = 0; i < p->nr; i++)
		for (unsigned k = 0; has_bars(&p->row[i]) && k < p->p2p->nr; k++) {
			const struct amount amount = amount_of(&p->p2p->flow[k], &p->row[i]);

			p->most = bp_max(p->most, amount.up);
			p->most = bp_max(p->most, amount.down);
		}
}

static void draw_bar(const struct picture *p, int x, int y, u64 bytes, const char *class,
		     const char *words)
{
	const int width = p->most ? (int)((double)bytes / (double)p->most * BAR_WIDTH) : 0;
	struct bp_area area = { x, y, LABEL_WIDTH, HALF };
	struct bp_area bar = { x + LABEL_WIDTH + PADDING, y + (HALF - BAR_HEIGHT) / 2, BAR_WIDTH,
			       BAR_HEIGHT };
	char text[BP_SIZE_MAX], tip[80];

	bp_svg_text(p->svg, area, BP_SVG_RIGHT, &bp_letters_small, "faint", words);
	snprintf(tip, sizeof(tip), "%s: %llu bytes", words, (ull)bytes);
	bp_svg_box(p->svg, bar, 2, "track", tip);
	bar.width = bp_max(width, 2);
	if (bytes)
		bp_svg_box(p->svg, bar, 2, class, tip);
	area.x = bar.x + BAR_WIDTH + PADDING;
	area.width = AMOUNT_WIDTH;
	bp_size_about(text, sizeof(text), bytes);
	bp_svg_text(p->svg, area, BP_SVG_LEFT, &bp_letters_small, bytes ? NULL : "faint", text);
}

static void draw_bars(const struct picture *p, unsigned index)
{
	const struct bp_p2p_row *row = &p->row[index];
	const struct bp_area area = bp_tree_area(&p->tree, index, p->columns, FLOW_WIDTH);

	for (unsigned i = 0; i < p->p2p->nr; i++) {
		const struct amount amount = amount_of(&p->p2p->flow[i], row);
		const int x = p->columns + (int)i * FLOW_WIDTH;

		draw_bar(p, x, area.y, amount.up, "up", row->dev ? "up" : "to RAM");
		draw_bar(p, x, area.y + HALF, amount.down, "down", row->dev ? "down" : "from RAM");
	}
}

static void fill_row(const struct picture *p, const struct bp_p2p_row *row, struct bp_tree_row *to)
{
	char role[BP_P2P_ROLE_MAX];
	size_t used;

	if (!row->dev) {
		to->look = "bridge";
		to->strong = true;
		snprintf(to->text, sizeof(to->text), "host bridge %04x:%02x and RAM",
			 row->bridge->domain, row->bridge->bus->number);
		return;
	}
	to->depth = row->depth + 1;
	to->look = bp_topo_box_look(row->dev);
	bp_topo_box_text(row->dev, to->text);
	used = strlen(to->text);
	if (*bp_p2p_role(p->p2p, row->dev, role)) {
		to->strong = true;
		snprintf(to->text + used, sizeof(to->text) - used, ": %s", role);
	}
}

/* What is said of a flow stands over its bars. */
static int draw_outcomes(const struct picture *p, int y)
{
	static const char *const where[] = {
		[BP_FLOW_RAM] = "data in RAM",
		[BP_FLOW_PAGES] = "peer memory, pages",
		[BP_FLOW_DIRECT] = "peer memory, bus address",
	};
	int below = y;

	for (unsigned i = 0; i < p->p2p->nr; i++) {
		const struct bp_world_flow *flow = &p->p2p->flow[i];
		const bool is_well =
			flow->tally[BP_FLOW_GOOD] == flow->nr_ended && !flow->misdelivered;
		const int x = p->columns + (int)i * FLOW_WIDTH + PADDING;
		char text[BP_P2P_OUTCOME_MAX];
		int end;

		bp_svg_text(p->svg, (struct bp_area){ x, y, FLOW_WIDTH - 2 * PADDING, 22 },
			    BP_SVG_LEFT, &bp_letters_head, NULL, where[flow->way]);
		end = bp_svg_lines(p->svg, x, y + 23, FLOW_WIDTH - 2 * PADDING, &bp_letters_small,
				   is_well ? "faint" : "alarm", bp_p2p_outcome(flow, text));
		below = bp_max(below, end);
	}
	return below;
}

static void draw_all(struct picture *p, struct bp_tree_row *rows, bool titled)
{
	char title[BP_P2P_TITLE_MAX];
	int y = titled ? NOTE_Y : TITLE_Y;

	if (titled)
		bp_svg_line(p->svg, BP_TREE_LEFT, TITLE_Y, &bp_letters_title, NULL,
			    bp_p2p_title(p->p2p, title));
	bp_svg_line(p->svg, BP_TREE_LEFT, y, &bp_letters_text, "faint",
		    "bytes on the link below each port, control among them");
	for (unsigned i = 0; i < p->nr; i++)
		fill_row(p, &p->row[i], &rows[i]);
	p->tree = (struct bp_tree){ .rows = rows, .nr = p->nr, .line = LINE };
	p->columns = bp_tree_width(&p->tree);
	p->tree.y = draw_outcomes(p, y + FLOW_Y - NOTE_Y) + 12;
	bp_tree_svg(p->svg, &p->tree);
	for (unsigned i = 0; i < p->nr; i++)
		if (has_bars(&p->row[i]))
			draw_bars(p, i);
}

static int draw(struct bp_svg *svg, const struct bp_p2p *p2p, bool titled)
{
	struct picture p = { .svg = svg, .p2p = p2p };
	struct bp_p2p_row *const row = bp_p2p_rows(p2p, &p.nr);
	struct bp_tree_row *const rows = calloc(p.nr + 1, sizeof(*rows));
	const int error = row && rows ? 0 : -ENOMEM;

	p.row = row;
	if (!error) {
		measure(&p);
		draw_all(&p, rows, titled);
	}
	free(row);
	free(rows);
	return error;
}

/* The same in words; NULL without memory. */
static char *words_of(const struct bp_p2p *p2p)
{
	struct bp_caught caught;

	if (!bp_caught_begin(&caught))
		return NULL;
	bp_p2p_print(caught.out, p2p);
	return bp_caught_end(&caught);
}

int bp_p2p_print_svg(FILE *out, const struct bp_p2p *p2p)
{
	char *const words = words_of(p2p);
	char title[BP_P2P_TITLE_MAX];
	int error = -ENOMEM;
	struct bp_svg svg;

	if (bp_svg_open(&svg) && words)
		error = draw(&svg, p2p, true);
	error = error ?: bp_svg_print(&svg, out, BP_SVG_FILE, bp_p2p_title(p2p, title), words);
	bp_svg_close(&svg);
	free(words);
	return error;
}

int bp_p2p_print_html(FILE *out, const struct bp_p2p *p2p)
{
	char *const words = words_of(p2p);
	char title[BP_P2P_TITLE_MAX];
	int error = -ENOMEM;
	struct bp_svg svg;

	if (bp_svg_open(&svg) && words)
		error = draw(&svg, p2p, false);
	if (!error) {
		bp_page_begin(out, bp_p2p_title(p2p, title));
		error = bp_page_picture(out, &svg, "the machine and its traffic",
					"In words below.");
		bp_page_words(out, words);
		bp_page_end(out);
	}
	bp_svg_close(&svg);
	free(words);
	return error;
}
