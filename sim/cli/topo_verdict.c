/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One verdict, with everything it rests on.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/topo.h"

/* Everything about one pair, too large for a stack. */
struct answer {
	struct bp_p2p_verdict verdict;
	struct bp_p2p_verdict other;
	struct bp_topo_lines lines;
};

static const char *cpu_text(const struct bp_p2p_machine *m, char text[40])
{
	static const char *const makers[] = {
		[BP_P2P_CPU_UNKNOWN] = "not known",
		[BP_P2P_CPU_AMD] = "AMD",
		[BP_P2P_CPU_OTHER] = "not AMD",
	};

	if (m->cpu == BP_P2P_CPU_AMD)
		snprintf(text, 40, "%s family 0x%x", makers[m->cpu], m->cpu_family);
	else
		snprintf(text, 40, "%s", makers[m->cpu]);
	return text;
}

static const char *iommu_text(const struct bp_p2p_machine *m)
{
	static const char *const states[] = {
		[BP_P2P_IOMMU_UNKNOWN] = "not known",
		[BP_P2P_IOMMU_OFF] = "off",
		[BP_P2P_IOMMU_ON] = "on",
	};

	return states[m->iommu];
}

static void print_chain(FILE *out, const struct bp_topo *topo, const char *who,
			const struct bp_p2p_chain *chain, unsigned steps, bool has_common)
{
	char name[BP_PCI_NAME_MAX], acs[BP_TOPO_ACS_MAX], words[BP_TOPO_NAME_MAX];
	char marks[BP_TOPO_NAME_MAX + 32];

	fprintf(out, "\n%s, upwards:\n", who);
	for (unsigned i = 0; i < chain->nr; i++) {
		const struct bp_p2p_element *e = &chain->element[i];

		snprintf(marks, sizeof(marks), "%s%s%s", bp_topo_name(topo, e->dev, words),
			 has_common && i == steps ? "  <- common" : "",
			 e->acs == BP_P2P_ACS_REDIRECTS && e->tested ? "  <- redirects" : "");
		fprintf(out, "  %-12s  %-22s  %-*s%s%s\n", bp_pci_name(e->dev, name),
			bp_topo_kind(e->dev), *marks ? 22 : 0,
			bp_topo_acs(e->acs, e->acs_ctrl, acs), *marks ? "  " : "", marks);
	}
}

static void print_head(FILE *out, const struct bp_topo *topo, const struct bp_p2p_verdict *v)
{
	const struct bp_p2p_machine *m = &topo->options.machine;
	char name[BP_PCI_NAME_MAX], words[BP_TOPO_NAME_MAX], cpu[40];
	char plain[BP_TOPO_PLAIN_MAX];
	const struct pci_dev *from = v->provider.element[0].dev, *to = v->client.element[0].dev;

	fprintf(out, "provider  %s  %s\n", bp_pci_name(from, name),
		bp_topo_name(topo, from, words));
	fprintf(out, "client    %s  %s\n", bp_pci_name(to, name), bp_topo_name(topo, to, words));
	fprintf(out, "kernel    %s; CPU %s; IOMMU %s\n\n", v->rules->name, cpu_text(m, cpu),
		iommu_text(m));
	fprintf(out, "answer    %s%s\n", bp_topo_plain(v, plain),
		v->depends ? "; but it depends, see below" : "");
	if (v->rules->has_types)
		fprintf(out, "verdict   %s (%d), distance %u; pci_p2pdma_distance() returns %d",
			bp_p2p_type_name(v->type), v->result, v->distance, v->returned);
	else
		fprintf(out, "verdict   %s, the distance as this kernel has it is %d",
			v->type == PCI_P2PDMA_MAP_BUS_ADDR ? "bus address" : "no", v->result);
	fprintf(out, "  [%s]%s\n", bp_p2p_reason_rule(v->rules, v->reason),
		v->depends ? ", or another one" : "");
}

static void print_kernels(FILE *out, const struct bp_topo *topo, struct answer *a)
{
	const struct bp_p2p_rules *rules;
	char text[40];

	fputs("\nall kernels:\n", out);
	for (unsigned i = 0; (rules = bp_p2p_rules_at(i)); i++) {
		bp_p2p_judge(rules, &topo->options.machine, a->verdict.provider.element[0].dev,
			     a->verdict.client.element[0].dev, &a->other);
		fprintf(out, "  %-9s %-20s [%s]%s\n", rules->name, bp_topo_answer(&a->other, text),
			bp_p2p_reason_rule(rules, a->other.reason),
			a->other.depends ? " depends" : "");
	}
}

void bp_topo_print_verdict(FILE *out, struct bp_topo *topo, struct pci_dev *from,
			   struct pci_dev *to)
{
	struct answer *a = calloc(1, sizeof(*a));
	const struct bp_p2p_verdict *v;

