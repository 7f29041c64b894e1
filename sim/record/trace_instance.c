/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "record/leftovers.h"
#include "record/small_file.h"
#include "record/trace_instance.h"
#include "record/trace_lines.h"
#include "record/tracefs.h"

#define BUFFER_KB "8192" /* of each CPU: an I/O of 4 MiB in single sectors fits */
#define NAMES_MAX 100u
#define MARK "blkpath"
#define TEXT_MAX ((size_t)64 << 20)

static int fail(const struct bp_trace_instance *trace, int error, const char *name,
		struct bp_error *err)
{
	if (error == -EPERM && bp_tracefs_locked_down())
		return bp_tracefs_refuse(-error, err);
	bp_error_set(err, trace->folder, 0, name, "%s", strerror(-error));
	return error;
}

static int open_pipe(struct bp_trace_instance *trace)
{
	char path[sizeof(trace->folder) + 16];

	snprintf(path, sizeof(path), "%s/trace_pipe", trace->folder);
	trace->pipe = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	return trace->pipe < 0 ? -errno : 0;
}

void bp_trace_instance_close(struct bp_trace_instance *trace)
{
	if (trace->pipe >= 0)
		close(trace->pipe);
	if (trace->folder[0])
		rmdir(trace->folder);
	if (trace->mount >= 0)
		close(trace->mount);
	free(trace->text);
	*trace = (struct bp_trace_instance){ .mount = -1, .pipe = -1 };
}

static int watch_event(struct bp_trace_instance *trace, const char *name, const char *filter,
		       struct bp_error *err)
{
	char file[64];
	int error;

	snprintf(file, sizeof(file), "events/block/%s/filter", name);
	error = bp_small_file_write(trace->folder, file, filter);
	if (error)
		return fail(trace, error, file, err);
	snprintf(file, sizeof(file), "events/block/%s/enable", name);
	error = bp_small_file_write(trace->folder, file, "1");
	return error ? fail(trace, error, file, err) : 0;
}

int bp_trace_instance_watch(struct bp_trace_instance *trace, dev_t device, struct bp_error *err)
{
	char filter[32];

	/* The kernel's own numbering of devices. */
	snprintf(filter, sizeof(filter), "dev == %u", major(device) << 20 | minor(device));
	for (int i = 0; i < BP_TRACE_KINDS; i++) {
		int error =
			watch_event(trace, bp_trace_event_name((enum bp_trace_kind)i), filter, err);

		if (error)
			return error;
	}
	return 0;
}

static int grow(struct bp_trace_instance *trace)
{
	size_t room = trace->room ? trace->room * 2 : (size_t)1 << 20;
	char *text = room > TEXT_MAX ? NULL : realloc(trace->text, room);

	if (!text)
		return -ENOMEM;
	trace->text = text;
	trace->room = room;
	return 0;
}

/* Up to where nothing is left: the pipe does not wait, and says so in one of two ways. */
static int read_all(struct bp_trace_instance *trace)
{
	size_t used = 0;
	ssize_t got;

	do {
		if (used + 1 >= trace->room && grow(trace))
			return -ENOMEM;
		got = read(trace->pipe, trace->text + used, trace->room - used - 1);
		if (got > 0)
			used += (size_t)got;
	} while (got > 0 || (got < 0 && errno == EINTR));
	trace->text[used] = '\0';
	return got < 0 && errno != EAGAIN ? -errno : 0;
}

char *bp_trace_instance_text(struct bp_trace_instance *trace, struct bp_error *err)
{
	int error = read_all(trace);

	if (!error)
		return trace->text;
	fail(trace, error, "trace_pipe", err);
	return NULL;
}

int bp_trace_instance_start(struct bp_trace_instance *trace, struct bp_error *err)
{
	int error;

	if (!bp_trace_instance_text(trace, err))
		return -EIO;
	error = bp_small_file_write(trace->folder, "tracing_on", "1");
	return error ? fail(trace, error, "tracing_on", err) : 0;
}

int bp_trace_instance_stop(struct bp_trace_instance *trace, struct bp_error *err)
{
	int error = bp_small_file_write(trace->folder, "tracing_on", "0");

	return error ? fail(trace, error, "tracing_on", err) : 0;
}

/* A mark of ours bears our number: in a container that is not getpid(). */
static int find_pid(struct bp_trace_instance *trace, struct bp_error *err)
{
	int error = bp_trace_instance_start(trace, err);
	char *text, *line;

	if (error)
		return error;
	error = bp_small_file_write(trace->folder, "trace_marker", MARK);
	if (error)
		return fail(trace, error, "trace_marker", err);
	error = bp_trace_instance_stop(trace, err);
	text = error ? NULL : bp_trace_instance_text(trace, err);
	while ((line = strsep(&text, "\n")))
		if (bp_trace_line_marker(line, MARK, &trace->pid))
			return 0;
	return bp_error_set(err, trace->folder, 0, "trace_marker", "a mark does not come back");
}

/* A namespace of its own gives another process our number, and a killed one leaves its folder. */
static int make_folder(struct bp_trace_instance *trace, const char *instances)
{
	for (unsigned i = 0; i < NAMES_MAX; i++) {
		snprintf(trace->folder, sizeof(trace->folder), "%s/" BP_INSTANCE_NAME, instances,
			 (int)getpid(), i);
		if (!mkdir(trace->folder, 0700))
			return 0;
		if (errno != EEXIST)
			break;
	}
	return -errno;
}

int bp_trace_instance_open(struct bp_trace_instance *trace, struct bp_error *err)
{
	char root[sizeof(trace->folder) - 128];
	char instances[sizeof(trace->folder) - 64];
	int error;

	*trace = (struct bp_trace_instance){ .mount = -1, .pipe = -1 };
	error = bp_tracefs_find(root, sizeof(root), &trace->mount, err);
	if (error)
		return error;
	snprintf(instances, sizeof(instances), "%s/instances", root);
	bp_leftovers_remove(instances);
	error = make_folder(trace, instances);
	if (error) {
		fail(trace, error, NULL, err);
		trace->folder[0] = '\0';
		return error;
	}
	error = bp_small_file_write(trace->folder, "tracing_on", "0");
	if (!error)
		error = bp_small_file_write(trace->folder, "buffer_size_kb", BUFFER_KB);
	if (!error)
		error = open_pipe(trace);
	return error ? fail(trace, error, NULL, err) : find_pid(trace, err);
}
