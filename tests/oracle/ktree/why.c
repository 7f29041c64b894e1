/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <blkpath/event.h>

#include "why.h"

#define ROWS 64 /* told apart; a case that is shown is smaller */
#define TEXT 160

static bool wanted;
static const struct kt_result *result;
static char told[ROWS][TEXT];
static char bug[TEXT];

void kt_why_wanted(bool yes)
{
	wanted = yes;
}

/* What happens belongs to the row that comes next. */
static void hear(struct bp_sink *sink, const struct bp_event *event)
{
	const char *rule = event->cut ? event->cut->rule : event->rule;
	const char *limit = event->cut ? bp_cut_limit_name(event->cut->cause) : event->limit;

	(void)sink;
	if (result->nr_rows >= ROWS || !rule)
		return;
	if (event->id != BP_EV_SPLIT_END && event->id != BP_EV_SPLIT &&
	    event->id != BP_EV_MERGE_REFUSED)
		return;
	snprintf(told[result->nr_rows], TEXT, "%s (%s)", rule, limit ? limit : "no limit");
}

void kt_why_listen(struct bp_env *env, const struct kt_result *r)
{
	static struct bp_sink sink = { .fn = hear };

	if (!wanted)
		return;
	result = r;
	memset(told, 0, sizeof(told));
	bug[0] = '\0';
	sink.next = NULL;
	bp_sink_add(env, &sink);
}

void kt_why_bug(const char *rule)
{
	snprintf(bug, sizeof(bug), "%s", rule);
}

/* Where no event speaks: the rule of a column, and of the entries behind the columns. */
static const struct {
	const char *columns[KT_COLUMNS];
	const char *entries;
} rules[KT_WHATS] = {
	[KT_PIECE] = { { "R-SPL-3", "S5: it fits", "S4 (segments)", "S9 (recount)" },
		       "S10 (scatterlist)" },
	[KT_ENDED] = { { "R-CHN-2", "G-6, R-CHN-3" }, NULL },
	[KT_OFFERED] = { { "R-MGE-3", "R-MGE-2", "S11: nothing forbids it", "S11, G-12",
			   "S11, R-MGE-7", "S5: it fits" },
			 NULL },
	[KT_REQUEST] = { { "R-MGE-9", "R-MGE-9", "S11, G-12", "S9 (recount)" },
			 "S10 (scatterlist)" },
	[KT_MERGED] = { { "S11, R-MGE-14", "R-MGE-17", "R-MGE-17" }, NULL },
	[KT_ADVANCED] = { { "R-ITER-5, G-13", "R-ITER-4, G-13", "R-ITER-4, G-13", "R-ITER-4, G-13",
			    "S9 (recount)" },
			  "S10 (scatterlist)" },
	[KT_ADDED] = { { "R-ADD-5, R-ADD-6, G-15 to G-17" }, NULL },
	[KT_TABLE] = { { "R-ADD-5, R-ADD-6" }, "R-ADD-5, R-ADD-6" },
};

/* The first column that differs, KT_COLUMNS for the entries. */
static unsigned column_of(const struct kt_row *a, const struct kt_row *b)
{
	unsigned i = 0;

	while (i < KT_COLUMNS && a->n[i] == b->n[i])
		i++;
	return i;
}

/* The event tells why a piece ends or a merge fails; lengths and counts of a row follow from it. */
static bool event_decides(enum kt_what what, unsigned column)
{
	return (what == KT_PIECE && column <= 1) || (what == KT_OFFERED && column == 2) ||
	       (what == KT_OFFERED && column == 5) || (what == KT_MERGED && column == 0);
}

const char *kt_why(const struct kt_result *tree, const struct kt_result *ours, unsigned row)
{
	const struct kt_row *mine;
	unsigned column;

	if (row == UINT_MAX)
		return bug[0] ? bug : tree->outcome == KT_BUGGED ? "S6, S7, G-6" : "R-MAP-5";
	mine = &ours->rows[row];
	if (row >= ours->nr_rows || row >= tree->nr_rows || mine->what != tree->rows[row].what)
		return row < ROWS && told[row][0] ? told[row] : "S5 to S8";
	column = column_of(&tree->rows[row], mine);
	if (column == KT_COLUMNS)
		return rules[mine->what].entries;
	if (row < ROWS && told[row][0] && event_decides(mine->what, column))
		return told[row];
	return rules[mine->what].columns[column];
}
