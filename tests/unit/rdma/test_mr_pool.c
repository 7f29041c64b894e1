/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The pool of a queue pair: R-B5.4, DEF-RDMA-8.
 */
#include <errno.h>

#include <blkpath/ib_mr_pool.h>

#include "bp_test.h"
#include "rw.h"

static const struct t_rw_setup three = { .force_mr = true, .contexts = 3 };

static void ib_mr_pool__put_and_get__last_in_first_out(void **state)
{
	struct ib_mr *a, *b, *c;
	struct ib_mr_list *pool;
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &three);
	pool = &t.qp->rdma_mrs;
	a = ib_mr_pool_get(t.qp, pool);
	b = ib_mr_pool_get(t.qp, pool);
	c = ib_mr_pool_get(t.qp, pool);
	assert_int_equal(t.qp->mrs_used, 3);
	assert_int_equal(t_rw_last(&t, BP_EV_RDMA_MR)->region.act, BP_RDMA_MR_TAKEN);
	ib_mr_pool_put(t.qp, pool, b);
	ib_mr_pool_put(t.qp, pool, a);
	assert_int_equal(t_rw_last(&t, BP_EV_RDMA_MR)->region.act, BP_RDMA_MR_PUT);
	assert_int_equal(t_rw_last(&t, BP_EV_RDMA_MR)->region.lkey, a->lkey);
	assert_ptr_equal(ib_mr_pool_get(t.qp, pool), a);
	assert_ptr_equal(ib_mr_pool_get(t.qp, pool), b);
	ib_mr_pool_put(t.qp, pool, a);
	ib_mr_pool_put(t.qp, pool, b);
	ib_mr_pool_put(t.qp, pool, c);
	assert_int_equal(t.qp->mrs_used, 0);
	t_rw_fini(&t);
}

static void ib_mr_pool_get__all_taken__none_and_counted(void **state)
{
	struct ib_mr *mr[3];
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &three);
	for (int i = 0; i < 3; i++)
		mr[i] = ib_mr_pool_get(t.qp, &t.qp->rdma_mrs);
	assert_int_equal(t.qp->bp_mrs_short, 0);
	assert_null(ib_mr_pool_get(t.qp, &t.qp->rdma_mrs));
	assert_int_equal(t.qp->mrs_used, 3);
	assert_int_equal(t.qp->bp_mrs_short, 1);
	for (int i = 0; i < 3; i++)
		ib_mr_pool_put(t.qp, &t.qp->rdma_mrs, mr[i]);
	t_rw_fini(&t);
}

static bool refuse(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	(void)arg;
	(void)bytes;
	return kind == BP_ALLOC_MR_POOL;
}

/* A refusal is no shortage of regions that were never made. */
static void ib_mr_pool_get__refused__none_and_not_counted(void **state)
{
	static const struct bp_alloc_ops ops = { .should_fail = refuse };
	struct t_rw t;
	struct bp_env *env;
	struct ib_mr *mr;

	(void)state;
	t_rw_init(&t, &three);
	env = t.qp->device->bp_env;
	env->alloc_ops = &ops;
	assert_null(ib_mr_pool_get(t.qp, &t.qp->rdma_mrs));
	env->alloc_ops = NULL;
	assert_int_equal(t.qp->mrs_used, 0);
	assert_int_equal(t.qp->bp_mrs_short, 0);
	mr = ib_mr_pool_get(t.qp, &t.qp->rdma_mrs);
	assert_non_null(mr);
	ib_mr_pool_put(t.qp, &t.qp->rdma_mrs, mr);
	t_rw_fini(&t);
}

static void ib_mr_pool_init__the_third_fails__empty(void **state)
{
	static const struct t_rw_setup setup = { 0 };
	struct t_rw t;
	unsigned live;

	(void)state;
	t_rw_init(&t, &setup);
	live = t.ib.live;
	t_ib_fail(&t.ib, T_IB_ALLOC_MR, 2, -ENOMEM);
	assert_int_equal(ib_mr_pool_init(t.qp, &t.qp->rdma_mrs, 5, IB_MR_TYPE_MEM_REG, 4), -ENOMEM);
	assert_true(TAILQ_EMPTY(&t.qp->rdma_mrs));
	assert_int_equal(t.ib.live, live);
	t_rw_fini(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ib_mr_pool__put_and_get__last_in_first_out),
		cmocka_unit_test(ib_mr_pool_get__all_taken__none_and_counted),
		cmocka_unit_test(ib_mr_pool_get__refused__none_and_not_counted),
		cmocka_unit_test(ib_mr_pool_init__the_third_fails__empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
