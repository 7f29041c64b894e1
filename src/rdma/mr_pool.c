/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory regions of a queue pair (rdma-nvmet.md R-B5.4).
 */
#include <blkpath/ib_mr_pool.h>

#include "tell.h"

struct ib_mr *ib_mr_pool_get(struct ib_qp *qp, struct ib_mr_list *list)
{
	struct ib_mr *mr = TAILQ_FIRST(list);

	if (bp_fails(qp->device->bp_env, BP_ALLOC_MR_POOL))
		return NULL;
	if (!mr) {
		qp->bp_mrs_short++; /* DEF-RDMA-8 */
		return NULL;
	}
	TAILQ_REMOVE(list, mr, qp_entry);
	qp->mrs_used++;
	bp_tell_mr(mr, TAKEN, "R-B5.4", .qpn = qp->qp_num);
	return mr;
}

void ib_mr_pool_put(struct ib_qp *qp, struct ib_mr_list *list, struct ib_mr *mr)
{
	TAILQ_INSERT_HEAD(list, mr, qp_entry);
	qp->mrs_used--;
	bp_tell_mr(mr, PUT, "R-B5.4", .qpn = qp->qp_num);
}

int ib_mr_pool_init(struct ib_qp *qp, struct ib_mr_list *list, u32 nr, enum ib_mr_type type,
		    u32 max_num_sg)
{
	struct ib_mr *mr;

	for (u32 i = 0; i < nr; i++) {
		mr = ib_alloc_mr(qp->pd, type, max_num_sg);
		if (IS_ERR(mr)) {
			ib_mr_pool_destroy(qp, list);
			return (int)PTR_ERR(mr);
		}
		TAILQ_INSERT_TAIL(list, mr, qp_entry);
	}
	return 0;
}

void ib_mr_pool_destroy(struct ib_qp *qp, struct ib_mr_list *list)
{
	struct ib_mr *mr;

	(void)qp;
	while ((mr = TAILQ_FIRST(list))) {
		TAILQ_REMOVE(list, mr, qp_entry);
		ib_dereg_mr(mr);
	}
}
