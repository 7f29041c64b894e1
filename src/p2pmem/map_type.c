/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What providers remember of clients: map types by the client's number.
 */
#include "map_type.h"

static struct bp_p2p_map_type *find(const struct pci_p2pdma *p2pdma, u64 client)
{
	struct bp_p2p_map_type *known;

	LIST_FOREACH (known, &p2pdma->map_types, link)
		if (known->client == client)
			break;
	return known;
}

/* P-17: NULL is no harm, it is computed again. */
static struct bp_p2p_map_type *add(struct pci_p2pdma *p2pdma, const struct bp_p2p_rules *rules,
				   u64 client)
{
	struct bp_env *env = bp_p2pdma_env(p2pdma);
	struct bp_p2p_map_type *new;

	if (rules->stores_asleep)
		bp_finding(env, BP_SITE_P2P_STORE_SLEEPS, bp_pci_number(p2pdma->pdev), client);
	new = bp_alloc(env, BP_ALLOC_MAP_TYPE, sizeof(*new));
	if (!new)
		return NULL;
	new->client = client;
	LIST_INSERT_HEAD(&p2pdma->map_types, new, link);
	return new;
}

void bp_p2p_types_store(const struct bp_p2p_verdict *verdict)
{
	struct pci_p2pdma *p2pdma = verdict->provider.element[0].dev->p2pdma;
	struct bp_p2p_map_type *known;
	u64 client;

	if (!verdict->rules->has_types || !p2pdma)
		return;
	client = bp_pci_number(verdict->client.element[0].dev);
	known = find(p2pdma, client);
	if (!known)
		known = add(p2pdma, verdict->rules, client);
	if (known)
		known->type = verdict->type;
}

enum pci_p2pdma_map_type bp_p2p_types_load(const struct pci_p2pdma *p2pdma,
					   const struct pci_dev *client)
{
	const struct bp_p2p_map_type *known = find(p2pdma, bp_pci_number(client));

	return known ? known->type : PCI_P2PDMA_MAP_UNKNOWN;
}

void bp_p2p_types_forget(struct pci_p2pdma *p2pdma)
{
	struct bp_p2p_map_type *known;

	while ((known = LIST_FIRST(&p2pdma->map_types))) {
		LIST_REMOVE(known, link);
		bp_free(bp_p2pdma_env(p2pdma), known);
	}
}
