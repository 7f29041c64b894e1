/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which data pointer a request gets (NVH-10 to NVH-16, EX-NVME-1 to 3, 10, 12, INV-NVME-8).
 */
#include "nvme_test.h"
#include "record.h"

#define DIRECT REQ_DMA_DIRECT

enum shape { PRPS, PRP_LIST, SGL };

static enum shape shape_of(const struct t_nvme *t)
{
	if (t->cmd.rw.flags)
		return SGL;
	return t->r.iod.npages < 0 ? PRPS : PRP_LIST;
}

/* A single mapping or a list: INV-NVME-10. */
static bool is_single(const struct t_nvme *t)
{
	return t->r.iod.dma_len;
}

static void nvme_map_data__one_segment__table(void **state)
{
	static const struct {
		const char *name;
		struct t_vec vec;
		unsigned opf;
		u32 sgls;
		u16 qid;
		enum shape shape;
		bool single;
		u64 prp2;
	} cases[] = {
		{ "EX-NVME-1", { 0x10200, 0x200 }, 0, 1, 1, PRPS, true, 0 },
		{ "EX-NVME-2", { 0x10000, 0x2000 }, 0, 1, 1, PRPS, true, 0x11000 },
		{ "an odd address", { 0x10001, 0x1000 }, 0, 1, 1, PRPS, true, 0x11000 },
		{ "offset and length are two pages",
		  { 0x10800, 0x1800 },
		  0,
		  1,
		  1,
		  PRPS,
		  true,
		  0x11000 },
		{ "the same without SGLs", { 0x10800, 0x1800 }, 0, 0, 1, PRPS, true, 0x11000 },
		{ "EX-NVME-3 (a)", { 0x10e00, 0x2000 }, 0, 1, 1, SGL, true, 0 },
		{ "EX-NVME-3 (b)", { 0x10e00, 0x2000 }, 0, 0, 1, PRP_LIST, false, 0 },
		{ "SGLs with dword alignment", { 0x10e00, 0x2000 }, 0, 2, 1, SGL, true, 0 },
		{ "other bits of SGLS", { 0x10e00, 0x2000 }, 0, 4, 1, PRP_LIST, false, 0 },
		{ "admin queue", { 0x10e00, 0x2000 }, 0, 1, 0, PRP_LIST, false, 0 },
		{ "NVH-13: direct, one page", { 0x10000, 0x1000 }, DIRECT, 1, 1, PRPS, false, 0 },
		{ "NVH-13: direct, two pages",
		  { 0x10200, 0x1e00 },
		  DIRECT,
		  1,
		  1,
		  PRPS,
		  false,
		  0x11000 },
		{ "EX-NVME-12: page-backed", { 0x4000, 0x4000 }, 0, 1, 1, SGL, true, 0 },
		{ "EX-NVME-12: direct",
		  { 0x7f0000004000, 0x4000 },
		  DIRECT,
		  1,
		  1,
		  PRP_LIST,
		  false,
		  0 },
		{ "direct, over the threshold",
		  { 0x7f0000004000, 0x8000 },
		  DIRECT,
		  1,
		  1,
		  SGL,
		  false,
		  0 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_nvme *t = t_nvme_prepare();

		t->nvme.ctrl.sgls = cases[i].sgls;
		t->queue.qid = cases[i].qid;
		t_nvme_go(t);
		assert_int_equal(t_nvme_map(t, REQ_OP_READ | cases[i].opf, 1, &cases[i].vec), 0);
		if (shape_of(t) != cases[i].shape || is_single(t) != cases[i].single)
			fail_msg("%s: shape %d, single %d", cases[i].name, shape_of(t),
				 is_single(t));
		if (cases[i].shape == PRPS)
			assert_int_equal(t_prp2(t), cases[i].prp2);
		if (cases[i].shape != SGL) {
			t_walk_prps(t, cases[i].vec.len); /* INV-NVME-30: direct or not */
			assert_walk(t, 1, &cases[i].vec);
		}
		t_nvme_unmap(t);
		assert_int_equal(bp_dma_ledger_stat(t->ledger).errors, 0);
		t_nvme_stop(t);
	}
}

static void nvme_map_data__simple_sgl__one_data_block(void **state)
{
	struct t_nvme *t = t_nvme_prepare();

	(void)state;
	t->nvme.ctrl.sgls = T_SGLS_SUPPORTED;
	t->nvme.ctrl.bp_params.sgl_threshold = 0; /* not asked for one segment */
	t_nvme_go(t);
	assert_int_equal(t_nvme_map(t, REQ_OP_READ, 1, T_VECS({ 0x10e00, 0x2000 })), BLK_STS_OK);
	assert_int_equal(t->cmd.rw.flags, 0x40);
	assert_int_equal(le64_to_cpu(t->cmd.rw.dptr.sgl.addr), 0x10e00);
	assert_int_equal(le32_to_cpu(t->cmd.rw.dptr.sgl.length), 0x2000);
	assert_int_equal(t->cmd.rw.dptr.sgl.type, 0);
	t_nvme_unmap(t);
	t_nvme_stop(t);
}

/* G-20: where a request begins deep in its vector, newer kernels look at its own page. */
static void nvme_map_data__middle_of_a_long_vector__shortcut_of_newer_kernels(void **state)
{
	static const struct {
		const char *rules;
		u64 skip;
		unsigned len;
		bool single;
	} cases[] = {
		{ "v5.2", 0, 0x2000, true },	   { "v6.1", 0, 0x2000, true },
		{ "v5.2", 0x3000, 0x2000, false }, { "v6.1", 0x3000, 0x2000, true },
		{ "v6.1", 0x3200, 0x1e00, true },  { "v6.1", 0x3200, 0x2000, false },
		{ "v6.18", 0x3000, 0x2000, true },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_nvme *t = t_nvme_start();
		const struct t_vec expected = { 0x10000 + cases[i].skip, cases[i].len };
		struct request *rq;

		t->w.q.bp_rules = bp_rules_find(cases[i].rules);
		rq = t_nvme_request(t, REQ_OP_READ, 1, T_VECS({ 0x10000, 0x8000 }));
		rq->bio->bi_iter.bi_bvec_done = (unsigned)cases[i].skip;
		rq->bio->bi_iter.bi_size = cases[i].len;
		rq->__data_len = cases[i].len;
		assert_int_equal(nvme_map_data(&t->nvme, rq, &t->cmd), BLK_STS_OK);
		assert_int_equal(is_single(t), cases[i].single);
		t_walk_prps(t, cases[i].len);
		assert_walk(t, 1, &expected);
		t_nvme_unmap(t);
		t_nvme_stop(t);
	}
}

/* EX-NVME-10 */
static void nvme_pci_use_sgls__averages__table(void **state)
{
	static const struct {
		unsigned bytes;
		u32 threshold, sgls;
		u16 qid;
		bool sgl;
	} cases[] = {
		{ 98304, 32768, 1, 1, true },  { 98301, 32768, 1, 1, false },
		{ 98302, 32768, 1, 1, true },  { 98304, 0, 1, 1, false },
		{ 98304, 32768, 0, 1, false }, { 98304, 32768, 1, 0, false },
		{ ~0u, 32768, 1, 1, true },
	};
	struct t_nvme *t = t_nvme_start();

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct request *rq = t_nvme_request(t, REQ_OP_READ, 3,
						    T_VECS({ 0x10000, 512 }, { 0x30000, 512 },
							   { 0x50000, 512 }));

		rq->__data_len = cases[i].bytes;
		t->nvme.ctrl.bp_params.sgl_threshold = cases[i].threshold;
		t->nvme.ctrl.sgls = cases[i].sgls;
		t->queue.qid = cases[i].qid;
		assert_int_equal(nvme_pci_use_sgls(&t->nvme, rq), cases[i].sgl);
	}
	t->queue.qid = 1;
	t->nvme.ctrl.sgls = 1;
	t->r.rq.nr_phys_segments = 0;
	assert_false(nvme_pci_use_sgls(&t->nvme, &t->r.rq));
	t_nvme_stop(t);
}

