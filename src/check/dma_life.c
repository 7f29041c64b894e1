/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-DMA-7, -10 and -12: a mapping ends once, by the call that fits, and nobody uses it after.
 */
#include <errno.h>

#include "dma.h"

static const char *const types[] = {
	[BP_DMA_CALL_SINGLE] = "single",
	[BP_DMA_CALL_SG] = "list",
	[BP_DMA_CALL_COHERENT] = "coherent",
	[BP_DMA_CALL_RESOURCE] = "resource",
};

/* INV-DMA-7: what ends was mapped, by the matching call, with the same numbers */
static enum bp_ck_verdict end_fits(struct bp_case *c)
{
	const struct bp_dma_case *d = c->subject;
	const struct bp_dma_call *end = d->call;
	const struct bp_dma_call *begin;

	if (!d->mapping)
		return bp_ck_verdict(c, false, "0x%llx + 0x%llx as %s is not mapped",
				     (unsigned long long)bp_dma_u64(end->addr),
				     (unsigned long long)end->size, types[end->type]);
	begin = &d->mapping->call;
	return bp_ck_verdict(c,
			     begin->type == end->type && begin->dir == end->dir &&
				     begin->size == end->size && begin->nents == end->nents,
			     "mapped as %s of %llu bytes, %d entries, direction %d; ended as %s of "
			     "%llu bytes, %d entries, direction %d",
			     types[begin->type], (unsigned long long)begin->size, begin->nents,
			     begin->dir, types[end->type], (unsigned long long)end->size,
			     end->nents, end->dir);
}

/* INV-DMA-7: and before the driver goes */
static enum bp_ck_verdict nothing_is_mapped(struct bp_case *c)
{
	const struct bp_dma_case *d = c->subject;

	return bp_ck_verdict(c, !d->left, "%llu mappings are left", (unsigned long long)d->left);
}

void bp_ck_judge_end(struct bp_case *c)
{
	bp_ck_judge_one(c, BP_INV_DMA_7, end_fits);
}

void bp_ck_judge_unbind(struct bp_case *c)
{
	bp_ck_judge_one(c, BP_INV_DMA_7, nothing_is_mapped);
}

static bool translates(const struct bp_iommu_setup *setup, u64 addr)
{
	phys_addr_t phys;

	return setup->ops->translate(setup->table, bp_dma_addr(addr), false, &phys) != -EFAULT;
}

/* INV-DMA-10: what is unmapped leads nowhere */
static enum bp_ck_verdict leads_nowhere(struct bp_case *c)
{
	const struct bp_dma_case *d = c->subject;
	const struct bp_iommu_setup *setup = d->domain ? d->domain->setup : NULL;

	if (!setup || !setup->ops->translate)
		return BP_NO_CASE;
	for (unsigned i = 0; i < d->mapping->nr_dma; i++) {
		const struct bp_run *run = &d->mapping->dma[i];
		u64 into = run->addr % BP_CK_GRANULE;

		/* The last page may be the last of all. */
		for (u64 done = 0; run->len && done < into + run->len; done += BP_CK_GRANULE)
			if (translates(setup, run->addr - into + done))
				return bp_ck_verdict(c, false, "0x%llx is still translated",
						     (unsigned long long)(run->addr - into + done));
	}
	return BP_HOLDS;
}

/* INV-DMA-7: its addresses are given back */
static enum bp_ck_verdict addresses_are_back(struct bp_case *c)
{
	const struct bp_dma_case *d = c->subject;

	if (!d->domain)
		return BP_NO_CASE;
	return bp_ck_verdict(c, !d->left, "%llu ranges of I/O addresses stay taken",
			     (unsigned long long)d->left);
}

void bp_ck_judge_unmapped(struct bp_case *c)
{
	static const struct bp_law laws[] = {
		{ BP_INV_DMA_10, leads_nowhere },
		{ BP_INV_DMA_7, addresses_are_back },
	};

	bp_ck_judge_all(c, laws);
}

/* INV-DMA-12: an address that was made for one device is used by no other */
static enum bp_ck_verdict address_is_its_own(struct bp_case *c)
{
	const struct bp_dma_case *d = c->subject;
	u64 addr = bp_dma_u64(d->call->addr);

	if (!d->mapping && !bp_ck_mapped_for_another(c->check, d->call->dev, addr, d->call->size))
		return BP_NO_CASE;
	return bp_ck_verdict(c, d->mapping, "0x%llx + 0x%llx is mapped for another device",
			     (unsigned long long)addr, (unsigned long long)d->call->size);
}

/* INV-DMA-10: a device uses what is mapped for it, in the direction of the mapping */
static enum bp_ck_verdict access_is_mapped(struct bp_case *c)
{
	const struct bp_dma_case *d = c->subject;
	u64 addr = bp_dma_u64(d->call->addr);
	enum dma_data_direction dir = d->mapping ? d->mapping->call.dir : DMA_NONE;

	if (!d->mapping && bp_ck_mapped_for_another(c->check, d->call->dev, addr, d->call->size))
		return BP_NO_CASE;
	return bp_ck_verdict(c, dir == DMA_BIDIRECTIONAL || dir == d->call->dir,
			     "0x%llx + 0x%llx, direction %d, %s", (unsigned long long)addr,
			     (unsigned long long)d->call->size, d->call->dir,
			     d->mapping ? "is mapped for the other one" : "is not mapped");
}

void bp_ck_judge_access(struct bp_case *c)
{
	static const struct bp_law laws[] = {
		{ BP_INV_DMA_12, address_is_its_own },
		{ BP_INV_DMA_10, access_is_mapped },
	};

	bp_ck_judge_all(c, laws);
}
