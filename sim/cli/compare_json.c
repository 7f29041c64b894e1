/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Recordings against the model, for programs.
 */
#include "cli/compare.h"

static json_t *names_json(const unsigned *names)
{
	json_t *object = json_object();

	for (unsigned i = 0; i < BP_RULE_NR; i++)
		if (names[i])
			json_object_set_new(object, bp_rule_switch_get(i)->name,
					    json_integer(names[i]));
	return object;
}

static json_t *guesses_json(const struct bp_compare_source *s)
{
	json_t *list = json_array();

	for (unsigned i = 0; i < BP_GUESSES_MAX; i++) {
		const struct bp_compare_guess *guess = &s->guesses[i];

		if (!guess->explains)
			continue;
		json_array_append_new(
			list, json_pack("{s:s, s:s?, s:i, s:i}", "guess", bp_hidden_name(i),
					"option", guess->varies ? NULL : guess->option, "explains",
					(int)guess->explains, "breaks", (int)guess->breaks));
	}
	return list;
}

static json_t *counts_json(const struct bp_compare_source *s)
{
	return json_pack("{s:i, s:i, s:i, s:i, s:o}", "cases", (int)s->cases, "equal",
			 (int)s->verdicts[BP_VERDICT_EQUAL], "known",
			 (int)s->verdicts[BP_VERDICT_KNOWN], "unexplained",
			 (int)s->verdicts[BP_VERDICT_UNEXPLAINED], "names", names_json(s->names));
}

/* NULL when a file's name is no text. */
static json_t *sources_json(const struct bp_compare_report *report)
{
	json_t *list = json_array();

	for (unsigned i = 0; i < report->nr_sources; i++) {
		const struct bp_compare_source *s = report->sources[i];
		json_t *source = json_pack("{s:s, s:s, s:s, s:s}", "file", s->path, "source",
					   s->name, "kernel", s->kernel, "rules", s->rules->name);

		if (!source) {
			json_decref(list);
			return NULL;
		}
		json_object_update_new(source, counts_json(s));
		if (report->options->infer)
			json_object_set_new(source, "hidden", guesses_json(s));
		json_array_append_new(list, source);
	}
	return list;
}

json_t *bp_compare_json(const struct bp_compare_report *report)
{
	json_t *document = json_pack("{s:o, s:o}", "sources", sources_json(report), "total",
				     counts_json(&report->total));
	json_t *fits, *compared;

	if (!document)
		return NULL;
	fits = json_object();
	compared = json_object();
	for (unsigned i = 0; bp_rules_at(i); i++)
		json_object_set_new(fits, bp_rules_at(i)->name, json_integer(report->fits[i]));
	for (unsigned i = 0; i < BP_FACT_NR; i++)
		json_object_set_new(compared, bp_fact_name(i), json_integer(report->compared[i]));
	json_object_set_new(document, "fits", fits);
	json_object_set_new(document, "compared", compared);
	json_object_set_new(document, "left_unexplained",
			    json_integer(bp_compare_unexplained(report)));
	json_object_set(document, "cases", report->cases);
	return document;
}
