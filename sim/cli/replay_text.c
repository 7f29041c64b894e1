/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A replay for people.
 */
#include "cli/controller_print.h"
#include "cli/device_print.h"
#include "cli/findings_print.h"
#include "cli/replay.h"
#include "draw/bars.h"
#include "draw/cut.h"
#include "draw/words.h"

/* A line of the counts; numbers that say nothing are left out. */
static void count(FILE *out, const char *name, u64 n, const char *remark)
{
	if (n)
		fprintf(out, "  %-16s %12llu%s%s\n", name, (ull)n, *remark ? "  " : "", remark);
}

static void print_counts(FILE *out, const struct bp_tally *t)
{
	char bytes[96];

	snprintf(bytes, sizeof(bytes), "%llu reads (%llu bytes), %llu writes (%llu bytes)",
		 (ull)t->reads, (ull)t->bytes[READ], (ull)t->writes, (ull)t->bytes[WRITE]);
	fprintf(out, "  %-16s %12llu  %s", "I/Os", (ull)t->ios, bytes);
	if (t->others)
		fprintf(out, ", %llu others", (ull)t->others);
	fputc('\n', out);
	count(out, "bios", t->bios, "");
	count(out, "cuts", bp_tally_cuts(t), "");
	count(out, "back merges", t->back_merges, "bios that joined a request at its end");
	count(out, "front merges", t->front_merges, "bios that joined a request at its start");
	count(out, "request merges", t->request_merges, "requests that joined another");
	count(out, "refused merges", t->refused_merges, "that a limit forbade");
	count(out, "bounced bios", t->bounced, "by bounce_pfn");
	count(out, "refused bios", t->refused, "by a check at submission");
	count(out, "failed bios", t->failed, "");
	count(out, "requests", t->requests, "");
	count(out, "entries", t->entries, "of scatterlists");
}

/* What the device got for the lists. */
static void print_dma(FILE *out, const struct bp_replay_report *report)
{
	static const char *const kinds[BP_ADDRESS_NR] = {
		[BP_ADDRESS_DIRECT] = "direct",
		[BP_ADDRESS_BOUNCED] = "bounced",
		[BP_ADDRESS_IOVA] = "by I/O address",
	};
	const struct bp_tally_dma *d = &report->tally->dma;
	char bytes[48];

	if (!report->device->dev)
		return;
	fputs("\nmapped for the device\n", out);
	fprintf(out, "  %-16s %12llu  of %llu mapped lists\n", "DMA entries", (ull)d->entries,
		(ull)d->lists);
	for (int kind = BP_ADDRESS_DIRECT; kind < BP_ADDRESS_NR; kind++) {
		snprintf(bytes, sizeof(bytes), "with %llu bytes", (ull)d->bytes[kind]);
		count(out, kinds[kind], d->of_kind[kind], bytes);
	}
	count(out, "joined", d->joined, "entries that joined the one before");
	count(out, "I/O addresses", d->iova_bytes, "bytes, with the gaps between entries");
	count(out, "failures", d->failed, "lists that could not be mapped");
	count(out, "tried again", d->retried, "of them, when something had ended");
}

static void cut_text(const struct bp_tally *t, enum bp_cut_cause cause, char *text)
{
	const struct bp_cut cut = { .cause = cause, .limit = t->limit[cause] };

	bp_cut_text(&cut, text);
}

/* A part of the line above. */
static void part(FILE *out, const char *name, u64 n)
{
	if (n)
		fprintf(out, "    %-27s %12llu\n", name, (ull)n);
}

static void print_cuts(FILE *out, const struct bp_tally *t)
{
	char text[BP_CUT_TEXT_MAX];

	if (!bp_tally_cuts(t)) {
		fputs("\nno cuts\n\n", out);
		return;
	}
	fputs("\ncuts by limit\n", out);
	for (int cause = 0; cause < BP_CUT_NR; cause++) {
		if (!t->cuts[cause])
			continue;
		cut_text(t, (enum bp_cut_cause)cause, text);
		fprintf(out, "  %-29s %12llu\n", text, (ull)t->cuts[cause]);
		part(out, "to a whole block", t->to_block[cause]);
		part(out, "to a physical block", t->to_physical[cause]);
	}
	fputc('\n', out);
}

