/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the host is told of a block status (R-C3.8).
 */
#include "bp_test.h"
#include "target.h"

#include "../../../src/target/target.h"

#define DNR(sc) ((sc) | NVME_SC_DNR)
#define SLBA 0x123456789aull

static void blk_to_nvme_status__statuses__table(void **state)
{
	static const struct {
		blk_status_t from;
		u8 opcode;
		u16 to;
		u16 error_loc;
		u64 error_slba;
	} cases[] = {
		{ BLK_STS_OK, nvme_cmd_write, 0, NVMET_NO_ERROR_LOC, 0 },
		{ BLK_STS_NOSPC, nvme_cmd_write, DNR(0x81), 48, SLBA },
		{ BLK_STS_TARGET, nvme_cmd_read, DNR(0x80), 40, SLBA },
		{ BLK_STS_NOTSUPP, nvme_cmd_read, DNR(0x01), 0, SLBA },
		{ BLK_STS_NOTSUPP, nvme_cmd_dsm, DNR(0x183), 0, 0 },
		{ BLK_STS_NOTSUPP, nvme_cmd_write_zeroes, DNR(0x183), 0, SLBA },
		{ BLK_STS_NOTSUPP, nvme_cmd_flush, DNR(0x01), 0, 0 },
		{ BLK_STS_MEDIUM, nvme_cmd_read, 0x286, 4, SLBA },
		{ BLK_STS_IOERR, nvme_cmd_write, DNR(0x06), 0, SLBA },
		{ BLK_STS_RESOURCE, nvme_cmd_flush, DNR(0x06), 0, 0 },
	};

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct nvme_command cmd = t_nvmf_rw(cases[i].opcode, SLBA, 0);
		struct nvmet_req req = { .cmd = &cmd, .error_loc = NVMET_NO_ERROR_LOC };

		assert_int_equal(blk_to_nvme_status(&req, cases[i].from), cases[i].to);
		assert_int_equal(req.error_loc, cases[i].error_loc);
		assert_int_equal(req.error_slba, cases[i].error_slba);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blk_to_nvme_status__statuses__table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
