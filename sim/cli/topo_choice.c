/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which of several providers a kernel takes (P2P-B6.3, P-81).
 */
#include <stdio.h>
#include <stdlib.h>

#include <blkpath/p2p_choice.h>

#include "cli/topo.h"

struct rank {
	const struct pci_dev *dev;
	unsigned index;
	int sum;
	bool candidate;
	bool depends;
};

/* Nearest first, those that cannot last, else as they were named. */
static int by_sum(const void *a, const void *b)
{
	const struct rank *x = a, *y = b;

	if ((unsigned)x->sum != (unsigned)y->sum)
		return (unsigned)x->sum < (unsigned)y->sum ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

/* Whether the sum may be another when more is known. */
static bool depends_on(const struct bp_topo *topo, const struct bp_topo_choice *choice,
		       const struct pci_dev *provider)
{
	const struct bp_topo_options *o = &topo->options;
	struct bp_p2p_verdict *verdict = calloc(1, sizeof(*verdict));
	bool depends = false;

	for (unsigned i = 0; verdict && i < o->nr_to && !depends; i++) {
		bp_p2p_judge(o->rules, &o->machine, provider, bp_p2p_pci_of(choice->client[i]),
			     verdict);
		depends = verdict->depends != 0;
	}
	free(verdict);
	return depends;
}

/* Fills ranks; returns how many candidates there are. */
static unsigned choose(const struct bp_topo *topo, const struct bp_topo_choice *choice,
		       struct rank *ranks)
{
	const struct bp_topo_options *o = &topo->options;
	struct bp_p2p_clients clients = { .dev = choice->client, .nr = o->nr_to };
	unsigned candidates[BP_TOPO_LIST_MAX], n;
	int sums[BP_TOPO_LIST_MAX];

	n = bp_p2p_choose(o->rules, &o->machine, choice->provider, o->nr_providers, &clients, NULL,
			  sums, candidates);
	for (unsigned i = 0; i < o->nr_providers; i++)
		ranks[i] =
			(struct rank){ .dev = choice->provider[i],
				       .index = i,
				       .sum = sums[i],
				       .depends = depends_on(topo, choice, choice->provider[i]) };
	for (unsigned i = 0; i < n; i++)
		ranks[candidates[i]].candidate = true;
	qsort(ranks, o->nr_providers, sizeof(*ranks), by_sum);
	return n;
}

void bp_topo_print_choice(FILE *out, const struct bp_topo *topo,
			  const struct bp_topo_choice *choice)
{
	const struct bp_topo_options *o = &topo->options;
	struct rank ranks[BP_TOPO_LIST_MAX];
	char name[BP_PCI_NAME_MAX], words[BP_TOPO_NAME_MAX];
	unsigned n = choose(topo, choice, ranks);
	bool any_depends = false;

	fprintf(out, "kernel %s; the sum of distances to %u client%s\n\n", o->rules->name, o->nr_to,
		o->nr_to == 1 ? "" : "s");
	for (unsigned i = 0; i < o->nr_providers; i++) {
		fprintf(out, "  %4d%s %s  %s%s\n", ranks[i].sum, ranks[i].depends ? "?" : " ",
			bp_pci_name(ranks[i].dev, name), bp_topo_name(topo, ranks[i].dev, words),
			ranks[i].candidate ? "  <- nearest"
			: ranks[i].sum < 0 ? "  <- cannot"
					   : "");
		any_depends |= ranks[i].depends;
	}
	if (n > 1)
		fprintf(out, "\nThe kernel takes one of the %u nearest at random (P-81).\n", n);
	else if (n)
		fputs("\nThe kernel takes the nearest (P-81).\n", out);
	else
		fputs("\nNone can reach every client: the kernel takes none (P-81).\n", out);
	if (any_depends)
		fputs("? depends on what is not known, and with it the choice: --from and --to "
		      "tell "
		      "on what\n",
		      out);
	bp_topo_print_warnings(out, topo);
	bp_topo_print_unknown(out, topo);
}

json_t *bp_topo_choice_json(const struct bp_topo *topo, const struct bp_topo_choice *choice)
{
	struct rank ranks[BP_TOPO_LIST_MAX];
	char name[BP_PCI_NAME_MAX];
	unsigned n = choose(topo, choice, ranks);
	json_t *array = json_array();

	for (unsigned i = 0; i < topo->options.nr_providers; i++)
		json_array_append_new(array,
				      json_pack("{s:s, s:i, s:b, s:b}", "provider",
						bp_pci_name(ranks[i].dev, name), "sum",
						ranks[i].sum, "candidate", ranks[i].candidate,
						"depends", ranks[i].depends));
	return bp_topo_json_end(topo,
				json_pack("{s:s, s:s, s:i, s:o}", "source", topo->records.source,
					  "rules", topo->options.rules->name, "candidates", (int)n,
					  "providers", array));
}
