/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pci/known.h"

#include <string.h>

void bp_fabric_steady(struct bp_fabric *fabric, bool steady)
{
	fabric->is_steady = steady && !fabric->config.one_by_one;
	fabric->known->request.requester = NULL;
}

bool bp_known_recall(const struct bp_fabric *fabric, const struct bp_request *request,
		     struct bp_route *route)
{
	const struct bp_known_way *known = fabric->known;
	const u64 past = request->address - known->request.address;

	if (!fabric->is_steady || known->request.requester != request->requester ||
	    known->request.type != request->type || past >= known->alike ||
	    known->alike - past < request->bytes)
		return false;
	route->outcome = BP_OUTCOME_SUCCESS;
	route->target = (struct bp_target){
		.kind = BP_TARGET_RAM,
		.phys = bp_phys_addr(known->phys.phys + past),
	};
	route->fault = BP_IOMMU_OK;
	route->alike = known->alike - past;
	route->nr_hops = known->nr_hops;
	memcpy(route->hop, known->hop, known->nr_hops * sizeof(*known->hop));
	return true;
}

/* An IOMMU wants to be asked each time. */
static bool may_be_known(const struct bp_route *route)
{
	for (unsigned i = 0; i < route->nr_hops; i++)
		if (route->hop[i].turn == BP_AT_IOMMU)
			return false;
	return route->outcome == BP_OUTCOME_SUCCESS && route->target.kind == BP_TARGET_RAM &&
	       route->nr_hops <= BP_KNOWN_HOPS;
}

void bp_known_learn(struct bp_fabric *fabric, const struct bp_request *request,
		    const struct bp_route *route)
{
	struct bp_known_way *known = fabric->known;

	if (!fabric->is_steady || !may_be_known(route))
		return;
	known->request = *request;
	known->alike = route->alike;
	known->phys = route->target.phys;
	known->nr_hops = route->nr_hops;
	memcpy(known->hop, route->hop, route->nr_hops * sizeof(*known->hop));
}
