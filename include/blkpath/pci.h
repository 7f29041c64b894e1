/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The PCI tree as the kernel sees it (p2pdma.md A1 to A4).
 *
 * Host bridges own root buses, bridges own the buses below them, devices are functions.  The tree
 * is made by the world: from a scenario, from a dump of a real machine, or by a test.  The code
 * here and above reads it; configuration space is memory that the world keeps.
 */
#ifndef BLKPATH_PCI_H
#define BLKPATH_PCI_H

#include <blkpath/device.h>
#include <blkpath/pci_regs.h>

/* What travels in a TLP of one hierarchy (p2pdma.md 0); never a CPU address by itself. */
typedef struct {
	u64 bus;
} pci_bus_addr_t;

/* A range of bus addresses; @end is its last one. */
struct pci_bus_region {
	pci_bus_addr_t start;
	pci_bus_addr_t end;
};

#define PCI_DEVFN(slot, fn) ((u8)(((slot)&0x1f) << 3 | ((fn)&7)))
#define PCI_SLOT(devfn) ((devfn) >> 3 & 0x1f)
#define PCI_FUNC(devfn) ((devfn)&7)
#define PCI_STD_NUM_BARS 6

/* Flags of a resource (A3.2). */
#define IORESOURCE_IO 0x00000100ul
#define IORESOURCE_MEM 0x00000200ul
#define IORESOURCE_PREFETCH 0x00002000ul
#define IORESOURCE_MEM_64 0x00100000ul

struct pci_bus;
struct pci_dev;
struct pci_p2pdma;
struct bp_irq;

/* A range of CPU addresses; @end is its last byte (A3.2). */
struct resource {
	u64 start;
	u64 end;
	unsigned long flags;
};

/**
 * struct bp_pci_window - what a host bridge sends down (A3.3)
 * @res: CPU range
 * @offset: bus address = CPU address - offset, modulo 2^64
 */
struct bp_pci_window {
	struct resource res;
	u64 offset;
};

/**
 * struct pci_host_bridge - the way from the CPU to one root bus
 * @link: place among the host bridges, in the order they were added
 * @domain: PCI domain (segment) number
 * @bus: the root bus
 * @windows: outbound windows
 * @nr_windows: how many
 * @dma_offset: what the root complex adds to an inbound address that hits no window (A4.5)
 * @has_iommu: whether an IOMMU translates for the devices below
 */
struct pci_host_bridge {
	TAILQ_ENTRY(pci_host_bridge) link;
	u32 domain;
	struct pci_bus *bus;
	const struct bp_pci_window *windows;
	unsigned nr_windows;
	u64 dma_offset;
	bool has_iommu;
};

/**
 * struct pci_bus - a bus, real or inside a switch
 * @devices: its functions in list order: ascending at start, later arrivals last (P-32)
 * @self: the bridge above; NULL on a root bus
 * @bridge: the host bridge it belongs to
 * @number: bus number, 0 to 255
 * @busn_end: last bus number below it
 */
struct pci_bus {
	TAILQ_HEAD(, pci_dev) devices;
	struct pci_dev *self;
	struct pci_host_bridge *bridge;
	u8 number;
	u8 busn_end;
};

/**
 * struct pci_dev - one function
 * @dev: the generic device
 * @on_bus: place on its bus
 * @link: place among all functions, in enumeration order (A1.6)
 * @bus: the bus it sits on
 * @subordinate: the bus it owns; NULL unless it is a bridge
 * @physfn: its physical function; NULL unless it is a virtual function
 * @devfn: slot and function
 * @vendor: vendor id
 * @device: device id
 * @class_code: class and subclass
 * @is_pcie: whether it has the PCI Express capability
 * @pcie_type: PCI_EXP_TYPE_*, when @is_pcie
 * @resource: BARs
 * @config: configuration space, little endian, kept by the world
 * @config_bytes: how much of it is known: 64, 256 or 4096
 * @bp_register_bytes: how much of each BAR from its start on is registers (A3.6); 0 for none
 * @non_mappable_bars: whether the CPU cannot map its BARs (P-77)
 * @p2pdma: peer-to-peer state; NULL without
 * @has_p2pmem_group: whether sysfs has the group p2pmem (P2P-B13)
 * @has_allocate_file: whether the group has the file allocate (P-84)
 * @bp_msix_vectors: messages that it can tell apart; 0: it has a pin alone
 * @bp_irqs: vectors that its driver took; NULL without
 * @bp_nr_irqs: how many
 * @refs: references taken by pci_dev_get() and not put (A1)
 */
