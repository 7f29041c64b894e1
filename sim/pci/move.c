/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The bytes of one TLP, and the log of those that did not arrive (P2P-A7).
 */
#include <errno.h>
#include <string.h>

#include "pci/witness.h"

static struct bp_backing *backing_of(const struct bp_fabric *fabric, const struct bp_target *target)
{
	return &bp_fabric_node(fabric, target->dev)->backing[target->bar];
}

bool bp_fabric_is_register(const struct bp_fabric *fabric, const struct bp_target *target)
{
	return target->dev && bp_backing_is_register(backing_of(fabric, target), target->offset);
}

bool bp_fabric_reserve(struct bp_fabric *fabric, const struct bp_target *target, unsigned bytes)
{
	return !target->dev ||
	       bp_backing_reserve(backing_of(fabric, target), target->offset, bytes);
}

int bp_fabric_put(struct bp_fabric *fabric, const struct bp_target *target, const void *data,
		  unsigned bytes)
{
	const struct bp_fabric_config *config = &fabric->config;

	if (target->dev)
		return bp_backing_write(backing_of(fabric, target), target->offset, data, bytes);
	config->ram->write(config->ram_context, target->phys, data, bytes);
	return 0;
}

static int get(struct bp_fabric *fabric, const struct bp_target *target, void *data, unsigned bytes)
{
	const struct bp_fabric_config *config = &fabric->config;

	if (!target->dev) {
		config->ram->read(config->ram_context, target->phys, data, bytes);
		return 0;
	}
	return bp_backing_read(backing_of(fabric, target), target->offset, data, bytes) ? 0 : -EIO;
}

/* A register that treats devices otherwise than the CPU. */
static int ask_register(const struct bp_backing *backing, const struct bp_request *request,
			const struct bp_target *target, void *data)
{
	u64 value = 0;

	if (request->is_write)
		memcpy(&value, data, request->bytes);
	if (!backing->registers->peer(backing->context, request->requester, request->is_write,
				      target->offset, request->bytes, &value))
		return -EIO;
	if (!request->is_write)
		memcpy(data, &value, request->bytes);
	return 0;
}

static int move(struct bp_fabric *fabric, const struct bp_request *request,
		const struct bp_target *target, void *data)
{
	if (request->requester && bp_fabric_is_register(fabric, target) &&
	    backing_of(fabric, target)->registers->peer)
		return ask_register(backing_of(fabric, target), request, target, data);
	return request->is_write ? bp_fabric_put(fabric, target, data, request->bytes)
				 : get(fabric, target, data, request->bytes);
}

int bp_fabric_move(struct bp_fabric *fabric, const struct bp_request *request,
		   struct bp_route *route, void *data)
{
	int error = move(fabric, request, &route->target, data);

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

u64 bp_fabric_complete(struct bp_fabric *fabric, const struct bp_request *request,
		       enum bp_outcome outcome, const struct bp_route *back)
{
	const u64 bytes = outcome == BP_OUTCOME_SUCCESS ? request->bytes : 0;
	const u64 tlps = bp_tlp_completions(&fabric->sizes, request->address, bytes);

	bp_count_route(fabric, back, BP_TLP_COMPLETION, tlps, bytes);
	return tlps;
}
