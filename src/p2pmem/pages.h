/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A resource with page descriptors.
 */
#ifndef BP_SRC_P2PMEM_PAGES_H
#define BP_SRC_P2PMEM_PAGES_H

#include "p2pmem.h"

/* P2P-B1; @virt is where the CPU has the first byte. */
struct p2pdma_pagemap {
	LIST_ENTRY(p2pdma_pagemap) link;
	struct dev_pagemap pgmap;
	struct percpu_ref ref;
	struct completion ref_done;
	bp_virt_addr_t virt;
};

/* Once the pool is gone: until then users who come late meet a dead reference (B3.2). */
void bp_p2p_pagemaps_forget(struct pci_p2pdma *p2pdma);

/* P2P-B7.1: -ENOMEM when no run is free, -ENODEV when its resource is going; then @addr is 0. */
int bp_p2p_pages_take(struct pci_p2pdma *p2pdma, u64 size, bp_virt_addr_t *addr,
		      struct percpu_ref **ref);

/* The resource of an entry's page; NULL when the page is no peer-to-peer memory. */
static inline const struct p2pdma_pagemap *bp_p2p_pagemap_of(const struct bp_env *env,
							     const struct scatterlist *sg)
{
	struct dev_pagemap *pgmap = bp_page_pgmap(env, sg_page(sg));

	return pgmap && pgmap->type == MEMORY_DEVICE_PCI_P2PDMA
		       ? bp_container_of(pgmap, struct p2pdma_pagemap, pgmap)
		       : NULL;
}

#endif
