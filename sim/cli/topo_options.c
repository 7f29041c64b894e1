/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>

#include "cli/topo_options_table.h"

#define SYNOPSIS "topo [FILE] [OPTION...]"

static void print_help(struct bp_cli *cli)
{
	fputs("usage: blkpath " SYNOPSIS "\n\n"
	      "Shows the PCI tree of FILE, what \"lspci -D -nn -vvv -xxxx\" printed as root, or "
	      "of\n"
	      "this machine, and says whether two devices may do peer-to-peer DMA, and if not, "
	      "which\n"
	      "bridge or rule forbids it (docs/spec/p2pdma-newer.md).\n\noptions:\n",
	      cli->out);
	for (size_t i = 0; i < BP_TOPO_OPTIONS; i++) {
		const struct bp_topo_option *row = &bp_topo_option_table[i];
		char left[40];

		snprintf(left, sizeof(left), "--%s%s%s", row->name, row->metavar ? " " : "",
			 row->metavar ? row->metavar : "");
		fprintf(cli->out, "  %-26s %s\n", left, row->help);
	}
}

static int unknown(const char *arg, struct bp_error *err)
{
	char allowed[BP_ERROR_TEXT_MAX] = "";

	for (size_t i = 0; i < BP_TOPO_OPTIONS; i++)
		bp_cli_list(allowed, sizeof(allowed), " --", bp_topo_option_table[i].name);
	return bp_error_set(err, NULL, 0, arg, "unknown option; allowed:%s", allowed);
}

static int check(const struct bp_topo_options *o, struct bp_error *err)
{
	if (o->route[0] && (o->from || o->nr_to || o->nr_providers || o->pairs || o->dot))
		return bp_error_set(err, NULL, 0, "--route",
				    "goes without --from, --to, --provider, --pairs and --dot: one "
				    "question at a time");
	if (!o->route[0] && (o->address != BP_TOPO_ADDRESS_KERNEL || o->bar >= 0))
		return bp_error_set(err, NULL, 0, o->bar >= 0 ? "--bar" : "--address",
				    "goes with --route alone");
	if (o->address == BP_TOPO_ADDRESS_IOVA && o->machine.iommu == BP_P2P_IOMMU_OFF)
		return bp_error_set(err, NULL, 0, "--address",
				    "an IOVA needs an IOMMU: --iommu on, or bus or phys");
	if (o->from && o->nr_providers)
		return bp_error_set(err, NULL, 0, "--provider",
				    "goes without --from: one verdict or a choice");
	if (!(o->from || o->nr_providers) != !o->nr_to)
		return bp_error_set(err, NULL, 0, o->nr_to ? "--from" : "--to",
				    "missing: a verdict is about two functions");
	if (o->from && o->nr_to > 1)
		return bp_error_set(err, NULL, 0, "--to",
				    "one client is allowed with --from, several with --provider");
	if (o->html && (o->svg || o->json || o->pairs || o->nr_to))
		return bp_error_set(err, NULL, 0, "--html",
				    "prints the tree, or one --route in it");
	if (o->dot && (o->json || o->pairs || o->nr_to || o->svg || o->html))
		return bp_error_set(err, NULL, 0, "--dot", "prints the tree alone");
	if (o->svg && (o->json || o->pairs || o->nr_to))
		return bp_error_set(err, NULL, 0, "--svg", "prints the tree, or one --route in it");
	if (o->nr_to && o->pairs)
		return bp_error_set(err, NULL, 0, "--pairs",
				    "goes without --to: one pair or all of them");
	return 0;
}

/* An option of two values: getopt knows of one. */
static int take_second(const struct bp_topo_option *row, int argc, char **argv, const char **value,
		       struct bp_error *err)
{
	char key[40];

	snprintf(key, sizeof(key), "--%s", row->name);
	if (optind >= argc || argv[optind][0] == '-')
		return bp_error_set(err, NULL, 0, key,
				    "needs two values: who sends, and whose memory is meant");
	*value = argv[optind++];
	return 0;
}

static int take_text(const char **value, const char *name, struct bp_error *err)
{
	char key[40];

	snprintf(key, sizeof(key), "--%s", name);
	if (*value)
		return bp_error_set(err, NULL, 0, key, "is there twice: once is allowed");
	*value = optarg;
	return 0;
}

static int take(struct bp_topo_options *o, const struct bp_topo_option *row, int argc, char **argv,
		struct bp_error *err)
{
	char *base = (char *)o;

	if (row->take)
		return row->take(o, optarg, err);
	if (row->flag)
		*(bool *)(void *)(base + row->flag) = true;
	if (row->text && take_text((const char **)(void *)(base + row->text), row->name, err))
		return -EINVAL;
	if (row->second)
		return take_second(row, argc, argv, (const char **)(void *)(base + row->second),
				   err);
	return 0;
}

static int read_all(int argc, char **argv, struct bp_topo_options *o, struct bp_error *err)
{
	struct option rows[BP_TOPO_OPTIONS + 1] = { 0 };
	int answer, error;

	for (int i = 0; i < BP_TOPO_OPTIONS; i++)
		rows[i] = (struct option){ .name = bp_topo_option_table[i].name,
					   .has_arg = bp_topo_option_table[i].metavar != NULL,
					   .val = i + 1 };
	opterr = 0;
	optind = 0; /* glibc: start over */
	while ((answer = getopt_long(argc, argv, ":", rows, NULL)) != -1) {
		if (answer == ':')
			return bp_error_set(err, NULL, 0, argv[optind - 1], "needs a value");
		if (answer == '?' && optopt > 0 && optopt <= BP_TOPO_OPTIONS)
			return bp_error_set(err, NULL, 0, argv[optind - 1], "takes no value");
		if (answer == '?')
			return unknown(argv[optind - 1], err);
		error = take(o, &bp_topo_option_table[answer - 1], argc, argv, err);
		if (error || o->help)
			return error;
	}
	if (argc - optind > 1)
		return bp_error_set(err, NULL, 0, argv[optind + 1],
				    "one argument too many; usage: blkpath %s", SYNOPSIS);
	o->path = optind < argc ? argv[optind] : NULL;
	return check(o, err);
}

bool bp_topo_options_read(struct bp_cli *cli, int argc, char **argv,
			  struct bp_topo_options *options, enum bp_exit *status)
{
	struct bp_error err = { 0 };

	*options = (struct bp_topo_options){
		.rules = bp_p2p_rules_find(BP_TOPO_RULES_DEFAULT),
		.bar = -1,
		.machine = { .extra = options->extra },
	};
	*status = BP_EXIT_FINE;
	if (read_all(argc, argv, options, &err)) {
		*status = bp_cli_complain(cli, &err);
		return false;
	}
	if (options->help)
		print_help(cli);
	return !options->help;
}
