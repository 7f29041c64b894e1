/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the checker remembers of the DMA API: mappings by device, pools of slots, domains and the
 * I/O addresses that they gave out (p2pdma.md C).
 */
#ifndef BP_CHECK_DMA_H
#define BP_CHECK_DMA_H

#include <blkpath/dma_call.h>

#include "family.h"

#define BP_CK_SLOT_BYTES 2048u	  /* C4.1 */
#define BP_CK_GRANULE ((u64)4096) /* C5.1 */

/**
 * struct bp_ck_copy - a bounced entry
 * @slot: physical address of its bytes among the slots
 * @phys: physical address of the buffer
 * @len: bytes
 * @buffer: what the buffer held when it was mapped or synced last; NULL where nobody compares
 * @stale: what the slots held then
 */
struct bp_ck_copy {
	u64 slot;
	u64 phys;
	u64 len;
	u8 *buffer;
	u8 *stale;
};

/**
 * struct bp_ck_mapping - one mapping alive; a list is one
 * @of_device: place among those of its device
 * @call: how it was made
 * @cpu: CPU side, one run per entry
 * @nr_cpu: how many
 * @dma: DMA side, one run per entry that came back
 * @nr_dma: how many
 * @copies: bounced entries
 * @nr_copies: how many
 * @unfilled: the slots were never filled from the buffer
 * @synced: the buffer was synced meanwhile
 * @peers: an entry is a peer's memory by its bus address, which is not mapped (P-70)
 * @takes_iova: it needs I/O addresses of the device's domain
 * @of_request: a request of NVMe has its data in it (INV-NVME-10)
 */
struct bp_ck_mapping {
	struct bp_record record;
	LIST_ENTRY(bp_ck_mapping) of_device;
	struct bp_dma_call call;
	struct bp_run *cpu;
	unsigned nr_cpu;
	struct bp_run *dma;
	unsigned nr_dma;
	struct bp_ck_copy *copies;
	unsigned nr_copies;
	bool unfilled;
	bool synced;
	bool peers;
	bool takes_iova;
	bool of_request;
};

/* A device that has mapped something. */
struct bp_ck_device {
	struct bp_record record;
	LIST_HEAD(, bp_ck_mapping) mappings;
};

/* A pool of slots, from the day it was made. */
struct bp_ck_pool {
	struct bp_record record;
	u64 base;
	u64 bytes;
	u64 used;   /* as it says itself */
	u64 needed; /* by the mappings alive */
};

/* I/O addresses that are in use or never handed out. */
struct bp_ck_iova {
	struct bp_record record;
	LIST_ENTRY(bp_ck_iova) of_domain;
	u64 first;
	u64 last;
	bool reserved;
};

/* A domain, from the day it was made. */
struct bp_ck_domain {
	struct bp_record record;
	const struct bp_iommu_setup *setup;
	u64 taken;  /* ranges */
	u64 needed; /* by the mappings alive */
	LIST_HEAD(, bp_ck_iova) ranges;
};

/**
 * struct bp_dma_case - what the laws of DMA look at
 * @call: the call
 * @mapping: the mapping; NULL when there is none
 * @pool: slots of the device; NULL when it has none or nobody saw them being made
 * @domain: of the device; the same
 * @list_before: hash of the CPU side of a list before the call
 * @left: what is still there and should not be, of what the law is about
 * @sync: the call is a sync
 */
struct bp_dma_case {
	const struct bp_dma_call *call;
	const struct bp_ck_mapping *mapping;
	const struct bp_ck_pool *pool;
	const struct bp_ck_domain *domain;
	u64 list_before;
	u64 left;
	bool sync;
};

/* Records (dma_memory.c). */
struct bp_ck_device *bp_ck_device_find(const struct bp_check *check, const struct device *dev);
struct bp_ck_pool *bp_ck_pool_of(const struct bp_check *check, const struct device *dev);
struct bp_ck_domain *bp_ck_domain_of(const struct bp_check *check, const struct device *dev);
struct bp_ck_mapping *bp_ck_mapping_new(struct bp_check *check, const struct bp_dma_call *call);
struct bp_ck_mapping *bp_ck_mapping_find(const struct bp_check *check,
					 const struct bp_dma_call *call);
struct bp_ck_mapping *bp_ck_mapping_at(const struct bp_check *check, const struct device *dev,
				       u64 addr, u64 size);
void bp_ck_mapping_drop(struct bp_check *check, struct bp_ck_mapping *mapping);
struct bp_ck_mapping *bp_ck_mapping_for(const struct bp_check *check, const struct device *dev,
					u64 addr, u64 size, enum dma_data_direction dir);
bool bp_ck_mapped_for_another(const struct bp_check *check, const struct device *dev, u64 addr,
			      u64 size);

/* Definitions (dma_define.c). */
u64 bp_ck_dma_offset(const struct device *dev);	  /* bytes, C1.1 */
u64 bp_ck_dma_reach(const struct device *dev);	  /* last address, C1.4 */
u64 bp_ck_dma_boundary(const struct device *dev); /* mask, C1.2 */
u64 bp_ck_dma_longest(const struct device *dev);  /* bytes, C1.2 */
bool bp_ck_dma_slots(const struct bp_ck_pool *pool, u64 phys);
u64 bp_ck_list_hash(const struct bp_dma_call *call);
u64 bp_ck_list_phys(const struct bp_env *env, const struct scatterlist *sg);
bool bp_ck_in_window(const struct device *dev, u64 first, u64 last);

/* Bytes of RAM, without a trace in the page model; false when a page has none. */
bool bp_ck_ram(const struct bp_env *env, u64 phys, u8 *bytes, u64 n);

/* The families' tables. */
void bp_ck_judge_mapped(struct bp_case *c);
void bp_ck_judge_not_mapped(struct bp_case *c);
void bp_ck_judge_addresses(struct bp_case *c);
void bp_ck_judge_end(struct bp_case *c);
void bp_ck_judge_unmapped(struct bp_case *c);
void bp_ck_judge_unbind(struct bp_case *c);
void bp_ck_judge_slots(struct bp_case *c);
void bp_ck_judge_bytes(struct bp_case *c);
void bp_ck_judge_synced(struct bp_case *c, struct bp_ck_mapping *m);
void bp_ck_judge_filled(struct bp_case *c);
void bp_ck_judge_untouched(struct bp_case *c);
void bp_ck_judge_access(struct bp_case *c);

#endif
