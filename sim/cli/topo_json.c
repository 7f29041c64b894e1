/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tree for programs.
 */
#include "cli/topo.h"

static json_t *link_json(const struct bp_pci_link *link)
{
	if (!link->width)
		return json_null();
	return json_pack("{s:s, s:i}", "speed", link->speed, "width", (int)link->width);
}

static json_t *acs_json(const struct pci_dev *dev)
{
	static const char *const states[] = {
		[BP_P2P_ACS_NONE] = "none",
		[BP_P2P_ACS_PASSES] = "passes",
		[BP_P2P_ACS_REDIRECTS] = "redirects",
		[BP_P2P_ACS_UNKNOWN] = "unknown",
	};
	char bits[BP_TOPO_ACS_MAX];
	enum bp_p2p_acs acs;
	unsigned offset;
	u16 ctrl;

	acs = bp_topo_acs_read(dev, &offset, &ctrl);
	return json_pack("{s:s, s:i, s:i, s:s}", "state", states[acs], "offset", (int)offset,
			 "control", (int)ctrl, "bits", bp_topo_acs_bits(ctrl, bits));
}

static json_t *bars_json(const struct bp_pci_record *r)
{
	json_t *bars = json_array();

	for (unsigned i = 0; i < PCI_STD_NUM_BARS; i++) {
		const struct resource *res = &r->bars[i];
		bool known = r->bars_known >> i & 1;

		if (!(r->bars_there >> i & 1) && !known)
			continue;
		json_array_append_new(
			bars,
			json_pack("{s:i, s:o, s:o, s:o}", "bar", (int)i, "start",
				  known ? json_sprintf("0x%llx", (unsigned long long)res->start)
					: json_null(),
				  "bytes",
				  known ? json_integer((json_int_t)(res->end - res->start + 1))
					: json_null(),
				  "memory",
				  known ? json_boolean(res->flags & IORESOURCE_MEM) : json_null()));
	}
	return bars;
}

static json_t *function_json(const struct bp_topo *topo, const struct pci_dev *dev)
{
	const struct bp_pci_record *r = bp_topo_record(topo, dev);
	const struct pci_dev *above = pci_upstream_bridge(dev);
	char name[BP_PCI_NAME_MAX], other[BP_PCI_NAME_MAX];
	json_t *f = json_pack("{s:s, s:s, s:o, s:o, s:i, s:s, s:s, s:s}", "address",
			      bp_pci_name(dev, name), "kind", bp_topo_kind(dev), "vendor",
			      json_sprintf("%04x", dev->vendor), "device",
			      json_sprintf("%04x", dev->device), "class", (int)dev->class_code,
			      "class_name", r->class_name, "name", r->name, "driver", r->driver);

	json_object_set_new(f, "above",
			    above ? json_string(bp_pci_name(above, other)) : json_null());
	json_object_set_new(f, "physical_function",
			    dev->physfn ? json_string(bp_pci_name(dev->physfn, other))
					: json_null());
	json_object_set_new(f, "buses",
			    dev->subordinate ? json_pack("[i, i]", (int)dev->subordinate->number,
							 (int)dev->subordinate->busn_end)
					     : json_null());
	json_object_set_new(f, "config_bytes", json_integer(r->config_bytes));
	json_object_set_new(f, "acs", acs_json(dev));
	json_object_set_new(f, "link", link_json(&r->link));
	json_object_set_new(f, "link_capability", link_json(&r->link_cap));
	json_object_set_new(f, "bars", bars_json(r));
	return f;
}

json_t *bp_topo_tree_json(const struct bp_topo *topo)
{
	json_t *bridges = json_array(), *functions = json_array();
	const struct pci_host_bridge *bridge;
	const struct pci_dev *dev;

	TAILQ_FOREACH (bridge, &topo->pci->bridges, link)
		json_array_append_new(bridges,
				      json_pack("{s:i, s:i}", "domain", (int)bridge->domain, "bus",
						(int)bridge->bus->number));
	TAILQ_FOREACH (dev, &topo->pci->devices, link)
		json_array_append_new(functions, function_json(topo, dev));
	return bp_topo_json_end(topo, json_pack("{s:s, s:o, s:o}", "source", topo->records.source,
						"host_bridges", bridges, "functions", functions));
}
