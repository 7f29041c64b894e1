/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Peer-to-peer pages at map time, from v6.1 on (p2pdma-newer.md 7).
 */
#include <blkpath/p2p_map.h>

#include "map_type.h"

static const struct pci_dev *provider_of(const struct dev_pagemap *pgmap)
{
	return bp_container_of(pgmap->dev, struct pci_dev, dev);
}

const struct dev_pagemap *bp_p2p_typed_pagemap(const struct bp_env *env, const struct page *page)
{
	const struct dev_pagemap *pgmap = bp_page_pgmap(env, page);

	if (!pgmap || pgmap->type != MEMORY_DEVICE_PCI_P2PDMA)
		return NULL;
	return pgmap->dev->bp_p2p->rules->has_types ? pgmap : NULL;
}

enum pci_p2pdma_map_type pci_p2pdma_map_type(const struct dev_pagemap *pgmap,
					     const struct device *dev)
{
	const struct pci_dev *provider = provider_of(pgmap), *client;
	enum pci_p2pdma_map_type type;

	if (!provider->p2pdma || !dev->is_pci) /* P-18 */
		return PCI_P2PDMA_MAP_NOT_SUPPORTED;
	client = bp_container_of(dev, struct pci_dev, dev);
	type = bp_p2p_types_load(provider->p2pdma, client);
	return type == PCI_P2PDMA_MAP_UNKNOWN ? bp_p2p_walk_verbose(provider, client) : type;
}

enum pci_p2pdma_map_type pci_p2pdma_map_segment(struct pci_p2pdma_map_state *state,
						const struct device *dev, struct scatterlist *sg)
{
	const struct bp_env *env = dev->bp_env;
	const struct dev_pagemap *pgmap = bp_p2p_typed_pagemap(env, sg_page(sg));

	sg_dma_unmark_bus_address(sg);
	if (!pgmap)
		return PCI_P2PDMA_MAP_NONE;
	if (pgmap != state->pgmap) { /* P-74 */
		state->pgmap = pgmap;
		state->map = pci_p2pdma_map_type(pgmap, dev);
		state->bus_off = pgmap->pci_p2pdma_bus_offset;
	}
	if (state->map != PCI_P2PDMA_MAP_BUS_ADDR)
		return state->map;
	sg_dma_address(sg) = bp_dma_addr(sg_phys(env, sg).phys + state->bus_off);
	sg_dma_len(sg) = sg->length;
	sg_dma_mark_bus_address(sg);
	return PCI_P2PDMA_MAP_BUS_ADDR;
}

bool bp_p2p_forgets_address(const struct pci_p2pdma_map_state *state)
{
	return state->pgmap->dev->bp_p2p->forgets_address;
}
