/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who takes part, what is switched on, and how the flows ended, as text.
 */
#include "cli/p2p.h"
#include "cli/traffic.h"
#include "draw/words.h"

#define DEFECTS_SHOWN 4
#define ENDS_SHOWN 4

static void print_function(FILE *out, const struct bp_world_flow *flow, const char *role,
			   const struct pci_dev *dev)
{
	const char *words = bp_traffic_name(&flow->machine->records, dev);
	char name[BP_PCI_NAME_MAX];

	fprintf(out, "  %-9s %s%s%s\n", role, bp_pci_name(dev, name), *words ? " " : "", words);
}

/* All of them are too many to read. */
static void print_defects(FILE *out, const struct bp_defects *defects)
{
	unsigned nr = 0;

	for (unsigned id = 0; id < BP_SWITCH_NR; id++)
		nr += bp_defect_on(defects, (enum bp_defect_id)id);
	if (nr > DEFECTS_SHOWN) {
		fprintf(out, "  defects   %u are on\n", nr);
		return;
	}
	for (unsigned id = 0; id < BP_SWITCH_NR; id++) {
		const struct bp_defect *defect = bp_defect_get((enum bp_defect_id)id);

		if (bp_defect_on(defects, (enum bp_defect_id)id))
			fprintf(out, "  defect    %s: %s\n", defect->id, defect->sentence);
	}
}

static void print_heading(FILE *out, const struct bp_p2p *p2p)
{
	const struct bp_world_flow *flow = &p2p->flow[0];
	const struct bp_world_flow *last = &p2p->flow[p2p->nr - 1];
	char title[BP_P2P_TITLE_MAX];

	fprintf(out, "%s: %u command%s of a far host, adapters %s\n", bp_p2p_title(p2p, title),
		flow->nr_ended, bp_plural(flow->nr_ended), p2p->setup->setup.profile);
	print_function(out, flow, "adapter", flow->hca);
	print_function(out, flow, "drive", flow->drive);
	if (last->provider)
		print_function(out, last, "provider", last->provider);
	print_defects(out, &p2p->setup->setup.defects);
	fputc('\n', out);
}

/* Whose memory the target took, and how far away it is for the kernel. */
static void print_used(FILE *out, const struct bp_world_flow *flow)
{
	char name[BP_PCI_NAME_MAX];

	if (flow->way == BP_FLOW_RAM)
		return;
	if (flow->used)
		fprintf(out, "; memory of %s, distance %d%s", bp_pci_name(flow->used, name),
			flow->distance,
			flow->counts.p2p_fallback ? ", and RAM when none of it was left" : "");
	else
		fprintf(out, "; %s, RAM was used",
			!flow->provider	     ? "nobody has memory to give out"
			: flow->distance < 0 ? "the kernel refuses peer memory"
					     : "no peer memory was taken");
}

/* Why bytes go astray: what adapter and drive were told (DEF-P2P-9). */
static void print_addresses(FILE *out, const struct bp_world_flow *flow)
{
	if (flow->wrong_addresses)
		fprintf(out,
			"      %llu entr%s of lists got a wrong bus address, the first 0x%llx in "
			"place of 0x%llx\n",
			(ull)flow->wrong_addresses, flow->wrong_addresses == 1 ? "y" : "ies",
			(ull)flow->told, (ull)flow->right);
}

static void print_ends(FILE *out, const struct bp_world_flow *flow)
{
	char text[BP_P2P_END_MAX];
	unsigned shown = 0, left = 0;

	for (unsigned i = 0; i < flow->nr_ended; i++) {
		if (flow->ended[i].state == BP_FLOW_GOOD)
			continue;
		if (shown == ENDS_SHOWN) {
			left++;
			continue;
		}
		shown++;
		fprintf(out, "      %s\n", bp_p2p_end(&flow->ended[i], text));
	}
	if (left)
		fprintf(out, "      and %u more\n", left);
}

void bp_p2p_print_outcomes(FILE *out, const struct bp_p2p *p2p)
{
	print_heading(out, p2p);
	for (unsigned i = 0; i < p2p->nr; i++) {
		const struct bp_world_flow *flow = &p2p->flow[i];
		char text[BP_P2P_OUTCOME_MAX];

		fprintf(out, "  %-11s  %s", bp_p2p_way_words(flow->way),
			bp_p2p_outcome(flow, text));
		print_used(out, flow);
		fputc('\n', out);
		print_addresses(out, flow);
		print_ends(out, flow);
	}
	if (!bp_p2p_is_same(p2p))
		fputs("  The drives do not hold the same bytes.\n", out);
	fputc('\n', out);
}