struct pci_dev {
	struct device dev;
	TAILQ_ENTRY(pci_dev) on_bus;
	TAILQ_ENTRY(pci_dev) link;
	struct pci_bus *bus;
	struct pci_bus *subordinate;
	struct pci_dev *physfn;
	u8 devfn;
	u16 vendor;
	u16 device;
	u16 class_code;
	bool is_pcie;
	u8 pcie_type;
	struct resource resource[PCI_STD_NUM_BARS];
	u8 *config;
	unsigned config_bytes;
	u64 bp_register_bytes[PCI_STD_NUM_BARS];
	bool non_mappable_bars;
	struct pci_p2pdma *p2pdma;
	bool has_p2pmem_group;
	bool has_allocate_file;
	unsigned bp_msix_vectors;
	struct bp_irq *bp_irqs;
	unsigned bp_nr_irqs;
	unsigned refs;
};

/**
 * struct bp_pci - a whole machine's PCI
 * @env: environment of its devices
 * @bridges: host bridges in the order they were added
 * @devices: all functions in enumeration order
 * @bp_nr_virtual: how many of them are virtual
 */
struct bp_pci {
	struct bp_env *env;
	TAILQ_HEAD(bp_pci_bridges, pci_host_bridge) bridges;
	TAILQ_HEAD(bp_pci_devices, pci_dev) devices;
	unsigned bp_nr_virtual;
};

/* "DDDD:BB:SS.F", a domain above 0xffff with more digits. */
#define BP_PCI_NAME_MAX 20

/**
 * pci_upstream_bridge - the bridge above a function
 * @dev: function; a virtual one begins at its physical one
 *
 * Return: the bridge; NULL when the bus is a root bus.
 *
 * Mirrors: pci_upstream_bridge(), include/linux/pci.h, v5.2-rc5
 * Rule: P2P-A1.4, P-2
 */
struct pci_dev *pci_upstream_bridge(const struct pci_dev *dev);

/**
 * pci_dev_get - take a reference
 * @dev: function; may be NULL
 *
 * Return: @dev.
 *
 * Mirrors: pci_dev_get(), drivers/pci/pci-driver.c, v5.2-rc5
 * Rule: P2P-A1
 */
struct pci_dev *pci_dev_get(struct pci_dev *dev);

/**
 * pci_dev_put - give a reference back
 * @dev: function; may be NULL.  One that nobody took is a finding, and nothing changes
 *
 * Mirrors: pci_dev_put(), drivers/pci/pci-driver.c, v5.2-rc5
 * Rule: P2P-A1
 */
void pci_dev_put(struct pci_dev *dev);

/**
 * bp_pci_name - what a function is called
 * @dev: function
 * @name: receives it
 *
 * Return: @name.
 *
 * Rule: P2P-A1.5
 */
const char *bp_pci_name(const struct pci_dev *dev, char name[BP_PCI_NAME_MAX]);

/* The same as one number, for reports: domain << 16 | bus << 8 | slot << 3 | function. */
static inline u64 bp_pci_number(const struct pci_dev *dev)
{
	return (u64)dev->bus->bridge->domain << 16 | (u64)dev->bus->number << 8 | dev->devfn;
}

/**
 * bp_pci_find_name - look a function up by its full name
 * @pci: machine
 * @name: as pci_name() has it; one newline at its end is ignored
 *
 * Return: the function, NULL when there is none; no reference is taken.
 *
 * Rule: P2P-A1.5
 */
struct pci_dev *bp_pci_find_name(const struct bp_pci *pci, const char *name);

/**
 * pci_read_config_word - read 16 bits of configuration space
 * @dev: function
 * @where: even offset in bytes, below 4096
 * @value: receives it; all ones where the space is not known
 *
 * Return: true iff both bytes are known.
 *
 * Mirrors: pci_read_config_word(), drivers/pci/access.c, v5.2-rc5
 * Rule: P2P-A2
 */
