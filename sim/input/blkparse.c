/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What blkparse prints by default:
 *
 *   8,16   0        5     0.000312480  1203  Q  WS 40960 + 64 [writer]
 *   device cpu sequence   time          pid  action ...
 */
#include <input/blk_line.h>

static const char *prefix(const char *p, struct bp_trace_io *io)
{
	unsigned sequence;

	if (!bp_scan_device_cpu(&p, io))
		return NULL;
	p = bp_blank(p);
	return bp_scan_unsigned(&p, &sequence) ? bp_scan_time_pid(p, io) : NULL;
}

static int detect(struct bp_trace_reader *r, const char *bytes, size_t count, struct bp_error *err)
{
	(void)r;
	(void)err;
	return bp_blk_line_detect(bytes, count, prefix);
}

static int next(struct bp_trace_reader *r, struct bp_trace_io *io, struct bp_error *err)
{
	return bp_blk_line_next(r, prefix,
				"\"MAJOR,MINOR CPU SEQUENCE SECONDS.FRACTION PID ACTION RWBS ...\"",
				io, err);
}

const struct bp_trace_format bp_blkparse_format = {
	.name = "blkparse text",
	.detect = detect,
	.next = next,
	.tells_splits = true,
};
