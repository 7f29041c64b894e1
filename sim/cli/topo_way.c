/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/topo_way.h"
#include "input/pci_tree.h"
#include "pci/decode.h"

#define PAGE_MASK 0xfffull
#define MIB 0x100000ull
#define HIGHEST_IOVA_PAGE 0xfffff000ull
#define REQUEST_BYTES 64

/* An IOMMU that has one page mapped, or none. */
struct iommu {
	bool on;
	u64 iova;
	phys_addr_t phys;
	bool maps;
};

static bool is_on(void *context, const struct pci_dev *requester)
{
	const struct iommu *iommu = context;

	(void)requester;
	return iommu->on;
}

static enum bp_iommu_fault translate(void *context, const struct pci_dev *requester,
				     dma_addr_t iova, bool is_write, phys_addr_t *phys)
{
	const struct iommu *iommu = context;

	(void)requester, (void)is_write;
	if (!iommu->maps || (iova.dma & ~PAGE_MASK) != iommu->iova)
		return BP_IOMMU_NOT_PRESENT;
	*phys = bp_phys_addr(iommu->phys.phys | (iova.dma & PAGE_MASK));
	return BP_IOMMU_OK;
}

static const struct bp_translation_ops iommu_ops = { is_on, translate };

static u64 ram_extent(void *context, phys_addr_t phys)
{
	return bp_pci_records_ram(context, phys.phys);
}

/* Nothing is moved: routes alone are asked for. */
static const struct bp_ram_ops ram_ops = { .extent = ram_extent };

/* The largest BAR of memory, or the one that was asked for; false: none is known. */
static bool choose_bar(const struct bp_topo *topo, struct bp_topo_way *way)
{
	const struct bp_pci_record *r = bp_topo_record(topo, way->target);
	u64 best = 0;

	for (unsigned bar = 0; bar < PCI_STD_NUM_BARS; bar++) {
		u64 bytes = pci_resource_len(way->target, bar);

		if (!(pci_resource_flags(way->target, bar) & IORESOURCE_MEM) || bytes <= best ||
		    (topo->options.bar >= 0 && bar != (unsigned)topo->options.bar))
			continue;
		best = bytes;
		way->bar = bar;
		way->bar_bytes = r->bars_known >> bar & 1 ? bytes : 0;
	}
	return best;
}

static int no_bar(const struct bp_topo *topo, const struct pci_dev *target, struct bp_error *err)
{
	char name[BP_PCI_NAME_MAX], which[32] = "memory BAR";

	if (topo->options.bar >= 0)
		snprintf(which, sizeof(which), "memory in BAR %d", topo->options.bar);
	return bp_error_set(err, topo->records.source, 0, "--route",
			    "no %s of %s is known; -vvv, -xxxx or --resources tells of BARs that "
			    "have an address",
			    which, bp_pci_name(target, name));
}

/* What the kernel would give the requester's driver; a bus address where it refuses. */
static enum bp_topo_address kind_of(const struct bp_topo *topo, const struct bp_p2p_verdict *v)
{
	if (topo->options.address != BP_TOPO_ADDRESS_KERNEL)
		return topo->options.address;
	if (v->type != PCI_P2PDMA_MAP_THRU_HOST_BRIDGE)
		return BP_TOPO_ADDRESS_BUS;
	return topo->options.machine.iommu == BP_P2P_IOMMU_ON ? BP_TOPO_ADDRESS_IOVA
							      : BP_TOPO_ADDRESS_PHYS;
}

static bool is_reserved(const struct bp_topo *topo, const struct pci_host_bridge *bridge, u64 iova)
{
	const struct pci_dev *dev;

	for (unsigned i = 0; i < bridge->nr_windows; i++) {
		const struct bp_pci_window *w = &bridge->windows[i];

		if (iova - (w->res.start - w->offset) <= w->res.end - w->res.start)
			return true;
	}
	TAILQ_FOREACH (dev, &topo->pci->devices, link)
		if (dev->bus->bridge == bridge && bp_decodes(dev, iova, NULL))
			return true;
	return false;
}

/* The highest page below 4 GiB that no bus window has (P2P-C5.3, C5.4). */
static u64 free_iova(const struct bp_topo *topo, const struct pci_host_bridge *bridge)
{
	u64 iova = HIGHEST_IOVA_PAGE;

	while (iova > MIB && is_reserved(topo, bridge, iova))
		iova -= MIB;
	return iova;
}

/* The address that the request carries; the IOMMU learns of it when it is an IOVA. */
static u64 address_of(const struct bp_topo *topo, const struct bp_topo_way *way,
		      struct iommu *iommu)
{
	u64 phys = pci_resource_start(way->target, way->bar);

	if (way->kind == BP_TOPO_ADDRESS_BUS)
		return pci_bus_address(way->target, way->bar).bus;
	if (way->kind == BP_TOPO_ADDRESS_PHYS)
		return phys;
	if (way->kind == BP_TOPO_ADDRESS_GIVEN)
		return topo->options.number;
	iommu->maps = true;
	iommu->phys = bp_phys_addr(phys & ~PAGE_MASK);
	iommu->iova = free_iova(topo, way->requester->bus->bridge);
	return iommu->iova | (phys & PAGE_MASK);
}

/* Whether a root complex passes it from one of its ports to another (P2P-A6.6). */
static bool is_passed_on(const struct bp_route *route)
{
	for (unsigned i = 0; i < route->nr_hops; i++)
		if (route->hop[i].turn == BP_AT_THROUGH_BRIDGE ||
		    route->hop[i].turn == BP_AT_ACROSS_BRIDGES)
			return true;
	return false;
}