/* DEF-NVME-4: the offset of the vector in place of that of the address. */
static void nvme_map_data__vector_that_begins_a_page_late__stray_prp2_in_v5_2(void **state)
{
	(void)state;
	for (unsigned mode = 0; mode < 2; mode++) {
		struct t_nvme *t = mode ? t_nvme_start_with(BP_DEF_NVME_4) : t_nvme_start();
		struct request *rq = t_nvme_request(t, REQ_OP_READ, 1, T_VECS({ 0x10000, 0x1000 }));

		rq->bio->bi_io_vec[0].bv_offset = 4096;
		assert_int_equal(nvme_map_data(&t->nvme, rq, &t->cmd), BLK_STS_OK);
		assert_int_equal(t_prp1(t), 0x11000);
		assert_int_equal(t_prp2(t), mode ? 0x11000 : 0); /* INV-NVME-2 */
		t_nvme_unmap(t);
		t_nvme_stop(t);
	}
}

/* INV-NVME-11: map and unmap of direct data never reach the DMA API. */
static void nvme_map_data__direct__no_mapping_in_its_life(void **state)
{
	struct t_nvme *t = t_nvme_start();
	const u64 before = bp_dma_ledger_stat(t->ledger).live;

	(void)state;
	t->dev.dma_mask = 0; /* any call would fail */
	assert_int_equal(t_nvme_map(t, REQ_OP_WRITE | DIRECT, 2,
				    T_VECS({ 0x7f0000004000, 0x1000 }, { 0x7f0000008000, 0x1000 })),
			 BLK_STS_OK);
	assert_int_equal(bp_dma_ledger_stat(t->ledger).live, before);
	assert_int_equal(t->r.iod.nents, 2); /* INV-NVME-27 */
	t_nvme_unmap(t);
	t_nvme_stop(t);
}

