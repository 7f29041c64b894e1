/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fake_target.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <blkpath/ib_verbs.h>
#include <blkpath/rdma_cm.h>

#include "bp_test.h"

#define ROOM_BYTES (64u + T_FAKE_INLINE)
#define QUEUES_AT 0x1000000ull /* rooms for capsules, and one response, of each queue */
#define QUEUE_BYTES (T_FAKE_DEPTH * (u64)ROOM_BYTES + 64)
#define BLOCKS_AT 0x4000000ull

static u64 response_at(const struct t_fake_queue *queue, u16 cid)
{
	/* The last 64 bytes of each room are for a response. */
	return queue->rooms[cid % T_FAKE_DEPTH].addr + ROOM_BYTES - 64;
}

static void post_room(struct t_fake_room *room)
{
	struct ib_sge sge = { room->addr, ROOM_BYTES - 64, room->queue->t->pd->local_dma_lkey };
	const struct ib_recv_wr wr = { .wr_cqe = &room->received, .sg_list = &sge, .num_sge = 1 };

	assert_int_equal(ib_post_recv(room->queue->id->qp, &wr, NULL), 0);
}

static u64 block_at(const struct nvme_command *cmd)
{
	return BLOCKS_AT + le64_to_cpu(cmd->rw.slba) * 512;
}

static bool is_rw(const struct nvme_command *cmd)
{
	return cmd->common.opcode == nvme_cmd_read || cmd->common.opcode == nvme_cmd_write;
}

/* The data of a command that has a key: a READ, or a WRITE, before the response. */
static bool moves_by_key(const struct t_fake *t, const struct nvme_command *cmd)
{
	const struct nvme_keyed_sgl_desc *sgl = nvmf_keyed_sgl(cmd);

	return is_rw(cmd) && sgl->type >> 4 == NVME_KEY_SGL_FMT_DATA_DESC &&
	       bp_nvmf_keyed_length(sgl) && !t->status;
}

/* The key that a response is to invalidate; 0: none. */
static u32 wanted_key(const struct nvme_command *cmd)
{
	const struct nvme_keyed_sgl_desc *sgl = nvmf_keyed_sgl(cmd);

	return sgl->type == BP_NVMF_SGL_KEYED_INVALIDATE ? le32_to_cpu(sgl->key) : 0;
}

static u32 key_to_invalidate(const struct t_fake_queue *queue, const struct nvme_command *cmd)
{
	struct t_fake *t = queue->t;
	const u16 cid = le16_to_cpu(cmd->common.command_id);

	if (cmd->common.opcode == nvme_fabrics_command)
		return wanted_key(cmd);
	t->keys[cid % T_FAKE_DEPTH] = le32_to_cpu(nvmf_keyed_sgl(cmd)->key);
	if (t->answer == T_FAKE_WRONG_KEY)
		return t->wrong_key;
	return t->answer == T_FAKE_NO_INVALIDATE ? 0 : wanted_key(cmd);
}

static void post_answer(struct t_fake_queue *queue, const struct nvme_command *cmd, u32 key)
{
	struct t_fake *t = queue->t;
	const struct nvme_keyed_sgl_desc *sgl = nvmf_keyed_sgl(cmd);
	const u32 lkey = t->pd->local_dma_lkey;
	struct ib_sge data = { block_at(cmd), bp_nvmf_keyed_length(sgl), lkey };
	struct ib_sge response = { response_at(queue, le16_to_cpu(cmd->common.command_id)),
				   t->answer == T_FAKE_SHORT && queue->qid ? 8 : 16, lkey };
	struct ib_send_wr send = { .opcode = key ? IB_WR_SEND_WITH_INV : IB_WR_SEND,
				   .wr_cqe = &queue->sent,
				   .send_flags = IB_SEND_SIGNALED,
				   .ex.invalidate_rkey = key,
				   .sg_list = &response,
				   .num_sge = 1 };
	struct ib_rdma_wr move = { .wr = { .next = &send,
					   .opcode = nvme_is_write(cmd) ? IB_WR_RDMA_READ
									: IB_WR_RDMA_WRITE,
					   .sg_list = &data,
					   .num_sge = 1 },
				   .remote_addr = le64_to_cpu(sgl->addr),
				   .rkey = le32_to_cpu(sgl->key) };

	ib_post_send(queue->id->qp, moves_by_key(t, cmd) && queue->qid ? &move.wr : &send, NULL);
}

