/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "world/prediction_cause.h"

#include <inttypes.h>
#include <stdio.h>

static void tell_cut(const struct bp_cut *cut, char *text)
{
	snprintf(text, BP_CAUSE_TEXT_MAX, "%s %s %" PRIu64 "%s%s", cut->rule,
		 bp_cut_limit_name(cut->cause), cut->limit,
		 cut->physical_block ? " +physical block" : "",
		 cut->rounded_bytes ? " +block" : "");
}

/* The cut before the sector where a request ends. */
static const struct bp_predicted_cut *cut_at(const struct bp_prediction *p, u64 sector)
{
	for (unsigned i = 0; i < p->cuts.n; i++)
		if (p->cuts.at[i].sector == sector)
			return &p->cuts.at[i];
	return NULL;
}

static void tell_split(const struct bp_prediction *p, unsigned row, char *text)
{
	if (row < p->cuts.n)
		tell_cut(&p->cuts.at[row].cut, text);
	else if (p->refused)
		tell_cut(&p->refusal.cut, text);
	else
		snprintf(text, BP_CAUSE_TEXT_MAX, "no further cut");
}

static void tell_request(const struct bp_prediction *p, const struct bp_fact_row *row, char *text)
{
	const struct bp_predicted_cut *cut = cut_at(p, row->v[0] + row->v[1]);

	if (cut)
		tell_cut(&cut->cut, text);
	else
		snprintf(text, BP_CAUSE_TEXT_MAX, "the bio ends");
}

static bool refused_early(const struct bp_prediction *p)
{
	const struct bp_fact_list *ret = &p->facts.list[BP_FACT_RET];

	return ret->n && (int64_t)ret->at[0].v[0] < 0 && !p->facts.list[BP_FACT_BIOS].n;
}

static void tell_ret(const struct bp_prediction *p, char *text)
{
	if (p->refused)
		tell_cut(&p->refusal.cut, text);
	else
		snprintf(text, BP_CAUSE_TEXT_MAX, "all of it is done");
}

/* Lists that no cut decides: the rules by which they are made. */
static const char *rules_of(enum bp_fact fact, const struct bp_rules *rules)
{
	bool newer = rules->walk == BP_WALK_BYTES;

	switch (fact) {
	case BP_FACT_BIOS:
		return newer ? "B1 to B5" : "R-HLP-3";
	case BP_FACT_MAPSG:
	case BP_FACT_SG:
		return newer ? "S10" : "R-MAP-6";
	case BP_FACT_NSEGS:
		return newer ? "S4" : "R-QSP-11";
	default:
		return "no such request";
	}
}

void bp_prediction_cause(const struct bp_prediction *p, const struct bp_rules *rules,
			 enum bp_fact fact, unsigned row, char text[BP_CAUSE_TEXT_MAX])
{
	const struct bp_fact_list *list = &p->facts.list[fact];
	bool request = fact == BP_FACT_RQS || fact == BP_FACT_ISSUED;

	if (p->bug) {
		const struct bp_site *site = bp_site_get(p->report.site);

		snprintf(text, BP_CAUSE_TEXT_MAX, "BUG in %s, %s", site->function, site->rule);
	} else if (refused_early(p)) {
		snprintf(text, BP_CAUSE_TEXT_MAX, "G-18 alignment, before any bio");
	} else if (fact == BP_FACT_RET) {
		tell_ret(p, text);
	} else if (fact == BP_FACT_SPLITS) {
		tell_split(p, row, text);
	} else if (request && row < list->n) {
		tell_request(p, &list->at[row], text);
	} else {
		snprintf(text, BP_CAUSE_TEXT_MAX, "%s", rules_of(fact, rules));
	}
}
