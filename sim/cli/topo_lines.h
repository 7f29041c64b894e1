/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sentences that are gathered and then printed under a title.
 */
#ifndef SIM_CLI_TOPO_LINES_H
#define SIM_CLI_TOPO_LINES_H

#include <stdio.h>

#include <jansson.h>

#define BP_TOPO_LINES_MAX 16
#define BP_TOPO_LINE_MAX 2048

/* Sentences, one idea each. */
struct bp_topo_lines {
	char text[BP_TOPO_LINES_MAX][BP_TOPO_LINE_MAX];
	unsigned n;
};

/* Adds a sentence; a further one than there is room for is left out. */
void bp_topo_say(struct bp_topo_lines *lines, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The sentences under a title, nothing without any; none are left behind, as below. */
void bp_topo_print_lines(FILE *out, const char *title, struct bp_topo_lines *lines);

/* The sentences for programs. */
json_t *bp_topo_lines_json(struct bp_topo_lines *lines);

#endif
