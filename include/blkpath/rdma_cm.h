/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Connections between RDMA devices (rdma-nvmet.md R-A5.4).
 *
 * One side listens to a service, the other one asks for it; the manager walks both queue pairs
 * through INIT, RTR and RTS and tells each side by an event.  Messages travel as the device under
 * it lets them: struct bp_rdma_cm_ops.
 *
 *     active                               passive
 *     rdma_connect()        -- REQ -->     CONNECT_REQUEST, with an id of its own
 *     ESTABLISHED           <-- REP --     rdma_accept()
 *                           -- RTU -->     ESTABLISHED
 *     rdma_disconnect()     -- DREQ -->    DISCONNECTED
 *     DISCONNECTED          <-- DREP --    rdma_disconnect()
 *
 * MODEL: a device has one peer, so a service is all the address that is needed.
 */
#ifndef BLKPATH_RDMA_CM_H
#define BLKPATH_RDMA_CM_H

#include <blkpath/ib_verbs.h>

/* Of the events that the kernel has, those that come. */
enum rdma_cm_event_type {
	RDMA_CM_EVENT_CONNECT_REQUEST = 4,
	RDMA_CM_EVENT_CONNECT_ERROR = 6,
	RDMA_CM_EVENT_UNREACHABLE = 7,
	RDMA_CM_EVENT_REJECTED = 8,
	RDMA_CM_EVENT_ESTABLISHED = 9,
	RDMA_CM_EVENT_DISCONNECTED = 10,
	RDMA_CM_EVENT_DEVICE_REMOVAL = 11,
};

/* Why a connection was rejected: status of RDMA_CM_EVENT_REJECTED. */
#define IB_CM_REJ_INVALID_SERVICE_ID 8
#define IB_CM_REJ_CONSUMER_DEFINED 28

/* Private data of a message, at most, in bytes. */
#define BP_RDMA_CM_REQ_PRIVATE 56u
#define BP_RDMA_CM_REP_PRIVATE 196u
#define BP_RDMA_CM_REJ_PRIVATE 148u

/**
 * struct rdma_conn_param - what one side tells the other
 * @private_data: bytes of the user; in an event they are there until the handler returns
 * @private_data_len: how many
 * @responder_resources: READs that this side serves at a time
 * @initiator_depth: READs that this side has outstanding at a time
 * @retry_count: 0..7; how often a request is repeated that nobody answers
 * @rnr_retry_count: 0..7; the same when no RECV is posted; 7: for ever
 * @qp_num: of an event: the other side's queue pair
 */
struct rdma_conn_param {
	const void *private_data;
	u8 private_data_len;
	u8 responder_resources;
	u8 initiator_depth;
	u8 retry_count;
	u8 rnr_retry_count;
	u32 qp_num;
};

/**
 * struct rdma_cm_event - what happened to an id
 * @event: what
 * @status: 0; a negative errno; of REJECTED the reason IB_CM_REJ_
 * @param: what the other side said; of CONNECT_REQUEST its depths are turned round: what it may
 * have outstanding is what is to be served here
 */
struct rdma_cm_event {
	enum rdma_cm_event_type event;
	int status;
	union {
		struct rdma_conn_param conn;
	} param;
};

struct rdma_cm_id;

/* Not 0: the manager destroys the id, which must have no queue pair any more. */
typedef int (*rdma_cm_event_handler)(struct rdma_cm_id *id, struct rdma_cm_event *event);

/* Where an id stands. */
enum bp_rdma_cm_state {
	BP_RDMA_CM_IDLE,
	BP_RDMA_CM_LISTEN,
	BP_RDMA_CM_REQ_SENT,
	BP_RDMA_CM_REQ_RCVD,
	BP_RDMA_CM_REP_SENT,
	BP_RDMA_CM_ESTABLISHED,
	BP_RDMA_CM_DREQ_SENT,
	BP_RDMA_CM_DREQ_RCVD,
	BP_RDMA_CM_OVER, /* rejected, disconnected, in vain */
};

