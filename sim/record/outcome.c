/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "record/outcome.h"

void bp_outcome_begin(struct bp_outcome *outcome, u64 first, u64 sectors)
{
	outcome->first = first;
	outcome->end = first + sectors;
	outcome->bios.n = 0;
	outcome->splits.n = 0;
	outcome->rqs.n = 0;
	outcome->issued.n = 0;
	outcome->completed = 0;
	outcome->merges = 0;
	outcome->requeues = 0;
	outcome->broken = false;
}

static void add(struct bp_outcome *outcome, struct bp_extents *list,
		const struct bp_trace_line *line)
{
	if (list->n == BP_OUTCOME_MAX)
		outcome->broken = true;
	else
		list->at[list->n++] = (struct bp_extent){ line->sector, line->second };
}

static bool is_inside(const struct bp_outcome *outcome, const struct bp_trace_line *line)
{
	return line->sector >= outcome->first && line->sector < outcome->end &&
	       line->second <= outcome->end - line->sector;
}

static void take_ours(struct bp_outcome *outcome, const struct bp_trace_line *line)
{
	switch (line->kind) {
	case BP_TRACE_QUEUE:
		return add(outcome, &outcome->bios, line);
	case BP_TRACE_SPLIT:
		return add(outcome, &outcome->splits, line);
	case BP_TRACE_GETRQ:
		return add(outcome, &outcome->rqs, line);
	case BP_TRACE_BACKMERGE:
	case BP_TRACE_FRONTMERGE:
		outcome->merges++;
		return;
	default:
		return;
	}
}

static void take_by_place(struct bp_outcome *outcome, const struct bp_trace_line *line)
{
	switch (line->kind) {
	case BP_TRACE_ISSUE:
		return add(outcome, &outcome->issued, line);
	case BP_TRACE_COMPLETE:
		outcome->completed++;
		return;
	case BP_TRACE_REQUEUE:
		outcome->requeues++;
		return;
	default:
		return;
	}
}

void bp_outcome_take(struct bp_outcome *outcome, const char *text, unsigned pid)
{
	struct bp_trace_line line;

	switch (bp_trace_line_read(text, pid, &line)) {
	case BP_TRACE_EVENT:
		if (line.task == BP_TASK_OURS)
			take_ours(outcome, &line);
		if (is_inside(outcome, &line))
			take_by_place(outcome, &line);
		return;
	case BP_TRACE_LOST:
	case BP_TRACE_GARBAGE:
		outcome->broken = true;
		return;
	case BP_TRACE_NOTHING:
		return;
	}
}

static u64 sum(const struct bp_extents *list)
{
	u64 sectors = 0;

	for (unsigned i = 0; i < list->n; i++)
		sectors += list->at[i].second;
	return sectors;
}

static bool tiles(const struct bp_outcome *outcome)
{
	u64 next = outcome->first;

	for (unsigned i = 0; i < outcome->bios.n; i++) {
		if (outcome->bios.at[i].sector != next)
			return false;
		next += outcome->bios.at[i].second;
	}
	return next == outcome->end;
}

bool bp_outcome_whole(const struct bp_outcome *outcome, bool ok)
{
	if (outcome->broken)
		return false;
	if (outcome->merges || outcome->requeues)
		return true;
	if (outcome->issued.n != outcome->rqs.n || sum(&outcome->issued) != sum(&outcome->rqs) ||
	    outcome->completed < outcome->issued.n)
		return false;
	return !ok || (tiles(outcome) && sum(&outcome->rqs) == outcome->end - outcome->first);
}
