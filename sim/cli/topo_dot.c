/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tree as a graph for Graphviz: a box for each function, bold where ACS redirects.
 */
#include <stdio.h>

#include "cli/topo.h"

/* Text in quotes: quotes and backslashes are escaped. */
static void print_quoted(FILE *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			fputc('\\', out);
		fputc(*text, out);
	}
}

static void print_node(FILE *out, const struct bp_topo *topo, const struct pci_dev *dev)
{
	char name[BP_PCI_NAME_MAX], words[BP_TOPO_NAME_MAX], acs_text[BP_TOPO_ACS_MAX];
	enum bp_p2p_acs acs;
	unsigned offset;
	u16 ctrl;

	acs = bp_topo_acs_read(dev, &offset, &ctrl);
	bp_pci_name(dev, name);
	fprintf(out, "\t\"%s\" [label=\"%s\\n%s\\n", name, name, bp_topo_kind(dev));
	print_quoted(out, bp_topo_name(topo, dev, words));
	if (acs != BP_P2P_ACS_NONE)
		fprintf(out, "\\n%s", bp_topo_acs(acs, ctrl, acs_text));
	fprintf(out, "\"%s];\n", acs == BP_P2P_ACS_REDIRECTS ? ", penwidth=3, color=red" : "");
}

static void print_edge(FILE *out, const struct bp_topo *topo, const struct pci_dev *dev)
{
	const struct pci_dev *above = pci_upstream_bridge(dev);
	const struct bp_pci_record *r = bp_topo_record(topo, dev);
	char name[BP_PCI_NAME_MAX], other[BP_PCI_NAME_MAX];

	if (above)
		fprintf(out, "\t\"%s\" -- \"%s\"", bp_pci_name(above, other),
			bp_pci_name(dev, name));
	else
		fprintf(out, "\t\"%04x:%02x\" -- \"%s\"", dev->bus->bridge->domain,
			dev->bus->bridge->bus->number, bp_pci_name(dev, name));
	if (above && r->link.width)
		fprintf(out, " [label=\"x%u %s\"]", r->link.width, r->link.speed);
	fputs(";\n", out);
}

void bp_topo_print_dot(FILE *out, const struct bp_topo *topo)
{
	const struct pci_host_bridge *bridge;
	const struct pci_dev *dev;

	fputs("graph pci {\n\trankdir=LR;\n\tnode [shape=box, fontname=\"sans-serif\"];\n", out);
	TAILQ_FOREACH (bridge, &topo->pci->bridges, link)
		fprintf(out,
			"\t\"%04x:%02x\" [shape=ellipse, label=\"host bridge\\n%04x:%02x\"];\n",
			bridge->domain, bridge->bus->number, bridge->domain, bridge->bus->number);
	TAILQ_FOREACH (dev, &topo->pci->devices, link)
		print_node(out, topo, dev);
	TAILQ_FOREACH (dev, &topo->pci->devices, link)
		print_edge(out, topo, dev);
	fputs("}\n", out);
}
