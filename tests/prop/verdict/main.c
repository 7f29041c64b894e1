/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>

#include <blkpath/env.h>

#include "verdict.h"

static const char usage[] = "usage: verdict [COUNT [SEED]]\n"
			    "COUNT random trees.  Exit 0 when both models agree, 1 otherwise.\n";

static unsigned long long answers[BP_P2P_MAP_TYPES];

static bool complain(const char *what, const char *rules, const struct pci_dev *provider,
		     const struct pci_dev *client)
{
	char a[BP_PCI_NAME_MAX], b[BP_PCI_NAME_MAX];

	printf("%s under %s, provider %s, client %s\n", what, rules, bp_pci_name(provider, a),
	       bp_pci_name(client, b));
	return false;
}

static bool same_redirects(const struct bp_p2p_verdict *verdict, const struct model_answer *answer)
{
	if (verdict->nr_redirects != answer->nr_redirects)
		return false;
	for (unsigned i = 0; i < answer->nr_redirects; i++)
		if (bp_p2p_redirect(verdict, i)->dev != answer->redirect[i])
			return false;
	return !bp_p2p_redirect(verdict, answer->nr_redirects);
}

/* Facts that are said to matter do, and others do not (P-91). */
static bool depends_rightly(const struct bp_p2p_rules *rules, const struct pci_dev *provider,
			    const struct pci_dev *client)
{
	static const struct bp_p2p_machine none = { .cpu = BP_P2P_CPU_UNKNOWN };
	static const struct bp_p2p_machine zen = { .cpu = BP_P2P_CPU_AMD,
						   .cpu_family = 0x19,
						   .iommu = BP_P2P_IOMMU_OFF };
	static const struct bp_p2p_machine iommu = { .cpu = BP_P2P_CPU_OTHER,
						     .iommu = BP_P2P_IOMMU_ON };
	static struct bp_p2p_verdict unknown, known;
	bool cpu_matters, iommu_matters;

	bp_p2p_judge(rules, &none, provider, client, &unknown);
	bp_p2p_judge(rules, &zen, provider, client, &known);
	cpu_matters = (known.type == PCI_P2PDMA_MAP_NOT_SUPPORTED) !=
		      (unknown.type == PCI_P2PDMA_MAP_NOT_SUPPORTED);
	bp_p2p_judge(rules, &iommu, provider, client, &known);
	iommu_matters = known.type != unknown.type;
	return !(unknown.depends & BP_P2P_DEPENDS_CPU) != cpu_matters &&
	       !(unknown.depends & BP_P2P_DEPENDS_IOMMU) != iommu_matters;
}

static bool judge_pair(unsigned column, const struct bp_p2p_machine *machine,
		       const struct pci_dev *provider, const struct pci_dev *client)
{
	const struct bp_p2p_rules *rules = bp_p2p_rules_at(column);
	static struct bp_p2p_verdict verdict, swapped;
	struct model_answer answer;

	bp_p2p_judge(rules, machine, provider, client, &verdict);
	bp_p2p_judge(rules, machine, client, provider, &swapped);
	model_judge(column, machine, provider, client, &answer);
	answers[verdict.type]++;
	if (verdict.type != answer.type || verdict.result != answer.result ||
	    verdict.distance != answer.distance)
		return complain("another answer", rules->name, provider, client);
	if (!same_redirects(&verdict, &answer))
		return complain("other redirecting elements", rules->name, provider, client);
	if (swapped.type != verdict.type || swapped.distance != verdict.distance)
		return complain("P-14 broken", rules->name, provider, client);
	if (provider == client && !rules->has_types && verdict.result != 0 && verdict.result != -2)
		return complain("INV-P2P-2 broken", rules->name, provider, client);
	if (!depends_rightly(rules, provider, client))
		return complain("P-91 broken", rules->name, provider, client);
	return true;
}

static bool judge_tree(struct t_random *random, const struct bp_pci *pci)
{
	const struct bp_p2p_machine machine = {
		.cpu = (enum bp_p2p_cpu)t_pick(random, BP_P2P_CPU_OTHER, BP_P2P_CPU_AMD),
		.cpu_family = (unsigned)t_pick(random, 0x15, 0x17, 0x19),
		.iommu = (enum bp_p2p_iommu)t_pick(random, BP_P2P_IOMMU_OFF, BP_P2P_IOMMU_ON),
	};
	const struct pci_dev *dev[FUNCTIONS_MAX], *each;
	unsigned nr = 0;

	TAILQ_FOREACH (each, &pci->devices, link)
		dev[nr++] = each;
	for (unsigned column = 0; bp_p2p_rules_at(column); column++)
		for (unsigned i = 0; i < 6; i++)
			if (!judge_pair(column, &machine, dev[t_below(random, nr)],
					dev[t_below(random, nr)]))
				return false;
	return true;
}

static bool round_holds(u64 seed, u64 number)
{
	struct t_random random = { seed * 0x100000001b3ull + number };
	struct bp_pci_tree *tree;
	struct bp_env env;
	bool good;

	bp_env_init(&env);
	tree = bp_pci_tree_new(&env);
	good = tree && !random_tree(&random, tree);
	if (!good)
		puts("no tree");
	good = good && judge_tree(&random, bp_pci_tree_pci(tree));
	if (!good)
		printf("seed %llu, tree %llu\n", (unsigned long long)seed,
		       (unsigned long long)number);
	bp_pci_tree_free(tree);
	bp_env_fini(&env);
	return good;
}

int main(int argc, char **argv)
{
	u64 count = argc > 1 ? strtoull(argv[1], NULL, 0) : 2000;
	u64 seed = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
	u64 bad = 0;

	if (argc > 3 || !count) {
		fputs(usage, stderr);
		return 2;
	}
	for (u64 i = 0; i < count && bad < 5; i++)
		bad += !round_holds(seed, i);
	printf("%llu trees, seed %llu: %llu by bus address, %llu through a host bridge, %llu not\n",
	       (unsigned long long)count, (unsigned long long)seed,
	       answers[PCI_P2PDMA_MAP_BUS_ADDR], answers[PCI_P2PDMA_MAP_THRU_HOST_BRIDGE],
	       answers[PCI_P2PDMA_MAP_NOT_SUPPORTED]);
	return bad ? 1 : 0;
}
