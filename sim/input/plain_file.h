/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files that are read at once: to wait for somebody to write one makes no sense.
 */
#ifndef SIM_INPUT_PLAIN_FILE_H
#define SIM_INPUT_PLAIN_FILE_H

#include <stdio.h>

#include <blkpath/error.h>

/**
 * bp_plain_file_open - open a file for reading
 * @path: its name
 * @file: receives it, for fclose(); NULL on failure
 * @err: receives the message
 *
 * Never waits: FIFOs, devices, sockets and directories are refused.
 *
 * Return: 0, or -EINVAL with @err filled.
 */
int bp_plain_file_open(const char *path, FILE **file, struct bp_error *err);

/**
 * bp_path_beside - the path of a file that another one names
 * @file: the one that names it
 * @what: how: a relative path starts where @file lies, so that the two can travel together
 * @path: receives it; what has no room is left out
 * @size: room
 */
void bp_path_beside(const char *file, const char *what, char *path, size_t size);

#endif
