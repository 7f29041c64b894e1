/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "input/rule_set.h"
#include "proof/result.h"

int bp_result_mix(const struct bp_place *at, const char *with, const struct bp_rules *base,
		  struct bp_result *result, struct bp_error *err)
{
	if (bp_rule_set_mix(at, with, base, &result->mixture, err))
		return -EINVAL;
	snprintf(result->with, sizeof(result->with), "%s", with);
	result->run.setup.rules = &result->mixture;
	result->run.setup.mixture = true;
	return 0;
}

const char *bp_result_switch(enum bp_defect_id id, char name[BP_RESULT_SWITCH_MAX])
{
	const char *text = bp_defect_get(id)->id;

	if (bp_defect_get(id)->origin != BP_ORIGIN_QUIRK)
		return text;
	snprintf(name, BP_RESULT_SWITCH_MAX, "fix-%s", text);
	for (char *at = name; *at; at++)
		*at = (char)tolower((unsigned char)*at);
	return name;
}

u64 bp_result_share(u64 shard, u64 shards, u64 end)
{
	return end > shard ? (end - shard - 1) / shards + 1 : 0;
}

static json_t *switches_json(const struct bp_defects *defects)
{
	char name[BP_RESULT_SWITCH_MAX];
	json_t *list = json_array();

	for (int id = 0; id < BP_SWITCH_NR; id++)
		if (bp_defect_on(defects, (enum bp_defect_id)id))
			json_array_append_new(
				list, json_string(bp_result_switch((enum bp_defect_id)id, name)));
	return list;
}

static json_t *judged_json(const struct bp_trial_outcome *o)
{
	json_t *object = json_object();

	for (int id = 0; id < BP_INV_NR; id++)
		if (o->judged[id])
			json_object_set_new(object, bp_invariant_get((enum bp_invariant)id)->id,
					    json_pack("{s:I, s:I}", "judged",
						      (json_int_t)o->judged[id], "broken",
						      (json_int_t)o->broken[id]));
	return object;
}

static json_t *findings_json(const struct bp_run *run)
{
	json_t *list = json_array();

	for (unsigned i = 0; i < run->nr_findings; i++) {
		const struct bp_trial_finding *f = &run->findings[i];
		char hex[2 * BP_RUN_BYTES + 1] = "";

		for (size_t b = 0; b < f->size; b++)
			snprintf(hex + 2 * b, 3, "%02x", f->bytes[b]);
		json_array_append_new(list, json_pack("{s:s, s:I, s:s, s:s}", "what", f->what,
						      "number", (json_int_t)f->number, "bytes", hex,
						      "text", f->text));
	}
	return list;
}

json_t *bp_result_json(const struct bp_result *result)
{
	const struct bp_run *run = &result->run;
	const struct bp_trial_outcome *o = &run->outcome;
	json_t *object =
		json_pack("{s:s, s:b, s:I, s:s, s:s, s:o, s:I, s:I, s:I, s:I}", "subject",
			  run->subject->name, "exhaustive", run->exhaustive, "seed",
			  (json_int_t)run->seed, "rules",
			  run->setup.rules ? run->setup.rules->name : "", "with", result->with,
			  "defects", switches_json(&run->setup.defects), "shard",
			  (json_int_t)run->shard + 1, "shards", (json_int_t)run->shards, "end",
			  (json_int_t)run->end, "next", (json_int_t)run->next);
	json_t *found = json_pack("{s:I, s:I, s:I, s:I, s:o, s:o}", "trials", (json_int_t)o->trials,
				  "things", (json_int_t)o->things, "bugs", (json_int_t)o->bugs,
				  "wrong", (json_int_t)o->wrong, "judged", judged_json(o),
				  "findings", findings_json(run));

	json_object_update(object, found);
	json_decref(found);
	return object;
}

const char *bp_result_differs(const struct bp_result *a, const struct bp_result *b, bool parts)
{
	const struct bp_run *x = &a->run, *y = &b->run;

	if (x->exhaustive != y->exhaustive)
		return "exhaustive";
	if (x->seed != y->seed)
		return "seed";
	if (strcmp(a->with, b->with))
		return "with";
	if ((x->setup.rules ? x->setup.rules->name : NULL) !=
	    (y->setup.rules ? y->setup.rules->name : NULL))
		return "rules";
	if (memcmp(&x->setup.defects, &y->setup.defects, sizeof(x->setup.defects)))
		return "defects";
	if (x->end != y->end)
		return "end";
	if (x->shards != y->shards)
		return "shards";
	return parts && x->shard != y->shard ? "shard" : NULL;
}
