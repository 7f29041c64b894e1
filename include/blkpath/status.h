/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Completion status of a bio (block.md 3.4).  Mirrors include/linux/blk_types.h, v5.2-rc5.
 */
#ifndef BLKPATH_STATUS_H
#define BLKPATH_STATUS_H

#include <blkpath/types.h>

struct bp_env;

#define BLK_STS_OK 0
#define BLK_STS_NOTSUPP ((blk_status_t)1)
#define BLK_STS_TIMEOUT ((blk_status_t)2)
#define BLK_STS_NOSPC ((blk_status_t)3)
#define BLK_STS_TRANSPORT ((blk_status_t)4)
#define BLK_STS_TARGET ((blk_status_t)5)
#define BLK_STS_NEXUS ((blk_status_t)6)
#define BLK_STS_MEDIUM ((blk_status_t)7)
#define BLK_STS_PROTECTION ((blk_status_t)8)
#define BLK_STS_RESOURCE ((blk_status_t)9)
#define BLK_STS_IOERR ((blk_status_t)10)
#define BLK_STS_DM_REQUEUE ((blk_status_t)11)
#define BLK_STS_AGAIN ((blk_status_t)12)
#define BLK_STS_DEV_RESOURCE ((blk_status_t)13)
#define BLK_STS_INVAL ((blk_status_t)19) /* newer kernels alone (G-6, G-18) */

/**
 * blk_status_to_errno - a status as callers of system calls see it
 * @env: environment
 * @status: completion status
 *
 * Return: 0 or a negative errno; -EIO with the warning STATUS_RANGE for an unknown status.
 * Mirrors: blk_status_to_errno(), block/blk-core.c, v5.2.
 * Rule: R-STS-1.
 */
int blk_status_to_errno(struct bp_env *env, blk_status_t status);

/**
 * errno_to_blk_status - the status for an errno
 * @error: 0 or a negative errno
 *
 * Return: the first status of that errno; BLK_STS_IOERR when there is none.
 * Mirrors: errno_to_blk_status(), block/blk-core.c, v5.2.
 * Rule: R-STS-1.
 */
blk_status_t errno_to_blk_status(int error);

/**
 * blk_path_error - would another path to the same device help?
 * @status: completion status
 *
 * Return: false for errors of the device or the command itself; true for all others, also OK.
 * Mirrors: blk_path_error(), include/linux/blk_types.h, v5.2.
 * Rule: R-STS-2.
 */
bool blk_path_error(blk_status_t status);

/**
 * bp_status_name - the words the kernel prints
 * @status: completion status
 *
 * Return: a constant string, empty for BLK_STS_OK, "unknown" outside the table.
 */
const char *bp_status_name(blk_status_t status);

#endif
