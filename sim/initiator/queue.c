/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a queue is made of: memory, a connection without other side, work that waits for responses.
 */
#include <errno.h>
#include <stdlib.h>

#include "initiator/engine.h"

/* REG_MR, SEND and LOCAL_INV of each command, and one that drains. */
#define SENDS(depth) (3u * (depth) + 1)
#define RECVS(depth) ((depth) + 1u)

static u16 depth_of(const struct bp_initiator_config *config, u16 qid)
{
	return qid ? config->depth : BP_INITIATOR_ADMIN_DEPTH;
}

/* The control block of a queue begins with the data of its connect command. */
static u64 block_bytes(u16 depth)
{
	return BP_INITIATOR_CONNECT_BYTES +
	       depth * (u64)(BP_INITIATOR_CAPSULE_BYTES + BP_INITIATOR_RESPONSE_BYTES);
}

u64 bp_initiator_control_bytes(const struct bp_initiator_config *config)
{
	return block_bytes(depth_of(config, 0)) + config->nr_queues * block_bytes(config->depth);
}

static u64 block_of(const struct bp_initiator_config *config, u16 qid)
{
	const u64 first = config->base + config->area_bytes;

	if (!qid)
		return first;
	return first + block_bytes(depth_of(config, 0)) + (qid - 1u) * block_bytes(config->depth);
}

u64 bp_initiator_connect_data(const struct bp_initiator_queue *queue)
{
	return queue->base;
}

static void init_slot(struct bp_initiator_queue *queue, u16 cid)
{
	struct bp_initiator_slot *slot = &queue->slots[cid];

	slot->queue = queue;
	slot->cid = cid;
	slot->capsule =
		queue->base + BP_INITIATOR_CONNECT_BYTES + cid * (u64)BP_INITIATOR_CAPSULE_BYTES;
	slot->sent.done = bp_initiator_sent;
	slot->registered.done = bp_initiator_registered;
	slot->invalidated.done = bp_initiator_invalidated;
}

static void init_room(struct bp_initiator_queue *queue, u16 i)
{
	struct bp_initiator_room *room = &queue->rooms[i];

	room->queue = queue;
	room->addr = queue->base + BP_INITIATOR_CONNECT_BYTES +
		     queue->depth * (u64)BP_INITIATOR_CAPSULE_BYTES +
		     i * (u64)BP_INITIATOR_RESPONSE_BYTES;
	room->received.done = bp_initiator_received;
}

int bp_initiator_queue_init(struct bp_initiator_queue *queue, struct bp_initiator *host, u16 qid)
{
	queue->host = host;
	queue->qid = qid;
	queue->depth = depth_of(&host->config, qid);
	queue->base = block_of(&host->config, qid);
	TAILQ_INIT(&queue->waiting);
	queue->slots = calloc(queue->depth, sizeof(*queue->slots));
	queue->rooms = calloc(queue->depth, sizeof(*queue->rooms));
	queue->sg = calloc(host->config.max_pages, sizeof(*queue->sg));
	if (!queue->slots || !queue->rooms || !queue->sg)
		return -ENOMEM;
	for (u16 i = 0; i < queue->depth; i++) {
		init_slot(queue, i);
		init_room(queue, i);
	}
	return 0;
}

void bp_initiator_queue_fini(struct bp_initiator_queue *queue)
{
	free(queue->slots);
	free(queue->rooms);
	free(queue->sg);
}

int bp_initiator_room_post(struct bp_initiator_room *room)
{
	struct ib_sge sge = { room->addr, BP_INITIATOR_RESPONSE_BYTES,
			      room->queue->host->pd->local_dma_lkey };
	const struct ib_recv_wr wr = { .wr_cqe = &room->received, .sg_list = &sge, .num_sge = 1 };

	return ib_post_recv(room->queue->id->qp, &wr, NULL);
}

static int make_qp(struct bp_initiator_queue *queue)
{
	struct ib_qp_init_attr attr = {
		.qp_context = queue,
		.send_cq = queue->cq,
		.recv_cq = queue->cq,
		.cap = { .max_send_wr = SENDS(queue->depth),
			 .max_recv_wr = RECVS(queue->depth),
			 .max_send_sge = 1 + BP_INITIATOR_INLINE_SEGMENTS,
			 .max_recv_sge = 1 },
		.sq_sig_type = IB_SIGNAL_REQ_WR,
		.qp_type = IB_QPT_RC,
	};

	return rdma_create_qp(queue->id, queue->host->pd, &attr);
}

/* R-D7: a fast MR for each command that can be under way. */
static int make_regions(struct bp_initiator_queue *queue)
{
	struct bp_initiator *host = queue->host;
	struct ib_mr *mr;

	for (u16 i = 0; i < queue->depth; i++) {
		mr = ib_alloc_mr(host->pd, IB_MR_TYPE_MEM_REG, host->config.max_pages);
		if (IS_ERR(mr))
			return (int)PTR_ERR(mr);
		queue->slots[i].mr = mr;
	}
	return 0;
}

int bp_initiator_queue_make(struct bp_initiator_queue *queue)
{
	struct ib_cq *cq =
		ib_alloc_cq(queue->host->ib, queue,
			    (int)(SENDS(queue->depth) + RECVS(queue->depth)), 0, IB_POLL_WORKQUEUE);
	int error;

	if (IS_ERR(cq))
		return (int)PTR_ERR(cq);
	queue->cq = cq;
	error = make_qp(queue);
	if (!error)
		error = make_regions(queue);
	SLIST_INIT(&queue->free);
	for (u16 i = queue->depth; i-- > 0;)
		SLIST_INSERT_HEAD(&queue->free, &queue->slots[i], link);
	for (u16 i = 0; i < queue->depth && !error; i++)
		error = bp_initiator_room_post(&queue->rooms[i]);
	return error;
}

void bp_initiator_queue_drop(struct bp_initiator_queue *queue)
{
	if (queue->id && queue->id->qp)
		rdma_destroy_qp(queue->id);
	for (u16 i = 0; i < queue->depth; i++) {
		if (queue->slots[i].mr)
			ib_dereg_mr(queue->slots[i].mr);
		queue->slots[i].mr = NULL;
	}
	if (queue->cq)
		ib_free_cq(queue->cq);
	if (queue->id)
		rdma_destroy_id(queue->id);
	queue->cq = NULL;
	queue->id = NULL;
	queue->state = BP_INITIATOR_CLOSED;
}
