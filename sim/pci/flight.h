/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes on their way (p2pdma.md A10): what was sent is counted at once, its bytes arrive later.
 *
 * Writes of one requester wait in lanes, in the order in which they were sent.  A step picks a lane
 * by the seed of the fabric and lets its oldest write arrive, so that requesters interleave TLP by
 * TLP.  With BP_ORDER_STRICT a requester has one lane; with BP_ORDER_SPLIT one for RAM and one for
 * each function that it writes to, because those lie on different paths.
 */
#ifndef BP_SIM_PCI_FLIGHT_H
#define BP_SIM_PCI_FLIGHT_H

#include <bsd/sys/queue.h>

#include "pci/target.h"

struct bp_fabric;
struct bp_lane;
struct bp_request;
struct bp_route;

/* When the bytes of a device's write arrive. */
enum bp_order {
	BP_ORDER_AT_ONCE, /* before the call returns */
	BP_ORDER_STRICT,  /* later, all of a requester in order */
	BP_ORDER_SPLIT,	  /* later, those of a requester to one target in order */
};

/**
 * struct bp_arrival - the bytes of a write have arrived
 * @serial: in the order in which the writes were sent, from 0
 * @requester: who sent it
 * @target: where
 * @bytes: how many
 */
struct bp_arrival {
	u64 serial;
	const struct pci_dev *requester;
	struct bp_target target;
	unsigned bytes;
};

/**
 * struct bp_flight - writes of a fabric that are on their way
 * @lanes: those with writes, the one that filled first is first
 * @nr_lanes: how many
 * @serial: of the next write
 * @random: state of the scheduler
 */
struct bp_flight {
	TAILQ_HEAD(bp_lanes, bp_lane) lanes;
	unsigned nr_lanes;
	u64 serial;
	u64 random;
};

/* One write arrives; false when none is on its way. */
bool bp_fabric_step(struct bp_fabric *fabric);

/* All arrive; returns how many. */
u64 bp_fabric_settle(struct bp_fabric *fabric);

/* Sends the bytes of a write whose way is known; 0 or -ENOMEM.  A register takes them at once. */
int bp_flight_write(struct bp_fabric *fabric, const struct bp_request *request,
		    struct bp_route *route, void *data);

/* Reads, behind the writes that neither a request nor its completion may pass (A10.1). */
int bp_flight_read(struct bp_fabric *fabric, const struct bp_request *request,
		   struct bp_route *route, void *data);

/* Forgets what is on its way. */
void bp_flight_clear(struct bp_fabric *fabric);

#endif
