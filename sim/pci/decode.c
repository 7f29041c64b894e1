/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pci/decode.h"

#define MEMORY_BASE 0x20
#define MEMORY_LIMIT 0x22
#define PREF_BASE 0x24
#define PREF_LIMIT 0x26
#define PREF_BASE_UPPER 0x28
#define PREF_LIMIT_UPPER 0x2c

#define IS_64_BIT 0x1u
#define LAST_OF_MIB 0xfffffu

enum bp_bus_kind bp_bus_kind(const struct pci_bus *bus)
{
	const struct pci_dev *self = bus->self;

	if (!self)
		return BP_BUS_ROOT;
	if (!self->is_pcie)
		return BP_BUS_WIRE;
	switch (self->pcie_type) {
	case PCI_EXP_TYPE_ROOT_PORT:
	case PCI_EXP_TYPE_DOWNSTREAM:
	case PCI_EXP_TYPE_PCIE_BRIDGE:
		return BP_BUS_LINK;
	case PCI_EXP_TYPE_UPSTREAM:
		return BP_BUS_SWITCH;
	default:
		return BP_BUS_WIRE;
	}
}

struct pci_bus *bp_home_bus(const struct pci_dev *dev)
{
	return dev->physfn ? dev->physfn->bus : dev->bus;
}

static u64 word(const struct pci_dev *dev, unsigned where)
{
	u16 value;

	return pci_read_config_word(dev, where, &value) ? value : 0;
}

static u64 dword(const struct pci_dev *dev, unsigned where)
{
	return word(dev, where) | word(dev, where + 2) << 16;
}

static bool answers(const struct pci_dev *dev)
{
	/* A virtual function has no such bit: that of its physical function counts. */
	return word(dev->physfn ? dev->physfn : dev, PCI_COMMAND) & PCI_COMMAND_MEMORY;
}

/* Addresses wrap: of what lies below, the distance is the way around. */
void bp_alike_before(u64 *alike, u64 address, u64 base)
{
	if (alike)
		*alike = bp_min(*alike, base - address);
}

void bp_alike_upto(u64 *alike, u64 address, u64 last)
{
	if (alike)
		*alike = bp_min(*alike - 1, last - address) + 1;
}

int bp_decode_bar(const struct pci_dev *dev, u64 address, u64 *alike)
{
	if (!answers(dev))
		return -1;
	for (unsigned bar = 0; bar < PCI_STD_NUM_BARS; bar++) {
		const u64 bytes = pci_resource_len(dev, bar);
		u64 base;

		if (!(pci_resource_flags(dev, bar) & IORESOURCE_MEM) || !bytes)
			continue;
		base = pci_bus_address(dev, bar).bus;
		if (address - base < bytes) {
			bp_alike_upto(alike, address, base + (bytes - 1));
			return (int)bar;
		}
		bp_alike_before(alike, address, base);
	}
	return -1;
}

/* Windows have granules of 1 MiB; both zero says that nobody set them. */
static bool in_window(u64 base, u64 limit, u64 base_upper, u64 limit_upper, u64 address, u64 *alike)
{
	if (!base && !limit)
		return false;
	base = base_upper << 32 | base >> 4 << 20;
	limit = limit_upper << 32 | limit >> 4 << 20 | LAST_OF_MIB;
	if (base > limit)
		return false;
	if (base <= address && address <= limit) {
		bp_alike_upto(alike, address, limit);
		return true;
	}
	bp_alike_before(alike, address, base);
	return false;
}

/* The header of a CardBus bridge has another form. */
static bool has_windows(const struct pci_dev *bridge)
{
	return (word(bridge, PCI_HEADER_TYPE) & PCI_HEADER_TYPE_MASK) == PCI_HEADER_TYPE_BRIDGE;
}

bool bp_decode_windows(const struct pci_dev *bridge, u64 address, u64 *alike)
{
	u64 base, limit;
	bool wide;

	if (!bridge->subordinate || !answers(bridge) || !has_windows(bridge))
		return false;
	if (in_window(word(bridge, MEMORY_BASE), word(bridge, MEMORY_LIMIT), 0, 0, address, alike))
		return true;
	base = word(bridge, PREF_BASE);
	limit = word(bridge, PREF_LIMIT);
	wide = (base & 0xf) == IS_64_BIT;
	return in_window(base, limit, wide ? dword(bridge, PREF_BASE_UPPER) : 0,
			 wide ? dword(bridge, PREF_LIMIT_UPPER) : 0, address, alike);
}

bool bp_decodes(const struct pci_dev *dev, u64 address, u64 *alike)
{
	return bp_decode_bar(dev, address, alike) >= 0 || bp_decode_windows(dev, address, alike);
}

const struct pci_dev *bp_decode_on_bus(const struct bp_pci *pci, const struct pci_bus *bus,
				       const struct pci_dev *except, u64 address, u64 *alike)
{
	const struct pci_dev *dev;

	TAILQ_FOREACH (dev, &bus->devices, on_bus)
		if (dev != except && bp_decodes(dev, address, alike))
			return dev;
	if (!pci->bp_nr_virtual)
		return NULL;
	TAILQ_FOREACH (dev, &pci->devices, link)
		if (dev->physfn && dev != except && dev->bus != bus && bp_home_bus(dev) == bus &&
		    bp_decodes(dev, address, alike))
			return dev;
	return NULL;
}
