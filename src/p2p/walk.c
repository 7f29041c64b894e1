/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The walk from two devices to where their chains meet (P-2 to P-8).
 */
#include "p2p.h"

/* Absence in a dump that was cut is not absence. */
static bool may_hide_acs(const struct pci_dev *dev)
{
	if (dev->config_bytes >= PCI_CFG_SPACE_EXP_SIZE)
		return false;
	return dev->is_pcie || dev->config_bytes < PCI_CFG_SPACE_SIZE;
}

/* P-5, P2P-B4.4 */
static struct bp_p2p_element look_at(const struct pci_dev *dev)
{
	struct bp_p2p_element element = { .dev = dev };
	unsigned at = pci_find_ext_capability(dev, PCI_EXT_CAP_ID_ACS);

	if (!at) {
		element.acs = may_hide_acs(dev) ? BP_P2P_ACS_UNKNOWN : BP_P2P_ACS_NONE;
		return element;
	}
	element.acs_offset = at;
	pci_read_config_word(dev, at + PCI_ACS_CTRL, &element.acs_ctrl);
	element.acs =
		element.acs_ctrl & BP_PCI_ACS_REDIR ? BP_P2P_ACS_REDIRECTS : BP_P2P_ACS_PASSES;
	return element;
}

/* P-2; a tree cannot have longer chains than bus numbers, and none is followed further. */
static void climb(const struct pci_dev *dev, struct bp_p2p_chain *chain)
{
	chain->nr = 0;
	for (; dev && chain->nr < BP_P2P_CHAIN_MAX; dev = pci_upstream_bridge(dev))
		chain->element[chain->nr++] = look_at(dev);
}

/* The smallest step of a chain at a function; its length when it is not there. */
static unsigned step_of(const struct bp_p2p_chain *chain, const struct pci_dev *dev)
{
	unsigned step = 0;

	while (step < chain->nr && chain->element[step].dev != dev)
		step++;
	return step;
}

/* Marks the first @nr elements as looked at and counts those that redirect. */
static unsigned test(struct bp_p2p_chain *chain, unsigned nr)
{
	unsigned redirects = 0;

	for (unsigned i = 0; i < nr; i++) {
		chain->element[i].tested = true;
		redirects += chain->element[i].acs == BP_P2P_ACS_REDIRECTS;
	}
	return redirects;
}

void bp_p2p_walk(const struct pci_dev *provider, const struct pci_dev *client,
		 struct bp_p2p_verdict *verdict)
{
	struct bp_p2p_chain *p = &verdict->provider, *c = &verdict->client;
	unsigned i = 0, j;

	climb(provider, p);
	climb(client, c);
	j = c->nr;
	for (; i < p->nr; i++) {
		j = step_of(c, p->element[i].dev);
		if (j < c->nr)
			break;
	}
	verdict->has_common = i < p->nr;
	verdict->provider_steps = i;
	verdict->client_steps = j;
	verdict->distance = i + j; /* P-7, P-8 */
	if (!verdict->has_common) {
		/* P-8: what is found on the way is dropped; the client's side is not looked at. */
		test(p, p->nr);
		return;
	}
	/* P-4: the common element once, as the provider's. */
	verdict->nr_redirects = test(p, i + 1);
	verdict->nr_redirects += test(c, j);
}
