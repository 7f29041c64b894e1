/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A way through the fabric as text: each turn with its rule.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/topo_way.h"
#include "draw/size.h"
#include "pci/acs.h"

const char *bp_topo_place(const struct bp_hop *hop, char text[BP_TOPO_PLACE_MAX])
{
	if (hop->at)
		return bp_pci_name(hop->at, text);
	snprintf(text, BP_TOPO_PLACE_MAX, "root complex %04x:%02x", hop->bridge->domain,
		 hop->bridge->bus->number);
	return text;
}

/* Whether access control was asked there (P2P-A5). */
static bool is_acs(const struct bp_hop *hop)
{
	return !strncmp(bp_turn_rule(hop->turn), "P2P-A5", 6);
}

/* The other side: where it goes, where it would have gone, or who answers. */
static int put_other(char *text, size_t room, const struct bp_hop *hop)
{
	char name[BP_PCI_NAME_MAX];

	if (!hop->to)
		return 0;
	bp_pci_name(hop->to, name);
	if (hop->turn == BP_AT_SWITCH)
		return snprintf(text, room, " to %s", name);
	if (bp_turn_class(hop->turn) == BP_TURN_REDIRECTS)
		return snprintf(text, room, ", not to %s", name);
	return snprintf(text, room, ", %s", name);
}

const char *bp_topo_turn_words(const struct bp_hop *hop, char text[BP_TOPO_TURN_MAX])
{
	char bits[BP_TOPO_ACS_MAX];
	int used = snprintf(text, BP_TOPO_TURN_MAX, "%s", bp_turn_words(hop->turn));

	used += put_other(text + used, BP_TOPO_TURN_MAX - (size_t)used, hop);
	if (is_acs(hop))
		snprintf(text + used, BP_TOPO_TURN_MAX - (size_t)used, " (control 0x%04x%s%s)",
			 bp_acs_control(hop->at), bp_acs_control(hop->at) ? ": " : "",
			 bp_topo_acs_bits(bp_acs_control(hop->at), bits));
	return text;
}

static void print_hops(FILE *out, const struct bp_route *route)
{
	char at[BP_TOPO_PLACE_MAX], what[BP_TOPO_TURN_MAX];
	int width = 0;

	for (unsigned i = 0; i < route->nr_hops; i++)
		width = bp_max(width, (int)strlen(bp_topo_turn_words(&route->hop[i], what)));
	for (unsigned i = 0; i < route->nr_hops; i++)
		fprintf(out, "  %3u  %-20s  %-*s  [%s]\n", i + 1, bp_topo_place(&route->hop[i], at),
			width, bp_topo_turn_words(&route->hop[i], what),
			bp_turn_rule(route->hop[i].turn));
}

static unsigned count_links(const struct bp_route *route, enum bp_turn_class class)
{
	unsigned n = 0;

	for (unsigned i = 0; i < route->nr_hops; i++)
		n += bp_turn_class(route->hop[i].turn) == class;
	return n;
}

/* What it meets at its end. */
static void print_end(FILE *out, const struct bp_route *route)
{
	const struct bp_target *t = &route->target;
	char name[BP_PCI_NAME_MAX];

	if (route->outcome != BP_OUTCOME_SUCCESS)
		fprintf(out, "%s: %s [%s]", bp_outcome_name(route->outcome),
			bp_turn_words(bp_route_end(route)), bp_turn_rule(bp_route_end(route)));
	else if (t->kind == BP_TARGET_RAM)
		fprintf(out, "delivered: RAM at 0x%" PRIx64, t->phys.phys);
	else if (t->kind != BP_TARGET_NONE)
		fprintf(out, "delivered: BAR %u of %s", t->bar, bp_pci_name(t->dev, name));
	else
		fputs("back at the requester", out);
}

static void print_way(FILE *out, const char *title, const struct bp_route *route)
{
	unsigned up = count_links(route, BP_TURN_UP), down = count_links(route, BP_TURN_DOWN);
	char reach[BP_TOPO_REACH_MAX];

	fprintf(out, "%s  %s; links up %u, down %u; ", title, bp_topo_reach(route, reach), up,
		down);
	print_end(out, route);
	fputc('\n', out);
}

