/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/check.h"

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

static json_t *finding_json(const struct bp_finding *f)
{
	char hex[2 * BP_RUN_BYTES + 1] = "";

	for (size_t i = 0; i < f->size; i++)
		snprintf(hex + 2 * i, 3, "%02x", f->bytes[i]);
	return json_pack("{s:s, s:I, s:s, s:s}", "what", f->what, "number", (json_int_t)f->number,
			 "bytes", hex, "text", f->text);
}

json_t *bp_check_run_json(const struct bp_check_plan *plan, const struct bp_run *run)
{
	const struct bp_trial_outcome *o = &run->outcome;
	json_t *findings = json_array();

	for (unsigned i = 0; i < run->nr_findings; i++)
		json_array_append_new(findings, finding_json(&run->findings[i]));
	return json_pack("{s:s, s:b, s:I, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o}",
			 "subject", run->subject->name, "exhaustive",
			 plan->options->exhaustive != NULL, "seed", (json_int_t)run->seed, "rules",
			 plan->rules ? plan->rules->name : "", "shard", (json_int_t)run->shard + 1,
			 "shards", (json_int_t)run->shards, "end", (json_int_t)run->end, "trials",
			 (json_int_t)o->trials, "things", (json_int_t)o->things, "bugs",
			 (json_int_t)o->bugs, "wrong", (json_int_t)o->wrong, "judged",
			 judged_json(o), "findings", findings);
}
