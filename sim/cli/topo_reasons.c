/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A verdict in plain words: why, on what it depends, what the kernel logs
 * (docs/spec/p2pdma-newer.md 12).
 */
#include <stdio.h>
#include <string.h>

#include "cli/topo.h"

/* The elements that redirect, with their control words. */
static void say_redirects(const struct bp_p2p_verdict *v, struct bp_topo_lines *lines)
{
	const struct bp_p2p_element *e;
	char list[BP_TOPO_LINE_MAX - 200] = "", one[100], name[BP_PCI_NAME_MAX];
	char bits[BP_TOPO_ACS_MAX];

	for (unsigned i = 0; (e = bp_p2p_redirect(v, i)); i++) {
		snprintf(one, sizeof(one), "%s (control 0x%04x: %s)", bp_pci_name(e->dev, name),
			 e->acs_ctrl, bp_topo_acs_bits(e->acs_ctrl & BP_PCI_ACS_REDIR, bits));
		bp_cli_list(list, sizeof(list), i ? ", " : "", one);
	}
	bp_topo_say(lines, "ACS redirect is on in %u of the path: %s (P-5, P-10).", v->nr_redirects,
		    list);
}

static void say_path(const struct bp_p2p_verdict *v, struct bp_topo_lines *lines)
{
	const struct bp_p2p_element *common = bp_p2p_common(v);
	char name[BP_PCI_NAME_MAX];

	if (common && v->provider_steps + v->client_steps == 0)
		bp_topo_say(lines, "Provider and client are one function (P-7).");
	else if (common)
		bp_topo_say(lines,
			    "Both are below %s (%s), the lowest common element: %u + %u steps "
			    "(P-3, P-7).",
			    bp_pci_name(common->dev, name), bp_topo_kind(common->dev),
			    v->provider_steps, v->client_steps);
	else
		bp_topo_say(lines,
			    "They have no common element: each has its own way to the host "
			    "bridge, %u + %u steps (P-8, P-11).",
			    v->provider_steps, v->client_steps);
	if (v->nr_redirects)
		say_redirects(v, lines);
	else if (common)
		bp_topo_say(lines, "Nothing on the path has ACS redirect on, ends included "
				   "(P-5, P-6).");
}

/* "0000:00:00.0 [8086:29c0]", or nobody. */
static const char *speaker(const struct bp_p2p_representative *r, char text[64])
{
	char name[BP_PCI_NAME_MAX];

	if (r->dev)
		snprintf(text, 64, "%s [%04x:%04x]", bp_pci_name(r->dev, name), r->dev->vendor,
			 r->dev->device);
	else
		snprintf(text, 64, "nobody");
	return text;
}

/* The host bridge that was asked and is not listed. */
static const struct bp_p2p_representative *unlisted(const struct bp_p2p_verdict *v)
{
	const struct bp_p2p_representative *r = v->representative;

	return !r[0].listed || v->same_host_bridge ? &r[0] : &r[1];
}

static const struct bp_p2p_representative *speechless(const struct bp_p2p_verdict *v)
{
	const struct bp_p2p_representative *r = v->representative;

	return !r[0].dev || v->same_host_bridge ? &r[0] : &r[1];
}

