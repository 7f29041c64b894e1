/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bp_test.h"
#include "rdma.h"

static void init_end(struct t_rdma_end *end)
{
	end->cqe = 64;
	end->cap = (struct ib_qp_cap){ .max_send_wr = T_RDMA_DEPTH,
				       .max_recv_wr = T_RDMA_DEPTH,
				       .max_send_sge = 2,
				       .max_recv_sge = 2 };
	end->attr = (struct ib_qp_attr){ .qp_access_flags =
						 IB_ACCESS_REMOTE_READ | IB_ACCESS_REMOTE_WRITE,
					 .port_num = 1,
					 .max_rd_atomic = 4,
					 .max_dest_rd_atomic = 4,
					 .min_rnr_timer = 1,
					 .rnr_retry = 7 };
}

void t_rdma_machine(struct t_rdma *t, const char *profile)
{
	memset(t, 0, sizeof(*t));
	t_fabric_init(&t->f, T_T1, 0, 0);
	t->env = &t->f.pci.env;
	assert_int_equal(bp_rdma_profile(profile, &t->config, NULL), 0);
	t->far_config = t->config;
	t->memory = calloc(1, T_RDMA_FAR_BYTES);
	assert_non_null(t->memory);
	init_end(&t->near);
	init_end(&t->far);
}

void t_rdma_adapters(struct t_rdma *t)
{
	const struct bp_rdma_flat memory = { T_RDMA_FAR, t->memory, T_RDMA_FAR_BYTES };

	assert_int_equal(bp_rdma_adapter_new(t->f.fabric, t_fabric_dev(&t->f, 'c'), &t->config,
					     &t->near.adapter, NULL),
			 0);
	assert_int_equal(
		bp_rdma_adapter_far(t->env, &memory, &t->far_config, &t->far.adapter, NULL), 0);
	t->near.ib = bp_rdma_device(t->near.adapter);
	t->far.ib = bp_rdma_device(t->far.adapter);
	bp_rdma_wire_join(&t->wire, t->near.adapter, t->far.adapter);
}

void t_rdma_init(struct t_rdma *t, const char *profile)
{
	t_rdma_machine(t, profile);
	t_rdma_adapters(t);
}

static void on_event(struct ib_event *event, void *context)
{
	struct t_rdma_end *end = context;

	end->event = event->event;
	end->events++;
}

static struct ib_cq *new_cq(struct t_rdma_end *end)
{
	const struct ib_cq_init_attr attr = { .cqe = end->cqe };
	struct ib_cq *cq = end->ib->ops->create_cq(end->ib, &attr);

	assert_false(IS_ERR(cq));
	cq->event_handler = on_event;
	cq->cq_context = end;
	return cq;
}

void t_rdma_make_pair(struct t_rdma_end *end)
{
	struct ib_qp_init_attr attr = { .cap = end->cap, .qp_type = IB_QPT_RC };

	end->pd = end->ib->ops->alloc_pd(end->ib);
	end->send_cq = attr.send_cq = new_cq(end);
	end->recv_cq = attr.recv_cq = new_cq(end);
	attr.sq_sig_type = end->signals_all ? IB_SIGNAL_ALL_WR : IB_SIGNAL_REQ_WR;
	end->qp = end->ib->ops->create_qp(end->pd, &attr);
	assert_false(IS_ERR(end->qp));
	end->qp->event_handler = on_event;
	end->qp->qp_context = end;
}

static int mask_to(enum ib_qp_state state)
{
	switch (state) {
	case IB_QPS_INIT:
		return IB_QP_STATE | IB_QP_PKEY_INDEX | IB_QP_PORT | IB_QP_ACCESS_FLAGS;
	case IB_QPS_RTR:
		return IB_QP_STATE | IB_QP_AV | IB_QP_PATH_MTU | IB_QP_DEST_QPN | IB_QP_RQ_PSN |
		       IB_QP_MAX_DEST_RD_ATOMIC | IB_QP_MIN_RNR_TIMER;
	case IB_QPS_RTS:
		return IB_QP_STATE | IB_QP_TIMEOUT | IB_QP_RETRY_CNT | IB_QP_RNR_RETRY |
		       IB_QP_SQ_PSN | IB_QP_MAX_QP_RD_ATOMIC;
	default:
		return IB_QP_STATE;
	}
}

