/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory regions that a queue pair keeps for rdma_rw (rdma-nvmet.md B5, B6).
 */
#ifndef BLKPATH_IB_MR_POOL_H
#define BLKPATH_IB_MR_POOL_H

#include <blkpath/ib_verbs.h>

/**
 * ib_mr_pool_init - fill a pool
 * @qp: queue pair
 * @list: pool of it; may have regions already
 * @nr: how many to make
 * @type: kind
 * @max_num_sg: pages of each
 *
 * Return: 0; the errno of ib_alloc_mr(), and the pool is empty.
 *
 * Mirrors: ib_mr_pool_init(), drivers/infiniband/core/mr_pool.c, v5.2
 * Rule: R-B6.2
 */
int ib_mr_pool_init(struct ib_qp *qp, struct ib_mr_list *list, u32 nr, enum ib_mr_type type,
		    u32 max_num_sg);

/**
 * ib_mr_pool_destroy - empty a pool
 * @qp: queue pair
 * @list: pool of it
 *
 * Mirrors: ib_mr_pool_destroy(), drivers/infiniband/core/mr_pool.c, v5.2
 * Rule: R-B5.4
 */
void ib_mr_pool_destroy(struct ib_qp *qp, struct ib_mr_list *list);

/**
 * ib_mr_pool_get - take a region
 * @qp: queue pair
 * @list: pool of it
 *
 * Return: the one that was put last; NULL when all are taken.
 *
 * Mirrors: ib_mr_pool_get(), drivers/infiniband/core/mr_pool.c, v5.2
 * Rule: R-B5.4
 */
struct ib_mr *ib_mr_pool_get(struct ib_qp *qp, struct ib_mr_list *list);

/**
 * ib_mr_pool_put - give a region back
 * @qp: queue pair
 * @list: pool of it
 * @mr: taken from it
 *
 * Mirrors: ib_mr_pool_put(), drivers/infiniband/core/mr_pool.c, v5.2
 * Rule: R-B5.4
 */
void ib_mr_pool_put(struct ib_qp *qp, struct ib_mr_list *list, struct ib_mr *mr);

#endif
