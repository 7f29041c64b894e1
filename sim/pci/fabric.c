/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include "pci/decode.h"
#include "pci/fabric.h"
#include "pci/known.h"

/* Where a function is looked for first; functions are large, so low bits of addresses say little.
 */
static unsigned slot_of(const struct bp_fabric *fabric, const struct pci_dev *dev)
{
	return (unsigned)((uintptr_t)dev * 0x9e3779b97f4a7c15ull >> fabric->slot_shift);
}

static void place(struct bp_fabric *fabric, struct bp_fabric_node *node)
{
	const unsigned last = fabric->nr_slots - 1;
	unsigned at = slot_of(fabric, node->dev);

	while (fabric->by_dev[at])
		at = (at + 1) & last;
	fabric->by_dev[at] = node;
}

static void place_all(struct bp_fabric *fabric)
{
	const struct pci_host_bridge *bridge;
	const struct pci_dev *dev;
	unsigned n = 0;

	TAILQ_FOREACH (dev, &fabric->pci->devices, link) {
		fabric->node[n].dev = dev;
		place(fabric, &fabric->node[n++]);
	}
	n = 0;
	TAILQ_FOREACH (bridge, &fabric->pci->bridges, link)
		fabric->bridge[n++].bridge = bridge;
}

static void number_ports(const struct bp_fabric *fabric, struct bp_fabric_node *upstream)
{
	const struct pci_bus *bus = upstream->dev->subordinate;
	const struct pci_dev *dev;

	if (!bus || bp_bus_kind(bus) != BP_BUS_SWITCH)
		return;
	upstream->nr_ports = 1;
	TAILQ_FOREACH (dev, &bus->devices, on_bus)
		bp_fabric_node(fabric, dev)->port = upstream->nr_ports++;
}

static size_t crossings_of(const struct bp_fabric_node *node)
{
	return (size_t)node->nr_ports * node->nr_ports;
}

/* True unless there is no memory. */
static bool make_crossbars(struct bp_fabric *fabric)
{
	u64 *next;

	for (unsigned i = 0; i < fabric->nr_nodes; i++) {
		number_ports(fabric, &fabric->node[i]);
		fabric->nr_crossings += crossings_of(&fabric->node[i]);
	}
	next = fabric->crossbar = calloc(fabric->nr_crossings + 1, sizeof(u64));
	for (unsigned i = 0; next && i < fabric->nr_nodes; i++) {
		fabric->node[i].crossbar = next;
		next += crossings_of(&fabric->node[i]);
	}
	return next;
}

/* At least one of two stays free. */
static void count_slots(struct bp_fabric *fabric)
{
	fabric->nr_slots = 2;
	fabric->slot_shift = 63;
	while (fabric->nr_slots < 2 * fabric->nr_nodes) {
		fabric->nr_slots *= 2;
		fabric->slot_shift--;
	}
}

struct bp_fabric *bp_fabric_new(const struct bp_pci *pci, const struct bp_fabric_config *config)
{
	struct bp_fabric *fabric = calloc(1, sizeof(*fabric));
	const struct pci_host_bridge *bridge;
	const struct pci_dev *dev;

	if (!fabric)
		return NULL;
	fabric->pci = pci;
	TAILQ_INIT(&fabric->flight.lanes);
	LIST_INIT(&fabric->combining);
	if (config)
		fabric->config = *config;
	fabric->flight.random = fabric->config.seed;
	fabric->sizes = config && config->sizes ? *config->sizes : bp_tlp_default_sizes;
	TAILQ_FOREACH (dev, &pci->devices, link)
		fabric->nr_nodes++;
	TAILQ_FOREACH (bridge, &pci->bridges, link)
		fabric->nr_bridges++;
	count_slots(fabric);
	fabric->node = calloc(fabric->nr_nodes + 1, sizeof(*fabric->node));
	fabric->by_dev = calloc(fabric->nr_slots, sizeof(struct bp_fabric_node *));
	fabric->bridge = calloc(fabric->nr_bridges + 1, sizeof(*fabric->bridge));
	fabric->known = calloc(1, sizeof(*fabric->known));
	if (!fabric->node || !fabric->by_dev || !fabric->bridge || !fabric->known) {
		bp_fabric_free(fabric);
		return NULL;
	}
	place_all(fabric);
	if (make_crossbars(fabric))
		return fabric;
	bp_fabric_free(fabric);
	return NULL;
}

void bp_fabric_free(struct bp_fabric *fabric)
{
	if (!fabric)
		return;
	for (unsigned i = 0; fabric->node && i < fabric->nr_nodes; i++)
		for (unsigned bar = 0; bar < PCI_STD_NUM_BARS; bar++)
			bp_backing_fini(&fabric->node[i].backing[bar]);
	bp_intent_clear(fabric);
	bp_flight_clear(fabric);
	free(fabric->node);
	free(fabric->by_dev);
	free(fabric->crossbar);
	free(fabric->bridge);
	free(fabric->known);
	free(fabric->p2p.pair);
	free(fabric);
}

struct bp_fabric_node *bp_fabric_node(const struct bp_fabric *fabric, const struct pci_dev *dev)
{
	const unsigned last = fabric->nr_slots - 1;
	unsigned at = slot_of(fabric, dev);

	while (fabric->by_dev[at] && fabric->by_dev[at]->dev != dev)
		at = (at + 1) & last;
	return fabric->by_dev[at];
}

struct bp_fabric_bridge *bp_fabric_bridge(const struct bp_fabric *fabric,
					  const struct pci_host_bridge *bridge)
{
	for (unsigned i = 0; i < fabric->nr_bridges; i++)
		if (fabric->bridge[i].bridge == bridge)
			return &fabric->bridge[i];
	return NULL;
}

void bp_fabric_registers(struct bp_fabric *fabric, struct pci_dev *dev, unsigned bar,
			 const struct bp_register_ops *registers, void *context, u64 bytes)
{
	struct bp_backing *backing = &bp_fabric_node(fabric, dev)->backing[bar];

	backing->registers = registers;
	backing->context = context;
	backing->register_bytes = bytes ? bytes : pci_resource_len(dev, bar);
	dev->bp_register_bytes[bar] = backing->register_bytes;
}

int bp_fabric_own_window(struct bp_fabric *fabric, const struct pci_dev *dev,
			 const struct bp_own_window *window)
{
	u64 room = window->bar < PCI_STD_NUM_BARS ? pci_resource_len(dev, window->bar) : 0;

	if (window->offset > room || window->bytes > room - window->offset ||
	    window->base + window->bytes < window->base)
		return -EINVAL;
	bp_fabric_node(fabric, dev)->own = *window;
	bp_fabric_steady(fabric, fabric->is_steady); /* what is known of ways may be over */
	return 0;
}

void bp_fabric_pull(struct bp_fabric *fabric, const struct pci_dev *dev)
{
	bp_fabric_node(fabric, dev)->is_gone = true;
}