static void nvme_map_data__memory_or_mapping_fails__resource_and_nothing_held(void **state)
{
	static const struct {
		const char *name;
		enum bp_alloc_kind fails;
		unsigned succeed;
		u64 mask;
		u32 sgls;
		struct t_vec vec;
	} cases[] = {
		{ "simple PRP out of reach", BP_ALLOC_NR, 0, 0xffff, 0, { 0x10000, 0x1000 } },
		{ "simple SGL out of reach", BP_ALLOC_NR, 0, 0xffff, 1, { 0x10e00, 0x2000 } },
		{ "list out of reach", BP_ALLOC_NR, 0, 0xffff, 0, { 0x10e00, 0x4000 } },
		{ "no list", BP_ALLOC_DMA_BLOCK, 0, ~0ull, 0, { 0x10e00, 0x4000 } },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_nvme *t = t_nvme_start();

		t->dev.dma_mask = cases[i].mask;
		t->fails = cases[i].fails;
		t->succeed = cases[i].succeed;
		t->nvme.ctrl.sgls = cases[i].sgls;
		if (t_nvme_map(t, REQ_OP_READ, 1, &cases[i].vec) != BLK_STS_RESOURCE)
			fail_msg("%s: no error", cases[i].name);
		assert_int_equal(t->r.iod.dma_len, 0);
		assert_int_equal(bp_dma_ledger_stat(t->ledger).errors, 0);
		assert_nothing_held(t);
		t_nvme_stop(t);
	}
}

/* NVH-3: one element is kept for bad times. */
static void nvme_map_data__no_memory__kept_element_serves_one(void **state)
{
	struct t_nvme *t = t_nvme_start();
	struct nvme_iod first;

	(void)state;
	t->fails = BP_ALLOC_MEMPOOL;
	assert_int_equal(t_nvme_map(t, REQ_OP_READ | DIRECT, 1, T_VECS({ 0x1000, 0x1000 })), 0);
	first = t->r.iod;
	assert_int_equal(t_nvme_map(t, REQ_OP_READ | DIRECT, 1, T_VECS({ 0x1000, 0x1000 })),
			 BLK_STS_RESOURCE);
	t->r.iod = first;
	t_nvme_unmap(t);
	/* Its list ended after one entry. */
	assert_int_equal(t_nvme_map(t, REQ_OP_READ | DIRECT, 2,
				    T_VECS({ 0x1000, 0x1000 }, { 0x8000, 0x1000 })),
			 0);
	assert_int_equal(t->r.iod.nents, 2);
	assert_int_equal(t_prp2(t), 0x8000);
	t_nvme_unmap(t);
	t_nvme_stop(t);
}

/* INV-NVME-26: more segments than an element has room for. */
static void nvme_map_data__too_many_segments__ioerr(void **state)
{
	struct t_nvme *t = t_nvme_start();

	(void)state;
	t_nvme_request(t, REQ_OP_READ, 1, T_VECS({ 0x10e00, 0x4000 }));
	t->r.rq.nr_phys_segments = NVME_MAX_SEGS + 1;
	assert_int_equal(nvme_map_data(&t->nvme, &t->r.rq, &t->cmd), BLK_STS_IOERR);
	t_nvme_stop(t);
}

