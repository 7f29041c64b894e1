/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath limits: what a source of limits says, what of it was ignored, what was assumed.
 */
#include "cli/limits_table.h"
#include "cli/options.h"
#include "cli/subject.h"

static const struct bp_option_words words[] = {
	{ BP_OPT_RULES, "kernel generation (the one that suits, or v5.2); one of " },
	{ 0 },
};

static const struct bp_usage usage = {
	.synopsis = "limits [WHAT] [OPTION...]",
	.about = "Shows queue limits. WHAT is a queue directory (a copy, or one of this machine:\n"
		 "/sys/block/sda/queue), a limits file, or a preset: default, nvme, stacking.\n"
		 "Says which keys were ignored and why, what was assumed, and of a queue directory "
		 "which\n"
		 "kernel wrote it, which rule set suits it, and what it hides.\n",
	.options = BP_OPT_BIT(SET) | BP_OPT_BIT(RULES) | BP_OPT_BIT(JSON),
	.words = words,
	.max_operands = 1,
};

static const char *const kind_names[] = {
	[BP_LIMITS_PRESET] = "preset",
	[BP_LIMITS_SYSFS] = "queue directory",
	[BP_LIMITS_FILE] = "limits file",
};

static const struct {
	unsigned bit;
	const char *name;
} flag_names[] = {
	{ QUEUE_FLAG_NOMERGES, "nomerges" },	 { QUEUE_FLAG_NOXMERGES, "noxmerges" },
	{ QUEUE_FLAG_NONROT, "nonrotational" },	 { QUEUE_FLAG_DISCARD, "discard" },
	{ QUEUE_FLAG_WC, "write_cache" },	 { QUEUE_FLAG_FUA, "fua" },
	{ QUEUE_FLAG_DMA_DIRECT, "dma_direct" },
};

static unsigned kept(const struct bp_limits_notes *notes)
{
	return bp_min(notes->count, (unsigned)BP_LIMITS_NOTES_MAX);
}

static void print_notes(FILE *out, const char *title, const struct bp_limits_notes *notes)
{
	if (!notes->count)
		return;
	fprintf(out, "\n%s:\n", title);
	for (unsigned i = 0; i < kept(notes); i++)
		fprintf(out, "  %-32s %s\n", notes->note[i].key, notes->note[i].text);
}

static void print_flags(FILE *out, unsigned long flags)
{
	fputs("flags:", out);
	for (size_t i = 0; i < bp_array_size(flag_names); i++)
		if (flags >> flag_names[i].bit & 1)
			fprintf(out, " %s", flag_names[i].name);
	fputs(flags ? "\n" : " none\n", out);
}

/* "6.0 to 6.10", "6.17 or newer", "up to 5.7". */
static void print_range(FILE *out, const char *first, const char *last)
{
	if (first && last)
		fprintf(out, "%s to %s", first, last);
	else if (first)
		fprintf(out, "%s or newer", first);
	else if (last)
		fprintf(out, "up to %s", last);
}

static bool can_predate_rules(const struct bp_limits_kernel *kernel)
{
	return *kernel->release ? bp_rules_predated(kernel->release) : !kernel->there;
}

/* The kernel, and the files that tell. */
static void print_kernel(FILE *out, const struct bp_limits_kernel *kernel)
{
	const struct bp_kernel_sign *there = kernel->there, *missing = kernel->missing;

	fputs("kernel: ", out);
	if (*kernel->release)
		fprintf(out, "%s, the running one", kernel->release);
	else
		print_range(out, there ? there->since : NULL, missing ? missing->last : NULL);
	fputc('\n', out);
	if (there)
		fprintf(out, "  %-30s is there, new in %s\n", there->file, there->since);
	if (missing)
		fprintf(out, "  %-30s is not there, new in %s\n", missing->file, missing->since);
	if (kernel->lacks)
		fprintf(out, "  %-30s is not there, new in %s: the copy is not whole\n",
			kernel->lacks->file, kernel->lacks->since);
	fprintf(out, "rules: %s, of the newest kernel that it can be\n", kernel->rules->name);
	if (can_predate_rules(kernel))
		fprintf(out, "rule set %s is the oldest known: an older kernel may do otherwise\n",
			bp_rules_at(0)->name);
	fputc('\n', out);
}

