/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which kernel virtual addresses lead where, and how device memory gets some (p2pdma.md B2.7,
 * B14.1).
 *
 * RAM is in the linear map from the start.  devm_memremap_pages() puts device memory there too,
 * with page descriptors and in whole sections; devm_memremap() gives it a range of the ioremap area
 * and no descriptors.  Nothing is read or written here: bp_cpu_reach() says what the CPU would
 * touch.
 */
#ifndef BLKPATH_MEMREMAP_H
#define BLKPATH_MEMREMAP_H

#include <blkpath/pci.h>
#include <blkpath/percpu_ref.h>

#define BP_SECTION_SHIFT 27 /* 128 MiB, as on x86-64 */

enum bp_mapping_kind {
	BP_MAPPING_RAM,	  /* linear map, write back */
	BP_MAPPING_PAGES, /* linear map, device memory with page descriptors */
	BP_MAPPING_WC,	  /* ioremap area, write combining */
	BP_MAPPING_IO,	  /* ioremap area, uncached: registers */
};

/* How memory is to be mapped; nothing else is modelled. */
#define MEMREMAP_WC (1ul << 2)

/**
 * struct bp_mapping - a range of kernel virtual addresses
 * @virt: first byte
 * @phys: where it leads
 * @bytes: how many
 * @kind: what it is
 * @dev: whose memory it is; NULL for RAM and registers
 * @pgmap: who added it, for BP_MAPPING_PAGES; else NULL
 */
struct bp_mapping {
	bp_virt_addr_t virt;
	phys_addr_t phys;
	u64 bytes;
	enum bp_mapping_kind kind;
	struct device *dev;
	struct dev_pagemap *pgmap;
};

/* A range of physical memory. */
struct bp_phys_range {
	phys_addr_t start;
	u64 bytes;
};

/**
 * bp_mm_new - give an environment a kernel address space
 * @env: environment; its mm is set
 * @ram: system RAM, disjoint; copied
 * @nr_ram: how many ranges
 *
 * Return: 0; -ENOMEM, and then @env is as it was.
 */
int bp_mm_new(struct bp_env *env, const struct bp_phys_range *ram, unsigned nr_ram);

/**
 * bp_mm_free - take it away
 * @env: environment; a mapping of device memory that is left is the finding MAPPING_LEAK
 */
void bp_mm_free(struct bp_env *env);

/**
 * bp_mapping_find - where an address leads
 * @env: environment
 * @addr: any address
 *
 * Return: the mapping that holds it, valid until the next one is made or removed; NULL when there
 * is none, also without an address space.
 */
const struct bp_mapping *bp_mapping_find(const struct bp_env *env, bp_virt_addr_t addr);

/**
 * bp_cpu_reach - the CPU touches memory
 * @env: environment
 * @addr: first byte
 * @bytes: how many, at least 1
 *
 * A byte that is not mapped is the finding CPU_FAULT: there a kernel would crash.
 *
 * Return: the mapping that holds all bytes; NULL when there is none.
 * Rule: DEF-P2P-2, INV-P2P-9
 */
const struct bp_mapping *bp_cpu_reach(struct bp_env *env, bp_virt_addr_t addr, u64 bytes);

/**
 * bp_mm_descriptor_bytes - what page descriptors of device memory cost
 * @env: environment
 *
 * Return: 64 bytes for each page of each section that a pagemap has; 0 without any (F18).
 * Rule: P2P-B16.2
 */
u64 bp_mm_descriptor_bytes(const struct bp_env *env);

/* An address, or what went wrong instead: a negative errno, as the kernel's ERR_PTR() has it. */
static inline int bp_virt_error(bp_virt_addr_t addr)
{
	return bp_virt_u64(addr) >= (u64)-4095 ? (int)(s64)bp_virt_u64(addr) : 0;
}

enum memory_type {
	MEMORY_DEVICE_PRIVATE = 1,
	MEMORY_DEVICE_PUBLIC,
	MEMORY_DEVICE_FS_DAX,
	MEMORY_DEVICE_PCI_P2PDMA,
};

