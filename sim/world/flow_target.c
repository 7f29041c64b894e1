/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "world/flow_world.h"

#define SUBSYSTEM "nqn.2019-06.io.blkpath:flow"
#define HOST "nqn.2019-06.io.blkpath:host"
#define SERVICE 4420
#define PAGE 4096u
#define AREA_MAX ((u64)1 << 32) /* memory of a host */

/* Where the kernel refuses the memory that was asked for, a user goes on without. */
static int enable(struct bp_flow_world *world, struct nvmet_ns *ns)
{
	char name[BP_PCI_NAME_MAX];
	int error = 0;

	if (world->provider && pci_has_p2pmem(world->provider)) {
		error = nvmet_ns_p2pmem_store(ns, bp_pci_name(world->provider, name));
		error = error ?: nvmet_ns_enable(ns);
		if (error != -EINVAL)
			return error;
		nvmet_ns_p2pmem_store(ns, "0");
	}
	return nvmet_ns_enable(ns);
}

static int make_subsystem(struct bp_flow_world *world)
{
	struct nvmet_ns *ns;
	int error;

	bp_nvmet_init(&world->nvmet, &world->env, &world->peers.p2p);
	world->subsys = nvmet_subsys_alloc(&world->nvmet, SUBSYSTEM);
	if (!world->subsys)
		return -ENOMEM;
	error = bp_nvmet_allow_host(world->subsys, HOST);
	ns = nvmet_ns_alloc(world->subsys, BP_FLOW_NSID);
	if (error || !ns)
		return -ENOMEM;
	ns->bdev.bd_disk = world->disk;
	ns->bp_disk_dev = &world->drive->dev;
	return enable(world, ns);
}

/* Software behind a function is a device of its own (R-A2.5). */
static int make_software(struct bp_flow_world *world, const struct bp_rdma_config *config,
			 struct bp_error *err)
{
	int error = bp_rdma_adapter_virtual(&world->env, config, &world->adapter, err);
	struct device *dev;

	if (error)
		return error;
	dev = bp_rdma_device(world->adapter)->dma_device;
	dev->bp_ledger = world->ledger;
	dev->bp_defects = world->setup->defects;
	return 0;
}

static int make_device(struct bp_flow_world *world, const struct bp_rdma_config *config,
		       struct bp_error *err)
{
	return config->is_virtual ? make_software(world, config, err)
				  : bp_rdma_adapter_new(world->fabric, world->hca, config,
							&world->adapter, err);
}

static int make_adapter(struct bp_flow_world *world, struct bp_error *err)
{
	struct bp_rdma_config config;
	int error = bp_rdma_profile(world->setup->profile, &config, err);

	if (world->setup->max_sge)
		config.attrs.max_send_sge = config.attrs.max_sge_rd = world->setup->max_sge;
	error = error ?: make_device(world, &config, err);
	if (error)
		return error;
	world->addr = (struct bp_nvmet_rdma_addr){ bp_rdma_device(world->adapter), SERVICE };
	world->addr.device->bp_force_mr = world->setup->force_mr;
	return 0;
}

static int listen(struct bp_flow_world *world)
{
	int error;

	bp_nvmet_port_init(&world->nvmet, &world->port);
	world->has_port = true;
	world->port.inline_data_size = (int)world->setup->inline_bytes;
	world->port.bp_traddr = &world->addr;
	error = bp_nvmet_port_offer(&world->port, world->subsys);
	return error ?: nvmet_enable_port(&world->port, &nvmet_rdma_ops);
}

static u64 most_room(const struct bp_world_flow_setup *setup)
{
	u64 most = 2 * PAGE;

	for (unsigned i = 0; i < setup->nr_ios; i++)
		most = bp_max(most, bp_flow_memory_room(&setup->io[i]));
	return most;
}

