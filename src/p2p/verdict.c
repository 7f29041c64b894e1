/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The answer for one pair of devices.
 */
#include "p2p.h"

/* P-9 to P-12; P2P-B4.5 and B4.7 */
static enum bp_p2p_reason decide(const struct bp_p2p_machine *machine,
				 struct bp_p2p_verdict *verdict)
{
	if (verdict->has_common && !verdict->nr_redirects)
		return BP_P2P_COMMON_ELEMENT;
	if (verdict->has_common && !verdict->rules->redirect_asks_host_bridge)
		return BP_P2P_REDIRECTED;
	return bp_p2p_ask_host_bridge(machine, verdict);
}

static enum pci_p2pdma_map_type type_of(const struct bp_p2p_rules *rules, enum bp_p2p_reason reason)
{
	switch (reason) {
	case BP_P2P_COMMON_ELEMENT:
		return PCI_P2PDMA_MAP_BUS_ADDR;
	case BP_P2P_CPU_PASSES:
	case BP_P2P_LISTED:
		/* Without types there is one way to map. */
		return rules->has_types ? PCI_P2PDMA_MAP_THRU_HOST_BRIDGE : PCI_P2PDMA_MAP_BUS_ADDR;
	default:
		return PCI_P2PDMA_MAP_NOT_SUPPORTED;
	}
}

static int result_of(const struct bp_p2p_verdict *verdict)
{
	if (verdict->rules->has_types)
		return bp_p2p_type_number(verdict->rules, verdict->type);
	return verdict->reason == BP_P2P_REDIRECTED ? -2 : verdict->returned;
}

static int returned_of(const struct bp_p2p_verdict *verdict)
{
	if (verdict->type == PCI_P2PDMA_MAP_NOT_SUPPORTED)
		return -1;
	if (verdict->reason == BP_P2P_COMMON_ELEMENT)
		return (int)verdict->distance;
	return (int)(verdict->distance + verdict->rules->host_bridge_bonus);
}

static bool path_hides_acs(const struct bp_p2p_verdict *verdict)
{
	for (unsigned i = 0; i <= verdict->provider_steps; i++)
		if (verdict->provider.element[i].acs == BP_P2P_ACS_UNKNOWN)
			return true;
	for (unsigned i = 0; i < verdict->client_steps; i++)
		if (verdict->client.element[i].acs == BP_P2P_ACS_UNKNOWN)
			return true;
	return false;
}

static bool cpu_is_unknown(const struct bp_p2p_machine *machine)
{
	return machine->cpu == BP_P2P_CPU_UNKNOWN ||
	       (machine->cpu == BP_P2P_CPU_AMD && !machine->cpu_family);
}

/* P-91: what is not known matters only where knowing it could change the answer. */
static unsigned dependences_of(const struct bp_p2p_machine *machine,
			       const struct bp_p2p_verdict *verdict)
{
	const struct bp_p2p_rules *rules = verdict->rules;

	if (verdict->reason == BP_P2P_COMMON_ELEMENT)
		return path_hides_acs(verdict) ? BP_P2P_DEPENDS_ACS : 0;
	if (verdict->reason == BP_P2P_LISTED)
		return rules->iommu_closes_list && machine->iommu == BP_P2P_IOMMU_UNKNOWN
			       ? BP_P2P_DEPENDS_IOMMU
			       : 0;
	if (verdict->type == PCI_P2PDMA_MAP_NOT_SUPPORTED && rules->cpu_passes)
		return cpu_is_unknown(machine) ? BP_P2P_DEPENDS_CPU : 0;
	return 0;
}

void bp_p2p_judge(const struct bp_p2p_rules *rules, const struct bp_p2p_machine *machine,
		  const struct pci_dev *provider, const struct pci_dev *client,
		  struct bp_p2p_verdict *verdict)
{
	verdict->rules = rules;
	verdict->nr_redirects = 0;
	bp_p2p_walk(provider, client, verdict);
	bp_p2p_find_speakers(machine, provider, client, verdict);
	verdict->reason = decide(machine, verdict);
	verdict->type = type_of(rules, verdict->reason);
	verdict->returned = returned_of(verdict);
	verdict->result = result_of(verdict);
	verdict->depends = dependences_of(machine, verdict);
	bp_p2p_tell(machine, verdict);
}
