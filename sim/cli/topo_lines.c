/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdarg.h>

#include "cli/topo_lines.h"

void bp_topo_say(struct bp_topo_lines *lines, const char *format, ...)
{
	va_list args;

	if (lines->n == BP_TOPO_LINES_MAX)
		return;
	va_start(args, format);
	vsnprintf(lines->text[lines->n++], BP_TOPO_LINE_MAX, format, args);
	va_end(args);
}

void bp_topo_print_lines(FILE *out, const char *title, struct bp_topo_lines *lines)
{
	if (lines->n)
		fprintf(out, "\n%s:\n", title);
	for (unsigned i = 0; i < lines->n; i++)
		fprintf(out, "  %s\n", lines->text[i]);
	lines->n = 0;
}

json_t *bp_topo_lines_json(struct bp_topo_lines *lines)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < lines->n; i++)
		json_array_append_new(array, json_string(lines->text[i]));
	lines->n = 0;
	return array;
}