static u64 property(const struct t_fake *t, const struct nvme_command *cmd)
{
	switch (le32_to_cpu(nvmf_command(cmd)->prop_get.offset)) {
	case NVME_REG_CAP:
		return t->cap;
	case NVME_REG_CSTS:
		return t->never_ready ? 0 : NVME_CSTS_RDY;
	default:
		return 0;
	}
}

static u64 result_of(struct t_fake_queue *queue, const struct nvme_command *cmd)
{
	if (cmd->common.opcode != nvme_fabrics_command)
		return 0;
	switch (nvmf_command(cmd)->fabrics.fctype) {
	case nvme_fabrics_type_connect:
		return T_FAKE_CNTLID;
	case nvme_fabrics_type_property_get:
		return property(queue->t, cmd);
	default:
		return 0;
	}
}

static void put_response(struct t_fake_queue *queue, const struct nvme_command *cmd)
{
	struct t_fake *t = queue->t;
	const bool is_fabrics = cmd->common.opcode == nvme_fabrics_command;
	const u16 status = is_fabrics ? t->fabrics_status : t->status;
	const u16 cid = le16_to_cpu(cmd->common.command_id);
	const struct nvme_completion cqe = {
		.result.u64 = cpu_to_le64(result_of(queue, cmd)),
		.sq_head = cpu_to_le16(++queue->sqhd),
		.command_id =
			cpu_to_le16(!is_fabrics && t->answer == T_FAKE_WRONG_ID ? 60000 : cid),
		.status = cpu_to_le16((u16)(status << 1 | (status ? 0x4000 : 0))),
	};

	assert_int_equal(bp_backing_write(&t->f.ram, response_at(queue, cid), &cqe, sizeof(cqe)),
			 0);
}

static void place_inline(struct t_fake *t, const struct t_fake_room *room,
			 const struct nvme_command *cmd)
{
	const u32 bytes = le32_to_cpu(cmd->common.dptr.sgl.length);
	u8 data[T_FAKE_INLINE];

	if (!is_rw(cmd) || cmd->common.dptr.sgl.type != BP_NVMF_SGL_OFFSET ||
	    bytes > sizeof(data) - 64)
		return;
	assert_true(bp_backing_read(&t->f.ram, room->addr + 64, data, bytes));
	assert_int_equal(bp_backing_write(&t->f.ram, block_at(cmd), data, bytes), 0);
}

static void answer(struct t_fake_queue *queue, const struct nvme_command *cmd)
{
	struct t_fake *t = queue->t;
	const bool is_io = cmd->common.opcode != nvme_fabrics_command;

	if (is_io && t->answer == T_FAKE_SILENT)
		return;
	if (is_io && t->answer == T_FAKE_DISCONNECT) {
		rdma_disconnect(queue->id);
		return;
	}
	put_response(queue, cmd);
	post_answer(queue, cmd, key_to_invalidate(queue, cmd));
	if (is_io && t->answer == T_FAKE_TWICE)
		post_answer(queue, cmd, 0);
}

