/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An IOMMU domain (p2pdma.md C5): which addresses a device's mappings get.  The page table behind
 * it is the world's.
 */
#ifndef BLKPATH_IOMMU_H
#define BLKPATH_IOMMU_H

#include <blkpath/dma.h>
#include <blkpath/pci.h>

#define BP_IOMMU_GRANULE 4096u

/* What a device may do with a page (C5.2). */
#define IOMMU_READ (1u << 0)
#define IOMMU_WRITE (1u << 1)
#define IOMMU_MMIO (1u << 4)

/* The two ways to map a list (C5.7). */
enum bp_iommu_sg {
	BP_IOMMU_SG_MERGE, /* dma-iommu */
	BP_IOMMU_SG_PACK,  /* the Intel driver of v5.2 */
};

/**
 * struct bp_iommu_ops - the page table
 * @map: let consecutive pages lead to consecutive pages; 0 or a negative errno, and then nothing is
 * mapped
 * @unmap: forget pages; some may not be mapped
 * @translate: where an access of a device to one byte goes: 0, -EFAULT for a page that is not
 * mapped, -EACCES for one that forbids it; NULL where nobody can tell
 */
struct bp_iommu_ops {
	int (*map)(void *table, dma_addr_t iova, phys_addr_t phys, u64 bytes, unsigned prot);
	void (*unmap)(void *table, dma_addr_t iova, u64 bytes);
	int (*translate)(const void *table, dma_addr_t iova, bool write, phys_addr_t *phys);
};

/**
 * struct bp_iommu_setup - a domain
 * @ops: page table
 * @table: argument of @ops
 * @aperture_end: last address that the hardware translates; 0 for no limit
 * @sg: how it maps a list
 */
struct bp_iommu_setup {
	const struct bp_iommu_ops *ops;
	void *table;
	u64 aperture_end;
	enum bp_iommu_sg sg;
};

/**
 * bp_iommu_domain_new - make a domain
 * @env: environment
 * @setup: copied
 *
 * Devices of kind BP_DMA_IOMMU point to it with bp_domain. Nothing but page 0 is reserved.
 *
 * Return: the domain; NULL when there is no memory.
 */
struct bp_iommu_domain *bp_iommu_domain_new(struct bp_env *env, const struct bp_iommu_setup *setup);

/**
 * bp_iommu_domain_free - end a domain
 * @domain: may be NULL; addresses in use are the finding IOVA_LEAK (C7.18), and are not unmapped
 */
void bp_iommu_domain_free(struct bp_iommu_domain *domain);

/**
 * bp_iommu_reserve - keep addresses from being handed out
 * @domain: domain
 * @first: first address
 * @last: last address
 *
 * Return: 0, also when a part is reserved already; -EBUSY when a mapping uses one of them; -EINVAL
 * when @last lies before @first; -ENOMEM. On failure nothing new is reserved.
 * Rule: P2P-C5.4
 */
int bp_iommu_reserve(struct bp_iommu_domain *domain, u64 first, u64 last);

/**
 * bp_iommu_reserve_windows - keep away from the devices beside (P2P-A4.2)
 * @domain: domain
 * @bridge: host bridge of its devices; the bus ranges of its memory windows are reserved, or
 *          where these are not known, the BARs of the functions below
 *
 * Return: as bp_iommu_reserve(); on failure windows before the failing one are reserved.
 * Rule: P2P-C5.4
 */
int bp_iommu_reserve_windows(struct bp_iommu_domain *domain, const struct pci_host_bridge *bridge);

/**
 * bp_iommu_sg_of - how a domain maps lists
 * @domain: domain
 *
 * Return: as it was set up.
 * Rule: P2P-C5.7
 */
enum bp_iommu_sg bp_iommu_sg_of(const struct bp_iommu_domain *domain);

/**
 * bp_iommu_reach - where an access of a device of a domain goes
 * @domain: domain
 * @iova: address of one byte
 * @write: it writes
 * @phys: set to the physical address on success
 *
 * Return: 0; -EFAULT for a page that is not mapped, also when nobody can tell, and -EACCES for one
 * that forbids it: both are faults (A7.4), and @phys is untouched.
 * Rule: P2P-C5.1, P2P-C5.2
 */
int bp_iommu_reach(const struct bp_iommu_domain *domain, dma_addr_t iova, bool write,
		   phys_addr_t *phys);

/**
 * bp_iommu_live - count ranges in use
 * @domain: domain
 *
 * Return: how many, reserved ones not counted.
 */
u64 bp_iommu_live(const struct bp_iommu_domain *domain);

#endif
