/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pages by frame number.
 */
#include "mem/ram.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <blkpath/pci.h>

#include "mem/sparse.h"

/* A page somebody owns before the run begins has one reference: its owner's. */
#define BP_OWNER_REFS 1

/* Bytes of one page, or of all pages that were allocated as neighbours. */
struct ram_bytes {
	u64 pages; /* that live */
	u8 bytes[];
};

struct ram_page {
	u64 pfn;
	bool allocated; /* by alloc_page_below(); its life ends with the last reference */
	struct bp_page_state state;
	struct ram_bytes *home;
};

struct bp_ram {
	struct bp_env *env;
	struct bp_sparse pages; /* by frame */
	const struct resource *have;
	unsigned nr_have;
};

static struct ram_bytes *make_bytes(const struct bp_ram *ram, u64 pages)
{
	return calloc(1, sizeof(struct ram_bytes) + (pages << ram->env->page_shift));
}

/* A page lives, the at-th of those that share their bytes. */
static struct ram_page *bear_in(struct bp_ram *ram, u64 pfn, struct ram_bytes *home, u64 at)
{
	struct ram_page *page = calloc(1, sizeof(*page));

	if (!page || !bp_sparse_put(&ram->pages, pfn, page)) {
		free(page);
		return NULL;
	}
	page->pfn = pfn;
	page->state.head_pfn = pfn;
	page->state.refs = BP_OWNER_REFS;
	page->state.bytes = home->bytes + (at << ram->env->page_shift);
	page->home = home;
	home->pages++;
	return page;
}

static void bury(struct ram_page *page)
{
	if (!--page->home->pages)
		free(page->home);
	free(page);
}

static struct ram_page *bear(struct bp_ram *ram, u64 pfn)
{
	struct ram_bytes *home = make_bytes(ram, 1);
	struct ram_page *page = home ? bear_in(ram, pfn, home, 0) : NULL;

	if (!page)
		free(home);
	return page;
}

static struct ram_page *get(struct bp_ram *ram, u64 pfn)
{
	struct ram_page *page = bp_sparse_get(&ram->pages, pfn);

	if (page || pfn > ram->env->max_pfn)
		return page;
	return bear(ram, pfn);
}

static struct bp_page_state *ram_state(void *arg, u64 pfn)
{
	struct ram_page *page = get(arg, pfn);

	return page ? &page->state : NULL;
}

void bp_ram_restrict(struct bp_ram *ram, const struct resource *have, unsigned nr)
{
	ram->have = have;
	ram->nr_have = nr;
}

/* The highest frame of the machine that is not above @pfn; 0 when there is none. */
static u64 frame_below(const struct bp_ram *ram, u64 pfn)
{
	const unsigned shift = ram->env->page_shift;

	if (!ram->nr_have)
		return pfn;
	for (unsigned i = ram->nr_have; i--;) {
		const u64 first = (ram->have[i].start + ((u64)1 << shift) - 1) >> shift;
		const u64 end = (ram->have[i].end + 1) >> shift;

		if (first < end && pfn >= first)
			return bp_min(pfn, end - 1);
	}
	return 0;
}

/* Downwards from the limit, past what is in use: far from frame 0, where layouts begin. */
static struct page *ram_alloc(void *arg, u64 max_pfn)
{
	struct bp_ram *ram = arg;
	u64 pfn = frame_below(ram, bp_min(max_pfn, ram->env->max_pfn));
	struct ram_page *page;

	while (pfn && bp_sparse_get(&ram->pages, pfn))
		pfn = frame_below(ram, pfn - 1);
	page = pfn ? bear(ram, pfn) : NULL;
	if (!page)
		return NULL;
	page->allocated = true;
	return pfn_to_page(pfn);
}

/* First frame of the highest run below the limit that nobody uses; 0 when there is none. */
static u64 free_run(const struct bp_ram *ram, u64 nr, u64 max_pfn)
{
	u64 pfn = bp_min(max_pfn, ram->env->max_pfn) + 1;
	u64 run = 0;

	while (run < nr && --pfn) {
		const u64 there = frame_below(ram, pfn);

		if (there != pfn)
			run = 0;
		pfn = there;
		if (!pfn)
			break;
		run = bp_sparse_get(&ram->pages, pfn) ? 0 : run + 1;
	}
	return pfn;
}

