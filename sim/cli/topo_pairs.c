/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Verdicts of all pairs: provider in the line, client in the column; they are exchangeable (P-14).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/topo.h"

struct ends {
	const struct pci_dev *at[BP_TOPO_PAIRS_MAX];
	unsigned n;
};

static bool find_ends(const struct bp_topo *topo, struct ends *ends, struct bp_error *err)
{
	const struct pci_dev *dev;

	ends->n = 0;
	TAILQ_FOREACH (dev, &topo->pci->devices, link) {
		if (!bp_topo_is_end(dev))
			continue;
		if (ends->n == BP_TOPO_PAIRS_MAX) {
			bp_error_set(err, NULL, 0, "--pairs",
				     "more than %u devices: ask for one pair with --from and --to",
				     BP_TOPO_PAIRS_MAX);
			return false;
		}
		ends->at[ends->n++] = dev;
	}
	return true;
}

/* "BA 4", or as v5.2 has it "4" or "-1". */
static void print_cell(FILE *out, const struct bp_p2p_verdict *verdict)
{
	static const char *const marks[] = {
		[PCI_P2PDMA_MAP_UNKNOWN] = "?",		  [PCI_P2PDMA_MAP_NONE] = "?",
		[PCI_P2PDMA_MAP_NOT_SUPPORTED] = "NS",	  [PCI_P2PDMA_MAP_BUS_ADDR] = "BA",
		[PCI_P2PDMA_MAP_THRU_HOST_BRIDGE] = "TH",
	};
	char text[16];

	if (verdict->rules->has_types)
		snprintf(text, sizeof(text), "%s %u%s", marks[verdict->type], verdict->distance,
			 verdict->depends ? "?" : "");
	else
		snprintf(text, sizeof(text), "%d%s", verdict->result, verdict->depends ? "?" : "");
	fprintf(out, " %6s", text);
}

static void print_legend(FILE *out, const struct bp_p2p_rules *rules, bool depends)
{
	if (rules->has_types)
		fputs("\nBA bus address, TH through host bridge, NS not supported; then the "
		      "distance\n",
		      out);
	else
		fputs("\ndistance; -1 no common bridge, -2 redirected\n", out);
	if (depends)
		fputs("? depends on what is not known: --from and --to tell on what\n", out);
}

bool bp_topo_print_pairs(FILE *out, const struct bp_topo *topo, struct bp_error *err)
{
	const struct bp_topo_options *o = &topo->options;
	struct bp_p2p_verdict *verdict = calloc(1, sizeof(*verdict));
	char name[BP_PCI_NAME_MAX], words[BP_TOPO_NAME_MAX];
	bool depends = false;
	struct ends ends;

	if (!verdict || !find_ends(topo, &ends, err)) {
		free(verdict);
		return false;
	}
	if (!ends.n) {
		fprintf(out,
			"%s: no device is PCI Express or below a bridge; --from and --to ask about "
			"any two functions\n",
			topo->records.source);
		free(verdict);
		return true;
	}
	fprintf(out, "%s: %u devices, kernel %s\n\n%-16s", topo->records.source, ends.n,
		o->rules->name, "");
	for (unsigned i = 0; i < ends.n; i++)
		fprintf(out, " %6u", i + 1);
	fputc('\n', out);
	for (unsigned i = 0; i < ends.n; i++) {
		fprintf(out, "%2u %-13s", i + 1, bp_pci_name(ends.at[i], name));
		for (unsigned j = 0; j < ends.n; j++) {
			bp_p2p_judge(o->rules, &o->machine, ends.at[i], ends.at[j], verdict);
			depends |= verdict->depends != 0;
			print_cell(out, verdict);
		}
		bp_topo_name(topo, ends.at[i], words);
		fprintf(out, "%s%s\n", *words ? "  " : "", words);
	}
	print_legend(out, o->rules, depends);
	bp_topo_print_warnings(out, topo);
	bp_topo_print_unknown(out, topo);
	free(verdict);
	return true;
}

static json_t *pair_json(const struct bp_p2p_verdict *v, const struct pci_dev *from,
			 const struct pci_dev *to)
{
	char a[BP_PCI_NAME_MAX], b[BP_PCI_NAME_MAX];

	return json_pack("{s:s, s:s, s:s, s:i, s:i, s:i, s:s, s:b}", "provider",
			 bp_pci_name(from, a), "client", bp_pci_name(to, b), "type",
			 bp_p2p_type_name(v->type), "result", v->result, "returned", v->returned,
			 "distance", (int)v->distance, "rule",
			 bp_p2p_reason_rule(v->rules, v->reason), "depends", v->depends != 0);
}

json_t *bp_topo_pairs_json(const struct bp_topo *topo, struct bp_error *err)
{
	const struct bp_topo_options *o = &topo->options;
	struct bp_p2p_verdict *verdict = calloc(1, sizeof(*verdict));
	json_t *pairs = json_array();
	struct ends ends;

	if (!verdict || !find_ends(topo, &ends, err)) {
		json_decref(pairs);
		free(verdict);
		return NULL;
	}
	for (unsigned i = 0; i < ends.n; i++)
		for (unsigned j = 0; j < ends.n; j++) {
			bp_p2p_judge(o->rules, &o->machine, ends.at[i], ends.at[j], verdict);
			json_array_append_new(pairs, pair_json(verdict, ends.at[i], ends.at[j]));
		}
	free(verdict);
	return bp_topo_json_end(topo, json_pack("{s:s, s:s, s:o}", "source", topo->records.source,
						"rules", o->rules->name, "pairs", pairs));
}
