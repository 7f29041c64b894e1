/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath topo: the PCI tree of a machine, and whether two devices of it may talk.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "cli/topo_way.h"
#include "input/lspci.h"
#include "input/pci_host.h"
#include "input/pci_tree.h"

/* The running machine says what a dump does not, unless the user says otherwise (P-91). */
static void ask_host(struct bp_topo_options *o)
{
	const struct bp_p2p_rules *rules;
	struct utsname name;

	if (!o->cpu_given)
		bp_pci_host_cpu("/proc/cpuinfo", &o->machine);
	if (!o->iommu_given)
		bp_pci_host_iommu("/sys/class/iommu", &o->machine);
	if (o->rules_given || uname(&name))
		return;
	rules = bp_p2p_rules_for_kernel(name.release);
	if (rules)
		o->rules = rules;
}

/* What the user says on the command line stands in for what the scenario says. */
static void take_said(struct bp_topo_options *o, const struct bp_machine_said *said)
{
	const struct bp_p2p_rules *rules = said->rules ? bp_p2p_rules_find(said->rules) : NULL;

	if (!rules && said->rules)
		rules = bp_p2p_rules_for_kernel(said->rules);
	if (rules && !o->rules_given)
		o->rules = rules;
	if (!o->cpu_given) {
		o->machine.cpu = said->machine.cpu;
		o->machine.cpu_family = said->machine.cpu_family;
	}
	if (!o->iommu_given)
		o->machine.iommu = said->machine.iommu;
	if (!o->disable_acs_redir)
		o->disable_acs_redir = said->disable_acs_redir;
	if (!o->config_acs)
		o->config_acs = said->config_acs;
	o->acs_default = said->acs_default;
}

static int read_records(struct bp_topo *topo, struct bp_error *err)
{
	struct bp_topo_options *o = &topo->options;
	int error;

	if (bp_machine_is_scenario(o->path)) {
		error = bp_machine_load(&topo->records, o->path, &topo->said, err);
		if (!error)
			take_said(o, &topo->said);
		return error;
	}
	if (o->path)
		return bp_lspci_read(&topo->records, o->path, err);
	ask_host(o);
	return bp_libpci_machine(&topo->records, err);
}

static int read_machine(struct bp_topo *topo, struct bp_error *err)
{
	const struct bp_topo_options *o = &topo->options;
	int error = read_records(topo, err);

	if (!error && o->resources && topo->records.is_described)
		error = bp_error_set(err, NULL, 0, "--resources",
				     "a scenario has BARs of its own: for a dump alone");
	if (!error && o->resources)
		error = bp_pci_resources_read(&topo->records, o->resources, err);
	if (error)
		return error;
	topo->tree = bp_pci_tree_new(&topo->env);
	if (!topo->tree)
		return bp_error_set(err, NULL, 0, NULL, "out of memory");
	topo->pci = bp_pci_tree_pci(topo->tree);
	return bp_pci_tree_build(topo->tree, &topo->records, err);
}

/* "03:00.0" is of domain 0. */
static struct pci_dev *find(const struct bp_topo *topo, const char *option, const char *text,
			    struct bp_error *err)
{
	struct bp_pci_record address;
	const char *end = bp_pci_address_parse(text, &address);
	const struct bp_pci_record *record = NULL;

	if (end && !*end)
		record = bp_pci_records_find(&topo->records, address.domain, address.bus,
					     address.devfn);
	if (!record)
		bp_error_set(err, NULL, 0, option,
			     "no function \"%s\" is in %s; allowed: an address of its tree, for "
			     "instance 0000:03:00.0",
			     text, topo->records.source);
	return record ? record->dev : NULL;
}

/* What if redirect were off there: the control word as setpci would leave it (P-63). */
static int switch_redirects_off(struct bp_topo *topo, struct bp_error *err)
{
	for (unsigned i = 0; i < topo->options.nr_redirect_off; i++) {
		struct pci_dev *dev =
			find(topo, "--acs-redirect", topo->options.redirect_off[i], err);
		unsigned offset;
		u16 ctrl;

		if (!dev)
			return -1;
		if (bp_topo_acs_read(dev, &offset, &ctrl) == BP_P2P_ACS_NONE)
			return bp_error_set(err, NULL, 0, "--acs-redirect",
					    "%s has no ACS capability: nothing redirects there",
					    topo->options.redirect_off[i]);
		if (offset)
			pci_write_config_word(dev, offset + PCI_ACS_CTRL,
					      (u16)(ctrl & ~BP_PCI_ACS_REDIR));
	}
	return 0;
}

/* Absence of ACS lines is not absence of ACS when nobody was allowed to look (section 11). */
static int check_allowed(const struct bp_topo *topo, struct bp_error *err)
{
	for (unsigned i = 0; i < topo->records.n; i++) {
		const struct bp_pci_record *r = &topo->records.at[i];

		if (r->denied && r->config_bytes < PCI_CFG_SPACE_EXP_SIZE)
			return bp_error_set(err, topo->records.source, r->line, NULL,
					    "capabilities were not shown (<access denied>), so ACS "
					    "is not known and no verdict is possible; take "
					    "\"lspci -D -nn -vvv -xxxx\" as root");
	}
	return 0;
}

