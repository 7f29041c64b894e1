/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "world/flow_pages.h"

/* A page of RAM that was taken for data. */
struct taken {
	u64 touches;
};

static bool is_in_bar(const struct pci_dev *dev, u64 phys)
{
	for (unsigned bar = 0; bar < PCI_STD_NUM_BARS; bar++) {
		const struct resource *res = &dev->resource[bar];

		if (res->flags & IORESOURCE_MEM && phys >= res->start && phys <= res->end)
			return true;
	}
	return false;
}

/* There are no descriptors: a kernel would read whatever is there instead. */
static void guard(const struct bp_flow_pages *pages, u64 pfn)
{
	const struct pci_dev *dev;

	if (!pages->guards)
		return;
	TAILQ_FOREACH (dev, &pages->pci->devices, link)
		bp_bug_on(pages->env, is_in_bar(dev, pfn << pages->env->page_shift),
			  BP_SITE_PAGE_OF_PEER, pfn, 0);
}

static struct bp_page_state *state(void *arg, u64 pfn)
{
	struct bp_flow_pages *pages = arg;
	struct taken *taken = bp_sparse_get(&pages->data, pfn);

	guard(pages, pfn);
	if (taken)
		taken->touches++;
	return pages->under->state(pages->under_arg, pfn);
}

/* When the host has no memory fewer touches are seen. */
static void note(struct bp_flow_pages *pages, const struct page *page, u64 nr)
{
	if (!page)
		return;
	pages->taken += nr;
	for (u64 i = 0; i < nr; i++) {
		struct taken *taken = calloc(1, sizeof(*taken));

		if (!taken || !bp_sparse_put(&pages->data, page_to_pfn(page) + i, taken))
			free(taken);
	}
}

/* The touches of a page that is no more among them; false: it never was. */
static bool take_out(struct bp_flow_pages *pages, u64 pfn, u64 *touches)
{
	struct taken *taken = bp_sparse_take(&pages->data, pfn);

	if (!taken)
		return false;
	*touches = taken->touches;
	free(taken);
	return true;
}

static struct page *alloc(void *arg, u64 max_pfn)
{
	struct bp_flow_pages *pages = arg;
	struct page *page = pages->under->alloc(pages->under_arg, max_pfn);

	note(pages, page, 1);
	return page;
}

static struct page *alloc_run(void *arg, u64 nr, u64 max_pfn)
{
	struct bp_flow_pages *pages = arg;
	struct page *page = pages->under->alloc_run(pages->under_arg, nr, max_pfn);

	note(pages, page, nr);
	return page;
}

static void release(void *arg, u64 pfn)
{
	struct bp_flow_pages *pages = arg;
	u64 touches = 0;

	pages->released += take_out(pages, pfn, &touches);
	pages->touches += touches;
	pages->under->release(pages->under_arg, pfn);
}

static const struct bp_page_ops ops = {
	.state = state,
	.alloc = alloc,
	.release = release,
	.alloc_run = alloc_run,
};

void bp_flow_pages_start(struct bp_flow_pages *pages, const struct bp_pci *pci, bool guards)
{
	*pages = (struct bp_flow_pages){
		.env = pci->env,
		.under = pci->env->page_ops,
		.under_arg = pci->env->page_arg,
		.pci = pci,
		.guards = guards,
	};
	pci->env->page_ops = &ops;
	pci->env->page_arg = pages;
}

void bp_flow_pages_forget(struct bp_flow_pages *pages, phys_addr_t phys, u64 bytes)
{
	const u64 first = phys.phys >> pages->env->page_shift;
	const u64 end = (phys.phys + bytes - 1) >> pages->env->page_shift;
	u64 touches;

	for (u64 pfn = first; pfn <= end; pfn++)
		pages->taken -= take_out(pages, pfn, &touches);
}

void bp_flow_pages_stop(struct bp_flow_pages *pages)
{
	u64 touches = 0;

	if (!pages->env)
		return;
	for (u64 pfn = 0; bp_sparse_next(&pages->data, &pfn); pfn++) {
		take_out(pages, pfn, &touches);
		pages->touches += touches;
	}
	pages->env->page_ops = pages->under;
	pages->env->page_arg = pages->under_arg;
	pages->env = NULL;
	bp_sparse_fini(&pages->data);
}

void bp_flow_pages_convert(const struct bp_flow_pages *pages, const struct page *page)
{
	if (pages->env)
		guard(pages, page_to_pfn(page));
}
