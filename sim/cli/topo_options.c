/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "cli/topo_options.h"
#include "input/pci_host.h"

#define RULES_DEFAULT "v6.12"
#define SYNOPSIS "topo [FILE] [OPTION...]"

static int bad(struct bp_error *err, const char *option, const char *arg, const char *allowed)
{
	char key[40];

	snprintf(key, sizeof(key), "--%s", option);
	return bp_error_set(err, NULL, 0, key, "\"%s\"; allowed: %s", arg, allowed);
}

static int take_resources(struct bp_topo_options *o, const char *arg, struct bp_error *err)
{
	(void)err;
	o->resources = arg;
	return 0;
}

static int take_pairs(struct bp_topo_options *o, const char *arg, struct bp_error *err)
{
	(void)arg, (void)err;
	o->pairs = true;
	return 0;
}

static int take_from(struct bp_topo_options *o, const char *arg, struct bp_error *err)
{
	(void)err;
	o->from = arg;
	return 0;
}

static int take_one_more(const char *option, const char **list, unsigned *n, const char *arg,
			 struct bp_error *err)
{
	if (*n == BP_TOPO_LIST_MAX)
		return bad(err, option, arg, "no more than 32 of them");
	list[(*n)++] = arg;
	return 0;
}

static int take_to(struct bp_topo_options *o, const char *arg, struct bp_error *err)
{
	return take_one_more("to", o->to, &o->nr_to, arg, err);
}

static int take_provider(struct bp_topo_options *o, const char *arg, struct bp_error *err)
{
	return take_one_more("provider", o->provider, &o->nr_providers, arg, err);
}

static int take_route(struct bp_topo_options *o, const char *arg, struct bp_error *err)
{
	(void)err;
	o->route[0] = arg;
	return 0;
}

static int take_address(struct bp_topo_options *o, const char *arg, struct bp_error *err)
{
	static const char *const kinds[] = {
		[BP_TOPO_ADDRESS_BUS] = "bus",
		[BP_TOPO_ADDRESS_PHYS] = "phys",
		[BP_TOPO_ADDRESS_IOVA] = "iova",
	};

	for (unsigned i = BP_TOPO_ADDRESS_BUS; i < bp_array_size(kinds); i++)
		if (!strcmp(arg, kinds[i])) {
			o->address = i;
			return 0;
		}
	if (strncmp(arg, "0x", 2))
		return bad(err, "address", arg, "bus, phys, iova, or a number with 0x");
	o->address = BP_TOPO_ADDRESS_GIVEN;
	return bp_parse_address(&(struct bp_place){ .key = "--address" }, arg, UINT64_MAX,
				&o->number, err);
}

static int take_bar(struct bp_topo_options *o, const char *arg, struct bp_error *err)
{
	if (*arg < '0' || *arg >= '0' + PCI_STD_NUM_BARS || arg[1])
		return bad(err, "bar", arg, "0 to 5");
	o->bar = *arg - '0';
	return 0;
}

static int take_rules(struct bp_topo_options *o, const char *arg, struct bp_error *err)
{
	const struct bp_p2p_rules *rules;
	char names[160] = "";

	o->rules = bp_p2p_rules_find(arg);
	o->rules_given = true;
	if (o->rules)
		return 0;
	for (unsigned i = 0; (rules = bp_p2p_rules_at(i)); i++)
		bp_cli_list(names, sizeof(names), i ? ", " : "", rules->name);
	return bad(err, "rules", arg, names);
}

static int take_cpu(struct bp_topo_options *o, const char *arg, struct bp_error *err)
{
	struct bp_place at = { .key = "--cpu" };

	o->cpu_given = true;
	return bp_pci_cpu_parse(&at, arg, &o->machine, err);
}

static int take_iommu(struct bp_topo_options *o, const char *arg, struct bp_error *err)
{
	if (!strcmp(arg, "on"))
		o->machine.iommu = BP_P2P_IOMMU_ON;
	else if (!strcmp(arg, "off"))
		o->machine.iommu = BP_P2P_IOMMU_OFF;
	else
		return bad(err, "iommu", arg, "on, off");
	o->iommu_given = true;
	return 0;
}

static int take_redirect(struct bp_topo_options *o, const char *arg, struct bp_error *err)
{
	if (strncmp(arg, "off=", 4) || !arg[4])
		return bad(err, "acs-redirect", arg, "off=ADDRESS of a function");
	return take_one_more("acs-redirect", o->redirect_off, &o->nr_redirect_off, arg + 4, err);
}

static int take_disable(struct bp_topo_options *o, const char *arg, struct bp_error *err)
{
	(void)err;
	o->disable_acs_redir = arg;
	return 0;
}

static int take_config_acs(struct bp_topo_options *o, const char *arg, struct bp_error *err)
{
	(void)err;
	o->config_acs = arg;
	return 0;
}

static int take_host_bridge(struct bp_topo_options *o, const char *arg, struct bp_error *err)
{
	if (o->machine.nr_extra == BP_TOPO_LIST_MAX)
		return bad(err, "host-bridge", arg, "no more than 32 of them");
	o->machine.extra = o->extra;
	return bp_p2p_entry_parse(arg, &o->extra[o->machine.nr_extra++], err);
}

static int take_json(struct bp_topo_options *o, const char *arg, struct bp_error *err)
{
	(void)arg, (void)err;
	o->json = true;
	return 0;
}

static int take_svg(struct bp_topo_options *o, const char *arg, struct bp_error *err)
{
	(void)arg, (void)err;
	o->svg = true;
	return 0;
}

static int take_dot(struct bp_topo_options *o, const char *arg, struct bp_error *err)
{
	(void)arg, (void)err;
	o->dot = true;
	return 0;
}

