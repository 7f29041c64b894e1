/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The PCI fabric of a machine: a tree that memory requests run through (p2pdma.md A6 to A10).
 *
 * The tree must be complete; its configuration space is read at each request.
 */
#ifndef BP_SIM_PCI_FABRIC_H
#define BP_SIM_PCI_FABRIC_H

#include <blkpath/pci.h>

#include "pci/backing.h"
#include "pci/counters.h"
#include "pci/flight.h"
#include "pci/flow.h"
#include "pci/intent.h"
#include "pci/tlp.h"
#include "pci/turn.h"
#include "pci/wc.h"

/* What a root complex passes on between its ports (A6.6). */
enum bp_p2p_policy {
	BP_POLICY_SAME_BRIDGE,
	BP_POLICY_NONE,
	BP_POLICY_ALL,
};

/* What a device learns of a write that was dropped (A7.6). */
enum bp_posted {
	BP_POSTED_REPORT,   /* its outcome, as of a read */
	BP_POSTED_HARDWARE, /* nothing: success */
};

/**
 * struct bp_ram_ops - the machine's RAM, by CPU address
 * @extent: bytes of RAM from an address on; 0 where there is none
 * @gap: bytes without RAM from an address on where there is none; NULL: nobody knows
 * @read: read within an extent
 * @write: write within an extent
 */
struct bp_ram_ops {
	u64 (*extent)(void *context, phys_addr_t phys);
	u64 (*gap)(void *context, phys_addr_t phys);
	void (*read)(void *context, phys_addr_t phys, void *data, unsigned bytes);
	void (*write)(void *context, phys_addr_t phys, const void *data, unsigned bytes);
};

/* Why an IOMMU stops a request (A7.4). */
enum bp_iommu_fault {
	BP_IOMMU_OK,
	BP_IOMMU_NOT_PRESENT,
	BP_IOMMU_NO_PERM,
};

/**
 * struct bp_translation_ops - the IOMMU in the root complex
 * @is_on: whether it translates for a requester
 * @translate: from an IOVA to a CPU address; not across 4 KiB
 */
struct bp_translation_ops {
	bool (*is_on)(void *context, const struct pci_dev *requester);
	enum bp_iommu_fault (*translate)(void *context, const struct pci_dev *requester,
					 dma_addr_t iova, bool is_write, phys_addr_t *phys);
};

/**
 * struct bp_fabric_config - what the tree does not say
 * @sizes: of TLPs; NULL for the default
 * @ram: NULL: no RAM
 * @ram_context: of @ram
 * @iommu: NULL: off for everybody
 * @iommu_context: of @iommu
 * @posted: what devices learn of dropped writes
 * @order: when the bytes of devices' writes arrive (A10)
 * @seed: of the scheduler that picks whose write arrives next
 * @arrived: told of each write that arrives later; NULL for nobody
 * @arrived_context: of @arrived
 * @strict: a dropped write that its device does not know of, or that was not announced, is a
 * finding
 * @one_by_one: each TLP of a transfer finds its way by itself: the same, and slower
 */
struct bp_fabric_config {
	const struct bp_tlp_sizes *sizes;
	const struct bp_ram_ops *ram;
	void *ram_context;
	const struct bp_translation_ops *iommu;
	void *iommu_context;
	enum bp_posted posted;
	enum bp_order order;
	u64 seed;
	void (*arrived)(void *context, const struct bp_arrival *arrival);
	void *arrived_context;
	bool strict;
	bool one_by_one;
};

/* A request that was not delivered. */
struct bp_drop {
	enum bp_turn turn;
	enum bp_iommu_fault fault;
	const struct pci_dev *requester; /* NULL: the CPU */
	const struct pci_dev *at;	 /* NULL: the root complex */
	u64 address;
	unsigned bytes;
	bool is_write;
};

/**
 * struct bp_misdelivery - an access that ended elsewhere than its driver meant (A7.7)
 * @requester: who
 * @is_write: it wrote
 * @address: what it was given
 * @bytes: of the TLP
 * @meant: what the driver meant
 * @got: what was reached
 */
struct bp_misdelivery {
	const struct pci_dev *requester;
	bool is_write;
	u64 address;
	unsigned bytes;
	struct bp_target meant;
	struct bp_target got;
};

/* The first ones of each kind are kept, all are counted. */
#define BP_DROPS_KEPT 256

/**
 * struct bp_own_window - a second address of a part of a function's own BAR (A6.1)
 * @base: first address; nobody else decodes it
 * @bytes: how many; 0 for no such window
 * @bar: the BAR
 * @offset: the part in it that @base stands for
 *
 * An NVMe controller compares what it is given with CBA too (nvme NVC-32).
 */
struct bp_own_window {
	u64 base;
	u64 bytes;
	unsigned bar;
	u64 offset;
};

