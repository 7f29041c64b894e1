/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A call of the peer-to-peer interface as the events P2P_* show it: what was given, what came back.
 *
 * An event is sent at the end of its call, failed ones too.
 */
#ifndef BLKPATH_P2P_CALL_H
#define BLKPATH_P2P_CALL_H

#include <blkpath/pci.h>

/**
 * struct bp_p2p_call - what an event of peer-to-peer memory shows
 * @provider: whose memory; of P2P_FIND the answer, NULL for none
 * @client: who is to reach it; NULL where nobody is named
 * @clients: of P2P_FIND and P2P_DISTANCE, for whom
 * @nr_clients: how many
 * @bar: of P2P_ADD
 * @offset: bytes into the BAR
 * @size: bytes, as the caller gave them
 * @virt: where the CPU has it; 0 for none
 * @bus: bus address of @virt as the pool has it; all ones where it has none
 * @sgl: of P2P_MAP_SG, with its DMA side written
 * @nents: its entries
 * @result: what the call returned, where that is an int; of P2P_DISTANCE -ENOMEM where memory was
 * short
 * @published: whether the provider is published now
 * @pool_size: bytes that the pool says it has, now
 * @pool_avail: bytes of them that it says are free, now
 * @refs: gets that were not put back, over all references of the provider, now; the initial ones
 * not counted
 */
struct bp_p2p_call {
	struct pci_dev *provider;
	const struct device *client;
	struct device *const *clients;
	int nr_clients;
	unsigned bar;
	u64 offset;
	u64 size;
	bp_virt_addr_t virt;
	pci_bus_addr_t bus;
	struct scatterlist *sgl;
	int nents;
	int result;
	bool published;
	u64 pool_size;
	u64 pool_avail;
	u64 refs;
};

#endif
