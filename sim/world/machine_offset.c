/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory of devices under other addresses for the CPU than on the bus (P2P-A3.3).
 *
 * A scenario has windows: they stay where the CPU sees them, and the bus sees them elsewhere. A
 * dump tells of none, and its registers hold bus addresses: they stay, and the CPU sees them
 * elsewhere.
 */
#include <errno.h>

#include "world/machine.h"

#define ALIGN ((u64)1 << 20)
#define FOUR_GIB ((u64)1 << 32)

static void widen(struct resource *window, const struct resource *bar)
{
	if (!window->flags)
		*window = (struct resource){ bar->start & ~(ALIGN - 1), bar->end | (ALIGN - 1),
					     IORESOURCE_MEM };
	window->start = bp_min(window->start, bar->start & ~(ALIGN - 1));
	window->end = bp_max(window->end, bar->end | (ALIGN - 1));
}

/* The root bus that a function is below. */
static const struct bp_pci_record *root_of(const struct bp_pci_records *records,
					   const struct bp_pci_record *r)
{
	for (unsigned i = 0; i < records->n; i++) {
		const struct bp_pci_record *bridge = &records->at[i];

		if (!bridge->is_bridge || bridge->domain != r->domain || bridge->bus >= r->bus ||
		    bridge->secondary > r->bus || bridge->subordinate < r->bus)
			continue;
		r = bridge;
		i = ~0u;
	}
	return r;
}

static struct bp_pci_root *add_root(struct bp_pci_records *records, const struct bp_pci_record *top)
{
	struct bp_pci_root *root;

	for (unsigned i = 0; i < records->nr_roots; i++)
		if (records->root[i].domain == top->domain && records->root[i].bus == top->bus)
			return &records->root[i];
	if (records->nr_roots == BP_PCI_ROOTS_MAX)
		return NULL;
	root = &records->root[records->nr_roots++];
	*root = (struct bp_pci_root){ .domain = top->domain, .bus = top->bus, .nr_windows = 2 };
	return root;
}

static bool move_bars(struct bp_pci_records *records, struct bp_pci_record *r, u64 offset)
{
	struct bp_pci_root *root = add_root(records, root_of(records, r));

	for (unsigned bar = 0; root && bar < PCI_STD_NUM_BARS; bar++) {
		struct resource *res = &r->bars[bar];

		if (!(res->flags & IORESOURCE_MEM))
			continue;
		root->windows[0].offset = root->windows[1].offset = offset;
		res->start += offset;
		res->end += offset;
		widen(&root->windows[res->start - offset >= FOUR_GIB].res, res);
	}
	return root;
}

/* Windows that nothing is in are none. */
static void drop_empty(struct bp_pci_root *root)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < root->nr_windows; i++)
		if (root->windows[i].res.flags)
			root->windows[kept++] = root->windows[i];
	root->nr_windows = kept;
}

static int move_dump(struct bp_pci_records *records, u64 offset, struct bp_error *err)
{
	for (unsigned i = 0; i < records->n; i++)
		if (!move_bars(records, &records->at[i], offset))
			return bp_error_set(err, records->source, 0, "offset",
					    "more than %u host bridges", BP_PCI_ROOTS_MAX);
	for (unsigned i = 0; i < records->nr_roots; i++)
		drop_empty(&records->root[i]);
	return 0;
}

static int move_root(struct bp_pci_root *root, u64 offset, const char *source, struct bp_error *err)
{
	for (unsigned w = 0; w < root->nr_windows; w++) {
		struct bp_pci_window *window = &root->windows[w];

		if (window->res.start < offset)
			return bp_error_set(err, source, 0, "offset",
					    "0x%llx is more than the address of the window at "
					    "0x%llx",
					    (unsigned long long)offset,
					    (unsigned long long)window->res.start);
		window->offset = offset;
	}
	return 0;
}

static int move_windows(struct bp_pci_records *records, u64 offset, struct bp_error *err)
{
	for (unsigned i = 0; i < records->nr_roots; i++) {
		struct bp_pci_root *root = &records->root[i];
		const char *clash;
		int error = move_root(root, offset, records->source, err);

		if (error)
			return error;
		clash = bp_machine_clash(records, root);
		if (clash)
			return bp_error_set(err, records->source, 0, "offset",
					    "0x%llx cannot be: %s", (unsigned long long)offset,
					    clash);
	}
	return 0;
}

int bp_machine_offset(struct bp_pci_records *records, u64 offset, struct bp_error *err)
{
	if (offset % ALIGN || offset >> 48)
		return bp_error_set(err, NULL, 0, "offset",
				    "0x%llx is not allowed: a multiple of 1 MiB below 2^48 is",
				    (unsigned long long)offset);
	return records->is_described ? move_windows(records, offset, err)
				     : move_dump(records, offset, err);
}
