/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The key of a command's data: one fast MR, with a new key each time (rdma-nvmet.md R-D7, R-A3.8).
 */
#include <errno.h>

#include "initiator/engine.h"

#define ACCESS (IB_ACCESS_LOCAL_WRITE | IB_ACCESS_REMOTE_READ | IB_ACCESS_REMOTE_WRITE)

/* The segments but their last @missing bytes; how many entries that makes. */
static int fill_list(struct scatterlist *sg, const struct bp_initiator_command *command,
		     u64 missing)
{
	u64 left = bp_initiator_bytes(command) - missing;
	unsigned n = 0;

	sg_init_table(sg, command->nr_segments);
	for (; n < command->nr_segments && left; n++) {
		const struct bp_initiator_segment *s = &command->segments[n];

		sg_dma_address(&sg[n]) = bp_dma_addr(s->addr);
		sg_dma_len(&sg[n]) = (unsigned)bp_min(left, (u64)s->bytes);
		left -= sg_dma_len(&sg[n]);
	}
	return (int)n;
}

int bp_initiator_region_map(struct bp_initiator_slot *slot)
{
	const struct bp_initiator_command *command = slot->command;
	const u64 missing = command->twist ? command->twist->short_region : 0;
	const int nents = fill_list(slot->queue->sg, command, missing);

	if (ib_map_mr_sg(slot->mr, slot->queue->sg, nents, NULL, BP_INITIATOR_PAGE) < nents)
		return -EINVAL;
	ib_update_fast_reg_key(slot->mr, (u8)ib_inc_rkey(slot->mr->rkey));
	return 0;
}

void bp_initiator_region_wr(struct bp_initiator_slot *slot, struct ib_reg_wr *wr)
{
	const struct bp_initiator_twist *twist = slot->command->twist;

	*wr = (struct ib_reg_wr){
		.wr = { .opcode = IB_WR_REG_MR, .wr_cqe = &slot->registered },
		.mr = slot->mr,
		.key = slot->mr->rkey,
		.access = ACCESS ^ (twist ? twist->xor_access : 0),
	};
}

int bp_initiator_region_invalidate(struct bp_initiator_slot *slot)
{
	const struct ib_send_wr wr = {
		.opcode = IB_WR_LOCAL_INV,
		.send_flags = IB_SEND_SIGNALED,
		.wr_cqe = &slot->invalidated,
		.ex.invalidate_rkey = slot->mr->rkey,
	};

	return ib_post_send(slot->queue->id->qp, &wr, NULL);
}
