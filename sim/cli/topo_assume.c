/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A request needs more than a verdict: addresses, windows, devices that are enabled.  What the
 * input does not say of them is taken for what firmware and drivers do, and said.
 */
#include <stdio.h>

#include "cli/topo_way.h"

/* The smallest that a memory BAR can be. */
#define BAR_BYTES_MIN 128
#define MIB_MASK 0xfffffull
#define FOUR_GIB (1ull << 32)
#define BAR_REGISTERS 0x10
#define BAR_IO 1u
#define BAR_TYPE 6u
#define BAR_64 4u
#define BAR_FLAGS 0xfu
#define MEMORY_BASE 0x20
#define PREF_BASE 0x24

/* A function's BAR as its register has it; sizes are in no dump of bytes. */
static bool guess_bar(struct pci_dev *dev, unsigned bar)
{
	u32 low = 0, high = 0;
	u64 start;

	if (!pci_read_config_dword(dev, BAR_REGISTERS + 4 * bar, &low) || low & BAR_IO)
		return false;
	if ((low & BAR_TYPE) == BAR_64 && bar + 1 < PCI_STD_NUM_BARS)
		pci_read_config_dword(dev, BAR_REGISTERS + 4 * (bar + 1), &high);
	start = (u64)high << 32 | (low & ~BAR_FLAGS);
	if (!start)
		return false;
	dev->resource[bar] = (struct resource){ start, start + BAR_BYTES_MIN - 1, IORESOURCE_MEM };
	return true;
}

static void guess_bars(const struct bp_topo *topo, struct bp_topo_lines *assumed)
{
	unsigned n = 0;

	for (unsigned i = 0; i < topo->records.n; i++) {
		const struct bp_pci_record *r = &topo->records.at[i];
		unsigned missing = r->bars_there & ~r->bars_known;

		for (unsigned bar = 0; bar < PCI_STD_NUM_BARS; bar++)
			n += missing >> bar & 1 && r->config && guess_bar(r->dev, bar);
	}
	if (n)
		bp_topo_say(assumed,
			    "The sizes of %u BARs are not in the input; each was taken for as "
			    "small as can be.",
			    n);
}

static void put_word(struct pci_dev *dev, unsigned where, u64 value)
{
	dev->config[where] = (u8)value;
	dev->config[where + 1] = (u8)(value >> 8);
}

static void put_window(struct pci_dev *bridge, unsigned where, const struct resource *window)
{
	if (!window->end)
		return;
	put_word(bridge, where, window->start >> 16 & 0xfff0);
	put_word(bridge, where + 2, window->end >> 16 & 0xfff0);
	if (where != PREF_BASE)
		return;
	bridge->config[where] |= 1; /* 64 bits */
	bridge->config[where + 2] |= 1;
	put_word(bridge, where + 4, window->start >> 32);
	put_word(bridge, where + 6, window->start >> 48);
	put_word(bridge, where + 8, window->end >> 32);
	put_word(bridge, where + 10, window->end >> 48);
}

static struct bp_pci_record *record_of(const struct bp_topo *topo, const struct pci_dev *dev)
{
	return bp_pci_records_find(&topo->records, dev->bus->bridge->domain, dev->bus->number,
				   dev->devfn);
}

static void widen(struct resource *window, u64 start, u64 end)
{
	start &= ~MIB_MASK;
	window->start = window->end ? bp_min(window->start, start) : start;
	window->end = bp_max(window->end, end | MIB_MASK);
}

/* Makes the windows of the bridges above hold a BAR, one under 4 GiB in the first window. */
static void widen_above(const struct bp_topo *topo, const struct pci_dev *dev, unsigned bar)
{
	u64 start = pci_bus_address(dev, bar).bus, end = start + pci_resource_len(dev, bar) - 1;

	if (!(pci_resource_flags(dev, bar) & IORESOURCE_MEM))
		return;
	for (const struct pci_dev *up = pci_upstream_bridge(dev); up;
	     up = pci_upstream_bridge(up)) {
		struct bp_pci_record *r = record_of(topo, up);

		if (!r->windows_known)
			widen(&r->windows[end >= FOUR_GIB], start, end);
	}
}

static void guess_windows(const struct bp_topo *topo, struct bp_topo_lines *assumed)
{
	const struct pci_dev *dev;
	unsigned n = 0;

	TAILQ_FOREACH (dev, &topo->pci->devices, link)
		for (unsigned bar = 0; bar < PCI_STD_NUM_BARS; bar++)
			widen_above(topo, dev, bar);
	for (unsigned i = 0; i < topo->records.n; i++) {
		const struct bp_pci_record *r = &topo->records.at[i];

		if (!r->dev->subordinate || r->windows_known)
			continue;
		put_window(r->dev, MEMORY_BASE, &r->windows[0]);
		put_window(r->dev, PREF_BASE, &r->windows[1]);
		n++;
	}
	if (n)
		bp_topo_say(
			assumed,
			"The windows of %u bridges are not in the input; each was taken to hold "
			"what is below it.",
			n);
}

/* Switches bits of the command word on; whether one was off. */
static bool enable(const struct bp_topo *topo, const struct pci_dev *dev, u16 bits)
{
	struct pci_dev *own = bp_topo_record(topo, dev)->dev;
	u16 command = 0;

	pci_read_config_word(own, PCI_COMMAND, &command);
	if ((command & bits) == bits)
		return false;
	pci_write_config_word(own, PCI_COMMAND, (u16)(command | bits));
	return true;
}

static void enable_one(const struct bp_topo *topo, const struct pci_dev *dev, u16 bits,
		       struct bp_topo_lines *assumed)
{
	char name[BP_PCI_NAME_MAX];

	if (enable(topo, dev, bits))
		bp_topo_say(assumed,
			    "%s is not enabled for %s yet, as before its driver starts; it was "
			    "taken to be (P2P-A2.2).",
			    bp_pci_name(dev, name),
			    bits == PCI_COMMAND_MASTER ? "sending" : "answering");
}

/* A driver enables its device, and with it the bridges above. */
static void enable_all(const struct bp_topo *topo, const struct pci_dev *requester,
		       const struct pci_dev *target, struct bp_topo_lines *assumed)
{
	enable_one(topo, requester, PCI_COMMAND_MASTER, assumed);
	enable_one(topo, target->physfn ? target->physfn : target, PCI_COMMAND_MEMORY, assumed);
	for (const struct pci_dev *up = pci_upstream_bridge(target); up;
	     up = pci_upstream_bridge(up))
		enable_one(topo, up, PCI_COMMAND_MEMORY, assumed);
	for (const struct pci_dev *up = pci_upstream_bridge(requester); up;
	     up = pci_upstream_bridge(up))
		enable_one(topo, up, PCI_COMMAND_MEMORY, assumed);
}

void bp_topo_assume(struct bp_topo *topo, const struct pci_dev *requester,
		    const struct pci_dev *target, struct bp_topo_lines *assumed)
{
	guess_bars(topo, assumed);
	guess_windows(topo, assumed);
	enable_all(topo, requester, target, assumed);
}
