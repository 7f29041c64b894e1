/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "input/rule_set.h"
#include "proof/result.h"

/* Where a value is looked for. */
struct from {
	const struct bp_place *at;
	const json_t *object;
	struct bp_error *err;
};

/* What is said of a key: "runs.0.seed". */
__attribute__((format(printf, 3, 4))) static int bad(const struct from *from, const char *key,
						     const char *format, ...)
{
	char name[64], text[BP_ERROR_TEXT_MAX];
	va_list list;

	snprintf(name, sizeof(name), "%s.%s", from->at->key, key);
	va_start(list, format);
	vsnprintf(text, sizeof(text), format, list);
	va_end(list);
	return bp_error_set(from->err, from->at->file, 0, name, "%s", text);
}

static int read_number(const struct from *from, const char *key, u64 least, u64 most, u64 *number)
{
	const json_t *value = json_object_get(from->object, key);
	json_int_t n = json_integer_value(value);

	if (!json_is_integer(value) || n < 0 || (u64)n < least || (u64)n > most)
		return bad(from, key, "must be a number from %" PRIu64 " to %" PRIu64, least, most);
	*number = (u64)n;
	return 0;
}

static int read_text(const struct from *from, const char *key, size_t room, const char **text)
{
	*text = json_string_value(json_object_get(from->object, key));
	if (*text && strlen(*text) < room)
		return 0;
	return bad(from, key, "must be a text shorter than %zu bytes", room);
}

static int read_subject(const struct from *from, struct bp_run *run)
{
	const json_t *exhaustive = json_object_get(from->object, "exhaustive");
	const char *name;

	if (read_text(from, "subject", BP_RESULT_WITH_MAX, &name))
		return -EINVAL;
	run->subject = bp_subject_find(name);
	if (!run->subject)
		return bad(from, "subject",
			   "unknown subject \"%s\"; allowed: those of \"blkpath check --list\"",
			   name);
	run->exhaustive = json_is_true(exhaustive);
	if (!json_is_boolean(exhaustive) || (run->exhaustive && !run->subject->cases))
		return bad(from, "exhaustive", "must be false, or true of a world");
	return 0;
}

static int read_rules(const struct from *from, struct bp_result *result)
{
	const struct bp_place rules_at = { from->at->file, 0, "rules" };
	const struct bp_place with_at = { from->at->file, 0, "with" };
	const char *rules, *with;

	if (read_text(from, "rules", BP_RESULT_WITH_MAX, &rules) ||
	    read_text(from, "with", BP_RESULT_WITH_MAX, &with))
		return -EINVAL;
	if (*rules && bp_rule_set_parse(&rules_at, rules, &result->run.setup.rules, from->err))
		return -EINVAL;
	if (!*with)
		return 0;
	if (!*rules)
		return bad(from, "with", "must be empty: there are no rules");
	return bp_result_mix(&with_at, with, result->run.setup.rules, result, from->err);
}

static int read_switches(const struct from *from, struct bp_defects *defects)
{
	const json_t *list = json_object_get(from->object, "defects");
	const json_t *value;
	size_t i;

	if (!json_is_array(list))
		return bad(from, "defects", "must be a list of switches");
	json_array_foreach (list, i, value) {
		const char *name = json_string_value(value);

		if (!name || bp_defect_find(name) < 0 || bp_defects_add(defects, name))
			return bad(from, "defects", "must be a list of ids of \"blkpath defects\"");
	}
	return 0;
}

/* How far the part has come is how many trials there have been. */
static int read_part(const struct from *from, struct bp_run *run)
{
	u64 cases = run->exhaustive ? run->subject->cases : 0, part = 1, share;

	if (read_number(from, "seed", 0, INT64_MAX, &run->seed) ||
	    read_number(from, "shards", 1, UINT32_MAX, &run->shards) ||
	    read_number(from, "shard", 1, run->shards, &part) ||
	    read_number(from, "end", cases ?: 1, cases ?: INT64_MAX, &run->end) ||
	    read_number(from, "next", 0, run->end, &run->next))
		return -EINVAL;
	run->shard = part - 1;
	share = bp_result_share(run->shard, run->shards, run->next);
	return read_number(from, "trials", share, share, &run->outcome.trials);
}

