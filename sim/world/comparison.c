/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "world/comparison.h"

#include <string.h>

static int predict(const struct bp_recording *r, const struct queue_limits *limits,
		   struct bp_comparison_side *side)
{
	int error = bp_predict(r, limits, side->rules, &side->prediction);

	if (error)
		return error;
	side->differs = bp_facts_differ(&r->facts, &side->prediction.facts, &side->difference) ||
			side->prediction.bug;
	return 0;
}

int bp_compare_fits(const struct bp_recording *r, const struct queue_limits *limits,
		    const struct bp_rules *rules, bool *fits)
{
	struct bp_comparison_side side = { .rules = rules };
	int error = predict(r, limits, &side);

	*fits = !side.differs;
	bp_prediction_free(&side.prediction);
	return error;
}

const struct bp_comparison_side *bp_comparison_side(const struct bp_comparison *c,
						    const struct bp_rules *rules)
{
	for (unsigned i = 0; i < c->nr_sides; i++)
		if (c->sides[i].rules == rules)
			return &c->sides[i];
	return NULL;
}

const struct bp_comparison_side *bp_comparison_told(const struct bp_comparison *c)
{
	const struct bp_rules *oldest = bp_rules_find(NULL);

	return bp_comparison_side(c, c->verdict == BP_VERDICT_KNOWN ? oldest : c->explains);
}

/* With v5.2 alone to fit, v5.2 explains nothing: then the recorded kernel's rules do. */
static const struct bp_rules *explaining(const struct bp_recording *r,
					 const struct bp_comparison_rules *rules)
{
	if (!rules->forced || (rules->v52_only && rules->forced == bp_rules_find(NULL)))
		return r->rules;
	return rules->forced;
}

static enum bp_verdict judge(const struct bp_comparison *c, bool v52_only)
{
	bool v52_fits = !bp_comparison_side(c, bp_rules_find(NULL))->differs;
	bool fits = !bp_comparison_side(c, c->explains)->differs;

	if (v52_only && v52_fits)
		return BP_VERDICT_EQUAL;
	if (!fits)
		return BP_VERDICT_UNEXPLAINED;
	return v52_fits ? BP_VERDICT_EQUAL : BP_VERDICT_KNOWN;
}

int bp_compare(const struct bp_recording *r, const struct queue_limits *limits,
	       const struct bp_comparison_rules *rules, struct bp_comparison *c)
{
	const struct bp_rules *set;

	*c = (struct bp_comparison){ .explains = explaining(r, rules) };
	while (c->nr_sides < BP_RULE_SETS_MAX && (set = bp_rules_at(c->nr_sides))) {
		struct bp_comparison_side *side = &c->sides[c->nr_sides++];
		int error;

		side->rules = set;
		error = predict(r, limits, side);
		if (error)
			return error;
	}
	c->verdict = judge(c, rules->v52_only);
	if (c->verdict != BP_VERDICT_KNOWN)
		return 0;
	return bp_difference_names(r, limits, c->explains, bp_rules_find(NULL), &c->names);
}

void bp_comparison_free(struct bp_comparison *c)
{
	for (unsigned i = 0; i < c->nr_sides; i++)
		bp_prediction_free(&c->sides[i].prediction);
	c->nr_sides = 0;
}
