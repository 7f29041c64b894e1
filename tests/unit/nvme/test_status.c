/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * NVH-34, EX-NVME-22, INV-NVME-25.
 */
#include <errno.h>

#include "nvme_test.h"

static const struct {
	u16 nvme;
	blk_status_t blk;
	int error;
} cases[] = {
	{ 0x000, BLK_STS_OK, 0 },
	{ 0x081, BLK_STS_NOSPC, -ENOSPC },
	{ 0x080, BLK_STS_TARGET, -EREMOTEIO },
	{ 0x180, BLK_STS_NOTSUPP, -EOPNOTSUPP },
	{ 0x183, BLK_STS_NOTSUPP, -EOPNOTSUPP },
	{ 0x001, BLK_STS_NOTSUPP, -EOPNOTSUPP },
	{ 0x002, BLK_STS_NOTSUPP, -EOPNOTSUPP },
	{ 0x00b, BLK_STS_NOTSUPP, -EOPNOTSUPP },
	{ 0x280, BLK_STS_MEDIUM, -ENODATA },
	{ 0x281, BLK_STS_MEDIUM, -ENODATA },
	{ 0x287, BLK_STS_MEDIUM, -ENODATA },
	{ 0x286, BLK_STS_MEDIUM, -ENODATA },
	{ 0x182, BLK_STS_MEDIUM, -ENODATA },
	{ 0x285, BLK_STS_MEDIUM, -ENODATA },
	{ 0x282, BLK_STS_PROTECTION, -EILSEQ },
	{ 0x283, BLK_STS_PROTECTION, -EILSEQ },
	{ 0x284, BLK_STS_PROTECTION, -EILSEQ },
	{ 0x181, BLK_STS_PROTECTION, -EILSEQ },
	{ 0x083, BLK_STS_NEXUS, -EBADE },
	{ 0x004, BLK_STS_IOERR, -EIO },
	{ 0x013, BLK_STS_IOERR, -EIO },
	{ 0x00f, BLK_STS_IOERR, -EIO },
	{ 0x012, BLK_STS_IOERR, -EIO },
	{ 0x007, BLK_STS_IOERR, -EIO },
	{ 0x4013, BLK_STS_IOERR, -EIO }, /* EX-NVME-22 */
	{ 0x7880, BLK_STS_TARGET, -EREMOTEIO },
	{ 0x481, BLK_STS_IOERR, -EIO }, /* types that nobody has named */
	{ 0x700, BLK_STS_IOERR, -EIO },
};

static void nvme_error_status__rows__table(void **state)
{
	struct t_world w;

	(void)state;
	t_world_init(&w);
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		const blk_status_t status = nvme_error_status(cases[i].nvme);

		assert_int_equal(status, cases[i].blk);
		assert_int_equal(blk_status_to_errno(&w.env, status), cases[i].error);
	}
	t_world_fini(&w);
}

/* All that has no row: an I/O error. */
static void nvme_error_status__others__ioerr(void **state)
{
	(void)state;
	for (u16 nvme = 0; nvme <= BP_NVME_SC_MASK; nvme++) {
		blk_status_t blk = BLK_STS_IOERR;

		for (size_t i = 0; i < bp_array_size(cases); i++)
			if (cases[i].nvme == nvme)
				blk = cases[i].blk;
		if (nvme_error_status(nvme) != blk)
			fail_msg("0x%x: %u", nvme, nvme_error_status(nvme));
	}
}

static void bp_nvme_status_name__known_and_unknown__words(void **state)
{
	(void)state;
	assert_string_equal(bp_nvme_status_name(0), "success");
	assert_string_equal(bp_nvme_status_name(0x7800), "success");
	assert_string_equal(bp_nvme_status_name(0x370), "host path error");
	assert_string_equal(bp_nvme_status_name(0x4013), "invalid PRP offset");
	assert_string_equal(bp_nvme_status_name(0x285), "compare failed");
	assert_string_equal(bp_nvme_status_name(0x7ff), "unknown status");
	assert_string_equal(bp_nvme_status_name(0x400), "unknown status");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvme_error_status__rows__table),
		cmocka_unit_test(nvme_error_status__others__ioerr),
		cmocka_unit_test(bp_nvme_status_name__known_and_unknown__words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
