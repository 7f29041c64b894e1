/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What if the machine were booted with pci=disable_acs_redir= or pci=config_acs=?  The control
 * words of the input are taken for those that firmware left (P-60 to P-66).
 */
#include <blkpath/acs.h>

#include "cli/topo.h"

bool bp_topo_boots(const struct bp_topo_options *o)
{
	return o->disable_acs_redir || o->config_acs || o->acs_default;
}

static int unreadable(const struct bp_topo_options *o, struct bp_error *err)
{
	return bp_error_set(err, NULL, 0, o->config_acs ? "--config-acs" : "--disable-acs-redir",
			    "the kernel cannot read it; allowed: [FLAGS@]DEVICE with ';' between, "
			    "a device is [DOMAIN:]BUS:SLOT.FUNCTION or pci:VENDOR:DEVICE");
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
	if (o->config_acs && !boot.has_config)
		return bp_error_set(err, NULL, 0, "--config-acs",
				    "%s does not know this parameter; newer kernels do (P-61)",
				    o->rules->name);
	TAILQ_FOREACH (dev, &topo->pci->devices, link) {
		unsigned offset, sayings = 0;
		u16 ctrl;

		if (bp_topo_acs_read(dev, &offset, &ctrl) == BP_P2P_ACS_UNKNOWN || !offset)
			continue;
		ctrl = bp_acs_after_boot(&boot, dev, ctrl, &sayings);
		if (sayings & BP_ACS_SAYS_UNREADABLE)
			return unreadable(o, err);
		pci_write_config_word(dev, offset + PCI_ACS_CTRL, ctrl);
	}
	return 0;
}