int t_rdma_modify(struct t_rdma_end *end, enum ib_qp_state state)
{
	end->attr.qp_state = state;
	return end->ib->ops->modify_qp(end->qp, &end->attr, mask_to(state));
}

void t_rdma_walk(struct t_rdma_end *end, u32 qpn, enum ib_qp_state state)
{
	end->attr.dest_qp_num = qpn;
	for (enum ib_qp_state next = IB_QPS_INIT; next <= state; next++)
		assert_int_equal(t_rdma_modify(end, next), 0);
}

void t_rdma_connect(struct t_rdma *t)
{
	t_rdma_make_pair(&t->near);
	t_rdma_make_pair(&t->far);
	t_rdma_walk(&t->near, t->far.qp->qp_num, IB_QPS_RTS);
	t_rdma_walk(&t->far, t->near.qp->qp_num, IB_QPS_RTS);
}

void t_rdma_start(struct t_rdma *t, const char *profile)
{
	t_rdma_init(t, profile);
	t_rdma_connect(t);
}

static void fini_end(struct t_rdma_end *end)
{
	const struct ib_device_ops *ops = end->ib->ops;

	if (end->qp) {
		assert_int_equal(ops->destroy_qp(end->qp), 0);
		assert_int_equal(ops->destroy_cq(end->send_cq), 0);
		assert_int_equal(ops->destroy_cq(end->recv_cq), 0);
		ops->dealloc_pd(end->pd);
	}
	for (u32 i = 0; i < end->nr_mrs; i++)
		ops->dereg_mr(end->mrs[i]);
	assert_int_equal(end->adapter->nr_mrs, 0);
}

void t_rdma_fini(struct t_rdma *t)
{
	fini_end(&t->near);
	fini_end(&t->far);
	assert_int_equal(t->env->live[BP_ALLOC_RDMA], 0);
	bp_rdma_adapter_free(t->near.adapter);
	bp_rdma_adapter_free(t->far.adapter);
	free(t->memory);
	t_fabric_fini(&t->f);
}

void t_rdma_settle(struct t_rdma *t)
{
	while (bp_wait(t->env))
		continue;
}

struct ib_mr *t_rdma_mr_mapped(struct t_rdma_end *end, u64 addr, u32 bytes)
{
	struct ib_mr *mr = end->ib->ops->alloc_mr(end->pd, IB_MR_TYPE_MEM_REG, 4);
	struct scatterlist sg[1];
	unsigned offset = 0;

	assert_false(IS_ERR(mr));
	end->mrs[end->nr_mrs++] = mr;
	sg_init_table(sg, 1);
	sg_dma_address(sg) = bp_dma_addr(addr);
	sg_dma_len(sg) = bytes;
	mr->page_size = 4096;
	assert_int_equal(end->ib->ops->map_mr_sg(mr, sg, 1, &offset), 1);
	return mr;
}

struct ib_mr *t_rdma_mr(struct t_rdma *t, struct t_rdma_end *end, u64 addr, u32 bytes, int access)
{
	struct ib_mr *mr = t_rdma_mr_mapped(end, addr, bytes);

	assert_int_equal(t_rdma_reg(end, 63, mr, mr->lkey, access), 0);
	t_rdma_settle(t);
	assert_string_equal(t_rdma_sends(end), "63:SUCCESS");
	return mr;
}

struct ib_sge t_rdma_sge(const struct t_rdma_end *end, u64 addr, u32 bytes, u32 lkey)
{
	return (struct ib_sge){ addr, bytes, lkey ? lkey : end->ib->local_dma_lkey };
}

int t_rdma_recv(struct t_rdma_end *end, unsigned name, u64 addr, u32 bytes)
{
	struct ib_sge sge = t_rdma_sge(end, addr, bytes, 0);
	const struct ib_recv_wr wr = { .wr_cqe = &end->cqes[name],
				       .sg_list = &sge,
				       .num_sge = bytes != 0 };
	const struct ib_recv_wr *bad;

	return end->ib->ops->post_recv(end->qp, &wr, &bad);
}

int t_rdma_post(struct t_rdma_end *end, const struct ib_send_wr *wr)
{
	const struct ib_send_wr *bad;

	return end->ib->ops->post_send(end->qp, wr, &bad);
}

