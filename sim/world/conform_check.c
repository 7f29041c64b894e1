/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does a case give what its file says?
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "conform.h"

/* The tags of the as-posted file, by the switch that brings each of them back. */
static const struct {
	const char *tag;
	enum bp_defect_id defect;
} tags[] = {
	{ "recount-swapped", BP_DEF_2 }, { "addr32-wrap", BP_DEF_3 },
	{ "addr32-boundary", BP_DEF_3 }, { "map-ignores-addr", BP_DEF_4 },
	{ "sg-len-mixup", BP_DEF_5 },
};

static const enum bp_defect_id posted[] = { BP_DEF_2, BP_DEF_3, BP_DEF_4, BP_DEF_5 };

static const char *const value_keys[] = { "out",    "adv", "steps", "rq",
					  "merged", "ret", "vecs",  "size" };

/* Expected and seen one above the other; NULL when memory ran out. */
static char *side_by_side(const char *what, const char *key, const json_t *expected,
			  const json_t *seen)
{
	char *want = expected ? json_dumps(expected, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
	char *have = seen ? json_dumps(seen, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
	char *text = NULL;
	size_t bytes = 0;
	FILE *out = open_memstream(&text, &bytes);

	if (out) {
		fprintf(out, "%s: %s\n  expected %s\n  seen     %s\n", what, key,
			want ? want : "nothing", have ? have : "nothing");
		fclose(out);
	}
	free(want);
	free(have);
	return text;
}

/* The first list element that differs, so that a long list shows one line and not all. */
static char *first_difference(const char *what, const char *key, const json_t *expected,
			      const json_t *seen)
{
	size_t n = bp_max(json_array_size(expected), json_array_size(seen));
	char where[64];

	if (!json_is_array(expected) || !json_is_array(seen))
		return side_by_side(what, key, expected, seen);
	for (size_t i = 0; i < n; i++) {
		const json_t *want = json_array_get(expected, i);
		const json_t *have = json_array_get(seen, i);

		if (want && have && json_equal(want, have))
			continue;
		snprintf(where, sizeof(where), "%s[%zu]", key, i);
		return side_by_side(what, where, want, have);
	}
	return NULL;
}

static char *compare_values(const char *what, const json_t *expected, const json_t *seen)
{
	for (size_t i = 0; i < bp_array_size(value_keys); i++) {
		const json_t *want = json_object_get(expected, value_keys[i]);
		const json_t *have = json_object_get(seen, value_keys[i]);

		if (want ? !have || !json_equal(want, have) : have != NULL)
			return first_difference(what, value_keys[i], want, have);
	}
	return NULL;
}

static char *compare_words(const char *what, const char *key, const char *expected,
			   const char *seen)
{
	json_t *want = json_string(expected);
	json_t *have = json_string(seen);
	char *text = strcmp(expected, seen) ? side_by_side(what, key, want, have) : NULL;

	json_decref(want);
	json_decref(have);
	return text;
}

/* Outcomes that stop the run give no values; "hang" names no function. */
static char *compare_outcome(const struct bp_vector_case *c, const char *what,
			     const struct bp_conform_result *result)
{
	static const char *const words[] = { "ok", "stopped", "stopped", "warn" };
	const char *seen = result->bug ? "stopped" : result->warnings ? "warn" : "ok";
	char *text = compare_words(what, "outcome", words[c->outcome], seen);

	if (!text && result->bug && c->outcome == BP_OUTCOME_BUG)
		text = compare_words(what, "fn", c->function,
				     bp_site_get(result->site.site)->function);
	if (!text && !result->bug)
		text = compare_values(what, c->json, result->values);
	return text;
}

/* One run under some switches, compared with `fixed`, or with the case's own values when NULL. */
static int run_and_compare(const struct bp_vector_case *c, const char *what,
			   const struct bp_defects *defects, const json_t *fixed, char **diff)
{
	struct bp_conform_result result;
	int error = bp_conform_run(c, defects, &result);

	if (error)
		return error;
	if (!fixed)
		*diff = compare_outcome(c, what, &result);
	else if (result.bug)
		*diff = compare_words(what, "outcome", "ok", "stopped");
	else
		*diff = compare_values(what, fixed, result.values);
	json_decref(result.values);
	return 0;
}

static bool is_listed(const struct bp_vector_case *c, enum bp_defect_id defect)
{
	const json_t *list = json_object_get(c->json, "defects");
	const json_t *tag;
	size_t i;

	json_array_foreach (list, i, tag)
		for (size_t t = 0; t < bp_array_size(tags); t++)
			if (tags[t].defect == defect && json_is_string(tag) &&
			    !strcmp(tags[t].tag, json_string_value(tag)))
				return true;
	return false;
}

/* Each defect alone must change the corrected values exactly when the case lists it. */
static int check_alone(const struct bp_vector_case *c, const json_t *fixed, char **diff)
{
	for (size_t i = 0; i < bp_array_size(posted); i++) {
		const char *id = bp_defect_get(posted[i])->id;
		bool listed = is_listed(c, posted[i]);
		struct bp_defects one = { { 0 } };
		char *changed = NULL;
		int error;

		bp_defect_set(&one, posted[i], true);
		error = run_and_compare(c, id, &one, fixed, &changed);
		if (error)
			return error;
		if (listed != (changed != NULL))
			*diff = compare_words(id, "effect of the defect alone",
					      listed ? "another result" : "no change",
					      changed ? "another result" : "no change");
		free(changed);
		if (*diff)
			return 0;
	}
	return 0;
}

int bp_conform_check_under(const struct bp_vector_case *c, const struct bp_defects *defects,
			   char **diff)
{
	int error;

	*diff = NULL;
	error = run_and_compare(c, "chosen defects", defects, NULL, diff);
	return error ? error : !*diff;
}

int bp_conform_check(const struct bp_vector_case *c, char **diff)
{
	const json_t *fixed = json_object_get(c->json, "fixed");
	struct bp_defects none = { { 0 } };
	struct bp_defects all_posted = { { 0 } };
	int error;

	*diff = NULL;
	if (!fixed) {
		error = run_and_compare(c, "corrected", &none, NULL, diff);
		return error ? error : !*diff;
	}
	for (size_t i = 0; i < bp_array_size(posted); i++)
		bp_defect_set(&all_posted, posted[i], true);
	error = run_and_compare(c, "as posted", &all_posted, NULL, diff);
	if (!error && !*diff)
		error = run_and_compare(c, "corrected", &none, fixed, diff);
	if (!error && !*diff)
		error = check_alone(c, fixed, diff);
	return error ? error : !*diff;
}
