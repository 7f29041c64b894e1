/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The root complex (P2P-A6.5, P2P-A6.6).
 */
#include "pci/walk.h"

#define IOMMU_PAGE 4096ull

static bool is_memory(const struct bp_pci_window *window)
{
	return window->res.flags & IORESOURCE_MEM;
}

/* Whether an address is in a window that begins at @base. */
static bool in_window(const struct bp_pci_window *window, u64 address, u64 base, u64 *alike)
{
	const u64 size = window->res.end - window->res.start;

	if (!is_memory(window))
		return false;
	if (address - base <= size) {
		bp_alike_upto(alike, address, base + size);
		return true;
	}
	bp_alike_before(alike, address, base);
	return false;
}

/* A host bridge whose windows nobody knows sends down what somebody on its root bus answers to;
 * its offsets are 0 then (A3.3). */
static bool has_bus_window(const struct bp_walk *walk, const struct pci_host_bridge *bridge)
{
	u64 *alike = &walk->route->alike;

	for (unsigned i = 0; i < bridge->nr_windows; i++) {
		const struct bp_pci_window *window = &bridge->windows[i];

		if (in_window(window, walk->address, window->res.start - window->offset, alike))
			return true;
	}
	return !bridge->nr_windows &&
	       bp_decode_on_bus(walk->fabric->pci, bridge->bus, NULL, walk->address, alike);
}

/* The host bridge that a CPU address leads to, and the bus address there; NULL for none. */
static const struct pci_host_bridge *cpu_window(const struct bp_fabric *fabric, phys_addr_t cpu,
						u64 *bus, u64 *alike)
{
	const struct pci_host_bridge *bridge;

	TAILQ_FOREACH (bridge, &fabric->pci->bridges, link) {
		*bus = cpu.phys;
		for (unsigned i = 0; i < bridge->nr_windows; i++) {
			const struct bp_pci_window *window = &bridge->windows[i];

			*bus = cpu.phys - window->offset;
			if (in_window(window, cpu.phys, window->res.start, alike))
				return bridge;
		}
		if (!bridge->nr_windows &&
		    bp_decode_on_bus(fabric->pci, bridge->bus, NULL, cpu.phys, alike))
			return bridge;
	}
	return NULL;
}

static bool may_pass(enum bp_p2p_policy policy, bool same_bridge)
{
	return policy == BP_POLICY_ALL || (policy == BP_POLICY_SAME_BRIDGE && same_bridge);
}

/* A6.6 */
static void pass_on(struct bp_walk *walk, const struct pci_dev *from,
		    const struct pci_host_bridge *to)
{
	const struct pci_host_bridge *bridge = from->bus->bridge;
	bool same = bridge == to;

	if (!may_pass(bp_fabric_bridge(walk->fabric, bridge)->policy, same)) {
		bp_walk_root(walk, BP_AT_POLICY, bridge);
		return;
	}
	bp_walk_root(walk, same ? BP_AT_THROUGH_BRIDGE : BP_AT_ACROSS_BRIDGES, bridge);
	if (same && from->subordinate &&
	    bp_decode_windows(from, walk->address, &walk->route->alike))
		bp_walk_root(walk, BP_AT_HAIRPIN, bridge);
	bp_walk_enter(walk, to);
}

/* As far as there is RAM, or none; where nobody says how far, as far as the request. */
static void narrow_by_ram(const struct bp_walk *walk, phys_addr_t phys, u64 extent)
{
	const struct bp_fabric_config *config = &walk->fabric->config;
	u64 *alike = &walk->route->alike;

	if (config->ram && !extent)
		extent = config->ram->gap ? config->ram->gap(config->ram_context, phys)
					  : walk->request->bytes;
	if (config->ram)
		*alike = bp_min(*alike, extent);
}

/* A6.5.2; false: no RAM there. */
static bool to_ram(struct bp_walk *walk, phys_addr_t phys, const struct pci_host_bridge *bridge)
{
	const struct bp_fabric_config *config = &walk->fabric->config;
	u64 extent = config->ram ? config->ram->extent(config->ram_context, phys) : 0;

	narrow_by_ram(walk, phys, extent);
	if (!extent)
		return false;
	bp_walk_root(walk, extent < walk->request->bytes ? BP_AT_RAM_HOLE : BP_AT_RAM, bridge);
	if (extent >= walk->request->bytes)
		walk->route->target = (struct bp_target){ .kind = BP_TARGET_RAM, .phys = phys };
	return true;
}

/* A6.5.2 to A6.5.4 */
static void to_cpu_address(struct bp_walk *walk, phys_addr_t cpu, const struct pci_dev *from)
{
	const struct pci_host_bridge *bridge = from->bus->bridge, *to;
	u64 bus;

	if (to_ram(walk, cpu, bridge))
		return;
	to = cpu_window(walk->fabric, cpu, &bus, &walk->route->alike);
	if (!to) {
		bp_walk_root(walk, BP_AT_NOWHERE, bridge);
		return;
	}
	bp_walk_root(walk, BP_AT_CPU_WINDOW, bridge);
	walk->address = bus;
	pass_on(walk, from, to);
}

static bool iommu_is_on(const struct bp_walk *walk)
{
	const struct bp_fabric_config *config = &walk->fabric->config;

	return config->iommu &&
	       config->iommu->is_on(config->iommu_context, walk->request->requester);
}

/* False: it ended with a fault. */
static bool translate(struct bp_walk *walk, const struct pci_dev *from, phys_addr_t *phys)
{
	const struct bp_fabric_config *config = &walk->fabric->config;
	const struct bp_request *request = walk->request;

	/* MODEL: what says that it is translated is believed. */
	*phys = bp_phys_addr(walk->address);
	if (request->type == BP_TRANSLATED)
		return true;
	bp_alike_upto(&walk->route->alike, walk->address, walk->address | (IOMMU_PAGE - 1));
	walk->route->fault =
		config->iommu->translate(config->iommu_context, request->requester,
					 bp_dma_addr(walk->address), request->is_write, phys);
	bp_walk_root(walk, walk->route->fault ? BP_AT_FAULT : BP_AT_IOMMU, from->bus->bridge);
	return !walk->route->fault;
}

void bp_walk_root_complex(struct bp_walk *walk, const struct pci_dev *from)
{
	const struct pci_host_bridge *bridge = from->bus->bridge;
	phys_addr_t phys;

	if (iommu_is_on(walk)) {
		if (translate(walk, from, &phys))
			to_cpu_address(walk, phys, from);
		return;
	}
	if (!has_bus_window(walk, bridge)) {
		to_cpu_address(walk, bp_phys_addr(walk->address + bridge->dma_offset), from);
		return;
	}
	bp_walk_root(walk, BP_AT_BUS_WINDOW, bridge);
	pass_on(walk, from, bridge);
}

void bp_route_cpu(const struct bp_fabric *fabric, phys_addr_t phys, unsigned bytes,
		  struct bp_route *route)
{
	struct bp_request request = { .bytes = bytes, .address = phys.phys };
	struct bp_walk walk = { fabric, &request, phys.phys, route };
	const struct pci_host_bridge *bridge = cpu_window(fabric, phys, &walk.address, NULL);

	bp_route_start(route);
	if (!bridge) {
		bp_walk_root(&walk, BP_AT_NOWHERE, TAILQ_FIRST(&fabric->pci->bridges));
		return;
	}
	bp_walk_root(&walk, BP_AT_FROM_CPU, bridge);
	bp_walk_enter(&walk, bridge);
}
