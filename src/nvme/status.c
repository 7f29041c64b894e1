/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a status means to the block layer, and in words (NVH-34).
 */
#include <blkpath/nvme_status.h>

static const struct {
	u16 nvme;
	blk_status_t blk;
} rows[] = {
	{ NVME_SC_SUCCESS, BLK_STS_OK },
	{ NVME_SC_CAP_EXCEEDED, BLK_STS_NOSPC },
	{ NVME_SC_LBA_RANGE, BLK_STS_TARGET },
	{ NVME_SC_BAD_ATTRIBUTES, BLK_STS_NOTSUPP },
	{ NVME_SC_ONCS_NOT_SUPPORTED, BLK_STS_NOTSUPP },
	{ NVME_SC_INVALID_OPCODE, BLK_STS_NOTSUPP },
	{ NVME_SC_INVALID_FIELD, BLK_STS_NOTSUPP },
	{ NVME_SC_INVALID_NS, BLK_STS_NOTSUPP },
	{ NVME_SC_WRITE_FAULT, BLK_STS_MEDIUM },
	{ NVME_SC_READ_ERROR, BLK_STS_MEDIUM },
	{ NVME_SC_UNWRITTEN_BLOCK, BLK_STS_MEDIUM },
	{ NVME_SC_ACCESS_DENIED, BLK_STS_MEDIUM },
	{ NVME_SC_READ_ONLY, BLK_STS_MEDIUM },
	{ NVME_SC_COMPARE_FAILED, BLK_STS_MEDIUM },
	{ NVME_SC_GUARD_CHECK, BLK_STS_PROTECTION },
	{ NVME_SC_APPTAG_CHECK, BLK_STS_PROTECTION },
	{ NVME_SC_REFTAG_CHECK, BLK_STS_PROTECTION },
	{ NVME_SC_INVALID_PI, BLK_STS_PROTECTION },
	{ NVME_SC_RESERVATION_CONFLICT, BLK_STS_NEXUS },
};

blk_status_t nvme_error_status(u16 status)
{
	for (unsigned i = 0; i < bp_array_size(rows); i++)
		if (rows[i].nvme == (status & BP_NVME_SC_MASK))
			return rows[i].blk;
	return BLK_STS_IOERR;
}

static const struct {
	u16 nvme;
	const char *words;
} names[] = {
#define X(NAME, number, text) { number, text },
	BP_NVME_STATUSES(X)
#undef X
};

const char *bp_nvme_status_name(u16 status)
{
	for (unsigned i = 0; i < bp_array_size(names); i++)
		if (names[i].nvme == (status & BP_NVME_SC_MASK))
			return names[i].words;
	return "unknown status";
}
