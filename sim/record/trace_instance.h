/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A trace instance of our own: the block events of one device, seen by nobody else.
 */
#ifndef SIM_RECORD_TRACE_INSTANCE_H
#define SIM_RECORD_TRACE_INSTANCE_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

#include <blkpath/error.h>

/**
 * struct bp_trace_instance - the instance
 * @folder: its directory; empty when there is none
 * @mount: our mount of tracefs, -1 when it was there
 * @pipe: its trace_pipe: reading takes the events away
 * @pid: of this process, as the tracer knows it
 * @text: what was read last
 * @room: of @text
 */
struct bp_trace_instance {
	char folder[PATH_MAX];
	int mount;
	int pipe;
	unsigned pid;
	char *text;
	size_t room;
};

/**
 * bp_trace_instance_open - make an instance
 * @trace: receives it; to be closed in any case
 * @err: receives the message: no tracefs, no block events, locked down
 *
 * Where tracefs is not mounted it is mounted for this process alone, in no tree of files.
 *
 * Return: 0, or negative errno with @err filled.
 */
int bp_trace_instance_open(struct bp_trace_instance *trace, struct bp_error *err);

/* Removes the instance and the mount; once is enough, twice is allowed. */
void bp_trace_instance_close(struct bp_trace_instance *trace);

/* Switches the events on, of one device only.  Return: 0, or negative errno with @err filled. */
int bp_trace_instance_watch(struct bp_trace_instance *trace, dev_t device, struct bp_error *err);

/* Forgets what was traced, and traces. */
int bp_trace_instance_start(struct bp_trace_instance *trace, struct bp_error *err);

/* Traces no more. */
int bp_trace_instance_stop(struct bp_trace_instance *trace, struct bp_error *err);

/**
 * bp_trace_instance_text - take what was traced
 * @trace: the instance
 * @err: receives the message
 *
 * Return: the text, lines with newlines, valid until the next call and writable; NULL with @err
 * filled.
 */
char *bp_trace_instance_text(struct bp_trace_instance *trace, struct bp_error *err);

#endif
