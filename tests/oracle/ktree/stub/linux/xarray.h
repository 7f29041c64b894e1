/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Arrays of queues and partitions are names; nothing is looked up. */
#ifndef KTREE_LINUX_XARRAY_H
#define KTREE_LINUX_XARRAY_H

#include <linux/gfp.h>
#include <linux/types.h>

struct xarray {
};

#define DEFINE_XARRAY(name) struct xarray name
void *xa_load(struct xarray *xa, unsigned long index);
void *xa_store(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp);
void *xa_erase(struct xarray *xa, unsigned long index);
int xa_err(void *entry);
#define xa_for_each(xa, index, entry) for ((index) = 0, (entry) = NULL; (entry);)

#endif
