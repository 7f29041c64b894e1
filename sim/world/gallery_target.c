/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cases of the gallery: a target, and a far host that uses it over RDMA (rdma-nvmet.md C7).
 */
#include "world/gallery_target.h"
#include "world/gallery_cases.h"
#include "world/gallery_flow.h"
#include "world/machine_served.h"

#define KIB 1024u
#define MIB (1024u * KIB)

/* A machine with all that a case does not speak of. */
#define SERVED(kind, commands)                                                                     \
	.own = (kind), .hca = BP_SERVED_HCA, .drive = BP_SERVED_DRIVE,                             \
	.provider = BP_SERVED_MEMORY, .profile = "ib", .inline_bytes = 8 * KIB,                    \
	.depth = (commands), .seed = 1, .bytes = 64 * MIB

#define COMMANDS(...)                                                                              \
	.io = (const struct bp_world_flow_io[]){ __VA_ARGS__ },                                    \
	.nr_ios = bp_array_size(((const struct bp_world_flow_io[]){ __VA_ARGS__ }))

#define FLOW(...)                                                                                  \
	.flow = &(const struct bp_gallery_flow)                                                    \
	{                                                                                          \
		__VA_ARGS__                                                                        \
	}

static const struct bp_gallery_case cases[] = {
	{ .defect = BP_DEF_NVMET_1,
	  .input = "a write to peer memory, of which the handle has the number of the transport's "
		   "own list",
	  FLOW(.way = BP_FLOW_DIRECT, .deed = bp_target_same_number,
	       .setup = { SERVED(BP_SERVED_USUAL, 2), COMMANDS({ .op = BP_FLOW_FLUSH }) }) },
	{ .defect = BP_DEF_NVMET_2,
	  .input = "a write of 3 MiB to peer memory, which needs 3 memory regions; the queue has 2",
	  FLOW(.way = BP_FLOW_DIRECT,
	       .setup = { SERVED(BP_SERVED_USUAL, 2), .force_mr = true,
			  COMMANDS({ .op = BP_FLOW_WRITE, .bytes = 3 * MIB }) }) },
	{ .defect = BP_DEF_NVMET_3,
	  .input = "a discard whose range comes by key, on a namespace with peer memory",
	  FLOW(.way = BP_FLOW_DIRECT, .deed = bp_target_discard,
	       .setup = { SERVED(BP_SERVED_USUAL, 2),
			  COMMANDS({ .op = BP_FLOW_WRITE, .bytes = 4 * KIB }) }) },
	{ .defect = BP_DEF_NVMET_4,
	  .input = "a write to peer memory; the memory begins at bus address 0",
	  FLOW(.way = BP_FLOW_DIRECT, .setup = { SERVED(BP_SERVED_AT_ZERO, 2),
						 COMMANDS({ .op = BP_FLOW_WRITE,
							    .bytes = 4 * KIB,
							    .way = BP_INITIATOR_KEYED }) }) },
	{ .defect = BP_DEF_NVMET_5,
	  .input = "a write of 4 KiB by bus address; the disk's queue takes none any more",
	  FLOW(.way = BP_FLOW_DIRECT, .deed = bp_target_queue_without_flag,
	       .setup = { SERVED(BP_SERVED_USUAL, 2), COMMANDS({ .op = BP_FLOW_WRITE,
								 .bytes = 4 * KIB,
								 .way = BP_INITIATOR_KEYED }) }) },
	{ .defect = BP_DEF_NVMET_6,
	  .input =
		  "a write to peer memory, which the transport frees by itself; then one with data "
		  "in the capsule",
	  FLOW(.way = BP_FLOW_DIRECT, .deed = bp_target_stale_provider,
	       .setup = { SERVED(BP_SERVED_USUAL, 2), COMMANDS({ .op = BP_FLOW_FLUSH }) }) },
	{ .defect = BP_DEF_NVMET_7,
	  .input = "a write whose descriptor has a type that is none",
	  FLOW(.way = BP_FLOW_RAM,
	       .setup = { SERVED(BP_SERVED_USUAL, 2), COMMANDS({ .op = BP_FLOW_WRITE,
								 .bytes = 4 * KIB,
								 .way = BP_INITIATOR_KEYED,
								 .twist.xor_type = 0x60 }) }) },
	{ .defect = BP_DEF_NVMET_8,
	  .input = "4 KiB in a capsule, 2 KiB behind the command",
	  FLOW(.way = BP_FLOW_RAM, .deed = bp_target_write_behind_a_gap,
	       .setup = { SERVED(BP_SERVED_USUAL, 2),
			  COMMANDS({ .op = BP_FLOW_READ, .bytes = 4 * KIB }) }) },
	{ .defect = BP_DEF_NVMET_9,
	  .input = "a write of 6 pages, an entry in each READ; the queue has 5 credits",
	  FLOW(.way = BP_FLOW_RAM,
	       .setup = { SERVED(BP_SERVED_USUAL, 2), .max_sge = 1,
			  COMMANDS({ .op = BP_FLOW_WRITE, .bytes = 24 * KIB }) }) },
	{ /* RDMA-G2 */
	  .defect = BP_DEF_NVMET_10,
	  .input = "a write of 1 MiB, a page in each READ: 256 of them",
	  FLOW(.way = BP_FLOW_RAM, .setup = { SERVED(BP_SERVED_USUAL, 128), .max_sge = 1,
					      COMMANDS({ .op = BP_FLOW_WRITE, .bytes = MIB }) }) },
	{ .defect = BP_DEF_NVMET_12,
	  .input = "a read of 4 KiB; what the adapter maps is bounced",
	  FLOW(.way = BP_FLOW_RAM,
	       .setup = { SERVED(BP_SERVED_USUAL, 2), .bounces = true,
			  COMMANDS({ .op = BP_FLOW_READ, .bytes = 4 * KIB }) }) },
	{ .defect = BP_DEF_NVMET_13,
	  .input = "a namespace goes while a write to it has peer memory",
	  FLOW(.way = BP_FLOW_DIRECT, .deed = bp_target_namespace_goes,
	       .setup = { SERVED(BP_SERVED_USUAL, 2), COMMANDS({ .op = BP_FLOW_FLUSH }) }) },
	{ .defect = BP_DEF_NVMET_15,
	  .input = "reads and writes in turn, two of them under way",
	  FLOW(.way = BP_FLOW_RAM,
	       .setup = { SERVED(BP_SERVED_USUAL, 2), .overdraft = 2,
			  COMMANDS({ .op = BP_FLOW_READ, .slba = 0, .bytes = 64 * KIB },
				   { .op = BP_FLOW_READ, .slba = 128, .bytes = 64 * KIB },
				   { .op = BP_FLOW_WRITE,
				     .slba = 256,
				     .bytes = 4 * KIB,
				     .way = BP_INITIATOR_KEYED },
				   { .op = BP_FLOW_WRITE,
				     .slba = 512,
				     .bytes = 4 * KIB,
				     .way = BP_INITIATOR_KEYED }) }) },
	{ /* RDMA-G18 */
	  .defect = BP_DEF_NVMET_16,
	  .input = "4 KiB in a capsule, at offset 2^64 - 4096 of its data",
	  FLOW(.way = BP_FLOW_RAM, .setup = { SERVED(BP_SERVED_USUAL, 2),
					      COMMANDS({ .op = BP_FLOW_WRITE,
							 .bytes = 4 * KIB,
							 .way = BP_INITIATOR_CAPSULE,
							 .twist.add_addr = ~0ull << 12 }) }) },
};

const struct bp_gallery_table bp_gallery_target = { cases, bp_array_size(cases) };
