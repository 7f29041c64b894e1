/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The inside of the connection manager (R-A5.4).
 */
#ifndef BP_SRC_RDMA_CM_H
#define BP_SRC_RDMA_CM_H

#include <blkpath/rdma_cm.h>

/* A new id of a device; NULL when there is no memory. */
struct rdma_cm_id *bp_cm_id_new(struct ib_device *device, rdma_cm_event_handler event_handler,
				void *context);

/* Frees it, whatever its state. */
void bp_cm_id_free(struct rdma_cm_id *id);

/* Ends what the other side still believes in, and frees the id. */
void bp_cm_id_end(struct rdma_cm_id *id);

/* Tells the user; true: the id is gone, as its handler wished. */
bool bp_cm_tell(struct rdma_cm_id *id, struct rdma_cm_event *event);

/* The same without anything to say. */
bool bp_cm_tell_plain(struct rdma_cm_id *id, enum rdma_cm_event_type type, int status);

/* A message from an id to its other end. */
int bp_cm_send(struct rdma_cm_id *id, struct bp_rdma_cm_message *message);
int bp_cm_send_plain(struct rdma_cm_id *id, enum bp_rdma_cm_kind kind);

/* A message with what a user has to say; @param may be NULL. */
struct bp_rdma_cm_message bp_cm_message(enum bp_rdma_cm_kind kind,
					const struct rdma_conn_param *param);

/* Waits for an answer, and no longer. */
void bp_cm_wait(struct rdma_cm_id *id, enum bp_rdma_cm_state state);
void bp_cm_settle(struct rdma_cm_id *id, enum bp_rdma_cm_state state);

/* The steps of a queue pair: 0 or what ib_modify_qp() says. */
int bp_cm_qp_init(struct ib_qp *qp, u8 port_num);
int bp_cm_qp_connect(struct rdma_cm_id *id); /* RTR and RTS */
int bp_cm_qp_err(struct rdma_cm_id *id);

#endif
