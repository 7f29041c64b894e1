/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include <blkpath/memremap.h>
#include <blkpath/nvme_pci.h>
#include <blkpath/p2p_use.h>

#include "nvme/namespace.h"
#include "world/flow_world.h"
#include "world/memory_bar.h"

#define CLASS_NVME 0x0108

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

static int make_controller(struct bp_flow_world *world, struct bp_error *err)
{
	const struct bp_nvme_namespace_config namespace = {
		.blocks = world->setup->bytes >> SECTOR_SHIFT,
	};
	struct bp_nvme_config config = bp_nvme_config_default();

	config.namespaces = &namespace;
	config.nr_namespaces = 1;
	config.nr_io_queues = 1;
	config.vectors = 2;
	config.seed = world->setup->seed;
	if (world->provider == world->drive) {
		config.cmbloc = world->bar;
		config.cmbsz = bp_data_cmbsz(given_bytes(world));
	}
	return bp_nvme_controller_new(world->fabric, world->drive, &config, &world->ctrl, err);
}

static int bring_up(struct bp_flow_world *world, struct bp_error *err)
{
	struct bp_nvme_params params = bp_nvme_params_default();
	const struct nvme_ns *ns;
	int error;

	params.patches = world->way == BP_FLOW_DIRECT ? BP_NVME_FINAL : BP_NVME_UNPATCHED;
	world->drive->bp_msix_vectors = 2;
	error = nvme_probe(world->drive, &params, &world->dev);
	if (error)
		return bp_error_set(err, NULL, 0, "drive", "the driver gave %s up: %s",
				    world->setup->drive, strerror(-error));
	ns = bp_nvme_find_ns(&world->dev->ctrl, BP_FLOW_NSID);
	if (!ns)
		return bp_error_set(err, NULL, 0, "drive", "the driver found no namespace on %s",
				    world->setup->drive);
	world->disk = ns->disk;
	world->disk->queue->bp_defects = world->setup->defects;
	return 0;
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
	int error;

	if (world->drive->class_code != CLASS_NVME)
		return bp_error_set(err, NULL, 0, "drive",
				    "%s is no NVMe drive: its class is %04x, %04x is allowed",
				    world->setup->drive, world->drive->class_code, CLASS_NVME);
	choose_memory(world);
	error = make_controller(world, err);
	error = error ?: bring_up(world, err);
	error = error ?: give_out(world, err);
	if (error)
		return error;
	look_at_pages(world);
	watch_memory(world);
	return 0;
}

void bp_flow_drive_close(struct bp_flow_world *world)
{
	bp_flow_intent_end(&world->intent, &world->env);
	if (world->dev)
		nvme_remove(world->dev);
	world->dev = NULL;
	bp_nvme_controller_free(world->ctrl);
	world->ctrl = NULL;
}
