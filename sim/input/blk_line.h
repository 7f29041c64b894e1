/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The part that all texts of block traces share:
 *
 *   ACTION RWBS SECTOR + SECTORS [process]       Q G M F I D C B S R
 *   X      RWBS SECTOR / SECTOR [process]        split: start of the remainder
 *   A      RWBS SECTOR + SECTORS <- (MAJ,MIN) SECTOR
 *   ACTION RWBS BYTES (cdb ...) [process]        a request that is no file I/O
 *   ACTION RWBS [process]                        no data: a flush, P, U, UT
 *   m      RWBS text                             message
 */
#ifndef SIM_INPUT_BLK_LINE_H
#define SIM_INPUT_BLK_LINE_H

#include <input/trace_format.h>

/* Moves behind blanks. */
const char *bp_blank(const char *text);

/* Reads "8,16"; false when it is something else. */
bool bp_scan_device(const char **text, struct bp_trace_io *io);

/* Reads a number that fits an unsigned; false when it is something else. */
bool bp_scan_unsigned(const char **text, unsigned *value);

/* Reads "3760.635081113", up to nine digits after the point; false when it is something else. */
bool bp_scan_time(const char **text, u64 *ns);

/* Reads device and cpu, with which a line of blkparse and a classic one of the tracer begin. */
bool bp_scan_device_cpu(const char **text, struct bp_trace_io *io);

/* Reads time and pid, the last before the action of both; returns its place, or NULL. */
const char *bp_scan_time_pid(const char *text, struct bp_trace_io *io);

/*
 * Reads "fio-32234   [000] .....  3760.635081: ", with which every line of the tracer that is not
 * classic begins; false when it is something else.
 */
bool bp_scan_task(const char **text, struct bp_trace_io *io);

/**
 * bp_blk_line_tail - read from the action to the end of the line
 * @text: the text
 * @io: action, opf, sector, bytes and to_sector are filled
 * @fault: receives what is wrong: the key; the sentence says what is allowed
 *
 * Return: NULL, or a sentence for @fault.
 */
const char *bp_blk_line_tail(const char *text, struct bp_trace_io *io, const char **fault);

/*
 * Reads what stands before the action; returns its place, or NULL when the line has no such form.
 */
typedef const char *bp_prefix_fn(const char *line, struct bp_trace_io *io);

/* Whether the first line that is no comment has this prefix and a known action. */
bool bp_blk_line_detect(const char *bytes, size_t count, bp_prefix_fn *prefix);

/**
 * bp_blk_line_next - the next record of a text
 * @r: the reader
 * @prefix: what stands before the action
 * @form: one line of help: what a line must look like
 * @io: receives the record
 * @err: receives the message
 *
 * Blank lines, # comments and notes about lost events are skipped; the summary that blkparse prints
 * ends the trace.
 *
 * Return: 1, 0 at the end, or negative errno with @err filled.
 */
int bp_blk_line_next(struct bp_trace_reader *r, bp_prefix_fn *prefix, const char *form,
		     struct bp_trace_io *io, struct bp_error *err);

#endif