static void print_target(FILE *out, const struct bp_topo *topo, const struct bp_topo_way *way)
{
	char name[BP_PCI_NAME_MAX], text[BP_TOPO_NAME_MAX], size[BP_SIZE_MAX];

	fprintf(out, "target      %s  %s, BAR %u", bp_pci_name(way->target, name),
		bp_topo_name(topo, way->target, text), way->bar);
	if (way->bar_bytes) {
		bp_size_print(size, sizeof(size), way->bar_bytes);
		fprintf(out, " of %s\n", size);
	} else {
		fputs(" of a size that is not known\n", out);
	}
}

static void print_kernel(FILE *out, const struct bp_topo *topo, const struct bp_p2p_verdict *v)
{
	char answer[40];

	fprintf(out, "kernel      %s says %s [%s]%s\n", topo->options.rules->name,
		bp_topo_answer(v, answer), bp_p2p_reason_rule(v->rules, v->reason),
		v->type == PCI_P2PDMA_MAP_NOT_SUPPORTED
			? ": it refuses, and this is what a request would meet"
			: "");
}

/* The static check and the fabric side by side (P2P-A5.11). */
static void say_both(const struct bp_topo_way *way, struct bp_topo_lines *lines)
{
	bool up = bp_route_passes_root(&way->request) ||
		  (way->has_completion && bp_route_passes_root(&way->completion));
	bool there = way->request.outcome == BP_OUTCOME_SUCCESS;

	if (!there)
		return;
	if (way->verdict.nr_redirects && !up)
		bp_topo_say(lines, "The kernel's check sees redirect on the path; this request and "
				   "its completion are not redirected all the same: the check is "
				   "coarser than the hardware (P2P-A5.11).");
	if (way->verdict.type == PCI_P2PDMA_MAP_BUS_ADDR && up && way->kind == BP_TOPO_ADDRESS_BUS)
		bp_topo_say(lines, "The kernel takes it for traffic that stays below the common "
				   "element; it does not: look at the windows of the bridges.");
	if (way->request.target.dev != way->target)
		bp_topo_say(lines, "It ends elsewhere than it was meant to: nobody would notice "
				   "(P2P-A7.7).");
}

void bp_topo_print_route(FILE *out, const struct bp_topo *topo, struct bp_topo_way *way)
{
	struct bp_topo_lines *lines = calloc(1, sizeof(*lines));
	char name[BP_PCI_NAME_MAX], text[BP_TOPO_NAME_MAX];

	if (!lines)
		return;
	fprintf(out, "requester   %s  %s\n", bp_pci_name(way->requester, name),
		bp_topo_name(topo, way->requester, text));
	print_target(out, topo, way);
	fprintf(out, "address     0x%" PRIx64 ", %s %s; IOMMU %s\n", way->address,
		way->kind == BP_TOPO_ADDRESS_IOVA ? "an" : "a", bp_topo_address_name(way->kind),
		way->iommu					      ? "on"
		: topo->options.machine.iommu == BP_P2P_IOMMU_UNKNOWN ? "not known, taken for off"
								      : "off");
	print_kernel(out, topo, &way->verdict);
	fputc('\n', out);
	print_way(out, "request   ", &way->request);
	if (way->has_completion)
		print_way(out, "completion", &way->completion);
	fputs("\nrequest, turn by turn:\n", out);
	print_hops(out, &way->request);
	if (way->has_completion) {
		fprintf(out, "\ncompletion of a read%s:\n",
			way->request.outcome == BP_OUTCOME_SUCCESS
				? "; a write has none"
				: ", without data; a write is lost and nobody hears of it "
				  "(P2P-A7.1)");
		print_hops(out, &way->completion);
	}
	say_both(way, lines);
	bp_topo_print_lines(out, "mind", lines);
	bp_topo_print_lines(out, "assumed", &way->assumed);
	bp_topo_print_lines(out, "depends", &way->depends);
	bp_topo_print_warnings(out, topo);
	bp_topo_print_unknown(out, topo);
	free(lines);
}
