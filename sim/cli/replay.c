/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath replay: what given limits would do to a trace.
 */
#include <errno.h>
#include <time.h>

#include "cli/progress.h"
#include "cli/replay.h"
#include "cli/subject.h"
#include "output/blktrace_file.h"
#include "world/exercise.h"
#include "world/replay.h"

/* A device of 2 GB/s that answers within 50 us; what it is does not change how I/O is cut. */
#define LATENCY_NS 50000
#define LATENCY_PS_PER_BYTE 500

static const struct bp_usage usage = {
	.synopsis = "replay TRACE [OPTION...]",
	.about =
		"Sends every I/O of a trace through the block core: fio iolog v2 and v3, blktrace "
		"v7,\n"
		"blkparse text, or the text of the kernel's blk tracer; plain or gzip.  Prints "
		"counts,\n"
		"cuts by limit, histograms and the I/Os that fell into the most pieces.\n\n"
		"Only Q events become I/O; the splits that a trace holds itself (X) are predicted "
		"and\n"
		"compared.  Each is built as direct I/O builds it: bios of at "
		"most 256\n"
		"vectors, so 4 MiB of scattered pages are four bios; a run of pages is one "
		"vector.\n\n"
		"With --device or --iommu scatterlists are mapped for a device while their request "
		"is\n"
		"under way, and what became of them is counted.\n\n"
		"With --data verify the I/Os have data: each sector that is written says by whom, "
		"each\n"
		"read is compared, and at the end all that was written is read back.\n\n"
		"With --device nvme or --nvme all of it goes through an NVMe driver and "
		"controller.\n",
	.options = BP_OPT_BIT(LIMITS) | BP_OPT_BIT(SET) | BP_OPT_BIT(RULES) | BP_OPT_BIT(LAYOUT) |
		   BP_OPT_BIT(DEFECT) | BP_OPT_BIT(SEED) | BP_OPT_BIT(PLUG) | BP_OPT_BIT(DEPTH) |
		   BP_OPT_BIT(QUEUES) | BP_OPT_BIT(NVME) | BP_OPT_BIT(FAULT) | BP_OPT_BIT(DATA) |
		   BP_OPT_BIT(SCHEDULER) | BP_OPT_BIT(DEVICE_SECTORS) | BP_OPT_BIT(OUT) |
		   BP_OPT_BIT(DEVICE) | BP_OPT_BIT(MACHINE) | BP_OPT_BIT(IOMMU) |
		   BP_OPT_BIT(CHECK) | BP_OPT_BIT(JSON),
	.words = (const struct bp_option_words[]){ { BP_OPT_DEVICE, BP_DEVICE_WORDS }, { 0 } },
	.min_operands = 1,
	.max_operands = 1,
};

/* A replay with everything that listens to it. */
struct run {
	struct bp_cli *cli;
	struct bp_options options;
	struct bp_limits_doc limits;
	struct bp_device_doc device;
	struct bp_nvme_doc nvme;
	struct bp_replay replay;
	struct bp_tally tally;
	struct bp_verify verify;
	struct bp_forecast forecast;
	struct bp_findings findings;
	struct bp_exercise exercise;
	struct bp_blktrace_file *out;
	struct bp_progress progress;
};

/* The checker hears how the device comes, too: its driver holds memory from then on. */
static int open_world(struct run *run, struct bp_error *err)
{
	const struct bp_world_config config = {
		.limits = &run->limits,
		.rules = run->options.rules,
		.defects = run->options.defects,
		.page_shift = BP_FLAG_PAGE_SHIFT,
		.capacity_sectors = run->options.device_sectors,
		.depth = run->options.depth,
		.queues = run->options.queues,
		.keeps_data = run->options.verify,
		.scheduler = run->options.scheduler,
		.latency_ns = LATENCY_NS,
		.latency_ps_per_byte = LATENCY_PS_PER_BYTE,
		.device = &run->device,
		.nvme = &run->nvme,
		.seed = run->options.seed,
	};

	int error;

	run->replay.world = bp_world_new(&config);
	if (!run->replay.world)
		return -ENOMEM;
	error = bp_findings_start(&run->findings, &run->replay.world->env, run->options.check);
	return error ?: bp_world_start(run->replay.world, &config, err);
}

static int open_all(struct run *run, struct bp_error *err)
{
	int error = bp_subject_limits(&run->options, &run->limits, err);

	bp_device_init(&run->device);
	bp_nvme_doc_init(&run->nvme);
	if (!error)
		error = bp_subject_device(&run->options, BP_FLAG_PAGE_SHIFT, &run->device, err);
	if (!error)
		error = bp_subject_nvme(&run->options, &run->device, &run->nvme, err);
	if (!error)
		error = bp_subject_layout(&run->options, &run->limits, &run->replay.layout, err);
	if (!error)
		error = bp_subject_defects(&run->options, run->options.rules, err);
	if (!error)
		error = bp_trace_open(run->replay.trace, &run->replay.reader, err);
	if (!error)
		error = open_world(run, err);
	if (!error && run->options.verify) {
		run->replay.verify = &run->verify;
		bp_verify_start(&run->verify, run->replay.world, run->options.seed);
	}
	if (!error && bp_trace_tells_splits(run->replay.reader)) {
		run->replay.forecast = &run->forecast;
		error = bp_forecast_start(&run->forecast, run->replay.world->q,
					  &run->replay.layout);
	}
	if (!error && run->options.out)
		error = bp_blktrace_file_open(run->options.out, &run->replay.world->env, &run->out,
					      err);
	return error;
}