static void say_decision(const struct bp_p2p_verdict *v, struct bp_topo_lines *lines)
{
	const struct bp_p2p_representative *r = v->representative;
	const char *rule = bp_p2p_reason_rule(v->rules, v->reason), *kernel = v->rules->name;
	char a[64], b[64];

	switch (v->reason) {
	case BP_P2P_COMMON_ELEMENT:
		bp_topo_say(lines,
			    "So the packets turn at the common element; the host bridge is not "
			    "asked (%s).",
			    rule);
		break;
	case BP_P2P_REDIRECTED:
		bp_topo_say(lines, "For %s that is the end: redirected means no (%s).", kernel,
			    rule);
		break;
	case BP_P2P_CPU_PASSES:
		bp_topo_say(lines,
			    "The CPU is from AMD, family 0x17 or later: the kernel trusts its host "
			    "bridges (%s).",
			    rule);
		break;
	case BP_P2P_LISTED:
		bp_topo_say(lines, "The host bridge is on the list of %s: %s%s%s (%s).", kernel,
			    speaker(&r[0], a), v->same_host_bridge ? "" : " and ",
			    v->same_host_bridge ? "" : speaker(&r[1], b), rule);
		break;
	case BP_P2P_NO_REPRESENTATIVE:
		bp_topo_say(lines,
			    "Nobody speaks for host bridge %04x:%02x: its first device is neither "
			    "at 00.0 nor a root port (%s).",
			    speechless(v)->bridge->domain, speechless(v)->bridge->bus->number,
			    rule);
		break;
	case BP_P2P_NOT_LISTED:
		bp_topo_say(lines, "The host bridge is not on the list of %s: %s (%s).", kernel,
			    speaker(unlisted(v), a), rule);
		break;
	case BP_P2P_OTHER_HOST_BRIDGE:
		bp_topo_say(lines,
			    "The host bridge is listed for traffic below one host bridge alone, "
			    "and these are two: %s and %s (%s, P-34).",
			    speaker(&r[0], a), speaker(&r[1], b), rule);
		break;
	case BP_P2P_IOMMU_PRESENT:
		bp_topo_say(lines, "With an IOMMU the list of %s does not count (%s).", kernel,
			    rule);
		break;
	case BP_P2P_OTHER_BUS_SPACE:
		bp_topo_say(lines,
			    "The two host bridges give the memory different bus addresses (%s).",
			    rule);
		break;
	case BP_P2P_REASONS:
		break;
	}
}

void bp_topo_reasons(const struct bp_p2p_verdict *verdict, struct bp_topo_lines *lines)
{
	say_path(verdict, lines);
	say_decision(verdict, lines);
}

void bp_topo_depends(const struct bp_p2p_verdict *verdict, struct bp_topo_lines *lines)
{
	if (verdict->depends & BP_P2P_DEPENDS_CPU)
		bp_topo_say(lines, "The CPU is not known: with one from AMD, family 0x17 or later, "
				   "the answer is PCI_P2PDMA_MAP_THRU_HOST_BRIDGE (P-20).");
	if (verdict->depends & BP_P2P_DEPENDS_IOMMU)
		bp_topo_say(lines, "The IOMMU is not known: with one the answer is no (P-35).");
	if (verdict->depends & BP_P2P_DEPENDS_ACS)
		bp_topo_say(lines, "ACS of an element of the path is not known and was taken for "
				   "none: redirect there would change the answer (P-5).");
}

/* The names of P-41, in the kernel's order. */
static void list_names(const struct bp_p2p_verdict *v, char *list, size_t room)
{
	const struct bp_p2p_element *e;
	char name[BP_PCI_NAME_MAX];

	*list = '\0';
	for (unsigned i = 0; (e = bp_p2p_redirect(v, i)); i++)
		bp_cli_list(list, room, i ? ";" : "", bp_pci_name(e->dev, name));
}

void bp_topo_log(const struct bp_p2p_verdict *verdict, struct bp_topo_lines *lines)
{
	char on[BP_PCI_NAME_MAX], about[BP_PCI_NAME_MAX], list[BP_TOPO_LINE_MAX - 200];

	for (unsigned i = 0; i < verdict->nr_messages; i++) {
		const struct bp_p2p_message *m = &verdict->message[i];

		bp_pci_name(m->on, on);
		bp_pci_name(m->about, about);
		switch (m->saying) {
		case BP_P2P_SAYS_REDIRECT:
			bp_topo_say(lines, "%s: \"ACS redirect is set between\" and %s (P-40)", on,
				    about);
			break;
		case BP_P2P_SAYS_PARAMETER:
			list_names(verdict, list, sizeof(list));
			bp_topo_say(lines, "%s: \"pci=disable_acs_redir=%s\" (P-41)", on, list);
			break;
		case BP_P2P_SAYS_UNLISTED:
			bp_topo_say(lines,
				    "%s: \"not in P2PDMA whitelist\" and %04x:%04x, also from "
				    "silent queries (P-42)",
				    on, m->about->vendor, m->about->device);
			break;
		case BP_P2P_SAYS_NO_UPSTREAM:
			bp_topo_say(lines, "%s: \"do not share an upstream bridge\" and %s (P-43)",
				    on, about);
			break;
		}
	}
}
