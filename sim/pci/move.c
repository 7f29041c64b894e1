/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The bytes of one TLP, and the log of those that did not arrive (P2P-A7).
 */
#include <errno.h>

#include "pci/witness.h"

static int move_ram(struct bp_fabric *fabric, u64 phys, bool is_write, void *data, unsigned bytes)
{
	const struct bp_fabric_config *config = &fabric->config;

	if (is_write)
		config->ram->write(config->ram_context, phys, data, bytes);
	else
		config->ram->read(config->ram_context, phys, data, bytes);
	return 0;
}

int bp_fabric_move(struct bp_fabric *fabric, struct bp_route *route, bool is_write, void *data,
		   unsigned bytes)
{
	struct bp_target *target = &route->target;
	struct bp_backing *backing;
	int error = 0;

	if (target->kind == BP_TARGET_RAM)
		return move_ram(fabric, target->phys, is_write, data, bytes);
	backing = &bp_fabric_node(fabric, target->dev)->backing[target->bar];
	if (is_write)
		error = bp_backing_write(backing, target->offset, data, bytes);
	else if (!bp_backing_read(backing, target->offset, data, bytes))
		error = -EIO;
	if (error != -EIO)
		return error;
	route->hop[route->nr_hops - 1].turn = BP_AT_ABORTED;
	route->outcome = BP_OUTCOME_ABORTED;
	return 0;
}

void bp_fabric_drop(struct bp_fabric *fabric, const struct bp_request *request,
		    const struct bp_route *route)
{
	const struct bp_hop *end = &route->hop[route->nr_hops - 1];

	if (fabric->nr_drops < BP_DROPS_KEPT)
		fabric->drop[fabric->nr_drops] = (struct bp_drop){
			.turn = end->turn,
			.fault = route->fault,
			.requester = request->requester,
			.at = end->at,
			.address = request->address,
			.bytes = request->bytes,
			.is_write = request->is_write,
		};
	fabric->nr_drops++;
	if (request->is_write && (!request->requester || bp_route_was_sent(request, route)))
		bp_witness_loss(fabric, request);
}

unsigned bp_fabric_complete(struct bp_fabric *fabric, const struct bp_request *request,
			    enum bp_outcome outcome, const struct bp_route *back)
{
	unsigned bytes = outcome == BP_OUTCOME_SUCCESS ? request->bytes : 0;
	unsigned done = 0, tlps = 0, part;

	do {
		part = bp_tlp_completion(&fabric->sizes, request->address + done, bytes - done);
		bp_count_route(fabric, back, BP_TLP_COMPLETION, part);
		done += part;
		tlps++;
	} while (done < bytes);
	return tlps;
}
