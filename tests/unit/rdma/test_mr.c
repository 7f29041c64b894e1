/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory regions and their keys: R-A3.2, R-A3.3, R-A3.8.
 */
#include <errno.h>

#include "bp_test.h"
#include "rw.h"

static void ib_inc_rkey__low_byte__wraps(void **state)
{
	(void)state;
	assert_int_equal(ib_inc_rkey(0x00012300), 0x00012301);
	assert_int_equal(ib_inc_rkey(0x000123ff), 0x00012300);
	assert_int_equal(ib_inc_rkey(0xffffffff), 0xffffff00);
}

static void ib_update_fast_reg_key__any__both_keys(void **state)
{
	struct ib_mr mr = { .lkey = 0x00012305, .rkey = 0x00045605 };

	(void)state;
	ib_update_fast_reg_key(&mr, 0xab);
	assert_int_equal(mr.lkey, 0x000123ab);
	assert_int_equal(mr.rkey, 0x000456ab);
}

static void ib_alloc_mr__device_has_none__eopnotsupp(void **state)
{
	static const struct t_rw_setup setup = { 0 };
	struct ib_device_ops ops;
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &setup);
	ops = *t.ib.dev.ops;
	ops.alloc_mr = NULL;
	t.ib.dev.ops = &ops;
	assert_int_equal(PTR_ERR(ib_alloc_mr(t.pd, IB_MR_TYPE_MEM_REG, 1)), -EOPNOTSUPP);
	t_rw_fini(&t);
}

static void ib_alloc_mr__life__told(void **state)
{
	static const struct t_rw_setup setup = { 0 };
	struct scatterlist sg;
	unsigned offset = 0;
	struct ib_mr *mr;
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &setup);
	t_ib_fail(&t.ib, T_IB_ALLOC_MR, 0, -ENOMEM);
	assert_int_equal(PTR_ERR(ib_alloc_mr(t.pd, IB_MR_TYPE_MEM_REG, 4)), -ENOMEM);
	mr = ib_alloc_mr(t.pd, IB_MR_TYPE_MEM_REG, 4);
	assert_int_equal(t_rw_last(&t, BP_EV_RDMA_MR)->region.act, BP_RDMA_MR_MADE);
	assert_int_equal(t_rw_last(&t, BP_EV_RDMA_MR)->region.max_pages, 4);
	sg_init_table(&sg, 1);
	sg_dma_address(&sg) = bp_dma_addr(0x5000);
	sg_dma_len(&sg) = 0x2000;
	assert_int_equal(ib_map_mr_sg(mr, &sg, 1, &offset, 4096), 1);
	assert_int_equal(mr->page_size, 4096);
	assert_int_equal(t_rw_last(&t, BP_EV_RDMA_MR)->region.act, BP_RDMA_MR_MAPPED);
	assert_int_equal(t_rw_last(&t, BP_EV_RDMA_MR)->region.iova, 0x5000);
	assert_int_equal(t_rw_last(&t, BP_EV_RDMA_MR)->region.length, 0x2000);
	t_ib_fail(&t.ib, T_IB_DEREG_MR, 0, -EBUSY);
	assert_int_equal(ib_dereg_mr(mr), -EBUSY);
	assert_int_equal(ib_dereg_mr(mr), 0);
	assert_int_equal(t_rw_last(&t, BP_EV_RDMA_MR)->region.act, BP_RDMA_MR_GONE);
	t_rw_fini(&t);
}

static void ib_map_mr_sg__device_has_none__eopnotsupp(void **state)
{
	static const struct t_rw_setup setup = { 0 };
	struct ib_device_ops ops;
	struct scatterlist sg;
	struct ib_mr *mr;
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &setup);
	mr = ib_alloc_mr(t.pd, IB_MR_TYPE_MEM_REG, 4);
	ops = *t.ib.dev.ops;
	ops.map_mr_sg = NULL;
	t.ib.dev.ops = &ops;
	assert_int_equal(ib_map_mr_sg(mr, &sg, 1, NULL, 4096), -EOPNOTSUPP);
	ib_dereg_mr(mr);
	t_rw_fini(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ib_inc_rkey__low_byte__wraps),
		cmocka_unit_test(ib_update_fast_reg_key__any__both_keys),
		cmocka_unit_test(ib_alloc_mr__device_has_none__eopnotsupp),
		cmocka_unit_test(ib_alloc_mr__life__told),
		cmocka_unit_test(ib_map_mr_sg__device_has_none__eopnotsupp),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
