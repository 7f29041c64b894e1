/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What goes wrong: commands that a target refuses, a drive or an adapter that fails.
 */
#include <stdio.h>
#include <string.h>

#include <blkpath/ib_verbs.h>
#include <blkpath/nvme_fabrics.h>

#include "proof/remote/flows.h"

static bool has_data(const struct bp_world_flow_io *io)
{
	return io->op == BP_FLOW_WRITE || io->op == BP_FLOW_READ;
}

static bool is_keyed(const struct bp_world_flow_io *io)
{
	return io->way == BP_INITIATOR_KEYED || io->way == BP_INITIATOR_KEYED_OWN;
}

/* A place in the capsule that is none (R-C5.4); without a gap, or the sum might be right. */
static void move_away(struct bp_choices *c, struct bp_world_flow_io *io)
{
	io->gap = 0;
	io->twist.add_addr = bp_choose(c, -(u64)io->bytes, 1u << 20, -(u64)io->bytes, (u64)1 << 63);
}

/* Something that the target answers with a status (R-C1.2, R-C1.4, R-C5.3, R-C5.4). */
static void twist(struct bp_choices *c, struct bp_world_flow_io *io)
{
	switch (bp_choose(c, 0, 1, 2, 2)) {
	case 0:
		io->twist.xor_flags = (u8)bp_choose(c, 1, 2, 0x40, 0x80);
		break;
	case 1:
		io->twist.xor_type = (u8)bp_choose(c, 0x20, 0x80, 0x06);
		break;
	case 2: /* or less than the command says, so that the key reaches all of it */
		if (io->way == BP_INITIATOR_CAPSULE)
			move_away(c, io);
		else if (has_data(io) && is_keyed(io))
			io->twist.add_length = (u32)-bp_choose(c, 1, 512, io->bytes);
		break;
	}
}

static void fail_drive(struct bp_flows_round *round)
{
	struct bp_choices *c = &round->trial->choices;
	const u64 lba = bp_choose_below(c, 16384);

	snprintf(round->fault_text[0], BP_FLOWS_TEXT_MAX, "media:1000000,lba=%llu-%llu",
		 (unsigned long long)lba, (unsigned long long)(lba + bp_choose_below(c, 1024)));
	snprintf(round->fault_text[1], BP_FLOWS_TEXT_MAX,
		 "status@%#llx,ppm=%llu,seed=%llu,where=io",
		 (unsigned long long)bp_choose(c, 0x006, 0x080, 0x081, 0x286, 0x4281),
		 (unsigned long long)bp_choose(c, 10000, 100000, 500000),
		 (unsigned long long)bp_choose_below(c, 256));
	for (unsigned i = 0; i < BP_FLOWS_FAULTS; i++)
		round->drive_fault[i] = round->fault_text[i];
	round->setup.nr_drive_faults = BP_FLOWS_FAULTS;
}

/* A key that is wrong, or too little, or of a host that leaves (E7). */
static void ruin(struct bp_choices *c, struct bp_world_flow_io *io)
{
	struct bp_initiator_twist *twist = &io->twist;

	io->way = (enum bp_initiator_way)bp_choose(c, BP_INITIATOR_KEYED, BP_INITIATOR_KEYED_OWN);
	switch (bp_choose_below(c, 6)) {
	case 0:
		twist->xor_key = (u32)bp_choose(c, 1, 0x80, 0x100, 0x80000000);
		break;
	case 1:
		twist->short_region = (u32)bp_choose_between(c, 1, io->bytes - 1);
		break;
	case 2:
		twist->xor_access = IB_ACCESS_REMOTE_READ | IB_ACCESS_REMOTE_WRITE;
		break;
	case 3:
		twist->add_addr = bp_choose(c, 1, (u64)-1, 1u << 30);
		break;
	case 4:
		twist->missing_capsule = (u32)bp_choose_between(c, 1, 64);
		break;
	default:
		twist->drops = true;
		twist->drop_ns = bp_choose_below(c, 200000);
		break;
	}
}

static void fail_adapter(struct bp_flows_round *round)
{
	struct bp_choices *c = &round->trial->choices;

	round->fault[0] = (struct bp_world_flow_fault){
		.end = (enum bp_flow_end)bp_choose(c, BP_FLOW_AT_HCA, BP_FLOW_AT_HOST),
		.fault = (enum bp_rdma_fault)bp_choose_below(c, BP_RDMA_FAULT_NR),
		.rule = { bp_choose_below(c, round->setup.nr_ios), bp_choose(c, 1, 3, ~0ull) },
	};
	round->setup.nr_faults = 1;
}

bool bp_flows_has_twist(const struct bp_world_flow_io *io)
{
	static const struct bp_initiator_twist none;

	return memcmp(&io->twist, &none, sizeof(none)) != 0;
}

/* What is fatal comes in the second half, so that something comes before. */
void bp_flows_spoil(struct bp_flows_round *round, struct bp_world_flow_io *io)
{
	struct bp_choices *c = &round->trial->choices;
	const unsigned before = (unsigned)(io - round->io);

	if (round->mood == BP_FLOWS_TWISTS && bp_choose_once_in(c, bp_flows_is_one(round) ? 2 : 4))
		twist(c, io);
	if (round->mood == BP_FLOWS_FATAL && !round->setup.nr_faults && has_data(io) &&
	    before >= round->setup.nr_ios / 2 && bp_choose_once_in(c, 4))
		ruin(c, io);
}

void bp_flows_draw_faults(struct bp_flows_round *round)
{
	round->setup.fault = round->fault;
	round->setup.drive_fault = round->drive_fault;
	if (round->mood == BP_FLOWS_DRIVE)
		fail_drive(round);
	if (round->mood == BP_FLOWS_FATAL && bp_choose_once_in(&round->trial->choices, 3))
		fail_adapter(round);
}
