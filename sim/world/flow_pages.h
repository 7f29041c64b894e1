/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Looks on while page descriptors are used: which pages are taken for data, how often one of them
 * is touched; and where peer memory has none, nobody touches what would be one (rdma-nvmet.md E0).
 */
#ifndef SIM_WORLD_FLOW_PAGES_H
#define SIM_WORLD_FLOW_PAGES_H

#include <blkpath/pci.h>

#include "mem/sparse.h"

/**
 * struct bp_flow_pages - what was seen
 * @taken: pages of RAM
 * @released: of them
 * @touches: of their state, when it is over
 */
struct bp_flow_pages {
	u64 taken;
	u64 released;
	u64 touches;
	/* Private. */
	struct bp_env *env;
	const struct bp_page_ops *under;
	void *under_arg;
	const struct bp_pci *pci;
	bool guards;
	struct bp_sparse data;
};

/* From now on; what a BAR of @pci would be as pages is a BUG when @guards. */
void bp_flow_pages_start(struct bp_flow_pages *pages, const struct bp_pci *pci, bool guards);

/* What was taken there is a driver's own memory and no data. */
void bp_flow_pages_forget(struct bp_flow_pages *pages, phys_addr_t phys, u64 bytes);

/* No more; what was seen stays.  Does nothing the second time. */
void bp_flow_pages_stop(struct bp_flow_pages *pages);

/* Somebody made a page out of something, or something out of it. */
void bp_flow_pages_convert(const struct bp_flow_pages *pages, const struct page *page);

#endif
