/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What if the machine were booted with pci=disable_acs_redir= or pci=config_acs=?  The control
 * words of the input are taken for those that firmware left (P-60 to P-66).
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <blkpath/acs.h>

#include "cli/topo.h"

bool bp_topo_boots(const struct bp_topo_options *o)
{
	return o->disable_acs_redir || o->config_acs || o->acs_default;
}

/* One of the two parameters, and where it was said. */
struct parameter {
	const char *list;
	bool has_flags; /* FLAGS@ before each device */
	struct bp_place at;
};

static struct parameter parameter(const struct bp_topo *topo, bool config)
{
	const struct bp_topo_options *o = &topo->options;
	const struct bp_machine_said *said = &topo->said;
	struct parameter p = { .list = config ? o->config_acs : o->disable_acs_redir,
			       .has_flags = config };

	p.at.key = config ? "--config-acs" : "--disable-acs-redir";
	if (p.list && p.list == (config ? said->config_acs : said->disable_acs_redir))
		p.at = (struct bp_place){ topo->records.source,
					  config ? said->config_acs_line
						 : said->disable_acs_redir_line,
					  config ? "config_acs" : "disable_acs_redir" };
	return p;
}

/* Whether a kernel can read one entry; if it comes to it is another question. */
static bool is_readable(const struct bp_topo *topo, const struct parameter *p, const char *entry)
{
	struct bp_acs_boot boot = { .has_config = true };
	unsigned sayings;

	*(p->has_flags ? &boot.config : &boot.disable_redir) = entry;
	bp_acs_after_boot(&boot, TAILQ_FIRST(&topo->pci->devices), 0, &sayings);
	return !(sayings & BP_ACS_SAYS_UNREADABLE);
}

/* An entry that does nothing is a slip of the pen: the answer would be that of no parameter. */
static void warn_idle(struct bp_topo *topo, const struct parameter *p, const char *entry)
{
	const char *device = p->has_flags ? strchr(entry, '@') + 1 : entry;
	const struct pci_dev *dev;
	unsigned meant = 0;

	TAILQ_FOREACH (dev, &topo->pci->devices, link) {
		unsigned offset;
		u16 ctrl;

		if (bp_pci_matches(dev, device, strlen(device)) <= 0)
			continue;
		if (bp_topo_acs_read(dev, &offset, &ctrl) != BP_P2P_ACS_NONE)
			return;
		meant++;
	}
	bp_pci_records_warn(&topo->records, "%s: \"%.60s\" means no function%s: it changes nothing",
			    p->at.key, entry, meant ? " that has ACS" : "");
}

static int check_parameter(struct bp_topo *topo, const struct parameter *p, struct bp_error *err)
{
	char *copy = strdup(p->list), *rest = copy, *entry;
	int error = 0;

	if (!copy)
		return bp_place_error(&p->at, err, "out of memory");
	while (!error && (entry = strsep(&rest, ";"))) {
		if (!*entry && *p->list)
			continue; /* behind the last one, or between two marks */
		if (!*entry || !is_readable(topo, p, entry))
			error = bp_place_error(
				&p->at, err,
				"the kernel cannot read \"%.60s\"; allowed: %sDEVICE "
				"with ';' between, a device is "
				"[DOMAIN:]BUS:SLOT.FUNCTION or pci:VENDOR:DEVICE",
				entry, p->has_flags ? "FLAGS@" : "");
		else
			warn_idle(topo, p, entry);
	}
	free(copy);
	return error;
}

static int check_parameters(struct bp_topo *topo, struct bp_error *err)
{
	const struct bp_p2p_rules *rules = topo->options.rules;
	struct parameter disable = parameter(topo, false), config = parameter(topo, true);
	int error = 0;

	if (config.list && !rules->has_config_acs)
		return bp_place_error(&config.at, err,
				      "%s does not know this parameter; newer kernels do (P-61)",
				      rules->name);
	if (disable.list)
		error = check_parameter(topo, &disable, err);
	if (!error && config.list)
		error = check_parameter(topo, &config, err);
	return error;
}

int bp_topo_boot(struct bp_topo *topo, struct bp_error *err)
{
	const struct bp_topo_options *o = &topo->options;
	struct bp_acs_boot boot = {
		.change = o->rules->acs_change,
		.has_config = o->rules->has_config_acs,
		.wanted = o->acs_default || o->machine.iommu == BP_P2P_IOMMU_ON,
		.disable_redir = o->disable_acs_redir,
		.config = o->config_acs,
	};
	struct pci_dev *dev;

	if (!bp_topo_boots(o))
		return 0;
	if (check_parameters(topo, err))
		return -EINVAL;
	TAILQ_FOREACH (dev, &topo->pci->devices, link) {
		unsigned offset;
		u16 ctrl;

		if (bp_topo_acs_read(dev, &offset, &ctrl) == BP_P2P_ACS_UNKNOWN || !offset)
			continue;
		ctrl = bp_acs_after_boot(&boot, dev, ctrl, NULL);
		pci_write_config_word(dev, offset + PCI_ACS_CTRL, ctrl);
	}
	return 0;
}
