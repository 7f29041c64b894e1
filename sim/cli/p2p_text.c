/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The flows side by side, as text.
 */
#include <stddef.h>

#include "cli/findings_print.h"
#include "cli/p2p.h"
#include "cli/traffic.h"
#include "draw/words.h"

#define LEFT 58
#define NUMBER 12

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
	bp_p2p_print_outcomes(out, p2p);
	print_columns(out, p2p);
	for (const struct bp_flow_count *count = bp_flow_count_table; count->name; count++)
		print_count(out, p2p, count);
	print_run_counts(out, p2p);
	fputc('\n', out);
	bp_p2p_print_tree(out, p2p);
	print_findings(out, p2p);
}
