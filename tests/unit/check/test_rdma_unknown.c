/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an adapter or its driver leaves open, and the checker therefore does not judge: INV-RDMA-13,
 * -19.
 */
#include <errno.h>
#include <stdio.h>

#include "rdma_contexts.h"

#include "../../../src/check/rdma.h"

#define LAW(n) BP_INV_RDMA_##n

static void refused_address(struct t_rdma_court *court, u64 bytes, bool is_reached, u64 judged)
{
	static const struct t_rw_setup setup = { .profile = BP_P2P_DIRECT };
	enum bp_dma_kind kind;
	struct device *dev;
	int result;

	open_with(court, &setup, 4096);
	dev = t.ib.dev.dma_device;
	kind = dev->dma_kind;
	if (!is_reached)
		dev->dma_kind = BP_DMA_VIRT;
	result = prepare_address(bus, (u32)bytes);
	if (result > 0)
		rdma_rw_ctx_dma_destroy(&t.ctx, t.qp, 1);
	else
		assert_int_equal(result, -EINVAL);
	dev->dma_kind = kind;
	assert_int_equal(bp_check_judged(court->check, LAW(19)), judged);
	assert_int_equal(bp_check_count(court->check, LAW(19)), 0);
	close_with(court, 4096);
}

/* INV-RDMA-19 is of bytes, and of memory that the adapter reaches. */
static void dma_init__nothing_to_reach__may_be_refused(void **state)
{
	static const struct {
		u64 bytes;
		bool is_reached;
		u64 judged;
	} cases[] = { { 4096, true, 1 }, { 0, true, 0 }, { 4096, false, 0 } };

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_rdma_court court = { 0 };

		refused_address(&court, cases[i].bytes, cases[i].is_reached, cases[i].judged);
		bp_check_free(court.check);
	}
}

static void by_regions(struct t_rdma_court *court)
{
	static const struct t_rw_setup setup = { .force_mr = true, .mr_pages = 2 };

	open_with(court, &setup, 4096);
	assert_true(use_list(three, 3, 0, DMA_FROM_DEVICE));
	close_with(court, 4096);
}

static void tell_pair(struct t_rdma_court *court, struct bp_rdma_qp qp)
{
	const struct bp_rdma_event told = { .device = &t.ib.dev, .qp = qp };
	const struct bp_event event = { .id = BP_EV_RDMA_QP, .rdma = &told };

	bp_check_event(court->check, &event);
}

static bool is_made_again;

/* A context is over with its list still mapped, which is told at the end of its queue pair. */
static unsigned ends_with_its_pair(struct t_rdma_heard *heard)
{
	const struct bp_rdma_qp made = { .qpn = t.qp->qp_num, .made = true };

	if (heard->rdma.context.act != BP_RDMA_CTX_INIT)
		return T_NOT_MINE;
	tell_pair(heard->t, made);
	bp_check_event(heard->t->check, &heard->event);
	heard->rdma.context.act = BP_RDMA_CTX_DESTROY;
	bp_check_event(heard->t->check, &heard->event);
	if (is_made_again)
		tell_pair(heard->t, made);
	tell_pair(heard->t, (struct bp_rdma_qp){ .qpn = made.qpn, .gone = true });
	return 0;
}

/* Of one with the same number nothing is left: its end was not heard. */
static void pair__made_again__old_one_forgotten(void **state)
{
	static const struct t_rdma_tampering row = { LAW(13), BP_EV_RDMA_CTX, ends_with_its_pair,
						     by_regions };

	(void)state;
	for (unsigned again = 0; again < 2; again++) {
		struct t_rdma_court court = { .with = &row };

		is_made_again = again;
		by_regions(&court);
		assert_true(court.is_done);
		assert_int_equal(bp_check_count(court.check, LAW(13)), !again);
		bp_check_free(court.check);
	}
}

static void bp_ck_rdma_list__device_that_mapped_nothing__none(void **state)
{
	const struct device dev = { 0 };
	struct scatterlist sg;
	struct bp_env env;
	struct bp_check *check;

	(void)state;
	bp_env_init(&env);
	check = bp_check_new(&env);
	assert_null(bp_ck_rdma_list(check, &dev, &sg));
	bp_check_free(check);
	bp_env_fini(&env);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dma_init__nothing_to_reach__may_be_refused),
		cmocka_unit_test(pair__made_again__old_one_forgotten),
		cmocka_unit_test(bp_ck_rdma_list__device_that_mapped_nothing__none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
