/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath explain: one I/O, or a few, step by step.
 */
#include <errno.h>

#include "cli/explain.h"
#include "cli/subject.h"
#include "world/exercise.h"
#include "world/world.h"

static const struct bp_usage usage = {
	.synopsis = "explain [SCENARIO] [OPTION...]",
	.about = "Shows how an I/O is cut, merged and mapped: each cut with the limit, its value, "
		 "the\n"
		 "vector, the byte and the rule of docs/spec/block.md.  The I/O comes from flags "
		 "or from\n"
		 "a scenario file (YAML), which may hold several that meet under a plug:\n\n"
		 "  blkpath explain --limits nvme --op read --bytes 1M --layout scattered\n"
		 "  blkpath explain scenario.yaml\n\n"
		 "A bio holds at most 256 vectors, so a large I/O of scattered pages is several "
		 "bios.\n\n"
		 "With --device or --iommu the scatterlist of each request is mapped for a device, "
		 "and\n"
		 "each DMA entry is shown: what its address is, and why it begins there.\n\n"
		 "With --device nvme or --nvme the device is an NVMe controller with its driver: "
		 "the\n"
		 "64 bytes of each command, every PRP entry or SGL descriptor, doorbells, DMA and "
		 "completions.\n",
	.options = BP_OPT_BIT(LIMITS) | BP_OPT_BIT(SET) | BP_OPT_BIT(RULES) | BP_OPT_BIT(OP) |
		   BP_OPT_BIT(SECTOR) | BP_OPT_BIT(BYTES) | BP_OPT_BIT(LAYOUT) |
		   BP_OPT_BIT(DEFECT) | BP_OPT_BIT(SEED) | BP_OPT_BIT(DEVICE_SECTORS) |
		   BP_OPT_BIT(DEVICE) | BP_OPT_BIT(MACHINE) | BP_OPT_BIT(IOMMU) |
		   BP_OPT_BIT(PROVIDER) | BP_OPT_BIT(NVME) | BP_OPT_BIT(FAULT) | BP_OPT_BIT(CHECK) |
		   BP_OPT_BIT(VERBOSE) | BP_OPT_BIT(SVG) | BP_OPT_BIT(HTML) | BP_OPT_BIT(JSON),
	.words = (const struct bp_option_words[]){ { BP_OPT_DEVICE, BP_DEVICE_WORDS }, { 0 } },
	.max_operands = 1,
};

/* An explanation in the making. */
struct run {
	struct bp_cli *cli;
	struct bp_options options;
	struct bp_scenario *scenario;
	struct bp_world *world;
	struct bp_story story;
	struct bp_nvme_story nvme;
	struct bp_findings findings;
	struct bp_exercise exercise;
};

static int submit_all(struct run *run, struct bp_error *err)
{
	const struct bp_scenario *s = run->scenario;
	const char *file = run->options.nr_operands ? run->options.operands[0] : NULL;
	unsigned bios;
	int error = 0;

	if (s->plug)
		bp_world_plug(run->world);
	for (unsigned i = 0; i < s->nr_ios && !error; i++) {
		struct bp_scenario_io io = s->ios[i];

		run->story.io = i;
		error = bp_world_peer_memory(run->world, &io, file, err);
		if (!error)
			error = bp_world_submit(run->world, &io, s->seed + i, &bios);
		if (error)
			bp_error_set(err, file, s->ios[i].line, file ? "vectors" : "--layout", "%s",
				     bp_world_refusal(run->world, error));
	}
	if (s->plug)
		bp_world_unplug(run->world);
	bp_world_drain(run->world);
	return error;
}

/* What follows is for the device to go. */
static void stop_listening(struct run *run)
{
	bp_nvme_story_stop(&run->nvme);
	bp_story_stop(&run->story);
}

/* A BUG ends the run; what happened until then is still told. */
static int submit_caught(struct run *run, struct bp_error *err)
{
	struct bp_env *env = &run->world->env;
	struct bp_catch catcher;
	int error;

	if (bp_catch(env, &catcher))
		return 0;
	error = submit_all(run, err);
	stop_listening(run);
	if (!error) {
		bp_world_unbind(run->world);
		bp_findings_end(&run->findings, bp_world_pages_held(run->world));
	}
	bp_catch_pop(env, &catcher);
	return error;
}

static int listen_and_submit(struct run *run, struct bp_error *err)
{
	struct bp_env *env = &run->world->env;
	int error;

	bp_exercise_start(&run->exercise, env, run->findings.check);
	bp_story_start(&run->story, env);
	bp_nvme_story_start(&run->nvme, env);
	error = submit_caught(run, err);
	stop_listening(run);
	bp_exercise_stop(&run->exercise, env);
	return error ? error : run->story.no_memory || run->nvme.no_memory ? -ENOMEM : 0;
}

/* The checker hears how the device comes, too: its driver holds memory from then on. */
static int run_world(struct run *run, struct bp_error *err)
{
	const struct bp_world_config config = bp_world_config(run->scenario);
	int error;

	run->world = bp_world_new(&config);
	if (!run->world)
		return -ENOMEM;
	error = bp_findings_start(&run->findings, &run->world->env, run->options.check);
	if (error)
		return error;
	error = bp_world_start(run->world, &config, err);
	error = error ?: listen_and_submit(run, err);
	bp_findings_stop(&run->findings);
	return error;
}

static enum bp_exit tell(struct run *run)
{
	const struct bp_explanation explanation = {
		.scenario = run->scenario,
		.limits = &run->world->limits,
		.device = &run->world->device,
		.controller = run->scenario->nvme.on ? &run->world->nvme : NULL,
		.story = &run->story,
		.nvme = run->scenario->nvme.on ? &run->nvme : NULL,
		.findings = &run->findings,
		.verbose = run->options.verbose,
	};
	struct bp_error err = { 0 };
	enum bp_exit status = BP_EXIT_FINE;

	if (run->options.json)
		status = bp_cli_json(run->cli, bp_explain_json(&explanation));
	else if (run->options.svg    ? bp_explain_svg(run->cli->out, &explanation)
		 : run->options.html ? bp_explain_html(run->cli->out, &explanation)
				     : bp_explain_text(run->cli->out, &explanation))
		status = bp_cli_complain(run->cli, &err); /* out of memory */
	if (status != BP_EXIT_FINE)
		return status;
	return bp_findings_any(&run->findings) ? BP_EXIT_CHECK : BP_EXIT_FINE;
}

static enum bp_exit explain(struct run *run)
{
	struct bp_error err = { 0 };
	int error = bp_subject_scenario(&run->options, &run->scenario, &err);

	error = error ?: run_world(run, &err);
	return error ? bp_cli_complain(run->cli, &err) : tell(run);
}

enum bp_exit bp_cmd_explain(struct bp_cli *cli, int argc, char **argv)
{
	struct run run = { .cli = cli };
	enum bp_exit status;

	if (!bp_options_read(cli, &usage, argc, argv, &run.options, &status))
		return status;
	status = explain(&run);
	bp_story_free(&run.story);
	bp_nvme_story_free(&run.nvme);
	bp_world_close(run.world);
	bp_scenario_free(run.scenario);
	return status;
}
