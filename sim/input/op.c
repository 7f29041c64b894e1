/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of operations and flags.
 */
#include <bsd/string.h>
#include <stdio.h>
#include <string.h>

#include <blkpath/opf.h>

#include <input/scenario.h>

#define TEXT_MAX 256

struct name {
	const char *text;
	unsigned bits;
};

static const struct name ops[] = {
	{ "read", REQ_OP_READ },
	{ "write", REQ_OP_WRITE },
	{ "flush", REQ_OP_FLUSH },
	{ "discard", REQ_OP_DISCARD },
	{ "secure_erase", REQ_OP_SECURE_ERASE },
	{ "write_same", REQ_OP_WRITE_SAME },
	{ "write_zeroes", REQ_OP_WRITE_ZEROES },
};

/* Not here: REQ_DMA_DIRECT and REQ_INTEGRITY follow from the data, the others are for drivers. */
static const struct name flags[] = {
	{ "failfast_dev", REQ_FAILFAST_DEV },
	{ "failfast_transport", REQ_FAILFAST_TRANSPORT },
	{ "failfast_driver", REQ_FAILFAST_DRIVER },
	{ "sync", REQ_SYNC },
	{ "meta", REQ_META },
	{ "prio", REQ_PRIO },
	{ "nomerge", REQ_NOMERGE },
	{ "idle", REQ_IDLE },
	{ "fua", REQ_FUA },
	{ "preflush", REQ_PREFLUSH },
	{ "rahead", REQ_RAHEAD },
	{ "background", REQ_BACKGROUND },
	{ "nowait", REQ_NOWAIT },
	{ "nounmap", REQ_NOUNMAP },
	{ "hipri", REQ_HIPRI },
};

static int add(const struct bp_place *at, const struct name *names, size_t count, const char *what,
	       const char *text, unsigned *opf, struct bp_error *err)
{
	char list[TEXT_MAX] = "";

	for (size_t i = 0; i < count; i++) {
		if (!strcmp(text, names[i].text)) {
			*opf |= names[i].bits;
			return 0;
		}
		strlcat(list, i ? ", " : "", sizeof(list));
		strlcat(list, names[i].text, sizeof(list));
	}
	return bp_place_error(at, err, "%s \"%.32s\" is not allowed: %s", what, text, list);
}

int bp_flag_parse(const struct bp_place *at, const char *text, unsigned *opf, struct bp_error *err)
{
	return add(at, flags, bp_array_size(flags), "flag", text, opf, err);
}

int bp_op_parse(const struct bp_place *at, const char *text, unsigned *opf, struct bp_error *err)
{
	char copy[TEXT_MAX];
	char *rest = copy;
	unsigned made = 0;
	int rc;

	strlcpy(copy, text, sizeof(copy));
	rc = add(at, ops, bp_array_size(ops), "operation", strsep(&rest, "+"), &made, err);
	while (!rc && rest)
		rc = bp_flag_parse(at, strsep(&rest, "+"), &made, err);
	if (!rc)
		*opf = made;
	return rc;
}
