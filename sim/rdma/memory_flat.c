/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "rdma/memory.h"

static bool holds(const struct bp_rdma_flat *flat, u64 address, u64 bytes)
{
	return bytes <= flat->bytes && address - flat->base <= flat->bytes - bytes;
}

static struct bp_rdma_moved move(void *context, const struct bp_rdma_move *move)
{
	const struct bp_rdma_flat *flat = context;
	u8 *at;

	if (!holds(flat, move->address, move->bytes))
		return (struct bp_rdma_moved){ 0 };
	at = flat->data + (move->address - flat->base);
	if (move->is_write)
		memcpy(at, move->data, move->bytes);
	else
		memcpy(move->data, at, move->bytes);
	return (struct bp_rdma_moved){ .ok = true, .moved = true };
}

static const struct bp_rdma_memory_ops ops = { .move = move };

struct bp_rdma_memory bp_rdma_on_flat(struct bp_rdma_flat *flat)
{
	return (struct bp_rdma_memory){ &ops, flat };
}
