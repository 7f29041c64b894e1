/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does traffic pass the host bridge?  What kernels know of CPUs and host bridges (P-20 to P-37).
 */
#include "p2p.h"

#define CPU_FAMILY_ZEN 0x17

static const struct pci_dev *slot_zero_of(const struct pci_bus *bus)
{
	const struct pci_dev *dev;

	TAILQ_FOREACH (dev, &bus->devices, on_bus)
		if (dev->devfn == PCI_DEVFN(0, 0))
			return dev;
	return NULL;
}

/* P-31: the first at 00.0 is it whatever it is; elsewhere it must be a root port. */
static const struct pci_dev *first_of(const struct pci_bus *bus)
{
	const struct pci_dev *dev = TAILQ_FIRST(&bus->devices);

	if (!dev || dev->devfn == PCI_DEVFN(0, 0))
		return dev;
	return dev->is_pcie && dev->pcie_type == PCI_EXP_TYPE_ROOT_PORT ? dev : NULL;
}

static struct bp_p2p_representative speaker_of(const struct bp_p2p_rules *rules,
					       const struct bp_p2p_machine *machine,
					       const struct pci_dev *dev)
{
	struct bp_p2p_representative speaker = { .bridge = dev->bus->bridge };
	const struct pci_bus *root = speaker.bridge->bus;

	switch (rules->speaker) {
	case BP_P2P_SPEAKER_SLOT_ZERO:
		speaker.dev = slot_zero_of(root);
		break;
	case BP_P2P_SPEAKER_FIRST:
		speaker.dev = first_of(root);
		break;
	}
	if (speaker.dev)
		speaker.listed = bp_p2p_list_search(rules, machine->extra, machine->nr_extra,
						    speaker.dev->vendor, speaker.dev->device);
	return speaker;
}

/* P-33 */
static enum bp_p2p_reason judge_speaker(struct bp_p2p_representative *speaker, bool same)
{
	speaker->asked = true;
	if (!speaker->dev)
		return BP_P2P_NO_REPRESENTATIVE;
	if (!speaker->listed)
		return BP_P2P_NOT_LISTED;
	return speaker->listed->same_host_bridge && !same ? BP_P2P_OTHER_HOST_BRIDGE
							  : BP_P2P_LISTED;
}

/* P-30: one host bridge is looked up once, the second of two only if the first passes. */
static enum bp_p2p_reason search_list(struct bp_p2p_verdict *verdict)
{
	struct bp_p2p_representative *speaker = verdict->representative;
	bool same = verdict->same_host_bridge;
	enum bp_p2p_reason reason = judge_speaker(&speaker[0], same);

	if (same)
		speaker[1].asked = true;
	else if (reason == BP_P2P_LISTED)
		reason = judge_speaker(&speaker[1], same);
	return reason;
}

/* P-20 */
static bool cpu_passes(const struct bp_p2p_rules *rules, const struct bp_p2p_machine *machine)
{
	return rules->cpu_passes && machine->cpu == BP_P2P_CPU_AMD &&
	       machine->cpu_family >= CPU_FAMILY_ZEN;
}

/* P2P-B4.9: a kernel with map types maps such pairs by other means. */
static bool is_mended(const struct bp_p2p_machine *machine, const struct bp_p2p_verdict *verdict)
{
	const struct pci_dev *provider = verdict->provider.element[0].dev;

	return machine->mended && !verdict->rules->has_types &&
	       !bp_defect_on(&provider->dev.bp_defects, BP_DEF_P2P_10);
}

void bp_p2p_find_speakers(const struct bp_p2p_machine *machine, const struct pci_dev *provider,
			  const struct pci_dev *client, struct bp_p2p_verdict *verdict)
{
	verdict->same_host_bridge = provider->bus->bridge == client->bus->bridge;
	verdict->representative[0] = speaker_of(verdict->rules, machine, provider);
	verdict->representative[1] = speaker_of(verdict->rules, machine, client);
}

enum bp_p2p_reason bp_p2p_ask_host_bridge(const struct bp_p2p_machine *machine,
					  struct bp_p2p_verdict *verdict)
{
	enum bp_p2p_reason reason;

	if (cpu_passes(verdict->rules, machine))
		return BP_P2P_CPU_PASSES;
	reason = search_list(verdict);
	if (reason != BP_P2P_LISTED)
		return reason;
	if (verdict->rules->iommu_closes_list && machine->iommu == BP_P2P_IOMMU_ON)
		return BP_P2P_IOMMU_PRESENT; /* P-35 */
	if (is_mended(machine, verdict))
		return bp_p2p_ask_bus_space(verdict->provider.element[0].dev,
					    verdict->client.element[0].dev);
	return BP_P2P_LISTED;
}