static void on_capsule(struct ib_cq *cq, struct ib_wc *wc)
{
	struct t_fake_room *room = bp_container_of(wc->wr_cqe, struct t_fake_room, received);
	struct t_fake_queue *queue = cq->cq_context;
	struct t_fake *t = queue->t;
	struct nvme_command cmd;

	if (wc->status) {
		queue->errors++;
		return;
	}
	assert_true(bp_backing_read(&t->f.ram, room->addr, &cmd, sizeof(cmd)));
	if (cmd.common.opcode != nvme_fabrics_command)
		t->last = (struct t_fake_capsule){ cmd, wc->byte_len, t->last.nr + 1 };
	place_inline(t, room, &cmd);
	post_room(room);
	answer(queue, &cmd);
}

static void on_sent(struct ib_cq *cq, struct ib_wc *wc)
{
	struct t_fake_queue *queue = cq->cq_context;

	queue->errors += wc->status != IB_WC_SUCCESS;
}

static void make_queue(struct t_fake_queue *queue)
{
	struct ib_qp_init_attr attr = { .cap = { .max_send_wr = 4 * T_FAKE_DEPTH,
						 .max_recv_wr = T_FAKE_DEPTH + 1,
						 .max_send_sge = 1,
						 .max_recv_sge = 1 },
					.qp_type = IB_QPT_RC };
	struct t_fake *t = queue->t;

	queue->cq = ib_alloc_cq(bp_rdma_device(t->adapter), queue, 6 * T_FAKE_DEPTH, 0,
				IB_POLL_WORKQUEUE);
	assert_false(IS_ERR(queue->cq));
	attr.send_cq = attr.recv_cq = queue->cq;
	assert_int_equal(rdma_create_qp(queue->id, t->pd, &attr), 0);
	queue->sent.done = on_sent;
	for (unsigned i = 0; i < T_FAKE_DEPTH; i++) {
		queue->rooms[i] = (struct t_fake_room){ { on_capsule },
							queue,
							queue->base + i * (u64)ROOM_BYTES };
		post_room(&queue->rooms[i]);
	}
}

static int on_request(struct t_fake *t, struct rdma_cm_id *id, const struct rdma_conn_param *asked)
{
	struct t_fake_queue *queue = &t->queues[t->nr_queues];
	const struct nvme_rdma_cm_rej rej = { .sts = cpu_to_le16(t->refuses) };
	const struct nvme_rdma_cm_rep rep = { .crqsize = cpu_to_le16(T_FAKE_DEPTH) };
	const struct rdma_conn_param param = { .private_data = &rep,
					       .private_data_len = sizeof(rep),
					       .initiator_depth = 4,
					       .rnr_retry_count = 7 };

	t->hello = (struct nvme_rdma_cm_req){ 0 };
	t->hello_bytes = asked->private_data_len;
	if (t->hello_bytes)
		memcpy(&t->hello, asked->private_data, bp_min(t->hello_bytes, sizeof(t->hello)));
	if (t->refuses && le16_to_cpu(t->hello.qid) == t->refuses_qid) {
		assert_int_equal(rdma_reject(id, &rej, sizeof(rej)), 0);
		return 1;
	}
	assert_in_range(t->nr_queues, 0, T_FAKE_QUEUES - 1);
	*queue = (struct t_fake_queue){ .t = t,
					.id = id,
					.qid = le16_to_cpu(t->hello.qid),
					.base = QUEUES_AT + t->nr_queues * QUEUE_BYTES };
	t->nr_queues++;
	make_queue(queue);
	assert_int_equal(rdma_accept(id, &param), 0);
	return 0;
}

static int on_event(struct rdma_cm_id *id, struct rdma_cm_event *event)
{
	struct t_fake *t = id->context;

	if (event->event == RDMA_CM_EVENT_CONNECT_REQUEST)
		return on_request(t, id, &event->param.conn);
	if (event->event == RDMA_CM_EVENT_DISCONNECTED)
		rdma_disconnect(id);
	return 0;
}

