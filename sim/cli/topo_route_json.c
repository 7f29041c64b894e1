/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A way through the fabric for programs.
 */
#include "cli/topo_way.h"
#include "pci/acs.h"

static json_t *name_json(const struct pci_dev *dev)
{
	char name[BP_PCI_NAME_MAX];

	return dev ? json_string(bp_pci_name(dev, name)) : json_null();
}

static json_t *bridge_json(const struct pci_host_bridge *bridge)
{
	return json_sprintf("%04x:%02x", bridge->domain, bridge->bus->number);
}

static json_t *hops_json(const struct bp_route *route)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < route->nr_hops; i++) {
		const struct bp_hop *hop = &route->hop[i];

		json_array_append_new(array, json_pack("{s:o, s:o, s:o, s:s, s:s, s:i}", "at",
						       name_json(hop->at), "to", name_json(hop->to),
						       "host_bridge", bridge_json(hop->bridge),
						       "turn", bp_turn_words(hop->turn), "rule",
						       bp_turn_rule(hop->turn), "acs_control",
						       hop->at ? (int)bp_acs_control(hop->at) : 0));
	}
	return array;
}

static json_t *target_json(const struct bp_target *target)
{
	switch (target->kind) {
	case BP_TARGET_RAM:
		return json_pack("{s:s, s:o}", "kind", "ram", "address",
				 json_sprintf("0x%llx", (unsigned long long)target->phys.phys));
	case BP_TARGET_BAR:
	case BP_TARGET_INTERNAL:
		return json_pack("{s:s, s:o, s:i, s:I}", "kind",
				 target->kind == BP_TARGET_BAR ? "bar" : "internal", "function",
				 name_json(target->dev), "bar", (int)target->bar, "offset",
				 (json_int_t)target->offset);
	default:
		return json_null();
	}
}

static json_t *way_json(const struct bp_route *route)
{
	char reach[BP_TOPO_REACH_MAX];

	return json_pack("{s:s, s:s, s:o, s:o}", "reach", bp_topo_reach(route, reach), "outcome",
			 bp_outcome_name(route->outcome), "target", target_json(&route->target),
			 "turns", hops_json(route));
}

json_t *bp_topo_route_json(const struct bp_topo *topo, struct bp_topo_way *way)
{
	const struct bp_p2p_verdict *v = &way->verdict;

	return bp_topo_json_end(
		topo,
		json_pack("{s:s, s:o, s:o, s:i, s:o, s:s, s:o, s:b, s:s, s:s, s:s, s:o, s:o, s:o, "
			  "s:o}",
			  "source", topo->records.source, "requester", name_json(way->requester),
			  "target", name_json(way->target), "bar", (int)way->bar, "bar_bytes",
			  way->bar_bytes ? json_integer((json_int_t)way->bar_bytes) : json_null(),
			  "address_kind", bp_topo_address_name(way->kind), "address",
			  json_sprintf("0x%llx", (unsigned long long)way->address), "iommu",
			  way->iommu, "rules", v->rules->name, "type", bp_p2p_type_name(v->type),
			  "rule", bp_p2p_reason_rule(v->rules, v->reason), "request",
			  way_json(&way->request), "completion",
			  way->has_completion ? way_json(&way->completion) : json_null(), "assumed",
			  bp_topo_lines_json(&way->assumed), "depends",
			  bp_topo_lines_json(&way->depends)));
}
