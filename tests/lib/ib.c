/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bp_test.h"
#include "ib.h"

static struct t_ib *of(const struct ib_device *device)
{
	return bp_container_of(device, struct t_ib, dev);
}

static int failure(struct t_ib *t, enum t_ib_call call)
{
	if (t->fail != call || t->skip--)
		return 0;
	t->fail = T_IB_NOTHING;
	return t->error;
}

/* A new object, or the error. */
static void *make(const struct ib_device *device, enum t_ib_call call, size_t bytes)
{
	struct t_ib *t = of(device);
	int error = failure(t, call);
	void *object;

	if (error)
		return ERR_PTR(error);
	object = calloc(1, bytes);
	assert_non_null(object);
	t->live++;
	return object;
}

static int unmake(const struct ib_device *device, enum t_ib_call call, void *object)
{
	struct t_ib *t = of(device);
	int error = failure(t, call);

	if (error)
		return error;
	free(object);
	t->live--;
	return 0;
}

static struct ib_pd *alloc_pd(struct ib_device *device)
{
	return make(device, T_IB_ALLOC_PD, sizeof(struct ib_pd));
}

static void dealloc_pd(struct ib_pd *pd)
{
	unmake(pd->device, T_IB_NOTHING, pd);
}

static struct ib_mr *make_mr(struct ib_pd *pd, enum t_ib_call call, u32 most)
{
	struct t_ib_mr *mr = make(pd->device, call, sizeof(*mr));

	if (IS_ERR(mr))
		return (struct ib_mr *)mr;
	mr->mr.lkey = mr->mr.rkey = of(pd->device)->next_mr++ << 8;
	mr->most = most;
	return &mr->mr;
}

static struct ib_mr *get_dma_mr(struct ib_pd *pd, int access)
{
	(void)access;
	return make_mr(pd, T_IB_GET_DMA_MR, 0);
}

static struct ib_mr *alloc_mr(struct ib_pd *pd, enum ib_mr_type type, u32 most)
{
	(void)type;
	assert_true(most <= T_IB_PAGES);
	return make_mr(pd, T_IB_ALLOC_MR, most);
}

static int dereg_mr(struct ib_mr *mr)
{
	return unmake(mr->device, T_IB_DEREG_MR, mr);
}

static int set_page(struct ib_mr *ibmr, u64 addr)
{
	struct t_ib_mr *mr = bp_container_of(ibmr, struct t_ib_mr, mr);

	if (mr->nr == mr->most)
		return -ENOMEM;
	mr->page[mr->nr++] = addr;
	return 0;
}

static int map_mr_sg(struct ib_mr *mr, struct scatterlist *sg, int nents, unsigned *offset)
{
	bp_container_of(mr, struct t_ib_mr, mr)->nr = 0;
	return ib_sg_to_pages(mr, sg, nents, offset, set_page);
}

static struct ib_cq *create_cq(struct ib_device *device, const struct ib_cq_init_attr *attr)
{
	struct t_ib_cq *cq = make(device, T_IB_CREATE_CQ, sizeof(*cq));

	if (!IS_ERR(cq))
		cq->cq.cqe = (int)attr->cqe;
	return (struct ib_cq *)cq;
}

static int destroy_cq(struct ib_cq *cq)
{
	return unmake(cq->device, T_IB_NOTHING, cq);
}

static int poll_cq(struct ib_cq *ibcq, int most, struct ib_wc *wc)
{
	struct t_ib_cq *cq = bp_container_of(ibcq, struct t_ib_cq, cq);
	int n;

	for (n = 0; n < most && cq->nr; n++, cq->nr--)
		wc[n] = cq->wc[cq->head++ % T_IB_CQES];
	return n;
}

static int req_notify_cq(struct ib_cq *ibcq, enum ib_cq_notify_flags flags)
{
	struct t_ib_cq *cq = bp_container_of(ibcq, struct t_ib_cq, cq);

	cq->armed = true;
	of(ibcq->device)->notified++;
	return flags & IB_CQ_REPORT_MISSED_EVENTS && cq->nr;
}

void t_ib_push(struct ib_cq *ibcq, const struct ib_wc *wc)
{
	struct t_ib_cq *cq = bp_container_of(ibcq, struct t_ib_cq, cq);

	assert_true(cq->nr < T_IB_CQES);
	cq->wc[(cq->head + cq->nr++) % T_IB_CQES] = *wc;
	if (!cq->armed)
		return;
	cq->armed = false;
	ibcq->comp_handler(ibcq, ibcq->cq_context);
}

static struct ib_qp *create_qp(struct ib_pd *pd, struct ib_qp_init_attr *attr)
{
	(void)attr;
	return make(pd->device, T_IB_CREATE_QP, sizeof(struct ib_qp));
}

void t_ib_complete(struct t_ib *t, unsigned post, enum ib_wc_status status)
{
	struct t_ib_post *p = &t->post[post];
	const struct ib_wc wc = { .wr_cqe = p->cqe, .status = status, .qp = p->qp };

	assert_true(post < t->nr_posts && !p->over);
	p->over = true;
	t_ib_push(p->recv ? p->qp->recv_cq : p->qp->send_cq, &wc);
}

static void flush(struct t_ib *t, const struct ib_qp *qp)
{
	for (unsigned i = 0; i < t->nr_posts; i++)
		if (t->post[i].qp == qp && !t->post[i].over)
			t_ib_complete(t, i, IB_WC_WR_FLUSH_ERR);
}

