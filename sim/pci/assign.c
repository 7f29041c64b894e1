/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pci/assign.h"

#define PREF_BASE 0x24
#define MIB 0x100000ull
#define IS_64_BIT 1u

static void put_word(struct pci_dev *dev, unsigned where, u64 value)
{
	dev->config[where] = (u8)value;
	dev->config[where + 1] = (u8)(value >> 8);
}

/* A window of which the last address is below the first is none. */
static void set_window(struct pci_dev *bridge, u64 base, u64 end)
{
	u64 limit = end == base ? base - MIB : end - MIB;

	put_word(bridge, PREF_BASE, (base >> 16 & 0xfff0) | IS_64_BIT);
	put_word(bridge, PREF_BASE + 2, (limit >> 16 & 0xfff0) | IS_64_BIT);
	put_word(bridge, PREF_BASE + 4, base >> 32);
	put_word(bridge, PREF_BASE + 6, base >> 48);
	put_word(bridge, PREF_BASE + 8, limit >> 32);
	put_word(bridge, PREF_BASE + 10, limit >> 48);
}

static u64 align(u64 address, u64 to)
{
	return (address + to - 1) & ~(to - 1);
}

static u64 place_bars(struct pci_dev *dev, u64 next)
{
	for (unsigned bar = 0; bar < PCI_STD_NUM_BARS; bar++) {
		struct resource *res = &dev->resource[bar];
		u64 bytes = pci_resource_len(dev, bar);

		if (!bytes || res->start || !(res->flags & IORESOURCE_MEM))
			continue;
		res->start = align(next, bytes);
		res->end = res->start + bytes - 1;
		next = res->end + 1;
	}
	return next;
}

static u64 place_bus(struct pci_bus *bus, u64 next, u64 offset)
{
	struct pci_dev *dev;

	TAILQ_FOREACH (dev, &bus->devices, on_bus) {
		u64 base;

		next = place_bars(dev, next);
		if (!dev->subordinate)
			continue;
		base = align(next, MIB);
		next = align(place_bus(dev->subordinate, base, offset), MIB);
		set_window(dev, base - offset, next - offset);
	}
	return next;
}

u64 bp_pci_assign(const struct pci_host_bridge *bridge, u64 cpu, u64 offset)
{
	return place_bus(bridge->bus, cpu, offset);
}
