/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel's blk tracer prints, with the option blk_classic or without:
 *
 *   7,0    0  3760.635081113 32234  Q   R 0 + 2048 [fio]
 *   device cpu time          pid    action ...
 *
 *   fio-32234   [000] .....  3760.635081:   7,0    Q   R 0 + 2048 [fio]
 *   task-pid    [cpu] flags  time:          device action ...
 */
#include <input/blk_line.h>

static const char *classic_prefix(const char *p, struct bp_trace_io *io)
{
	return bp_scan_device_cpu(&p, io) ? bp_scan_time_pid(p, io) : NULL;
}

static const char *task_prefix(const char *line, struct bp_trace_io *io)
{
	return bp_scan_task(&line, io) && bp_scan_device(&line, io) && *line == ' ' ? line : NULL;
}

static const char *prefix(const char *line, struct bp_trace_io *io)
{
	return classic_prefix(line, io) ?: task_prefix(line, io);
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
				"\"MAJOR,MINOR CPU SECONDS.FRACTION PID ACTION RWBS ...\" or "
				"\"TASK-PID [CPU] SECONDS.FRACTION: MAJOR,MINOR ACTION RWBS ...\"",
				io, err);
}

const struct bp_trace_format bp_blk_tracer_format = {
	.name = "blk tracer text",
	.detect = detect,
	.next = next,
	.tells_splits = true,
};
