/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which address is next: the highest that fits, without memory of what was before (P2P-C5.3).
 */
#include <errno.h>

#include <blkpath/dma_call.h>
#include <blkpath/event.h>

#include "iova.h"

#define SMALL_PAGES 32 /* below, sizes are powers of two */
#define TELL(symbol, number, more)                                                                 \
	bp_event(domain->env, symbol, .a = (number), .b = (more),                                  \
		 .dma = &(const struct bp_dma_call){ .domain = domain, .setup = &domain->setup })

/* Ranges that overlap are equal, so that a lookup finds what is in the way. */
static int compare(const struct bp_iova *a, const struct bp_iova *b)
{
	return a->last < b->first ? -1 : a->first > b->last;
}

RB_GENERATE_INTERNAL(bp_iova_tree, bp_iova, link, compare, __attribute__((unused)) static)

static struct bp_iova *find(struct bp_iommu_domain *domain, u64 first, u64 last)
{
	struct bp_iova key = { .first = first, .last = last };

	return RB_FIND(bp_iova_tree, &domain->ranges, &key);
}

static struct bp_iova *insert(struct bp_iommu_domain *domain, u64 first, u64 last)
{
	struct bp_iova *range = bp_alloc(domain->env, BP_ALLOC_DMA, sizeof(*range));

	if (!range)
		return NULL;
	*range = (struct bp_iova){ .first = first, .last = last };
	RB_INSERT(bp_iova_tree, &domain->ranges, range);
	domain->live++;
	return range;
}

static void drop(struct bp_iommu_domain *domain, struct bp_iova *range)
{
	RB_REMOVE(bp_iova_tree, &domain->ranges, range);
	domain->live -= !range->reserved;
	bp_free(domain->env, range);
}

struct bp_iommu_domain *bp_iommu_domain_new(struct bp_env *env, const struct bp_iommu_setup *setup)
{
	struct bp_iommu_domain *domain = bp_alloc(env, BP_ALLOC_DMA, sizeof(*domain));

	if (!domain)
		return NULL;
	domain->env = env;
	domain->setup = *setup;
	domain->setup.aperture_end = setup->aperture_end ?: ~0ull;
	RB_INIT(&domain->ranges);
	TELL(IOMMU_DOMAIN, 0, 0);
	return domain;
}

void bp_iommu_domain_free(struct bp_iommu_domain *domain)
{
	const u64 live = domain ? domain->live : 0;
	struct bp_iova *range;
	u64 example = 0;

	if (!domain)
		return;
	TELL(IOMMU_DOMAIN_END, live, 0);
	while ((range = RB_ROOT(&domain->ranges))) {
		if (!range->reserved)
			example = range->first * BP_IOMMU_GRANULE;
		drop(domain, range);
	}
	if (live)
		bp_finding(domain->env, BP_SITE_IOVA_LEAK, live, example);
	bp_free(domain->env, domain);
}

enum bp_iommu_sg bp_iommu_sg_of(const struct bp_iommu_domain *domain)
{
	return domain->setup.sg;
}

int bp_iommu_reach(const struct bp_iommu_domain *domain, dma_addr_t iova, bool write,
		   phys_addr_t *phys)
{
	const struct bp_iommu_setup *setup = &domain->setup;

	return setup->ops->translate ? setup->ops->translate(setup->table, iova, write, phys)
				     : -EFAULT;
}

u64 bp_iommu_live(const struct bp_iommu_domain *domain)
{
	return domain->live;
}

int bp_iommu_reserve(struct bp_iommu_domain *domain, u64 first, u64 last)
{
	struct bp_iova *range, *next;
	struct bp_iova whole = { .first = first / BP_IOMMU_GRANULE,
				 .last = last / BP_IOMMU_GRANULE };

	if (last < first)
		return -EINVAL;
	RB_FOREACH(range, bp_iova_tree, &domain->ranges)
	if (!range->reserved && compare(range, &whole) == 0)
		return -EBUSY;
	range = bp_alloc(domain->env, BP_ALLOC_DMA, sizeof(*range));
	if (!range)
		return -ENOMEM;
	while ((next = find(domain, whole.first, whole.last))) {
		whole.first = bp_min(whole.first, next->first);
		whole.last = bp_max(whole.last, next->last);
		drop(domain, next);
	}
	*range = (struct bp_iova){ .first = whole.first, .last = whole.last, .reserved = true };
	RB_INSERT(bp_iova_tree, &domain->ranges, range);
	TELL(IOVA_RESERVE, first, last);
	return 0;
}

static u64 round_up_to_power(u64 n)
{
	u64 power = 1;

	while (power < n)
		power <<= 1;
	return power;
}

/* The highest aligned start of a run between two pages, the end not included; 0 when none. */
static u64 place(u64 begin, u64 end, u64 pages, u64 align)
{
	const u64 start = end >= pages ? (end - pages) & ~(align - 1) : 0;

	return start >= begin ? start : 0;
}

dma_addr_t bp_iova_alloc(struct bp_iommu_domain *domain, u64 bytes, u64 limit)
{
	const u64 asked = (bytes + BP_IOMMU_GRANULE - 1) / BP_IOMMU_GRANULE;
	const u64 align = round_up_to_power(asked);
	const u64 pages = asked < SMALL_PAGES ? align : asked;
	u64 end = limit == ~0ull ? ~0ull / BP_IOMMU_GRANULE + 1 : (limit + 1) / BP_IOMMU_GRANULE;
	struct bp_iova *range = RB_MAX(bp_iova_tree, &domain->ranges);
	u64 start = 0;

	for (; range && !start; range = RB_PREV(bp_iova_tree, &domain->ranges, range)) {
		start = place(range->last + 1, end, pages, align);
		if (!start)
			end = bp_min(end, range->first);
	}
	if (!start)
		start = place(1, end, pages, align); /* C5.4: never page 0 */
	if (!start || !insert(domain, start, start + pages - 1))
		return bp_dma_addr(0);
	TELL(IOVA_TAKE, start * BP_IOMMU_GRANULE, pages * BP_IOMMU_GRANULE);
	return bp_dma_addr(start * BP_IOMMU_GRANULE);
}

bool bp_iova_free(struct bp_iommu_domain *domain, dma_addr_t addr)
{
	const u64 page = addr.dma / BP_IOMMU_GRANULE;
	struct bp_iova *range = find(domain, page, page);

	if (!range || range->reserved || range->first != page)
		return false;
	TELL(IOVA_RELEASE, range->first * BP_IOMMU_GRANULE,
	     (range->last - range->first + 1) * BP_IOMMU_GRANULE);
	drop(domain, range);
	return true;
}
