/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tree as text.
 */
#include <stdio.h>
#include <string.h>

#include "cli/topo.h"

#define DEPTH_MAX 256
#define LEFT_COLUMNS 50

/* "|  " for each level above that goes on, "   " for one that does not. */
struct branch {
	char stem[3 * DEPTH_MAX + 1];
	size_t used;
};

/* A line in the making: columns, and no blanks behind the last one. */
struct line {
	char text[3 * DEPTH_MAX + 400];
	size_t used;
};

static void put(struct line *line, int columns, const char *text)
{
	line->used += (size_t)snprintf(line->text + line->used, sizeof(line->text) - line->used,
				       "%-*s", columns, text);
	line->used = bp_min(line->used, sizeof(line->text) - 1);
}

static void print(FILE *out, struct line *line)
{
	while (line->used && line->text[line->used - 1] == ' ')
		line->used--;
	line->text[line->used] = '\0';
	fprintf(out, "%s\n", line->text);
}

static void put_left(struct line *line, const struct branch *branch, const struct pci_dev *dev)
{
	char text[3 * DEPTH_MAX + 80], buses[24] = "";
	bool last = !TAILQ_NEXT(dev, on_bus);

	if (dev->subordinate)
		snprintf(buses, sizeof(buses), " [%02x-%02x]", dev->subordinate->number,
			 dev->subordinate->busn_end);
	snprintf(text, sizeof(text), "%s%s %02x:%02x.%x %s%s", branch->stem, last ? "`-" : "+-",
		 dev->bus->number, PCI_SLOT(dev->devfn), PCI_FUNC(dev->devfn), bp_topo_kind(dev),
		 buses);
	put(line, LEFT_COLUMNS, text);
}

static void put_link(struct line *line, const struct bp_pci_record *r)
{
	char text[40] = "";

	if (r->link.width)
		snprintf(text, sizeof(text), "x%u %s", r->link.width, r->link.speed);
	put(line, 2, "");
	put(line, 12, text);
}

static void print_function(FILE *out, const struct bp_topo *topo, const struct branch *branch,
			   const struct pci_dev *dev)
{
	char acs_text[BP_TOPO_ACS_MAX], name[BP_TOPO_NAME_MAX];
	struct line line = { .used = 0 };
	enum bp_p2p_acs acs;
	unsigned offset;
	u16 ctrl;

	acs = bp_topo_acs_read(dev, &offset, &ctrl);
	put_left(&line, branch, dev);
	put_link(&line, bp_topo_record(topo, dev));
	put(&line, 2, "");
	put(&line, 22, acs == BP_P2P_ACS_NONE ? "" : bp_topo_acs(acs, ctrl, acs_text));
	put(&line, 2, "");
	put(&line, 0, bp_topo_name(topo, dev, name));
	if (acs == BP_P2P_ACS_REDIRECTS)
		put(&line, 0, "  redirects");
	print(out, &line);
}

/* Numbers of buses rise downwards: the depth is bounded. */
static void print_bus(FILE *out, const struct bp_topo *topo, struct branch *branch,
		      const struct pci_bus *bus)
{
	const struct pci_dev *dev;

	TAILQ_FOREACH (dev, &bus->devices, on_bus) {
		size_t used = branch->used;

		print_function(out, topo, branch, dev);
		if (!dev->subordinate)
			continue;
		branch->used += (size_t)snprintf(branch->stem + used, sizeof(branch->stem) - used,
						 "%s", TAILQ_NEXT(dev, on_bus) ? "|  " : "   ");
		print_bus(out, topo, branch, dev->subordinate);
		branch->stem[used] = '\0';
		branch->used = used;
	}
}

/* Buses of virtual functions that no bridge owns hang on nothing. */
static void print_virtual(FILE *out, const struct bp_topo *topo)
{
	const struct pci_bus *done = NULL;
	const struct pci_dev *dev;

	TAILQ_FOREACH (dev, &topo->pci->devices, link) {
		struct branch branch = { 0 };
		char name[BP_PCI_NAME_MAX];

		if (!dev->physfn || dev->bus == done || dev->bus->bridge->bus == dev->bus ||
		    (dev->bus->self && dev->bus->self->subordinate == dev->bus))
			continue;
		done = dev->bus;
		fprintf(out, "\n%04x:%02x  virtual functions of %s\n", dev->bus->bridge->domain,
			dev->bus->number, bp_pci_name(dev->physfn, name));
		print_bus(out, topo, &branch, dev->bus);
	}
}

void bp_topo_print_tree(FILE *out, const struct bp_topo *topo)
{
	const struct pci_host_bridge *bridge;

	fprintf(out, "%s: %u function%s\n", topo->records.source, topo->records.n,
		topo->records.n == 1 ? "" : "s");
	TAILQ_FOREACH (bridge, &topo->pci->bridges, link) {
		struct branch branch = { 0 };

		fprintf(out, "\n%04x:%02x\n", bridge->domain, bridge->bus->number);
		print_bus(out, topo, &branch, bridge->bus);
	}
	print_virtual(out, topo);
	bp_topo_print_warnings(out, topo);
	bp_topo_print_unknown(out, topo);
}
