/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What every trace format brings; one file per format, one table in trace_reader.c.
 */
#ifndef SIM_INPUT_TRACE_FORMAT_H
#define SIM_INPUT_TRACE_FORMAT_H

#include <input/iolog_files.h>
#include <input/stream.h>
#include <input/trace_reader.h>

struct bp_trace_format;

/**
 * struct bp_trace_reader - an open trace
 * @stream: the file
 * @format: what it is written in
 * @actions: letters to return
 * @all_actions: return all
 * @failed: an error was reported; there is no way on
 * @swapped: blktrace: records are in the other byte order
 * @time_ns: iolog: time of the line; of v2 the sum of the waits
 * @base_ns: iolog: where the times of this log begin
 * @files: iolog: its files
 */
struct bp_trace_reader {
	struct bp_stream stream;
	const struct bp_trace_format *format;
	char actions[32];
	bool all_actions;
	bool failed;
	bool swapped;
	u64 time_ns;
	u64 base_ns;
	struct bp_iolog_files files;
};

/**
 * struct bp_trace_format - one format
 * @name: for people
 * @detect: whether the first bytes are of this format; 1, 0, or negative errno with @err filled
 * when they are of a version that cannot be read. May note what it found in the reader.
 * @next: the next record of whatever action; 1, 0 at the end, or negative errno
 * @tells_splits: it can hold X events
 * @close: frees what the format holds, or NULL
 */
struct bp_trace_format {
	const char *name;
	int (*detect)(struct bp_trace_reader *reader, const char *bytes, size_t count,
		      struct bp_error *err);
	int (*next)(struct bp_trace_reader *reader, struct bp_trace_io *io, struct bp_error *err);
	void (*close)(struct bp_trace_reader *reader);
	bool tells_splits;
};

extern const struct bp_trace_format bp_iolog_v2_format;
extern const struct bp_trace_format bp_iolog_v3_format;
extern const struct bp_trace_format bp_blktrace_format;
extern const struct bp_trace_format bp_blkparse_format;
extern const struct bp_trace_format bp_blk_tracer_format;

#endif
