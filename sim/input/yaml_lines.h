/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The line of each key of a YAML file, and its text.  libcyaml loads values but forgets where they
 * stood; a first pass over the same file remembers, and finds what is not YAML at all.
 */
#ifndef SIM_INPUT_YAML_LINES_H
#define SIM_INPUT_YAML_LINES_H

#include <blkpath/error.h>
#include <blkpath/types.h>

struct bp_yaml_lines;

/**
 * bp_yaml_lines_read - read the places of a file
 * @path: file name; at most 1 MiB
 * @lines: receives the places, to be freed with bp_yaml_lines_free()
 * @err: receives the message: malformed YAML, a key twice, a second document, nesting too deep
 *
 * Return: 0, or negative errno with @err filled; @lines is then NULL.
 */
int bp_yaml_lines_read(const char *path, struct bp_yaml_lines **lines, struct bp_error *err);

/**
 * bp_yaml_lines_parse - the same for a text in memory
 * @name: what it is called, for messages
 * @text: the text; need not end with a zero
 * @bytes: its length
 * @lines: receives the places, to be freed with bp_yaml_lines_free()
 * @err: receives the message
 *
 * Return: 0, or negative errno with @err filled; @lines is then NULL.
 */
int bp_yaml_lines_parse(const char *name, const char *text, size_t bytes,
			struct bp_yaml_lines **lines, struct bp_error *err);

/**
 * bp_yaml_line - the line of a value
 * @lines: the places
 * @format: printf format of its path: "ios[2].bytes", "device"
 *
 * Return: the line from 1, or 0 when there is no such value.
 */
unsigned bp_yaml_line(struct bp_yaml_lines *lines, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * bp_yaml_value - the text of a value
 * @lines: the places
 * @format: printf format of its path
 *
 * Return: the text; NULL when there is no such value, or it is a list or mapping.
 */
const char *bp_yaml_value(struct bp_yaml_lines *lines, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * bp_yaml_path_at - all paths in order of appearance
 * @lines: the places
 * @index: from 0
 * @line: receives its line
 *
 * Return: the path, or NULL past the last one.
 */
const char *bp_yaml_path_at(const struct bp_yaml_lines *lines, size_t index, unsigned *line);

/**
 * bp_yaml_path_of - the paths that end in a key
 * @lines: the places
 * @key: the key, last part of the path
 * @index: which of them, from 0, in order of appearance
 * @line: receives its line
 *
 * Return: the path, or NULL past the last one.
 */
const char *bp_yaml_path_of(const struct bp_yaml_lines *lines, const char *key, unsigned index,
			    unsigned *line);

/* Frees; NULL is allowed. */
void bp_yaml_lines_free(struct bp_yaml_lines *lines);

#endif
