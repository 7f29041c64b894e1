/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a user of the NVMe driver chooses (nvme.md 1); module parameters of the kernel.
 */
#ifndef BLKPATH_NVME_PARAMS_H
#define BLKPATH_NVME_PARAMS_H

#include <blkpath/types.h>

/* Which patches of the RFC are in (NVH-10 to NVH-12). */
enum bp_nvme_patches {
	BP_NVME_FINAL,	   /* 19 and 23 */
	BP_NVME_AFTER_19,  /* 19 alone */
	BP_NVME_UNPATCHED, /* v5.2-rc5: no dma-direct */
};

/**
 * struct bp_nvme_params - what a user of the driver chooses (nvme.md 1)
 * @patches: state of the RFC
 * @sgl_threshold: average bytes of a segment from which on SGLs are used; 0: never for several
 * @io_queue_depth: entries of an I/O queue, at least 2
 * @nr_io_queues: how many it asks for, at least 1
 * @polled: no interrupts for I/O queues: somebody calls nvme_poll()
 * @instance: number in the names of its disks
 * @use_cmb_sqes: whether submission queues may lie in the controller's memory
 * @max_retries: how often a command is tried again (nvme_max_retries)
 * @io_timeout_ns: until an I/O command is aborted
 * @admin_timeout_ns: until an admin command is given up
 * @dma_alignment: mask of the namespace queues (NVH-38)
 * @max_segments: NVME_MAX_SEGS; more reaches SGL chains (NVH-22)
 */
struct bp_nvme_params {
	enum bp_nvme_patches patches;
	u32 sgl_threshold;
	u16 io_queue_depth;
	u16 nr_io_queues;
	bool polled;
	u16 instance;
	bool use_cmb_sqes;
	u8 max_retries;
	u64 io_timeout_ns;
	u64 admin_timeout_ns;
	unsigned dma_alignment;
	u16 max_segments;
};

#endif
