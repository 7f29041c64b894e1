/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "cli/topo_svg.h"

struct walk {
	struct bp_topo_rows *rows;
	const struct bp_topo_way *way;
};

static bool passes(const struct bp_route *route, const struct pci_dev *dev)
{
	for (unsigned i = 0; i < route->nr_hops; i++)
		if (route->hop[i].at == dev ||
		    (route->hop[i].to == dev &&
		     bp_turn_class(route->hop[i].turn) != BP_TURN_REDIRECTS))
			return true;
	return false;
}

/* The last hop of a completion is the requester, which is on the way. */
static bool is_on_way(const struct bp_topo_way *way, const struct pci_dev *dev)
{
	return way &&
	       (passes(&way->request, dev) ||
		(way->has_completion && passes(&way->completion, dev)) || dev == way->requester);
}

static bool is_at_root(const struct bp_hop *hop, const struct pci_host_bridge *bridge)
{
	return !hop->at && hop->bridge == bridge;
}

static bool is_root_on_way(const struct bp_topo_way *way, const struct pci_host_bridge *bridge)
{
	for (unsigned i = 0; way && i < way->request.nr_hops; i++)
		if (is_at_root(&way->request.hop[i], bridge))
			return true;
	return false;
}

/* "7-8, 12": the turns of the request that are taken at a function or root complex. */
static void put_turns(const struct bp_topo_way *way, const struct pci_dev *dev,
		      const struct pci_host_bridge *bridge, char text[BP_TREE_BADGE_MAX])
{
	const unsigned n = way ? way->request.nr_hops : 0;
	size_t used = 0;

	for (unsigned i = 0, end; i < n && used < BP_TREE_BADGE_MAX - 14; i = end) {
		for (end = i; end < n && (dev ? way->request.hop[end].at == dev
					      : is_at_root(&way->request.hop[end], bridge));)
			end++;
		if (end > i)
			used += (size_t)snprintf(text + used, BP_TREE_BADGE_MAX - used,
						 end > i + 1 ? "%s%u-%u" : "%s%u", used ? ", " : "",
						 i + 1, end);
		end = bp_max(end, i + 1);
	}
}

const char *bp_topo_box_look(const struct pci_dev *dev)
{
	if (!dev->subordinate)
		return bp_topo_is_end(dev) ? "end" : "plain";
	return dev->is_pcie && dev->pcie_type == PCI_EXP_TYPE_ROOT_PORT ? "root" : "port";
}

void bp_topo_box_text(const struct pci_dev *dev, char text[BP_TREE_TEXT_MAX])
{
	snprintf(text, BP_TREE_TEXT_MAX, "%02x:%02x.%x  %s", dev->bus->number, PCI_SLOT(dev->devfn),
		 PCI_FUNC(dev->devfn), bp_topo_kind(dev));
}

static struct bp_tree_row *add(const struct walk *w, const struct pci_dev *dev, unsigned depth)
{
	struct bp_tree_row *row = &w->rows->row[w->rows->nr];

	w->rows->dev[w->rows->nr++] = dev;
	row->depth = depth;
	return row;
}

static void add_function(const struct walk *w, const struct pci_dev *dev, unsigned depth)
{
	struct bp_tree_row *row = add(w, dev, depth);
	size_t used;

	row->look = bp_topo_box_look(dev);
	row->on = is_on_way(w->way, dev);
	row->strong = w->way && (dev == w->way->requester || dev == w->way->target);
	bp_topo_box_text(dev, row->text);
	used = strlen(row->text);
	if (row->strong)
		snprintf(row->text + used, sizeof(row->text) - used,
			 dev == w->way->requester ? ", sends" : ", is meant");
	put_turns(w->way, dev, NULL, row->badge);
}

/* Numbers of buses rise downwards: the depth is bounded. */
static void add_bus(const struct walk *w, const struct pci_bus *bus, unsigned depth)
{
	const struct pci_dev *dev;

	TAILQ_FOREACH (dev, &bus->devices, on_bus) {
		add_function(w, dev, depth);
		if (dev->subordinate)
			add_bus(w, dev->subordinate, depth + 1);
	}
}

static void add_bridge(const struct walk *w, const struct pci_host_bridge *bridge)
{
	struct bp_tree_row *row = add(w, NULL, 0);

	row->look = "bridge";
	row->strong = true;
	row->on = is_root_on_way(w->way, bridge);
	snprintf(row->text, sizeof(row->text), "host bridge %04x:%02x", bridge->domain,
		 bridge->bus->number);
	put_turns(w->way, NULL, bridge, row->badge);
	add_bus(w, bridge->bus, 1);
}

/* A bus of virtual functions that hangs on no bridge, at its first function. */
static bool is_loose(const struct pci_dev *dev)
{
	const struct pci_bus *bus = dev->bus;

	return dev->physfn && bus->bridge->bus != bus &&
	       !(bus->self && bus->self->subordinate == bus) && TAILQ_FIRST(&bus->devices) == dev;
}

static void add_loose(const struct walk *w, const struct pci_dev *dev)
{
	struct bp_tree_row *row = add(w, NULL, 0);
	char name[BP_PCI_NAME_MAX];

	row->look = "bridge";
	row->strong = true;
	snprintf(row->text, sizeof(row->text), "virtual functions of %s",
		 bp_pci_name(dev->physfn, name));
	add_bus(w, dev->bus, 1);
}

/* As many rows as there may be: each function has at most a title. */
static bool make_room(const struct bp_topo *topo, struct bp_topo_rows *rows)
{
	const struct pci_host_bridge *bridge;
	const struct pci_dev *dev;
	size_t n = 0;

	TAILQ_FOREACH (bridge, &topo->pci->bridges, link)
		n++;
	TAILQ_FOREACH (dev, &topo->pci->devices, link)
		n += 2;
	rows->row = calloc(n + 1, sizeof(*rows->row));
	rows->dev = calloc(n + 1, sizeof(*rows->dev));
	return rows->row && rows->dev;
}

struct bp_topo_rows *bp_topo_rows(const struct bp_topo *topo, const struct bp_topo_way *way)
{
	struct bp_topo_rows *rows = calloc(1, sizeof(*rows));
	const struct walk walk = { .rows = rows, .way = way };
	const struct pci_host_bridge *bridge;
	const struct pci_dev *dev;

	if (!rows || !make_room(topo, rows)) {
		bp_topo_rows_free(rows);
		return NULL;
	}
	TAILQ_FOREACH (bridge, &topo->pci->bridges, link)
		add_bridge(&walk, bridge);
	TAILQ_FOREACH (dev, &topo->pci->devices, link)
		if (is_loose(dev))
			add_loose(&walk, dev);
	return rows;
}

void bp_topo_rows_free(struct bp_topo_rows *rows)
{
	if (!rows)
		return;
	free(rows->row);
	free(rows->dev);
	free(rows);
}
