/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an NVMe controller reads and writes memory for (INV-NVME-19).
 */
#ifndef BLKPATH_NVME_DMA_H
#define BLKPATH_NVME_DMA_H

#include <blkpath/types.h>

/* X(NAME, whether the controller writes, words) */
#define BP_NVME_PURPOSES(X)                                                                        \
	X(SQE, false, "submission queue entry")                                                    \
	X(CQE, true, "completion queue entry")                                                     \
	X(LIST, false, "PRP list")                                                                 \
	X(SEGMENT, false, "SGL segment")                                                           \
	X(H2C, false, "data to the controller")                                                    \
	X(C2H, true, "data to the host")                                                           \
	X(META_H2C, false, "metadata to the controller")                                           \
	X(META_C2H, true, "metadata to the host")                                                  \
	X(RANGES, false, "ranges of a dataset management command")                                 \
	X(ADMIN_H2C, false, "data of an admin command to the controller")                          \
	X(ADMIN_C2H, true, "data of an admin command to the host")                                 \
	X(SHADOW, false, "shadow doorbell")                                                        \
	X(EVENTIDX, true, "event index of a shadow doorbell")

enum bp_nvme_purpose {
#define X(NAME, writes, words) BP_NVME_DMA_##NAME,
	BP_NVME_PURPOSES(X)
#undef X
		BP_NVME_DMA_NR,
};

static inline bool bp_nvme_purpose_writes(enum bp_nvme_purpose purpose)
{
#define X(NAME, writes, words) | (u32)(writes) << BP_NVME_DMA_##NAME
	return (0u BP_NVME_PURPOSES(X)) >> purpose & 1;
#undef X
}

static inline const char *bp_nvme_purpose_name(enum bp_nvme_purpose purpose)
{
	static const char *const words[] = {
#define X(NAME, writes, words) words,
		BP_NVME_PURPOSES(X)
#undef X
	};

	return words[purpose];
}

#endif
