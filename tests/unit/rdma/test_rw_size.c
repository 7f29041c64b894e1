/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How much room contexts need: B6, RDMA-G7, RDMA-G17.
 */
#include <errno.h>

#include "bp_test.h"
#include "rw.h"

static struct ib_device device(enum bp_rdma_protocol protocol, bool force_mr)
{
	static struct bp_env env;

	return (struct ib_device){ .bp_env = &env,
				   .bp_protocol = protocol,
				   .bp_force_mr = force_mr,
				   .attrs = { .max_qp_wr = 0x4000,
					      .max_sge_rd = 30,
					      .max_fast_reg_page_list_len = 512 } };
}

static u32 sized(const struct ib_device *dev, u32 depth)
{
	struct ib_qp_init_attr attr = {
		.cap = { .max_send_wr = depth + 1, .max_rdma_ctxs = depth },
		.port_num = 1,
	};

	rdma_rw_init_qp(dev, &attr);
	return attr.cap.max_send_wr;
}

/* RDMA-G7 */
static void rdma_rw_init_qp__depths__room_for_each_context(void **state)
{
	const struct ib_device ib = device(BP_RDMA_IB, false);
	const struct ib_device forced = device(BP_RDMA_ROCE, true);
	const struct ib_device iwarp = device(BP_RDMA_IWARP, false);

	(void)state;
	assert_int_equal(sized(&ib, 128), 257);
	assert_int_equal(sized(&ib, 32), 65);
	assert_int_equal(sized(&ib, 16), 33);
	assert_int_equal(sized(&forced, 128), 513);
	assert_int_equal(sized(&iwarp, 128), 513);
}

static void rdma_rw_init_qp__more_than_the_device_has__all_it_has(void **state)
{
	struct ib_device ib = device(BP_RDMA_IB, true);

	(void)state;
	ib.attrs.max_qp_wr = 64;
	assert_int_equal(sized(&ib, 16), 64);
	assert_int_equal(sized(&ib, 15), 61);
}

static void rdma_rw_init_qp__no_port__warns(void **state)
{
	const struct ib_device ib = device(BP_RDMA_IB, false);
	struct ib_qp_init_attr attr = { .cap = { .max_send_wr = 3, .max_rdma_ctxs = 2 } };
	u64 before = ib.bp_env->hits[BP_SITE_RDMA_RW_NO_PORT];

	(void)state;
	rdma_rw_init_qp(&ib, &attr);
	assert_int_equal(ib.bp_env->hits[BP_SITE_RDMA_RW_NO_PORT], before + 1);
	assert_int_equal(attr.cap.max_send_wr, 5);
}

/* RDMA-G17 */
static void rdma_rw_mr_factor__256_pages__by_entries_or_by_mrs(void **state)
{
	struct ib_device ib = device(BP_RDMA_IB, false);
	struct ib_device forced = device(BP_RDMA_IB, true);

	(void)state;
	assert_int_equal(rdma_rw_mr_factor(&ib, 1, 256), 9);
	assert_int_equal(rdma_rw_mr_factor(&forced, 1, 256), 1);
	assert_int_equal(rdma_rw_mr_factor(&forced, 1, 257), 2);
	forced.attrs.max_fast_reg_page_list_len = 4;
	assert_int_equal(rdma_rw_mr_factor(&forced, 1, 256), 64);
}

/* R-B6.2: P pages each, and none where they cannot be used. */
static void rdma_rw_init_mrs__each_kind__a_pool_or_none(void **state)
{
	static const struct t_rw_setup forced = { .force_mr = true, .contexts = 3 };
	static const struct t_rw_setup tiny = { .protocol = BP_RDMA_IWARP,
						.contexts = 3,
						.mr_pages = 4 };
	static const struct t_rw_setup ib = { .contexts = 3 };
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &forced);
	assert_int_equal(t_rw_last(&t, BP_EV_RDMA_MR)->region.max_pages, 256);
	assert_int_equal(t.nr_events, 3);
	t_rw_fini(&t);
	t_rw_init(&t, &tiny);
	assert_int_equal(t_rw_last(&t, BP_EV_RDMA_MR)->region.max_pages, 4);
	t_rw_fini(&t);
	t_rw_init(&t, &ib);
	assert_true(TAILQ_EMPTY(&t.qp->rdma_mrs));
	t_rw_fini(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rdma_rw_init_qp__depths__room_for_each_context),
		cmocka_unit_test(rdma_rw_init_qp__more_than_the_device_has__all_it_has),
		cmocka_unit_test(rdma_rw_init_qp__no_port__warns),
		cmocka_unit_test(rdma_rw_mr_factor__256_pages__by_entries_or_by_mrs),
		cmocka_unit_test(rdma_rw_init_mrs__each_kind__a_pool_or_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
