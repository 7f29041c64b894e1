/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tree above adapter, drive and provider, line by line.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/p2p.h"
#include "pci/fabric.h"

struct walk {
	const struct bp_p2p *p2p;
	struct bp_p2p_row *row;
	unsigned nr;
	unsigned depth;
	char stem[BP_P2P_STEM_MAX];
};

static bool has_role(const struct bp_p2p *p2p, const struct pci_dev *dev)
{
	char role[BP_P2P_ROLE_MAX];

	return *bp_p2p_role(p2p, dev, role);
}

/* Whether something that plays a role is below a bus: numbers of buses rise downwards. */
static bool is_above(const struct bp_p2p *p2p, const struct pci_bus *bus)
{
	const struct pci_dev *dev;

	TAILQ_FOREACH (dev, &bus->devices, on_bus)
		if (has_role(p2p, dev) || (dev->subordinate && is_above(p2p, dev->subordinate)))
			return true;
	return false;
}

static bool is_shown(const struct bp_p2p *p2p, const struct pci_dev *dev)
{
	return has_role(p2p, dev) || (dev->subordinate && is_above(p2p, dev->subordinate));
}

static const struct pci_dev *next_shown(const struct bp_p2p *p2p, const struct pci_dev *dev)
{
	while (dev && !is_shown(p2p, dev))
		dev = TAILQ_NEXT(dev, on_bus);
	return dev;
}

static void walk_bus(struct walk *w, const struct pci_bus *bus)
{
	const struct bp_fabric *fabric = w->p2p->flow[0].fabric;
	const struct pci_dev *dev, *next;

	for (dev = next_shown(w->p2p, TAILQ_FIRST(&bus->devices)); dev; dev = next) {
		struct bp_p2p_row *row = &w->row[w->nr++];
		const size_t used = strlen(w->stem);

		next = next_shown(w->p2p, TAILQ_NEXT(dev, on_bus));
		row->dev = dev;
		row->node = (unsigned)(bp_fabric_node(fabric, dev) - fabric->node);
		row->depth = w->depth;
		snprintf(row->stem, sizeof(row->stem), "%s%s", w->stem, next ? "+- " : "`- ");
		if (!dev->subordinate)
			continue;
		snprintf(w->stem + used, sizeof(w->stem) - used, "%s", next ? "|  " : "   ");
		w->depth++;
		walk_bus(w, dev->subordinate);
		w->depth--;
		w->stem[used] = '\0';
	}
}

struct bp_p2p_row *bp_p2p_rows(const struct bp_p2p *p2p, unsigned *nr)
{
	const struct bp_fabric *fabric = p2p->flow[0].fabric;
	struct walk *w = calloc(1, sizeof(*w));
	struct bp_p2p_row *rows = NULL;
	const struct pci_host_bridge *bridge;
	unsigned place = 0;

	*nr = 0;
	if (!w)
		return NULL;
	w->p2p = p2p;
	w->row = calloc(fabric->nr_nodes + p2p->flow[0].moved.nr_bridges, sizeof(*w->row));
	if (w->row) {
		TAILQ_FOREACH (bridge, &fabric->pci->bridges, link) {
			if (is_above(p2p, bridge->bus)) {
				w->row[w->nr].node = place;
				w->row[w->nr++].bridge = bridge;
				walk_bus(w, bridge->bus);
			}
			place++;
		}
		*nr = w->nr;
		rows = w->row;
	}
	free(w);
	return rows;
}
