/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "cli/topo_options_table.h"
#include "input/pci_host.h"

static int bad(struct bp_error *err, const char *option, const char *arg, const char *allowed)
{
	char key[40];

	snprintf(key, sizeof(key), "--%s", option);
	return bp_error_set(err, NULL, 0, key, "\"%s\"; allowed: %s", arg, allowed);
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

static int take_host_bridge(struct bp_topo_options *o, const char *arg, struct bp_error *err)
{
	int error;

	if (o->machine.nr_extra == BP_TOPO_LIST_MAX)
		return bad(err, "host-bridge", arg, "no more than 32 of them");
	error = bp_p2p_entry_parse(arg, &o->extra[o->machine.nr_extra++], err);
	if (error)
		snprintf(err->key, sizeof(err->key), "--host-bridge");
	return error;
}

/* An offset of 0 means none. */
_Static_assert(offsetof(struct bp_topo_options, path) == 0, "no option is the first member");
#define TEXT(member) .text = offsetof(struct bp_topo_options, member)
#define FLAG(member) .flag = offsetof(struct bp_topo_options, member)

const struct bp_topo_option bp_topo_option_table[BP_TOPO_OPTIONS] = {
	{ "from", "ADDRESS", "provider: the function whose memory is meant", TEXT(from) },
	{ "to", "ADDRESS", "client: the function that accesses it", .take = take_to },
	{ "provider", "ADDRESS", "instead of --from: rank several, each --to is a client",
	  .take = take_provider },
	{ "route", "ADDRESS ADDRESS", "the way of a request from the first to memory of the second",
	  TEXT(route[0]), .second = offsetof(struct bp_topo_options, route[1]) },
	{ "address", "bus|phys|iova|0x...", "what the request carries (what the kernel would give)",
	  .take = take_address },
	{ "bar", "NUMBER", "BAR of the second that is meant (the largest)", .take = take_bar },
	{ "pairs", NULL, "a matrix of verdicts", FLAG(pairs) },
	{ "rules", "NAME", "kernel (" BP_TOPO_RULES_DEFAULT "; of this machine its own)",
	  .take = take_rules },
	{ "cpu", "MAKER:FAMILY",
	  "for instance amd:0x19 or intel:6 (not known; of this machine its own)",
	  .take = take_cpu },
	{ "iommu", "on|off", "whether an IOMMU is at work (the same)", .take = take_iommu },
	{ "acs-redirect", "off=ADDRESS", "as if redirect were off there; may be repeated",
	  .take = take_redirect },
	{ "disable-acs-redir", "LIST",
	  "as if booted with this pci=disable_acs_redir=", TEXT(disable_acs_redir) },
	{ "config-acs", "LIST", "as if booted with this pci=config_acs=", TEXT(config_acs) },
	{ "host-bridge", "ID", "an entry of your own kernel, vendor:device[:same]; may be repeated",
	  .take = take_host_bridge },
	{ "resources", "FILE", "BARs from copies of sysfs resource files", TEXT(resources) },
	{ "dot", NULL, "print the tree as a graph for Graphviz", FLAG(dot) },
	{ "svg", NULL, "print it as a picture, with --route the way in it", FLAG(svg) },
	{ "html", NULL, "print pictures and words as a page", FLAG(html) },
	{ "json", NULL, "print JSON", FLAG(json) },
	{ "help", NULL, "print this", FLAG(help) },
};
