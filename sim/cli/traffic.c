/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/traffic.h"
#include "pci/fabric.h"
#include "pci/flow.h"

const char *bp_traffic_name(const struct bp_pci_records *records, const struct pci_dev *dev)
{
	const struct bp_pci_record *record = bp_pci_records_find(records, dev->bus->bridge->domain,
								 dev->bus->number, dev->devfn);

	return record ? record->name : "";
}

/* Below an upstream port is the inside of a switch. */
bool bp_traffic_has_link(const struct pci_dev *dev)
{
	return dev->subordinate && !(dev->is_pcie && dev->pcie_type == PCI_EXP_TYPE_UPSTREAM);
}

u64 bp_traffic_payload(const struct bp_link_counters *link)
{
	return link->flow.bytes[BP_TLP_WRITE] + link->flow.bytes[BP_TLP_COMPLETION];
}

json_t *bp_traffic_number(u64 n)
{
	return json_integer((json_int_t)n);
}

static json_t *direction_json(const struct bp_link_counters *link)
{
	return json_pack("{s:o, s:o, s:o, s:o}", "data",
			 bp_traffic_number(bp_traffic_payload(link)), "wire",
			 bp_traffic_number(link->wire_bytes), "writes",
			 bp_traffic_number(link->flow.tlps[BP_TLP_WRITE]), "reads",
			 bp_traffic_number(link->flow.tlps[BP_TLP_READ]));
}

json_t *bp_traffic_links_json(const struct bp_fabric *fabric, const struct bp_snapshot *moved)
{
	json_t *links = json_array();

	for (unsigned i = 0; i < moved->nr_functions; i++) {
		const struct pci_dev *dev = fabric->node[i].dev;
		char name[BP_PCI_NAME_MAX];

		if (!bp_traffic_has_link(dev))
			continue;
		json_array_append_new(links,
				      json_pack("{s:s, s:o, s:o}", "below", bp_pci_name(dev, name),
						"up", direction_json(&moved->function[i].up),
						"down", direction_json(&moved->function[i].down)));
	}
	return links;
}

json_t *bp_traffic_sums_json(const struct bp_fabric *fabric, const struct bp_snapshot *moved)
{
	const struct bp_flows flows = bp_flows_of(fabric, moved);
	const struct {
		const char *key;
		u64 bytes;
	} sums[] = {
		{ "root_ports_up", flows.hb_up },	  { "root_ports_down", flows.hb_down },
		{ "ram_written", flows.ram_wr },	  { "ram_read", flows.ram_rd },
		{ "device_to_device", flows.p2p },	  { "hairpin", flows.hairpin },
		{ "within_devices", flows.dev_internal },
	};
	json_t *object = json_object();

	for (unsigned i = 0; i < bp_array_size(sums); i++)
		json_object_set_new(object, sums[i].key, bp_traffic_number(sums[i].bytes));
	return object;
}