static int modify_qp(struct ib_qp *qp, const struct ib_qp_attr *attr, int mask)
{
	struct t_ib *t = of(qp->device);
	int error = failure(t, T_IB_MODIFY_QP);

	if (error)
		return error;
	assert_int_equal(mask, IB_QP_STATE);
	qp->bp_state = attr->qp_state;
	if (qp->bp_state == IB_QPS_ERR)
		flush(t, qp);
	return 0;
}

static int destroy_qp(struct ib_qp *qp)
{
	return unmake(qp->device, T_IB_DESTROY_QP, qp);
}

static int accept(struct t_ib *t, const struct t_ib_post *post)
{
	if (!t->room)
		return -ENOMEM;
	t->room--;
	assert_true(t->nr_posts < T_IB_POSTS);
	t->post[t->nr_posts++] = *post;
	if (post->qp->bp_state == IB_QPS_ERR)
		t_ib_complete(t, t->nr_posts - 1, IB_WC_WR_FLUSH_ERR);
	return 0;
}

static struct t_ib_post copy(struct ib_qp *qp, struct ib_cqe *cqe, const struct ib_sge *sge, int nr)
{
	struct t_ib_post post = { .qp = qp, .cqe = cqe, .nr = nr };

	assert_true(nr <= (int)T_IB_SGES);
	for (int i = 0; i < nr; i++)
		post.sge[i] = sge[i];
	return post;
}

static struct t_ib_post copy_send(struct ib_qp *qp, const struct ib_send_wr *wr)
{
	struct t_ib_post post = copy(qp, wr->wr_cqe, wr->sg_list, wr->num_sge);

	post.opcode = wr->opcode;
	post.flags = wr->send_flags;
	post.invalidate = wr->ex.invalidate_rkey;
	if (wr->opcode == IB_WR_RDMA_READ || wr->opcode == IB_WR_RDMA_WRITE ||
	    wr->opcode == IB_WR_RDMA_READ_WITH_INV) {
		post.remote_addr = rdma_wr(wr)->remote_addr;
		post.rkey = rdma_wr(wr)->rkey;
	}
	if (wr->opcode == IB_WR_REG_MR) {
		post.mr = reg_wr(wr)->mr;
		post.key = reg_wr(wr)->key;
		post.access = reg_wr(wr)->access;
	}
	return post;
}

static int post_send(struct ib_qp *qp, const struct ib_send_wr *wr, const struct ib_send_wr **bad)
{
	struct t_ib *t = of(qp->device);
	int error = failure(t, T_IB_POST_SEND);

	for (*bad = wr; wr && !error; wr = wr->next) {
		struct t_ib_post post = copy_send(qp, wr);

		*bad = wr;
		error = accept(t, &post);
	}
	return error;
}

static int post_recv(struct ib_qp *qp, const struct ib_recv_wr *wr, const struct ib_recv_wr **bad)
{
	struct t_ib *t = of(qp->device);
	int error = failure(t, T_IB_POST_RECV);

	for (*bad = wr; wr && !error; wr = wr->next) {
		struct t_ib_post post = copy(qp, wr->wr_cqe, wr->sg_list, wr->num_sge);

		post.recv = true;
		*bad = wr;
		error = accept(t, &post);
	}
	return error;
}

static const struct ib_device_ops ops = {
	.alloc_pd = alloc_pd,
	.dealloc_pd = dealloc_pd,
	.get_dma_mr = get_dma_mr,
	.alloc_mr = alloc_mr,
	.dereg_mr = dereg_mr,
	.map_mr_sg = map_mr_sg,
	.create_cq = create_cq,
	.destroy_cq = destroy_cq,
	.poll_cq = poll_cq,
	.req_notify_cq = req_notify_cq,
	.create_qp = create_qp,
	.modify_qp = modify_qp,
	.destroy_qp = destroy_qp,
	.post_send = post_send,
	.post_recv = post_recv,
};

void t_ib_prepare(struct t_ib *t, struct bp_env *env, struct device *parent)
{
	memset(t, 0, sizeof(*t));
	t->room = T_IB_POSTS;
	t->next_mr = 1;
	t->dev = (struct ib_device){
		.bp_env = env,
		.dev = { .bp_env = env,
			 .parent = parent,
			 .dma_kind = parent ? BP_DMA_DIRECT : BP_DMA_VIRT },
		.ops = &ops,
		.attrs = { .device_cap_flags =
				   IB_DEVICE_LOCAL_DMA_LKEY | IB_DEVICE_MEM_MGT_EXTENSIONS,
			   .max_qp_wr = 0x4000,
			   .max_send_sge = 30,
			   .max_recv_sge = 30,
			   .max_sge_rd = 30,
			   .max_fast_reg_page_list_len = 512 },
		.local_dma_lkey = T_IB_DMA_KEY,
		.phys_port_cnt = 1,
	};
}

void t_ib_init(struct t_ib *t, struct bp_env *env, struct device *parent)
{
	t_ib_prepare(t, env, parent);
	assert_int_equal(ib_register_device(&t->dev), 0);
}

void t_ib_fini(struct t_ib *t)
{
	assert_int_equal(t->live, 0);
}

void t_ib_fail(struct t_ib *t, enum t_ib_call call, unsigned skip, int error)
{
	t->fail = call;
	t->skip = skip;
	t->error = error;
}