/**
 * struct rdma_cm_id - one end of a connection, or a listener
 * @device: device
 * @context: the user's
 * @qp: its queue pair, NULL for none
 * @event_handler: told of events
 * @port_num: port of @device, from 1
 * @bp_service: which service, of a listener and of the side that asks
 * @bp_state: where it stands
 * @bp_id: its number, not 0
 * @bp_remote_id: the number of the other end; 0 when it is not known
 * @bp_remote_qpn: the other end's queue pair
 * @bp_param: what this side said last; without private data
 * @bp_remote: what the other side said, turned round
 * @bp_timer: when an answer is late
 * @bp_link: place among those of the device
 */
struct rdma_cm_id {
	struct ib_device *device;
	void *context;
	struct ib_qp *qp;
	rdma_cm_event_handler event_handler;
	u8 port_num;
	u16 bp_service;
	enum bp_rdma_cm_state bp_state;
	u32 bp_id;
	u32 bp_remote_id;
	u32 bp_remote_qpn;
	struct rdma_conn_param bp_param;
	struct rdma_conn_param bp_remote;
	struct bp_timer bp_timer;
	LIST_ENTRY(rdma_cm_id) bp_link;
};

/* Messages of the manager. */
enum bp_rdma_cm_kind {
	BP_RDMA_CM_REQ,
	BP_RDMA_CM_REP,
	BP_RDMA_CM_RTU,
	BP_RDMA_CM_REJ,
	BP_RDMA_CM_DREQ,
	BP_RDMA_CM_DREP,
};

/**
 * struct bp_rdma_cm_message - a message of the manager
 * @kind: what it says
 * @service: of a REQ
 * @from: number of the id that sends it; 0: there is none
 * @to: number of the id that it is for; 0 of a REQ
 * @reason: of a REJ
 * @qp_num: queue pair of the sender, of REQ and REP
 * @responder_resources: as in struct rdma_conn_param
 * @initiator_depth: the same
 * @retry_count: the same
 * @rnr_retry_count: the same
 * @private_data: bytes of the user
 * @private_data_len: how many
 */
struct bp_rdma_cm_message {
	enum bp_rdma_cm_kind kind;
	u16 service;
	u32 from;
	u32 to;
	int reason;
	u32 qp_num;
	u8 responder_resources;
	u8 initiator_depth;
	u8 retry_count;
	u8 rnr_retry_count;
	u8 private_data[BP_RDMA_CM_REP_PRIVATE];
	u8 private_data_len;
};

/**
 * struct bp_rdma_cm_ops - how messages travel
 * @send: take a message along; 0, or a negative errno: it is not under way. It arrives, if it does,
 * by bp_rdma_cm_receive() on the other device, after the call has returned.
 */
struct bp_rdma_cm_ops {
	int (*send)(struct ib_device *device, const struct bp_rdma_cm_message *message);
};

/**
 * struct bp_rdma_cm - the manager of a device; what its bp_cm points to
 * @ops: how messages travel
 * @timeout_ns: so long an answer may take, at least 1
 * @ids: all ids, the newest first
 * @last_id: number given last
 */
struct bp_rdma_cm {
	const struct bp_rdma_cm_ops *ops;
	u64 timeout_ns;
	LIST_HEAD(, rdma_cm_id) ids;
	u32 last_id;
};

/**
 * rdma_create_id - make an id
 * @device: device with a manager
 * @event_handler: told of events
 * @context: the user's
 *
 * MODEL: the kernel is given a network and an address, and finds the device.
 *
 * Context: allocates (BP_ALLOC_RDMA).
 * Return: the id; NULL when there is no memory or no manager.
 *
 * Mirrors: rdma_create_id(), drivers/infiniband/core/cma.c, v5.2
 * Rule: R-A5.4
 */
struct rdma_cm_id *rdma_create_id(struct ib_device *device, rdma_cm_event_handler event_handler,
				  void *context);

/**
 * rdma_destroy_id - take an id away
 * @id: without a queue pair; not from its own handler
 *
 * A connection request that it holds is rejected, a connection ended; no event comes any more.
 *
 * Mirrors: rdma_destroy_id(), drivers/infiniband/core/cma.c, v5.2
 * Rule: R-A5.4
 */
void rdma_destroy_id(struct rdma_cm_id *id);

/**
 * rdma_listen - let others ask for a service
 * @id: fresh id
 * @service: which, in place of an address
 *
 * Each request comes as CONNECT_REQUEST with a new id, which has @id's handler and context.
 *
 * Return: 0; -EINVAL for an id that is not fresh; -EADDRINUSE when another one listens to it.
 *
 * Mirrors: rdma_listen(), drivers/infiniband/core/cma.c, v5.2
 * Rule: R-A5.4
 */