static enum bp_exit show_pair(struct bp_cli *cli, struct bp_topo *topo)
{
	struct bp_error err = { 0 };
	struct pci_dev *from = find(topo, "--from", topo->options.from, &err);
	struct pci_dev *to = from ? find(topo, "--to", topo->options.to[0], &err) : NULL;

	if (!to)
		return bp_cli_complain(cli, &err);
	if (topo->options.json)
		return bp_cli_json(cli, bp_topo_verdict_json(topo, from, to));
	bp_topo_print_verdict(cli->out, topo, from, to);
	return BP_EXIT_FINE;
}

static bool is_drawn(const struct bp_topo *topo)
{
	return topo->options.svg || topo->options.html;
}

static enum bp_exit show_picture(struct bp_cli *cli, const struct bp_topo *topo,
				 struct bp_topo_way *way)
{
	struct bp_error err = { 0 };
	int error = topo->options.svg ? bp_topo_print_svg(cli->out, topo, way)
				      : bp_topo_print_html(cli->out, topo, way);

	return error ? bp_cli_complain(cli, &err) : BP_EXIT_FINE; /* out of memory */
}

static enum bp_exit show_route(struct bp_cli *cli, struct bp_topo *topo)
{
	const char *const *names = topo->options.route;
	struct bp_error err = { 0 };
	const struct pci_dev *requester = find(topo, "--route", names[0], &err);
	const struct pci_dev *target = requester ? find(topo, "--route", names[1], &err) : NULL;
	struct bp_topo_way *way = target ? bp_topo_way_find(topo, requester, target, &err) : NULL;
	enum bp_exit status = BP_EXIT_FINE;

	if (!way)
		return bp_cli_complain(cli, &err);
	if (topo->options.json)
		status = bp_cli_json(cli, bp_topo_route_json(topo, way));
	else if (is_drawn(topo))
		status = show_picture(cli, topo, way);
	else
		bp_topo_print_route(cli->out, topo, way);
	free(way);
	return status;
}

/* Twice the same would be a tie with itself. */
static bool named_before(const struct bp_topo_choice *choice, unsigned index, struct bp_error *err)
{
	char name[BP_PCI_NAME_MAX];

	for (unsigned i = 0; i < index; i++)
		if (choice->provider[i] == choice->provider[index])
			return bp_error_set(err, NULL, 0, "--provider",
					    "%s is there twice: once is allowed",
					    bp_pci_name(choice->provider[i], name));
	return false;
}

static enum bp_exit show_choice(struct bp_cli *cli, struct bp_topo *topo)
{
	const struct bp_topo_options *o = &topo->options;
	struct bp_topo_choice choice = { 0 };
	struct bp_error err = { 0 };

	for (unsigned i = 0; i < o->nr_providers; i++) {
		choice.provider[i] = find(topo, "--provider", o->provider[i], &err);
		if (!choice.provider[i] || named_before(&choice, i, &err))
			return bp_cli_complain(cli, &err);
	}
	for (unsigned i = 0; i < o->nr_to; i++) {
		const struct pci_dev *client = find(topo, "--to", o->to[i], &err);

		if (!client)
			return bp_cli_complain(cli, &err);
		choice.client[i] = &client->dev;
	}
	if (o->json)
		return bp_cli_json(cli, bp_topo_choice_json(topo, &choice));
	bp_topo_print_choice(cli->out, topo, &choice);
	return BP_EXIT_FINE;
}

static enum bp_exit show_pairs(struct bp_cli *cli, struct bp_topo *topo)
{
	struct bp_error err = { 0 };

	if (topo->options.json) {
		json_t *document = bp_topo_pairs_json(topo, &err);

		return err.text[0] ? bp_cli_complain(cli, &err) : bp_cli_json(cli, document);
	}
	if (!bp_topo_print_pairs(cli->out, topo, &err))
		return bp_cli_complain(cli, &err);
	return BP_EXIT_FINE;
}

static enum bp_exit show(struct bp_cli *cli, struct bp_topo *topo)
{
	const struct bp_topo_options *o = &topo->options;
	struct bp_error err = { 0 };

	if (read_machine(topo, &err) || bp_topo_boot(topo, &err) ||
	    switch_redirects_off(topo, &err))
		return bp_cli_complain(cli, &err);
	if ((o->nr_to || o->pairs || o->route[0]) && check_allowed(topo, &err))
		return bp_cli_complain(cli, &err);
	if (o->route[0])
		return show_route(cli, topo);
	if (o->from)
		return show_pair(cli, topo);
	if (o->nr_providers)
		return show_choice(cli, topo);
	if (o->pairs)
		return show_pairs(cli, topo);
	if (o->json)
		return bp_cli_json(cli, bp_topo_tree_json(topo));
	if (is_drawn(topo))
		return show_picture(cli, topo, NULL);
	if (o->dot)
		bp_topo_print_dot(cli->out, topo);
	else
		bp_topo_print_tree(cli->out, topo);
	return BP_EXIT_FINE;
}

enum bp_exit bp_cmd_topo(struct bp_cli *cli, int argc, char **argv)
{
	struct bp_topo topo = { 0 };
	enum bp_exit status;

	if (!bp_topo_options_read(cli, argc, argv, &topo.options, &status))
		return status;
	bp_env_init(&topo.env);
	status = show(cli, &topo);
	bp_pci_tree_free(topo.tree);
	bp_pci_records_free(&topo.records);
	bp_machine_said_free(&topo.said);
	bp_env_fini(&topo.env);
	return status;
}
