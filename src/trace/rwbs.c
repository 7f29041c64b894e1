/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Operation and flags in letters, as the kernel's tracer and blkparse print them.
 */
#include "subject.h"

static const struct {
	unsigned flag;
	char letter;
} flags[] = {
	{ REQ_FUA, 'F' },
	{ REQ_RAHEAD, 'A' },
	{ REQ_SYNC, 'S' },
	{ REQ_META, 'M' },
};

static const char *operation(unsigned opf, unsigned bytes)
{
	switch (bp_opf_op(opf)) {
	case REQ_OP_DISCARD:
		return "D";
	case REQ_OP_SECURE_ERASE:
		return "DE";
	case REQ_OP_FLUSH:
		return "FN";
	default:
		return op_is_write(opf) ? "W" : bytes ? "R" : "N";
	}
}

void bp_rwbs_format(unsigned opf, unsigned bytes, char text[BP_RWBS_BYTES])
{
	const char *op = operation(opf, bytes);

	/* A flush before a flush is one flush. */
	if (opf & REQ_PREFLUSH && *op != 'F')
		*text++ = 'F';
	while (*op)
		*text++ = *op++;
	for (size_t i = 0; i < bp_array_size(flags); i++)
		if (opf & flags[i].flag)
			*text++ = flags[i].letter;
	*text = '\0';
}
