/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "world/device.h"
#include "world/drive.h"
#include "world/machine_own.h"

/* Room for every entry of a deep queue. */
#define LEDGER_ENTRIES ((u64)1 << 22)

static bool make_ledger(struct bp_world_device *device, struct bp_env *env)
{
	const struct bp_dma_ledger_setup setup = {
		.max_entries = LEDGER_ENTRIES,
		.check_segments = true,
	};

	device->ledger = bp_dma_ledger_new(env, &setup);
	device->dev->bp_ledger = device->ledger;
	return device->ledger;
}

static bool make_bounce(struct bp_world_device *device, struct bp_env *env,
			const struct bp_device_doc *doc)
{
	const struct bp_swiotlb_setup setup = {
		.base = bp_phys_addr(doc->bounce_base),
		.slots = (u32)doc->bounce_slots,
		.force = doc->bounce == BP_DEVICE_BOUNCE_FORCE,
	};

	if (doc->bounce == BP_DEVICE_BOUNCE_OFF)
		return true;
	device->bounce = bp_swiotlb_new(env, &setup);
	device->dev->bp_swiotlb = device->bounce;
	return device->bounce;
}

/* A function's mappings stay away from the windows of its host bridge (P2P-C5.4). */
static bool make_domain(struct bp_world_device *device, const struct bp_device_doc *doc)
{
	const struct pci_dev *function = device->machine.function;

	return doc->iommu == BP_DEVICE_IOMMU_OFF ||
	       !bp_iommu_attach(
		       &device->iommu, device->dev, function ? function->bus->bridge : NULL,
		       doc->iommu == BP_DEVICE_IOMMU_PACK ? BP_IOMMU_SG_PACK : BP_IOMMU_SG_MERGE);
}

/* What nobody said follows from the machine: the inbound offset (P2P-A4.5) and the IOMMU. */
static void follow_machine(struct bp_world_device *device, const struct bp_env *env)
{
	const struct pci_host_bridge *bridge = device->machine.function->bus->bridge;
	struct bp_device_doc *doc = &device->doc;

	if (!bp_device_wrote(doc, "dma_pfn_offset"))
		doc->dma_pfn_offset = bridge->dma_offset >> env->page_shift;
	if (!bp_device_wrote(doc, "iommu") && doc->bounce == BP_DEVICE_BOUNCE_OFF &&
	    device->machine.said.machine.iommu == BP_P2P_IOMMU_ON)
		doc->iommu = BP_DEVICE_IOMMU_MERGE;
}

static int find_device(struct bp_world_device *device, struct bp_env *env,
		       const struct bp_nvme_doc *nvme, struct bp_error *err)
{
	int error;

	device->dev = &device->own.dev;
	if (!*device->doc.pci && !nvme)
		return 0;
	error = *device->doc.pci ? bp_world_machine_open(&device->machine, env, &device->doc, err)
				 : bp_world_machine_own(&device->machine, env, nvme->cmb,
							device->doc.bus_zero);
	error = error
			?: nvme
			   ? bp_drive_want(&device->machine, device->machine.function, "pci", err)
			   : 0;
	if (error)
		return error;
	follow_machine(device, env);
	device->dev = &device->machine.function->dev;
	return 0;
}

/* 0: everything */
static u64 reach_of(const struct bp_device_doc *doc)
{
	return doc->dma_mask == DMA_BIT_MASK(64) ? 0 : doc->dma_mask;
}

static void describe(struct device *dev, struct bp_env *env, const struct bp_device_doc *doc,
		     const struct bp_defects *defects)
{
	dev->bp_env = env;
	dev->is_pci = true;
	dev->dma_mask = doc->dma_mask;
	dev->bus_dma_mask = doc->bus_dma_mask;
	if (doc->is_nvme) /* its driver sets the other one */
		dev->bus_dma_mask = bp_min_not_zero(doc->bus_dma_mask, reach_of(doc));
	dev->dma_pfn_offset = doc->dma_pfn_offset;
	dev->dma_parms = (struct device_dma_parameters){
		.max_segment_size = (unsigned)doc->max_segment_size,
		.segment_boundary_mask = doc->seg_boundary_mask,
		.min_align_mask = (unsigned)doc->min_align_mask,
	};
	dev->bp_defects = *defects;
}

int bp_world_device_open(struct bp_world_device *device, struct bp_env *env,
			 const struct bp_device_doc *doc, const struct bp_nvme_doc *nvme,
			 const struct bp_defects *defects, struct bp_error *err)
{
	int error;

	if (!doc || !bp_device_given(doc))
		return 0;
	device->doc = *doc;
	error = find_device(device, env, nvme, err);
	if (error)
		return error;
	describe(device->dev, env, &device->doc, defects);
	if (!make_ledger(device, env) || !make_bounce(device, env, &device->doc) ||
	    !make_domain(device, &device->doc))
		return -ENOMEM;
	return 0;
}

static void note(struct bp_world_device *device, const char *name, const char *rule, u64 was,
		 u64 now)
{
	if (now < was)
		device->lowered[device->nr_lowered++] = (struct bp_device_limit){
			.name = name, .rule = rule, .was = was, .now = now
		};
}

void bp_world_device_limit(struct bp_world_device *device, struct queue_limits *limits)
{
	struct device_dma_parameters *can;
	const struct queue_limits was = *limits;
	u64 sectors;

	if (!device->dev)
		return;
	can = &device->dev->dma_parms;
	limits->max_segment_size = bp_min_not_zero(limits->max_segment_size, can->max_segment_size);
	limits->seg_boundary_mask =
		bp_min_not_zero(limits->seg_boundary_mask, can->segment_boundary_mask);
	can->max_segment_size = can->max_segment_size ?: limits->max_segment_size;
	can->segment_boundary_mask = can->segment_boundary_mask ?: limits->seg_boundary_mask;
	sectors = dma_max_mapping_size(device->dev) >> SECTOR_SHIFT;
	limits->max_hw_sectors = (unsigned)bp_min((u64)limits->max_hw_sectors, sectors);
	limits->max_sectors = bp_min(limits->max_sectors, limits->max_hw_sectors);
	note(device, "max_segment_size", "P2P-C8.2", was.max_segment_size,
	     limits->max_segment_size);
	note(device, "seg_boundary_mask", "P2P-C8.2", was.seg_boundary_mask,
	     limits->seg_boundary_mask);
	note(device, "max_hw_sectors", "P2P-C8.1", was.max_hw_sectors, limits->max_hw_sectors);
}

void bp_world_device_unbind(struct bp_world_device *device)
{
	if (!device->dev || device->unbound)
		return;
	device->unbound = true;
	bp_world_peers_release(&device->peers);
	bp_dma_ledger_unbind(device->dev);
	bp_iommu_detach(&device->iommu);
	bp_swiotlb_free(device->bounce);
	device->bounce = device->dev->bp_swiotlb = NULL;
}

void bp_world_device_close(struct bp_world_device *device)
{
	bp_world_peers_release(&device->peers);
	bp_list_free(&device->peers.given);
	bp_iommu_attached_fini(&device->iommu);
	bp_swiotlb_free(device->bounce);
	bp_dma_ledger_free(device->ledger);
	bp_world_machine_close(&device->machine);
}
