/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tree as a picture: a line for each function, steps to the right lead down, ports whose ACS
 * redirects are red, the way of a request is blue.
 */
#include <stdio.h>
#include <string.h>

#include "cli/topo_way.h"
#include "draw/svg.h"

#define LINE 30
#define BOX_HEIGHT 22
#define BOX_WIDTH 240
#define STEP 28
#define LEFT 24
#define TOP 84
#define LINK_WIDTH 100
#define ACS_WIDTH 200
#define NAME_WIDTH 600
#define NAME_LETTERS 88

/* Where the pen is; columns begin right of the deepest box. */
struct picture {
	FILE *out;
	const struct bp_topo *topo;
	const struct bp_topo_way *way;
	bool grey; /* wires that are not on the way come first, below the others */
	int y;
	int columns;
};

static void text_at(const struct picture *p, int x, const char *class, const char *text)
{
	bp_svg_text(p->out, x, p->y, class, text);
}

static bool passes(const struct bp_route *route, const struct pci_dev *dev)
{
	for (unsigned i = 0; i < route->nr_hops; i++)
		if (route->hop[i].at == dev ||
		    (dev && route->hop[i].to == dev &&
		     bp_turn_class(route->hop[i].turn) != BP_TURN_REDIRECTS))
			return true;
	return false;
}

/* NULL: the root complex.  The last hop of a completion is the requester, which is on the way. */
static bool is_on_way(const struct picture *p, const struct pci_dev *dev)
{
	return p->way && (passes(&p->way->request, dev) ||
			  (p->way->has_completion && passes(&p->way->completion, dev)) ||
			  (dev && dev == p->way->requester));
}

static bool is_on_way_root(const struct picture *p, const struct pci_host_bridge *bridge)
{
	const struct bp_route *request = p->way ? &p->way->request : NULL;

	for (unsigned i = 0; request && i < request->nr_hops; i++)
		if (!request->hop[i].at && request->hop[i].bridge == bridge)
			return true;
	return false;
}

static const char *box_class(const struct pci_dev *dev)
{
	if (!dev->subordinate)
		return bp_topo_is_end(dev) ? "end" : "other";
	return dev->is_pcie && dev->pcie_type == PCI_EXP_TYPE_ROOT_PORT ? "root" : "port";
}

/* An elbow from the box above to this one. */
static void draw_elbow(const struct picture *p, int x, int from_y, bool on_way)
{
	if (p->grey == on_way)
		return;
	fprintf(p->out, "<path class=\"wire%s\" d=\"M%d %dV%dH%d\"/>\n", on_way ? " way" : "",
		x - STEP + 12, from_y, p->y + BOX_HEIGHT / 2, x);
}

static void draw_acs(const struct picture *p, const struct pci_dev *dev)
{
	char text[BP_TOPO_ACS_MAX];
	unsigned offset;
	u16 ctrl;
	enum bp_p2p_acs acs = bp_topo_acs_read(dev, &offset, &ctrl);
	int x = p->columns + LINK_WIDTH;

	if (acs == BP_P2P_ACS_NONE)
		return;
	if (acs == BP_P2P_ACS_REDIRECTS)
		fprintf(p->out,
			"<rect class=\"redirects\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" "
			"rx=\"4\"/>\n",
			x - 6, p->y, ACS_WIDTH - 14, BOX_HEIGHT);
	text_at(p, x, "small", bp_topo_acs(acs, ctrl, text));
}

/* Whole letters of UTF-8, as many as there is room for; the rest is three dots. */
static void draw_name(const struct picture *p, const struct pci_dev *dev)
{
	char name[BP_TOPO_NAME_MAX];
	size_t letters = 0, i;

	bp_topo_name(p->topo, dev, name);
	for (i = 0; name[i]; i++) {
		letters += (name[i] & 0xc0) != 0x80;
		if (letters > NAME_LETTERS)
			break;
	}
	if (name[i])
		snprintf(name + i, sizeof(name) - i, "...");
	text_at(p, p->columns + LINK_WIDTH + ACS_WIDTH, "small", name);
}

static void draw_function(const struct picture *p, const struct pci_dev *dev, int x)
{
	const struct bp_pci_record *r = bp_topo_record(p->topo, dev);
	const char *role = !p->way		      ? ""
			   : dev == p->way->requester ? ", sends"
			   : dev == p->way->target    ? ", is meant"
						      : "";
	char text[120];

	if (p->grey)
		return;
	fprintf(p->out,
		"<rect class=\"box %s%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" "
		"rx=\"4\"/>\n",
		box_class(dev), is_on_way(p, dev) ? " way" : "", x, p->y, BOX_WIDTH, BOX_HEIGHT);
	snprintf(text, sizeof(text), "%02x:%02x.%x  %s%s", dev->bus->number, PCI_SLOT(dev->devfn),
		 PCI_FUNC(dev->devfn), bp_topo_kind(dev), role);
	text_at(p, x + 8, *role ? "bold" : "plain", text);
	if (r->link.width) {
		snprintf(text, sizeof(text), "x%u %s", r->link.width, r->link.speed);
		text_at(p, p->columns, "small", text);
	}
	draw_acs(p, dev);
	draw_name(p, dev);
}