/* Frame 0 belongs to no run. */
static struct page *ram_alloc_run(void *arg, u64 nr, u64 max_pfn)
{
	struct bp_ram *ram = arg;
	const u64 pfn = free_run(ram, nr, max_pfn);
	struct ram_bytes *home = pfn ? make_bytes(ram, nr) : NULL;
	u64 born = 0;

	if (!home)
		return NULL;
	for (; born < nr; born++) {
		struct ram_page *page = bear_in(ram, pfn + born, home, born);

		if (!page)
			break;
		page->allocated = true;
	}
	if (born == nr)
		return pfn_to_page(pfn);
	home->pages++; /* outlives the pages that were born */
	while (born--)
		bury(bp_sparse_take(&ram->pages, pfn + born));
	free(home);
	return NULL;
}

/* A page of an owner stays: that it lost its last reference is for the report to tell. */
static void ram_release(void *arg, u64 pfn)
{
	struct bp_ram *ram = arg;
	struct ram_page *page = bp_sparse_get(&ram->pages, pfn);

	if (page && page->allocated)
		bury(bp_sparse_take(&ram->pages, pfn));
}

static const struct bp_page_ops ram_ops = {
	.state = ram_state,
	.alloc = ram_alloc,
	.release = ram_release,
	.alloc_run = ram_alloc_run,
};

struct bp_ram *bp_ram_new(struct bp_env *env)
{
	struct bp_ram *ram = calloc(1, sizeof(*ram));

	if (!ram)
		return NULL;
	ram->env = env;
	env->page_ops = &ram_ops;
	env->page_arg = ram;
	return ram;
}

void bp_ram_free(struct bp_ram *ram)
{
	struct ram_page *page;

	if (!ram)
		return;
	for (u64 pfn = 0; (page = bp_sparse_next(&ram->pages, &pfn)); pfn++)
		bury(page);
	bp_sparse_fini(&ram->pages);
	ram->env->page_ops = NULL;
	ram->env->page_arg = NULL;
	free(ram);
}

void bp_ram_compound(struct bp_ram *ram, u64 head_pfn, unsigned order)
{
	for (u64 i = 0; i < (u64)1 << order; i++) {
		struct ram_page *page = get(ram, head_pfn + i);

		if (!page)
			return;
		page->state.compound = true;
		page->state.head_pfn = head_pfn;
	}
}

/* Where `phys` lies, and how far its page reaches. */
static u8 *at(struct bp_ram *ram, phys_addr_t phys, size_t *len)
{
	u32 page_bytes = bp_page_size(ram->env);
	u32 offset = (u32)(phys.phys & (page_bytes - 1));
	struct ram_page *page = get(ram, phys.phys >> ram->env->page_shift);

	*len = bp_min(*len, (size_t)(page_bytes - offset));
	return page ? page->state.bytes + offset : NULL;
}

int bp_ram_write(struct bp_ram *ram, phys_addr_t phys, const void *buf, size_t len)
{
	const u8 *from = buf;

	while (len) {
		size_t n = len;
		u8 *to = at(ram, phys, &n);

		if (!to)
			return -EFAULT;
		memcpy(to, from, n);
		from += n;
		phys.phys += n;
		len -= n;
	}
	return 0;
}

int bp_ram_read(struct bp_ram *ram, phys_addr_t phys, void *buf, size_t len)
{
	u8 *to = buf;

	while (len) {
		size_t n = len;
		const u8 *from = at(ram, phys, &n);

		if (!from)
			return -EFAULT;
		memcpy(to, from, n);
		to += n;
		phys.phys += n;
		len -= n;
	}
	return 0;
}

struct bp_ram_report bp_ram_report(struct bp_ram *ram)
{
	struct bp_ram_report report = { .tables = ram->pages.tables };
	struct ram_page *page;

	for (u64 pfn = 0; (page = bp_sparse_next(&ram->pages, &pfn)); pfn++) {
		bool unbalanced = !page->allocated && page->state.refs != BP_OWNER_REFS;

		report.touched++;
		report.allocated += page->allocated;
		report.unbalanced += unbalanced;
		if ((page->allocated || unbalanced) && !report.first_pfn)
			report.first_pfn = page->pfn;
	}
	return report;
}