int t_rdma_send(struct t_rdma_end *end, unsigned name, u64 addr, u32 bytes, int flags)
{
	struct ib_sge sge = t_rdma_sge(end, addr, bytes, 0);

	return t_rdma_post(end, &(struct ib_send_wr){ .wr_cqe = &end->cqes[name],
						      .sg_list = &sge,
						      .num_sge = bytes != 0,
						      .opcode = IB_WR_SEND,
						      .send_flags = flags });
}

int t_rdma_rdma(struct t_rdma_end *end, unsigned name, enum ib_wr_opcode opcode, u64 addr,
		u32 bytes, u64 remote_addr, u32 rkey)
{
	struct ib_sge sge = t_rdma_sge(end, addr, bytes, 0);
	struct ib_rdma_wr wr = { .wr = { .wr_cqe = &end->cqes[name],
					 .sg_list = &sge,
					 .num_sge = bytes != 0,
					 .opcode = opcode,
					 .send_flags = IB_SEND_SIGNALED },
				 .remote_addr = remote_addr,
				 .rkey = rkey };

	return t_rdma_post(end, &wr.wr);
}

int t_rdma_reg(struct t_rdma_end *end, unsigned name, struct ib_mr *mr, u32 key, int access)
{
	struct ib_reg_wr wr = { .wr = { .wr_cqe = &end->cqes[name],
					.opcode = IB_WR_REG_MR,
					.send_flags = IB_SEND_SIGNALED },
				.mr = mr,
				.key = key,
				.access = access };

	return t_rdma_post(end, &wr.wr);
}

int t_rdma_inv(struct t_rdma_end *end, unsigned name, u32 key)
{
	return t_rdma_post(end, &(struct ib_send_wr){ .wr_cqe = &end->cqes[name],
						      .opcode = IB_WR_LOCAL_INV,
						      .send_flags = IB_SEND_SIGNALED,
						      .ex.invalidate_rkey = key });
}

static const char *status_name(enum ib_wc_status status)
{
	static const char *const names[] = {
		[IB_WC_SUCCESS] = "SUCCESS",
		[IB_WC_LOC_LEN_ERR] = "LOC_LEN_ERR",
		[IB_WC_LOC_QP_OP_ERR] = "LOC_QP_OP_ERR",
		[IB_WC_LOC_PROT_ERR] = "LOC_PROT_ERR",
		[IB_WC_WR_FLUSH_ERR] = "FLUSH",
		[IB_WC_REM_INV_REQ_ERR] = "REM_INV_REQ_ERR",
		[IB_WC_REM_ACCESS_ERR] = "REM_ACCESS_ERR",
		[IB_WC_REM_OP_ERR] = "REM_OP_ERR",
		[IB_WC_RETRY_EXC_ERR] = "RETRY_EXC_ERR",
		[IB_WC_RNR_RETRY_EXC_ERR] = "RNR_RETRY_EXC_ERR",
	};

	return names[status];
}

static const char *take_all(struct t_rdma_end *end, struct ib_cq *cq)
{
	static char text[2048];
	struct ib_wc wc;
	size_t n = 0;

	text[0] = '\0';
	while (end->ib->ops->poll_cq(cq, 1, &wc))
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%d:%s", n ? " " : "",
				      (int)(wc.wr_cqe - end->cqes), status_name(wc.status));
	return text;
}

const char *t_rdma_sends(struct t_rdma_end *end)
{
	return take_all(end, end->send_cq);
}

const char *t_rdma_recvs(struct t_rdma_end *end)
{
	return take_all(end, end->recv_cq);
}

struct ib_wc t_rdma_wc(struct ib_cq *ib)
{
	struct ib_wc wc;

	assert_int_equal(bp_rdma_cq_of(ib)->adapter->ib.ops->poll_cq(ib, 1, &wc), 1);
	return wc;
}

void t_rdma_put(struct t_rdma *t, u64 addr, const void *data, u32 bytes)
{
	assert_int_equal(bp_backing_write(&t->f.ram, addr, data, bytes), 0);
}

void t_rdma_get(struct t_rdma *t, u64 addr, void *data, u32 bytes)
{
	assert_true(bp_backing_read(&t->f.ram, addr, data, bytes));
}

u8 *t_rdma_far(struct t_rdma *t, u64 addr)
{
	return t->memory + (addr - T_RDMA_FAR);
}
