/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A blktrace v7 file made from the event stream, for blkparse, btt and iowatcher.
 *
 * These tools look for NAME.blktrace.CPU; a file called out.blktrace.0 is read by
 * `blkparse -i out`, any other name by `blkparse -i - < FILE`.
 *
 * Nothing appears under the name before commit: a run that fails or is killed leaves no file, and a
 * file that was there before stays as it was.
 */
#ifndef SIM_OUTPUT_BLKTRACE_FILE_H
#define SIM_OUTPUT_BLKTRACE_FILE_H

#include <blkpath/error.h>
#include <blkpath/event.h>

struct bp_blktrace_file;

/**
 * bp_blktrace_file_open - begin a file and listen to an environment
 * @path: name of the file to be
 * @env: whose events are written; must outlive the file
 * @file: receives the file; end it with commit or abort
 * @err: receives the message
 *
 * Return: 0, or negative errno with @err filled; @file is then NULL and nobody listens.
 */
int bp_blktrace_file_open(const char *path, struct bp_env *env, struct bp_blktrace_file **file,
			  struct bp_error *err);

/**
 * bp_blktrace_file_origin - who does the I/O from now on
 * @file: the file
 * @pid: process number to write into records
 * @name: its name, at most 15 bytes are kept
 *
 * Without a call it is process 1, "blkpath".
 */
void bp_blktrace_file_origin(struct bp_blktrace_file *file, unsigned pid, const char *name);

/**
 * bp_blktrace_file_commit - stop listening, finish the file and give it its name
 * @file: the file; gone after the call, whatever the result
 * @err: receives the message
 *
 * Return: 0, or negative errno with @err filled; nothing has then appeared under the name.
 */
int bp_blktrace_file_commit(struct bp_blktrace_file *file, struct bp_error *err);

/* Stops listening and throws the file away; NULL is allowed. */
void bp_blktrace_file_abort(struct bp_blktrace_file *file);

#endif
