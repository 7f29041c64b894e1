/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A request's memory for the device: mapped when it is issued, unmapped when it ends (P2P-C2.2).
 */
#include <blkpath/dma_ledger.h>

#include "command.h"

/* What a dma-direct request holds was mapped by whoever made it. */
static bool wants(const struct bp_null *null, const struct bp_null_command *command)
{
	return null->config.dev && command->entries && !blk_rq_is_dma_direct(command->rq);
}

bool bp_null_dma_map(struct bp_null *null, struct bp_null_command *command)
{
	if (!wants(null, command))
		return true;
	command->mapped = (unsigned)dma_map_sg(null->config.dev, command->table.sgl,
					       (int)command->entries, rq_dma_dir(command->rq));
	return command->mapped != 0;
}

/* The entries as they were handed in, not what the mapping made of them. */
void bp_null_dma_unmap(struct bp_null *null, struct bp_null_command *command)
{
	if (!command->mapped)
		return;
	dma_unmap_sg(null->config.dev, command->table.sgl, (int)command->entries,
		     rq_dma_dir(command->rq));
	command->mapped = 0;
}

bool bp_null_dma_access(struct bp_null *null, const struct bp_null_command *command,
			struct bp_null_window window)
{
	const bool write = rq_dma_dir(command->rq) == DMA_FROM_DEVICE;

	return !command->mapped || !window.len ||
	       bp_dma_ledger_access(null->config.dev, window.addr, window.len, write);
}

bool bp_null_dma_resolve(struct bp_null *null, const struct bp_null_command *command,
			 dma_addr_t addr, struct bp_null_run *memory)
{
	const bool write = rq_dma_dir(command->rq) == DMA_FROM_DEVICE;
	const unsigned in_page = BP_IOMMU_GRANULE - (unsigned)(addr.dma % BP_IOMMU_GRANULE);

	if (!command->mapped) {
		memory->addr = bp_phys_addr(addr.dma);
		return true;
	}
	if (!null->config.iommu) {
		memory->addr = dma_to_phys(null->config.dev, addr);
		return true;
	}
	memory->len = bp_min(memory->len, in_page);
	return !bp_iommu_translate(null->config.iommu, addr, write, &memory->addr);
}