static const struct {
	const char *name;
	const char *metavar;
	const char *help;
	int (*take)(struct bp_topo_options *o, const char *arg, struct bp_error *err);
} table[] = {
	{ "from", "ADDRESS", "provider: the function whose memory is meant", take_from },
	{ "to", "ADDRESS", "client: the function that accesses it", take_to },
	{ "provider", "ADDRESS", "instead of --from: rank several, each --to is a client",
	  take_provider },
	{ "route", "ADDRESS ADDRESS", "the way of a request from the first to memory of the second",
	  take_route },
	{ "address", "bus|phys|iova|0x...", "what the request carries (what the kernel would give)",
	  take_address },
	{ "bar", "NUMBER", "BAR of the second that is meant (the largest)", take_bar },
	{ "pairs", NULL, "a matrix of verdicts", take_pairs },
	{ "rules", "NAME", "kernel (" RULES_DEFAULT "; of this machine its own)", take_rules },
	{ "cpu", "MAKER:FAMILY",
	  "for instance amd:0x19 or intel:6 (not known; of this machine its own)", take_cpu },
	{ "iommu", "on|off", "whether an IOMMU is at work (the same)", take_iommu },
	{ "acs-redirect", "off=ADDRESS", "as if redirect were off there; may be repeated",
	  take_redirect },
	{ "disable-acs-redir", "LIST",
	  "as if booted with this pci=disable_acs_redir=", take_disable },
	{ "config-acs", "LIST", "as if booted with this pci=config_acs=", take_config_acs },
	{ "host-bridge", "ID", "an entry of your own kernel, vendor:device[:same]; may be repeated",
	  take_host_bridge },
	{ "resources", "FILE", "BARs from copies of sysfs resource files", take_resources },
	{ "dot", NULL, "print the tree as a graph for Graphviz", take_dot },
	{ "svg", NULL, "print it as a picture, with --route the way in it", take_svg },
	{ "json", NULL, "print JSON", take_json },
	{ "help", NULL, "print this", NULL },
};

#define HELP (bp_array_size(table) - 1)

static void print_help(struct bp_cli *cli)
{
	fputs("usage: blkpath " SYNOPSIS "\n\n"
	      "Shows the PCI tree of FILE, what \"lspci -D -nn -vvv -xxxx\" printed as root, or "
	      "of\n"
	      "this machine, and says whether two devices may do peer-to-peer DMA, and if not, "
	      "which\n"
	      "bridge or rule forbids it (docs/spec/p2pdma-newer.md).\n\noptions:\n",
	      cli->out);
	for (size_t i = 0; i < bp_array_size(table); i++) {
		char left[40];

		snprintf(left, sizeof(left), "--%s%s%s", table[i].name, table[i].metavar ? " " : "",
			 table[i].metavar ? table[i].metavar : "");
		fprintf(cli->out, "  %-26s %s\n", left, table[i].help);
	}
}

static int unknown(const char *arg, struct bp_error *err)
{
	char allowed[BP_ERROR_TEXT_MAX] = "";

	for (size_t i = 0; i < bp_array_size(table); i++)
		bp_cli_list(allowed, sizeof(allowed), " --", table[i].name);
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
	if (o->dot && (o->json || o->pairs || o->nr_to || o->svg))
		return bp_error_set(err, NULL, 0, "--dot", "prints the tree alone");
	if (o->svg && (o->json || o->pairs || o->nr_to))
		return bp_error_set(err, NULL, 0, "--svg", "prints the tree, or one --route in it");
	if (o->nr_to && o->pairs)
		return bp_error_set(err, NULL, 0, "--pairs",
				    "goes without --to: one pair or all of them");
	return 0;
}

/* An option of two values: getopt knows of one. */
static int take_second(struct bp_topo_options *o, int argc, char **argv, struct bp_error *err)
{
	if (optind >= argc || argv[optind][0] == '-')
		return bp_error_set(err, NULL, 0, "--route",
				    "needs two values: who sends, and whose memory is meant");
	o->route[1] = argv[optind++];
	return 0;
}

static int read_all(int argc, char **argv, struct bp_topo_options *o, bool *help,
		    struct bp_error *err)
{
	struct option rows[bp_array_size(table) + 1] = { 0 };
	int answer, error;

	for (size_t i = 0; i < bp_array_size(table); i++)
		rows[i] = (struct option){ .name = table[i].name,
					   .has_arg = table[i].metavar != NULL,
					   .val = (int)i + 1 };
	opterr = 0;
	optind = 0; /* glibc: start over */
	while ((answer = getopt_long(argc, argv, ":", rows, NULL)) != -1) {
		if (answer == ':')
			return bp_error_set(err, NULL, 0, argv[optind - 1], "needs a value");
		if (answer == '?' && optopt > 0 && optopt <= (int)bp_array_size(table))
			return bp_error_set(err, NULL, 0, argv[optind - 1], "takes no value");
		if (answer == '?')
			return unknown(argv[optind - 1], err);
		*help = answer - 1 == (int)HELP;
		if (*help)
			return 0;
		error = table[answer - 1].take(o, optarg, err);
		if (!error && table[answer - 1].take == take_route)
			error = take_second(o, argc, argv, err);
		if (error)
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
	bool help = false;

	memset(options, 0, sizeof(*options));
	options->rules = bp_p2p_rules_find(RULES_DEFAULT);
	options->bar = -1;
	*status = BP_EXIT_FINE;
	if (read_all(argc, argv, options, &help, &err)) {
		*status = bp_cli_complain(cli, &err);
		return false;
	}
	if (help)
		print_help(cli);
	return !help;
}
