/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of block.md 3.4, row by row.
 */
#include <errno.h>

#include <blkpath/status.h>

#include "bp_test.h"

static const struct {
	blk_status_t status;
	int value;
	int error;
	bool path_error;
	const char *name;
} rows[] = {
	{ BLK_STS_OK, 0, 0, true, "" },
	{ BLK_STS_NOTSUPP, 1, -EOPNOTSUPP, false, "operation not supported" },
	{ BLK_STS_TIMEOUT, 2, -ETIMEDOUT, true, "timeout" },
	{ BLK_STS_NOSPC, 3, -ENOSPC, false, "critical space allocation" },
	{ BLK_STS_TRANSPORT, 4, -ENOLINK, true, "recoverable transport" },
	{ BLK_STS_TARGET, 5, -EREMOTEIO, false, "critical target" },
	{ BLK_STS_NEXUS, 6, -EBADE, false, "critical nexus" },
	{ BLK_STS_MEDIUM, 7, -ENODATA, false, "critical medium" },
	{ BLK_STS_PROTECTION, 8, -EILSEQ, false, "protection" },
	{ BLK_STS_RESOURCE, 9, -ENOMEM, true, "kernel resource" },
	{ BLK_STS_IOERR, 10, -EIO, true, "I/O" },
	{ BLK_STS_DM_REQUEUE, 11, -EREMCHG, true, "dm internal retry" },
	{ BLK_STS_AGAIN, 12, -EAGAIN, true, "nonblocking retry" },
	{ BLK_STS_DEV_RESOURCE, 13, -EBUSY, true, "device resource" },
};

/* R-STS-1, R-STS-2 */
static void blk_status__every_row__as_the_table_says(void **state)
{
	struct bp_env env;

	(void)state;
	bp_env_init(&env);
	for (size_t i = 0; i < bp_array_size(rows); i++) {
		assert_int_equal(rows[i].status, rows[i].value);
		assert_int_equal(blk_status_to_errno(&env, rows[i].status), rows[i].error);
		assert_int_equal(errno_to_blk_status(rows[i].error), rows[i].status);
		assert_int_equal(blk_path_error(rows[i].status), rows[i].path_error);
		assert_string_equal(bp_status_name(rows[i].status), rows[i].name);
	}
	assert_hits(&env, BP_SITE_STATUS_RANGE, 0);
	bp_env_fini(&env);
}

static void blk_status_to_errno__outside_the_table__warning_and_eio(void **state)
{
	struct bp_env env;

	(void)state;
	bp_env_init(&env);
	assert_int_equal(blk_status_to_errno(&env, 14), -EIO);
	assert_int_equal(blk_status_to_errno(&env, 255), -EIO);
	assert_hits(&env, BP_SITE_STATUS_RANGE, 2);
	assert_string_equal(bp_status_name(14), "unknown");
	bp_env_fini(&env);
}

static void errno_to_blk_status__not_in_the_table__ioerr(void **state)
{
	(void)state;
	assert_int_equal(errno_to_blk_status(-EPERM), BLK_STS_IOERR);
	assert_int_equal(errno_to_blk_status(EIO), BLK_STS_IOERR);
}

/* G-6, G-18: newer kernels alone have it; what v5.2 makes of EINVAL stays. */
static void blk_status_inval__one_way__from_status_to_errno(void **state)
{
	struct bp_env env;

	(void)state;
	bp_env_init(&env);
	assert_int_equal(blk_status_to_errno(&env, BLK_STS_INVAL), -EINVAL);
	assert_int_equal(errno_to_blk_status(-EINVAL), BLK_STS_IOERR);
	assert_string_equal(bp_status_name(BLK_STS_INVAL), "invalid");
	assert_hits(&env, BP_SITE_STATUS_RANGE, 0);
	bp_env_fini(&env);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blk_status__every_row__as_the_table_says),
		cmocka_unit_test(blk_status_to_errno__outside_the_table__warning_and_eio),
		cmocka_unit_test(errno_to_blk_status__not_in_the_table__ioerr),
		cmocka_unit_test(blk_status_inval__one_way__from_status_to_errno),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
