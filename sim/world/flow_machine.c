/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <bsd/string.h>
#include <errno.h>

#include <blkpath/swiotlb.h>

#include "world/flow_world.h"
#include "world/machine_fabric.h"

/* Slots of 2 KiB in low memory, far from pages, which are taken from the top. */
#define BOUNCE_BASE 0x1000000u
#define BOUNCE_SLOTS 16384u

static int find(const struct bp_flow_world *world, const char *key, const char *name,
		struct pci_dev **dev, struct bp_error *err)
{
	*dev = bp_pci_find_name(bp_pci_tree_pci(world->machine.tree), name);
	if (*dev && !(*dev)->subordinate)
		return 0;
	return bp_error_set(err, NULL, 0, key, "%s is no %s of %s; allowed: an address of its tree",
			    name, *dev ? "device, but a bridge," : "function",
			    world->machine.records.source);
}

static int find_all(struct bp_flow_world *world, struct bp_error *err)
{
	const struct bp_world_flow_setup *setup = world->setup;
	int error = find(world, "hca", setup->hca, &world->hca, err);

	world->drive = world->provider = world->machine.function;
	if (!error && setup->provider)
		error = find(world, "provider", setup->provider, &world->provider, err);
	if (!error && world->hca == world->drive)
		return bp_error_set(err, NULL, 0, "hca",
				    "%s is the drive; allowed: another function", setup->hca);
	if (!error && world->hca == world->provider)
		return bp_error_set(err, NULL, 0, "provider",
				    "%s is the adapter; allowed: another function", setup->hca);
	return error;
}

static int read_machine(struct bp_flow_world *world, struct bp_error *err)
{
	const struct bp_world_flow_setup *setup = world->setup;
	const struct bp_place at = { .key = "machine" };
	struct bp_world_assumed assumed = setup->assumed;
	struct bp_device_doc doc;
	int error = 0;

	if (setup->own)
		return bp_world_machine_served(&world->machine, &world->env, setup->own, &assumed,
					       setup->drive)
			       ?: find_all(world, err);
	assumed.key = "drive";
	bp_device_init(&doc);
	strlcpy(doc.pci, setup->drive, sizeof(doc.pci));
	if (setup->machine)
		error = bp_device_put(&doc, &at, setup->machine, err);
	error = error
			?: bp_world_machine_open_as(&world->machine, &world->env, &doc, &assumed,
						    err);
	return error ?: find_all(world, err);
}

static int make_fabric(struct bp_flow_world *world)
{
	struct bp_machine_fabric_setup setup = {
		.machine = &world->machine,
		.env = &world->env,
		.view = &world->machine_ram,
		.seed = world->setup->seed,
	};
	const struct resource *ram = &world->machine.ram[BP_SERVED_KERNEL_RAM];

	world->ram = setup.ram = bp_ram_new(&world->env);
	if (world->ram)
		world->fabric = bp_machine_fabric_new(&setup);
	if (world->setup->own)
		world->env.max_pfn = world->env.max_low_pfn = ram->end >> world->env.page_shift;
	return world->fabric ? 0 : -ENOMEM;
}

/* A dump may be of a machine without drivers; those of all three enable them, and what is above. */
static void enable(struct pci_dev *dev)
{
	u16 command;

	for (; dev; dev = pci_upstream_bridge(dev)) {
		if (pci_read_config_word(dev, PCI_COMMAND, &command))
			pci_write_config_word(dev, PCI_COMMAND,
					      command | PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
	}
}

static int attach(struct bp_flow_world *world, struct pci_dev *function,
		  struct bp_iommu_attached *iommu)
{
	function->dev.dma_mask = DMA_BIT_MASK(64);
	function->dev.bp_ledger = world->ledger;
	return bp_machine_attach(&world->machine, function, iommu);
}

static int bounce(struct bp_flow_world *world)
{
	const struct bp_swiotlb_setup setup = {
		.base = bp_phys_addr(BOUNCE_BASE),
		.slots = BOUNCE_SLOTS,
		.force = true,
	};

	if (!world->setup->bounces)
		return 0;
	world->bounce = bp_swiotlb_new(&world->env, &setup);
	world->hca->dev.bp_swiotlb = world->bounce;
	return world->bounce ? 0 : -ENOMEM;
}

/* Without pages is the kernel of the RFC alone. */
static int start_peers(struct bp_flow_world *world)
{
	int error = bp_world_peers_start(&world->peers, &world->machine);

	world->peers.p2p.profile = world->way == BP_FLOW_DIRECT ? BP_P2P_DIRECT : BP_P2P_PAGES;
	world->peers.p2p.machine.mended = !bp_defect_on(&world->env.defects, BP_DEF_P2P_10);
	return error;
}

int bp_flow_machine_open(struct bp_flow_world *world, struct bp_error *err)
{
	const struct bp_dma_ledger_setup watch = { 0 };
	struct pci_dev *dev;
	int error = read_machine(world, err);

	error = error ?: make_fabric(world);
	error = error ?: start_peers(world);
	if (error)
		return error;
	TAILQ_FOREACH (dev, &bp_pci_tree_pci(world->machine.tree)->devices, link)
		dev->dev.bp_defects = world->setup->defects;
	world->ledger = bp_dma_ledger_new(&world->env, &watch);
	if (!world->ledger)
		return -ENOMEM;
	enable(world->hca);
	enable(world->drive);
	enable(world->provider);
	error = bounce(world);
	error = error ?: attach(world, world->hca, &world->iommu[0]);
	return error ?: attach(world, world->drive, &world->iommu[1]);
}

static u64 mappings_of(const struct bp_flow_world *world)
{
	return world->ledger ? bp_dma_ledger_stat(world->ledger).live : 0;
}

/* Those who look at pictures want the tree and the fabric; everything else goes. */
void bp_flow_machine_close(struct bp_flow_world *world)
{
	world->flow->mappings_left = mappings_of(world);
	bp_iommu_attached_fini(&world->iommu[1]);
	bp_iommu_attached_fini(&world->iommu[0]);
	bp_world_peers_release(&world->peers);
	if (world->bounce)
		world->hca->dev.bp_swiotlb = NULL;
	bp_swiotlb_free(world->bounce);
	world->bounce = NULL;
	if (world->hca)
		world->hca->dev.bp_ledger = world->drive->dev.bp_ledger = NULL;
	bp_dma_ledger_free(world->ledger);
	world->ledger = NULL;
}
