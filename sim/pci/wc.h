/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Write-combining mappings of the CPU (p2pdma.md B16.3): stores wait in lines of 64 bytes.
 *
 * A line goes out when it is full; all go at a barrier, at an uncached store, which a doorbell is,
 * and at a load through the mapping.  Until then no device sees them.
 */
#ifndef BP_SIM_PCI_WC_H
#define BP_SIM_PCI_WC_H

#include <bsd/sys/queue.h>

#include <blkpath/types.h>

#include "pci/turn.h"

struct bp_fabric;
struct bp_wc;

LIST_HEAD(bp_wc_list, bp_wc);

/* Maps memory by its CPU address, until before the fabric is freed; NULL when there is no memory
 * for that. */
struct bp_wc *bp_wc_map(struct bp_fabric *fabric, phys_addr_t phys, u64 bytes);

/* Ends a mapping; what waits goes out. */
void bp_wc_unmap(struct bp_wc *wc);

/**
 * bp_wc_store - store through a mapping
 * @wc: mapping
 * @offset: in it
 * @data: bytes
 * @bytes: how many
 *
 * Return: 0; -EFAULT when it leaves the mapping: then nothing was stored; -ENOMEM.
 */
int bp_wc_store(struct bp_wc *wc, u64 offset, const void *data, u64 bytes);

/* Loads through a mapping, behind what waits in it; BP_OUTCOME_MODEL_ERROR when it leaves it. */
enum bp_outcome bp_wc_load(struct bp_wc *wc, u64 offset, void *data, u64 bytes);

/* Bytes that wait. */
u64 bp_wc_waiting(const struct bp_wc *wc);

/* All that waits in any mapping goes out, the oldest line of each first. */
void bp_wc_barrier(struct bp_fabric *fabric);

#endif
