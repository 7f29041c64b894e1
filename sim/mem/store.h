/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The medium of a simulated disk: sparse, and zero where nothing was written.
 */
#ifndef BP_SIM_STORE_H
#define BP_SIM_STORE_H

#include <blkpath/types.h>

struct bp_store;

/* NULL when the host has no memory. */
struct bp_store *bp_store_new(void);

/* NULL is allowed. */
void bp_store_free(struct bp_store *store);

/* Bytes from a byte position of the disk. 0, or -ENOMEM: then only part was written. */
int bp_store_write(struct bp_store *store, u64 pos, const void *buf, size_t len);
void bp_store_read(struct bp_store *store, u64 pos, void *buf, size_t len);
void bp_store_zero(struct bp_store *store, u64 pos, u64 len);

/* The first position from @pos on that may hold another byte than 0; UINT64_MAX when none does. */
u64 bp_store_next(const struct bp_store *store, u64 pos);

#endif
