/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "p2p.h"

struct bp_ck_provider *bp_ck_provider_find(const struct bp_check *check, const struct pci_dev *pdev)
{
	return bp_ck_open_find(check, BP_RECORD_P2P_PROVIDER, pdev);
}

struct bp_ck_provider *bp_ck_provider(struct bp_check *check, struct pci_dev *pdev)
{
	struct bp_ck_provider *provider = bp_ck_provider_find(check, pdev);

	if (provider)
		return provider;
	provider = bp_ck_open(check, BP_RECORD_P2P_PROVIDER, pdev, sizeof(*provider));
	if (provider)
		provider->pdev = pdev;
	return provider;
}

struct bp_ck_part *bp_ck_part_add(struct bp_check *check, struct bp_ck_provider *provider,
				  struct bp_ck_parts *parts, u64 virt, u64 size)
{
	struct bp_record *record = bp_ck_record_new(check, BP_RECORD_P2P_PART, provider->pdev, virt,
						    sizeof(struct bp_ck_part));
	struct bp_ck_part *part = (struct bp_ck_part *)record;

	if (!part)
		return NULL;
	part->virt = virt;
	part->size = size;
	LIST_INSERT_HEAD(parts, part, of_provider);
	return part;
}

void bp_ck_part_drop(struct bp_check *check, struct bp_ck_part *part)
{
	LIST_REMOVE(part, of_provider);
	bp_ck_record_drop(check, &part->record);
}

void bp_ck_parts_drop(struct bp_check *check, struct bp_ck_parts *parts)
{
	while (!LIST_EMPTY(parts))
		bp_ck_part_drop(check, LIST_FIRST(parts));
}

struct bp_ck_part *bp_ck_part_around(const struct bp_ck_parts *parts, u64 virt, u64 size)
{
	struct bp_ck_part *part;

	LIST_FOREACH (part, parts, of_provider)
		if (virt - part->virt < part->size && size <= part->size - (virt - part->virt))
			return part;
	return NULL;
}

struct bp_ck_part *bp_ck_part_touching(const struct bp_ck_parts *parts, u64 virt, u64 size)
{
	struct bp_ck_part *part;

	LIST_FOREACH (part, parts, of_provider)
		if (virt - part->virt < part->size || part->virt - virt < size)
			return part;
	return NULL;
}

u64 bp_ck_parts_size(const struct bp_ck_parts *parts)
{
	const struct bp_ck_part *part;
	u64 size = 0;

	LIST_FOREACH (part, parts, of_provider)
		size += part->is_lost ? 0 : part->size;
	return size;
}

const struct bp_ck_part *bp_ck_resource_at(const struct bp_check *check, u64 phys,
					   const struct pci_dev **provider)
{
	for (unsigned i = 0; i < BP_RECORD_BUCKETS; i++) {
		const struct bp_record *record;

		LIST_FOREACH (record, &check->records[i], link) {
			const struct bp_ck_provider *p = (const struct bp_ck_provider *)record;
			const struct bp_ck_part *part;

			if (record->kind != BP_RECORD_P2P_PROVIDER)
				continue;
			*provider = p->pdev;
			LIST_FOREACH (part, &p->resources, of_provider)
				if (phys - part->phys < part->size)
					return part;
		}
	}
	return NULL;
}

u64 bp_ck_bus_of(const struct pci_host_bridge *bridge, const struct resource *bar)
{
	for (unsigned i = 0; i < bridge->nr_windows; i++) {
		const struct bp_pci_window *window = &bridge->windows[i];

		if (window->res.flags & bar->flags & IORESOURCE_MEM &&
		    bar->start >= window->res.start && bar->end <= window->res.end)
			return bar->start - window->offset;
	}
	return bar->start;
}

const struct pci_dev *bp_ck_above(const struct pci_dev *pdev)
{
	return pdev->physfn ? pdev->physfn->bus->self : pdev->bus->self;
}

const struct pci_dev *bp_ck_meeting(const struct pci_dev *a, const struct pci_dev *b)
{
	for (; a; a = bp_ck_above(a))
		for (const struct pci_dev *other = b; other; other = bp_ck_above(other))
			if (a == other)
				return a;
	return NULL;
}

const struct pci_dev *bp_ck_function_of(const struct device *dev)
{
	while (dev && !dev->is_pci)
		dev = dev->parent;
	return dev ? bp_container_of(dev, struct pci_dev, dev) : NULL;
}

/* B8.3, C6: what goes through a root complex meets its IOMMU, and the windows of its own bridge. */
bool bp_ck_bus_for(const struct pci_dev *provider, unsigned bar, const struct device *client,
		   u64 *bus)
{
	const struct pci_dev *pdev = bp_ck_function_of(client);
	const struct resource *res = &provider->resource[bar];

	if (!pdev || client->dma_kind == BP_DMA_VIRT)
		return false;
	*bus = bp_ck_bus_of(pdev->bus->bridge, res);
	if (bp_ck_meeting(provider, pdev))
		return true;
	return !pdev->bus->bridge->has_iommu && !provider->bus->bridge->has_iommu;
}
