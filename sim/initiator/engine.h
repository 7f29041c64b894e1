/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The inside of a far host; only sim/initiator looks.
 */
#ifndef BP_SIM_INITIATOR_ENGINE_H
#define BP_SIM_INITIATOR_ENGINE_H

#include <blkpath/ib_verbs.h>
#include <blkpath/rdma_cm.h>

#include "initiator/initiator.h"
#include "rdma/memory.h"

#define BP_INITIATOR_PAGE 4096u
#define BP_INITIATOR_CAPSULE_BYTES 64u
#define BP_INITIATOR_RESPONSE_BYTES 16u
#define BP_INITIATOR_CONNECT_BYTES 1024u

/* What a command waits for before it is over (R-D7). */
enum bp_initiator_wait {
	BP_INITIATOR_SENT = 1,
	BP_INITIATOR_ANSWERED = 2,
	BP_INITIATOR_INVALIDATED = 4,
};

/**
 * struct bp_initiator_slot - room for one command that is under way
 * @queue: queue
 * @cid: its command id
 * @command: command; NULL: it is free
 * @waits: enum bp_initiator_wait, what has not come
 * @mr: fast MR
 * @has_key: the command's data has a key
 * @capsule: address of the capsule
 * @sent: of the SEND
 * @registered: of the REG_MR
 * @invalidated: of the LOCAL_INV
 * @timeout: when it takes too long
 * @drop: when the host drops the connection (twist)
 * @link: place among the free ones
 */
struct bp_initiator_slot {
	struct bp_initiator_queue *queue;
	u16 cid;
	struct bp_initiator_command *command;
	unsigned waits;
	struct ib_mr *mr;
	bool has_key;
	u64 capsule;
	struct ib_cqe sent;
	struct ib_cqe registered;
	struct ib_cqe invalidated;
	struct bp_timer timeout;
	struct bp_timer drop;
	SLIST_ENTRY(bp_initiator_slot) link;
};

/**
 * struct bp_initiator_room - room for one response
 * @queue: queue
 * @addr: address of its 16 bytes
 * @received: of the RECV
 */
struct bp_initiator_room {
	struct bp_initiator_queue *queue;
	u64 addr;
	struct ib_cqe received;
};

enum bp_initiator_state {
	BP_INITIATOR_CLOSED,
	BP_INITIATOR_ASKED, /* for a connection */
	BP_INITIATOR_OPEN,
	BP_INITIATOR_DEAD, /* the connection is given up, or was never there */
};

/**
 * struct bp_initiator_queue - a queue
 * @host: host
 * @qid: number
 * @depth: slots, and room for responses
 * @state: whether it is connected
 * @error: why there is no connection
 * @view: what the user sees of it
 * @id: connection
 * @cq: where everything completes
 * @base: address of its capsules, responses and the data of its connect command
 * @slots: by command id
 * @free: those without command
 * @rooms: for responses
 * @sg: scratch: the segments of one command
 * @waiting: commands without a slot
 * @in_flight: commands with one
 */
struct bp_initiator_queue {
	struct bp_initiator *host;
	u16 qid;
	u16 depth;
	enum bp_initiator_state state;
	int error;
	struct bp_initiator_view view;
	struct rdma_cm_id *id;
	struct ib_cq *cq;
	u64 base;
	struct bp_initiator_slot *slots;
	SLIST_HEAD(, bp_initiator_slot) free;
	struct bp_initiator_room *rooms;
	struct scatterlist *sg;
	TAILQ_HEAD(, bp_initiator_command) waiting;
	u32 in_flight;
};

/**
 * struct bp_initiator - a far host
 * @env: environment
 * @config: as it was given
 * @adapter: its adapter
 * @ib: the same, as the verbs see it
 * @flat: its memory: the area of the user, then the control blocks of all queues
 * @pd: domain, while it is connected
 * @queues: by number, the admin queue first
 * @nr_queues: how many, with it
 * @cntlid: controller, as the admin connect said
 * @recovery: gives the connection up
 * @counters: what happened
 */
struct bp_initiator {
	struct bp_env *env;
	struct bp_initiator_config config;
	struct bp_rdma_adapter *adapter;
	struct ib_device *ib;
	struct bp_rdma_flat flat;
	struct ib_pd *pd;
	struct bp_initiator_queue *queues;
	u16 nr_queues;
	u16 cntlid;
	struct bp_work recovery;
	struct bp_initiator_counters counters;
};

/* queue.c: what a queue is made of. */
u64 bp_initiator_control_bytes(const struct bp_initiator_config *config);
int bp_initiator_queue_init(struct bp_initiator_queue *queue, struct bp_initiator *host, u16 qid);
void bp_initiator_queue_fini(struct bp_initiator_queue *queue);
int bp_initiator_queue_make(struct bp_initiator_queue *queue);
void bp_initiator_queue_drop(struct bp_initiator_queue *queue);
int bp_initiator_room_post(struct bp_initiator_room *room);
u64 bp_initiator_connect_data(const struct bp_initiator_queue *queue);

/* connect.c: asks for the connection and waits for an answer; 0 or a negative errno. */
int bp_initiator_ask(struct bp_initiator_queue *queue, struct bp_error *err);

/* fabrics.c: the commands that bring a queue, and the controller, up. */
int bp_initiator_fabrics_connect(struct bp_initiator_queue *queue, struct bp_error *err);
int bp_initiator_enable(struct bp_initiator *host, struct bp_error *err);

/* shape.c: whether the data of a command can be told; 0 or -EINVAL. */
int bp_initiator_shape(const struct bp_initiator *host, u16 qid,
		       const struct bp_initiator_command *command);
bool bp_initiator_goes_inline(const struct bp_initiator *host, u16 qid,
			      const struct bp_initiator_command *command);

/* region.c: the key of a command's data. */
int bp_initiator_region_map(struct bp_initiator_slot *slot);
void bp_initiator_region_wr(struct bp_initiator_slot *slot, struct ib_reg_wr *wr);
int bp_initiator_region_invalidate(struct bp_initiator_slot *slot);

/* send.c: a command goes on its way; not 0: it could not. */
int bp_initiator_send(struct bp_initiator_slot *slot);

/* response.c */
void bp_initiator_received(struct ib_cq *cq, struct ib_wc *wc);
void bp_initiator_sent(struct ib_cq *cq, struct ib_wc *wc);
void bp_initiator_registered(struct ib_cq *cq, struct ib_wc *wc);
void bp_initiator_invalidated(struct ib_cq *cq, struct ib_wc *wc);

/* end.c: something that a command waits for has come; a command ends without a response. */
void bp_initiator_came(struct bp_initiator_slot *slot, enum bp_initiator_wait what);
void bp_initiator_lose_all(struct bp_initiator_queue *queue);

/* submit.c: commands that wait get the slots that are free. */
void bp_initiator_pump(struct bp_initiator_queue *queue);

/* recover.c: the connection is given up, later; now. */
void bp_initiator_fail(struct bp_initiator *host);
void bp_initiator_stop(struct bp_initiator *host);

#endif
