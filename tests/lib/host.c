/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "host.h"

#include <stdlib.h>
#include <string.h>

#include "bp_test.h"

/* The host's memory: a capsule and a response for each command, then their data. */
#define CAPSULE_BYTES (64u + 16384u)
#define RESPONSES (T_HOST_COMMANDS * 0x5000u)
#define DATA (RESPONSES + 0x10000u)

static struct ib_device *far_device(const struct t_host *h)
{
	return bp_rdma_device(h->far);
}

static bool wait(struct t_host *h)
{
	bool ran;

	h->waits = true;
	ran = bp_wait(h->t->m.env);
	h->waits = false;
	return ran;
}

static u64 capsule_at(unsigned id)
{
	return T_HOST_BASE + id * 0x5000u;
}

static u64 response_at(unsigned slot)
{
	return T_HOST_BASE + RESPONSES + slot * 16u;
}

/* Room for 16 MiB each, two at a time; small ones of more commands do not meet. */
static u64 data_at(unsigned id, u32 bytes)
{
	return T_HOST_BASE + DATA + (bytes > 0x10000u ? id % 2 * (16u << 20) : id * 0x10000u);
}

static u8 *bytes_at(const struct t_host *h, u64 addr)
{
	return h->flat.data + (addr - T_HOST_BASE);
}

static int hear(struct rdma_cm_id *id, struct rdma_cm_event *event)
{
	struct t_host_queue *queue = id->context;
	const struct nvme_rdma_cm_rep *rep = event->param.conn.private_data;
	const struct nvme_rdma_cm_rej *rej = event->param.conn.private_data;

	switch (event->event) {
	case RDMA_CM_EVENT_ESTABLISHED:
		queue->up = true;
		queue->crqsize = le16_to_cpu(rep->crqsize);
		queue->responder_resources = event->param.conn.responder_resources;
		queue->rnr_retry_count = event->param.conn.rnr_retry_count;
		return 0;
	case RDMA_CM_EVENT_REJECTED:
		queue->refused = le16_to_cpu(rej->sts);
		queue->over = true;
		return 0;
	default:
		if (queue->up && !queue->over)
			rdma_disconnect(id);
		queue->over = true;
		return 0;
	}
}

static void post_recv(struct t_host_queue *queue, unsigned slot)
{
	struct t_host *h = queue->host;
	const bool waited = h->waits;

	queue->recv_sge[slot] =
		(struct ib_sge){ response_at(queue->first + slot), 16, h->pd->local_dma_lkey };
	queue->recv[slot] = (struct ib_recv_wr){ .wr_cqe = &queue->received,
						 .sg_list = &queue->recv_sge[slot],
						 .num_sge = 1 };
	h->waits = false;
	assert_int_equal(ib_post_recv(queue->id->qp, &queue->recv[slot], NULL), 0);
	h->waits = waited;
}

static void received(struct ib_cq *cq, struct ib_wc *wc)
{
	struct t_host_queue *queue = bp_container_of(wc->wr_cqe, struct t_host_queue, received);
	const unsigned slot = queue->next_recv++ % queue->depth;
	struct t_host_command *command;
	struct nvme_completion cqe;

	(void)cq;
	queue->failures += wc->status != IB_WC_SUCCESS && wc->status != IB_WC_WR_FLUSH_ERR;
	if (wc->status != IB_WC_SUCCESS)
		return;
	assert_int_equal(wc->byte_len, 16);
	memcpy(&cqe, bytes_at(queue->host, response_at(queue->first + slot)), sizeof(cqe));
	command = queue->host->command[le16_to_cpu(cqe.command_id)];
	assert_non_null(command);
	assert_false(command->done);
	command->cqe = cqe;
	command->done = true;
	command->invalidated = wc->wc_flags & IB_WC_WITH_INVALIDATE;
	if (command->invalidated)
		assert_int_equal(wc->ex.invalidate_rkey, command->key);
	post_recv(queue, slot);
}

