/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "cli/findings_print.h"
#include "draw/words.h"

/* Lines after the first are indented, empty ones dropped. */
static void print_lines(FILE *out, const char *text)
{
	const char *indent = "";

	while (*text) {
		size_t length = strcspn(text, "\n");

		if (length)
			fprintf(out, "%s%.*s\n", indent, (int)length, text);
		text += length + (text[length] == '\n');
		indent = "  ";
	}
}

void bp_finding_print(FILE *out, const struct bp_finding *finding)
{
	fprintf(out, "%s", finding->kind);
	if (finding->count > 1)
		fprintf(out, " (%llu times)", (ull)finding->count);
	if (finding->violated)
		fputs(": ", out); /* the text begins with the invariant */
	else
		fprintf(out, ": %s (%s): ", finding->where, finding->id);
	print_lines(out, finding->text);
}

void bp_findings_print(FILE *out, const struct bp_findings *findings)
{
	for (unsigned i = 0; i < findings->nr_kept; i++)
		bp_finding_print(out, &findings->kept[i]);
	if (findings->checked)
		fprintf(out, "check: %llu judgements, %llu violation%s\n", (ull)findings->judged,
			(ull)findings->violations, bp_plural(findings->violations));
}

json_t *bp_findings_json(const struct bp_findings *findings)
{
	json_t *messages = json_array();

	for (unsigned i = 0; i < findings->nr_kept; i++) {
		const struct bp_finding *finding = &findings->kept[i];

		json_array_append_new(messages,
				      json_pack("{s:s, s:s, s:s, s:I, s:s}", "kind", finding->kind,
						"id", finding->id, "where", finding->where, "count",
						(json_int_t)finding->count, "text", finding->text));
	}
	return json_pack("{s:b, s:I, s:I, s:I, s:o}", "run", findings->checked, "judged",
			 (json_int_t)findings->judged, "violations",
			 (json_int_t)findings->violations, "reports", (json_int_t)findings->reports,
			 "messages", messages);
}
