/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands of a far host, the honest and the hostile ones (rdma-nvmet.md D, R-D7).
 */
#ifndef BP_SIM_INITIATOR_COMMAND_H
#define BP_SIM_INITIATOR_COMMAND_H

#include <bsd/sys/queue.h>

#include <blkpath/nvme_fabrics.h>
#include <blkpath/nvme_status.h>

struct bp_initiator_slot;

/* How the data of a command is told. */
enum bp_initiator_way {
	BP_INITIATOR_USUAL,	/* in the capsule, where R-D7 lets it; else as the next */
	BP_INITIATOR_KEYED,	/* by a key that the response invalidates: 0x4f */
	BP_INITIATOR_KEYED_OWN, /* by a key that the host invalidates itself: 0x40 */
	BP_INITIATOR_CAPSULE,	/* in the capsule, however much it is */
};

/* A piece of the data of a command, in the memory of the host. */
struct bp_initiator_segment {
	u64 addr;
	u32 bytes;
};

/**
 * struct bp_initiator_twist - what is wrong with a command; all 0: nothing
 * @xor_flags: turned round in its flags
 * @xor_type: in the type of its descriptor
 * @xor_key: in the key of its descriptor
 * @add_addr: to the address, or the offset, of its descriptor; wraps
 * @add_length: to the length of its descriptor; wraps
 * @xor_access: in what its key allows, enum ib_access_flags
 * @short_region: bytes at the end of the data that its key does not reach, fewer than all
 * @missing_capsule: bytes of the capsule that are not sent; no data goes along then
 * @drops: the host drops the connection
 * @drop_ns: so long after the capsule was posted
 */
struct bp_initiator_twist {
	u8 xor_flags;
	u8 xor_type;
	u32 xor_key;
	u64 add_addr;
	u32 add_length;
	int xor_access;
	u32 short_region;
	u32 missing_capsule;
	bool drops;
	u64 drop_ns;
};

/**
 * struct bp_initiator_command - a command
 * @cmd: as it is sent; flags, command id and data pointer are written when it is
 * @segments: its data, in order; what lies between two of them begins and ends on pages, unless
 * they touch or the data goes in the capsule
 * @nr_segments: how many
 * @way: how the data is told
 * @twist: what is wrong with it; NULL: nothing
 * @done: called when it is over; NULL: nobody
 * @context: for the user
 * @is_over: it has ended
 * @is_lost: without a response: the connection was given up
 * @status: of the response: code, type and NVME_SC_DNR, without More
 * @cqe: the response
 * @slot: where it is under way
 * @link: place among those that wait for a slot
 *
 * The last five are the initiator's; the rest is the caller's until it is over.
 */
struct bp_initiator_command {
	union nvmf_command cmd;
	const struct bp_initiator_segment *segments;
	unsigned nr_segments;
	enum bp_initiator_way way;
	const struct bp_initiator_twist *twist;
	void (*done)(struct bp_initiator_command *command);
	void *context;
	bool is_over;
	bool is_lost;
	u16 status;
	struct nvme_completion cqe;
	struct bp_initiator_slot *slot;
	TAILQ_ENTRY(bp_initiator_command) link;
};

/* Bytes of all segments. */
u64 bp_initiator_bytes(const struct bp_initiator_command *command);

/* Commands by their fields (R-D1, R-D6). */
union nvmf_command bp_initiator_rw(u8 opcode, u32 nsid, u64 slba, u32 blocks);
union nvmf_command bp_initiator_flush(u32 nsid);
union nvmf_command bp_initiator_write_zeroes(u32 nsid, u64 slba, u32 blocks);
union nvmf_command bp_initiator_dsm(u32 nsid, u32 ranges, u32 attributes);
union nvmf_command bp_initiator_property_set(u32 offset, u32 value);
union nvmf_command bp_initiator_property_get(u32 offset, bool is_64);

#endif
