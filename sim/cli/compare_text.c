/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Recordings against the model, for people.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/compare.h"

#define VALUE_WIDTH 24

/* A row as it stands in the file, in a column of its own. */
static void print_row(FILE *out, int width, const json_t *row)
{
	char *text = json_is_null(row) ? NULL : json_dumps(row, JSON_ENCODE_ANY);

	fprintf(out, "%-*s", width, text ? text : "nothing");
	free(text);
}

static const char *word(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static void print_list(FILE *out, const char *before, const json_t *list)
{
	const json_t *value;
	size_t i;

	json_array_foreach (list, i, value)
		fprintf(out, "%s%s", i ? ", " : before, json_string_value(value));
}

static void print_difference(FILE *out, const json_t *difference)
{
	const json_t *side;
	size_t i;

	if (!json_is_object(difference))
		return;
	fprintf(out, "  %s\n    %-9s ", word(difference, "where"), "recorded");
	print_row(out, 0, json_object_get(difference, "recorded"));
	fputc('\n', out);
	json_array_foreach (json_object_get(difference, "predicted"), i, side) {
		fprintf(out, "    %-9s ", word(side, "rules"));
		print_row(out, VALUE_WIDTH, json_object_get(side, "value"));
		fprintf(out, "  %s\n", word(side, "cause"));
	}
}

static void print_case(FILE *out, const json_t *shown)
{
	const char *verdict = word(shown, "verdict");

	fprintf(out, "%s:%lld: %s, kernel %s, seed %lld, case %lld: %s", word(shown, "file"),
		(long long)json_integer_value(json_object_get(shown, "line")),
		word(shown, "source"), word(shown, "kernel"),
		(long long)json_integer_value(json_object_get(shown, "seed")),
		(long long)json_integer_value(json_object_get(shown, "case")), verdict);
	print_list(out, ": ", json_object_get(shown, "names"));
	if (!strcmp(verdict, "unexplained"))
		print_list(out, "; fits ", json_object_get(shown, "fits"));
	fputc('\n', out);
	print_difference(out, json_object_get(shown, "difference"));
}

static void print_cases(FILE *out, const struct bp_compare_report *report)
{
	unsigned hidden = report->total.verdicts[BP_VERDICT_UNEXPLAINED];
	const json_t *shown;
	size_t i;

	json_array_foreach (report->cases, i, shown) {
		print_case(out, shown);
		hidden -= !strcmp(word(shown, "verdict"), "unexplained");
	}
	if (hidden)
		fprintf(out, "%u more unexplained cases are not shown; --verbose shows all\n",
			hidden);
	if (json_array_size(report->cases))
		fputc('\n', out);
}

struct widths {
	int name;
	int kernel;
};

static void print_source(FILE *out, const struct bp_compare_source *s, struct widths width)
{
	const char *before = "  ";

	fprintf(out, "  %-*s  %-*s  %-6s %6u %6u %6u %12u", width.name, s->name, width.kernel,
		s->kernel, s->rules->name, s->cases, s->verdicts[BP_VERDICT_EQUAL],
		s->verdicts[BP_VERDICT_KNOWN], s->verdicts[BP_VERDICT_UNEXPLAINED]);
	for (unsigned i = 0; i < BP_RULE_NR; i++) {
		if (!s->names[i])
			continue;
		fprintf(out, "%s%s %u", before, bp_rule_switch_get(i)->name, s->names[i]);
		before = ", ";
	}
	fputc('\n', out);
}

static struct widths widest(const struct bp_compare_report *report)
{
	size_t name = strlen("source"), kernel = strlen("kernel");

	for (unsigned i = 0; i < report->nr_sources; i++) {
		name = bp_max(name, strlen(report->sources[i]->name));
		kernel = bp_max(kernel, strlen(report->sources[i]->kernel));
	}
	return (struct widths){ (int)name, (int)kernel };
}

static void print_sources(FILE *out, const struct bp_compare_report *report)
{
	const char *path = "";
	struct widths width = widest(report);

	for (unsigned i = 0; i < report->nr_sources; i++) {
		const struct bp_compare_source *s = report->sources[i];

		if (strcmp(path, s->path))
			fprintf(out, "%s%s\n  %-*s  %-*s  %-6s %6s %6s %6s %12s\n", i ? "\n" : "",
				s->path, width.name, "source", width.kernel, "kernel", "rules",
				"cases", "equal", "known", "unexplained");
		path = s->path;
		print_source(out, s, width);
	}
}

static void print_guesses(FILE *out, const struct bp_compare_source *s)
{
	unsigned unexplained = s->verdicts[BP_VERDICT_UNEXPLAINED];

	for (unsigned i = 0; i < BP_GUESSES_MAX; i++) {
		const struct bp_compare_guess *guess = &s->guesses[i];

		if (!guess->explains)
			continue;
		fprintf(out, "%s: %s", s->name, bp_hidden_name(i));
		if (!guess->varies)
			fprintf(out, " (%s)", guess->option);
		fprintf(out, ": explains %u of %u, breaks %u of %u\n", guess->explains, unexplained,
			guess->breaks, s->cases - unexplained);
	}
	if (unexplained && bp_compare_inferred(s) < 0)
		fprintf(out, "%s: no hidden value explains all of %u and breaks nothing\n", s->name,
			unexplained);
}

static void print_names(FILE *out, const unsigned *names)
{
	for (unsigned i = 0; i < BP_RULE_NR; i++)
		if (names[i])
			fprintf(out, "  %-18s %5u  %s\n", bp_rule_switch_get(i)->name, names[i],
				bp_rule_switch_get(i)->line);
}

/* Cases that v5.2 has to explain for want of an older rule set. */
static void print_older(FILE *out, const struct bp_compare_report *report)
{
	unsigned n = 0;

	if (report->options->given & BP_OPT_BIT(RULES))
		return;
	for (unsigned i = 0; i < report->nr_sources; i++)
		if (bp_rules_predated(report->sources[i]->kernel))
			n += report->sources[i]->cases;
	if (n)
		fprintf(out,
			"rule set %s is the oldest known: kernels of %u cases are older and may do "
			"otherwise\n",
			bp_rules_at(0)->name, n);
}

static void print_compared(FILE *out, const struct bp_compare_report *report)
{
	fputs("values compared:", out);
	for (unsigned i = 0; i < BP_FACT_NR; i++)
		fprintf(out, "%s %s in %u", i ? "," : "", bp_fact_name(i), report->compared[i]);
	fputc('\n', out);
}

void bp_compare_text(FILE *out, const struct bp_compare_report *report)
{
	const struct bp_compare_source *total = &report->total;
	unsigned left = bp_compare_unexplained(report);

	print_cases(out, report);
	print_sources(out, report);
	fputc('\n', out);
	if (report->options->infer && total->verdicts[BP_VERDICT_UNEXPLAINED]) {
		for (unsigned i = 0; i < report->nr_sources; i++)
			print_guesses(out, report->sources[i]);
		fputc('\n', out);
	}
	fputs("every value as recorded:", out);
	for (unsigned i = 0; bp_rules_at(i); i++)
		fprintf(out, "%s %s %u", i ? "," : "", bp_rules_at(i)->name, report->fits[i]);
	fputc('\n', out);
	print_older(out, report);
	print_compared(out, report);
	fprintf(out, "%u cases: %u equal, %u known differences from v5.2, ", total->cases,
		total->verdicts[BP_VERDICT_EQUAL], total->verdicts[BP_VERDICT_KNOWN]);
	if (left < total->verdicts[BP_VERDICT_UNEXPLAINED])
		fprintf(out, "%u by hidden values, ",
			total->verdicts[BP_VERDICT_UNEXPLAINED] - left);
	fprintf(out, "%u unexplained\n", left);
	print_names(out, total->names);
}
