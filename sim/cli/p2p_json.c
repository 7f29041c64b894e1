/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The flows for programs.
 */
#include "cli/findings_print.h"
#include "cli/p2p.h"
#include "cli/traffic.h"

static const char *const state_names[BP_FLOW_END_STATES] = {
	[BP_FLOW_GOOD] = "good",
	[BP_FLOW_WRONG] = "wrong",
	[BP_FLOW_FAILED] = "failed",
	[BP_FLOW_LOST] = "lost",
};

static json_t *address_json(const struct pci_dev *dev)
{
	char name[BP_PCI_NAME_MAX];

	return dev ? json_string(bp_pci_name(dev, name)) : json_null();
}

static json_t *counts_json(const struct bp_flow_counts *counts)
{
	json_t *object = json_object();

	for (const struct bp_flow_count *count = bp_flow_count_table; count->name; count++)
		json_object_set_new(object, count->name,
				    bp_traffic_number(bp_flow_count_of(counts, count)));
	return object;
}

static json_t *pairs_json(const struct bp_p2p_pairs *pairs)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < pairs->nr; i++)
		if (pairs->pair[i].bytes)
			json_array_append_new(
				array, json_pack("{s:o, s:o, s:o}", "requester",
						 address_json(pairs->pair[i].requester), "provider",
						 address_json(pairs->pair[i].provider), "bytes",
						 bp_traffic_number(pairs->pair[i].bytes)));
	return array;
}

static json_t *tally_json(const struct bp_world_flow *flow)
{
	json_t *object = json_object();

	for (unsigned i = 0; i < BP_FLOW_END_STATES; i++)
		json_object_set_new(object, state_names[i], bp_traffic_number(flow->tally[i]));
	return object;
}

/* Commands that did not end well. */
static json_t *errors_json(const struct bp_world_flow *flow)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < flow->nr_ended; i++) {
		const struct bp_world_flow_ended *ended = &flow->ended[i];

		if (ended->state == BP_FLOW_GOOD)
			continue;
		json_array_append_new(
			array,
			json_pack("{s:i, s:i, s:s, s:o, s:o, s:s, s:i, s:o, s:o}", "command",
				  (int)i, "io", (int)ended->io, "op", bp_flow_op_name[ended->op],
				  "slba", bp_traffic_number(ended->slba), "bytes",
				  bp_traffic_number(ended->bytes), "state",
				  state_names[ended->state], "status", (int)ended->status,
				  "wrong_bytes", bp_traffic_number(ended->wrong_bytes), "wrong_at",
				  bp_traffic_number(ended->wrong_at)));
	}
	return array;
}

static json_t *wrong_address_json(const struct bp_world_flow *flow)
{
	if (!flow->wrong_addresses)
		return json_null();
	return json_pack("{s:o, s:o}", "told",
			 json_sprintf("0x%llx", (unsigned long long)flow->told), "right",
			 json_sprintf("0x%llx", (unsigned long long)flow->right));
}

static json_t *defects_json(const struct bp_defects *defects)
{
	json_t *array = json_array();

	for (unsigned id = 0; id < BP_SWITCH_NR; id++)
		if (bp_defect_on(defects, (enum bp_defect_id)id))
			json_array_append_new(
				array, json_string(bp_defect_get((enum bp_defect_id)id)->id));
	return array;
}

static json_t *flow_json(const struct bp_world_flow *flow)
{
	char outcome[BP_P2P_OUTCOME_MAX];
	json_t *object = json_pack("{s:s, s:s, s:o, s:o}", "flow", bp_flow_way_name[flow->way],
				   "outcome", bp_p2p_outcome(flow, outcome), "commands",
				   tally_json(flow), "errors", errors_json(flow));
	const struct {
		const char *key;
		u64 n;
	} numbers[] = {
		{ "verified_bytes", flow->verified_bytes },   { "disk_bytes", flow->disk_bytes },
		{ "misdelivered", flow->misdelivered },	      { "dropped", flow->drops },
		{ "mappings_left", flow->mappings_left },     { "recoveries", flow->recoveries },
		{ "wrong_addresses", flow->wrong_addresses },
	};

	json_object_set_new(object, "used", address_json(flow->used));
	json_object_set_new(object, "distance",
			    flow->used ? json_integer(flow->distance) : json_null());
	for (unsigned i = 0; i < bp_array_size(numbers); i++)
		json_object_set_new(object, numbers[i].key, bp_traffic_number(numbers[i].n));
	json_object_set_new(object, "first_wrong_address", wrong_address_json(flow));
	json_object_set_new(object, "disk_hash",
			    json_sprintf("0x%016llx", (unsigned long long)flow->disk_hash));
	json_object_set_new(object, "counts", counts_json(&flow->counts));
	json_object_set_new(object, "pairs", pairs_json(&flow->moved.p2p));
	json_object_set_new(object, "links", bp_traffic_links_json(flow->fabric, &flow->moved));
	json_object_set_new(object, "sums", bp_traffic_sums_json(flow->fabric, &flow->moved));
	json_object_set_new(object, "check", bp_findings_json(&flow->findings));
	return object;
}

json_t *bp_p2p_json(const struct bp_p2p *p2p)
{
	const struct bp_world_flow *last = &p2p->flow[p2p->nr - 1];
	json_t *flows = json_array();

	for (unsigned i = 0; i < p2p->nr; i++)
		json_array_append_new(flows, flow_json(&p2p->flow[i]));
	return json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:b, s:b, s:o}", "scenario",
			 p2p->path, "name", p2p->setup->workload->name, "source",
			 last->machine->records.source, "profile", p2p->setup->setup.profile,
			 "defects", defects_json(&p2p->setup->setup.defects), "hca",
			 address_json(last->hca), "drive", address_json(last->drive), "provider",
			 address_json(last->provider), "same", bp_p2p_is_same(p2p), "well",
			 bp_p2p_is_well(p2p), "flows", flows);
}
