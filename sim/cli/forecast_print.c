/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The splits that a trace holds, beside those that were predicted.
 */
#include "cli/replay.h"
#include "draw/cut.h"
#include "draw/words.h"

static const struct {
	const char *key;
	const char *words;
} verdicts[BP_PREDICTED_NR] = {
	[BP_PREDICTED_AS_LAYOUT] = { "as_layout", "as predicted" },
	[BP_PREDICTED_AS_PAGES] = { "as_pages", "as in single pages" },
	[BP_PREDICTED_AS_ONE_RUN] = { "as_one_run", "as in one run of memory" },
	[BP_PREDICTED_BETWEEN] = { "between", "as where some pages touch" },
	[BP_PREDICTED_OTHER] = { "other", "as in no memory" },
	[BP_PREDICTED_NO_BIO] = { "no_bio", "of a bio that was not queued" },
};

static void count(FILE *out, const char *words, u64 n)
{
	if (n)
		fprintf(out, "  %-29s %12llu\n", words, (ull)n);
}

/* " after 1024 (max_segments 128)", " not at all". */
static void print_cut(FILE *out, const char *words, const struct bp_cut *cut)
{
	char text[BP_CUT_TEXT_MAX];

	fputs(words, out);
	if (!cut->cause) {
		fputs(" not at all", out);
		return;
	}
	bp_cut_text(cut, text);
	fprintf(out, " after %u (%s)", cut->sectors, text);
}

static bool same_cut(const struct bp_cut *a, const struct bp_cut *b)
{
	return a->cause == b->cause && a->sectors == b->sectors;
}

static void print_miss(FILE *out, const struct bp_miss *miss)
{
	const struct bp_trace_io *event = &miss->event;

	fprintf(out, event->line ? "  line %llu: " : "  byte %llu: ",
		event->line ? (ull)event->line : (ull)event->offset);
	if (miss->verdict == BP_PREDICTED_NO_BIO) {
		fprintf(out, "%llu / %llu: no bio was queued there\n", (ull)event->sector,
			(ull)event->to_sector);
		return;
	}
	fprintf(out, "%llu + %u ", (ull)miss->sector, miss->sectors);
	if (miss->taken < miss->sectors)
		fprintf(out, "was split after %u", miss->taken);
	else
		fputs("went on whole", out);
	print_cut(out, "; predicted:", &miss->by_layout);
	if (!same_cut(&miss->in_pages, &miss->by_layout))
		print_cut(out, ", in single pages", &miss->in_pages);
	if (!same_cut(&miss->in_one_run, &miss->by_layout))
		print_cut(out, ", in one run", &miss->in_one_run);
	fputc('\n', out);
}

void bp_forecast_print(FILE *out, const struct bp_replay_report *report)
{
	const struct bp_forecast *f = report->forecast;
	u64 whole = 0;

	if (!f)
		return;
	fprintf(out, "splits of the trace: %llu, predicted with layout %s\n",
		(ull)bp_forecast_splits(f), report->options->layout);
	for (int v = 0; v < BP_PREDICTED_NR; v++) {
		count(out, verdicts[v].words, f->splits[v]);
		whole += f->whole[v];
	}
	if (whole)
		fprintf(out, "splits predicted and not in the trace: %llu\n", (ull)whole);
	for (int v = 0; v < BP_PREDICTED_NR; v++)
		count(out, verdicts[v].words, f->whole[v]);
	fprintf(out, "bios predicted in full: %llu of %llu\n", (ull)f->bios_predicted,
		(ull)f->bios);
	if (f->nr_misses)
		fputs("the first that were not; a trace has no addresses, and pages that touch "
		      "make fewer segments\n",
		      out);
	for (unsigned i = 0; i < f->nr_misses; i++)
		print_miss(out, &f->misses[i]);
	fputc('\n', out);
}

static json_t *by_verdict(const u64 *n)
{
	json_t *object = json_object();

	for (int v = 0; v < BP_PREDICTED_NR; v++)
		json_object_set_new(object, verdicts[v].key, json_integer((json_int_t)n[v]));
	return object;
}

/* null where there is no split. */
static json_t *cut_json(const struct bp_cut *cut)
{
	return cut->cause
		       ? json_pack("{s:i, s:s, s:I}", "after", (int)cut->sectors, "limit",
				   bp_cut_limit_name(cut->cause), "value", (json_int_t)cut->limit)
		       : json_null();
}

static json_t *miss_json(const struct bp_miss *miss)
{
	const struct bp_trace_io *event = &miss->event;

	return json_pack("{s:s, s:o, s:I, s:I, s:i, s:o, s:o, s:o, s:o}", "verdict",
			 verdicts[miss->verdict].key, "line",
			 event->line ? json_integer(event->line) : json_null(), "offset",
			 (json_int_t)event->offset, "sector", (json_int_t)miss->sector, "sectors",
			 (int)miss->sectors, "after",
			 miss->taken < miss->sectors ? json_integer(miss->taken) : json_null(),
			 "predicted", cut_json(&miss->by_layout), "in_pages",
			 cut_json(&miss->in_pages), "in_one_run", cut_json(&miss->in_one_run));
}

json_t *bp_forecast_json(const struct bp_forecast *f)
{
	json_t *misses;

	if (!f)
		return json_null();
	misses = json_array();
	for (unsigned i = 0; i < f->nr_misses; i++)
		json_array_append_new(misses, miss_json(&f->misses[i]));
	return json_pack("{s:I, s:o, s:o, s:I, s:I, s:o}", "splits",
			 (json_int_t)bp_forecast_splits(f), "by_verdict", by_verdict(f->splits),
			 "not_in_trace", by_verdict(f->whole), "bios", (json_int_t)f->bios,
			 "bios_predicted", (json_int_t)f->bios_predicted, "misses", misses);
}
