/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What functions and their access control are called.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/topo.h"

#define CLASS_HOST_BRIDGE 0x0600
#define CLASS_BRIDGE 0x06
#define CLASS_SYSTEM 0x08

const struct bp_pci_record *bp_topo_record(const struct bp_topo *topo, const struct pci_dev *dev)
{
	return bp_pci_records_find(&topo->records, dev->bus->bridge->domain, dev->bus->number,
				   dev->devfn);
}

const char *bp_topo_kind(const struct pci_dev *dev)
{
	static const char *const types[] = {
		[PCI_EXP_TYPE_ENDPOINT] = "endpoint",
		[PCI_EXP_TYPE_LEG_END] = "legacy endpoint",
		[PCI_EXP_TYPE_ROOT_PORT] = "root port",
		[PCI_EXP_TYPE_UPSTREAM] = "switch upstream port",
		[PCI_EXP_TYPE_DOWNSTREAM] = "switch downstream port",
		[PCI_EXP_TYPE_PCI_BRIDGE] = "PCIe to PCI bridge",
		[PCI_EXP_TYPE_PCIE_BRIDGE] = "PCI to PCIe bridge",
		[PCI_EXP_TYPE_RC_END] = "integrated endpoint",
		[PCI_EXP_TYPE_RC_EC] = "event collector",
	};

	if (dev->physfn)
		return "virtual function";
	if (dev->is_pcie && dev->pcie_type < bp_array_size(types) && types[dev->pcie_type])
		return types[dev->pcie_type];
	if (dev->subordinate)
		return "PCI bridge";
	if (dev->class_code == CLASS_HOST_BRIDGE)
		return "host bridge";
	return dev->class_code >> 8 == CLASS_BRIDGE ? "bridge" : "device";
}

bool bp_topo_is_end(const struct pci_dev *dev)
{
	unsigned class = dev->class_code >> 8;

	if (dev->subordinate || class == CLASS_BRIDGE || class == CLASS_SYSTEM)
		return false;
	return dev->is_pcie || dev->physfn || dev->bus->self;
}

const char *bp_topo_acs_bits(u16 bits, char text[BP_TOPO_ACS_MAX])
{
	static const char *const names[] = { "SV", "TB", "RR", "CR", "UF", "EC", "DT" };

	*text = '\0';
	for (unsigned i = 0; i < bp_array_size(names); i++)
		if (bits >> i & 1)
			bp_cli_list(text, BP_TOPO_ACS_MAX, *text ? " " : "", names[i]);
	return text;
}

const char *bp_topo_acs(enum bp_p2p_acs acs, u16 ctrl, char text[BP_TOPO_ACS_MAX])
{
	char bits[BP_TOPO_ACS_MAX];

	if (acs == BP_P2P_ACS_NONE)
		return "no ACS";
	if (acs == BP_P2P_ACS_UNKNOWN)
		return "ACS not known";
	snprintf(text, BP_TOPO_ACS_MAX, "ACS 0x%04x%s%s", ctrl, ctrl ? " " : "",
		 bp_topo_acs_bits(ctrl, bits));
	return text;
}

enum bp_p2p_acs bp_topo_acs_read(const struct pci_dev *dev, unsigned *offset, u16 *ctrl)
{
	struct bp_p2p_verdict *verdict;
	const struct bp_p2p_element *self;
	enum bp_p2p_acs acs;

	*offset = 0;
	*ctrl = 0;
	verdict = calloc(1, sizeof(*verdict));
	if (!verdict)
		return BP_P2P_ACS_UNKNOWN;
	bp_p2p_judge(bp_p2p_rules_at(0), &(struct bp_p2p_machine){ 0 }, dev, dev, verdict);
	self = &verdict->provider.element[0];
	*offset = self->acs_offset;
	*ctrl = self->acs_ctrl;
	acs = self->acs;
	free(verdict);
	return acs;
}

const char *bp_topo_name(const struct bp_topo *topo, const struct pci_dev *dev,
			 char text[BP_TOPO_NAME_MAX])
{
	const struct bp_pci_record *r = bp_topo_record(topo, dev);

	if (!r->has_ids)
		snprintf(text, BP_TOPO_NAME_MAX, "%s", r->name);
	else
		snprintf(text, BP_TOPO_NAME_MAX, "%s%s[%04x:%04x]", r->name, *r->name ? " " : "",
			 dev->vendor, dev->device);
	return text;
}

const char *bp_topo_answer(const struct bp_p2p_verdict *verdict, char text[40])
{
	static const char prefix[] = "PCI_P2PDMA_MAP_";

	if (verdict->rules->has_types)
		snprintf(text, 40, "%s %u", bp_p2p_type_name(verdict->type) + strlen(prefix),
			 verdict->distance);
	else
		snprintf(text, 40, "%d", verdict->result);
	return text;
}
