/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath compare: recordings of running kernels against the model.
 */
#include <errno.h>
#include <string.h>

#include "cli/compare.h"
#include "input/stream.h"

#define SHOWN_MAX 10

static const struct bp_option_words words[] = {
	{ BP_OPT_RULES, "kernel generation (that of each kernel); one of " },
	{ BP_OPT_VERBOSE, "every case" },
	{ 0 },
};

static const struct bp_usage usage = {
	.synopsis = "compare FILE... [OPTION...]",
	.about =
		"Does every case of recordings of running kernels again, plain or gzip, - for the\n"
		"standard input, and compares bios, splits, requests, segment counts,\n"
		"scatterlists and NVMe commands with what the kernel did. A case has to fit the\n"
		"rule set of the kernel\n"
		"that was recorded. Where v5.2 differs, the difference gets the names of the "
		"rules\n"
		"behind it. Exit status 0: all equal or known; 1: something is unexplained; 2: a\n"
		"recording cannot be used.\n",
	.options = BP_OPT_BIT(RULES) | BP_OPT_BIT(V52_ONLY) | BP_OPT_BIT(MAX_SECTORS) |
		   BP_OPT_BIT(SEG_BOUNDARY_MASK) | BP_OPT_BIT(INFER) | BP_OPT_BIT(VERBOSE) |
		   BP_OPT_BIT(JSON),
	.words = words,
	.min_operands = 1,
	.max_operands = 4096,
};

struct run {
	const struct bp_options *options;
	struct bp_comparison_rules rules;
	struct bp_compare_report report;
};

/* What the user says about hidden limits wins over the recording. */
static struct queue_limits assumed(const struct bp_options *o, const struct bp_recording *r)
{
	struct queue_limits limits = r->limits.limits;

	if (o->given & BP_OPT_BIT(MAX_SECTORS))
		limits.max_sectors = o->max_sectors;
	if (o->given & BP_OPT_BIT(SEG_BOUNDARY_MASK))
		limits.seg_boundary_mask = (unsigned long)o->seg_boundary_mask;
	return limits;
}

static bool is_shown(const struct run *run, const struct bp_comparison *c)
{
	if (run->options->verbose)
		return true;
	return c->verdict == BP_VERDICT_UNEXPLAINED &&
	       (run->options->json ||
		run->report.total.verdicts[BP_VERDICT_UNEXPLAINED] <= SHOWN_MAX);
}

static int take(struct run *run, const char *path, const struct bp_recording *r,
		const struct queue_limits *limits, const struct bp_comparison *c)
{
	struct bp_compare_source *source;
	int error = bp_compare_count(&run->report, path, r, c, &source);

	if (!error && run->options->infer)
		error = bp_compare_guess(source, limits, r, c);
	if (!error && is_shown(run, c))
		error = json_array_append_new(run->report.cases, bp_compare_case(path, r, c))
				? -ENOMEM
				: 0;
	return error;
}

/* What is no lack of memory has words. */
static int explain_error(int error, const char *path, const struct bp_recording *r,
			 struct bp_error *err)
{
	if (error == -ENOMEM)
		return error;
	if (error == -ENOSPC)
		return bp_error_set(err, path, r->line, "src", "more than %u sources in all",
				    BP_SOURCES_MAX);
	return bp_error_set(err, path, r->line, "iov", "the model cannot do this I/O: %s",
			    strerror(-error));
}

static int run_case(struct run *run, const char *path, const struct bp_recording *r,
		    struct bp_error *err)
{
	const struct queue_limits limits = assumed(run->options, r);
	struct bp_comparison comparison;
	int error = bp_compare(r, &limits, &run->rules, &comparison);

	if (!error)
		error = take(run, path, r, &limits, &comparison);
	bp_comparison_free(&comparison);
	return error ? explain_error(error, path, r, err) : 0;
}

static int run_file(struct run *run, const char *path, struct bp_error *err)
{
	unsigned before = run->report.total.cases;
	struct bp_recordings *recordings;
	struct bp_recording recording;
	int got = bp_recordings_open(path, &recordings, err);

	if (got)
		return got;
	if (!strcmp(path, "-"))
		path = BP_STREAM_INPUT;
	while ((got = bp_recordings_next(recordings, &recording, err)) > 0) {
		got = run_case(run, path, &recording, err);
		bp_recording_release(&recording);
		if (got)
			break;
	}
	bp_recordings_close(recordings);
	if (!got && run->report.total.cases == before)
		return bp_error_set(
			err, path, 0, NULL,
			"no case in it: recordings are allowed, one JSON object a line");
	return got;
}

static enum bp_exit tell(struct bp_cli *cli, const struct run *run)
{
	enum bp_exit printed = BP_EXIT_FINE;

	if (run->options->json)
		printed = bp_cli_json(cli, bp_compare_json(&run->report));
	else
		bp_compare_text(cli->out, &run->report);
	if (printed)
		return printed;
	return bp_compare_unexplained(&run->report) ? BP_EXIT_CHECK : BP_EXIT_FINE;
}

enum bp_exit bp_cmd_compare(struct bp_cli *cli, int argc, char **argv)
{
	struct bp_options options;
	struct run run = { .options = &options };
	struct bp_error err = { 0 };
	enum bp_exit status;
	int error = 0;

	if (!bp_options_read(cli, &usage, argc, argv, &options, &status))
		return status;
	if (options.given & BP_OPT_BIT(RULES))
		run.rules.forced = options.rules;
	run.rules.v52_only = options.v52_only;
	run.report.options = &options;
	run.report.cases = json_array();
	for (int i = 0; i < options.nr_operands && !error; i++)
		error = run_file(&run, options.operands[i], &err);
	status = error ? bp_cli_complain(cli, &err) : tell(cli, &run);
	bp_compare_free(&run.report);
	return status;
}
