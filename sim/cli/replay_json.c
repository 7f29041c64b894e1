/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A replay for programs.
 */
#include "cli/controller_print.h"
#include "cli/device_print.h"
#include "cli/findings_print.h"
#include "cli/limits_table.h"
#include "cli/replay.h"
#include "draw/words.h"

static json_t *number(u64 n)
{
	return json_integer((json_int_t)n);
}

static json_t *counts(const struct bp_tally *t)
{
	const struct {
		const char *name;
		u64 n;
	} rows[] = {
		{ "ios", t->ios },
		{ "reads", t->reads },
		{ "writes", t->writes },
		{ "others", t->others },
		{ "read_bytes", t->bytes[READ] },
		{ "write_bytes", t->bytes[WRITE] },
		{ "bios", t->bios },
		{ "pieces", t->pieces },
		{ "requests", t->requests },
		{ "entries", t->entries },
		{ "cuts", bp_tally_cuts(t) },
		{ "back_merges", t->back_merges },
		{ "front_merges", t->front_merges },
		{ "request_merges", t->request_merges },
		{ "refused_merges", t->refused_merges },
		{ "bounced", t->bounced },
		{ "refused", t->refused },
		{ "failed", t->failed },
	};
	json_t *object = json_object();

	for (size_t i = 0; i < bp_array_size(rows); i++)
		json_object_set_new(object, rows[i].name, number(rows[i].n));
	return object;
}

/* A number for every limit that can cut, in the order of the table. */
static json_t *by_cause(const u64 *n, int end)
{
	json_t *object = json_object();

	for (int cause = BP_CUT_NONE + 1; cause < end; cause++)
		json_object_set_new(object, bp_cut_limit_name((enum bp_cut_cause)cause),
				    number(n[cause]));
	return object;
}

/* [[smallest, largest, count], ...] of the buckets that are not empty. */
json_t *bp_histogram_json(const struct bp_histogram *h)
{
	json_t *buckets = json_array();

	for (unsigned b = 0; b < BP_BUCKETS; b++)
		if (h->bucket[b])
			json_array_append_new(
				buckets, json_pack("[o, o, o]", number(bp_bucket_bottom(b)),
						   number(bp_bucket_top(b)), number(h->bucket[b])));
	return json_pack("{s:o, s:o, s:o, s:o, s:o}", "samples", number(h->samples), "sum",
			 number(h->sum), "min", number(h->min), "max", number(h->max), "buckets",
			 buckets);
}

static json_t *worst_io(const struct bp_tally_io *io)
{
	char word[BP_OP_WORD_MAX];
	json_t *by = json_object();

	for (int cause = BP_CUT_NONE + 1; cause < BP_CUT_NR; cause++)
		if (io->cuts[cause])
			json_object_set_new(by, bp_cut_limit_name((enum bp_cut_cause)cause),
					    number(io->cuts[cause]));
	return json_pack("{s:o, s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "number",
			 number(io->number), "line", io->line ? number(io->line) : json_null(),
			 "offset", number(io->offset), "op", bp_op_word(io->opf, word), "sector",
			 number(io->sector), "sectors", number(io->bytes >> SECTOR_SHIFT), "bios",
			 number(io->bios), "pieces", number(io->pieces), "requests",
			 number(io->requests), "cuts", by);
}

static json_t *worst(const struct bp_tally *t)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < t->nr_worst; i++)
		json_array_append_new(array, worst_io(&t->worst[i]));
	return array;
}

static json_t *by_kind(const u64 n[BP_ADDRESS_NR])
{
	json_t *object = json_object();

	for (int kind = BP_ADDRESS_DIRECT; kind < BP_ADDRESS_NR; kind++)
		json_object_set_new(object, bp_address_name((enum bp_address_kind)kind),
				    number(n[kind]));
	return object;
}

/* NULL without a device. */
static json_t *dma(const struct bp_replay_report *report)
{
	const struct bp_tally_dma *d = &report->tally->dma;

	if (!report->device->dev)
		return NULL;
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "lists", number(d->lists),
			 "entries", number(d->entries), "joined", number(d->joined),
			 "entries_by_kind", by_kind(d->of_kind), "bytes_by_kind", by_kind(d->bytes),
			 "iova_bytes", number(d->iova_bytes), "failed", number(d->failed),
			 "retried", number(d->retried), "entry_bytes",
			 bp_histogram_json(&d->entry_bytes));
}

json_t *bp_replay_json(const struct bp_replay_report *report)
{
	const struct bp_tally *t = report->tally;
	json_t *device = report->device->dev ? bp_device_json(report->device) : NULL;

	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:o*, s:o, s:o*, s:o, s:o, s:o, s:o, "
			 "s:o, s:{s:o, s:o, s:o, s:o}, s:o, s:o*, s:o*, s:o*, s:o}",
			 "trace", report->trace, "format", report->format, "source",
			 report->source->name, "rules", report->options->rules->name, "layout",
			 report->options->layout, "seed", number(report->options->seed), "limits",
			 bp_limits_json(report->limits), "device", device, "counts", counts(t),
			 "dma", dma(report), "cuts", by_cause(t->cuts, BP_CUT_NR), "cuts_to_block",
			 by_cause(t->to_block, BP_CUT_NR), "cuts_to_physical_block",
			 by_cause(t->to_physical, BP_CUT_NR), "impossible",
			 by_cause(t->impossible, BP_FAIL_NR), "trace_splits",
			 bp_forecast_json(report->forecast), "histograms", "bios_per_io",
			 bp_histogram_json(&t->bios_per_io), "requests_per_io",
			 bp_histogram_json(&t->requests_per_io), "segments_per_request",
			 bp_histogram_json(&t->segments_per_request), "entry_bytes",
			 bp_histogram_json(&t->entry_bytes), "worst", worst(t), "commands",
			 bp_command_counts_json(report), "controller",
			 bp_controller_json(report->controller), "data",
			 bp_verified_json(report->verified), "check",
			 bp_findings_json(report->findings));
}
