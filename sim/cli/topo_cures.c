/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The cure that fits and never more than it, and what to expect of a good verdict
 * (docs/spec/p2pdma-newer.md 12).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/topo.h"

/* Puts a control word where the function has it, whatever its capability word says. */
static void put_control(const struct bp_p2p_element *e, u16 ctrl)
{
	u8 *at = e->dev->config + e->acs_offset + PCI_ACS_CTRL;

	at[0] = (u8)ctrl;
	at[1] = (u8)(ctrl >> 8);
}

/* The verdict as it were with redirect off where the kernel's list says; the tree stays as it is.
 */
static bool without_redirect(struct bp_topo *topo, const struct bp_p2p_verdict *v,
			     struct bp_p2p_verdict *cured)
{
	const struct bp_p2p_element *e;

	for (unsigned i = 0; (e = bp_p2p_redirect(v, i)); i++)
		put_control(e, (u16)(e->acs_ctrl & ~BP_PCI_ACS_REDIR));
	bp_p2p_judge(v->rules, &topo->options.machine, v->provider.element[0].dev,
		     v->client.element[0].dev, cured);
	for (unsigned i = 0; (e = bp_p2p_redirect(v, i)); i++)
		put_control(e, e->acs_ctrl);
	return cured->type == PCI_P2PDMA_MAP_BUS_ADDR;
}

static void cure_redirect(struct bp_topo *topo, const struct bp_p2p_verdict *v,
			  struct bp_topo_lines *lines)
{
	struct bp_p2p_verdict *cured = calloc(1, sizeof(*cured));
	const struct bp_p2p_element *e;
	char now[BP_TOPO_LINE_MAX - 100] = "", names[BP_TOPO_LINE_MAX - 200] = "", one[80];
	char name[BP_PCI_NAME_MAX], answer[40];

	for (unsigned i = 0; (e = bp_p2p_redirect(v, i)); i++) {
		bp_pci_name(e->dev, name);
		snprintf(one, sizeof(one), "setpci -s %s ECAP_ACS+6.w=0:2c", name);
		bp_cli_list(now, sizeof(now), i ? " && " : "", one);
		bp_cli_list(names, sizeof(names), i ? ";" : "", name);
	}
	bp_topo_say(lines, "For now: %s", now);
	bp_topo_say(lines,
		    "For good: boot with \"pci=disable_acs_redir=%s\", in quotes (P-62, P-63).",
		    names);
	if (cured && without_redirect(topo, v, cured))
		bp_topo_say(lines, "Then the answer is %s (P-9).", bp_topo_answer(cured, answer));
	if (v->rules->acs_change == BP_ACS_CLEARS_FIRMWARE)
		bp_topo_say(lines,
			    "%s begins from the word that firmware left: what the kernel itself "
			    "switched on for an IOMMU is off there then, too (P-64).",
			    v->rules->name);
	if (v->warnings & BP_P2P_WARN_PARAMETER)
		bp_topo_say(lines,
			    "Some kernels of this generation (from v6.11 until the correction) "
			    "leave redirect on where firmware set it, whatever that "
			    "parameter says: look at ACSCtl after boot (P-64, P-65).");
	bp_topo_say(lines, "pci=noacs and pcie_acs_override= do nothing of it, whatever recipes "
			   "say (P-68).");
	bp_topo_say(lines, "It costs isolation: both devices come into one IOMMU group, which is "
			   "formed at boot (P-69).");
	free(cured);
}

static void cure_unlisted(const struct bp_p2p_verdict *v, struct bp_topo_lines *lines)
{
	const struct bp_p2p_representative *r = v->representative;
	const struct bp_p2p_representative *who =
		!r[0].listed || v->same_host_bridge ? &r[0] : &r[1];
	const struct bp_p2p_rules *first;

	if (!who->dev)
		return;
	first = bp_p2p_rules_listing(v->rules, who->dev->vendor, who->dev->device,
				     v->same_host_bridge);
	if (first && first != v->rules)
		bp_topo_say(lines, "The kernel lists %04x:%04x from %s on (P-33).",
			    who->dev->vendor, who->dev->device, first->name);
	else
		bp_topo_say(lines,
			    "No kernel that is known here lists %04x:%04x; do not add it because "
			    "it would be convenient: a forced entry gave wrong data (PC-4), and "
			    "client CPUs may pass writes and not reads (PC-8).",
			    who->dev->vendor, who->dev->device);
}

void bp_topo_cures(struct bp_topo *topo, const struct bp_p2p_verdict *verdict,
		   struct bp_topo_lines *lines)
{
	if (verdict->type == PCI_P2PDMA_MAP_BUS_ADDR)
		return;
	if (verdict->nr_redirects)
		cure_redirect(topo, verdict, lines);
	if (verdict->type != PCI_P2PDMA_MAP_NOT_SUPPORTED)
		return;
	if (verdict->reason == BP_P2P_NOT_LISTED)
		cure_unlisted(verdict, lines);
	if (verdict->reason == BP_P2P_IOMMU_PRESENT)
		bp_topo_say(lines, "Boot without IOMMU, or a kernel that does not ask for it: v6.1 "
				   "and later (P-35).");
	if (verdict->reason == BP_P2P_OTHER_HOST_BRIDGE)
		bp_topo_say(lines, "Put both devices below one host bridge: for that it is listed "
				   "(P-33).");
	if (!verdict->has_common)
		bp_topo_say(lines, "Put both devices below one switch%s.",
			    verdict->rules->cpu_passes
				    ? ", or use a machine with an AMD CPU of family 0x17 or later"
				    : "");
}

void bp_topo_cautions(const struct bp_topo *topo, const struct bp_p2p_verdict *verdict,
		      struct bp_topo_lines *lines)
{
	static const struct {
		unsigned bit;
		const char *text;
	} warnings[] = {
		{ BP_P2P_WARN_LIST_CUT,
		  "The kernel's list of names does not fit its buffer of 128 "
		  "bytes and writes behind it (P-46); the list here is whole." },
		{ BP_P2P_WARN_HALF_TRUE, "The kernel's log says that they do not share a bridge; "
					 "they do (P-43)." },
		{ BP_P2P_WARN_ID_UNSAID,
		  "The log does not name the id of the host bridge (P-42)." },
		{ BP_P2P_WARN_OTHER_WORD, "A root port of the path keeps its ACS control in "
					  "another place (capability + 8): "
					  "what is read here says nothing of it (P-67)." },
	};
	bool through = verdict->type == PCI_P2PDMA_MAP_THRU_HOST_BRIDGE;

	for (size_t i = 0; i < bp_array_size(warnings); i++)
		if (verdict->warnings & warnings[i].bit)
			bp_topo_say(lines, "%s", warnings[i].text);
	if (through && verdict->warnings & BP_P2P_WARN_NO_ADDRESS &&
	    topo->options.machine.iommu != BP_P2P_IOMMU_ON)
		bp_topo_say(lines, "Without IOMMU, kernels between a25e7962db0d and 560000d619ef "
				   "map such memory without an address and report success: unsafe "
				   "for users of dma_map_sg() such as NVMe buffers (P-75).");
	if (verdict->type != PCI_P2PDMA_MAP_NOT_SUPPORTED)
		bp_topo_hints(topo, verdict, lines);
	bp_topo_say(lines, "ACS is shown as it is now; a pair that has mapped before keeps its old "
			   "answer until the provider's driver is unbound (P-16, P-92).");
}