static void sent(struct ib_cq *cq, struct ib_wc *wc)
{
	struct t_host_command *command = bp_container_of(wc->wr_cqe, struct t_host_command, sent);

	(void)cq;
	command->queue->failures += wc->status != IB_WC_SUCCESS && wc->status != IB_WC_WR_FLUSH_ERR;
}

bool t_host_connect(struct t_host *h, struct t_host_queue *queue, const void *private_data,
		    u8 bytes, u16 depth)
{
	const struct rdma_conn_param param = { .private_data = private_data,
					       .private_data_len = bytes,
					       .responder_resources = 16,
					       .initiator_depth = 1,
					       .retry_count = 7,
					       .rnr_retry_count = 7 };
	struct ib_qp_init_attr attr = { .qp_type = IB_QPT_RC,
					.port_num = 1,
					.cap = { .max_send_wr = depth * 4u + 1,
						 .max_recv_wr = depth + 1u,
						 .max_send_sge = 1,
						 .max_recv_sge = 1 } };

	memset(queue, 0, sizeof(*queue));
	queue->host = h;
	queue->depth = depth;
	queue->first = queue == &h->io ? 32 : 0;
	queue->received.done = received;
	queue->cq = ib_alloc_cq(far_device(h), queue, depth * 6 + 2, 0, IB_POLL_WORKQUEUE);
	assert_false(IS_ERR(queue->cq));
	attr.send_cq = attr.recv_cq = queue->cq;
	queue->id = rdma_create_id(far_device(h), hear, queue);
	assert_non_null(queue->id);
	assert_int_equal(rdma_create_qp(queue->id, h->pd, &attr), 0);
	for (unsigned i = 0; i < depth; i++)
		post_recv(queue, i);
	assert_int_equal(rdma_connect(queue->id, T_HOST_SERVICE, &param), 0);
	while (!queue->up && !queue->over && wait(h))
		;
	return queue->up;
}

bool t_host_connect_queue(struct t_host *h, struct t_host_queue *queue, u16 qid, u16 depth)
{
	const struct nvme_rdma_cm_req req = { .qid = cpu_to_le16(qid),
					      .hrqsize = cpu_to_le16(depth),
					      .hsqsize = cpu_to_le16((u16)(depth - 1)) };

	return t_host_connect(h, queue, &req, sizeof(req), depth);
}

void t_host_settle(struct t_host *h)
{
	while (wait(h))
		;
}

void t_host_disconnect(struct t_host *h, struct t_host_queue *queue)
{
	if (!queue->id)
		return;
	if (queue->up && !queue->over)
		rdma_disconnect(queue->id);
	t_host_settle(h);
	rdma_destroy_qp(queue->id);
	rdma_destroy_id(queue->id);
	ib_free_cq(queue->cq);
	queue->id = NULL;
}

/* Registered as R-D7 says; the key is new. */
static void register_data(struct t_host *h, struct t_host_command *command, u64 addr)
{
	const u32 pages = (command->bytes + 4095) / 4096;
	struct scatterlist *sg = calloc(pages, sizeof(*sg));
	unsigned offset = 0;

	assert_non_null(sg);
	sg_init_table(sg, pages);
	for (u32 i = 0; i < pages; i++) {
		sg[i].dma_address = bp_dma_addr(addr + i * 4096u);
		sg[i].dma_length = bp_min(command->bytes - i * 4096u, 4096u);
	}
	command->mr = ib_alloc_mr(h->pd, IB_MR_TYPE_MEM_REG, pages);
	assert_false(IS_ERR(command->mr));
	assert_int_equal(ib_map_mr_sg(command->mr, sg, (int)pages, &offset, 4096), pages);
	ib_update_fast_reg_key(command->mr, (u8)ib_inc_rkey(command->mr->rkey));
	command->reg = (struct ib_reg_wr){
		.wr = { .opcode = IB_WR_REG_MR, .next = &command->send },
		.mr = command->mr,
		.key = command->mr->rkey,
		.access = IB_ACCESS_LOCAL_WRITE | IB_ACCESS_REMOTE_READ | IB_ACCESS_REMOTE_WRITE,
	};
	command->key = command->mr->rkey;
	free(sg);
}