static struct bp_report said;

static void keep(void *arg, const struct bp_report *report)
{
	(void)arg;
	said = *report;
}

/* DEF-NVME-1: after patch 19 alone the page of a direct entry is looked at, which has none. */
static void nvme_map_data__after_patch_19__page_of_a_direct_entry(void **state)
{
	static const struct {
		enum bp_nvme_patches patches;
		bool defect;
		unsigned looks;
	} cases[] = {
		{ BP_NVME_AFTER_19, true, 2 },
		{ BP_NVME_AFTER_19, false, 0 },
		{ BP_NVME_FINAL, true, 0 },
	};

	static struct t_record record;

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_nvme *t = t_nvme_prepare();

		bp_defect_set(&t->nvme.ctrl.bp_defects, BP_DEF_NVME_1, cases[i].defect);
		t->nvme.ctrl.bp_params.patches = cases[i].patches;
		t_nvme_go(t);
		t_record(&t->w.env, &record);
		t->w.env.on_report = keep;
		said = (struct bp_report){ .a = 77 };
		assert_int_equal(t_nvme_map(t, REQ_OP_READ | DIRECT, 1, T_VECS({ 0x1000, 0x1000 })),
				 0);
		assert_int_equal(record.count[BP_EV_NVME_PAGE], cases[i].looks / 2);
		if (cases[i].looks) {
			assert_ptr_equal(record.last[BP_EV_NVME_PAGE].sgl, t->r.iod.sg);
			assert_ptr_equal(record.last[BP_EV_NVME_PAGE].rq, &t->r.rq);
			assert_ptr_equal(record.last[BP_EV_NVME_PAGE].q, &t->w.q);
			assert_string_equal(record.last[BP_EV_NVME_PAGE].rule, "NVH-11");
			assert_int_equal(record.last[BP_EV_NVME_PAGE].a, 0);
			assert_int_equal(said.a, 0);
			assert_int_equal(said.b, 0);
		}
		t_nvme_unmap(t);
		assert_hits(&t->w.env, BP_SITE_NVME_NULL_PAGE, cases[i].looks);
		bp_sink_remove(&t->w.env, &record.sink);
		t_nvme_stop(t);
	}
}

/* What an earlier command of the tag left behind is neither a second page nor a mapping. */
static void nvme_map_data__a_tag_used_before__nothing_of_it(void **state)
{
	struct t_nvme *t = t_nvme_start();

	(void)state;
	t_nvme_request(t, REQ_OP_READ | REQ_DMA_DIRECT, 1, T_VECS({ 0x10000, 4096 }));
	t->r.iod.first_dma = bp_dma_addr(0x70000);
	t->r.iod.dma_len = 512;
	assert_int_equal(nvme_map_data(&t->nvme, &t->r.rq, &t->cmd), BLK_STS_OK);
	assert_int_equal(t_prp1(t), 0x10000);
	assert_int_equal(t_prp2(t), 0); /* INV-NVME-2 */
	t_nvme_unmap(t);
	assert_int_equal(bp_dma_ledger_stat(t->ledger).errors, 0);
	t_nvme_stop(t);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvme_map_data__one_segment__table),
		cmocka_unit_test(nvme_map_data__simple_sgl__one_data_block),
		cmocka_unit_test(nvme_map_data__middle_of_a_long_vector__shortcut_of_newer_kernels),
		cmocka_unit_test(nvme_pci_use_sgls__averages__table),
		cmocka_unit_test(nvme_map_data__vector_that_begins_a_page_late__stray_prp2_in_v5_2),
		cmocka_unit_test(nvme_map_data__direct__no_mapping_in_its_life),
		cmocka_unit_test(nvme_map_data__memory_or_mapping_fails__resource_and_nothing_held),
		cmocka_unit_test(nvme_map_data__no_memory__kept_element_serves_one),
		cmocka_unit_test(nvme_map_data__too_many_segments__ioerr),
		cmocka_unit_test(nvme_map_data__after_patch_19__page_of_a_direct_entry),
		cmocka_unit_test(nvme_map_data__a_tag_used_before__nothing_of_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
