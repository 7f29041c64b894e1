/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The flows side by side, as text.
 */
#include <stddef.h>

#include "cli/findings_print.h"
#include "cli/p2p.h"
#include "cli/traffic.h"
#include "draw/size.h"
#include "draw/words.h"

#define LEFT 58
#define NUMBER 12
#define ENDS_SHOWN 4

static void print_function(FILE *out, const struct bp_world_flow *flow, const char *role,
			   const struct pci_dev *dev)
{
	const char *words = bp_traffic_name(&flow->machine->records, dev);
	char name[BP_PCI_NAME_MAX];

	fprintf(out, "  %-9s %s%s%s\n", role, bp_pci_name(dev, name), *words ? " " : "", words);
}

static void print_heading(FILE *out, const struct bp_p2p *p2p)
{
	const struct bp_workload *workload = p2p->setup->workload;
	const struct bp_world_flow *flow = &p2p->flow[0];
	const struct bp_world_flow *last = &p2p->flow[p2p->nr - 1];

	fprintf(out, "%s: %u command%s of a far host, adapters %s\n",
		*workload->name ? workload->name : p2p->path, flow->nr_ended,
		bp_plural(flow->nr_ended), p2p->setup->setup.profile);
	print_function(out, flow, "adapter", flow->hca);
	print_function(out, flow, "drive", flow->drive);
	if (last->provider)
		print_function(out, last, "provider", last->provider);
	fputc('\n', out);
}

/* Whose memory the target took, and how far away it is for the kernel. */
static void print_used(FILE *out, const struct bp_world_flow *flow)
{
	char name[BP_PCI_NAME_MAX];

	if (flow->way == BP_FLOW_RAM)
		return;
	if (flow->used)
		fprintf(out, "; memory of %s, distance %d", bp_pci_name(flow->used, name),
			flow->distance);
	else
		fprintf(out, "; %s, RAM was used",
			!flow->provider	     ? "nobody has memory to give out"
			: flow->distance < 0 ? "the kernel refuses peer memory"
					     : "no peer memory was taken");
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

static void print_outcomes(FILE *out, const struct bp_p2p *p2p)
{
	for (unsigned i = 0; i < p2p->nr; i++) {
		const struct bp_world_flow *flow = &p2p->flow[i];
		char text[BP_P2P_OUTCOME_MAX];

		fprintf(out, "  %-11s  %s", bp_p2p_way_words(flow->way),
			bp_p2p_outcome(flow, text));
		print_used(out, flow);
		fputc('\n', out);
		print_ends(out, flow);
	}
	if (!bp_p2p_is_same(p2p))
		fputs("  The drives do not hold the same bytes.\n", out);
	fputc('\n', out);
}

static void print_columns(FILE *out, const struct bp_p2p *p2p)
{
	fprintf(out, "%-*s", LEFT, "");
	for (unsigned i = 0; i < p2p->nr; i++)
		fprintf(out, " %*s", NUMBER, bp_p2p_way_words(p2p->flow[i].way));
	fputc('\n', out);
}

/* Rows that say something by being 0. */
static bool is_always_shown(const struct bp_flow_count *count)
{
#define AT(member) offsetof(struct bp_flow_counts, member)
	static const size_t always[] = {
		AT(hb_up_data), AT(hb_down_data), AT(p2p),     AT(page_alloc), AT(zdev_pages),
		AT(zdev_bytes), AT(page_ref),	  AT(dma_map), AT(dma_unmap),
	};
#undef AT

	for (unsigned i = 0; i < bp_array_size(always); i++)
		if (count->offset == always[i])
			return true;
	return false;
}

static void print_count(FILE *out, const struct bp_p2p *p2p, const struct bp_flow_count *count)
{
	bool any = is_always_shown(count);

	for (unsigned i = 0; i < p2p->nr; i++)
		any |= bp_flow_count_of(&p2p->flow[i].counts, count) != 0;
	if (!any)
		return;
	fprintf(out, "  %-*s", LEFT - 2, count->words);
	for (unsigned i = 0; i < p2p->nr; i++)
		fprintf(out, " %*llu", NUMBER, (ull)bp_flow_count_of(&p2p->flow[i].counts, count));
	fputc('\n', out);
}

/* Counts of the run itself; the first ones also when they are 0. */
static void print_run_counts(FILE *out, const struct bp_p2p *p2p)
{
#define AT(member) offsetof(struct bp_world_flow, member)
	static const struct {
		const char *words;
		size_t offset;
		bool always;
	} rows[] = {
		{ "mappings that nobody ended (DMA ledger)", AT(mappings_left), true },
		{ "accesses that ended elsewhere than meant", AT(misdelivered), true },
		{ "requests that the fabric did not deliver", AT(drops), false },
		{ "times that the host gave its connection up", AT(recoveries), false },
		{ "bytes compared on drive and host, and right", AT(verified_bytes), true },
	};
#undef AT

	for (unsigned r = 0; r < bp_array_size(rows); r++) {
		bool any = rows[r].always;
		u64 n[BP_FLOW_WAYS];

		for (unsigned i = 0; i < p2p->nr; i++) {
			n[i] = *(const u64 *)(const void *)((const char *)&p2p->flow[i] +
							    rows[r].offset);
			any |= n[i] != 0;
		}
		if (!any)
			continue;
		fprintf(out, "  %-*s", LEFT - 2, rows[r].words);
		for (unsigned i = 0; i < p2p->nr; i++)
			fprintf(out, " %*llu", NUMBER, (ull)n[i]);
		fputc('\n', out);
	}
}

static void print_findings(FILE *out, const struct bp_p2p *p2p)
{
	for (unsigned i = 0; i < p2p->nr; i++) {
		const struct bp_findings *findings = &p2p->flow[i].findings;

		if (!findings->nr_kept && !findings->checked)
			continue;
		fprintf(out, "\n%s\n", bp_p2p_way_words(p2p->flow[i].way));
		bp_findings_print(out, findings);
	}
}

void bp_p2p_print(FILE *out, const struct bp_p2p *p2p)
{
	print_heading(out, p2p);
	print_outcomes(out, p2p);
	print_columns(out, p2p);
	for (const struct bp_flow_count *count = bp_flow_count_table; count->name; count++)
		print_count(out, p2p, count);
	print_run_counts(out, p2p);
	fputc('\n', out);
	bp_p2p_print_tree(out, p2p);
	print_findings(out, p2p);
}