bool pci_read_config_word(const struct pci_dev *dev, unsigned where, u16 *value);

/**
 * pci_read_config_dword - read 32 bits of configuration space
 * @dev: function
 * @where: offset in bytes, a multiple of 4 below 4096
 * @value: receives it; all ones where the space is not known
 *
 * Return: true iff all four bytes are known.
 *
 * Mirrors: pci_read_config_dword(), drivers/pci/access.c, v5.2-rc5
 * Rule: P2P-A2
 */
bool pci_read_config_dword(const struct pci_dev *dev, unsigned where, u32 *value);

/**
 * pci_write_config_word - write 16 bits of configuration space
 * @dev: function
 * @where: even offset in bytes, below 4096
 * @value: what to write; bits of the ACS control that are not implemented stay clear (A2.3)
 *
 * Nothing is written where the space is not known.
 *
 * Mirrors: pci_write_config_word(), drivers/pci/access.c, v5.2-rc5
 * Rule: P2P-A2.3
 */
void pci_write_config_word(struct pci_dev *dev, unsigned where, u16 value);

/**
 * pci_find_capability - where a capability lies
 * @dev: function
 * @id: PCI_CAP_ID_*
 *
 * A list that loops or leaves the space ends there.
 *
 * Return: its offset, 0 when there is none.
 *
 * Mirrors: pci_find_capability(), drivers/pci/pci.c, v5.2-rc5
 * Rule: P2P-A2
 */
unsigned pci_find_capability(const struct pci_dev *dev, u8 id);

/**
 * pci_find_ext_capability - where an extended capability lies
 * @dev: function
 * @id: PCI_EXT_CAP_ID_*
 *
 * A list that loops or leaves the space ends there.
 *
 * Return: its offset, 0 when there is none.
 *
 * Mirrors: pci_find_ext_capability(), drivers/pci/pci.c, v5.2-rc5
 * Rule: P2P-A2.3, P-5
 */
unsigned pci_find_ext_capability(const struct pci_dev *dev, u16 id);

static inline u64 pci_resource_start(const struct pci_dev *dev, unsigned bar)
{
	return dev->resource[bar].start;
}

static inline u64 pci_resource_end(const struct pci_dev *dev, unsigned bar)
{
	return dev->resource[bar].end;
}

static inline unsigned long pci_resource_flags(const struct pci_dev *dev, unsigned bar)
{
	return dev->resource[bar].flags;
}

/* A3.2: a resource of zeros is none. */
static inline u64 pci_resource_len(const struct pci_dev *dev, unsigned bar)
{
	const struct resource *res = &dev->resource[bar];

	return res->start || res->end ? res->end - res->start + 1 : 0;
}

/**
 * bp_pci_bus_address_at - where a resource starts on the buses below a host bridge
 * @bridge: any host bridge
 * @res: resource, of a function below it or not
 *
 * Return: the CPU address less the offset of the window that holds the whole resource; the CPU
 * address when no window does.
 *
 * Rule: P2P-A3.3
 */
pci_bus_addr_t bp_pci_bus_address_at(const struct pci_host_bridge *bridge,
				     const struct resource *res);

/**
 * pci_bus_address - where a BAR starts on the bus
 * @dev: function
 * @bar: 0 to 5
 *
 * Return: the CPU address less the offset of the host bridge's window that holds the whole BAR; the
 * CPU address when no window does.
 *
 * Mirrors: pci_bus_address(), include/linux/pci.h, v5.2-rc5
 * Rule: P2P-A3.3
 */
pci_bus_addr_t pci_bus_address(const struct pci_dev *dev, unsigned bar);

/**
 * pcibios_bus_to_resource - where the CPU finds a range of bus addresses
 * @bus: a bus of the hierarchy
 * @res: its flags say what kind of range is asked for; receives the CPU addresses
 * @region: bus addresses
 *
 * A window of the host bridge of that kind that holds the whole range adds its offset; without one
 * the numbers stay as they are.
 *
 * Mirrors: pcibios_bus_to_resource(), drivers/pci/host-bridge.c, v5.2-rc5
 * Rule: P2P-A3.4, INV-PCI-2
 */
void pcibios_bus_to_resource(const struct pci_bus *bus, struct resource *res,
			     const struct pci_bus_region *region);

#endif
