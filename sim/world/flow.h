/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The same workload of a far host, by RDMA to a drive of a machine, in three ways: through host
 * RAM, through peer memory with page descriptors, through peer memory by bus address (rdma-nvmet.md
 * E).
 *
 *     struct bp_world_flow_setup setup = bp_world_flow_default();
 *
 *     setup.machine = "machine.yaml", setup.hca = "0000:03:00.0", ...
 *     for (way = 0; way < BP_FLOW_WAYS; way++)
 *             bp_world_flow_run(&setup, way, &flow[way], err);
 *     ...
 *     bp_world_flow_close(&flow[way]);
 */
#ifndef SIM_WORLD_FLOW_H
#define SIM_WORLD_FLOW_H

#include <blkpath/defects.h>
#include <blkpath/p2p_verdict.h>

#include "initiator/command.h"
#include "pci/counters.h"
#include "rdma/fault.h"
#include "world/findings.h"
#include "world/flow_counts.h"
#include "world/machine_served.h"

/* Where the data of commands lies between the wire and the drive. */
enum bp_flow_way {
	BP_FLOW_RAM,	/* RAM of the machine, v5.2 */
	BP_FLOW_PAGES,	/* peer memory with page descriptors, v5.2 */
	BP_FLOW_DIRECT, /* peer memory by bus address, the RFC */
	BP_FLOW_WAYS,
};

/* "ram", "pages", "direct". */
extern const char *const bp_flow_way_name[BP_FLOW_WAYS];

enum bp_flow_op {
	BP_FLOW_WRITE,
	BP_FLOW_READ,
	BP_FLOW_FLUSH,
	BP_FLOW_ZERO, /* write zeroes */
	BP_FLOW_OPS,
};

/* "write", "read", "flush", "zero". */
extern const char *const bp_flow_op_name[BP_FLOW_OPS];

/**
 * struct bp_world_flow_io - commands of the far host
 * @op: what
 * @slba: first block, of 512 bytes
 * @bytes: of each, a multiple of 512; 0 for a flush
 * @count: how many, one behind the other; 0 counts as 1
 * @way: how the data is told
 * @place: where its data begins, in a page of the host; less than 4096
 * @pieces: of that memory, if there are so many pages, BP_FLOW_PIECES_MAX at most; 0 counts as 1
 * @gap: bytes in the capsule before the data; 0 for data that has a key
 * @seed: of their bytes, besides that of the setup
 * @twist: what is wrong with them; all 0: nothing
 * @line: of the scenario, for messages
 */
struct bp_world_flow_io {
	enum bp_flow_op op;
	u64 slba;
	u32 bytes;
	u32 count;
	enum bp_initiator_way way;
	u32 place;
	u32 pieces;
	u32 gap;
	u64 seed;
	struct bp_initiator_twist twist;
	unsigned line;
};

struct bp_flow_world;

/* Who has a fault of RDMA. */
enum bp_flow_end {
	BP_FLOW_AT_HCA,	 /* the adapter of the machine */
	BP_FLOW_AT_HOST, /* that of the far host */
};

/**
 * struct bp_flow_guest - who takes part in a flow
 * @begin: called before the first command; may do what it likes to the world (flow_world.h);
 * NULL: nothing
 * @end: called after the last one, while everything still runs; NULL: nothing
 * @context: for both
 */
struct bp_flow_guest {
	void (*begin)(struct bp_flow_world *world, void *context);
	void (*end)(struct bp_flow_world *world, void *context);
	void *context;
};

struct bp_world_flow_fault {
	enum bp_flow_end end;
	enum bp_rdma_fault fault;
	struct bp_rdma_fault_rule rule;
};

/**
 * struct bp_world_flow_setup - a machine, what it is to do, and what goes wrong
 * @machine: scenario or dump of lspci; NULL: the running machine
 * @own: a machine of its own instead; 0: none
 * @hca: address of the function that is the RDMA adapter, domain included
 * @drive: address of the NVMe drive
 * @provider: address of the function whose memory is used; NULL: the drive, if it has a BAR for it
 * @profile: of both adapters: "ib", "iwarp", "tiny" or "virt", which is software on the machine
 * @depth: commands under way of the queue that the host has
 * @overdraft: commands that the host has under way beyond the depth that it tells the target
 * @inline_bytes: of data that may go along with a command
 * @max_sge: entries of work requests of the machine's adapter; 0: as @profile has it
 * @bounces: what that adapter maps is bounced
 * @force_mr: DEF-RDMA: the target uses memory regions for everything
 * @one_by_one: a command begins when the one before is over
 * @seed: of everything that looks random
 * @bytes: size of the namespace
 * @pool_bytes: of peer memory that is given out at most; 0: all of the BAR
 * @assumed: offset, access control, IOMMU, whatever the input says of them (machine.h)
 * @defects: switches
 * @check: the checker listens
 * @io: commands in their order
 * @nr_ios: how many
 * @fault: of the adapters, from the first command on
 * @nr_faults: how many
 * @drive_fault: of the drive, as bp_nvme_fault_parse() reads them
 * @nr_drive_faults: how many
 * @guest: who takes part; NULL: nobody
 */
