/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether windows and BARs lie as they must (P2P-A3.5).
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "pci/tree.h"

#define PROG_IF 0x09
#define SUBTRACTIVE 0x01

static bool overlap(u64 a_start, u64 a_end, u64 b_start, u64 b_end)
{
	return a_start <= b_end && b_start <= a_end;
}

static bool is_there(const struct resource *res)
{
	return res->start || res->end;
}

static bool is_memory(const struct resource *res)
{
	return is_there(res) && res->flags & IORESOURCE_MEM;
}

static int two_windows(const struct pci_host_bridge *bridge, const struct bp_pci_window *window,
		       const char *space, struct bp_error *err)
{
	char name[BP_PCI_NAME_MAX];

	snprintf(name, sizeof(name), "%04x:%02x", bridge->domain, bridge->bus->number);
	return bp_error_set(err, NULL, 0, name,
			    "the window at 0x%llx overlaps another one in %s addresses",
			    (unsigned long long)window->res.start, space);
}

/* CPU addresses belong to one window of the machine, bus addresses to one of a host bridge. */
static int check_window(const struct bp_pci *pci, const struct pci_host_bridge *bridge,
			const struct bp_pci_window *window, struct bp_error *err)
{
	const struct resource *res = &window->res;
	const struct pci_host_bridge *other;

	TAILQ_FOREACH (other, &pci->bridges, link) {
		for (unsigned i = 0; i < other->nr_windows; i++) {
			const struct bp_pci_window *w = &other->windows[i];

			if (w == window || (w->res.flags ^ res->flags) & IORESOURCE_IO)
				continue;
			if (overlap(res->start, res->end, w->res.start, w->res.end))
				return two_windows(bridge, window, "CPU", err);
			if (other == bridge &&
			    overlap(res->start - window->offset, res->end - window->offset,
				    w->res.start - w->offset, w->res.end - w->offset))
				return two_windows(bridge, window, "bus", err);
		}
	}
	return 0;
}

static const struct bp_pci_window *window_of(const struct pci_host_bridge *bridge,
					     const struct resource *res)
{
	for (unsigned i = 0; i < bridge->nr_windows; i++) {
		const struct resource *window = &bridge->windows[i].res;

		if (window->start <= res->start && res->end <= window->end &&
		    !((window->flags ^ res->flags) & (IORESOURCE_IO | IORESOURCE_MEM)))
			return &bridge->windows[i];
	}
	return NULL;
}

static u64 word(const struct pci_dev *dev, unsigned where)
{
	return dev->config[where] | (u64)dev->config[where + 1] << 8;
}

/* Granules of 1 MiB; both words zero: nobody set it. */
static struct resource header_window(const struct pci_dev *bridge, unsigned where)
{
	const u64 base = word(bridge, where), limit = word(bridge, where + 2);

	if (!base && !limit)
		return (struct resource){ .start = 1 };
	return (struct resource){ .start = base >> 4 << 20, .end = limit >> 4 << 20 | 0xfffff };
}

/* The memory windows that a bridge's header opens, the second with 64 bits; returns how many. */
static unsigned open_windows(const struct pci_dev *bridge, struct resource window[2])
{
	const struct resource plain = header_window(bridge, 0x20);
	struct resource pref = header_window(bridge, 0x24);
	unsigned n = 0;

	if ((word(bridge, 0x24) & 0xf) == 1) {
		pref.start |= (word(bridge, 0x28) | word(bridge, 0x2a) << 16) << 32;
		pref.end |= (word(bridge, 0x2c) | word(bridge, 0x2e) << 16) << 32;
	}
	if (plain.start <= plain.end)
		window[n++] = plain;
	if (pref.start <= pref.end)
		window[n++] = pref;
	return n;
}

static bool in_bridge(const struct pci_dev *bridge, u64 start, u64 end)
{
	struct resource window[2];
	const unsigned n = open_windows(bridge, window);

	for (unsigned i = 0; i < n; i++)
		if (window[i].start <= start && end <= window[i].end)
			return true;
	return false;
}

/*
 * Whether the header says anything of windows: a made one does not, that of a CardBus bridge has
 * another form, and a bridge with subtractive decoding passes the rest as well.
 */
static bool has_windows(const struct pci_dev *bridge)
{
	return bridge->config_bytes >= 64 && (word(bridge, 0x20) || word(bridge, 0x24)) &&
	       (bridge->config[PCI_HEADER_TYPE] & PCI_HEADER_TYPE_MASK) == PCI_HEADER_TYPE_BRIDGE &&
	       !(bridge->config[PROG_IF] & SUBTRACTIVE);
}

