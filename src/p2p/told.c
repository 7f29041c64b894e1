/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a kernel logs about a pair (P-40 to P-46), and what its user should know besides.
 */
#include <string.h>

#include "p2p.h"

static void say(struct bp_p2p_verdict *verdict, enum bp_p2p_saying saying, const struct pci_dev *on,
		const struct pci_dev *about)
{
	verdict->message[verdict->nr_messages++] = (struct bp_p2p_message){
		.saying = saying,
		.on = on,
		.about = about,
		.silent_too = saying == BP_P2P_SAYS_UNLISTED,
	};
}

static void log_lines(struct bp_p2p_verdict *verdict)
{
	const struct pci_dev *provider = verdict->provider.element[0].dev;
	const struct pci_dev *client = verdict->client.element[0].dev;
	/* Redirect is found below one host bridge alone: both have the same. */
	const struct pci_dev *speaker = verdict->representative[0].dev;

	if (verdict->nr_redirects) {
		say(verdict, BP_P2P_SAYS_REDIRECT, client, provider);
		say(verdict, BP_P2P_SAYS_PARAMETER, client, provider);
	}
	if (verdict->rules->unlisted_logged && verdict->nr_redirects &&
	    verdict->reason == BP_P2P_NOT_LISTED)
		say(verdict, BP_P2P_SAYS_UNLISTED, speaker, speaker);
	if (verdict->type == PCI_P2PDMA_MAP_NOT_SUPPORTED && verdict->reason != BP_P2P_REDIRECTED)
		say(verdict, BP_P2P_SAYS_NO_UPSTREAM, client, provider);
}

static bool says(const struct bp_p2p_verdict *verdict, enum bp_p2p_saying saying)
{
	for (unsigned i = 0; i < verdict->nr_messages; i++)
		if (verdict->message[i].saying == saying)
			return true;
	return false;
}

/* P-46: a name and its ';' per element. */
static bool name_list_overflows(const struct bp_p2p_verdict *verdict)
{
	const struct bp_p2p_element *element;
	char name[BP_PCI_NAME_MAX];
	size_t bytes = 0;

	for (unsigned i = 0; (element = bp_p2p_redirect(verdict, i)); i++)
		bytes += strlen(bp_pci_name(element->dev, name)) + 1;
	return bytes >= verdict->rules->name_list_bytes;
}

/* P-67; a root port on a path is the common element, or nothing depends on it (P-4). */
static bool path_has_other_word(const struct bp_p2p_verdict *verdict)
{
	const struct bp_p2p_element *common = bp_p2p_common(verdict);

	return common && bp_acs_lies_elsewhere(common->dev);
}

static unsigned warnings_of(const struct bp_p2p_machine *machine,
			    const struct bp_p2p_verdict *verdict)
{
	const struct bp_p2p_rules *rules = verdict->rules;
	unsigned warnings = 0;

	if (name_list_overflows(verdict))
		warnings |= BP_P2P_WARN_LIST_CUT;
	if (rules->may_lack_address && verdict->type == PCI_P2PDMA_MAP_THRU_HOST_BRIDGE &&
	    machine->iommu != BP_P2P_IOMMU_ON)
		warnings |= BP_P2P_WARN_NO_ADDRESS;
	if (says(verdict, BP_P2P_SAYS_NO_UPSTREAM) && verdict->has_common)
		warnings |= BP_P2P_WARN_HALF_TRUE;
	if ((verdict->reason == BP_P2P_NOT_LISTED || verdict->reason == BP_P2P_NO_REPRESENTATIVE) &&
	    !says(verdict, BP_P2P_SAYS_UNLISTED))
		warnings |= BP_P2P_WARN_ID_UNSAID;
	if (path_has_other_word(verdict))
		warnings |= BP_P2P_WARN_OTHER_WORD;
	if (rules->parameter_may_fail && verdict->nr_redirects)
		warnings |= BP_P2P_WARN_PARAMETER;
	return warnings;
}

void bp_p2p_tell(const struct bp_p2p_machine *machine, struct bp_p2p_verdict *verdict)
{
	verdict->nr_messages = 0;
	log_lines(verdict);
	verdict->warnings = warnings_of(machine, verdict);
}
