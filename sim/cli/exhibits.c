/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "cli/exhibits.h"
#include "cli/findings_print.h"

#define COLUMN 32
#define LIST_MAX 160

static const char *value_of(const struct bp_exhibit *exhibit, const char *name)
{
	for (unsigned i = 0; i < exhibit->nr_facts; i++)
		if (!strcmp(exhibit->facts[i].name, name))
			return exhibit->facts[i].value;
	return NULL;
}

static void print_row(FILE *out, const char *name, const char *left, const char *right)
{
	left = left ? left : "-";
	right = right ? right : "-";
	fprintf(out, "  %-24s %-*s %s%s\n", name, COLUMN, left, right,
		strcmp(left, right) ? "   <" : "");
}

/* The facts of both, those that only one of them has behind the others. */
static void print_facts(FILE *out, const struct bp_exhibit_pair *pair)
{
	for (unsigned i = 0; i < pair->corrected.nr_facts; i++) {
		const struct bp_fact *fact = &pair->corrected.facts[i];

		print_row(out, fact->name, fact->value, value_of(&pair->defective, fact->name));
	}
	for (unsigned i = 0; i < pair->defective.nr_facts; i++) {
		const struct bp_fact *fact = &pair->defective.facts[i];

		if (!value_of(&pair->corrected, fact->name))
			print_row(out, fact->name, NULL, fact->value);
	}
}

/* "INV-MAP-4, INV-MAP-1", "none": the violations, or the reports of sites, each id once. */
static void list_findings(const struct bp_findings *findings, bool violated, char *text,
			  size_t room)
{
	*text = '\0';
	for (unsigned i = 0; i < findings->nr_kept; i++) {
		const struct bp_finding *finding = &findings->kept[i];
		size_t used = strlen(text);

		if (finding->violated == violated && !strstr(text, finding->id))
			snprintf(text + used, room - used, "%s%s", used ? ", " : "", finding->id);
	}
	if (!*text)
		snprintf(text, room, "none");
}

static void print_findings(FILE *out, const char *name, const struct bp_exhibit_pair *pair,
			   bool violated)
{
	char left[LIST_MAX], right[LIST_MAX];

	list_findings(&pair->corrected.findings, violated, left, sizeof(left));
	list_findings(&pair->defective.findings, violated, right, sizeof(right));
	print_row(out, name, left, right);
}

void bp_exhibits_print(FILE *out, const struct bp_gallery_case *shown,
		       const struct bp_exhibit_pair *pair)
{
	fprintf(out, "\ninput: %s\n", shown->input);
	for (size_t i = 0; i < bp_array_size(shown->set) && shown->set[i]; i++)
		fprintf(out, "%s%s", i ? ", " : "limits: ", shown->set[i]);
	fprintf(out, "%s\n  %-24s %-*s %s\n", shown->set[0] ? "\n" : "", "", COLUMN, "corrected",
		bp_defect_get(shown->defect)->id);
	print_facts(out, pair);
	print_findings(out, "reports", pair, false);
	print_findings(out, "violations", pair, true);
	fprintf(out, "\ncaught by: %s\n", bp_defect_get(shown->defect)->caught_by);
	for (unsigned i = 0; i < pair->defective.findings.nr_kept; i++) {
		fputc('\n', out);
		bp_finding_print(out, &pair->defective.findings.kept[i]);
	}
}

static json_t *exhibit_json(const struct bp_exhibit *exhibit)
{
	json_t *facts = json_object();

	for (unsigned i = 0; i < exhibit->nr_facts; i++)
		json_object_set_new(facts, exhibit->facts[i].name,
				    json_string(exhibit->facts[i].value));
	return json_pack("{s:o, s:o}", "facts", facts, "check",
			 bp_findings_json(&exhibit->findings));
}

json_t *bp_exhibits_json(const struct bp_gallery_case *shown, const struct bp_exhibit_pair *pair)
{
	return json_pack("{s:s, s:o, s:o}", "input", shown->input, "corrected",
			 exhibit_json(&pair->corrected), "defective",
			 exhibit_json(&pair->defective));
}