/**
 * struct bp_fabric_node - a function's place in the fabric
 * @dev: the function
 * @counters: its counters
 * @backing: what stands behind its BARs
 * @own: where else it finds its own memory
 * @link_down: whether the link below it is down
 * @is_gone: it was pulled out
 * @unc_status: its uncorrectable errors
 * @port: its number on the bus inside a switch, from 1; the upstream port is 0 there
 * @nr_ports: of the switch, when it is an upstream port
 * @crossbar: bytes from port to port then, a part of the fabric's
 */
struct bp_fabric_node {
	const struct pci_dev *dev;
	struct bp_function_counters counters;
	struct bp_backing backing[PCI_STD_NUM_BARS];
	struct bp_own_window own;
	bool link_down;
	bool is_gone;
	u32 unc_status;
	unsigned port;
	unsigned nr_ports;
	u64 *crossbar;
};

struct bp_fabric_bridge {
	const struct pci_host_bridge *bridge;
	struct bp_bridge_counters counters;
	enum bp_p2p_policy policy;
};

struct bp_known_way;

/**
 * struct bp_fabric - a fabric
 * @pci: its tree
 * @config: as it was given
 * @sizes: of TLPs
 * @node: functions in enumeration order
 * @nr_nodes: how many
 * @by_dev: the same in slots, found from the function
 * @nr_slots: how many slots, a power of two
 * @slot_shift: what leaves so many bits of 64
 * @crossbar: what crossed the buses inside switches (A9.4), one switch after the other
 * @nr_crossings: how many pairs of ports they have
 * @bridge: host bridges in their order
 * @nr_bridges: how many
 * @drop: the first requests that were not delivered
 * @nr_drops: how many there were, also those that were not kept
 * @p2p: what went from device to device without the root complex (A9.6)
 * @combining: the CPU's write-combining mappings
 * @flight: writes on their way
 * @intents: what drivers meant
 * @misdelivery: the first accesses that ended elsewhere than meant (A7.7)
 * @misdelivered: how many there were
 * @announced: dropped writes that are still expected (A7.6)
 * @is_steady: a way that was found is good for the next one (known.h)
 * @known: the last way
 */
struct bp_fabric {
	const struct bp_pci *pci;
	struct bp_fabric_config config;
	struct bp_tlp_sizes sizes;
	struct bp_fabric_node *node;
	unsigned nr_nodes;
	struct bp_fabric_node **by_dev;
	unsigned nr_slots;
	unsigned slot_shift;
	u64 *crossbar;
	size_t nr_crossings;
	struct bp_fabric_bridge *bridge;
	unsigned nr_bridges;
	struct bp_drop drop[BP_DROPS_KEPT];
	u64 nr_drops;
	struct bp_p2p_pairs p2p;
	struct bp_wc_list combining;
	struct bp_flight flight;
	struct bp_intent_tree intents;
	struct bp_misdelivery misdelivery[BP_DROPS_KEPT];
	u64 misdelivered;
	u64 announced;
	bool is_steady;
	struct bp_known_way *known;
};

/* NULL when there is no memory.  @config may be NULL: no RAM, no IOMMU. */
struct bp_fabric *bp_fabric_new(const struct bp_pci *pci, const struct bp_fabric_config *config);

void bp_fabric_free(struct bp_fabric *fabric);

/* Says that so many writes more will be dropped (A7.6); a test that is strict says so before. */
void bp_fabric_announce(struct bp_fabric *fabric, u64 writes);

/* A function's place, for its link and its counters. */
struct bp_fabric_node *bp_fabric_node(const struct bp_fabric *fabric, const struct pci_dev *dev);

/* A host bridge's place, for its policy and its counters. */
struct bp_fabric_bridge *bp_fabric_bridge(const struct bp_fabric *fabric,
					  const struct pci_host_bridge *bridge);

/* Gives a function another address of its own memory, or takes it with 0 bytes; -EINVAL when it is
 * not in the BAR or has no end. */
int bp_fabric_own_window(struct bp_fabric *fabric, const struct pci_dev *dev,
			 const struct bp_own_window *window);

/* A function is pulled out: no memory behind its BARs answers any more (A6.7); registers see for
 * themselves. */
void bp_fabric_pull(struct bp_fabric *fabric, const struct pci_dev *dev);

/**
 * bp_fabric_registers - put registers behind a BAR; all others have memory of zeros
 * @fabric: fabric
 * @dev: function; it learns that the BAR has registers (A3.6)
 * @bar: BAR
 * @registers: what they do
 * @context: of @registers
 * @bytes: how many bytes from the start on, a multiple of 4096; 0 for the whole BAR
 */
void bp_fabric_registers(struct bp_fabric *fabric, struct pci_dev *dev, unsigned bar,
			 const struct bp_register_ops *registers, void *context, u64 bytes);

#endif
