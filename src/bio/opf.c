/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of operations (block.md 3.2).
 */
#include <blkpath/opf.h>

#define BP_OP_ROW(op) [REQ_OP_##op] = #op
static const char *const names[] = {
	BP_OP_ROW(READ),       BP_OP_ROW(WRITE),	BP_OP_ROW(FLUSH),
	BP_OP_ROW(DISCARD),    BP_OP_ROW(SECURE_ERASE), BP_OP_ROW(ZONE_RESET),
	BP_OP_ROW(WRITE_SAME), BP_OP_ROW(WRITE_ZEROES), BP_OP_ROW(SCSI_IN),
	BP_OP_ROW(SCSI_OUT),   BP_OP_ROW(DRV_IN),	BP_OP_ROW(DRV_OUT),
};

const char *bp_op_name(unsigned opf)
{
	unsigned op = bp_opf_op(opf);

	return op < bp_array_size(names) && names[op] ? names[op] : "UNKNOWN";
}