static void close_all(struct run *run)
{
	bp_findings_stop(&run->findings);
	bp_blktrace_file_abort(run->out);
	bp_forecast_close(&run->forecast);
	bp_world_close(run->replay.world);
	bp_verify_free(&run->verify);
	bp_trace_close(run->replay.reader);
}

/* What happens from now on is no part of the trace. */
static int end_trace(struct run *run, struct bp_error *err)
{
	int error = 0;

	bp_tally_stop(&run->tally);
	if (run->out)
		error = bp_blktrace_file_commit(run->out, err);
	run->out = NULL;
	return error;
}

static int read_back(struct run *run, struct bp_error *err)
{
	if (!run->replay.verify || !bp_verify_end(&run->verify, &run->replay.layout))
		return 0;
	return bp_error_set(err, NULL, 0, "--data", "not everything was read back: out of memory");
}

/* A BUG ends the replay; what was counted until then is still told, and half a trace is none. */
static int run_caught(struct run *run, struct bp_error *err)
{
	struct bp_env *env = &run->replay.world->env;
	struct bp_catch catcher;
	int error;

	if (bp_catch(env, &catcher))
		return 0;
	error = bp_replay_run(&run->replay, run->options.device_sectors, err);
	error = error ?: end_trace(run, err);
	error = error ?: read_back(run, err);
	bp_catch_pop(env, &catcher);
	if (!error) {
		bp_world_unbind(run->replay.world);
		if (run->replay.verify)
			bp_verify_count_lost(&run->verify);
		bp_findings_end(&run->findings, bp_world_pages_held(run->replay.world));
	}
	return error;
}

static int run_all(struct run *run, struct bp_error *err)
{
	struct bp_env *env = &run->replay.world->env;
	int error;

	bp_exercise_start(&run->exercise, env, run->findings.check);
	bp_tally_start(&run->tally, env);
	bp_progress_start(&run->progress, run->cli->err);
	error = run_caught(run, err);
	bp_progress_stop(&run->progress);
	bp_tally_stop(&run->tally);
	bp_exercise_stop(&run->exercise, env);
	bp_findings_stop(&run->findings);
	return error;
}

/* Real time, so not on the output stream: that is the same in every run. */
static void tell_speed(const struct run *run, const struct timespec *start)
{
	struct timespec end;
	double seconds;

	clock_gettime(CLOCK_MONOTONIC, &end);
	seconds =
		(double)(end.tv_sec - start->tv_sec) + (double)(end.tv_nsec - start->tv_nsec) / 1e9;
	fprintf(run->cli->err, "replayed %llu I/Os in %.2f s, %.0f per second\n",
		(unsigned long long)run->tally.ios, seconds,
		seconds > 0 ? (double)run->tally.ios / seconds : 0.0);
}

static enum bp_exit report(struct run *run)
{
	const struct bp_replay_report report = {
		.trace = run->replay.trace,
		.format = bp_trace_format(run->replay.reader),
		.options = &run->options,
		.source = &run->limits,
		.limits = &run->replay.world->limits,
		.device = &run->replay.world->device,
		.controller = run->nvme.on ? &run->replay.world->nvme : NULL,
		.tally = &run->tally,
		.forecast = bp_forecast_splits(&run->forecast) ? &run->forecast : NULL,
		.verified = run->replay.verify ? &run->verify.done : NULL,
		.findings = &run->findings,
	};
	enum bp_exit status = BP_EXIT_FINE;

	if (run->options.json)
		status = bp_cli_json(run->cli, bp_replay_json(&report));
	else
		bp_replay_text(run->cli->out, &report);
	if (status != BP_EXIT_FINE)
		return status;
	if (bp_findings_any(&run->findings) ||
	    (report.verified && !bp_verify_good(report.verified)))
		return BP_EXIT_CHECK;
	return BP_EXIT_FINE;
}

static enum bp_exit replay(struct run *run)
{
	struct bp_error err = { 0 };
	struct timespec start;
	enum bp_exit status;

	clock_gettime(CLOCK_MONOTONIC, &start);
	if (open_all(run, &err) || run_all(run, &err)) {
		status = bp_cli_complain(run->cli, &err);
	} else {
		status = report(run);
		tell_speed(run, &start);
	}
	close_all(run);
	return status;
}

enum bp_exit bp_cmd_replay(struct bp_cli *cli, int argc, char **argv)
{
	struct run run = { .cli = cli };
	enum bp_exit status;

	if (!bp_options_read(cli, &usage, argc, argv, &run.options, &status))
		return status;
	run.replay = (struct bp_replay){
		.trace = run.options.operands[0],
		.tally = &run.tally,
		.seed = run.options.seed,
		.plug = run.options.plug,
		.progress = bp_progress_draw,
		.progress_arg = &run.progress,
	};
	return replay(&run);
}
