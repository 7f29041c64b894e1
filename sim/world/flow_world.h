/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The inside of a flow: the machine with its target, and the far host; only flow*.c and guests
 * look.
 */
#ifndef SIM_WORLD_FLOW_WORLD_H
#define SIM_WORLD_FLOW_WORLD_H

#include <blkpath/dma_ledger.h>
#include <blkpath/nvmet_rdma.h>

#include "initiator/initiator.h"
#include "iommu/attach.h"
#include "nvme/controller.h"
#include "pci/ram.h"
#include "rdma/adapter.h"
#include "world/flow.h"
#include "world/flow_intent.h"
#include "world/flow_listen.h"
#include "world/flow_memory.h"
#include "world/image.h"
#include "world/peer.h"

#define BP_FLOW_NSID 1u
#define BP_FLOW_QID 1 /* the one queue of I/O */

/* Numbers of stamps: what is there before, then the commands in their order. */
#define BP_FLOW_PREPARED 1u
#define BP_FLOW_FIRST 2u

struct bp_flow_slot;

/**
 * struct bp_flow_world - a flow while it runs
 * @setup: what is wanted
 * @way: in which way
 * @flow: what came of it
 * @env: environment
 * @machine: the machine
 * @peers: its peer-to-peer support
 * @ram: bytes of its RAM
 * @machine_ram: where that is
 * @fabric: what connects its functions
 * @ledger: of the mappings of @hca and @drive
 * @hca: the adapter's function
 * @drive: the drive's
 * @provider: whose memory is given out; NULL without
 * @bar: in which BAR
 * @iommu: of @hca and @drive, where an IOMMU translates
 * @bounce: of @hca; NULL: it needs none
 * @ctrl: the drive
 * @dev: its driver
 * @disk: its namespace
 * @nvmet: target
 * @subsys: subsystem
 * @port: where the host comes in
 * @has_port: it was made
 * @addr: of the port
 * @adapter: of the machine
 * @wire: to the host
 * @host: the far host
 * @before: what the fabric counted until the first command
 * @pages: who looks after pages
 * @listener: who listens
 * @intent: who tells the fabric what is meant
 * @image: what the drive should hold
 * @slots: commands under way
 * @nr_slots: how many
 * @slot_bytes: memory of the host for each of them
 */
struct bp_flow_world {
	const struct bp_world_flow_setup *setup;
	enum bp_flow_way way;
	struct bp_world_flow *flow;
	struct bp_env env;
	struct bp_world_machine machine;
	struct bp_world_peers peers;
	struct bp_ram *ram;
	struct bp_machine_ram machine_ram;
	struct bp_fabric *fabric;
	struct bp_dma_ledger *ledger;
	struct pci_dev *hca;
	struct pci_dev *drive;
	struct pci_dev *provider;
	unsigned bar;
	struct bp_iommu_attached iommu[2];
	struct bp_swiotlb *bounce;
	struct bp_nvme_controller *ctrl;
	struct nvme_dev *dev;
	struct gendisk *disk;
	struct bp_nvmet nvmet;
	struct nvmet_subsys *subsys;
	struct nvmet_port port;
	bool has_port;
	struct bp_nvmet_rdma_addr addr;
	struct bp_rdma_adapter *adapter;
	struct bp_rdma_wire wire;
	struct bp_initiator *host;
	struct bp_snapshot before;
	struct bp_flow_pages pages;
	struct bp_flow_listener listener;
	struct bp_flow_intent intent;
	struct bp_image image;
	struct bp_flow_slot *slots;
	unsigned nr_slots;
	u64 slot_bytes;
};

/* flow_check.c: whether a setup can be; -EINVAL with @err filled. */
int bp_flow_check(const struct bp_world_flow_setup *setup, struct bp_error *err);

/* flow_machine.c: the machine, and what watches it. */
int bp_flow_machine_open(struct bp_flow_world *world, struct bp_error *err);
void bp_flow_machine_close(struct bp_flow_world *world);

/* flow_drive.c: the drive and its driver, memory that is given out. */
int bp_flow_drive_open(struct bp_flow_world *world, struct bp_error *err);
void bp_flow_drive_leave(struct bp_flow_world *world);
void bp_flow_drive_close(struct bp_flow_world *world);

/* flow_target.c: target, adapter and host, connected; closed in three steps. */
int bp_flow_target_open(struct bp_flow_world *world, struct bp_error *err);
void bp_flow_host_leave(struct bp_flow_world *world);
void bp_flow_target_close(struct bp_flow_world *world);
void bp_flow_host_close(struct bp_flow_world *world);

/* flow_meter.c: what is counted from one call to the other; 0 or -ENOMEM. */
int bp_flow_meter_start(struct bp_flow_world *world);
int bp_flow_meter_stop(struct bp_flow_world *world);

/* flow_submit.c: room for commands; does them; 0 or -ENOMEM. */
int bp_flow_slots(struct bp_flow_world *world);
int bp_flow_submit(struct bp_flow_world *world);

/* flow_data.c: the bytes of a sector as a command with this number writes them. */
void bp_flow_data(const struct bp_flow_world *world, u64 number, u64 sector, u8 bytes[SECTOR_SIZE]);

/* What the drive has to hold before; 0 or -ENOMEM. */
int bp_flow_prepare(struct bp_flow_world *world);

/* The first byte of a sector that is not as it should be, and how many; 0: it is right. */
unsigned bp_flow_wrong(const struct bp_flow_world *world, u64 sector, const u8 bytes[SECTOR_SIZE],
		       unsigned *first);

/* Looks at all blocks of the drive that somebody wrote. */
int bp_flow_look(struct bp_flow_world *world);

/* The setup's I/O that a command belongs to. */
static inline const struct bp_world_flow_io *bp_flow_io_of(const struct bp_flow_world *world,
							   const struct bp_world_flow_ended *ended)
{
	return &world->setup->io[ended->io];
}

#endif
