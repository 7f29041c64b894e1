/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a device got for a list: each DMA entry with its kind, and why it begins where it does.
 *
 * Read from the mapped list alone, so it holds for whoever mapped it.
 */
#ifndef SIM_WORLD_MAPPING_H
#define SIM_WORLD_MAPPING_H

#include <blkpath/dma_call.h>

/* What an address for a device is. */
enum bp_address_kind {
	BP_ADDRESS_GIVEN,   /* by whoever made a dma-direct I/O; nothing was mapped */
	BP_ADDRESS_DIRECT,  /* the physical address, less an offset */
	BP_ADDRESS_BOUNCED, /* that of a slot */
	BP_ADDRESS_IOVA,
	BP_ADDRESS_NR,
};

/* Why a DMA entry is where it is. */
enum bp_mapping_reason {
	BP_MAPPED_GIVEN,
	BP_MAPPED_AS_IT_IS,    /* C3.1: the device reaches it */
	BP_MAPPED_TOO_HIGH,    /* C3.1: the device does not reach it */
	BP_MAPPED_BY_FORCE,    /* C3.1: bouncing is forced */
	BP_MAPPED_FIRST,       /* C5.7: begins the range of addresses */
	BP_MAPPED_PACKED,      /* C5.7 pack: no entries merge */
	BP_MAPPED_ON_BOUNDARY, /* C5.7 merge, step 4 */
	BP_MAPPED_AFTER_PART,  /* the entry before ends inside a page */
	BP_MAPPED_OFF_PAGE,    /* it begins inside a page */
	BP_MAPPED_FULL,	       /* the entry before has the longest size */
	BP_MAPPED_NR,
};

/**
 * struct bp_mapped - a DMA entry
 * @addr: what the device uses
 * @len: bytes
 * @phys: where its first byte is
 * @first: index of the first entry of the CPU side in it
 * @entries: how many are in it
 * @kind: what the address is
 * @reason: why it begins here
 */
struct bp_mapped {
	dma_addr_t addr;
	u32 len;
	phys_addr_t phys;
	unsigned first;
	unsigned entries;
	enum bp_address_kind kind;
	enum bp_mapping_reason reason;
};

/* A position in the DMA side of a list. */
struct bp_mapped_walk {
	const struct device *dev;
	struct scatterlist *dma;
	struct scatterlist *cpu;
	struct scatterlist *before; /* the CPU entry in front of @cpu */
	unsigned mapped;
	unsigned nents;
	unsigned first;
};

/* Begin with what an event of dma_map_sg() shows. */
void bp_mapped_start(struct bp_mapped_walk *walk, const struct bp_dma_call *call);

/* The next DMA entry; false past the last one. */
bool bp_mapped_next(struct bp_mapped_walk *walk, struct bp_mapped *entry);

/* Bytes of I/O addresses that a mapped list takes, the gaps between its entries included. */
u64 bp_mapped_iova_bytes(const struct bp_dma_call *call);

/* "bus", "direct", "bounced", "iova" */
const char *bp_address_name(enum bp_address_kind kind);

/* A reason in words, with its rule. */
const char *bp_mapping_words(enum bp_mapping_reason reason);
const char *bp_mapping_rule(enum bp_mapping_reason reason);

#endif
