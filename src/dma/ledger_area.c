/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory that must not be mapped (P2P-C7.11).
 */
#include "ledger.h"

static bool touches(const struct bp_dma_area *area, phys_addr_t phys, u64 size)
{
	return phys.phys <= area->end.phys &&
	       (phys.phys >= area->start.phys || area->start.phys - phys.phys < size);
}

void bp_ledger_area_check(struct bp_dma_ledger *ledger, phys_addr_t phys, u64 size)
{
	static const enum bp_site_id sites[] = {
		[BP_DMA_AREA_STACK] = BP_SITE_DMA_STACK,
		[BP_DMA_AREA_TEXT] = BP_SITE_DMA_TEXT,
	};

	for (unsigned i = 0; i < ledger->setup.nr_areas; i++) {
		const struct bp_dma_area *area = &ledger->setup.areas[i];

		if (touches(area, phys, size))
			bp_ledger_error(ledger, sites[area->kind], phys.phys, size);
	}
}

/* Of vmalloc memory, which ioremap gives too, a kernel says both. */
void bp_ledger_map_pointer(struct device *dev, bp_virt_addr_t buf)
{
	struct bp_dma_ledger *ledger = bp_ledger_of(dev);

	if (!ledger)
		return;
	if (!virt_addr_valid(ledger->env, buf))
		bp_ledger_error(ledger, BP_SITE_DMA_INVALID, buf.virt, 0);
	if (is_vmalloc_addr(buf))
		bp_ledger_error(ledger, BP_SITE_DMA_VMALLOC, buf.virt, 0);
}
