/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lines of a trace instance's `trace` file, for the block events:
 *
 *   fio-32234   [000] .....  3760.635081: block_bio_queue: 7,0 R 0 + 2048 [fio]
 *   task-pid    [cpu] flags  time:        event:           device rwbs extent ...
 */
#ifndef SIM_RECORD_TRACE_LINES_H
#define SIM_RECORD_TRACE_LINES_H

#include <blkpath/types.h>

enum bp_trace_kind {
	BP_TRACE_QUEUE,
	BP_TRACE_SPLIT,
	BP_TRACE_GETRQ,
	BP_TRACE_ISSUE,
	BP_TRACE_COMPLETE,
	BP_TRACE_BACKMERGE,
	BP_TRACE_FRONTMERGE,
	BP_TRACE_REQUEUE,
	BP_TRACE_KINDS,
};

/* Whose I/O it is. */
enum bp_trace_task {
	BP_TASK_OTHER,
	BP_TASK_OURS, /* the process itself, or a worker that io_uring gave it */
};

/**
 * struct bp_trace_line - one event
 * @kind: which
 * @task: in whose context it happened
 * @major: of the device
 * @minor: of the device
 * @sector: the first
 * @second: number of sectors; of a split the first sector of its remainder
 */
struct bp_trace_line {
	enum bp_trace_kind kind;
	enum bp_trace_task task;
	unsigned major;
	unsigned minor;
	u64 sector;
	u64 second;
};

enum bp_trace_read {
	BP_TRACE_NOTHING, /* a comment, or an event of no interest */
	BP_TRACE_EVENT,
	BP_TRACE_LOST,	  /* events were lost before this line */
	BP_TRACE_GARBAGE, /* a block event, but not in its form */
};

/* The event's name as in tracefs. */
const char *bp_trace_event_name(enum bp_trace_kind kind);

/**
 * bp_trace_line_read - read a line
 * @text: the line, without its end
 * @pid: of the process that does the I/O
 * @line: receives an event
 *
 * Return: what it was; @line is only filled for an event.
 */
enum bp_trace_read bp_trace_line_read(const char *text, unsigned pid, struct bp_trace_line *line);

/**
 * bp_trace_line_marker - read the line of a mark that we wrote ourselves
 * @text: the line, without its end
 * @mark: what was written
 * @pid: receives who wrote it: our number as the tracer knows it, which in a container is another
 *
 * Return: false when it is another line.
 */
bool bp_trace_line_marker(const char *text, const char *mark, unsigned *pid);

#endif
