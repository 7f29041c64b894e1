/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A ledger of mappings (p2pdma.md C7): what a kernel's DMA-API debugging finds, and more.
 *
 * Devices whose bp_ledger points to one tell it of every call.  Misuse is a site DMA_*: a warning
 * where a kernel with that option complains, a finding where none does.
 */
#ifndef BLKPATH_DMA_LEDGER_H
#define BLKPATH_DMA_LEDGER_H

#include <blkpath/dma.h>

struct bp_dma_ledger;

/* Memory that must not be mapped (C7.11). */
enum bp_dma_area_kind {
	BP_DMA_AREA_STACK,
	BP_DMA_AREA_TEXT, /* kernel text and read-only data */
};

/**
 * struct bp_dma_area - a range of memory and what it is
 * @start: first byte
 * @end: last byte
 * @kind: what
 */
struct bp_dma_area {
	phys_addr_t start;
	phys_addr_t end;
	enum bp_dma_area_kind kind;
};

/**
 * struct bp_dma_ledger_setup - how to watch
 * @max_entries: mappings that it can hold; 0 for 65536 (C7.15)
 * @check_segments: also look at length and boundary of each entry of a list (C7.13)
 * @areas: memory that must not be mapped
 * @nr_areas: how many
 */
struct bp_dma_ledger_setup {
	u64 max_entries;
	bool check_segments;
	const struct bp_dma_area *areas;
	unsigned nr_areas;
};

/**
 * struct bp_dma_ledger_stat - what a ledger knows
 * @live: entries; of a list one per mapped entry (C7.1)
 * @errors: misuse so far, of all kinds (C7.17)
 * @overlaps: mappings that the device may write and that begin in a cache line in which another
 * such mapping begins (C7.16)
 * @off: it ran out of entries and looks at nothing any more (C7.15)
 */
struct bp_dma_ledger_stat {
	u64 live;
	u64 errors;
	u64 overlaps;
	bool off;
};

/**
 * bp_dma_ledger_new - begin to watch
 * @env: environment of the devices
 * @setup: how; its areas stay the caller's and live as long
 *
 * Return: an empty ledger; NULL when there is no memory.
 */
struct bp_dma_ledger *bp_dma_ledger_new(struct bp_env *env,
					const struct bp_dma_ledger_setup *setup);

/**
 * bp_dma_ledger_free - stop watching
 * @ledger: no device points to it any more; may be NULL
 */
void bp_dma_ledger_free(struct bp_dma_ledger *ledger);

/**
 * bp_dma_ledger_stat - what it knows
 * @ledger: ledger
 *
 * Return: numbers of this moment.
 */
struct bp_dma_ledger_stat bp_dma_ledger_stat(const struct bp_dma_ledger *ledger);

/**
 * bp_dma_ledger_unbind - the driver of a device is gone
 * @dev: device; its pending mappings are reported in one warning and stay
 *
 * Return: how many mappings are pending.
 * Rule: P2P-C7.14, INV-DMA-7
 */
u64 bp_dma_ledger_unbind(struct device *dev);

/**
 * bp_dma_ledger_access - a device reads or writes memory
 * @dev: device
 * @addr: DMA address of the first byte
 * @bytes: how many, at least 1
 * @write: it writes
 *
 * A range that no live mapping of this device covers, or that was mapped for the other direction,
 * is a finding: also in the direct mode, where nothing else would notice.
 *
 * Return: whether the access was in order; true without a ledger.
 * Rule: P2P-C7.18, INV-DMA-10, INV-DMA-12
 */
bool bp_dma_ledger_access(struct device *dev, dma_addr_t addr, u64 bytes, bool write);

/**
 * debug_dma_alloc_coherent - a driver got coherent memory
 * @dev: device
 * @size: bytes
 * @addr: its DMA address
 * @buf: its kernel virtual address
 *
 * Mirrors: debug_dma_alloc_coherent(), kernel/dma/debug.c, v5.2
 * Rule: P2P-C7.1
 */
void debug_dma_alloc_coherent(struct device *dev, u64 size, dma_addr_t addr, bp_virt_addr_t buf);

/**
 * debug_dma_free_coherent - a driver gives coherent memory back
 * @dev: device
 * @size: as allocated
 * @buf: as allocated
 * @addr: as allocated
 *
 * Mirrors: debug_dma_free_coherent(), kernel/dma/debug.c, v5.2
 * Rule: P2P-C7.7
 */
void debug_dma_free_coherent(struct device *dev, u64 size, bp_virt_addr_t buf, dma_addr_t addr);

#endif
