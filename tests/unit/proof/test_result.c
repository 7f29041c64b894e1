/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bp_test.h"
#include "proof/result.h"

static const struct bp_place at = { "some.json", 0, "runs.0" };

static void add_finding(struct bp_run *run, u64 number, const char *what)
{
	struct bp_trial_finding *f = &run->findings[run->nr_findings++];

	f->number = number;
	f->size = bp_run_bytes(run, number, f->bytes);
	strcpy(f->what, what);
	strcpy(f->text, "in full\n");
}

/* A part of a run of mixed rules, in the middle of it, in which something went wrong. */
static struct bp_result *some_result(void)
{
	struct bp_result *result = calloc(1, sizeof(*result));
	struct bp_run *run = &result->run;
	struct bp_error err = { 0 };

	assert_non_null(result);
	*run = (struct bp_run){ .subject = bp_subject_find("block"),
				.seed = 7,
				.shard = 1,
				.shards = 3,
				.jobs = 1,
				.next = 50,
				.end = 100 };
	bp_defect_set(&run->setup.defects, BP_DEF_4, true);
	bp_defect_set(&run->setup.defects, BP_QUIRK_9, true);
	assert_int_equal(bp_result_mix(&at, "byte-walk=v6.1", bp_rules_find("v5.2"), result, &err),
			 0);
	run->outcome =
		(struct bp_trial_outcome){ .trials = 17, .things = 80, .bugs = 2, .wrong = 9 };
	run->outcome.judged[BP_INV_MAP_4] = 12;
	run->outcome.broken[BP_INV_MAP_4] = 5;
	add_finding(run, 4, "INV-MAP-4");
	add_finding(run, 49, "data");
	return result;
}

static void share__numbers__each_in_one_part(void **state)
{
	(void)state;
	assert_int_equal(bp_result_share(0, 1, 100), 100);
	assert_int_equal(bp_result_share(0, 3, 100), 34);
	assert_int_equal(bp_result_share(1, 3, 100), 33);
	assert_int_equal(bp_result_share(2, 3, 100), 33);
	assert_int_equal(bp_result_share(2, 3, 2), 0);
	assert_int_equal(bp_result_share(2, 3, 3), 1);
	assert_int_equal(bp_result_share(5, 9, 0), 0);
}

static void switch_name__defect_and_quirk__turns_it_on(void **state)
{
	char name[BP_RESULT_SWITCH_MAX];
	struct bp_defects defects = { 0 };

	(void)state;
	assert_string_equal(bp_result_switch(BP_DEF_4, name), "DEF-4");
	assert_string_equal(bp_result_switch(BP_QUIRK_9, name), "fix-quirk-9");
	assert_int_equal(bp_defects_add(&defects, name), 0);
	assert_true(bp_defect_on(&defects, BP_QUIRK_9));
}

static void read__what_was_written__is_the_same(void **state)
{
	struct bp_result *old = some_result(), *new = calloc(1, sizeof(*new));
	struct bp_error err = { 0 };
	json_t *json = bp_result_json(old), *again;

	(void)state;
	assert_non_null(json);
	if (bp_result_read(&at, json, new, &err))
		fail_msg("%s: %s", err.key, err.text);
	again = bp_result_json(new);
	assert_true(json_equal(json, again));
	assert_null(bp_result_differs(old, new, true));
	assert_ptr_equal(new->run.setup.rules, &new->mixture);
	assert_true(new->run.setup.mixture);
	assert_memory_equal(&old->run.outcome, &new->run.outcome, sizeof(old->run.outcome));
	assert_memory_equal(old->run.findings[1].bytes, new->run.findings[1].bytes,
			    old->run.findings[1].size);
	json_decref(json);
	json_decref(again);
	free(old);
	free(new);
}

/* A world's result, of no rules of its own. */
static void read__a_world__its_cases_are_the_end(void **state)
{
	struct bp_result *old = calloc(1, sizeof(*old)), *new = calloc(1, sizeof(*new));
	struct bp_error err = { 0 };
	json_t *json;

	(void)state;
	old->run.subject = bp_subject_find("bios");
	old->run.exhaustive = true;
	old->run.shards = 1;
	old->run.end = old->run.subject->cases;
	json = bp_result_json(old);
	assert_int_equal(bp_result_read(&at, json, new, &err), 0);
	assert_null(new->run.setup.rules);
	json_object_set_new(json, "end", json_integer(5));
	assert_int_equal(bp_result_read(&at, json, new, &err), -EINVAL);
	assert_string_equal(err.key, "runs.0.end");
	json_decref(json);
	free(old);
	free(new);
}

