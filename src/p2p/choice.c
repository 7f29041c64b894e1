/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sums over several clients, and the nearest of several providers.
 */
#include <limits.h>

#include <blkpath/p2p_choice.h>

const struct pci_dev *bp_p2p_pci_of(const struct device *dev)
{
	while (dev && !dev->is_pci)
		dev = dev->parent;
	return dev ? bp_container_of(dev, const struct pci_dev, dev) : NULL;
}

static enum bp_p2p_refusal refusal_of(const struct bp_p2p_rules *rules, const struct device *client)
{
	if (rules->refuses_virt_dma && client->dma_kind == BP_DMA_VIRT)
		return BP_P2P_VIRT_DMA;
	return bp_p2p_pci_of(client) ? BP_P2P_NOT_REFUSED : BP_P2P_NOT_PCI;
}

static void tell(const struct bp_p2p_listener *listener, const struct device *client,
		 enum bp_p2p_refusal refusal, const struct bp_p2p_verdict *verdict)
{
	if (listener)
		listener->heard(listener->data, client, refusal, verdict);
}

int bp_p2p_distance_many(const struct bp_p2p_rules *rules, const struct bp_p2p_machine *machine,
			 const struct pci_dev *provider, const struct bp_p2p_clients *clients,
			 bool verbose, const struct bp_p2p_listener *listener)
{
	bool supported = clients->nr > 0;
	struct bp_p2p_verdict verdict;
	int sum = 0;

	for (unsigned i = 0; i < clients->nr && (supported || verbose); i++) {
		const struct device *client = clients->dev[i];
		enum bp_p2p_refusal refusal = refusal_of(rules, client);

		if (refusal != BP_P2P_NOT_REFUSED) {
			tell(listener, client, refusal, NULL);
			return -1;
		}
		bp_p2p_judge(rules, machine, provider, bp_p2p_pci_of(client), &verdict);
		tell(listener, client, refusal, &verdict);
		supported = supported && verdict.returned >= 0;
		sum += verdict.returned;
	}
	return supported ? sum : -1;
}

unsigned bp_p2p_choose(const struct bp_p2p_rules *rules, const struct bp_p2p_machine *machine,
		       const struct pci_dev *const *provider, unsigned nr_providers,
		       const struct bp_p2p_clients *clients, const struct bp_p2p_listener *listener,
		       int *sums, unsigned *candidate)
{
	unsigned candidates = 0;
	int best = INT_MAX;

	for (unsigned i = 0; i < nr_providers; i++) {
		int sum =
			bp_p2p_distance_many(rules, machine, provider[i], clients, false, listener);

		if (sums)
			sums[i] = sum;
		if (sum < 0 || sum > best)
			continue;
		if (sum < best)
			candidates = 0;
		best = sum;
		if (candidates < BP_P2P_CANDIDATES_MAX)
			candidate[candidates++] = i;
	}
	return candidates;
}