struct bp_world_flow_setup {
	const char *machine;
	enum bp_served own;
	const char *hca;
	const char *drive;
	const char *provider;
	const char *profile;
	u16 depth;
	u16 overdraft;
	u32 inline_bytes;
	int max_sge;
	bool bounces;
	bool force_mr;
	bool one_by_one;
	u64 seed;
	u64 bytes;
	u64 pool_bytes;
	struct bp_world_assumed assumed;
	struct bp_defects defects;
	bool check;
	const struct bp_world_flow_io *io;
	unsigned nr_ios;
	const struct bp_world_flow_fault *fault;
	unsigned nr_faults;
	const char *const *drive_fault;
	unsigned nr_drive_faults;
	const struct bp_flow_guest *guest;
};

/* How a command ended. */
enum bp_flow_end_state {
	BP_FLOW_GOOD,	/* and its bytes are where they belong, on both ends */
	BP_FLOW_WRONG,	/* well, and bytes are not those that they should be */
	BP_FLOW_FAILED, /* with a status */
	BP_FLOW_LOST,	/* without a response */
	BP_FLOW_END_STATES,
};

/**
 * struct bp_world_flow_ended - what came of one command
 * @io: index in the setup
 * @op: what it was
 * @slba: first block
 * @bytes: of its data
 * @state: how it ended
 * @status: NVMe status, without More
 * @wrong_bytes: how many are not as they should be
 * @wrong_at: the first of them, counted from its first block
 */
struct bp_world_flow_ended {
	unsigned io;
	enum bp_flow_op op;
	u64 slba;
	u32 bytes;
	enum bp_flow_end_state state;
	u16 status;
	u64 wrong_bytes;
	u64 wrong_at;
};

/**
 * struct bp_world_flow - what a workload did in one way
 * @way: where its data went
 * @fabric: of its machine, for pictures
 * @machine: its machine
 * @hca: the adapter
 * @drive: the drive
 * @provider: whose memory was given out; NULL in the way through RAM, and without such memory
 * @used: whose memory the target chose; NULL: it uses RAM
 * @distance: from the provider to adapter and drive, as the kernel has it; -1: it refuses
 * @provider_bar: which BAR; PCI_STD_NUM_BARS without
 * @moved: what links, bridges and functions counted
 * @counts: what was counted by what it was (E0)
 * @ended: commands, in the order of the setup
 * @nr_ended: how many
 * @tally: of them, by how they ended
 * @verified_bytes: that were compared and are right, drive and host together
 * @disk_bytes: of the drive that were compared with what they should be; in all ways the same
 * @disk_hash: of these bytes
 * @drops: requests that the fabric did not deliver
 * @misdelivered: accesses that ended elsewhere than their driver meant
 * @mappings_left: mappings of the DMA ledger that nobody ended
 * @recoveries: times that the host gave its connection up
 * @wrong_addresses: entries of lists whose bus address is not that of their memory
 * @told: the first of these addresses
 * @right: what it should be
 * @findings: reports and violations
 *
 * Everything lives until bp_world_flow_close().
 */
struct bp_world_flow {
	enum bp_flow_way way;
	const struct bp_fabric *fabric;
	const struct bp_world_machine *machine;
	const struct pci_dev *hca;
	const struct pci_dev *drive;
	const struct pci_dev *provider;
	const struct pci_dev *used;
	int distance;
	unsigned provider_bar;
	struct bp_snapshot moved;
	struct bp_flow_counts counts;
	struct bp_world_flow_ended *ended;
	unsigned nr_ended;
	u64 tally[BP_FLOW_END_STATES];
	u64 verified_bytes;
	u64 disk_bytes;
	u64 disk_hash;
	u64 drops;
	u64 misdelivered;
	u64 mappings_left;
	u64 recoveries;
	u64 wrong_addresses;
	u64 told;
	u64 right;
	struct bp_findings findings;
	/* Private. */
	struct bp_flow_world *world;
};

/* Adapters "ib", 128 commands, 4096 bytes in capsules, a namespace of 64 MiB, all as the input
 * says; machine, functions and commands are missing. */
struct bp_world_flow_setup bp_world_flow_default(void);

/**
 * bp_world_flow_run - make a fresh world, and do the workload in it
 * @setup: machine and workload
 * @way: where the data lies
 * @flow: receives what came of it; to be closed with bp_world_flow_close() in any case
 * @err: receives the message
 *
 * What commands read is put on the drive before, and does not count; nor does the way of the host
 * to its first command.  Afterwards the drive's blocks are looked at.
 *
 * Return: 0, whatever came of the commands; negative errno, with @err filled unless it is -ENOMEM.
 */
int bp_world_flow_run(const struct bp_world_flow_setup *setup, enum bp_flow_way way,
		      struct bp_world_flow *flow, struct bp_error *err);

/* Takes the world apart; a second time, or for zeros, nothing happens. */
void bp_world_flow_close(struct bp_world_flow *flow);

#endif
