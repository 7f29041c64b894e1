/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <blkpath/address.h>
#include <blkpath/dma_ledger.h>

#include <string.h>

#include "rdma/memory.h"

/* The bytes of a page are NULL where a CPU finds device memory or nothing. */
static u8 *bytes_at(struct bp_env *env, u64 address)
{
	const bp_virt_addr_t virt = bp_virt_addr(address);

	if (address < PAGE_OFFSET || is_vmalloc_addr(virt) || !virt_addr_valid(env, virt))
		return NULL;
	return bp_virt_bytes(env, virt);
}

static u32 in_page(struct bp_env *env, u64 address, u32 left)
{
	const u32 room = bp_page_size(env) - offset_in_page(env, bp_virt_addr(address));

	return room < left ? room : left;
}

static bool is_memory(struct bp_env *env, const struct bp_rdma_move *move)
{
	u32 step;

	for (u32 done = 0; done < move->bytes; done += step) {
		if (!bytes_at(env, move->address + done))
			return false;
		step = in_page(env, move->address + done, move->bytes - done);
	}
	return true;
}

static struct bp_rdma_moved move(void *context, const struct bp_rdma_move *move)
{
	struct device *dev = context;
	struct bp_env *env = dev->bp_env;
	u8 *data = move->data;
	u32 step;

	if (!is_memory(env, move))
		return (struct bp_rdma_moved){ 0 };
	bp_dma_ledger_access(dev, bp_dma_addr(move->address), move->bytes, move->is_write);
	for (u32 done = 0; done < move->bytes; done += step) {
		u8 *at = bytes_at(env, move->address + done);

		step = in_page(env, move->address + done, move->bytes - done);
		if (move->is_write)
			memcpy(at, data + done, step);
		else
			memcpy(data + done, at, step);
	}
	return (struct bp_rdma_moved){ .ok = true, .moved = true, .is_ram = true };
}

static const struct bp_rdma_memory_ops ops = { .move = move };

struct bp_rdma_memory bp_rdma_on_virtual(struct device *dev)
{
	return (struct bp_rdma_memory){ &ops, dev };
}
