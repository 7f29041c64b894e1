/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a bus address back to peer-to-peer memory: what a driver that is handed an address can still
 * find out (DEF-RDMA-4).
 */
#include "p2pmem.h"

/* What is looked for. */
struct range {
	u64 bus;
	u64 bytes;
	bool found;
};

static void look(struct gen_pool *pool, struct gen_pool_chunk *chunk, void *data)
{
	struct range *range = data;
	u64 size = bp_gen_pool_chunk_size(chunk);
	u64 offset = range->bus - bp_phys_u64(chunk->phys_addr);

	(void)pool;
	if (offset < size && range->bytes <= size - offset)
		range->found = true;
}

static bool has(const struct pci_dev *provider, u64 bus, u64 bytes)
{
	struct range range = { bus, bytes, false };

	gen_pool_for_each_chunk(provider->p2pdma->pool, look, &range);
	return range.found;
}

static bool same_bus(const struct pci_dev *provider, u64 bus, const struct pci_dev *client)
{
	for (unsigned bar = 0; bar < PCI_STD_NUM_BARS; bar++)
		if ((pci_resource_flags(provider, bar) & IORESOURCE_MEM) &&
		    bus - pci_bus_address(provider, bar).bus < pci_resource_len(provider, bar))
			return bp_p2p_same_bus(provider, bar, client);
	return false;
}

bool bp_p2p_reaches_bus(const struct device *client, pci_bus_addr_t bus, u64 bytes)
{
	const struct pci_dev *pci = bp_p2p_pci_of(client), *provider;

	if (!bytes || !pci || !client->bp_p2p || client->dma_kind == BP_DMA_VIRT)
		return false;
	TAILQ_FOREACH (provider, &client->bp_p2p->pci->devices, link)
		if (provider->p2pdma && has(provider, bus.bus, bytes) &&
		    same_bus(provider, bus.bus, pci))
			return true;
	return false;
}
