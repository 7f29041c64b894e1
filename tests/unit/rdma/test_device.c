/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A device is made known: R-A1.1, R-A2.5.
 */
#include <errno.h>

#include "bp_test.h"
#include "ib.h"

static void ib_register_device__hardware__its_function_masters_dma(void **state)
{
	struct device parent = { .is_pci = true };
	struct bp_env env;
	struct t_ib t;

	(void)state;
	bp_env_init(&env);
	bp_defect_set(&env.defects, BP_DEF_RDMA_7, true);
	t_ib_init(&t, &env, &parent);
	assert_ptr_equal(t.dev.dma_device, &parent);
	assert_false(ib_uses_virt_dma(&t.dev));
	assert_true(bp_defect_on(&t.dev.bp_defects, BP_DEF_RDMA_7));
	bp_env_fini(&env);
}

static void ib_register_device__software__masters_dma_itself(void **state)
{
	struct bp_env env;
	struct t_ib t;

	(void)state;
	bp_env_init(&env);
	t_ib_init(&t, &env, NULL);
	assert_ptr_equal(t.dev.dma_device, &t.dev.dev);
	assert_true(ib_uses_virt_dma(&t.dev));
	bp_env_fini(&env);
}

static void rdma_cap_read_inv__each_protocol__iwarp_alone(void **state)
{
	struct ib_device dev = { .bp_protocol = BP_RDMA_IB };

	(void)state;
	assert_false(rdma_cap_read_inv(&dev, 1) || rdma_protocol_iwarp(&dev, 1));
	dev.bp_protocol = BP_RDMA_ROCE;
	assert_false(rdma_cap_read_inv(&dev, 1) || rdma_protocol_iwarp(&dev, 1));
	dev.bp_protocol = BP_RDMA_IWARP;
	assert_true(rdma_cap_read_inv(&dev, 1) && rdma_protocol_iwarp(&dev, 1));
}

/* Each function but those of MRs, and get_dma_mr, which only a device without the key needs. */
static const size_t needed[] = {
	offsetof(struct ib_device_ops, alloc_pd),   offsetof(struct ib_device_ops, dealloc_pd),
	offsetof(struct ib_device_ops, create_cq),  offsetof(struct ib_device_ops, destroy_cq),
	offsetof(struct ib_device_ops, poll_cq),    offsetof(struct ib_device_ops, req_notify_cq),
	offsetof(struct ib_device_ops, create_qp),  offsetof(struct ib_device_ops, modify_qp),
	offsetof(struct ib_device_ops, destroy_qp), offsetof(struct ib_device_ops, post_send),
	offsetof(struct ib_device_ops, post_recv),
};

static void ib_register_device__a_part_is_missing__einval(void **state)
{
	struct device parent = { .is_pci = true };
	struct ib_device_ops ops;
	struct bp_env env;
	struct t_ib t;

	(void)state;
	bp_env_init(&env);
	for (size_t i = 0; i < bp_array_size(needed); i++) {
		t_ib_prepare(&t, &env, &parent);
		ops = *t.dev.ops;
		*(void **)((char *)&ops + needed[i]) = NULL;
		t.dev.ops = &ops;
		assert_int_equal(ib_register_device(&t.dev), -EINVAL);
	}
	t_ib_prepare(&t, &env, &parent);
	t.dev.ops = NULL;
	assert_int_equal(ib_register_device(&t.dev), -EINVAL);
	t_ib_prepare(&t, &env, &parent);
	t.dev.dev.parent = NULL;
	assert_int_equal(ib_register_device(&t.dev), -EINVAL);
	t_ib_prepare(&t, &env, &parent);
	ops = *t.dev.ops;
	ops.get_dma_mr = NULL;
	t.dev.ops = &ops;
	assert_int_equal(ib_register_device(&t.dev), 0);
	t.dev.attrs.device_cap_flags = 0;
	assert_int_equal(ib_register_device(&t.dev), -EINVAL);
	bp_env_fini(&env);
}

static void ib_register_device__no_entries__einval(void **state)
{
	struct device parent = { .is_pci = true };
	struct bp_env env;
	struct t_ib t;

	(void)state;
	bp_env_init(&env);
	t_ib_prepare(&t, &env, &parent);
	t.dev.attrs.max_sge_rd = 0;
	assert_int_equal(ib_register_device(&t.dev), -EINVAL);
	t_ib_prepare(&t, &env, &parent);
	t.dev.attrs.max_send_sge = 0;
	assert_int_equal(ib_register_device(&t.dev), -EINVAL);
	t_ib_prepare(&t, &env, &parent);
	t.dev.attrs.max_fast_reg_page_list_len = 0;
	assert_int_equal(ib_register_device(&t.dev), 0);
	t.dev.bp_force_mr = true;
	assert_int_equal(ib_register_device(&t.dev), -EINVAL);
	bp_env_fini(&env);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ib_register_device__hardware__its_function_masters_dma),
		cmocka_unit_test(ib_register_device__software__masters_dma_itself),
		cmocka_unit_test(rdma_cap_read_inv__each_protocol__iwarp_alone),
		cmocka_unit_test(ib_register_device__a_part_is_missing__einval),
		cmocka_unit_test(ib_register_device__no_entries__einval),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
