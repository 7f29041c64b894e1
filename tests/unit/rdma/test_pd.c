/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Protection domains: R-A3.1.
 */
#include <errno.h>

#include "bp_test.h"
#include "ib.h"

struct t {
	struct bp_env env;
	struct device parent;
	struct t_ib ib;
};

static void start(struct t *t, bool has_key)
{
	*t = (struct t){ .parent = { .is_pci = true } };
	bp_env_init(&t->env);
	t_ib_init(&t->ib, &t->env, &t->parent);
	if (!has_key)
		t->ib.dev.attrs.device_cap_flags = 0;
}

static void stop(struct t *t)
{
	t_ib_fini(&t->ib);
	bp_env_fini(&t->env);
}

static void ib_alloc_pd__device_with_a_key__that_key(void **state)
{
	struct ib_pd *pd;
	struct t t;

	(void)state;
	start(&t, true);
	pd = ib_alloc_pd(&t.ib.dev, 0);
	assert_int_equal(pd->local_dma_lkey, T_IB_DMA_KEY);
	assert_int_equal(pd->unsafe_global_rkey, 0);
	assert_null(pd->__internal_mr);
	ib_dealloc_pd(pd);
	stop(&t);
}

static void ib_alloc_pd__device_without__key_of_an_internal_mr(void **state)
{
	struct ib_pd *pd;
	struct t t;

	(void)state;
	start(&t, false);
	pd = ib_alloc_pd(&t.ib.dev, 0);
	assert_non_null(pd->__internal_mr);
	assert_int_equal(pd->__internal_mr->type, IB_MR_TYPE_DMA);
	assert_int_equal(pd->local_dma_lkey, pd->__internal_mr->lkey);
	assert_int_equal(pd->unsafe_global_rkey, 0);
	ib_dealloc_pd(pd);
	stop(&t);
}

static void ib_alloc_pd__global_key__published(void **state)
{
	struct ib_pd *pd;
	struct t t;

	(void)state;
	start(&t, true);
	pd = ib_alloc_pd(&t.ib.dev, IB_PD_UNSAFE_GLOBAL_RKEY);
	assert_int_equal(pd->local_dma_lkey, T_IB_DMA_KEY);
	assert_int_equal(pd->unsafe_global_rkey, pd->__internal_mr->rkey);
	ib_dealloc_pd(pd);
	stop(&t);
}

static void ib_alloc_pd__device_fails__its_error(void **state)
{
	struct t t;

	(void)state;
	start(&t, false);
	t_ib_fail(&t.ib, T_IB_ALLOC_PD, 0, -ENOMEM);
	assert_int_equal(PTR_ERR(ib_alloc_pd(&t.ib.dev, 0)), -ENOMEM);
	t_ib_fail(&t.ib, T_IB_GET_DMA_MR, 0, -EBUSY);
	assert_int_equal(PTR_ERR(ib_alloc_pd(&t.ib.dev, 0)), -EBUSY);
	stop(&t);
}

static void ib_dealloc_pd__something_is_in_it__warns(void **state)
{
	struct ib_pd *pd;
	struct ib_mr *mr;
	struct t t;

	(void)state;
	start(&t, true);
	pd = ib_alloc_pd(&t.ib.dev, 0);
	mr = ib_alloc_mr(pd, IB_MR_TYPE_MEM_REG, 1);
	assert_int_equal(pd->usecnt, 1);
	assert_int_equal(ib_dereg_mr(mr), 0);
	assert_int_equal(pd->usecnt, 0);
	pd->usecnt = 1;
	ib_dealloc_pd(pd);
	assert_int_equal(t.env.hits[BP_SITE_RDMA_PD_BUSY], 1);
	stop(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ib_alloc_pd__device_with_a_key__that_key),
		cmocka_unit_test(ib_alloc_pd__device_without__key_of_an_internal_mr),
		cmocka_unit_test(ib_alloc_pd__global_key__published),
		cmocka_unit_test(ib_alloc_pd__device_fails__its_error),
		cmocka_unit_test(ib_dealloc_pd__something_is_in_it__warns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
