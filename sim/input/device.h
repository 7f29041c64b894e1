/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a device reaches memory: the section `device` of a scenario, the options --device and
 * --iommu.
 *
 * The word nvme in the option says that it is an NVMe controller (nvme.h).  Keys, all optional; one
 * of them makes a device: pci                the address of a function of a PCI machine: its host
 * bridge gives the offset of DMA addresses (P2P-A4.5) and the I/O addresses that are never handed
 * out (P2P-C5.4) machine            a dump of lspci, or a scenario with a machine; default: the
 * scenario itself, else the running machine dma_mask           what it can reach: bits (1 to 64),
 * or a mask (0xffffffff); default 64 bus_dma_mask       the same for the bus above it; default: no
 * limit dma_pfn_offset     pages from a DMA address to its physical address; default 0
 *   max_segment_size   the longest DMA entry; default: that of the queue
 *   seg_boundary_mask  a boundary that no DMA entry crosses; default: that of the queue
 *   min_align_mask     low bits of an address that a bounce slot keeps (P2P-C4.3); default 0
 *   bounce             off, on, or force: also what the device could reach; default off
 *   bounce_base        address of the first slot; default 0xbc000000
 *   bounce_slots       slots of 2 KiB; default 32768
 *   iommu              off, merge (dma-iommu) or pack (the Intel driver of v5.2); default off, or
 *                      merge in a machine with an IOMMU
 */
#ifndef SIM_INPUT_DEVICE_H
#define SIM_INPUT_DEVICE_H

#include <limits.h>

#include <blkpath/iommu.h>

#include <input/units.h>

#define BP_DEVICE_KEYS_MAX 16

enum bp_device_bounce {
	BP_DEVICE_BOUNCE_OFF,
	BP_DEVICE_BOUNCE_ON,
	BP_DEVICE_BOUNCE_FORCE,
};

enum bp_device_iommu {
	BP_DEVICE_IOMMU_OFF,
	BP_DEVICE_IOMMU_MERGE,
	BP_DEVICE_IOMMU_PACK,
};

/**
 * struct bp_device_doc - a device as somebody described it
 * @is_nvme: it is an NVMe controller
 * @written: one bit per row of the table of keys
 * @pci: its address, "" when it is no function of a machine
 * @machine: file of the machine, "" for the running one
 * @dma_mask: last address that it reaches
 * @bus_dma_mask: last address that the bus carries; 0 for no limit
 * @dma_pfn_offset: pages from a DMA address to its physical address
 * @max_segment_size: longest entry in bytes; 0 for that of the queue
 * @seg_boundary_mask: 0 for that of the queue
 * @min_align_mask: low bits that a bounce slot keeps
 * @bounce: enum bp_device_bounce
 * @bounce_base: physical address of the first slot
 * @bounce_slots: how many
 * @iommu: enum bp_device_iommu
 * @bus_zero: no key: of a machine that nobody described, memory of devices begins at bus address 0
 */
struct bp_device_doc {
	bool is_nvme;
	u32 written;
	char pci[BP_PCI_NAME_MAX];
	char machine[PATH_MAX];
	u64 dma_mask;
	u64 bus_dma_mask;
	u64 dma_pfn_offset;
	u64 max_segment_size;
	u64 seg_boundary_mask;
	u64 min_align_mask;
	u64 bounce;
	u64 bounce_base;
	u64 bounce_slots;
	u64 iommu;
	bool bus_zero;
};

/* No device, with the defaults for one. */
void bp_device_init(struct bp_device_doc *doc);

/* Whether somebody described one; else memory is not mapped. */
static inline bool bp_device_given(const struct bp_device_doc *doc)
{
	return doc->written || doc->is_nvme;
}

/* Reads the address of a function; -EINVAL with @err filled when it is none. */
int bp_device_function(const struct bp_place *at, const char *text, char name[BP_PCI_NAME_MAX],
		       struct bp_error *err);

/* Whether somebody wrote a key. */
bool bp_device_wrote(const struct bp_device_doc *doc, const char *key);

/* The name of a key by index; NULL past the last one. */
const char *bp_device_key(unsigned index);

/**
 * bp_device_put - set one key
 * @doc: device
 * @at: where the value stands; its key is the key
 * @value: the value as text
 * @err: receives the message
 *
 * Return: 0, or -EINVAL with @err filled; @doc is then unchanged.
 */
int bp_device_put(struct bp_device_doc *doc, const struct bp_place *at, const char *value,
		  struct bp_error *err);

/**
 * bp_device_parse - read "[nvme,][PCI,]KEY=VALUE,..."
 * @doc: device, on top of what it says already
 * @at: where the text stands
 * @text: the text
 * @err: receives the message
 *
 * The text replaces what @doc says; a key that stands twice in it is an error.
 *
 * Return: 0, or -EINVAL with @err filled.
 */
int bp_device_parse(struct bp_device_doc *doc, const struct bp_place *at, const char *text,
		    struct bp_error *err);

/**
 * bp_device_check - judge the keys together
 * @doc: device
 * @page_shift: log2 of the page size
 * @at: where to blame
 * @err: receives the message
 *
 * Return: 0, or -EINVAL with @err filled.
 */
int bp_device_check(const struct bp_device_doc *doc, unsigned page_shift, const struct bp_place *at,
		    struct bp_error *err);

#endif
