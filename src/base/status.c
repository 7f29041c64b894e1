/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Status codes and errno (block.md 3.4).
 */
#include <errno.h>

#include <blkpath/env.h>
#include <blkpath/status.h>

static const struct {
	int error;
	const char *name;
} table[] = {
	[BLK_STS_OK] = { 0, "" },
	[BLK_STS_NOTSUPP] = { -EOPNOTSUPP, "operation not supported" },
	[BLK_STS_TIMEOUT] = { -ETIMEDOUT, "timeout" },
	[BLK_STS_NOSPC] = { -ENOSPC, "critical space allocation" },
	[BLK_STS_TRANSPORT] = { -ENOLINK, "recoverable transport" },
	[BLK_STS_TARGET] = { -EREMOTEIO, "critical target" },
	[BLK_STS_NEXUS] = { -EBADE, "critical nexus" },
	[BLK_STS_MEDIUM] = { -ENODATA, "critical medium" },
	[BLK_STS_PROTECTION] = { -EILSEQ, "protection" },
	[BLK_STS_RESOURCE] = { -ENOMEM, "kernel resource" },
	[BLK_STS_IOERR] = { -EIO, "I/O" },
	[BLK_STS_DM_REQUEUE] = { -EREMCHG, "dm internal retry" },
	[BLK_STS_AGAIN] = { -EAGAIN, "nonblocking retry" },
	[BLK_STS_DEV_RESOURCE] = { -EBUSY, "device resource" },
	[BLK_STS_INVAL] = { -EINVAL, "invalid" },
};

static bool is_known(unsigned status)
{
	return status < bp_array_size(table) && table[status].name;
}

/* R-STS-1 */
int blk_status_to_errno(struct bp_env *env, blk_status_t status)
{
	if (bp_warn_on(env, !is_known(status), BP_SITE_STATUS_RANGE, status, 0))
		return -EIO;
	return table[status].error;
}

blk_status_t errno_to_blk_status(int error)
{
	/* Only the splitter gives BLK_STS_INVAL, which v5.2 has not. */
	for (unsigned status = 0; status <= BLK_STS_DEV_RESOURCE; status++)
		if (table[status].error == error)
			return (blk_status_t)status;
	return BLK_STS_IOERR;
}

/* R-STS-2 */
bool blk_path_error(blk_status_t status)
{
	switch (status) {
	case BLK_STS_NOTSUPP:
	case BLK_STS_NOSPC:
	case BLK_STS_TARGET:
	case BLK_STS_NEXUS:
	case BLK_STS_MEDIUM:
	case BLK_STS_PROTECTION:
		return false;
	default:
		return true;
	}
}

const char *bp_status_name(blk_status_t status)
{
	return is_known(status) ? table[status].name : "unknown";
}
