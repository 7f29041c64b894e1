/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of this folder share: the memory that one device gives out.
 */
#ifndef BP_SRC_P2PMEM_H
#define BP_SRC_P2PMEM_H

#include <blkpath/completion.h>
#include <blkpath/event.h>
#include <blkpath/genalloc.h>
#include <blkpath/memremap.h>
#include <blkpath/p2p_call.h>
#include <blkpath/p2p_use.h>
#include <blkpath/percpu_ref.h>

struct bp_p2p_held;
struct bp_p2p_map_type;
struct bp_p2p_piece;
struct p2pdma_pagemap;

/* P2P-B1; one per provider. */
struct pci_p2pdma {
	struct pci_dev *pdev;
	const struct bp_p2p_profile_ops *ops;
	struct gen_pool *pool;
	bool p2pmem_published;
	LIST_HEAD(, p2pdma_pagemap) pagemaps; /* of the profile with pages */
	struct percpu_ref ref;		      /* of the profile without */
	struct completion ref_done;
	LIST_HEAD(, bp_p2p_held) held;
	LIST_HEAD(, bp_p2p_map_type) map_types; /* P-15 */
	LIST_HEAD(, bp_p2p_piece) pieces;	/* P-84 */
};

/* Part of a BAR that is to be added. */
struct bp_p2p_part {
	int bar;
	u64 offset;
	u64 size;
};

/* What the two profiles do differently. */
struct bp_p2p_profile_ops {
	/* The device's own reference, at setup; what a failing setup does with it; at release. */
	int (*begin)(struct pci_p2pdma *p2pdma);
	void (*abandon)(struct pci_p2pdma *p2pdma);
	void (*end)(struct pci_p2pdma *p2pdma);
	/* @virt receives where the CPU has it. */
	int (*add)(struct pci_p2pdma *p2pdma, const struct bp_p2p_part *part, bp_virt_addr_t *virt);
	bp_virt_addr_t (*alloc)(struct pci_p2pdma *p2pdma, u64 size);
	/* False when the pool refuses. */
	bool (*free)(struct pci_p2pdma *p2pdma, bp_virt_addr_t addr, u64 size);
	/* Gets that were not put back. */
	u64 (*gets)(const struct pci_p2pdma *p2pdma);
};

extern const struct bp_p2p_profile_ops bp_p2p_pages, bp_p2p_direct;

static inline struct bp_env *bp_p2pdma_env(const struct pci_p2pdma *p2pdma)
{
	return p2pdma->pdev->dev.bp_env;
}

static inline bool bp_p2p_has_pages(const struct pci_dev *pdev)
{
	return pdev->dev.bp_p2p && pdev->dev.bp_p2p->profile == BP_P2P_PAGES;
}

static inline bool bp_p2p_defect(const struct pci_dev *pdev, enum bp_defect_id id)
{
	return bp_defect_on(&pdev->dev.bp_defects, id);
}

/* Where a part begins. */
static inline u64 bp_p2p_part_phys(const struct pci_dev *pdev, const struct bp_p2p_part *part)
{
	return pci_resource_start(pdev, (unsigned)part->bar) + part->offset;
}

static inline u64 bp_p2p_part_bus(const struct pci_dev *pdev, const struct bp_p2p_part *part)
{
	return pci_bus_address(pdev, (unsigned)part->bar).bus + part->offset;
}

/* Gives a provider its state (B2.5). */
int bp_p2pdma_setup(struct pci_dev *pdev);

/* The bus address of a byte as the pool has it; all ones where it has none. */
pci_bus_addr_t bp_p2pdma_bus(const struct pci_dev *pdev, bp_virt_addr_t addr);

/* Is some memory within one live allocation? */
bool bp_p2pdma_is_live(const struct pci_dev *pdev, bp_virt_addr_t addr, u64 bytes);

/* Fills in what the provider is like now and where @virt is on the bus; returns @call. */
const struct bp_p2p_call *bp_p2p_call_now(struct pci_dev *pdev, struct bp_p2p_call *call);

/* Sends P2P_ALLOC; @addr is 0 when there was none. */
void bp_p2pdma_tell_alloc(struct pci_dev *pdev, bp_virt_addr_t addr, u64 size);

/* Takes memory back for good. */
void bp_p2pdma_free(struct pci_dev *pdev, bp_virt_addr_t addr, u64 size);

/* Remembers that held memory is free once nobody holds it; false when nobody does. */
bool bp_p2p_free_later(struct pci_dev *pdev, bp_virt_addr_t addr, u64 size);

/* Whether its owner gave it back while somebody holds it. */
bool bp_p2p_is_freed(const struct pci_dev *pdev, bp_virt_addr_t addr);

/* P-84: no process has the memory of a struct pci_dev any more, nor gets some. */
void bp_p2p_remove_allocate_file(void *data);

#endif
