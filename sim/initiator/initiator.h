/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A far host that uses namespaces of the machine over RDMA (rdma-nvmet.md C4, D).
 *
 * Its memory is bytes of its own: no page, mapping or counter of the machine sees it.
 *
 *     bp_initiator_profile("ib", &config, err);
 *     bp_initiator_new(env, &config, &host, err);
 *     bp_rdma_wire_join(&wire, near, bp_initiator_adapter(host));
 *     bp_initiator_connect(host, err);
 *     bp_initiator_do(host, 1, &command);
 *     bp_initiator_free(host);
 */
#ifndef BP_SIM_INITIATOR_H
#define BP_SIM_INITIATOR_H

#include <blkpath/env.h>

#include "initiator/command.h"
#include "initiator/config.h"

struct bp_initiator;
struct bp_rdma_adapter;

/**
 * struct bp_initiator_counters - what a host counted, of all its connections
 * @sent: commands
 * @ended: of them, with a response
 * @lost: of them, without
 * @inline_data: commands whose data went in the capsule
 * @registered: commands whose data had a key
 * @remote_invalidated: of them, whose key the response invalidated
 * @local_invalidated: of them, whose key it invalidated itself
 * @recoveries: times that it gave its connection up
 */
struct bp_initiator_counters {
	u64 sent;
	u64 ended;
	u64 lost;
	u64 inline_data;
	u64 registered;
	u64 remote_invalidated;
	u64 local_invalidated;
	u64 recoveries;
};

/**
 * struct bp_initiator_view - a queue, as a user sees it
 * @is_open: commands can be sent
 * @depth: commands that it has under way, at most
 * @in_flight: how many there are
 * @sq_head: of the last response
 * @crqsize: receive queue of the target, as it said
 * @reason: why its connection was rejected, IB_CM_REJ_; 0: it was not
 * @sts: the same in the words of the target, enum nvme_rdma_cm_status; 0: it said nothing
 * @status: of its connect command
 */
struct bp_initiator_view {
	bool is_open;
	u16 depth;
	u32 in_flight;
	u16 sq_head;
	u16 crqsize;
	int reason;
	u16 sts;
	u16 status;
};

/**
 * bp_initiator_new - make a host that is not connected
 * @env: environment: its clock
 * @config: what kind; names are not copied
 * @host: receives it, to be freed with bp_initiator_free()
 * @err: receives the message
 *
 * Return: 0; -EINVAL with @err filled; -ENOMEM.  Nothing was made then.
 */
int bp_initiator_new(struct bp_env *env, const struct bp_initiator_config *config,
		     struct bp_initiator **host, struct bp_error *err);

/* Disconnects and takes it away; commands that are under way are lost.  NULL is allowed. */
void bp_initiator_free(struct bp_initiator *host);

/* Its end of the wire. */
struct bp_rdma_adapter *bp_initiator_adapter(struct bp_initiator *host);

/**
 * bp_initiator_connect - bring the admin queue and all I/O queues up
 * @host: not connected
 * @err: receives the message
 *
 * Asks for each connection, sends the connect commands and enables the controller.  Sleeps.
 *
 * Context: not from done() of a command.
 * Return: 0; -ECONNREFUSED: a connection was rejected; -ETIMEDOUT: nobody answers; -EIO: a command
 * ended badly; -EINVAL: the controller cannot have such queues; -ENOMEM.  It is not connected then,
 * @err is filled, and bp_initiator_look() tells why.
 */
int bp_initiator_connect(struct bp_initiator *host, struct bp_error *err);

/**
 * bp_initiator_disconnect - take all queues down
 * @host: connected or not
 *
 * Commands that are under way, or wait, are lost.  Sleeps.
 *
 * Context: not from done() of a command.
 */
void bp_initiator_disconnect(struct bp_initiator *host);

/* Drops the connection, as a failure would; goes on later, while somebody sleeps. */
void bp_initiator_drop(struct bp_initiator *host);

/**
 * bp_initiator_submit - send a command
 * @host: connected
 * @qid: queue; 0: admin
 * @command: stays the initiator's until done() is called, never before this returns
 *
 * Commands beyond the depth of the queue wait in order.
 *
 * Return: 0; -ENOTCONN without such a queue; -EINVAL for data outside of the area, in too many
 * segments or pages, or of a shape that no key can have.  done() is not called then.
 */
int bp_initiator_submit(struct bp_initiator *host, u16 qid, struct bp_initiator_command *command);

/**
 * bp_initiator_do - send a command and sleep until it is over
 * @host: connected
 * @qid: queue; 0: admin
 * @command: command
 *
 * Context: not from done() of a command.
 * Return: 0: @command->status tells how it ended; -EIO: it was lost; else as bp_initiator_submit().
 */
int bp_initiator_do(struct bp_initiator *host, u16 qid, struct bp_initiator_command *command);

/* From now on so much data may go in a capsule: the target has less room than was thought, or more.
 * A kernel learns it when it identifies the controller. */
void bp_initiator_set_inline(struct bp_initiator *host, u32 bytes);

/* The memory for data: its first address; how much is config.area_bytes. */
u64 bp_initiator_area(const struct bp_initiator *host);

/* Bytes of that memory; NULL when they are not in it. */
u8 *bp_initiator_memory(const struct bp_initiator *host, u64 addr, u64 bytes);

/* Looks at a queue. */
struct bp_initiator_view bp_initiator_look(const struct bp_initiator *host, u16 qid);

/* What it counted. */
const struct bp_initiator_counters *bp_initiator_counters(const struct bp_initiator *host);

#endif
