/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "draw/cut.h"
#include "draw/prediction_cause.h"

static void tell_cut(const struct bp_cut *cut, char *text)
{
	char limit[BP_CUT_TEXT_MAX];

	bp_cut_text(cut, limit);
	snprintf(text, BP_CAUSE_TEXT_MAX, "%s %s", cut->rule, limit);
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
	else if ((s64)p->facts.list[BP_FACT_RET].at[0].v[0] < 0)
		snprintf(text, BP_CAUSE_TEXT_MAX, "NVH-19 no PRPs for such a list");
	else
		snprintf(text, BP_CAUSE_TEXT_MAX, "all of it is done");
}

/* Lists that no cut decides: the rules by which v5.2 and newer kernels make them. */
static const struct {
	const char *v52;
	const char *newer;
} made_by[BP_FACT_NR] = {
	[BP_FACT_BIOS] = { "R-HLP-3", "B1 to B5" },
	[BP_FACT_NSEGS] = { "R-QSP-11", "S4" },
	[BP_FACT_MAPSG] = { "R-MAP-6", "S10" },
	[BP_FACT_SG] = { "R-MAP-6", "S10" },
};

static void tell_command(const struct bp_prediction *p, enum bp_fact fact, unsigned row, char *text)
{
	const struct bp_fact_list *list = &p->facts.list[fact];
	u64 command = row;

	if (fact == BP_FACT_MAP)
		command = row < list->n ? list->at[row].v[0] : UINT64_MAX;
	snprintf(text, BP_CAUSE_TEXT_MAX, "%s",
		 command < p->rules_of_commands.n ? p->rules_of_commands.at[command]
						  : "no such command");
}

static const char *rules_of(enum bp_fact fact, const struct bp_rules *rules)
{
	if (!made_by[fact].v52)
		return "no such request";
	return rules->walk == BP_WALK_BYTES ? made_by[fact].newer : made_by[fact].v52;
}

void bp_prediction_cause(const struct bp_prediction *p, const struct bp_rules *rules,
			 enum bp_fact fact, unsigned row, char text[BP_CAUSE_TEXT_MAX])
{
	const struct bp_fact_list *list = &p->facts.list[fact];
	const bool command = fact == BP_FACT_CMDS || fact == BP_FACT_MAP;
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
	} else if (command) {
		tell_command(p, fact, row, text);
	} else {
		snprintf(text, BP_CAUSE_TEXT_MAX, "%s", rules_of(fact, rules));
	}
}
