/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Entries: kept by DMA page, and by the cache line of their first byte (P2P-C7.1, C7.2).
 */
#include "ledger.h"

#define DEFAULT_ENTRIES 65536
#define CACHE_LINE_SHIFT 6
#define MAX_OVERLAP 7 /* C7.16 */

static struct bp_ledger_list *bucket_of_addr(struct bp_dma_ledger *ledger, dma_addr_t addr)
{
	return &ledger->by_addr[(addr.dma >> ledger->env->page_shift) % BP_LEDGER_BUCKETS];
}

/* Neighbours differ in few low bits: the high ones of a product choose. */
static u64 spread(u64 number)
{
	return number * 0x9e3779b97f4a7c15ull >> (64 - BP_LEDGER_BITS);
}

static struct bp_ledger_list *bucket_of_list(struct bp_dma_ledger *ledger,
					     const struct scatterlist *list)
{
	return &ledger->by_list[spread((uintptr_t)list)];
}

struct bp_dma_ledger *bp_dma_ledger_new(struct bp_env *env, const struct bp_dma_ledger_setup *setup)
{
	struct bp_dma_ledger *ledger = bp_alloc(env, BP_ALLOC_DMA, sizeof(*ledger));

	if (!ledger)
		return NULL;
	ledger->env = env;
	ledger->setup = *setup;
	ledger->setup.max_entries = setup->max_entries ?: DEFAULT_ENTRIES;
	return ledger;
}

static void forget_all(struct bp_dma_ledger *ledger)
{
	for (unsigned i = 0; i < BP_LEDGER_BUCKETS; i++) {
		struct bp_ledger_entry *mapping;

		while ((mapping = LIST_FIRST(&ledger->by_addr[i])))
			bp_ledger_remove(ledger, mapping);
	}
}

void bp_dma_ledger_free(struct bp_dma_ledger *ledger)
{
	if (!ledger)
		return;
	forget_all(ledger);
	bp_free(ledger->env, ledger);
}

struct bp_dma_ledger_stat bp_dma_ledger_stat(const struct bp_dma_ledger *ledger)
{
	return ledger->stat;
}

void bp_ledger_error(struct bp_dma_ledger *ledger, enum bp_site_id site, u64 a, u64 b)
{
	ledger->stat.errors++;
	if (bp_site_get(site)->severity == BP_FINDING)
		bp_finding(ledger->env, site, a, b);
	else
		bp_warn(ledger->env, site, a, b);
}

/* C7.16: this level counts, and complains once when the count does not fit its three bits. */
static void enter_line(struct bp_dma_ledger *ledger, struct bp_ledger_entry *entry)
{
	const u64 line = entry->phys.phys >> CACHE_LINE_SHIFT;
	struct bp_ledger_list *list = &ledger->by_line[spread(line)];
	struct bp_ledger_entry *mapping;
	u64 overlaps = 0;

	LIST_FOREACH (mapping, list, by_line)
		overlaps += mapping->phys.phys >> CACHE_LINE_SHIFT == line;
	LIST_INSERT_HEAD(list, entry, by_line);
	entry->in_line = true;
	ledger->stat.overlaps += overlaps > 0;
	if (overlaps > MAX_OVERLAP && !ledger->overlap_told) {
		ledger->overlap_told = true;
		bp_ledger_error(ledger, BP_SITE_DMA_CACHE_LINE, overlaps, line << CACHE_LINE_SHIFT);
	}
}

static u64 page_of(const struct bp_dma_ledger *ledger, u64 addr)
{
	return addr >> ledger->env->page_shift;
}

static u64 pages_of(const struct bp_dma_ledger *ledger, const struct bp_ledger_entry *entry)
{
	const u64 last = entry->addr.dma + (entry->size ? entry->size - 1 : 0);

	return page_of(ledger, last) - page_of(ledger, entry->addr.dma) + 1;
}