static int make_host(struct bp_flow_world *world, struct bp_error *err)
{
	const struct bp_world_flow_setup *setup = world->setup;
	const u64 room = most_room(setup);
	struct bp_initiator_config config;
	int error = bp_initiator_profile(setup->profile, &config, err);

	if (error)
		return error;
	config.hostnqn = HOST;
	config.subsysnqn = SUBSYSTEM;
	config.service = SERVICE;
	config.depth = setup->depth + setup->overdraft;
	config.greeting.more_hsqsize = (u16)-setup->overdraft;
	config.inline_bytes = setup->inline_bytes;
	config.max_pages =
		bp_min((u32)(room / PAGE), config.adapter.attrs.max_fast_reg_page_list_len);
	world->slot_bytes = room;
	config.area_bytes = world->slot_bytes * world->nr_slots;
	if (config.area_bytes > AREA_MAX)
		return bp_error_set(
			err, NULL, 0, "depth",
			"%u: data of commands under way, %llu bytes of memory for each; allowed: "
			"%llu bytes together",
			world->nr_slots, (unsigned long long)room, (unsigned long long)AREA_MAX);
	return bp_initiator_new(&world->env, &config, &world->host, err);
}

/* An adapter that has few entries takes less in a capsule than the port wants. */
static void shrink_capsules(struct bp_flow_world *world)
{
	struct bp_nvmet_rdma_queue_view view;

	if (bp_nvmet_rdma_queue_view(&world->port, 1, &view) &&
	    view.inline_data_size < world->setup->inline_bytes)
		bp_initiator_set_inline(world->host, view.inline_data_size);
}

static void look_who(struct bp_flow_world *world)
{
	struct bp_world_flow *flow = world->flow;
	struct device *clients[] = { bp_rdma_device(world->adapter)->dma_device,
				     &world->drive->dev };
	const struct nvmet_ctrl *ctrl = TAILQ_FIRST(&world->subsys->ctrls);
	const struct bp_nvmet_p2p *chosen = ctrl ? LIST_FIRST(&ctrl->p2p_ns_map) : NULL;

	flow->used = chosen ? chosen->p2p_dev : NULL;
	flow->distance = -1;
	if (world->provider && pci_has_p2pmem(world->provider))
		flow->distance = pci_p2pdma_distance_many(world->provider, clients, 2, false);
}

/* A target that has not enough for a queue says so in one number (R-C4.1). */
static int connect(struct bp_flow_world *world, struct bp_error *err)
{
	struct bp_error why = { 0 };
	const int error = bp_initiator_connect(world->host, &why);

	if (!error)
		return 0;
	if (bp_initiator_look(world->host, BP_FLOW_QID).sts == NVME_RDMA_CM_NO_RSC)
		return bp_error_set(err, NULL, 0, "depth",
				    "%u: adapter \"%s\" or RAM has not enough for so many commands "
				    "under way; allowed: fewer",
				    world->setup->depth, world->setup->profile);
	bp_error_set(err, NULL, 0, why.key, "%s", why.text);
	return error;
}

int bp_flow_target_open(struct bp_flow_world *world, struct bp_error *err)
{
	int error = make_subsystem(world);

	error = error ?: make_adapter(world, err);
	error = error ?: listen(world);
	error = error ?: make_host(world, err);
	if (error)
		return error;
	bp_rdma_wire_join(&world->wire, world->adapter, bp_initiator_adapter(world->host));
	error = connect(world, err);
	if (error)
		return error;
	shrink_capsules(world);
	look_who(world);
	return 0;
}

void bp_flow_host_leave(struct bp_flow_world *world)
{
	if (world->host)
		bp_initiator_disconnect(world->host);
	while (bp_wait(&world->env))
		;
}

void bp_flow_target_close(struct bp_flow_world *world)
{
	if (world->has_port)
		bp_nvmet_port_fini(&world->port);
	if (world->subsys)
		bp_nvmet_subsys_free(world->subsys);
	world->has_port = false;
	world->subsys = NULL;
}

void bp_flow_host_close(struct bp_flow_world *world)
{
	if (world->wire.end[0])
		bp_rdma_wire_part(&world->wire);
	bp_initiator_free(world->host);
	bp_rdma_adapter_free(world->adapter);
	world->host = NULL;
	world->adapter = NULL;
}
