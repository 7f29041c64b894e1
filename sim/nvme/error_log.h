/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The last commands that failed, as the Error Information log tells them (NVC-26).
 */
#ifndef BP_SIM_NVME_ERROR_LOG_H
#define BP_SIM_NVME_ERROR_LOG_H

#include <blkpath/nvme_log.h>

#define BP_NVME_ERROR_SLOTS 256u

/* In an entry: no queue, no command, no place in a command. */
#define BP_NVME_ERROR_NONE 0xffffu

/**
 * struct bp_nvme_error - what went wrong
 * @sqid: queue of the command
 * @cid: command
 * @status: its status, NVH-33
 * @lba: first block it meant
 * @nsid: namespace it meant
 */
struct bp_nvme_error {
	u16 sqid;
	u16 cid;
	u16 status;
	u64 lba;
	u32 nsid;
};

/**
 * struct bp_nvme_error_log - a ring; starts as zeros
 * @slot: error number n, from 1, is in slot n mod BP_NVME_ERROR_SLOTS
 * @count: errors so far
 */
struct bp_nvme_error_log {
	struct bp_nvme_error slot[BP_NVME_ERROR_SLOTS];
	u64 count;
};

void bp_nvme_error_log_add(struct bp_nvme_error_log *log, const struct bp_nvme_error *error);

/**
 * bp_nvme_error_log_page - the log as the host reads it
 * @log: log
 * @slots: receives entries, latest first; what never was is zeroes
 * @nr: how many, 1 to BP_NVME_ERROR_SLOTS
 */
void bp_nvme_error_log_page(const struct bp_nvme_error_log *log, struct nvme_error_slot *slots,
			    unsigned nr);

#endif
