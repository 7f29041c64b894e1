/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists through the DMA API: directly, bounced, or through an IOMMU (p2pdma.md part C).  INV-DMA-*
 * are judged twice: by the checker, and here by what the device sees and what memory holds.
 */
#ifndef SIM_PROOF_PEER_DMA_H
#define SIM_PROOF_PEER_DMA_H

#include <blkpath/dma_ledger.h>
#include <blkpath/pci.h>
#include <blkpath/swiotlb.h>

#include "iommu/table.h"
#include "mem/ram.h"
#include "proof/mishap.h"
#include "proof/trial.h"

#define BP_DMA_PROOF_LISTS 4
#define BP_DMA_PROOF_ENTRIES 8
#define BP_DMA_PROOF_ROOM 0x10000ull /* of an entry: its memory, and what lies around it */
#define BP_DMA_PROOF_HIGH 0x200000000ull
#define BP_DMA_PROOF_WINDOW 0xf0000000ull /* of the host bridge, 64 MiB */
#define BP_DMA_PROOF_WINDOW_END 0xf3ffffffull

/**
 * struct bp_dma_proof_list - one list
 * @sg: as it is
 * @before: as it was before it was mapped
 * @nents: entries
 * @mapped: entries for the device; 0 while it is not mapped
 * @dir: which way the data goes
 * @written: first byte and end of what the device wrote to each entry
 */
struct bp_dma_proof_list {
	struct scatterlist sg[BP_DMA_PROOF_ENTRIES];
	struct scatterlist before[BP_DMA_PROOF_ENTRIES];
	int nents;
	int mapped;
	enum dma_data_direction dir;
	unsigned written[BP_DMA_PROOF_ENTRIES][2];
};

/**
 * struct bp_dma_proof - a device and its lists
 * @mishap: what fails of an allocation or a page table
 * @merges: the IOMMU joins entries
 * @huge: gigabytes; no page table behind, and no bytes
 * @nr_lists: of @lists
 */
struct bp_dma_proof {
	struct bp_trial *trial;
	struct bp_env env;
	struct bp_ram *ram;
	struct pci_dev pdev;
	struct bp_iommu_table *table;
	struct bp_swiotlb *pool;
	struct bp_dma_ledger *ledger;
	struct bp_mishap mishap;
	bool merges;
	bool huge;
	unsigned nr_lists;
	struct bp_dma_proof_list lists[BP_DMA_PROOF_LISTS];
};

/* Subject: one device, up to four lists, unmapped in any order. */
void bp_dma_lists(struct bp_trial *trial);

/* Its masks, its limits, and how it sees memory. */
void bp_dma_proof_make_device(struct bp_dma_proof *p);
void bp_dma_proof_drop_device(struct bp_dma_proof *p);

/* What holds of a list that was just mapped, was not, or is unmapped. */
void bp_dma_proof_judge_mapped(struct bp_dma_proof *p, const struct bp_dma_proof_list *list);
void bp_dma_proof_judge_failed(struct bp_dma_proof *p, const struct bp_dma_proof_list *list);
void bp_dma_proof_judge_unmapped(struct bp_dma_proof *p, const struct bp_dma_proof_list *list);

/* What holds of all that is mapped now. */
void bp_dma_proof_judge_all(struct bp_dma_proof *p);

/* Its memory before it is mapped; what the device writes there; what is left of both. */
void bp_dma_proof_fill(struct bp_dma_proof *p, const struct bp_dma_proof_list *list);
void bp_dma_proof_write(struct bp_dma_proof *p, struct bp_dma_proof_list *list);
void bp_dma_proof_judge_bytes(struct bp_dma_proof *p, const struct bp_dma_proof_list *list);

static inline bool bp_dma_proof_bounced(const struct bp_dma_proof *p, const struct scatterlist *sg)
{
	return p->pdev.dev.dma_kind == BP_DMA_DIRECT &&
	       is_swiotlb_buffer(&p->pdev.dev, dma_to_phys(&p->pdev.dev, sg_dma_address(sg)));
}

#endif