bool bp_ledger_add(struct bp_dma_ledger *ledger, const struct bp_ledger_entry *mapping)
{
	struct bp_ledger_entry *entry = NULL;

	if (ledger->stat.live < ledger->setup.max_entries)
		entry = bp_alloc(ledger->env, BP_ALLOC_DMA, sizeof(*entry));
	if (!entry) {
		bp_info(ledger->env, BP_SITE_DMA_LEDGER_FULL, ledger->stat.live, 0);
		ledger->stat.off = true;
		forget_all(ledger);
		return false;
	}
	*entry = *mapping;
	LIST_INSERT_HEAD(bucket_of_addr(ledger, entry->addr), entry, by_addr);
	if (entry->list)
		LIST_INSERT_HEAD(bucket_of_list(ledger, entry->list), entry, by_list);
	ledger->longest_pages = bp_max(ledger->longest_pages, pages_of(ledger, entry));
	ledger->stat.live++;
	if (entry->dir != DMA_TO_DEVICE && entry->type != BP_DMA_CALL_COHERENT &&
	    entry->type != BP_DMA_CALL_RESOURCE)
		enter_line(ledger, entry);
	return true;
}

void bp_ledger_remove(struct bp_dma_ledger *ledger, struct bp_ledger_entry *mapping)
{
	LIST_REMOVE(mapping, by_addr);
	if (mapping->list)
		LIST_REMOVE(mapping, by_list);
	if (mapping->in_line)
		LIST_REMOVE(mapping, by_line);
	ledger->stat.live--;
	bp_free(ledger->env, mapping);
}

static bool alike(const struct bp_ledger_entry *a, const struct bp_ledger_entry *b)
{
	return a->size == b->size && a->type == b->type && a->dir == b->dir &&
	       a->sg_call_ents == b->sg_call_ents;
}

struct bp_ledger_entry *bp_ledger_find(struct bp_dma_ledger *ledger,
				       const struct bp_ledger_entry *like)
{
	struct bp_ledger_entry *mapping, *last = NULL;
	unsigned found = 0;

	LIST_FOREACH (mapping, bucket_of_addr(ledger, like->addr), by_addr) {
		if (mapping->dev != like->dev || mapping->addr.dma != like->addr.dma)
			continue;
		if (alike(mapping, like))
			return mapping;
		found++;
		last = mapping;
	}
	return found == 1 ? last : NULL;
}

/* It begins on the page of the address, or on one so many before as the longest entry has. */
struct bp_ledger_entry *bp_ledger_at(struct bp_dma_ledger *ledger, const struct device *dev,
				     dma_addr_t addr, enum dma_data_direction against)
{
	const u64 page = page_of(ledger, addr.dma);
	struct bp_ledger_entry *second = NULL;

	for (u64 before = bp_min(ledger->longest_pages, (u64)BP_LEDGER_BUCKETS); before-- > 0;) {
		struct bp_ledger_entry *mapping;

		LIST_FOREACH (mapping, &ledger->by_addr[(page - before) % BP_LEDGER_BUCKETS],
			      by_addr)
			if (mapping->dev == dev && bp_ledger_entry_holds(mapping, addr)) {
				if (mapping->dir != against)
					return mapping;
				second = mapping;
			}
	}
	return second;
}

const struct bp_ledger_entry *bp_ledger_beside(struct bp_dma_ledger *ledger,
					       const struct bp_ledger_entry *entry)
{
	const dma_addr_t end = { entry->addr.dma + entry->size };
	const struct bp_ledger_entry *next;

	if (!entry->list)
		return NULL;
	LIST_FOREACH (next, bucket_of_addr(ledger, end), by_addr)
		if (next->addr.dma == end.dma && next->list == entry->list &&
		    next->dev == entry->dev && next->size)
			return next;
	return NULL;
}

const struct bp_ledger_entry *bp_ledger_of_list(struct bp_dma_ledger *ledger,
						const struct device *dev,
						const struct scatterlist *list)
{
	const struct bp_ledger_entry *mapping;

	LIST_FOREACH (mapping, bucket_of_list(ledger, list), by_list)
		if (mapping->list == list && mapping->dev == dev)
			return mapping;
	return NULL;
}

/* C7.10: the first that nobody asked about. */
void bp_ledger_asked(struct device *dev, dma_addr_t addr)
{
	struct bp_dma_ledger *ledger = bp_ledger_of(dev);
	struct bp_ledger_entry *mapping;

	if (!ledger)
		return;
	LIST_FOREACH (mapping, bucket_of_addr(ledger, addr), by_addr)
		if (mapping->dev == dev && mapping->addr.dma == addr.dma && !mapping->checked) {
			mapping->checked = true;
			return;
		}
}
