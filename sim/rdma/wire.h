/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The wire between two RDMA adapters: loss free, in order, exactly once (rdma-nvmet.md R-A7.1).
 */
#ifndef BP_SIM_RDMA_WIRE_H
#define BP_SIM_RDMA_WIRE_H

#include <blkpath/rdma_cm.h>

struct bp_rdma_adapter;
struct bp_rdma_letter;

/**
 * struct bp_rdma_wire - two adapters
 * @end: adapters
 * @payload: bytes of SENDs, WRITEs and answers to READs that each of them sent (E0)
 * @messages: how many of these
 * @gone: nothing arrives any more, either way
 * @letters: messages of the connection manager that are on their way
 */
struct bp_rdma_wire {
	struct bp_rdma_adapter *end[2];
	u64 payload[2];
	u64 messages[2];
	bool gone;
	LIST_HEAD(, bp_rdma_letter) letters;
};

/* Joins two adapters that have no wire; it outlives their last message. */
void bp_rdma_wire_join(struct bp_rdma_wire *wire, struct bp_rdma_adapter *a,
		       struct bp_rdma_adapter *b);

/* Nothing arrives from now on; false: all does again. */
void bp_rdma_wire_cut(struct bp_rdma_wire *wire, bool gone);

/* Takes it away: what is on its way is lost. */
void bp_rdma_wire_part(struct bp_rdma_wire *wire);

/* The other end; NULL without a wire, and for nobody who answers. */
struct bp_rdma_adapter *bp_rdma_wire_peer(const struct bp_rdma_adapter *adapter);

/* Bytes leave an adapter. */
void bp_rdma_wire_count(const struct bp_rdma_adapter *from, u64 bytes);

/* Sends a message of the connection manager; 0 or -ENOMEM. */
int bp_rdma_wire_send(struct ib_device *device, const struct bp_rdma_cm_message *message);

#endif