/* What stands where something else has to, and which key is named. */
static const struct {
	const char *key;
	const char *value; /* JSON; NULL: the key is missing */
	const char *named;
	const char *says;
} bad[] = {
	{ "subject", NULL, "runs.0.subject", "must be a text" },
	{ "subject", "7", "runs.0.subject", "must be a text" },
	{ "subject", "\"nobody\"", "runs.0.subject", "unknown subject \"nobody\"; allowed:" },
	{ "exhaustive", "1", "runs.0.exhaustive", "must be false" },
	{ "exhaustive", "true", "runs.0.exhaustive", "true of a world" },
	{ "seed", "-1", "runs.0.seed", "must be a number from 0" },
	{ "seed", "\"1\"", "runs.0.seed", "must be a number from 0" },
	{ "rules", "\"v9\"", "rules", "unknown rule set" },
	{ "rules", "\"\"", "runs.0.with", "there are no rules" },
	{ "with", "\"byte-walk\"", "with", "allowed: SWITCH=NAME" },
	{ "with", "3", "runs.0.with", "must be a text" },
	{ "defects", "{}", "runs.0.defects", "must be a list of switches" },
	{ "defects", "[3]", "runs.0.defects", "must be a list of ids" },
	{ "defects", "[\"DEF-99\"]", "runs.0.defects", "must be a list of ids" },
	{ "defects", "[\"QUIRK-9\"]", "runs.0.defects", "must be a list of ids" },
	{ "shards", "0", "runs.0.shards", "from 1 to 4294967295" },
	{ "shard", "4", "runs.0.shard", "from 1 to 3" },
	{ "shard", "0", "runs.0.shard", "from 1 to 3" },
	{ "end", "0", "runs.0.end", "from 1" },
	{ "next", "101", "runs.0.next", "from 0 to 100" },
	{ "next", "40", "runs.0.trials", "from 13 to 13" },
	{ "trials", "18", "runs.0.trials", "from 17 to 17" },
	{ "things", "1.5", "runs.0.things", "must be a number" },
	{ "bugs", NULL, "runs.0.bugs", "must be a number" },
	{ "wrong", "-3", "runs.0.wrong", "must be a number" },
	{ "wrong", "0", "runs.0.findings", "must be empty: nothing is wrong" },
	{ "judged", "[]", "runs.0.judged", "must be an object" },
	{ "judged", "{\"INV-NO-1\": {}}", "runs.0.judged", "unknown invariant" },
	{ "judged", "{\"INV-MAP-1\": 3}", "runs.0.judged", "must be a number" },
	{ "judged", "{\"INV-MAP-1\": {\"judged\": 0}}", "runs.0.judged", "from 1" },
	{ "judged", "{\"INV-MAP-1\": {\"judged\": 2, \"broken\": 3}}", "runs.0.broken",
	  "from 0 to 2" },
	{ "findings", "3", "runs.0.findings", "must be a list" },
	{ "findings", "[]", "runs.0.findings", "must tell what is wrong" },
	{ "findings", "[3]", "runs.0.findings.0.what", "must be a text" },
};

static void read__something_else__refused_by_its_key(void **state)
{
	struct bp_result *result = some_result(), *into = calloc(1, sizeof(*into));
	json_t *good = bp_result_json(result);

	(void)state;
	for (size_t i = 0; i < bp_array_size(bad); i++) {
		json_t *json = json_copy(good);
		struct bp_error err = { 0 };

		if (bad[i].value)
			json_object_set_new(json, bad[i].key,
					    json_loads(bad[i].value, JSON_DECODE_ANY, NULL));
		else
			json_object_del(json, bad[i].key);
		if (bp_result_read(&at, json, into, &err) != -EINVAL ||
		    strcmp(err.key, bad[i].named) || !strstr(err.text, bad[i].says) ||
		    strcmp(err.file, "some.json"))
			fail_msg("%s = %s: %s: %s", bad[i].key, bad[i].value, err.key, err.text);
		json_decref(json);
	}
	json_decref(good);
	free(result);
	free(into);
}

/* A finding of another part, of another scenario, of nothing. */
static void read__findings_that_cannot_be__refused(void **state)
{
	static const struct {
		const char *key;
		const char *value;
	} cases[] = {
		{ "number", "5" },	{ "number", "52" },    { "number", "100" },
		{ "bytes", "\"\"" },	{ "bytes", "\"zz\"" }, { "what", "\"\"" },
		{ "what", "\"data\"" }, { "text", "0" },
	};
	struct bp_result *result = some_result(), *into = calloc(1, sizeof(*into));

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		json_t *json = bp_result_json(result);
		json_t *list = json_object_get(json, "findings");
		struct bp_error err = { 0 };
		char named[40];

		/* "data" is there twice then */
		json_object_set_new(json_array_get(list, 1), cases[i].key,
				    json_loads(cases[i].value, JSON_DECODE_ANY, NULL));
		if (!strcmp(cases[i].value, "\"data\""))
			json_object_set_new(json_array_get(list, 0), "what", json_string("data"));
		snprintf(named, sizeof(named), "runs.0.findings.1.%s", cases[i].key);
		assert_int_equal(bp_result_read(&at, json, into, &err), -EINVAL);
		assert_string_equal(err.key, named);
		json_decref(json);
	}
	free(result);
	free(into);
}

static void differs__each_key__is_named(void **state)
{
	struct bp_result *a = some_result(), *b = some_result();

	(void)state;
	assert_null(bp_result_differs(a, b, true));
	b->run.shard = 2;
	assert_string_equal(bp_result_differs(a, b, true), "shard");
	assert_null(bp_result_differs(a, b, false));
	b->run.shards = 4;
	assert_string_equal(bp_result_differs(a, b, false), "shards");
	b->run.end = 101;
	assert_string_equal(bp_result_differs(a, b, false), "end");
	bp_defect_set(&b->run.setup.defects, BP_DEF_5, true);
	assert_string_equal(bp_result_differs(a, b, false), "defects");
	b->run.setup.rules = NULL;
	assert_string_equal(bp_result_differs(a, b, false), "rules");
	b->with[0] = 0;
	assert_string_equal(bp_result_differs(a, b, false), "with");
	b->run.seed = 8;
	assert_string_equal(bp_result_differs(a, b, false), "seed");
	b->run.exhaustive = true;
	assert_string_equal(bp_result_differs(a, b, false), "exhaustive");
	free(a);
	free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(share__numbers__each_in_one_part),
		cmocka_unit_test(switch_name__defect_and_quirk__turns_it_on),
		cmocka_unit_test(read__what_was_written__is_the_same),
		cmocka_unit_test(read__a_world__its_cases_are_the_end),
		cmocka_unit_test(read__something_else__refused_by_its_key),
		cmocka_unit_test(read__findings_that_cannot_be__refused),
		cmocka_unit_test(differs__each_key__is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