static int read_counts(const struct from *from, struct bp_trial_outcome *o)
{
	if (read_number(from, "things", 0, INT64_MAX, &o->things) ||
	    read_number(from, "bugs", 0, INT64_MAX, &o->bugs))
		return -EINVAL;
	return read_number(from, "wrong", 0, INT64_MAX, &o->wrong);
}

static int read_judged(const struct from *from, struct bp_trial_outcome *o)
{
	json_t *judged = json_object_get(from->object, "judged");
	const char *name;
	json_t *value;

	if (!json_is_object(judged))
		return bad(from, "judged", "must be an object");
	json_object_foreach (judged, name, value) {
		const struct from inside = { from->at, value, from->err };
		int id = bp_invariant_find(name);

		if (id < 0)
			return bad(from, "judged", "unknown invariant \"%.20s\"", name);
		if (read_number(&inside, "judged", 1, INT64_MAX, &o->judged[id]) ||
		    read_number(&inside, "broken", 0, o->judged[id], &o->broken[id]))
			return -EINVAL;
	}
	return 0;
}

static bool is_the_scenario(const struct bp_trial_finding *f, const char *hex)
{
	if (strlen(hex) != 2 * f->size)
		return false;
	for (size_t i = 0; i < f->size; i++) {
		char digits[3];

		snprintf(digits, sizeof(digits), "%02x", f->bytes[i]);
		if (strncmp(digits, hex + 2 * i, 2))
			return false;
	}
	return true;
}

static int read_finding(const struct from *from, const struct bp_run *run,
			struct bp_trial_finding *f)
{
	const char *what, *text, *hex;

	if (read_text(from, "what", sizeof(f->what), &what) ||
	    read_text(from, "text", sizeof(f->text), &text) ||
	    read_text(from, "bytes", 2 * BP_RUN_BYTES + 1, &hex) ||
	    read_number(from, "number", 0, run->end - 1, &f->number))
		return -EINVAL;
	f->size = bp_run_bytes(run, f->number, f->bytes);
	if (f->number % run->shards != run->shard || f->number >= run->next)
		return bad(from, "number", "is none of this part's");
	if (!is_the_scenario(f, hex))
		return bad(from, "bytes", "are not those of number %" PRIu64 " in this blkpath",
			   f->number);
	if (!*what || bp_run_find(run, what))
		return bad(from, "what", "must be there, each once");
	snprintf(f->what, sizeof(f->what), "%s", what);
	snprintf(f->text, sizeof(f->text), "%s", text);
	return 0;
}

static int read_findings(const struct from *from, struct bp_run *run)
{
	const json_t *list = json_object_get(from->object, "findings");

	if (!json_is_array(list) || json_array_size(list) > BP_RUN_FINDINGS)
		return bad(from, "findings", "must be a list, at most %u long", BP_RUN_FINDINGS);
	for (size_t i = 0; i < json_array_size(list); i++) {
		char key[64];
		const struct bp_place at = { from->at->file, 0, key };
		const struct from inside = { &at, json_array_get(list, i), from->err };

		snprintf(key, sizeof(key), "%s.findings.%zu", from->at->key, i);
		if (read_finding(&inside, run, &run->findings[i]))
			return -EINVAL;
		run->nr_findings++;
	}
	if (run->nr_findings && !run->outcome.wrong)
		return bad(from, "findings", "must be empty: nothing is wrong");
	if (!run->nr_findings && run->outcome.wrong)
		return bad(from, "findings", "must tell what is wrong");
	return 0;
}

int bp_result_read(const struct bp_place *at, const json_t *object, struct bp_result *result,
		   struct bp_error *err)
{
	const struct from from = { at, object, err };
	struct bp_run *run = &result->run;

	memset(result, 0, sizeof(*result));
	run->jobs = 1;
	if (!json_is_object(object))
		return bp_place_error(at, err, "must be an object");
	if (read_subject(&from, run) || read_rules(&from, result) ||
	    read_switches(&from, &run->setup.defects) || read_part(&from, run) ||
	    read_counts(&from, &run->outcome) || read_judged(&from, &run->outcome))
		return -EINVAL;
	return read_findings(&from, run);
}
