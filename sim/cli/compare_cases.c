/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One case: where to find it, and its first difference with the rules of both sides.
 */
#include "cli/compare.h"
#include "draw/prediction_cause.h"

static const char *const verdicts[BP_VERDICT_NR] = { "equal", "known difference", "unexplained" };

static json_t *cell_json(enum bp_fact fact, unsigned column, u64 value)
{
	const char *word = bp_fact_word(fact, column, value);

	return word ? json_string(word) : json_integer((json_int_t)value);
}

/* A single number stands alone; null where there is no row. */
static json_t *row_json(enum bp_fact fact, const struct bp_fact_row *row)
{
	json_t *list;

	if (!row)
		return json_null();
	if (bp_fact_columns(fact) == 1)
		return cell_json(fact, 0, row->v[0]);
	list = json_array();
	for (unsigned i = bp_fact_first_column(fact); i < bp_fact_end_column(fact, row); i++)
		json_array_append_new(list, cell_json(fact, i, row->v[i]));
	return list;
}

static json_t *prediction_json(const struct bp_comparison_side *side,
			       const struct bp_fact_difference *told)
{
	char cause[BP_CAUSE_TEXT_MAX];

	bp_prediction_cause(&side->prediction, side->rules, told->fact, told->row, cause);
	return json_pack("{s:s, s:o, s:s}", "rules", side->rules->name, "value",
			 row_json(told->fact, bp_facts_at(&side->prediction.facts, told)), "cause",
			 cause);
}

/* Both sides: the rule set that should explain, and v5.2 or else that of the kernel. */
static json_t *predictions_json(const struct bp_recording *r, const struct bp_comparison *c,
				const struct bp_fact_difference *told)
{
	const struct bp_rules *oldest = bp_rules_find(NULL);
	const struct bp_rules *other = c->explains == oldest ? r->rules : oldest;
	json_t *list = json_array();

	json_array_append_new(list, prediction_json(bp_comparison_side(c, c->explains), told));
	if (other != c->explains)
		json_array_append_new(list, prediction_json(bp_comparison_side(c, other), told));
	return list;
}

/* A prediction that stopped at a BUG may have no row that differs: then its return value is told.
 */
static struct bp_fact_difference told_difference(const struct bp_recording *r,
						 const struct bp_comparison_side *side)
{
	struct bp_fact_difference difference = {
		.fact = BP_FACT_RET,
		.recorded = r->facts.list[BP_FACT_RET].at,
	};

	return side->prediction.bug ? difference : side->difference;
}

static json_t *difference_json(const struct bp_recording *r, const struct bp_comparison *c)
{
	const struct bp_comparison_side *side = bp_comparison_told(c);
	struct bp_fact_difference told;
	char where[BP_FACT_TEXT_MAX];

	if (!side->differs)
		return json_null();
	told = told_difference(r, side);
	bp_fact_where(told.recorded ? &r->facts : &side->prediction.facts, told.fact, told.row,
		      where);
	return json_pack("{s:s, s:o, s:o}", "where", where, "recorded",
			 row_json(told.fact, told.recorded), "predicted",
			 predictions_json(r, c, &told));
}

static json_t *names_json(unsigned long names)
{
	json_t *list = json_array();

	for (unsigned i = 0; i < BP_RULE_NR; i++)
		if (names >> i & 1)
			json_array_append_new(list, json_string(bp_rule_switch_get(i)->name));
	return list;
}

/* Rule sets that predict the case, when the one that should does not. */
static json_t *fits_json(const struct bp_comparison *c)
{
	json_t *list = json_array();

	for (unsigned i = 0; i < c->nr_sides; i++)
		if (!c->sides[i].differs)
			json_array_append_new(list, json_string(c->sides[i].rules->name));
	return list;
}

/* A file may have any name; only a document for programs has to be UTF-8. */
json_t *bp_compare_case(const char *path, const struct bp_recording *r,
			const struct bp_comparison *c)
{
	return json_pack("{s:o, s:i, s:s, s:s, s:I, s:I, s:s, s:o, s:o, s:o}", "file",
			 json_string_nocheck(path), "line", (int)r->line, "source", r->src,
			 "kernel", r->kernel, "seed", (json_int_t)r->seed, "case",
			 (json_int_t)r->number, "verdict", verdicts[c->verdict], "names",
			 names_json(c->names), "fits", fits_json(c), "difference",
			 difference_json(r, c));
}
