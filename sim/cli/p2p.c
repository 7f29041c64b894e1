/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath p2p: a far host uses a drive by RDMA, through RAM and through peer memory
 * (rdma-nvmet.md E).
 */
#include <stdlib.h>

#include "cli/p2p.h"

static const struct bp_option_words words[] = {
	{ BP_OPT_MACHINE, "dump of lspci, or scenario, that adapter and drive are in (the "
			  "scenario)" },
	{ BP_OPT_IOMMU, "on or off: whether one translates (as the machine says)" },
	{ BP_OPT_PROVIDER, "the function whose memory is given out (the drive)" },
	{ BP_OPT_FAULT, "what goes wrong in an adapter or the drive; may be repeated" },
	{ BP_OPT_SEED, "of the data (as the scenario says, 1)" },
	{ 0 },
};

static const struct bp_usage usage = {
	.synopsis = "p2p SCENARIO [OPTION...]",
	.about = "A far host writes and reads a drive of a machine by RDMA, three times: through "
		 "RAM,\nthrough peer memory with page descriptors (v5.2), and through peer memory "
		 "by bus\naddress (the RFC).  Shows what each way maps, copies and moves.  The key "
		 "p2p of the\nscenario says what the host does.\n",
	.options = BP_OPT_BIT(MACHINE) | BP_OPT_BIT(HCA) | BP_OPT_BIT(DRIVE) |
		   BP_OPT_BIT(PROVIDER) | BP_OPT_BIT(OFFSET) | BP_OPT_BIT(ACS) | BP_OPT_BIT(IOMMU) |
		   BP_OPT_BIT(FAULT) | BP_OPT_BIT(DEFECT) | BP_OPT_BIT(SEED) | BP_OPT_BIT(CHECK) |
		   BP_OPT_BIT(SVG) | BP_OPT_BIT(HTML) | BP_OPT_BIT(JSON),
	.words = words,
	.min_operands = 1,
	.max_operands = 1,
};

static int run(struct bp_p2p *p2p, struct bp_error *err)
{
	const u64 flows = p2p->setup->workload->flows;

	for (unsigned way = 0; way < BP_FLOW_WAYS; way++) {
		int error;

		if (!(flows >> way & 1))
			continue;
		error = bp_world_flow_run(&p2p->setup->setup, (enum bp_flow_way)way,
					  &p2p->flow[p2p->nr++], err);
		if (error)
			return error;
	}
	return 0;
}

/* A message without a file, but with a line, is about the scenario. */
static enum bp_exit complain(struct bp_cli *cli, const struct bp_p2p *p2p, struct bp_error *err)
{
	if (err->line && !*err->file)
		snprintf(err->file, sizeof(err->file), "%s", p2p->path);
	return bp_cli_complain(cli, err);
}

static enum bp_exit show(struct bp_cli *cli, const struct bp_p2p *p2p, const struct bp_options *o)
{
	struct bp_error err = { 0 };

	if (o->svg    ? bp_p2p_print_svg(cli->out, p2p)
	    : o->html ? bp_p2p_print_html(cli->out, p2p)
		      : 0)
		return bp_cli_complain(cli, &err); /* out of memory */
	if (o->svg || o->html)
		return bp_p2p_is_well(p2p) ? BP_EXIT_FINE : BP_EXIT_CHECK;
	if (!o->json)
		bp_p2p_print(cli->out, p2p);
	else if (bp_cli_json(cli, bp_p2p_json(p2p)))
		return BP_EXIT_USAGE;
	return bp_p2p_is_well(p2p) ? BP_EXIT_FINE : BP_EXIT_CHECK;
}

static enum bp_exit p2p(struct bp_cli *cli, struct bp_p2p *p2p, const struct bp_options *o)
{
	struct bp_error err = { 0 };
	enum bp_exit status;

	status = run(p2p, &err) ? complain(cli, p2p, &err) : show(cli, p2p, o);
	for (unsigned i = 0; i < p2p->nr; i++)
		bp_world_flow_close(&p2p->flow[i]);
	return status;
}

enum bp_exit bp_cmd_p2p(struct bp_cli *cli, int argc, char **argv)
{
	struct bp_p2p *shown = calloc(1, sizeof(*shown));
	struct bp_p2p_setup *setup = NULL;
	struct bp_options options;
	struct bp_error err = { 0 };
	enum bp_exit status = BP_EXIT_USAGE;

	if (!shown) {
		status = bp_cli_complain(cli, &err);
	} else if (bp_options_read(cli, &usage, argc, argv, &options, &status)) {
		if (bp_p2p_setup_read(options.operands[0], &options, &setup, &err)) {
			status = bp_cli_complain(cli, &err);
		} else {
			shown->setup = setup;
			shown->path = options.operands[0];
			status = p2p(cli, shown, &options);
		}
	}
	bp_p2p_setup_free(setup);
	free(shown);
	return status;
}