static int bar_error(const struct pci_dev *dev, unsigned bar, struct bp_error *err,
		     const char *what)
{
	char name[BP_PCI_NAME_MAX];

	snprintf(name, sizeof(name), "%04x:%02x:%02x.%x", dev->bus->bridge->domain,
		 dev->bus->number, PCI_SLOT(dev->devfn), PCI_FUNC(dev->devfn));
	return bp_error_set(err, NULL, 0, name, "BAR %u at 0x%llx %s", bar,
			    (unsigned long long)dev->resource[bar].start, what);
}

static int check_bar(const struct pci_dev *dev, unsigned bar, struct bp_error *err)
{
	const struct pci_host_bridge *bridge = dev->bus->bridge;
	const struct resource *res = &dev->resource[bar];
	const struct bp_pci_window *window = window_of(bridge, res);
	u64 offset = window ? window->offset : 0;

	if (!is_there(res))
		return 0;
	if (res->end < res->start)
		return bar_error(dev, bar, err, "ends before it starts");
	if (bridge->nr_windows && !window)
		return bar_error(dev, bar, err, "lies in no window of its host bridge");
	if (!is_memory(res) || !dev->bus->self || !has_windows(dev->bus->self))
		return 0;
	if (!in_bridge(dev->bus->self, res->start - offset, res->end - offset))
		return bar_error(dev, bar, err, "lies in no window of the bridge above");
	return 0;
}

static bool forwards(const struct pci_dev *dev)
{
	return dev->subordinate && has_windows(dev) && word(dev, PCI_COMMAND) & PCI_COMMAND_MEMORY;
}

static int check_siblings(const struct pci_dev *one, const struct pci_dev *other,
			  struct bp_error *err)
{
	struct resource a[2], b[2];
	const unsigned nr_a = open_windows(one, a), nr_b = open_windows(other, b);
	char name[BP_PCI_NAME_MAX], beside[BP_PCI_NAME_MAX];

	for (unsigned i = 0; i < nr_a; i++)
		for (unsigned k = 0; k < nr_b; k++)
			if (overlap(a[i].start, a[i].end, b[k].start, b[k].end))
				return bp_error_set(err, NULL, 0, bp_pci_name(other, name),
						    "its window at 0x%llx overlaps one of %s",
						    (unsigned long long)b[k].start,
						    bp_pci_name(one, beside));
	return 0;
}

/* An address has one way down from each bus. */
static int check_bridge(const struct pci_dev *dev, struct bp_error *err)
{
	const struct pci_dev *other = dev;
	int error = 0;

	if (!forwards(dev))
		return 0;
	while (!error && (other = TAILQ_NEXT(other, on_bus)))
		if (forwards(other))
			error = check_siblings(dev, other, err);
	return error;
}

struct place {
	const struct pci_dev *dev;
	unsigned bar;
	u64 start;
	u64 end;
};

static int by_start(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	return (x->start > y->start) - (x->start < y->start);
}

/* All memory BARs of the machine in order of address; those of one host bridge at least must not
 * meet, and CPU addresses are one space (A3.5). */
static int check_overlaps(const struct bp_pci *pci, struct bp_error *err)
{
	const struct pci_dev *dev;
	struct place *places;
	size_t n = 0, room = 0;
	int error = 0;

	TAILQ_FOREACH (dev, &pci->devices, link)
		room += PCI_STD_NUM_BARS;
	places = calloc(room ? room : 1, sizeof(*places));
	if (!places)
		return bp_error_set(err, NULL, 0, NULL, "out of memory");
	TAILQ_FOREACH (dev, &pci->devices, link)
		for (unsigned bar = 0; bar < PCI_STD_NUM_BARS; bar++)
			if (is_memory(&dev->resource[bar]))
				places[n++] = (struct place){ dev, bar, dev->resource[bar].start,
							      dev->resource[bar].end };
	qsort(places, n, sizeof(*places), by_start);
	for (size_t i = 1; i < n && !error; i++)
		if (places[i].start <= places[i - 1].end)
			error = bar_error(places[i].dev, places[i].bar, err,
					  "overlaps the BAR of another function");
	free(places);
	return error;
}

int bp_pci_tree_check(struct bp_pci_tree *tree, struct bp_error *err)
{
	const struct bp_pci *pci = bp_pci_tree_pci(tree);
	const struct pci_host_bridge *bridge;
	const struct pci_dev *dev;

	TAILQ_FOREACH (bridge, &pci->bridges, link)
		for (unsigned i = 0; i < bridge->nr_windows; i++)
			if (check_window(pci, bridge, &bridge->windows[i], err))
				return -EINVAL;
	TAILQ_FOREACH (dev, &pci->devices, link)
		for (unsigned bar = 0; bar < PCI_STD_NUM_BARS; bar++)
			if (check_bar(dev, bar, err))
				return -EINVAL;
	TAILQ_FOREACH (dev, &pci->devices, link)
		if (check_bridge(dev, err))
			return -EINVAL;
	return check_overlaps(pci, err);
}