/**
 * struct dev_pagemap - device memory with page descriptors
 * @res: physical range
 * @ref: held once for each page, and by whoever uses the memory
 * @kill: kills @ref
 * @cleanup: waits until @ref is released and ends it
 * @type: MEMORY_DEVICE_*
 * @pci_p2pdma_bus_offset: what leads from a physical to a bus address (B2.6)
 * @dev: set by devm_memremap_pages()
 * @bp_pages: references that the pages hold now; set by devm_memremap_pages()
 */
struct dev_pagemap {
	struct resource res;
	struct percpu_ref *ref;
	void (*kill)(struct percpu_ref *ref);
	void (*cleanup)(struct percpu_ref *ref);
	enum memory_type type;
	u64 pci_p2pdma_bus_offset;
	struct device *dev;
	u64 bp_pages;
};

/**
 * devm_memremap_pages - give device memory page descriptors, until the driver goes
 * @dev: device
 * @pgmap: all but dev and bp_pages set; stays where it is until it is unmapped
 *
 * Unmapping kills the reference, drops those of the pages, cleans up (which waits), and then
 * removes the mapping. A failure has killed and cleaned up too.
 *
 * Context: allocates (BP_ALLOC_MAPPING, BP_ALLOC_ACTION).
 * Return: its address in the linear map, or an error for bp_virt_error(): -ENOMEM when a section of
 * it has a pagemap already (warning PAGEMAP_CONFLICT) or memory is short; -ENXIO when a section of
 * it has system RAM (warning PAGEMAP_RAM) or there is no address space. Nothing is mapped then.
 * Mirrors: devm_memremap_pages(), kernel/memremap.c, v5.2-rc5
 * Rule: P2P-B2.7, P2P-B3.2
 */
bp_virt_addr_t devm_memremap_pages(struct device *dev, struct dev_pagemap *pgmap);

/**
 * devm_memunmap_pages - unmap before the driver goes
 * @dev: device
 * @pgmap: mapped
 *
 * Mirrors: devm_memunmap_pages(), kernel/memremap.c, v5.2-rc5
 * Rule: P2P-B2.8
 */
void devm_memunmap_pages(struct device *dev, struct dev_pagemap *pgmap);

/**
 * devm_memremap - give device memory a range of the ioremap area, until the driver goes
 * @dev: device
 * @offset: physical address, of any alignment
 * @size: bytes, at least 1
 * @flags: MEMREMAP_WC
 *
 * Context: allocates (BP_ALLOC_MAPPING, BP_ALLOC_ACTION).
 * Return: its address, or an error for bp_virt_error(): -ENOMEM when memory is short; -ENXIO when
 * it touches system RAM (warning REMAP_RAM), when the area is used up or there is no address space.
 * Nothing is mapped then.
 * Mirrors: devm_memremap(), kernel/iomem.c, v5.2
 * Rule: P2P-B14.1
 */
bp_virt_addr_t devm_memremap(struct device *dev, phys_addr_t offset, u64 size, unsigned long flags);

/**
 * devm_memunmap - unmap before the driver goes
 * @dev: device
 * @addr: from devm_memremap() of @dev, or it is the warning DEVRES_UNKNOWN
 *
 * Mirrors: devm_memunmap(), kernel/iomem.c, v5.2
 * Rule: P2P-B14.1
 */
void devm_memunmap(struct device *dev, bp_virt_addr_t addr);

/**
 * bp_page_pgmap - who gave a page its descriptor
 * @env: environment
 * @page: any page
 *
 * Return: its pagemap; NULL for RAM and where there is no descriptor.
 */
struct dev_pagemap *bp_page_pgmap(const struct bp_env *env, const struct page *page);

/**
 * is_pci_p2pdma_page - is it peer-to-peer memory?
 * @env: environment
 * @page: any page
 *
 * Return: true iff a pagemap of type MEMORY_DEVICE_PCI_P2PDMA gave it its descriptor.
 * Mirrors: is_pci_p2pdma_page(), include/linux/mm.h, v5.2-rc5
 * Rule: P2P-B1, P2P-B14
 */
bool is_pci_p2pdma_page(const struct bp_env *env, const struct page *page);

#endif
