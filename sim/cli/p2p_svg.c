/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The machine and its traffic as a picture: the tree on the left, and for each flow two bars beside
 * every link, above what went up, below what went down; beside a host bridge what went to RAM and
 * from it.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/p2p.h"
#include "cli/topo.h"
#include "cli/traffic.h"
#include "draw/size.h"
#include "draw/svg.h"
#include "draw/words.h"

#define LINE 34
#define BOX_HEIGHT 26
#define BOX_WIDTH 270
#define STEP 28
#define LEFT 24
#define TOP 94 /* without what is said of the flows */
#define FLOW_WIDTH 280
#define BAR_WIDTH 160
#define BAR_HEIGHT 9
#define DEPTH_MAX 256
#define LETTERS 44 /* of small text, over the bars of a flow */
#define TEXT_LINE 14

struct picture {
	FILE *out;
	const struct bp_p2p *p2p;
	const struct bp_p2p_row *row;
	unsigned nr;
	int columns;		  /* where the first flow begins */
	int top;		  /* where the tree begins */
	u64 most;		  /* the longest bar */
	int above[DEPTH_MAX + 1]; /* bottom of the last box, by depth; 0 for host bridges */
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

/* How much of a text fits into a line, up to a space. */
static size_t line_of(const char *text)
{
	size_t length = strlen(text);

	if (length <= LETTERS)
		return length;
	for (length = LETTERS; length && text[length] != ' '; length--)
		;
	return length ?: LETTERS;
}

/* Draws a text line by line, unless y is negative; how many there are. */
static int draw_wrapped(const struct picture *p, int x, int y, const char *text)
{
	int lines = 0;

	for (; *text; lines++) {
		char line[LETTERS + 1];
		const size_t length = line_of(text);

		snprintf(line, sizeof(line), "%.*s", (int)length, text);
		if (y >= 0)
			bp_svg_text(p->out, x, y + lines * TEXT_LINE, "small", line);
		text += length;
		text += *text == ' ';
	}
	return lines;
}

static void measure(struct picture *p)
{
	unsigned depth = 0;

	for (unsigned i = 0; i < p->nr; i++) {
		depth = bp_max(depth, p->row[i].depth);
		for (unsigned k = 0; has_bars(&p->row[i]) && k < p->p2p->nr; k++) {
			const struct amount amount = amount_of(&p->p2p->flow[k], &p->row[i]);

			p->most = bp_max(p->most, amount.up);
			p->most = bp_max(p->most, amount.down);
		}
	}
	for (unsigned k = 0; k < p->p2p->nr; k++) {
		char text[BP_P2P_OUTCOME_MAX];
		const int lines = draw_wrapped(p, 0, -1, bp_p2p_outcome(&p->p2p->flow[k], text));

		p->top = bp_max(p->top, TOP + TEXT_LINE * lines);
	}
	p->columns = LEFT + STEP * ((int)depth + 1) + BOX_WIDTH + 24;
}

static void draw_bar(const struct picture *p, int x, int y, u64 bytes, const char *class)
{
	const int width = p->most ? (int)((double)bytes / (double)p->most * BAR_WIDTH) : 0;
	char text[BP_SIZE_MAX];

	if (!bytes)
		return;
	fprintf(p->out, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>\n",
		class, x, y, bp_max(width, 1), BAR_HEIGHT);
	bp_size_words(text, sizeof(text), bytes);
	bp_svg_text(p->out, x + bp_max(width, 1) + 6, y - 6, "tiny", text);
}

static void draw_bars(const struct picture *p, const struct bp_p2p_row *row, int y)
{
	for (unsigned i = 0; i < p->p2p->nr; i++) {
		const struct amount amount = amount_of(&p->p2p->flow[i], row);
		const int x = p->columns + (int)i * FLOW_WIDTH;

		draw_bar(p, x, y + 2, amount.up, "up");
		draw_bar(p, x, y + 4 + BAR_HEIGHT, amount.down, "down");
	}
}

static void draw_box(const struct picture *p, int x, int y, const char *class, const char *text)
{
	fprintf(p->out,
		"<rect class=\"box %s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"4\"/>\n",
		class, x, y, BOX_WIDTH, BOX_HEIGHT);
	bp_svg_text(p->out, x + 8, y + 3, "plain", text);
}

static void draw_function(struct picture *p, const struct bp_p2p_row *row, int y)
{
	const struct pci_dev *dev = row->dev;
	const int x = LEFT + STEP * ((int)row->depth + 1);
	char text[160], role[BP_P2P_ROLE_MAX];

	bp_p2p_role(p->p2p, dev, role);
	snprintf(text, sizeof(text), "%02x:%02x.%x  %s%s%s", dev->bus->number, PCI_SLOT(dev->devfn),
		 PCI_FUNC(dev->devfn), bp_topo_kind(dev), *role ? ": " : "", role);
	fprintf(p->out, "<path class=\"wire\" d=\"M%d %dV%dH%d\"/>\n", x - STEP + 12,
		p->above[row->depth], y + BOX_HEIGHT / 2, x);
	draw_box(p, x, y, *role ? "end" : "port", text);
	p->above[bp_min(row->depth + 1, (unsigned)DEPTH_MAX)] = y + BOX_HEIGHT;
}

static void draw_row(struct picture *p, const struct bp_p2p_row *row, int y)
{
	char text[60];

	if (row->dev) {
		draw_function(p, row, y);
	} else {
		snprintf(text, sizeof(text), "host bridge %04x:%02x, RAM", row->bridge->domain,
			 row->bridge->bus->number);
		draw_box(p, LEFT, y, "bridge", text);
		p->above[0] = y + BOX_HEIGHT;
	}
	if (has_bars(row))
		draw_bars(p, row, y);
}

static void draw_words(const struct picture *p)
{
	char title[BP_P2P_TITLE_MAX];

	bp_svg_text(p->out, LEFT, 14, "title", bp_p2p_title(p->p2p, title));
	bp_svg_text(p->out, LEFT, 40, "plain",
		    "bytes on the link below a port, control among them; blue: up, or written to "
		    "RAM; orange: down, or read from RAM");
	for (unsigned i = 0; i < p->p2p->nr; i++) {
		const struct bp_world_flow *flow = &p->p2p->flow[i];
		const int x = p->columns + (int)i * FLOW_WIDTH;
		char text[BP_P2P_OUTCOME_MAX];

		bp_svg_text(p->out, x, 64, "bold", bp_p2p_way_words(flow->way));
		draw_wrapped(p, x, 82, bp_p2p_outcome(flow, text));
	}
}

void bp_p2p_print_svg(FILE *out, const struct bp_p2p *p2p)
{
	struct picture p = { .out = out, .p2p = p2p };
	struct bp_p2p_row *rows = bp_p2p_rows(p2p, &p.nr);

	p.row = rows;
	measure(&p);
	bp_svg_begin(out, p.columns + FLOW_WIDTH * (int)p2p->nr, p.top + LINE * (int)p.nr + 10,
		     ".box{stroke:#667;fill:#f3f3f3}.port{fill:#e6f2e3}.end{fill:#fdf3d7}"
		     ".bridge{fill:#ddd}\n"
		     ".wire{fill:none;stroke:#99a}.up{fill:#06c}.down{fill:#d70}"
		     ".tiny{font-size:10px}\n");
	draw_words(&p);
	for (unsigned i = 0; i < p.nr; i++)
		draw_row(&p, &rows[i], p.top + LINE * (int)i);
	fputs("</svg>\n", out);
	free(rows);
}
