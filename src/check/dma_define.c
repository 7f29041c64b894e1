/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What p2pdma.md C says of devices, addresses and lists, from its definitions.
 */
#include <string.h>

#include <blkpath/p2pdma.h>
#include <blkpath/pci.h>

#include "dma.h"

u64 bp_ck_dma_offset(const struct device *dev)
{
	return dev->dma_pfn_offset << dev->bp_env->page_shift;
}

/* C1.4: nothing is reached without a mask; a bus mask of 0 is none. */
u64 bp_ck_dma_reach(const struct device *dev)
{
	if (!dev->bus_dma_mask || !dev->dma_mask)
		return dev->dma_mask;
	return dev->dma_mask < dev->bus_dma_mask ? dev->dma_mask : dev->bus_dma_mask;
}

u64 bp_ck_dma_boundary(const struct device *dev)
{
	u64 mask = dev->dma_parms.segment_boundary_mask;

	return mask ? mask : 0xffffffff;
}

u64 bp_ck_dma_longest(const struct device *dev)
{
	u64 bytes = dev->dma_parms.max_segment_size;

	return bytes ? bytes : 65536;
}

bool bp_ck_dma_slots(const struct bp_ck_pool *pool, u64 phys)
{
	return pool && phys - pool->base < pool->bytes;
}

/* C2.3: page, offset and length of every entry, with the marks of the list. */
u64 bp_ck_list_hash(const struct bp_dma_call *call)
{
	const struct scatterlist *sg = call->sgl;
	u64 hash = BP_HASH_START;

	for (int i = 0; i < call->nents; i++) {
		u64 words[3];

		sg = i ? bp_ck_entry_next(sg) : sg;
		words[0] = sg->page_link;
		words[1] = sg->offset;
		words[2] = sg->length;
		hash = bp_ck_hash(hash, words, sizeof(words));
	}
	return hash;
}

u64 bp_ck_list_phys(const struct bp_env *env, const struct scatterlist *sg)
{
	u64 page = sg->page_link & ~(SG_CHAIN | SG_END);

	return ((page - BP_VMEMMAP_BASE) / BP_PAGE_DESCRIPTOR_BYTES << env->page_shift) +
	       sg->offset;
}

static bool overlaps(u64 first, u64 last, u64 other_first, u64 other_last)
{
	return first <= other_last && other_first <= last;
}

static bool in_bar(const struct pci_dev *pdev, u64 first, u64 last)
{
	for (unsigned i = 0; i < PCI_STD_NUM_BARS; i++) {
		const struct resource *bar = &pdev->resource[i];

		if (bar->flags & IORESOURCE_MEM && overlaps(first, last, bar->start, bar->end))
			return true;
	}
	return false;
}

/* A3.3: windows that nobody knows have no offset, and send down what a function answers to. */
static bool in_function(const struct bp_p2p *p2p, const struct pci_host_bridge *bridge, u64 first,
			u64 last)
{
	const struct pci_dev *pdev;

	if (!p2p)
		return false;
	TAILQ_FOREACH (pdev, &p2p->pci->devices, link)
		if (pdev->bus->bridge == bridge && in_bar(pdev, first, last))
			return true;
	return false;
}

/* A3.3, A4.2: bus = cpu - offset, modulo 2^64, so a window may go around the end. */
bool bp_ck_in_window(const struct device *dev, u64 first, u64 last)
{
	const struct pci_dev *pdev = bp_container_of(dev, struct pci_dev, dev);
	const struct pci_host_bridge *bridge;

	if (!dev->is_pci || !pdev->bus || !pdev->bus->bridge)
		return false;
	bridge = pdev->bus->bridge;
	if (!bridge->nr_windows)
		return in_function(dev->bp_p2p, bridge, first, last);
	for (unsigned i = 0; i < bridge->nr_windows; i++) {
		const struct bp_pci_window *window = &bridge->windows[i];
		u64 from = window->res.start - window->offset;
		u64 to = window->res.end - window->offset;

		if (!(window->res.flags & IORESOURCE_MEM))
			continue;
		if (from <= to ? overlaps(first, last, from, to) : last >= from || first <= to)
			return true;
	}
	return false;
}

bool bp_ck_ram(const struct bp_env *env, u64 phys, u8 *bytes, u64 n)
{
	u64 page = (u64)1 << env->page_shift;

	while (n) {
		const struct bp_page_state *state =
			env->page_ops ? env->page_ops->state(env->page_arg, phys / page) : NULL;
		u64 part = bp_min(n, page - phys % page);

		if (!state || !state->bytes)
			return false;
		memcpy(bytes, state->bytes + phys % page, part);
		bytes += part;
		phys += part;
		n -= part;
	}
	return true;
}
