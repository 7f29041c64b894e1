/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The machine with what went over each link, flow by flow, as text.
 */
#include <stdlib.h>

#include "cli/p2p.h"
#include "cli/topo.h"
#include "cli/traffic.h"
#include "draw/words.h"

#define LEFT 50
#define NUMBER 10

static void print_columns(FILE *out, const struct bp_p2p *p2p)
{
	fprintf(out, "%-*s", LEFT, "bytes on the link below, control among them");
	for (unsigned i = 0; i < p2p->nr; i++)
		fprintf(out, "  %*s", 2 * NUMBER + 1, bp_p2p_way_words(p2p->flow[i].way));
	fprintf(out, "\n%-*s", LEFT, "");
	for (unsigned i = 0; i < p2p->nr; i++)
		fprintf(out, "  %*s %*s", NUMBER, "up", NUMBER, "down");
	fputc('\n', out);
}

static void print_numbers(FILE *out, const struct bp_p2p *p2p, const struct bp_p2p_row *row)
{
	for (unsigned i = 0; i < p2p->nr; i++) {
		const struct bp_function_counters *moved = &p2p->flow[i].moved.function[row->node];

		fprintf(out, "  %*llu %*llu", NUMBER, (ull)bp_traffic_payload(&moved->up), NUMBER,
			(ull)bp_traffic_payload(&moved->down));
	}
}

static void print_row(FILE *out, const struct bp_p2p *p2p, const struct bp_p2p_row *row)
{
	char left[BP_P2P_STEM_MAX + 80], role[BP_P2P_ROLE_MAX];
	const struct pci_dev *dev = row->dev;
	const bool has_numbers = dev && bp_traffic_has_link(dev);

	if (!dev) {
		fprintf(out, "  %04x:%02x\n", row->bridge->domain, row->bridge->bus->number);
		return;
	}
	bp_p2p_role(p2p, dev, role);
	snprintf(left, sizeof(left), "  %s%02x:%02x.%x %s%s%s", row->stem, dev->bus->number,
		 PCI_SLOT(dev->devfn), PCI_FUNC(dev->devfn), bp_topo_kind(dev), *role ? ": " : "",
		 role);
	fprintf(out, "%-*s", has_numbers ? LEFT : 0, left);
	if (has_numbers)
		print_numbers(out, p2p, row);
	fputc('\n', out);
}

void bp_p2p_print_tree(FILE *out, const struct bp_p2p *p2p)
{
	unsigned nr;
	struct bp_p2p_row *rows = bp_p2p_rows(p2p, &nr);

	print_columns(out, p2p);
	for (unsigned i = 0; i < nr; i++)
		print_row(out, p2p, &rows[i]);
	free(rows);
}
