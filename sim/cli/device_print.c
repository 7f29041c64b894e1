/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "cli/device_print.h"
#include "draw/words.h"

static const char *const iommu_words[] = {
	[BP_DEVICE_IOMMU_OFF] = "directly",
	[BP_DEVICE_IOMMU_MERGE] = "through an IOMMU, lists are merged",
	[BP_DEVICE_IOMMU_PACK] = "through an IOMMU, lists are packed",
};

static const char *const iommu_names[] = {
	[BP_DEVICE_IOMMU_OFF] = "off",
	[BP_DEVICE_IOMMU_MERGE] = "merge",
	[BP_DEVICE_IOMMU_PACK] = "pack",
};

static const char *const bounce_names[] = {
	[BP_DEVICE_BOUNCE_OFF] = "off",
	[BP_DEVICE_BOUNCE_ON] = "on",
	[BP_DEVICE_BOUNCE_FORCE] = "force",
};

static u64 reach_of(const struct bp_device_doc *doc)
{
	return bp_min_not_zero(doc->dma_mask, doc->bus_dma_mask);
}

static void print_bounce(FILE *out, const struct bp_world_device *device)
{
	const struct bp_device_doc *doc = &device->doc;
	const dma_addr_t first = phys_to_dma(device->dev, bp_phys_addr(doc->bounce_base));

	if (doc->bounce == BP_DEVICE_BOUNCE_OFF)
		return;
	fprintf(out, "  bounces  %s, to %llu slots from 0x%llx",
		doc->bounce == BP_DEVICE_BOUNCE_FORCE ? "everything" : "what it does not reach",
		(ull)doc->bounce_slots, (ull)doc->bounce_base);
	if (!dma_capable(device->dev, first, doc->bounce_slots << IO_TLB_SHIFT))
		fputs(", not all within its reach", out);
	if (doc->min_align_mask)
		fprintf(out, "; the bits 0x%llx of an address stay", (ull)doc->min_align_mask);
	fputc('\n', out);
}

static void print_function(FILE *out, const struct bp_world_machine *machine)
{
	if (machine->function)
		fprintf(out, "  is       %s of %s\n",
			bp_pci_name(machine->function, (char[BP_PCI_NAME_MAX]){ 0 }),
			machine->records.source);
}

/* C5.4 */
static void print_avoided(FILE *out, const struct bp_world_device *device)
{
	const struct pci_dev *function = device->machine.function;
	const struct pci_host_bridge *bridge = function ? function->bus->bridge : NULL;

	if (!bridge || !device->iommu.table)
		return;
	if (!bridge->nr_windows)
		fputs("  avoids   no I/O addresses: where its host bridge has devices is not "
		      "known (P2P-C5.4)\n",
		      out);
	for (unsigned i = 0; i < bridge->nr_windows; i++) {
		const struct bp_pci_window *window = &bridge->windows[i];

		if (window->res.flags & IORESOURCE_MEM)
			fprintf(out,
				"  avoids   I/O addresses 0x%llx to 0x%llx, where its host bridge "
				"has devices (P2P-C5.4)\n",
				(ull)(window->res.start - window->offset),
				(ull)(window->res.end - window->offset));
	}
}

static void print_peers(FILE *out, const struct bp_world_peers *peers)
{
	char name[BP_PCI_NAME_MAX];

	for (unsigned i = 0; i < peers->given.n; i++) {
		const struct bp_world_peer *peer = &peers->given.at[i];

		fprintf(out,
			"  peer     %s, distance %d, gives %u bytes of BAR %u at bus address "
			"0x%llx "
			"(P2P-B8)\n",
			bp_pci_name(peer->provider, name), peer->distance, peer->range.len,
			peer->bar, (ull)peer->range.addr);
	}
}

void bp_device_print(FILE *out, const struct bp_world_device *device)
{
	const struct bp_device_doc *doc = &device->doc;

	if (!device->dev)
		return;
	fputs("device\n", out);
	print_function(out, &device->machine);
	fprintf(out, "  reaches  0x%llx\n  maps     %s", (ull)reach_of(doc),
		iommu_words[doc->iommu]);
	if (doc->iommu == BP_DEVICE_IOMMU_OFF && doc->dma_pfn_offset)
		fprintf(out, ", from physical addresses less 0x%llx pages",
			(ull)doc->dma_pfn_offset);
	fputc('\n', out);
	print_avoided(out, device);
	print_bounce(out, device);
	fprintf(out, "  takes    entries of at most %u bytes that do not cross 0x%lx\n",
		dma_get_max_seg_size(device->dev), dma_get_seg_boundary(device->dev));
	for (unsigned i = 0; i < device->nr_lowered; i++) {
		const struct bp_device_limit *limit = &device->lowered[i];
		const bool is_mask = strstr(limit->name, "mask");

		fprintf(out,
			is_mask ? "  lowers   %s from 0x%llx to 0x%llx (%s)\n"
				: "  lowers   %s from %llu to %llu (%s)\n",
			limit->name, (ull)limit->was, (ull)limit->now, limit->rule);
	}
	print_peers(out, &device->peers);
	fputc('\n', out);
}

static json_t *hex(u64 value)
{
	return json_sprintf("0x%llx", (ull)value);
}

static json_t *lowered(const struct bp_world_device *device)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < device->nr_lowered; i++) {
		const struct bp_device_limit *limit = &device->lowered[i];

		json_array_append_new(array,
				      json_pack("{s:s, s:I, s:I, s:s}", "limit", limit->name, "was",
						(json_int_t)limit->was, "now",
						(json_int_t)limit->now, "rule", limit->rule));
	}
	return array;
}

static json_t *peers(const struct bp_world_peers *peers)
{
	json_t *array = json_array();
	char name[BP_PCI_NAME_MAX];

	for (unsigned i = 0; i < peers->given.n; i++) {
		const struct bp_world_peer *peer = &peers->given.at[i];

		json_array_append_new(array, json_pack("{s:s, s:i, s:i, s:o, s:I}", "provider",
						       bp_pci_name(peer->provider, name),
						       "distance", peer->distance, "bar",
						       (int)peer->bar, "bus", hex(peer->range.addr),
						       "bytes", (json_int_t)peer->range.len));
	}
	return array;
}

json_t *bp_device_json(const struct bp_world_device *device)
{
	const struct bp_device_doc *doc = &device->doc;

	return json_pack("{s:s?, s:o, s:s, s:s, s:o, s:I, s:o, s:o, s:o, s:I, s:o, s:o}",
			 "function", *doc->pci ? doc->pci : NULL, "reaches", hex(reach_of(doc)),
			 "iommu", iommu_names[doc->iommu], "bounce", bounce_names[doc->bounce],
			 "bounce_base", hex(doc->bounce_base), "bounce_slots",
			 (json_int_t)doc->bounce_slots, "min_align_mask", hex(doc->min_align_mask),
			 "dma_pfn_offset", hex(doc->dma_pfn_offset), "seg_boundary_mask",
			 hex(dma_get_seg_boundary(device->dev)), "max_segment_size",
			 (json_int_t)dma_get_max_seg_size(device->dev), "lowered", lowered(device),
			 "peers", peers(&device->peers));
}