int rdma_listen(struct rdma_cm_id *id, u16 service);

/**
 * rdma_create_qp - make the queue pair of an id
 * @id: without a queue pair
 * @pd: protection domain of its device
 * @init_attr: as for ib_create_qp()
 *
 * Return: 0, with @id->qp in INIT, ready for RECVs; -EINVAL for a @pd of another device or an id
 * that has one; what ib_create_qp() or ib_modify_qp() says. There is no queue pair then.
 *
 * Mirrors: rdma_create_qp(), drivers/infiniband/core/cma.c, v5.2
 * Rule: R-A5.4
 */
int rdma_create_qp(struct rdma_cm_id *id, struct ib_pd *pd, struct ib_qp_init_attr *init_attr);

/**
 * rdma_destroy_qp - take the queue pair of an id away
 * @id: with a queue pair
 *
 * Mirrors: rdma_destroy_qp(), drivers/infiniband/core/cma.c, v5.2
 * Rule: R-A5.4
 */
void rdma_destroy_qp(struct rdma_cm_id *id);

/**
 * rdma_connect - ask for a service
 * @id: fresh id with a queue pair
 * @service: which
 * @param: what to tell the other side; copied
 *
 * Then one of ESTABLISHED, REJECTED, UNREACHABLE and CONNECT_ERROR comes.
 *
 * Return: 0; -EINVAL for an id that is not fresh or has no queue pair, and for private data of more
 * than BP_RDMA_CM_REQ_PRIVATE bytes; what the device says. No event comes then.
 *
 * Mirrors: rdma_connect(), drivers/infiniband/core/cma.c, v5.2
 * Rule: R-A5.4
 */
int rdma_connect(struct rdma_cm_id *id, u16 service, const struct rdma_conn_param *param);

/**
 * rdma_accept - say yes to a connection request
 * @id: that came with it, with a queue pair
 * @param: what to tell the other side; copied
 *
 * The queue pair is in RTS when this returns; ESTABLISHED comes later, messages perhaps before it.
 *
 * Return: 0; -EINVAL for an id without request or queue pair, and for private data of more than
 * BP_RDMA_CM_REP_PRIVATE bytes; what ib_modify_qp() or the device says: then the request is
 * rejected and the queue pair in ERR.
 *
 * Mirrors: rdma_accept(), drivers/infiniband/core/cma.c, v5.2
 * Rule: R-A5.4
 */
int rdma_accept(struct rdma_cm_id *id, const struct rdma_conn_param *param);

/**
 * rdma_reject - say no to a connection request
 * @id: that came with it
 * @private_data: what to tell the other side; copied
 * @private_data_len: how many bytes, at most BP_RDMA_CM_REJ_PRIVATE
 *
 * Return: 0; -EINVAL for an id without request and for too many bytes; what the device says.
 *
 * Mirrors: rdma_reject(), drivers/infiniband/core/cma.c, v5.2
 * Rule: R-A5.4
 */
int rdma_reject(struct rdma_cm_id *id, const void *private_data, u8 private_data_len);

/**
 * rdma_disconnect - end a connection
 * @id: with a queue pair; nothing more happens when it is over already
 *
 * The queue pair is in ERR when this returns. The side that ended it is told DISCONNECTED when the
 * other one has answered, or does not answer in time.
 *
 * Return: 0; -EINVAL for an id without connection; what ib_modify_qp() says.
 *
 * Mirrors: rdma_disconnect(), drivers/infiniband/core/cma.c, v5.2
 * Rule: R-A5.4
 */
int rdma_disconnect(struct rdma_cm_id *id);

/**
 * bp_rdma_cm_receive - a message has arrived
 * @device: device that it is for
 * @message: what it says; one for an id that is gone, or that does not expect it, is ignored
 *
 * Context: runs handlers; not from another function of the manager.
 */
void bp_rdma_cm_receive(struct ib_device *device, const struct bp_rdma_cm_message *message);

/**
 * bp_rdma_cm_remove - the device goes: each id is told DEVICE_REMOVAL
 * @device: device
 *
 * Context: runs handlers; those that return 0 keep their id and must destroy it soon.
 */
void bp_rdma_cm_remove(struct ib_device *device);

#endif
