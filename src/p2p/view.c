/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading a verdict.
 */
#include "p2p.h"

const struct bp_p2p_element *bp_p2p_common(const struct bp_p2p_verdict *verdict)
{
	return verdict->has_common ? &verdict->provider.element[verdict->provider_steps] : NULL;
}

/* The @index-th of the first @nr elements that redirects; counts @index down. */
static const struct bp_p2p_element *pick(const struct bp_p2p_chain *chain, unsigned nr,
					 unsigned *index)
{
	for (unsigned i = 0; i < nr; i++)
		if (chain->element[i].acs == BP_P2P_ACS_REDIRECTS && !(*index)--)
			return &chain->element[i];
	return NULL;
}

const struct bp_p2p_element *bp_p2p_redirect(const struct bp_p2p_verdict *verdict, unsigned index)
{
	const struct bp_p2p_element *element;

	if (!verdict->has_common)
		return NULL;
	element = pick(&verdict->provider, verdict->provider_steps + 1, &index);
	return element ? element : pick(&verdict->client, verdict->client_steps, &index);
}

const char *bp_p2p_reason_rule(const struct bp_p2p_rules *rules, enum bp_p2p_reason reason)
{
	static const struct {
		const char *with_types, *without;
	} rule[BP_P2P_REASONS] = {
		[BP_P2P_COMMON_ELEMENT] = { "P-9", "P2P-B4.5" },
		[BP_P2P_REDIRECTED] = { "P-10", "P2P-B4.5" },
		[BP_P2P_CPU_PASSES] = { "P-20", "P-20" },
		[BP_P2P_LISTED] = { "P-33", "P2P-B4.8" },
		[BP_P2P_NO_REPRESENTATIVE] = { "P-31", "P2P-B4.8" },
		[BP_P2P_NOT_LISTED] = { "P-33", "P2P-B4.8" },
		[BP_P2P_OTHER_HOST_BRIDGE] = { "P-33", "P-33" },
		[BP_P2P_IOMMU_PRESENT] = { "P-35", "P-35" },
		[BP_P2P_OTHER_BUS_SPACE] = { "P2P-B4.9", "P2P-B4.9" },
	};

	return rules->has_types ? rule[reason].with_types : rule[reason].without;
}

const char *bp_p2p_type_name(enum pci_p2pdma_map_type type)
{
	static const char *const names[BP_P2P_MAP_TYPES] = {
		[PCI_P2PDMA_MAP_UNKNOWN] = "PCI_P2PDMA_MAP_UNKNOWN",
		[PCI_P2PDMA_MAP_NONE] = "PCI_P2PDMA_MAP_NONE",
		[PCI_P2PDMA_MAP_NOT_SUPPORTED] = "PCI_P2PDMA_MAP_NOT_SUPPORTED",
		[PCI_P2PDMA_MAP_BUS_ADDR] = "PCI_P2PDMA_MAP_BUS_ADDR",
		[PCI_P2PDMA_MAP_THRU_HOST_BRIDGE] = "PCI_P2PDMA_MAP_THRU_HOST_BRIDGE",
	};

	return names[type];
}

int bp_p2p_type_number(const struct bp_p2p_rules *rules, enum pci_p2pdma_map_type type)
{
	static const struct {
		int with_none, without;
	} number[BP_P2P_MAP_TYPES] = {
		[PCI_P2PDMA_MAP_UNKNOWN] = { 0, 0 },	      [PCI_P2PDMA_MAP_NONE] = { 1, -1 },
		[PCI_P2PDMA_MAP_NOT_SUPPORTED] = { 2, 1 },    [PCI_P2PDMA_MAP_BUS_ADDR] = { 3, 2 },
		[PCI_P2PDMA_MAP_THRU_HOST_BRIDGE] = { 4, 3 },
	};

	if (!rules->has_types)
		return -1;
	return rules->has_none_type ? number[type].with_none : number[type].without;
}
