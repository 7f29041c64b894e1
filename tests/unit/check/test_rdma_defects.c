/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which of rdma_rw's defects break what: DEF-RDMA-2, -3, -4, -7.
 */
#include <stdio.h>

#include "rdma_contexts.h"

#define LAW(n) BP_INV_RDMA_##n
#define MIB (1u << 20)

/* What rdma_rw's defects break; with the switch off nothing is broken. */
struct exhibit {
	enum bp_defect_id defect;
	enum bp_invariant law;
	t_rdma_scene_fn *scene;
	struct t_rw_setup setup;
};

static const struct exhibit *on_show;
static bool is_on;

static struct t_rw_setup setup_of(const struct exhibit *e)
{
	struct t_rw_setup setup = e->setup;

	if (is_on)
		setup.defects[0] = e->defect;
	return setup;
}

static void long_range(struct t_rdma_court *court)
{
	const struct t_rw_setup setup = setup_of(on_show);

	open_with(court, &setup, 2 * MIB);
	if (prepare_address(bus, 2 * MIB) > 0)
		rdma_rw_ctx_dma_destroy(&t.ctx, t.qp, 1);
	close_with(court, 2 * MIB);
}

static void long_entry(struct t_rdma_court *court)
{
	static const struct t_rw_entry entry = { 0x1000000, 2 * MIB };
	const struct t_rw_setup setup = setup_of(on_show);

	open_with(court, &setup, 4096);
	use_list(&entry, 1, 0, DMA_TO_DEVICE);
	close_with(court, 4096);
}

static void strange_address(struct t_rdma_court *court)
{
	const struct t_rw_setup setup = setup_of(on_show);

	open_with(court, &setup, 4096);
	if (prepare_address(0, 4096) > 0)
		rdma_rw_ctx_dma_destroy(&t.ctx, t.qp, 1);
	close_with(court, 4096);
}

static void read_that_invalidates(struct t_rdma_court *court)
{
	const struct t_rw_setup setup = setup_of(on_show);

	open_with(court, &setup, 4096);
	assert_true(use_list(three, 3, 0, DMA_FROM_DEVICE));
	close_with(court, 4096);
}

static void rdma_rw__defects__break_what_the_table_names(void **state)
{
	static const struct exhibit exhibits[] = {
		{ BP_DEF_RDMA_2,
		  LAW(19),
		  long_range,
		  { .profile = BP_P2P_DIRECT, .force_mr = true } },
		{ BP_DEF_RDMA_3, LAW(19), long_entry, { .force_mr = true } },
		{ BP_DEF_RDMA_4, LAW(15), strange_address, { .profile = BP_P2P_DIRECT } },
		{ BP_DEF_RDMA_7, LAW(8), read_that_invalidates, { .protocol = BP_RDMA_IWARP } },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(exhibits); i++) {
		struct t_rdma_court off = { 0 }, on = { 0 };

		on_show = &exhibits[i];
		is_on = false;
		on_show->scene(&off);
		is_on = true;
		on_show->scene(&on);
		assert_int_equal(bp_check_total(off.check), 0);
		assert_true(bp_check_count(on.check, on_show->law) > 0);
		assert_int_equal(bp_check_total(on.check), bp_check_count(on.check, on_show->law));
		bp_check_free(off.check);
		bp_check_free(on.check);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rdma_rw__defects__break_what_the_table_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
