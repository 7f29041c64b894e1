/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include <blkpath/ib_verbs.h>
#include <blkpath/nvme_fabrics.h>

#include "flows.h"

static bool has_data(const struct bp_world_flow_io *io)
{
	return io->op == BP_FLOW_WRITE || io->op == BP_FLOW_READ;
}

static bool is_keyed(const struct bp_world_flow_io *io)
{
	return io->way == BP_INITIATOR_KEYED || io->way == BP_INITIATOR_KEYED_OWN;
}

/* Something that the target answers with a status (R-C1.2, R-C1.4, R-C5.3, R-C5.4). */
static void twist(struct t_random *random, struct bp_world_flow_io *io)
{
	switch (t_below(random, 4)) {
	case 0:
		io->twist.xor_flags = (u8)t_pick(random, 1, 2, 0x40, 0x80);
		break;
	case 1:
		io->twist.xor_type = (u8)t_pick(random, 0x20, 0x80, 0x06);
		break;
	case 2: /* less than the command says, so that the key reaches all of it */
		if (has_data(io) && is_keyed(io))
			io->twist.add_length = (u32)-t_pick(random, 1, 512, io->bytes);
		break;
	default:
		io->gap = 0; /* or the sum might be right */
		if (io->way == BP_INITIATOR_CAPSULE)
			io->twist.add_addr =
				t_pick(random, 1u << 20, -(u64)io->bytes, (u64)1 << 63);
		break;
	}
}

static void draw_twists(struct flows_round *round)
{
	const u64 n = t_pick(&round->random, 2, 8, 50);

	for (unsigned i = 0; i < round->setup.nr_ios; i++)
		if (t_once_in(&round->random, n))
			twist(&round->random, &round->io[i]);
}

static void draw_drive(struct flows_round *round)
{
	struct t_random *random = &round->random;
	const u64 lba = t_below(random, 16384);

	snprintf(round->fault_text[0], FLOWS_TEXT_MAX, "media:1000000,lba=%llu-%llu",
		 (unsigned long long)lba, (unsigned long long)(lba + t_below(random, 1024)));
	snprintf(round->fault_text[1], FLOWS_TEXT_MAX, "status@%#llx,ppm=%llu,seed=%llu,where=io",
		 (unsigned long long)t_pick(random, 0x006, 0x080, 0x081, 0x286, 0x4281),
		 (unsigned long long)t_pick(random, 10000, 100000, 500000),
		 (unsigned long long)t_below(random, 1u << 31));
	for (unsigned i = 0; i < FLOWS_FAULTS; i++)
		round->drive_fault[i] = round->fault_text[i];
	round->setup.nr_drive_faults = FLOWS_FAULTS;
}

/* A key that is wrong, or too little, or of a host that leaves (E7). */
static void spoil(struct t_random *random, struct bp_world_flow_io *io)
{
	struct bp_initiator_twist *twist = &io->twist;

	io->way = (enum bp_initiator_way)t_pick(random, BP_INITIATOR_KEYED, BP_INITIATOR_KEYED_OWN);
	switch (t_below(random, 6)) {
	case 0:
		twist->xor_key = (u32)t_pick(random, 1, 0x80, 0x100, 0x80000000);
		break;
	case 1:
		twist->short_region = (u32)t_between(random, 1, io->bytes - 1);
		break;
	case 2:
		twist->xor_access = IB_ACCESS_REMOTE_READ | IB_ACCESS_REMOTE_WRITE;
		break;
	case 3:
		twist->add_addr = t_pick(random, 1, (u64)-1, 1u << 30);
		break;
	case 4:
		twist->missing_capsule = (u32)t_between(random, 1, 64);
		break;
	default:
		twist->drops = true;
		twist->drop_ns = t_below(random, 200000);
		break;
	}
}

static void draw_adapter_fault(struct flows_round *round)
{
	struct t_random *random = &round->random;

	round->fault[0] = (struct bp_world_flow_fault){
		.end = (enum bp_flow_end)t_pick(random, BP_FLOW_AT_HCA, BP_FLOW_AT_HOST),
		.fault = (enum bp_rdma_fault)t_below(random, BP_RDMA_FAULT_NR),
		.rule = { t_below(random, round->setup.nr_ios), t_pick(random, 1, 3, ~0ull) },
	};
	round->setup.nr_faults = 1;
}

/* Towards the end, so that something comes before. */
static void draw_fatal(struct flows_round *round)
{
	const unsigned nr = round->setup.nr_ios;

	if (t_once_in(&round->random, 3)) {
		draw_adapter_fault(round);
		return;
	}
	for (unsigned i = nr - nr / 4; i < nr; i++)
		if (has_data(&round->io[i]) && t_once_in(&round->random, 8))
			spoil(&round->random, &round->io[i]);
}

void flows_draw_wrong(struct flows_round *round)
{
	static void (*const draws[FLOWS_MOOD_NR])(struct flows_round *) = {
		[FLOWS_TWISTS] = draw_twists,
		[FLOWS_DRIVE] = draw_drive,
		[FLOWS_FATAL] = draw_fatal,
	};

	if (draws[round->mood])
		draws[round->mood](round);
}
