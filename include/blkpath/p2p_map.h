/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Peer-to-peer pages in dma_map_sg(), from v6.1 on (p2pdma-newer.md 3 and 7).
 *
 * Each provider remembers what was found for each client.  It is looked up here alone, and computed
 * when nobody asked for the distance before.
 */
#ifndef BLKPATH_P2P_MAP_H
#define BLKPATH_P2P_MAP_H

#include <blkpath/memremap.h>
#include <blkpath/p2p_verdict.h>
#include <blkpath/scatterlist.h>

/**
 * struct pci_p2pdma_map_state - what holds for the entries of a list until the provider changes
 * @pgmap: of the last entry; NULL before the first
 * @map: what happens to its entries
 * @bus_off: from a physical address to its bus address
 */
struct pci_p2pdma_map_state {
	const struct dev_pagemap *pgmap;
	enum pci_p2pdma_map_type map;
	u64 bus_off;
};

/**
 * bp_p2p_typed_pagemap - whose peer-to-peer memory is a page, to a kernel with map types?
 * @env: environment
 * @page: any page
 *
 * Return: its pagemap; NULL for other memory, and under rule sets that treat it as other memory.
 * Rule: P-70, P-77
 */
const struct dev_pagemap *bp_p2p_typed_pagemap(const struct bp_env *env, const struct page *page);

/**
 * pci_p2pdma_map_type - may a device reach a provider's memory, and how?
 * @pgmap: from bp_p2p_typed_pagemap()
 * @dev: who is to reach it; its parents are not looked at
 *
 * What is not remembered is computed, logged and remembered.
 *
 * Context: allocates (BP_ALLOC_MAP_TYPE); a failure changes nothing but what is remembered.
 * Return: PCI_P2PDMA_MAP_NOT_SUPPORTED, _BUS_ADDR or _THRU_HOST_BRIDGE.
 * Mirrors: pci_p2pdma_map_type(), drivers/pci/p2pdma.c, v6.1
 * Rule: P-15, P-16, P-18
 */
enum pci_p2pdma_map_type pci_p2pdma_map_type(const struct dev_pagemap *pgmap,
					     const struct device *dev);

/**
 * pci_p2pdma_map_segment - what is to be done with an entry of a list
 * @state: all zeros before the first entry
 * @dev: who is to reach it
 * @sg: entry; its DMA side is complete and marked when the answer is PCI_P2PDMA_MAP_BUS_ADDR
 *
 * Return: PCI_P2PDMA_MAP_NONE for what is no peer-to-peer memory; else as pci_p2pdma_map_type().
 * Mirrors: pci_p2pdma_map_segment(), drivers/pci/p2pdma.c, v6.1; pci_p2pdma_state(), v7.1
 * Rule: P-70, P-74
 */
enum pci_p2pdma_map_type pci_p2pdma_map_segment(struct pci_p2pdma_map_state *state,
						const struct device *dev, struct scatterlist *sg);

/**
 * bp_p2p_forgets_address - does the kernel map through the host bridge without an address?
 * @state: of an entry of peer-to-peer memory
 *
 * Only in the direct mode, and only some of the kernels whose rule set has may_lack_address: the
 * machine's struct bp_p2p says whether it is one.
 *
 * Return: whether the entry keeps the address that it had.
 * Rule: P-75
 */
bool bp_p2p_forgets_address(const struct pci_p2pdma_map_state *state);

#endif
