/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * I/O traces, read one record at a time in constant memory; the format is found from the content,
 * plain or gzip-compressed.
 *
 *   fio iolog v2, v3      text; v2 has `wait`, v3 has timestamps in microseconds
 *   blktrace v7           binary records of the kernel, either byte order
 *   blkparse text         the default output format of blkparse
 *   blk tracer text       the kernel's `blk` tracer, with or without ftrace's task prefix
 */
#ifndef SIM_INPUT_TRACE_READER_H
#define SIM_INPUT_TRACE_READER_H

#include <blkpath/error.h>
#include <blkpath/types.h>

struct bp_trace_reader;

/**
 * struct bp_trace_io - one record of a trace
 * @time_ns: time in nanoseconds, relative to whatever the trace is relative to
 * @major: device
 * @minor: device; for an iolog the number of the file in order of `add`, @major is then 0
 * @cpu: processor, 0 when the format has none
 * @pid: process, 0 when the format has none
 * @action: letter of the kernel's blk tracer; I/O of an iolog is 'Q'
 * @opf: REQ_OP_x and REQ_x flags
 * @sector: first sector of 512 bytes
 * @bytes: length; 0 for a flush without data and for actions without data
 * @to_sector: X: first sector of the remainder; A: sector before the mapping
 * @line: line of a text trace from 1, 0 for a binary one
 * @offset: byte offset of the record, before compression
 *
 * An iolog is taken as direct I/O on the device itself: writes are REQ_SYNC | REQ_IDLE, sync and
 * datasync are an empty write with REQ_PREFLUSH.
 */
struct bp_trace_io {
	u64 time_ns;
	u32 major;
	u32 minor;
	unsigned cpu;
	unsigned pid;
	char action;
	unsigned opf;
	sector_t sector;
	unsigned bytes;
	sector_t to_sector;
	unsigned line;
	u64 offset;
};

/**
 * bp_trace_open - open a trace and find out its format
 * @path: file name
 * @reader: receives the reader, to be closed with bp_trace_close()
 * @err: receives the message
 *
 * Return: 0, or negative errno with @err filled; @reader is then NULL.
 */
int bp_trace_open(const char *path, struct bp_trace_reader **reader, struct bp_error *err);

/**
 * bp_trace_select - choose which actions bp_trace_next() returns
 * @reader: the reader
 * @actions: letters, "Q" unless called; NULL for every record that has a letter
 */
void bp_trace_select(struct bp_trace_reader *reader, const char *actions);

/**
 * bp_trace_next - read the next selected record
 * @reader: the reader
 * @io: receives the record
 * @err: receives the message
 *
 * Return: 1 with @io filled, 0 at the end, or -EINVAL with @err filled. A reader that failed goes
 * on failing.
 */
int bp_trace_next(struct bp_trace_reader *reader, struct bp_trace_io *io, struct bp_error *err);

/* Name of the format for people, for instance "fio iolog v3". */
const char *bp_trace_format(const struct bp_trace_reader *reader);

/* Whether the format can hold events of splitting. */
bool bp_trace_tells_splits(const struct bp_trace_reader *reader);

/**
 * bp_trace_progress - how far reading has come
 * @reader: the reader
 * @done_bytes: receives the bytes of the file (compressed, if it is) read so far
 * @total_bytes: receives the size of the file, 0 when it is not known (a pipe)
 */
void bp_trace_progress(const struct bp_trace_reader *reader, u64 *done_bytes, u64 *total_bytes);

/* Closes; NULL is allowed. */
void bp_trace_close(struct bp_trace_reader *reader);

#endif
