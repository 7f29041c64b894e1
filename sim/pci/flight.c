/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <blkpath/random.h>

#include "pci/transfer.h"

/* The bytes of one TLP. */
struct parcel {
	STAILQ_ENTRY(parcel) link;
	struct bp_arrival arrival;
	u8 data[];
};

/* @function is NULL for RAM, and under strict order. */
struct bp_lane {
	TAILQ_ENTRY(bp_lane) link;
	const struct pci_dev *requester;
	const struct pci_dev *function;
	STAILQ_HEAD(, parcel) parcels;
};

static const struct pci_dev *function_of(const struct bp_fabric *fabric,
					 const struct bp_target *target)
{
	return fabric->config.order == BP_ORDER_SPLIT ? target->dev : NULL;
}

static struct bp_lane *lane_find(const struct bp_fabric *fabric, const struct pci_dev *requester,
				 const struct pci_dev *function)
{
	struct bp_lane *lane;

	TAILQ_FOREACH (lane, &fabric->flight.lanes, link)
		if (lane->requester == requester && lane->function == function)
			return lane;
	return NULL;
}

static struct bp_lane *lane_get(struct bp_fabric *fabric, const struct pci_dev *requester,
				const struct bp_target *target)
{
	const struct pci_dev *function = function_of(fabric, target);
	struct bp_lane *lane = lane_find(fabric, requester, function);

	if (lane)
		return lane;
	lane = calloc(1, sizeof(*lane));
	if (!lane)
		return NULL;
	lane->requester = requester;
	lane->function = function;
	STAILQ_INIT(&lane->parcels);
	TAILQ_INSERT_TAIL(&fabric->flight.lanes, lane, link);
	fabric->flight.nr_lanes++;
	return lane;
}

static void lane_drop(struct bp_fabric *fabric, struct bp_lane *lane)
{
	TAILQ_REMOVE(&fabric->flight.lanes, lane, link);
	fabric->flight.nr_lanes--;
	free(lane);
}

static int post(struct bp_fabric *fabric, const struct bp_request *request,
		const struct bp_target *target, const void *data)
{
	struct parcel *parcel = malloc(sizeof(*parcel) + request->bytes);
	struct bp_lane *lane = parcel ? lane_get(fabric, request->requester, target) : NULL;

	if (!lane) {
		free(parcel);
		return -ENOMEM;
	}
	parcel->arrival = (struct bp_arrival){
		.serial = fabric->flight.serial++,
		.requester = request->requester,
		.target = *target,
		.bytes = request->bytes,
	};
	memcpy(parcel->data, data, request->bytes);
	STAILQ_INSERT_TAIL(&lane->parcels, parcel, link);
	return 0;
}

/* The oldest write of a lane arrives; the lane goes with its last one. */
static void arrive(struct bp_fabric *fabric, struct bp_lane *lane)
{
	const struct bp_fabric_config *config = &fabric->config;
	struct parcel *parcel = STAILQ_FIRST(&lane->parcels);

	STAILQ_REMOVE_HEAD(&lane->parcels, link);
	if (STAILQ_EMPTY(&lane->parcels))
		lane_drop(fabric, lane);
	bp_fabric_put(fabric, &parcel->arrival.target, parcel->data, parcel->arrival.bytes);
	if (config->arrived)
		config->arrived(config->arrived_context, &parcel->arrival);
	free(parcel);
}

/* All writes of a requester to a function, to RAM for NULL; under strict order all of its. */
static void push(struct bp_fabric *fabric, const struct pci_dev *requester,
		 const struct pci_dev *function)
{
	struct bp_lane *lane;

	if (fabric->config.order == BP_ORDER_STRICT)
		function = NULL;
	while ((lane = lane_find(fabric, requester, function)))
		arrive(fabric, lane);
}

static bool is_one_device(const struct pci_dev *a, const struct pci_dev *b)
{
	return a->bus == b->bus && PCI_SLOT(a->devfn) == PCI_SLOT(b->devfn);
}

/* A10.1: the completion pushes what the completer wrote along the completion's own way: to RAM when
 * it passes the root complex, to the requester's device when it ends there. */
static void push_back(struct bp_fabric *fabric, const struct bp_request *request,
		      const struct bp_route *there)
{
	const struct pci_dev *completer = there->target.dev;
	const struct pci_dev *requester = request->requester;
	struct bp_lane *lane, *next;
	struct bp_route back;

	if (!completer || !bp_route_completion(request, there, &back))
		return;
	if (fabric->config.order == BP_ORDER_STRICT || bp_route_passes_root(&back))
		push(fabric, completer, NULL);
	for (lane = TAILQ_FIRST(&fabric->flight.lanes); lane; lane = next) {
		next = TAILQ_NEXT(lane, link);
		if (requester && lane->requester == completer && lane->function &&
		    is_one_device(lane->function, requester))
			push(fabric, completer, lane->function);
	}
}

static bool is_late(const struct bp_fabric *fabric, const struct bp_route *route)
{
	return fabric->config.order != BP_ORDER_AT_ONCE && route->target.kind != BP_TARGET_INTERNAL;
}

int bp_flight_write(struct bp_fabric *fabric, const struct bp_request *request,
		    struct bp_route *route, void *data)
{
	if (!is_late(fabric, route))
		return bp_fabric_move(fabric, request, route, data);
	if (bp_fabric_is_register(fabric, &route->target)) {
		push(fabric, request->requester, route->target.dev);
		return bp_fabric_move(fabric, request, route, data);
	}
	if (!bp_fabric_reserve(fabric, &route->target, request->bytes))
		return -ENOMEM;
	return post(fabric, request, &route->target, data);
}

int bp_flight_read(struct bp_fabric *fabric, const struct bp_request *request,
		   struct bp_route *route, void *data)
{
	if (is_late(fabric, route)) {
		/* Others go on meanwhile. */
		while (fabric->flight.nr_lanes && bp_random_next(&fabric->flight.random) & 1)
			bp_fabric_step(fabric);
		push(fabric, request->requester, route->target.dev);
		push_back(fabric, request, route);
	}
	return bp_fabric_move(fabric, request, route, data);
}

bool bp_fabric_step(struct bp_fabric *fabric)
{
	struct bp_flight *flight = &fabric->flight;
	struct bp_lane *lane = TAILQ_FIRST(&flight->lanes);

	if (!lane)
		return false;
	for (u64 n = bp_random_next(&flight->random) % flight->nr_lanes; n; n--)
		lane = TAILQ_NEXT(lane, link);
	arrive(fabric, lane);
	return true;
}

u64 bp_fabric_settle(struct bp_fabric *fabric)
{
	u64 n = 0;

	while (bp_fabric_step(fabric))
		n++;
	return n;
}

void bp_flight_clear(struct bp_fabric *fabric)
{
	struct bp_lane *lane;

	while ((lane = TAILQ_FIRST(&fabric->flight.lanes))) {
		struct parcel *parcel;

		while ((parcel = STAILQ_FIRST(&lane->parcels))) {
			STAILQ_REMOVE_HEAD(&lane->parcels, link);
			free(parcel);
		}
		lane_drop(fabric, lane);
	}
}