static void print_text(FILE *out, const struct bp_limits_doc *doc)
{
	fprintf(out, "%s (%s)\n\n", doc->name, kind_names[doc->kind]);
	if (doc->kernel.rules)
		print_kernel(out, &doc->kernel);
	for (const struct bp_limit_row *row = bp_limits_table; row->name; row++) {
		char value[BP_LIMIT_TEXT_MAX];

		bp_limit_print(row, &doc->limits, value);
		fprintf(out, "  %-30s %11s %-8s  %s\n", row->name, value,
			bp_limit_unit_name(row->unit), row->meaning);
	}
	fprintf(out, "\n  %-30s %#11x %-8s  %s\n", "dma_alignment", doc->dma_alignment, "mask",
		"of addresses and lengths of direct I/O");
	fprintf(out, "  %-30s %#11x %-8s  %s\n", "dma_pad_mask", doc->dma_pad_mask, "mask",
		"lengths are padded up to it");
	fprintf(out, "  %-30s %11u %-8s  %s\n\n", "nr_requests", doc->nr_requests, "",
		"requests of the queue");
	print_flags(out, doc->queue_flags);
	print_notes(out, "ignored", &doc->ignored);
	print_notes(out, "assumed", &doc->assumed);
	print_notes(out, "hidden by sysfs", &doc->hidden);
}

static json_t *notes_json(const struct bp_limits_notes *notes)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < kept(notes); i++)
		json_array_append_new(array, json_pack("{s:s, s:s}", "key", notes->note[i].key,
						       "why", notes->note[i].text));
	return array;
}

static json_t *flags_json(unsigned long flags)
{
	json_t *array = json_array();

	for (size_t i = 0; i < bp_array_size(flag_names); i++)
		if (flags >> flag_names[i].bit & 1)
			json_array_append_new(array, json_string(flag_names[i].name));
	return array;
}

static json_t *sign_json(const struct bp_kernel_sign *sign)
{
	return sign ? json_pack("{s:s, s:s}", "file", sign->file, "since", sign->since)
		    : json_null();
}

static json_t *kernel_json(const struct bp_limits_kernel *kernel)
{
	if (!kernel->rules)
		return json_null();
	return json_pack("{s:s?, s:s?, s:s?, s:o, s:o, s:o, s:s}", "release",
			 *kernel->release ? kernel->release : NULL, "first",
			 kernel->there ? kernel->there->since : NULL, "last",
			 kernel->missing ? kernel->missing->last : NULL, "there",
			 sign_json(kernel->there), "missing", sign_json(kernel->missing), "lacks",
			 sign_json(kernel->lacks), "rules", kernel->rules->name);
}

static json_t *document(const struct bp_limits_doc *doc)
{
	return json_pack("{s:s, s:s, s:o, s:o, s:i, s:i, s:i, s:o, s:o, s:o, s:o}", "name",
			 doc->name, "kind", kind_names[doc->kind], "kernel",
			 kernel_json(&doc->kernel), "limits", bp_limits_json(&doc->limits),
			 "dma_alignment", (int)doc->dma_alignment, "dma_pad_mask",
			 (int)doc->dma_pad_mask, "nr_requests", (int)doc->nr_requests, "flags",
			 flags_json(doc->queue_flags), "ignored", notes_json(&doc->ignored),
			 "assumed", notes_json(&doc->assumed), "hidden", notes_json(&doc->hidden));
}

enum bp_exit bp_cmd_limits(struct bp_cli *cli, int argc, char **argv)
{
	struct bp_options options;
	struct bp_limits_doc doc;
	struct bp_error err = { 0 };
	enum bp_exit status;

	if (!bp_options_read(cli, &usage, argc, argv, &options, &status))
		return status;
	if (options.nr_operands)
		options.limits = options.operands[0];
	if (!(options.given & BP_OPT_BIT(RULES)))
		options.rules = NULL; /* those of the kernel that wrote the directory */
	if (bp_subject_limits(&options, &doc, &err))
		return bp_cli_complain(cli, &err);
	if (options.json)
		return bp_cli_json(cli, document(&doc));
	print_text(cli->out, &doc);
	return BP_EXIT_FINE;
}