/* Numbers of buses rise downwards: the depth is bounded. */
static void draw_bus(struct picture *p, const struct pci_bus *bus, int x, int from_y,
		     bool above_on_way)
{
	const struct pci_dev *dev;

	TAILQ_FOREACH (dev, &bus->devices, on_bus) {
		int y = p->y;

		draw_elbow(p, x, from_y, above_on_way && is_on_way(p, dev));
		draw_function(p, dev, x);
		p->y += LINE;
		if (dev->subordinate)
			draw_bus(p, dev->subordinate, x + STEP, y + BOX_HEIGHT, is_on_way(p, dev));
	}
}

static void draw_title(struct picture *p, const char *title, bool on_way)
{
	if (!p->grey) {
		fprintf(p->out,
			"<rect class=\"box bridge%s\" x=\"%d\" y=\"%d\" width=\"%d\" "
			"height=\"%d\" rx=\"11\"/>\n",
			on_way ? " way" : "", LEFT, p->y, BOX_WIDTH, BOX_HEIGHT);
		text_at(p, LEFT + 8, "bold", title);
	}
	p->y += LINE;
}

/* A bus of virtual functions that hangs on no bridge, at its first function. */
static bool is_loose(const struct pci_dev *dev)
{
	const struct pci_bus *bus = dev->bus;

	return dev->physfn && bus->bridge->bus != bus &&
	       !(bus->self && bus->self->subordinate == bus) && TAILQ_FIRST(&bus->devices) == dev;
}

static void draw_all(struct picture *p)
{
	const struct pci_host_bridge *bridge;
	const struct pci_dev *dev;
	char title[60], name[BP_PCI_NAME_MAX];

	TAILQ_FOREACH (bridge, &p->topo->pci->bridges, link) {
		int y = p->y + BOX_HEIGHT;

		snprintf(title, sizeof(title), "host bridge %04x:%02x", bridge->domain,
			 bridge->bus->number);
		draw_title(p, title, is_on_way_root(p, bridge));
		draw_bus(p, bridge->bus, LEFT + STEP, y, is_on_way_root(p, bridge));
		p->y += LINE / 2;
	}
	TAILQ_FOREACH (dev, &p->topo->pci->devices, link) {
		int y = p->y + BOX_HEIGHT;

		if (!is_loose(dev))
			continue;
		snprintf(title, sizeof(title), "virtual functions of %s",
			 bp_pci_name(dev->physfn, name));
		draw_title(p, title, false);
		draw_bus(p, dev->bus, LEFT + STEP, y, false);
	}
}

/* How many lines and how deep: the same walk without a pen. */
static void measure(const struct bp_topo *topo, int *lines, int *depth)
{
	const struct pci_host_bridge *bridge;
	const struct pci_dev *dev;

	*lines = 0;
	*depth = 0;
	TAILQ_FOREACH (bridge, &topo->pci->bridges, link)
		*lines += 2;
	TAILQ_FOREACH (dev, &topo->pci->devices, link) {
		int steps = 1;

		for (const struct pci_dev *up = dev; (up = pci_upstream_bridge(up));)
			steps++;
		*depth = bp_max(*depth, steps);
		*lines += is_loose(dev) ? 2 : 1;
	}
}

static void draw_words(struct picture *p)
{
	char text[400], from[BP_PCI_NAME_MAX], to[BP_PCI_NAME_MAX], reach[BP_TOPO_REACH_MAX];
	const struct bp_topo_way *way = p->way;

	p->y = 14;
	text_at(p, LEFT, "title", p->topo->records.source);
	p->y = 38;
	if (!way) {
		text_at(p, LEFT, "plain", "red: ACS redirects there");
		return;
	}
	snprintf(text, sizeof(text),
		 "%s to %s by %s 0x%llx: %s; %s [%s].  Red: ACS redirects there",
		 bp_pci_name(way->requester, from), bp_pci_name(way->target, to),
		 bp_topo_address_name(way->kind), (unsigned long long)way->address,
		 bp_topo_reach(&way->request, reach), bp_outcome_name(way->request.outcome),
		 bp_turn_rule(bp_route_end(&way->request)));
	text_at(p, LEFT, "plain", text);
}

void bp_topo_print_svg(FILE *out, const struct bp_topo *topo, const struct bp_topo_way *way)
{
	struct picture p = { .out = out, .topo = topo, .way = way };
	int lines, depth, width;

	measure(topo, &lines, &depth);
	p.columns = LEFT + STEP * depth + BOX_WIDTH + 16;
	width = p.columns + LINK_WIDTH + ACS_WIDTH + NAME_WIDTH;
	bp_svg_begin(out, width, TOP + lines * LINE,
		     ".box{stroke:#667;fill:#f3f3f3}.root{fill:#e3ebf7}.port{fill:#e6f2e3}"
		     ".end{fill:#fdf3d7}.bridge{fill:#ddd}\n"
		     ".wire{fill:none;stroke:#99a}.way{stroke:#06c;stroke-width:3}"
		     ".redirects{fill:#fbdcd8;stroke:#c22}\n");
	draw_words(&p);
	for (int grey = 1; grey >= 0; grey--) {
		p.grey = grey;
		p.y = TOP;
		draw_all(&p);
	}
	fputs("</svg>\n", out);
}
