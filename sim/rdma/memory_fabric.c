/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pci/transfer.h"
#include "rdma/memory.h"

/* One SGE is one transfer (R-A9.4). */
static struct bp_rdma_moved move(void *context, const struct bp_rdma_move *move)
{
	const struct bp_rdma_on_fabric *on = context;
	const struct bp_transfer transfer = {
		.requester = on->dev,
		.is_write = move->is_write,
		.address = move->address,
		.bytes = move->bytes,
		.data = move->data,
	};
	struct bp_transferred result;

	if (bp_fabric_transfer(on->fabric, &transfer, &result))
		return (struct bp_rdma_moved){ 0 };
	if (result.outcome != BP_OUTCOME_SUCCESS)
		return (struct bp_rdma_moved){ .ok = result.seen == BP_OUTCOME_SUCCESS };
	return (struct bp_rdma_moved){
		.ok = true,
		.moved = true,
		.is_ram = result.target.kind == BP_TARGET_RAM,
		.pdev = result.target.dev,
		.in_bar = result.target.dev ? result.target.offset : 0,
	};
}

static const struct bp_rdma_memory_ops ops = { .move = move };

struct bp_rdma_memory bp_rdma_on_fabric(struct bp_rdma_on_fabric *on)
{
	return (struct bp_rdma_memory){ &ops, on };
}