/* Bios that newer kernels fail with EINVAL, by what leaves nothing of them (G-6, G-18). */
static void print_impossible(FILE *out, const struct bp_tally *t)
{
	char text[BP_CUT_TEXT_MAX];
	u64 sum = 0;

	for (int cause = 0; cause < BP_FAIL_NR; cause++)
		sum += t->impossible[cause];
	if (!sum)
		return;
	fputs("bios that the splitter failed with EINVAL\n", out);
	for (int cause = 0; cause < BP_FAIL_NR; cause++) {
		const struct bp_cut cut = { .cause = (enum bp_cut_cause)cause,
					    .limit = t->refused_by[cause] };

		if (!t->impossible[cause])
			continue;
		bp_cut_text(&cut, text);
		fprintf(out, "  %-29s %12llu\n", text, (ull)t->impossible[cause]);
	}
	fputc('\n', out);
}

static void print_reason(FILE *out, const struct bp_tally *t, const struct bp_tally_io *io)
{
	const char *comma = "";
	char text[BP_CUT_TEXT_MAX];

	for (int cause = 0; cause < BP_CUT_NR; cause++) {
		if (!io->cuts[cause])
			continue;
		cut_text(t, (enum bp_cut_cause)cause, text);
		fprintf(out, "%s%u by %s", comma, io->cuts[cause], text);
		comma = ", ";
	}
	if (io->bios > 1)
		fprintf(out, "%s%u bios", comma, io->bios);
	fputc('\n', out);
}

static void print_worst(FILE *out, const struct bp_tally *t)
{
	char op[BP_OP_WORD_MAX], where[40];

	if (!t->nr_worst)
		return;
	fprintf(out, "worst I/Os\n  %-12s %-30s  pieces  cuts\n", "where", "what");
	for (unsigned i = 0; i < t->nr_worst; i++) {
		const struct bp_tally_io *io = &t->worst[i];
		char what[64];

		snprintf(where, sizeof(where), io->line ? "line %llu" : "byte %llu",
			 io->line ? (ull)io->line : (ull)io->offset);
		snprintf(what, sizeof(what), "%s %llu + %u", bp_op_word(io->opf, op),
			 (ull)io->sector, io->bytes >> SECTOR_SHIFT);
		fprintf(out, "  %-12s %-30s  %6u  ", where, what, io->pieces);
		print_reason(out, t, io);
	}
	fputc('\n', out);
}

void bp_replay_text(FILE *out, const struct bp_replay_report *report)
{
	const struct bp_tally *t = report->tally;

	fprintf(out, "%s (%s) through %s: rules %s, layout %s, seed %llu\n\n", report->trace,
		report->format, report->source->name, report->options->rules->name,
		report->options->layout, (ull)report->options->seed);
	bp_device_print(out, report->device);
	bp_controller_print(out, report->controller);
	print_counts(out, t);
	print_dma(out, report);
	bp_commands_print(out, report);
	print_cuts(out, t);
	print_impossible(out, t);
	bp_forecast_print(out, report);
	bp_bars_draw(out, "bios per I/O", &t->bios_per_io, false);
	bp_bars_draw(out, "requests per I/O", &t->requests_per_io, false);
	bp_bars_draw(out, "segments per request", &t->segments_per_request, false);
	bp_bars_draw(out, "entry sizes", &t->entry_bytes, true);
	if (t->dma.lists)
		bp_bars_draw(out, "DMA entry sizes", &t->dma.entry_bytes, true);
	bp_commands_bars(out, report);
	print_worst(out, t);
	bp_controller_counts_print(out, report->controller);
	bp_verified_print(out, report->verified);
	bp_findings_print(out, report->findings);
}