	if (!a)
		return;
	v = &a->verdict;
	bp_p2p_judge(topo->options.rules, &topo->options.machine, from, to, &a->verdict);
	print_head(out, topo, v);
	print_chain(out, topo, "provider", &v->provider, v->provider_steps, v->has_common);
	print_chain(out, topo, "client", &v->client, v->client_steps, v->has_common);
	bp_topo_reasons(v, &a->lines);
	bp_topo_print_lines(out, "why", &a->lines);
	bp_topo_depends(v, &a->lines);
	bp_topo_print_lines(out, "depends", &a->lines);
	bp_topo_cures(topo, v, &a->lines);
	bp_topo_print_lines(out, "what would change it", &a->lines);
	bp_topo_cautions(topo, v, &a->lines);
	bp_topo_print_lines(out, "mind", &a->lines);
	bp_topo_log(v, &a->lines);
	bp_topo_print_lines(out, "log of the kernel, when it is asked to speak", &a->lines);
	print_kernels(out, topo, a);
	bp_topo_print_warnings(out, topo);
	bp_topo_print_unknown(out, topo);
	free(a);
}

static json_t *chain_json(const struct bp_p2p_chain *chain)
{
	json_t *array = json_array();
	char name[BP_PCI_NAME_MAX], bits[BP_TOPO_ACS_MAX];

	for (unsigned i = 0; i < chain->nr; i++) {
		const struct bp_p2p_element *e = &chain->element[i];

		json_array_append_new(
			array, json_pack("{s:s, s:s, s:b, s:i, s:s, s:b, s:b}", "address",
					 bp_pci_name(e->dev, name), "kind", bp_topo_kind(e->dev),
					 "acs_known", e->acs != BP_P2P_ACS_UNKNOWN, "control",
					 (int)e->acs_ctrl, "bits",
					 bp_topo_acs_bits(e->acs_ctrl, bits), "redirects",
					 e->acs == BP_P2P_ACS_REDIRECTS, "tested", e->tested));
	}
	return array;
}

static json_t *redirects_json(const struct bp_p2p_verdict *v)
{
	const struct bp_p2p_element *e;
	json_t *array = json_array();
	char name[BP_PCI_NAME_MAX];

	for (unsigned i = 0; (e = bp_p2p_redirect(v, i)); i++)
		json_array_append_new(array, json_string(bp_pci_name(e->dev, name)));
	return array;
}

static json_t *kernels_json(const struct bp_topo *topo, struct answer *a)
{
	const struct bp_p2p_rules *rules;
	json_t *kernels = json_array();

	for (unsigned i = 0; (rules = bp_p2p_rules_at(i)); i++) {
		bp_p2p_judge(rules, &topo->options.machine, a->verdict.provider.element[0].dev,
			     a->verdict.client.element[0].dev, &a->other);
		json_array_append_new(
			kernels, json_pack("{s:s, s:s, s:i, s:i, s:s, s:b}", "rules", rules->name,
					   "type", bp_p2p_type_name(a->other.type), "result",
					   a->other.result, "returned", a->other.returned, "rule",
					   bp_p2p_reason_rule(rules, a->other.reason), "depends",
					   a->other.depends != 0));
	}
	return kernels;
}

json_t *bp_topo_verdict_json(struct bp_topo *topo, struct pci_dev *from, struct pci_dev *to)
{
	struct answer *a = calloc(1, sizeof(*a));
	const struct bp_p2p_element *common;
	const struct bp_p2p_verdict *v;
	char name[BP_PCI_NAME_MAX], plain[BP_TOPO_PLAIN_MAX];
	json_t *document;

	if (!a)
		return NULL;
	v = &a->verdict;
	bp_p2p_judge(topo->options.rules, &topo->options.machine, from, to, &a->verdict);
	common = bp_p2p_common(v);
	document = json_pack("{s:s, s:s, s:s, s:i, s:i, s:i, s:s, s:s?}", "source",
			     topo->records.source, "rules", v->rules->name, "type",
			     bp_p2p_type_name(v->type), "result", v->result, "returned",
			     v->returned, "distance", (int)v->distance, "rule",
			     bp_p2p_reason_rule(v->rules, v->reason), "common",
			     common ? bp_pci_name(common->dev, name) : NULL);
	json_object_set_new(document, "answer", json_string(bp_topo_plain(v, plain)));
	json_object_set_new(document, "provider", chain_json(&v->provider));
	json_object_set_new(document, "client", chain_json(&v->client));
	json_object_set_new(document, "redirects", redirects_json(v));
	bp_topo_reasons(v, &a->lines);
	json_object_set_new(document, "why", bp_topo_lines_json(&a->lines));
	bp_topo_depends(v, &a->lines);
	json_object_set_new(document, "depends", bp_topo_lines_json(&a->lines));
	bp_topo_cures(topo, v, &a->lines);
	json_object_set_new(document, "cure", bp_topo_lines_json(&a->lines));
	bp_topo_cautions(topo, v, &a->lines);
	json_object_set_new(document, "mind", bp_topo_lines_json(&a->lines));
	bp_topo_log(v, &a->lines);
	json_object_set_new(document, "log", bp_topo_lines_json(&a->lines));
	json_object_set_new(document, "kernels", kernels_json(topo, a));
	free(a);
	return bp_topo_json_end(topo, document);
}