/* What the kernel thinks of the root complex. */
static const char *trust_of(const struct bp_p2p_verdict *verdict)
{
	switch (verdict->type) {
	case PCI_P2PDMA_MAP_NOT_SUPPORTED:
		return "does not trust";
	case PCI_P2PDMA_MAP_BUS_ADDR:
		return "does not ask";
	default:
		return "trusts";
	}
}

static void say_assumed(const struct bp_topo *topo, struct bp_topo_way *way)
{
	const struct pci_host_bridge *bridge = way->requester->bus->bridge;
	const struct bp_pci_root *root =
		bp_pci_records_root(&topo->records, bridge->domain, bridge->bus->number);
	const struct bp_p2p_verdict *verdict = &way->verdict;

	if (!root || !root->nr_windows)
		bp_topo_say(&way->assumed,
			    "Offsets of host bridges are not in the input: bus addresses were "
			    "taken to equal CPU addresses (P2P-A3.3).");
	if (is_passed_on(&way->request) && !(root && root->has_policy))
		bp_topo_say(&way->assumed,
			    "Whether the root complex of %04x:%02x passes it on is not in the "
			    "input: it was taken to (P2P-A6.6). %s %s it [%s].",
			    bridge->domain, bridge->bus->number, verdict->rules->name,
			    trust_of(verdict), bp_p2p_reason_rule(verdict->rules, verdict->reason));
}

/* Elements of a chain whose ACS nobody was shown; they count as without (section 11). */
static unsigned count_unknown(const struct bp_p2p_chain *chain)
{
	unsigned n = 0;

	for (unsigned i = 0; i < chain->nr; i++)
		n += chain->element[i].acs == BP_P2P_ACS_UNKNOWN;
	return n;
}

static void say_unknown_acs(struct bp_topo_way *way)
{
	unsigned n = count_unknown(&way->verdict.provider) + count_unknown(&way->verdict.client);

	if (n)
		bp_topo_say(&way->depends,
			    "ACS of %u elements of the two chains is not known and was taken for "
			    "none: redirect there would send the request another way (P2P-A5).",
			    n);
}

/* The same request on a machine with an IOMMU, where nobody said whether there is one. */
static void say_depends(const struct bp_topo *topo, struct bp_topo_way *way,
			const struct bp_fabric *fabric, const struct bp_request *request,
			struct iommu *iommu)
{
	struct bp_route *other;

	if (topo->options.machine.iommu != BP_P2P_IOMMU_UNKNOWN || way->iommu)
		return;
	other = malloc(sizeof(*other));
	if (!other)
		return;
	iommu->on = true;
	bp_route_request(fabric, request, other);
	if (bp_route_end(other) != bp_route_end(&way->request))
		bp_topo_say(&way->depends,
			    "The IOMMU is not known: with one this address ends in \"%s\" [%s]; it "
			    "would have to be an IOVA (--address iova).",
			    bp_turn_words(bp_route_end(other)), bp_turn_rule(bp_route_end(other)));
	free(other);
}

static int send(const struct bp_topo *topo, struct bp_topo_way *way, struct iommu *iommu,
		struct bp_error *err)
{
	const struct bp_fabric_config config = {
		.ram = &ram_ops,
		.ram_context = (void *)(uintptr_t)&topo->records,
		.iommu = &iommu_ops,
		.iommu_context = iommu,
	};
	struct bp_fabric *fabric = bp_fabric_new(topo->pci, &config);
	const struct bp_request request = {
		.requester = way->requester,
		.address = way->address,
		.bytes = REQUEST_BYTES,
	};

	if (!fabric)
		return bp_error_set(err, NULL, 0, NULL, "out of memory");
	bp_pci_tree_policies(&topo->records, fabric);
	bp_route_request(fabric, &request, &way->request);
	way->has_completion = bp_route_completion(&request, &way->request, &way->completion);
	say_assumed(topo, way);
	say_unknown_acs(way);
	say_depends(topo, way, fabric, &request, iommu);
	bp_fabric_free(fabric);
	return 0;
}

static int find_way(struct bp_topo *topo, struct bp_topo_way *way, struct bp_error *err)
{
	const struct bp_p2p_machine *machine = &topo->options.machine;
	struct iommu iommu = { 0 };

	bp_topo_assume(topo, way->requester, way->target, &way->assumed);
	if (!choose_bar(topo, way))
		return no_bar(topo, way->target, err);
	bp_p2p_judge(topo->options.rules, machine, way->target, way->requester, &way->verdict);
	way->kind = kind_of(topo, &way->verdict);
	way->iommu = machine->iommu == BP_P2P_IOMMU_ON || way->kind == BP_TOPO_ADDRESS_IOVA;
	iommu.on = way->iommu;
	way->address = address_of(topo, way, &iommu);
	return send(topo, way, &iommu, err);
}

struct bp_topo_way *bp_topo_way_find(struct bp_topo *topo, const struct pci_dev *requester,
				     const struct pci_dev *target, struct bp_error *err)
{
	struct bp_topo_way *way = calloc(1, sizeof(*way));

	if (!way) {
		bp_error_set(err, NULL, 0, NULL, "out of memory");
		return NULL;
	}
	way->requester = requester;
	way->target = target;
	if (find_way(topo, way, err)) {
		free(way);
		return NULL;
	}
	return way;
}
