/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Queue pairs come, change and go (rdma-nvmet.md R-A5.5).
 */
#include <blkpath/rdma_rw.h>

/* Counts in what it uses, or out. */
static void use(struct ib_pd *pd, struct ib_cq *send_cq, struct ib_cq *recv_cq, bool begin)
{
	unsigned more = begin ? 1 : -1u;

	pd->usecnt += more;
	send_cq->usecnt += more;
	recv_cq->usecnt += more;
}

static void fill(struct ib_qp *qp, struct ib_pd *pd, const struct ib_qp_init_attr *attr)
{
	qp->device = pd->device;
	qp->pd = pd;
	qp->send_cq = attr->send_cq;
	qp->recv_cq = attr->recv_cq;
	qp->srq = attr->srq;
	qp->event_handler = attr->event_handler;
	qp->qp_context = attr->qp_context;
	qp->qp_type = attr->qp_type;
	qp->port = attr->port_num;
	TAILQ_INIT(&qp->rdma_mrs);
	qp->mrs_used = 0;
	qp->bp_mrs_short = 0;
	qp->bp_contexts = 0;
	qp->max_write_sge = attr->cap.max_send_sge;
	qp->max_read_sge = bp_min(attr->cap.max_send_sge, (u32)pd->device->attrs.max_sge_rd);
}

struct ib_qp *ib_create_qp(struct ib_pd *pd, struct ib_qp_init_attr *attr)
{
	struct ib_qp *qp;
	int error;

	if (attr->cap.max_rdma_ctxs)
		rdma_rw_init_qp(pd->device, attr);
	qp = pd->device->ops->create_qp(pd, attr);
	if (IS_ERR(qp))
		return qp;
	fill(qp, pd, attr);
	use(pd, attr->send_cq, attr->recv_cq, true);
	error = attr->cap.max_rdma_ctxs ? rdma_rw_init_mrs(qp, attr) : 0;
	if (!error)
		return qp;
	ib_destroy_qp(qp);
	return ERR_PTR(error);
}

int ib_modify_qp(struct ib_qp *qp, const struct ib_qp_attr *attr, int mask)
{
	return qp->device->ops->modify_qp(qp, attr, mask);
}

int ib_destroy_qp(struct ib_qp *qp)
{
	struct ib_pd *pd = qp->pd;
	struct ib_cq *send_cq = qp->send_cq, *recv_cq = qp->recv_cq;
	int error;

	bp_warn_on(pd->device->bp_env, qp->mrs_used, BP_SITE_RDMA_MRS_USED, qp->qp_num,
		   qp->mrs_used);
	rdma_rw_cleanup_mrs(qp);
	error = pd->device->ops->destroy_qp(qp);
	if (!error)
		use(pd, send_cq, recv_cq, false);
	return error;
}
