/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Contexts of rdma_rw in court, with peer-to-peer memory at hand.
 */
#ifndef T_RDMA_CONTEXTS_H
#define T_RDMA_CONTEXTS_H

#include "rdma_court.h"
#include "rw.h"

#define POOL 0x8000000u

/* The checker outlives the scene. */
static struct t_rw t;
static bp_virt_addr_t buffer;
static u64 bus;

/* The provider was there before the checker came: it is told of it. */
static inline void open_with(struct t_rdma_court *court, const struct t_rw_setup *setup, u32 bytes)
{
	struct bp_p2p_call add = { .bar = 4, .size = POOL };
	const struct bp_event event = { .id = BP_EV_P2P_ADD, .p2p = &add };

	t_rw_init(&t, setup);
	t_rdma_open(court, t.env);
	buffer = pci_alloc_p2pmem(t.provider, POOL);
	add.provider = t.provider;
	add.virt = buffer;
	add.bus = pci_bus_address(t.provider, 4);
	pci_free_p2pmem(t.provider, buffer, POOL);
	bp_check_event(court->check, &event);
	buffer = pci_alloc_p2pmem(t.provider, bytes);
	bus = pci_p2pmem_virt_to_bus(t.provider, buffer).bus;
}

static inline void close_with(struct t_rdma_court *court, u32 bytes)
{
	pci_free_p2pmem(t.provider, buffer, bytes);
	t_rdma_adjourn(court);
	t_rw_fini(&t);
}

/* A list, used from its preparation to its end; whether it could be prepared. */
static inline bool use_list(const struct t_rw_entry *entries, u32 nr, u32 offset,
			    enum dma_data_direction dir)
{
	t_rw_list(&t, entries, nr);
	if (t_rw_prepare(&t, offset, dir) < 0)
		return false;
	t_rw_run(&t);
	t_rw_destroy(&t, dir);
	return true;
}

/* Work of three entries. */
static const struct t_rw_entry three[] = { { 0x100800, 2048 },
					   { 0x102000, 4096 },
					   { 0x104000, 512 } };

static inline int prepare_address(u64 addr, u32 bytes)
{
	return rdma_rw_ctx_dma_init(&t.ctx, t.qp, 1, bp_dma_addr(addr), bytes, T_RW_REMOTE,
				    T_RW_RKEY, DMA_TO_DEVICE);
}

#endif