static void describe(struct t_host *h, struct t_host_command *command)
{
	const u64 addr = data_at(command->id, command->bytes);
	const bool invalidate = command->sgl == T_HOST_KEYED_INVALIDATE;
	struct nvme_keyed_sgl_desc keyed;

	if (command->sgl == T_HOST_IN_CAPSULE) {
		command->cmd.common.dptr.sgl =
			(struct nvme_sgl_desc){ .addr = cpu_to_le64(command->offset),
						.length = cpu_to_le32(command->bytes),
						.type = BP_NVMF_SGL_OFFSET };
		return;
	}
	if (command->bytes) {
		if (nvme_is_write(&command->cmd) && command->data)
			memcpy(bytes_at(h, addr), command->data, command->bytes);
		register_data(h, command, addr);
	}
	keyed = bp_nvmf_keyed(command->bytes ? addr : 0, command->bytes,
			      command->bad_key ? command->key ^ 1 : command->key,
			      command->bytes && invalidate ? BP_NVMF_SGL_KEYED_INVALIDATE
							   : BP_NVMF_SGL_KEYED);
	memcpy(&command->cmd.common.dptr, &keyed, sizeof(keyed));
}

static u16 free_id(const struct t_host *h)
{
	u16 id = 0;

	while (h->command[id])
		id++;
	return id;
}

static void post(struct t_host_command *command, const struct ib_sge *sge)
{
	command->sent.done = sent;
	command->sge = *sge;
	command->send = (struct ib_send_wr){ .wr_cqe = &command->sent,
					     .sg_list = &command->sge,
					     .num_sge = 1,
					     .opcode = IB_WR_SEND,
					     .send_flags = IB_SEND_SIGNALED };
	assert_int_equal(ib_post_send(command->queue->id->qp,
				      command->mr ? &command->reg.wr : &command->send, NULL),
			 0);
}

void t_host_send_raw(struct t_host *h, struct t_host_queue *queue, struct t_host_command *command,
		     const struct ib_sge *sge)
{
	command->queue = queue;
	command->id = free_id(h);
	h->command[command->id] = command;
	post(command, sge);
}

void t_host_send(struct t_host *h, struct t_host_queue *queue, struct t_host_command *command)
{
	const u16 id = free_id(h);
	u8 *capsule = bytes_at(h, capsule_at(id));
	u32 bytes = sizeof(command->cmd);

	command->queue = queue;
	command->id = id;
	h->command[id] = command;
	command->cmd.common.command_id = cpu_to_le16(id);
	if (command->sgl != T_HOST_RAW)
		describe(h, command);
	memcpy(capsule, &command->cmd, sizeof(command->cmd));
	if (command->sgl == T_HOST_IN_CAPSULE && command->data) {
		bytes += (u32)command->offset + command->bytes;
		memcpy(capsule + 64 + command->offset, command->data, command->bytes);
	}
	post(command, &(struct ib_sge){ capsule_at(id), bytes, h->pd->local_dma_lkey });
}

u16 t_host_wait(struct t_host *h, struct t_host_command *command)
{
	while (!command->done && wait(h))
		;
	if (command->done && command->mr && command->data && !nvme_is_write(&command->cmd))
		memcpy(command->data, bytes_at(h, data_at(command->id, command->bytes)),
		       command->bytes);
	t_host_settle(h);
	if (command->mr)
		ib_dereg_mr(command->mr);
	h->command[command->id] = NULL;
	return command->done ? le16_to_cpu(command->cqe.status) >> 1 & 0xdfff : 0xffff;
}

u16 t_host_do(struct t_host *h, struct t_host_queue *queue, struct t_host_command *command)
{
	t_host_send(h, queue, command);
	return t_host_wait(h, command);
}

u16 t_host_rw(struct t_host *h, u8 opcode, u64 slba, u8 *data, u32 bytes)
{
	struct t_host_command command = {
		.cmd = t_nvmf_rw(opcode, slba, (u16)((bytes >> h->t->ns->blksize_shift) - 1)),
		.data = data,
		.bytes = bytes,
	};

	return t_host_do(h, &h->io, &command);
}
