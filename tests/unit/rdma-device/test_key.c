/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bp_test.h"
#include "rdma.h"
#include "rdma/mr.h"

#define VALID_KEY 0x012302u

struct world {
	struct bp_rdma_adapter adapter;
	struct ib_pd pd;
	struct ib_pd other;
	struct bp_rdma_mr mr;
	u64 page[4];
};

static void init(struct world *w)
{
	*w = (struct world){ .mr = { .ib.type = IB_MR_TYPE_MEM_REG,
				     .index = VALID_KEY >> 8,
				     .state = BP_RDMA_MR_IS_VALID,
				     .lkey = VALID_KEY,
				     .rkey = VALID_KEY,
				     .access = IB_ACCESS_LOCAL_WRITE | IB_ACCESS_REMOTE_READ } };
	w->mr.pd = &w->pd;
	w->mr.used.page = w->page;
	assert_true(bp_sparse_put(&w->adapter.mrs, w->mr.index, &w->mr));
}

static bool is_ok(const struct world *w, u32 key, bool remote, const struct ib_pd *pd, int access)
{
	const struct bp_rdma_lookup lookup = { key, remote, pd, access };
	const struct bp_rdma_found found = bp_rdma_mr_look(&w->adapter, &lookup);

	return bp_rdma_found_ok(&found);
}

/* R-A3.6, one rule after the other; G14: a key from before is not the key. */
static void bp_rdma_mr_look__each_rule_broken__not_found(void **state)
{
	struct world w;

	(void)state;
	init(&w);
	assert_true(is_ok(&w, VALID_KEY, false, &w.pd, 0));
	assert_true(is_ok(&w, VALID_KEY, false, &w.pd, IB_ACCESS_LOCAL_WRITE));
	assert_true(is_ok(&w, VALID_KEY, true, &w.pd, IB_ACCESS_REMOTE_READ));
	assert_false(is_ok(&w, VALID_KEY + 0x100, true, &w.pd, 0));
	assert_false(is_ok(&w, VALID_KEY + 1, true, &w.pd, 0));
	assert_false(is_ok(&w, VALID_KEY - 1, false, &w.pd, 0));
	assert_false(is_ok(&w, VALID_KEY, true, &w.other, 0));
	assert_false(is_ok(&w, VALID_KEY, true, &w.pd, IB_ACCESS_REMOTE_WRITE));
	assert_false(
		is_ok(&w, VALID_KEY, true, &w.pd, IB_ACCESS_REMOTE_READ | IB_ACCESS_REMOTE_WRITE));
	w.mr.state = BP_RDMA_MR_IS_FREE;
	assert_false(is_ok(&w, VALID_KEY, true, &w.pd, 0));
	bp_sparse_fini(&w.adapter.mrs);
}

/* R-A3.8: registered for this side alone. */
static void bp_rdma_mr_look__no_rkey__remote_never(void **state)
{
	struct world w;

	(void)state;
	init(&w);
	w.mr.rkey = 0;
	assert_false(is_ok(&w, VALID_KEY, true, &w.pd, 0));
	assert_false(is_ok(&w, 0, true, &w.pd, 0));
	assert_true(is_ok(&w, VALID_KEY, false, &w.pd, 0));
	bp_sparse_fini(&w.adapter.mrs);
}

/* The DMA key of the whole device. */
static void bp_rdma_mr_look__mr_of_no_domain__good_in_each(void **state)
{
	struct world w;

	(void)state;
	init(&w);
	w.mr.pd = NULL;
	assert_true(is_ok(&w, VALID_KEY, false, &w.pd, 0));
	assert_true(is_ok(&w, VALID_KEY, false, &w.other, 0));
	bp_sparse_fini(&w.adapter.mrs);
}

/* G15: a range of no length is not looked at by those who ask (R-A7.4). */
static void bp_rdma_mr_holds__g15__as_told(void **state)
{
	static const struct {
		u64 va, bytes;
		bool ok;
	} cases[] = {
		{ 0x10000, 0x2000, true }, { 0x11fff, 1, true },       { 0x11fff, 2, false },
		{ 0x0ffff, 1, false },	   { 0x12000, 0, true },       { 0x10000, 0x2001, false },
		{ 0x12000, 1, false },	   { ~0ull, 1, false },	       { 0x10000, ~0ull, false },
		{ 0x11000, 0x1000, true }, { 0x11001, 0x1000, false },
	};
	const struct bp_rdma_mr mr = { .ib.type = IB_MR_TYPE_MEM_REG,
				       .used = { .iova = 0x10000, .length = 0x2000 } };
	const struct bp_rdma_mr dma = { .ib.type = IB_MR_TYPE_DMA };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(bp_rdma_mr_holds(&mr, cases[i].va, cases[i].bytes), cases[i].ok);
		assert_true(bp_rdma_mr_holds(&dma, cases[i].va, cases[i].bytes));
	}
}

/* pages  5000 6000 | 9000, and the MR begins at 5200. */
static void bp_rdma_mr_bus__pages_that_touch__one_run(void **state)
{
	static const struct {
		u64 va;
		u32 bytes, run;
		u64 bus;
	} cases[] = {
		{ 0x10200, 0x100, 0x100, 0x5200 },   { 0x10200, 0x1000, 0x1000, 0x5200 },
		{ 0x10200, 0x1f00, 0x1e00, 0x5200 }, { 0x12000, 0x100, 0x100, 0x9000 },
		{ 0x11fff, 2, 1, 0x6fff },	     { 0x11000, 0x1800, 0x1000, 0x6000 },
	};
	u64 page[] = { 0x5000, 0x6000, 0x9000 };
	const struct bp_rdma_mr mr = {
		.ib.type = IB_MR_TYPE_MEM_REG,
		.used = { .iova = 0x10200,
			  .length = 0x2e00,
			  .page_size = 4096,
			  .page = page,
			  .nr = 3 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		u32 bytes = cases[i].bytes;

		assert_int_equal(bp_rdma_mr_bus(&mr, cases[i].va, &bytes), cases[i].bus);
		assert_int_equal(bytes, cases[i].run);
	}
}

/* R-A3.3: the address is that of the bus. */
static void bp_rdma_mr_bus__dma_mr__as_it_is(void **state)
{
	const struct bp_rdma_mr dma = { .ib.type = IB_MR_TYPE_DMA, .used = { .page_size = 4096 } };
	u32 bytes = 0x5000;

	(void)state;
	assert_int_equal(bp_rdma_mr_bus(&dma, 0x123456789abcull, &bytes), 0x123456789abcull);
	assert_int_equal(bytes, 0x5000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_rdma_mr_look__each_rule_broken__not_found),
		cmocka_unit_test(bp_rdma_mr_look__no_rkey__remote_never),
		cmocka_unit_test(bp_rdma_mr_look__mr_of_no_domain__good_in_each),
		cmocka_unit_test(bp_rdma_mr_holds__g15__as_told),
		cmocka_unit_test(bp_rdma_mr_bus__pages_that_touch__one_run),
		cmocka_unit_test(bp_rdma_mr_bus__dma_mr__as_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
