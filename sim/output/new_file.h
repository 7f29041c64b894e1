/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file that appears under its name when it is complete, or not at all.
 */
#ifndef SIM_OUTPUT_NEW_FILE_H
#define SIM_OUTPUT_NEW_FILE_H

#include <stdio.h>

#include <blkpath/error.h>

struct bp_new_file;

/**
 * bp_new_file_open - begin a file
 * @path: name of the file to be; when it is there and is no regular file (a pipe, /dev/null) it is
 * written to directly; when it is a symbolic link, the file that it leads to is replaced
 * @file: receives the file; end it with commit or abort
 * @err: receives the message
 *
 * The bytes go into a file without a name in the same folder, so that a process that is killed
 * leaves nothing; where the file system cannot do that, into a name with a number at its end.
 *
 * Return: 0, or negative errno with @err filled; @file is then NULL.
 */
int bp_new_file_open(const char *path, struct bp_new_file **file, struct bp_error *err);

/* The stream to write to. */
FILE *bp_new_file_stream(struct bp_new_file *file);

/**
 * bp_new_file_commit - finish the file and give it its name, in place of an older one
 * @file: the file; gone after the call, whatever the result
 * @err: receives the message
 *
 * Return: 0, or negative errno with @err filled; nothing has then changed under the name.
 */
int bp_new_file_commit(struct bp_new_file *file, struct bp_error *err);

/* Throws the file away; NULL is allowed. */
void bp_new_file_abort(struct bp_new_file *file);

#endif
