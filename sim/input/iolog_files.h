/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The files of an iolog: added once, then open while they are used.
 */
#ifndef SIM_INPUT_IOLOG_FILES_H
#define SIM_INPUT_IOLOG_FILES_H

#include <input/units.h>

/* What a line does to its file. */
enum bp_iolog_change { BP_IOLOG_USE, BP_IOLOG_ADD, BP_IOLOG_OPEN, BP_IOLOG_CLOSE };

/**
 * struct bp_iolog_files - the files in order of their `add`
 * @file: the files; allocated by the first one
 * @count: how many
 * @current: number of the file of the last line
 */
struct bp_iolog_files {
	struct bp_iolog_file {
		char *name;
		bool open;
	} * file;
	unsigned count;
	unsigned current;
};

/**
 * bp_iolog_files_use - go through a line's effect on its file
 * @files: the files
 * @at: where the line stands; an error names the key `file`
 * @name: the file
 * @change: what happens to it; adding it again does nothing
 * @err: receives the message
 *
 * Return: 0 with @files->current set, or -EINVAL with @err filled.
 */
int bp_iolog_files_use(struct bp_iolog_files *files, const struct bp_place *at, const char *name,
		       enum bp_iolog_change change, struct bp_error *err);

/* Closes all; they keep their numbers. */
void bp_iolog_files_close(struct bp_iolog_files *files);

void bp_iolog_files_free(struct bp_iolog_files *files);

#endif
