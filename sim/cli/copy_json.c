/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ways for programs.
 */
#include "cli/copy.h"
#include "cli/traffic.h"

static const char *const way_names[] = {
	[BP_COPY_BY_TO] = "memory_of_to",
	[BP_COPY_BY_FROM] = "memory_of_from",
	[BP_COPY_BY_RAM] = "ram",
};

static const char *const state_names[] = {
	[BP_COPY_DONE] = "done",       [BP_COPY_NO_MEMORY] = "no_memory",
	[BP_COPY_REFUSED] = "refused", [BP_COPY_FAILED] = "failed",
	[BP_COPY_WRONG] = "wrong",
};

static json_t *way_json(const struct bp_copies *copies, const struct bp_copy *copy)
{
	const struct bp_fabric *fabric = copies->pair->fabric;
	const bool by_bus = copy->bus != 0;
	char outcome[80];
	json_t *way = json_pack("{s:s, s:s, s:s}", "through", way_names[copy->way], "state",
				state_names[copy->state], "outcome",
				bp_copy_outcome(copy, outcome, sizeof(outcome)));

	json_object_set_new(way, "distance", by_bus ? json_integer(copy->distance) : json_null());
	json_object_set_new(way, "bus_address",
			    by_bus ? json_sprintf("0x%llx", (unsigned long long)copy->bus)
				   : json_null());
	json_object_set_new(way, "commands", bp_traffic_number(copy->commands));
	json_object_set_new(way, "mappings", bp_traffic_number(copy->mappings));
	json_object_set_new(way, "links", bp_traffic_links_json(fabric, &copy->moved));
	json_object_set_new(way, "sums",
			    copy->moved.nr_functions ? bp_traffic_sums_json(fabric, &copy->moved)
						     : json_null());
	return way;
}

json_t *bp_copies_json(const struct bp_copies *copies)
{
	char from[BP_PCI_NAME_MAX], to[BP_PCI_NAME_MAX];
	json_t *ways = json_array();

	for (unsigned way = 0; way < BP_COPY_WAYS; way++)
		json_array_append_new(ways, way_json(copies, &copies->copy[way]));
	return json_pack("{s:s, s:s, s:s, s:o, s:o, s:o}", "source",
			 copies->pair->machine.records.source, "from",
			 bp_pci_name(copies->pair->from.function, from), "to",
			 bp_pci_name(copies->pair->to.function, to), "bytes",
			 bp_traffic_number(copies->bytes), "buffer_bytes",
			 bp_traffic_number(copies->buffer_bytes), "ways", ways);
}