int t_fake_set_up(void **state)
{
	struct t_fake *t = calloc(1, sizeof(*t));
	struct bp_rdma_config near;

	assert_non_null(t);
	t_fabric_init(&t->f, T_T1, 0, 0);
	t->env = &t->f.pci.env;
	t->cap = 1023;
	assert_int_equal(bp_rdma_profile("ib", &near, NULL), 0);
	assert_int_equal(bp_rdma_adapter_new(t->f.fabric, t_fabric_dev(&t->f, 'c'), &near,
					     &t->adapter, NULL),
			 0);
	t->pd = ib_alloc_pd(bp_rdma_device(t->adapter), 0);
	assert_false(IS_ERR(t->pd));
	t->listener = rdma_create_id(bp_rdma_device(t->adapter), on_event, t);
	assert_int_equal(rdma_listen(t->listener, T_FAKE_SERVICE), 0);
	assert_int_equal(bp_initiator_profile("ib", &t->config, NULL), 0);
	t->config.hostnqn = "nqn.2019-06.test:host";
	t->config.subsysnqn = "nqn.2019-06.test:target";
	t->config.service = T_FAKE_SERVICE;
	t->config.depth = 16;
	t->config.area_bytes = 1 << 20;
	*state = t;
	return 0;
}

void t_fake_host(struct t_fake *t)
{
	assert_int_equal(bp_initiator_new(t->env, &t->config, &t->host, NULL), 0);
	bp_rdma_wire_join(&t->wire, t->adapter, bp_initiator_adapter(t->host));
}

void t_fake_start(struct t_fake *t)
{
	struct bp_error err = { 0 };

	t_fake_host(t);
	if (bp_initiator_connect(t->host, &err))
		fail_msg("%s", err.text);
}

void t_fake_drop_queues(struct t_fake *t)
{
	while (t->nr_queues) {
		struct t_fake_queue *queue = &t->queues[--t->nr_queues];

		ib_drain_qp(queue->id->qp);
		rdma_destroy_qp(queue->id);
		ib_free_cq(queue->cq);
		rdma_destroy_id(queue->id);
	}
}

int t_fake_tear_down(void **state)
{
	struct t_fake *t = *state;

	if (t->host)
		bp_initiator_disconnect(t->host);
	t_fake_drop_queues(t);
	rdma_destroy_id(t->listener);
	ib_dealloc_pd(t->pd);
	t_fake_settle(t);
	assert_int_equal(t->env->live[BP_ALLOC_RDMA], 0);
	bp_initiator_free(t->host);
	bp_rdma_adapter_free(t->adapter);
	t_fabric_fini(&t->f);
	free(t);
	return 0;
}

void t_fake_get(struct t_fake *t, u64 slba, void *data, u32 bytes)
{
	assert_true(bp_backing_read(&t->f.ram, BLOCKS_AT + slba * 512, data, bytes));
}

void t_fake_put(struct t_fake *t, u64 slba, const void *data, u32 bytes)
{
	assert_int_equal(bp_backing_write(&t->f.ram, BLOCKS_AT + slba * 512, data, bytes), 0);
}

u8 *t_fake_memory(struct t_fake *t, u64 offset)
{
	return bp_initiator_memory(t->host, bp_initiator_area(t->host) + offset, 1);
}

void t_fake_settle(struct t_fake *t)
{
	while (bp_wait(t->env))
		continue;
}

struct bp_initiator_command t_fake_do(struct t_fake *t, const struct t_fake_rw *rw)
{
	const struct bp_initiator_segment segment = { bp_initiator_area(t->host) + rw->offset,
						      rw->bytes };
	struct bp_initiator_command command = {
		.cmd = bp_initiator_rw(rw->opcode, 1, rw->slba, rw->bytes / 512),
		.segments = &segment,
		.nr_segments = 1,
		.way = rw->way,
		.twist = &rw->twist,
	};
	int error = bp_initiator_do(t->host, 1, &command);

	assert_int_equal(error, command.is_lost ? -EIO : 0);
	command.segments = NULL;
	command.twist = NULL;
	return command;
}
