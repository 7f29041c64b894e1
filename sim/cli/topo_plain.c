/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The answer in a sentence, before all numbers.
 */
#include <stdio.h>

#include "cli/topo.h"

/* Why the packets come to the host bridge at all (P-10, P-11). */
static const char *way_up(const struct bp_p2p_verdict *v)
{
	return v->nr_redirects ? "ACS redirect sends the packets up to the host bridge"
			       : "they have no bridge in common";
}

static void say_direct(const struct bp_p2p_verdict *v, char text[BP_TOPO_PLAIN_MAX])
{
	char name[BP_PCI_NAME_MAX];

	if (v->provider_steps + v->client_steps == 0)
		snprintf(text, BP_TOPO_PLAIN_MAX, "yes: it is one function");
	else
		snprintf(text, BP_TOPO_PLAIN_MAX, "yes, directly: the packets turn at %s or below",
			 bp_pci_name(bp_p2p_common(v)->dev, name));
}

const char *bp_topo_plain(const struct bp_p2p_verdict *v, char text[BP_TOPO_PLAIN_MAX])
{
	/* What follows way_up(). */
	static const char *const refusals[BP_P2P_REASONS] = {
		[BP_P2P_NO_REPRESENTATIVE] = "nobody speaks for the host bridge",
		[BP_P2P_NOT_LISTED] = "the kernel does not trust the host bridge",
		[BP_P2P_OTHER_HOST_BRIDGE] = "the kernel does not trust these two host bridges "
					     "with each other's packets",
		[BP_P2P_IOMMU_PRESENT] = "with an IOMMU this kernel trusts no host bridge",
	};

	switch (v->reason) {
	case BP_P2P_COMMON_ELEMENT:
		say_direct(v, text);
		break;
	case BP_P2P_REDIRECTED:
		snprintf(text, BP_TOPO_PLAIN_MAX, "no: ACS redirect is on in %u of the path",
			 v->nr_redirects);
		break;
	case BP_P2P_CPU_PASSES:
		snprintf(text, BP_TOPO_PLAIN_MAX,
			 "yes, through the host bridge: the kernel trusts those of this CPU");
		break;
	case BP_P2P_LISTED:
		snprintf(text, BP_TOPO_PLAIN_MAX,
			 "yes, through the host bridge: it is on the kernel's list");
		break;
	default:
		snprintf(text, BP_TOPO_PLAIN_MAX, "no: %s, and %s", way_up(v), refusals[v->reason]);
	}
	return text;
}
