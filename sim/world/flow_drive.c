/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include <blkpath/memremap.h>
#include <blkpath/nvme_pci.h>
#include <blkpath/p2p_use.h>

#include "world/drive.h"
#include "world/flow_world.h"
#include "world/memory_bar.h"

static u64 given_bytes(const struct bp_flow_world *world)
{
	const u64 bytes = pci_resource_len(world->provider, world->bar);
	const u64 wanted = world->setup->pool_bytes;

	return wanted && wanted < bytes ? wanted : bytes;
}

/* In the way through RAM nobody's memory is given out. */
static void choose_memory(struct bp_flow_world *world)
{
	world->bar = PCI_STD_NUM_BARS;
	if (world->way != BP_FLOW_RAM)
		world->bar = bp_memory_bar(world->provider, world->provider == world->drive);
	if (world->bar == PCI_STD_NUM_BARS)
		world->provider = NULL;
}

static int make_drive(struct bp_flow_world *world, struct bp_error *err)
{
	const bool gives = world->provider == world->drive;
	const struct bp_drive_setup setup = {
		.function = world->drive,
		.bytes = world->setup->bytes,
		.bar = world->bar,
		.cmb_bytes = gives ? given_bytes(world) : 0,
		.seed = world->setup->seed,
		.patches = world->way == BP_FLOW_DIRECT ? BP_NVME_FINAL : BP_NVME_UNPATCHED,
		.key = "drive",
	};
	int error = bp_drive_make(world->fabric, &setup, &world->ctrl, err);

	error = error ?: bp_drive_bring_up(&setup, &world->dev, &world->disk, err);
	if (!error)
		world->disk->queue->bp_defects = world->setup->defects;
	return error;
}

static int give_out(struct bp_flow_world *world, struct bp_error *err)
{
	char name[BP_PCI_NAME_MAX];

	if (!world->provider)
		return 0;
	if (world->provider == world->drive ||
	    !pci_p2pdma_add_resource(world->provider, (int)world->bar, given_bytes(world), 0)) {
		pci_p2pmem_publish(world->provider, true);
		return 0;
	}
	return bp_error_set(err, NULL, 0, "provider", "BAR %u of %s cannot be given out as memory",
			    world->bar, bp_pci_name(world->provider, name));
}

/* Descriptors are those that a piece of it has. */
static void look_at_pages(struct bp_flow_world *world)
{
	const struct bp_mapping *mapping;
	bp_virt_addr_t virt;

	if (!world->provider || !pci_has_p2pmem(world->provider))
		return;
	virt = pci_alloc_p2pmem(world->provider, 1);
	mapping = bp_mapping_find(&world->env, virt);
	if (mapping && mapping->kind == BP_MAPPING_PAGES)
		world->flow->counts.zdev_pages = mapping->bytes >> world->env.page_shift;
	world->flow->counts.zdev_bytes = bp_mm_descriptor_bytes(&world->env);
	if (bp_virt_u64(virt))
		pci_free_p2pmem(world->provider, virt, 1);
}

static void watch_memory(struct bp_flow_world *world)
{
	world->intent = (struct bp_flow_intent){
		.fabric = world->fabric,
		.provider = world->provider,
		.bar = world->bar,
		.users = { world->hca, world->drive },
	};
	if (world->provider)
		bp_flow_intent_start(&world->intent, &world->env);
}

int bp_flow_drive_open(struct bp_flow_world *world, struct bp_error *err)
{
	int error = bp_drive_want(&world->machine, world->drive, "drive", err);

	if (error)
		return error;
	choose_memory(world);
	error = make_drive(world, err);
	error = error ?: give_out(world, err);
	if (error)
		return error;
	look_at_pages(world);
	watch_memory(world);
	return 0;
}

void bp_flow_drive_leave(struct bp_flow_world *world)
{
	bp_flow_intent_end(&world->intent, &world->env);
	if (world->dev)
		nvme_remove(world->dev);
	world->dev = NULL;
}

void bp_flow_drive_close(struct bp_flow_world *world)
{
	bp_nvme_controller_free(world->ctrl);
	world->ctrl = NULL;
}
