/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random lists through the DMA API; INV-DMA-* by their definition.
 */
#ifndef PROP_DMA_H
#define PROP_DMA_H

#include <blkpath/check.h>
#include <blkpath/dma_ledger.h>
#include <blkpath/pci.h>
#include <blkpath/swiotlb.h>

#include "iommu/table.h"
#include "mem/ram.h"
#include "random.h"

#define DMA_LISTS 4
#define DMA_ENTRIES 8
#define DMA_ENTRY_ROOM 0x10000ull
#define DMA_POOL 0x1000000ull
#define DMA_LOW 0x20000000ull
#define DMA_HIGH 0x200000000ull
#define DMA_WINDOW 0xf0000000ull /* of the host bridge, 64 MiB */
#define DMA_WINDOW_END 0xf3ffffffull

/* One list, what it was before, and what the device wrote to each entry of it. */
struct dma_list {
	struct scatterlist sg[DMA_ENTRIES];
	struct scatterlist before[DMA_ENTRIES];
	int nents;
	int mapped; /* 0 while it is not */
	enum dma_data_direction dir;
	unsigned written[DMA_ENTRIES][2]; /* first byte and end */
};

struct dma_prop {
	struct bp_env env;
	struct bp_ram *ram;
	struct t_random random;
	struct bp_defects defects;
	const char *expect;
	u64 seen;	/* violations of the expected one */
	u64 told;	/* those of them that the checker saw */
	u64 violations; /* of others */
	u64 round;
	u64 judged;  /* lists that were mapped */
	u64 shorter; /* with fewer entries for the device than for the CPU */
	bool only_merge;
	bool maps_fail;
	struct bp_check *check;

	/* of this round */
	struct pci_dev pdev;
	struct bp_iommu_table *table;
	struct bp_swiotlb *pool;
	struct bp_dma_ledger *ledger;
	bool merges; /* lists, through an IOMMU */
	bool huge;   /* gigabytes; no page table behind */
	struct dma_list lists[DMA_LISTS];
};

/* One device, four lists. */
void dma_round(struct dma_prop *p);

/* Tell a violation. */
void dma_broken(struct dma_prop *p, const char *invariant, const char *what);

#define dma_hold(p, condition, invariant)                                                          \
	do {                                                                                       \
		if (!(condition))                                                                  \
			dma_broken(p, invariant, #condition);                                      \
	} while (0)

/* What holds of a list that was just mapped, or was not. */
void dma_judge_mapped(struct dma_prop *p, const struct dma_list *list);
void dma_judge_failed(struct dma_prop *p, const struct dma_list *list);

/* What holds of all that is mapped now. */
void dma_judge_all(struct dma_prop *p);

/* The device writes, and what it left when the list is unmapped. */
void dma_write(struct dma_prop *p, struct dma_list *list);
void dma_judge_bytes(struct dma_prop *p, const struct dma_list *list);
void dma_judge_unmapped(struct dma_prop *p, const struct dma_list *list);

static inline bool dma_bounced(const struct dma_prop *p, const struct scatterlist *sg)
{
	return p->pdev.dev.dma_kind == BP_DMA_DIRECT &&
	       is_swiotlb_buffer(&p->pdev.dev, dma_to_phys(&p->pdev.dev, sg_dma_address(sg)));
}

/* What a byte of memory is before a list is mapped. */
static inline u8 dma_pattern(const struct dma_prop *p, phys_addr_t phys)
{
	return (u8)((phys.phys * 31 + p->round) % 251);
}

#endif
