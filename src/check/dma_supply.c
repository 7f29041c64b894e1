/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Slots and I/O addresses as they come and go: INV-DMA-2 where they are taken, INV-DMA-9 at the
 * end of a pool.
 */
#include "dma.h"

struct taken {
	u64 first;
	u64 last;
	const struct bp_ck_iova *other; /* in the way */
};

/* INV-DMA-2: I/O addresses are taken once, and never those that are reserved */
static enum bp_ck_verdict addresses_are_free(struct bp_case *c)
{
	const struct taken *taken = c->subject;

	return bp_ck_verdict(c, !taken->other && taken->first >= BP_CK_GRANULE,
			     "0x%llx to 0x%llx; 0x%llx to 0x%llx is %s",
			     (unsigned long long)taken->first, (unsigned long long)taken->last,
			     taken->other ? (unsigned long long)taken->other->first : 0,
			     taken->other ? (unsigned long long)taken->other->last : 0xfff,
			     taken->other && !taken->other->reserved ? "in use" : "reserved");
}

/* INV-DMA-9: a pool ends with all of its slots free */
static enum bp_ck_verdict no_slot_is_in_use(struct bp_case *c)
{
	const struct bp_ck_pool *pool = c->subject;

	return bp_ck_verdict(c, !pool->used, "%llu slots are in use at the end",
			     (unsigned long long)pool->used);
}

static struct bp_ck_iova *add_range(struct bp_check *check, struct bp_ck_domain *domain, u64 first,
				    u64 last)
{
	struct bp_record *record = bp_ck_record_new(check, BP_RECORD_DMA_IOVA, domain->record.key,
						    first, sizeof(struct bp_ck_iova));
	struct bp_ck_iova *range = (struct bp_ck_iova *)record;

	if (!range)
		return NULL;
	range->first = first;
	range->last = last;
	LIST_INSERT_HEAD(&domain->ranges, range, of_domain);
	return range;
}

static void drop_range(struct bp_check *check, struct bp_ck_iova *range)
{
	LIST_REMOVE(range, of_domain);
	bp_ck_record_drop(check, &range->record);
}

static void reserve(struct bp_check *check, struct bp_ck_domain *domain,
		    const struct bp_event *event)
{
	struct bp_ck_iova *range = add_range(check, domain, event->a, event->b);

	if (range)
		range->reserved = true;
}

static void take(struct bp_check *check, struct bp_ck_domain *domain, const struct bp_event *event)
{
	struct taken taken = { .first = event->a, .last = event->a + event->b - 1 };
	struct bp_case c = {
		.check = check,
		.at = bp_event_info(event->id)->name,
		.subject = &taken,
	};
	const struct bp_ck_iova *range;

	LIST_FOREACH (range, &domain->ranges, of_domain)
		if (range->first <= taken.last && taken.first <= range->last)
			taken.other = range;
	bp_ck_judge_one(&c, BP_INV_DMA_2, addresses_are_free);
	domain->taken += add_range(check, domain, taken.first, taken.last) != NULL;
}

static void release(struct bp_check *check, struct bp_ck_domain *domain, u64 first)
{
	struct bp_ck_iova *range;

	LIST_FOREACH (range, &domain->ranges, of_domain)
		if (range->first == first && !range->reserved) {
			drop_range(check, range);
			domain->taken--;
			return;
		}
}

static void end_domain(struct bp_check *check, struct bp_ck_domain *domain)
{
	while (!LIST_EMPTY(&domain->ranges))
		drop_range(check, LIST_FIRST(&domain->ranges));
	bp_ck_record_drop(check, &domain->record);
}

static void hear_domain(struct bp_check *check, const struct bp_event *event)
{
	struct bp_ck_domain *domain =
		bp_ck_open_find(check, BP_RECORD_DMA_DOMAIN, event->dma->domain);

	if (event->id == BP_EV_IOMMU_DOMAIN) {
		domain = bp_ck_open(check, BP_RECORD_DMA_DOMAIN, event->dma->domain,
				    sizeof(*domain));
		if (domain)
			domain->setup = event->dma->setup;
	} else if (!domain) {
		return;
	} else if (event->id == BP_EV_IOMMU_DOMAIN_END) {
		end_domain(check, domain);
	} else if (event->id == BP_EV_IOVA_RESERVE) {
		reserve(check, domain, event);
	} else if (event->id == BP_EV_IOVA_TAKE) {
		take(check, domain, event);
	} else {
		release(check, domain, event->a);
	}
}

static void hear_pool(struct bp_check *check, const struct bp_event *event)
{
	const void *key = event->dma->pool;
	struct bp_ck_pool *pool = bp_ck_open_find(check, BP_RECORD_DMA_POOL, key);
	struct bp_case c = {
		.check = check,
		.at = bp_event_info(event->id)->name,
		.subject = pool,
	};

	if (event->id == BP_EV_BOUNCE_POOL) {
		pool = bp_ck_open(check, BP_RECORD_DMA_POOL, key, sizeof(*pool));
		if (!pool)
			return;
		pool->base = event->a;
		pool->bytes = event->b;
	} else if (!pool) {
		return;
	} else if (event->id == BP_EV_BOUNCE_POOL_END) {
		pool->used = event->a;
		bp_ck_judge_one(&c, BP_INV_DMA_9, no_slot_is_in_use);
		bp_ck_record_drop(check, &pool->record);
	} else {
		pool->used = event->b;
	}
}

void bp_ck_hear_supply(struct bp_check *check, const struct bp_event *event)
{
	switch (event->id) {
	case BP_EV_IOMMU_DOMAIN:
	case BP_EV_IOMMU_DOMAIN_END:
	case BP_EV_IOVA_RESERVE:
	case BP_EV_IOVA_TAKE:
	case BP_EV_IOVA_RELEASE:
		hear_domain(check, event);
		break;
	case BP_EV_BOUNCE_POOL:
	case BP_EV_BOUNCE_POOL_END:
	case BP_EV_BOUNCE_TAKE:
	case BP_EV_BOUNCE_RELEASE:
		hear_pool(check, event);
		break;
	default:
		break;
	}
}
