/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists that PRPs cannot describe (NVH-19, NVH-20, EX-NVME-11): refused, or built as v5.2 does.
 */
#include <blkpath/event.h>

#include "nvme_test.h"

#define MAX_ENTRIES 4

struct bad_list {
	const char *name;
	struct t_vec vecs[MAX_ENTRIES];
	unsigned n;
	blk_status_t v5_2;
	u64 prp2; /* in v5.2; ~0: a list or nothing */
};

static const struct bad_list lists[] = {
	{ "short first, one page: nothing seen",
	  { { 0x1000000, 0xe00 }, { 0x1001000, 0x200 } },
	  2,
	  BLK_STS_OK,
	  0 },
	{ "short first, two pages: the wrong page",
	  { { 0x10000, 0x200 }, { 0x20000, 0x1000 } },
	  2,
	  BLK_STS_OK,
	  0x11000 },
	{ "short first, more",
	  { { 0x10000, 0x200 }, { 0x20000, 0x3000 } },
	  2,
	  BLK_STS_IOERR,
	  ~0ull },
	{ "short in the middle",
	  { { 0x10000, 0x1000 }, { 0x20000, 0x800 }, { 0x30000, 0x2000 } },
	  3,
	  BLK_STS_IOERR,
	  ~0ull },
	{ "last begins inside a page",
	  { { 0x10000, 0x1000 }, { 0x20200, 0xe00 } },
	  2,
	  BLK_STS_OK,
	  0x20200 },
	{ "begins inside a page, whole pages long",
	  { { 0x10000, 0x1000 }, { 0x20200, 0x1000 }, { 0x30000, 0x1000 } },
	  3,
	  BLK_STS_OK,
	  ~0ull },
	{ "begins inside a page, ends on a boundary",
	  { { 0x10000, 0x1000 }, { 0x20200, 0xe00 }, { 0x30000, 0x1000 } },
	  3,
	  BLK_STS_IOERR,
	  ~0ull },
	{ "over the end of all addresses", { { ~0ull - 4095, 0x2000 } }, 1, BLK_STS_OK, 0 },
	{ "the last over that end",
	  { { 0x10000, 0x1000 }, { ~0ull - 4095, 0x2000 } },
	  2,
	  BLK_STS_OK,
	  ~0ull },
	{ "PRP1 is odd", { { 0x10001, 0x1000 } }, 1, BLK_STS_OK, 0x11000 },
	{ "PRP1 is no dword", { { 0x10002, 0xffe } }, 1, BLK_STS_OK, 0 },
	{ "first of one byte", { { 0x10000, 1 }, { 0x20000, 0x200 } }, 2, BLK_STS_OK, 0 },
	{ "begins a byte behind a boundary",
	  { { 0x10000, 0x1000 }, { 0x20001, 0xfff } },
	  2,
	  BLK_STS_OK,
	  0x20001 },
};

static blk_status_t map(struct t_nvme *t, const struct bad_list *list)
{
	struct request *rq = t_nvme_request(t, REQ_OP_READ | REQ_DMA_DIRECT, list->n, list->vecs);

	rq->rq_flags = RQF_DONTPREP | RQF_IO_STAT;
	return nvme_map_data(&t->nvme, rq, &t->cmd);
}

/* INV-NVME-29: mode C submits none of them. */
static void nvme_map_data__lists_no_prp_describes__ioerr(void **state)
{
	(void)state;
	for (size_t i = 0; i < bp_array_size(lists); i++) {
		struct t_nvme *t = t_nvme_start();

		if (map(t, &lists[i]) != BLK_STS_IOERR)
			fail_msg("%s: accepted", lists[i].name);
		assert_hits(&t->w.env, BP_SITE_NVME_BAD_SG, 1);
		assert_hits(&t->w.env, BP_SITE_NVME_BAD_SG_ENTRY, lists[i].n);
		assert_hits(&t->w.env, BP_SITE_NVME_NULL_PHYS, 0);
		t_nvme_stop(t);
	}
}

/* DEF-NVME-6 */
static void nvme_map_data__v5_2__what_it_sees_and_what_it_does_not(void **state)
{
	(void)state;
	for (size_t i = 0; i < bp_array_size(lists); i++) {
		struct t_nvme *t = t_nvme_start_with(BP_DEF_NVME_6);
		const blk_status_t status = map(t, &lists[i]);

		if (status != lists[i].v5_2)
			fail_msg("%s: status %u", lists[i].name, status);
		if (lists[i].prp2 != ~0ull && t_prp2(t) != lists[i].prp2)
			fail_msg("%s: PRP2 0x%llx", lists[i].name, (unsigned long long)t_prp2(t));
		assert_hits(&t->w.env, BP_SITE_NVME_BAD_SG, status == BLK_STS_IOERR);
		if (!status)
			t_nvme_unmap(t);
		t_nvme_stop(t);
	}
}

/* The slots that a controller refuses: 0x20200 and a page. */
static void nvme_map_data__v5_2_unaligned_middle__slot_with_offset(void **state)
{
	struct t_nvme *t = t_nvme_start_with(BP_DEF_NVME_6);

	(void)state;
	assert_int_equal(map(t, &lists[5]), BLK_STS_OK);
	assert_int_equal(t_slot(t, t_prp2(t), 0), 0x20200);
	assert_int_equal(t_slot(t, t_prp2(t), 1), 0x30000);
	t_nvme_unmap(t);
	t_nvme_stop(t);
}

/*
 * Seen: an IOMMU without an end of its aperture, and no memory for a range below 4 GiB: the list
 * got the highest addresses there are, and the driver refused it as a bad one.  The end of its last
 * entry is 2^64, which is no number of 64 bits.
 */
static void nvme_map_data__list_up_to_the_last_address__prps(void **state)
{
	struct t_nvme *t = t_nvme_start();

	(void)state;
	assert_int_equal(t_nvme_map(t, REQ_OP_READ | REQ_DMA_DIRECT, 2,
				    T_VECS({ 0x10000, 0x1000 }, { 0xfffffffffffff000, 0x1000 })),
			 BLK_STS_OK);
	assert_hits(&t->w.env, BP_SITE_NVME_BAD_SG, 0);
	assert_int_equal(t_prp2(t), 0xfffffffffffff000);
	t_nvme_unmap(t);
	t_nvme_stop(t);
}

/* DEF-NVME-3: what DEF-5 joins is missing in the DMA length of the entry. */
static void nvme_map_data__joined_entry_keeps_its_first_length__ioerr(void **state)
{
	(void)state;
	for (unsigned mode = 0; mode < 2; mode++) {
		struct t_nvme *t = mode ? t_nvme_start_with(BP_DEF_NVME_6) : t_nvme_start();

		bp_defect_set(&t->w.q.bp_defects, BP_DEF_5, true);
		assert_int_equal(t_nvme_map(t, REQ_OP_READ | REQ_DMA_DIRECT, 2,
					    T_VECS({ 0x10000, 0x1000 }, { 0x11000, 0x1000 })),
				 BLK_STS_IOERR);
		assert_hits(&t->w.env, BP_SITE_NVME_SG_END, mode);
		t_nvme_stop(t);
	}
}

/* The same with a whole page missing. */
static void nvme_map_data__list_shorter_than_payload__ioerr(void **state)
{
	(void)state;
	for (unsigned mode = 0; mode < 2; mode++) {
		struct t_nvme *t = mode ? t_nvme_start_with(BP_DEF_NVME_6) : t_nvme_start();
		struct request *rq = t_nvme_request(t, REQ_OP_READ | REQ_DMA_DIRECT, 1,
						    T_VECS({ 0x10000, 0x2000 }));

		rq->__data_len = 0x4000;
		assert_int_equal(nvme_map_data(&t->nvme, rq, &t->cmd), BLK_STS_IOERR);
		assert_hits(&t->w.env, BP_SITE_NVME_SG_END, mode);
		rq = t_nvme_request(t, REQ_OP_READ | REQ_DMA_DIRECT, 1,
				    T_VECS({ 0x10000, 0x1000 }));
		rq->__data_len = 0x1001;
		assert_int_equal(nvme_map_data(&t->nvme, rq, &t->cmd), BLK_STS_IOERR);
		assert_hits(&t->w.env, BP_SITE_NVME_SG_END, 2 * mode);
		rq = t_nvme_request(t, REQ_OP_READ | REQ_DMA_DIRECT, 2,
				    T_VECS({ 0x10000, 0x1000 }, { 0x20000, 0x1000 }));
		rq->__data_len = 0x3000;
		assert_int_equal(nvme_map_data(&t->nvme, rq, &t->cmd), BLK_STS_IOERR);
		assert_hits(&t->w.env, BP_SITE_NVME_SG_END, 3 * mode);
		t_nvme_stop(t);
	}
}

/* Every entry is looked at, the 120th of any queue as well. */
static void nvme_map_data__one_of_many__ioerr(void **state)
{
	struct t_vec vecs[NVME_MAX_SEGS];
	struct t_nvme *t = t_nvme_start();

	(void)state;
	t->queue.qid = 3;
	for (unsigned i = 0; i < NVME_MAX_SEGS; i++)
		vecs[i] = (struct t_vec){ 0x100000 + i * 0x3000ull, 0x1000 };
	assert_int_equal(t_nvme_map(t, REQ_OP_WRITE | REQ_DMA_DIRECT, bp_array_size(vecs), vecs),
			 BLK_STS_OK);
	t_nvme_unmap(t);
	vecs[119].addr += 512;
	assert_int_equal(t_nvme_map(t, REQ_OP_WRITE | REQ_DMA_DIRECT, bp_array_size(vecs), vecs),
			 BLK_STS_IOERR);
	assert_hits(&t->w.env, BP_SITE_NVME_BAD_SG_ENTRY, NVME_MAX_SEGS);
	t_nvme_stop(t);
}

/* INV-NVME-6: a list may describe more than the payload, which ends inside it. */
static void nvme_map_data__list_longer_than_payload__accepted(void **state)
{
	struct t_nvme *t = t_nvme_start();
	struct request *rq =
		t_nvme_request(t, REQ_OP_READ | REQ_DMA_DIRECT, 1, T_VECS({ 0x10000, 0x4000 }));

	(void)state;
	rq->__data_len = 0x3200;
	assert_int_equal(nvme_map_data(&t->nvme, rq, &t->cmd), BLK_STS_OK);
	t_walk_prps(t, 0x3200);
	assert_walk(t, 1, T_VECS({ 0x10000, 0x3200 }));
	t_nvme_unmap(t);
	t_nvme_stop(t);
}

/* Entries of any length, across 4 GiB as well: what an IOMMU joins (NVH-38). */
static void nvme_map_data__an_entry_across_4_gib__prps(void **state)
{
	struct t_nvme *t = t_nvme_start();

	(void)state;
	t->w.q.limits.seg_boundary_mask = ~0ul;
	assert_int_equal(t_nvme_map(t, REQ_OP_READ | REQ_DMA_DIRECT, 1,
				    T_VECS({ 0xfffff000, 0x2000 })),
			 BLK_STS_OK);
	assert_int_equal(t_prp1(t), 0xfffff000);
	assert_int_equal(t_prp2(t), 0x100000000);
	t_nvme_unmap(t);
	t_nvme_stop(t);
}

/* A mapping layer that gives an entry another length. */
struct spoiler {
	struct bp_sink sink;
	unsigned entry;
	unsigned len;
};

static void spoil(struct bp_sink *sink, const struct bp_event *event)
{
	const struct spoiler *s = bp_container_of(sink, struct spoiler, sink);

	if (event->id == BP_EV_MAP_END)
		sg_dma_len(&event->sgl[s->entry]) = s->len;
}

/* INV-NVME-6: more than the payload, and together 4 GiB. */
static void nvme_map_data__entries_of_4_gib__accepted(void **state)
{
	struct spoiler s[] = { { .sink.fn = spoil, .entry = 0, .len = 0x80000000 },
			       { .sink.fn = spoil, .entry = 1, .len = 0x80000000 } };
	struct t_nvme *t = t_nvme_start();

	(void)state;
	for (unsigned i = 0; i < 2; i++)
		bp_sink_add(&t->w.env, &s[i].sink);
	assert_int_equal(t_nvme_map(t, REQ_OP_READ | REQ_DMA_DIRECT, 2,
				    T_VECS({ 0x100000000, 0x1000 }, { 0x200000000, 0x1000 })),
			 BLK_STS_OK);
	for (unsigned i = 0; i < 2; i++)
		bp_sink_remove(&t->w.env, &s[i].sink);
	assert_int_equal(t_prp2(t), 0x100001000);
	t_nvme_unmap(t);
	t_nvme_stop(t);
}

/* EX-NVME-11: an entry without length, though the others hold the payload. */
static void nvme_map_data__an_entry_of_no_length__ioerr(void **state)
{
	static const struct t_vec vecs[] = { { 0x13b494000, 0x1000 },
					     { 0x17171c000, 0x1000 },
					     { 0x14db87000, 0x1000 },
					     { 0, 0x1000 } };

	(void)state;
	for (unsigned entry = 0; entry < bp_array_size(vecs); entry++) {
		struct spoiler s = { .sink.fn = spoil, .entry = entry };
		struct t_nvme *t = t_nvme_start();
		struct request *rq = t_nvme_request(t, REQ_OP_READ | REQ_DMA_DIRECT, 4, vecs);

		rq->__data_len = 0x3000;
		bp_sink_add(&t->w.env, &s.sink);
		assert_int_equal(nvme_map_data(&t->nvme, rq, &t->cmd), BLK_STS_IOERR);
		bp_sink_remove(&t->w.env, &s.sink);
		assert_hits(&t->w.env, BP_SITE_NVME_BAD_SG, 1);
		t_nvme_stop(t);
	}
}

/* DEF-NVME-13: the dump asks for the physical address of an entry without page. */
static void nvme_map_data__dump_of_direct_entries__null_pages_with_the_defect(void **state)
{
	struct t_nvme *t = t_nvme_start_with(BP_DEF_NVME_13);

	(void)state;
	assert_int_equal(map(t, &lists[1]), BLK_STS_IOERR);
	assert_hits(&t->w.env, BP_SITE_NVME_NULL_PHYS, 2);
	assert_int_equal(map(t, &lists[1]), BLK_STS_IOERR); /* said once */
	assert_hits(&t->w.env, BP_SITE_NVME_BAD_SG, 1);
	assert_hits(&t->w.env, BP_SITE_NVME_NULL_PHYS, 2);
	t_nvme_stop(t);
}

/* An SGL may begin and end anywhere. */
static void nvme_map_data__any_layout_as_sgl__accepted(void **state)
{
	struct t_nvme *t = t_nvme_prepare();

	(void)state;
	t->nvme.ctrl.sgls = T_SGLS_SUPPORTED;
	t->nvme.ctrl.bp_params.sgl_threshold = 1;
	t_nvme_go(t);
	for (size_t i = 0; i < bp_array_size(lists); i++) {
		assert_int_equal(map(t, &lists[i]), BLK_STS_OK);
		t_nvme_unmap(t);
	}
	t_nvme_stop(t);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvme_map_data__lists_no_prp_describes__ioerr),
		cmocka_unit_test(nvme_map_data__v5_2__what_it_sees_and_what_it_does_not),
		cmocka_unit_test(nvme_map_data__v5_2_unaligned_middle__slot_with_offset),
		cmocka_unit_test(nvme_map_data__list_up_to_the_last_address__prps),
		cmocka_unit_test(nvme_map_data__an_entry_across_4_gib__prps),
		cmocka_unit_test(nvme_map_data__entries_of_4_gib__accepted),
		cmocka_unit_test(nvme_map_data__joined_entry_keeps_its_first_length__ioerr),
		cmocka_unit_test(nvme_map_data__list_shorter_than_payload__ioerr),
		cmocka_unit_test(nvme_map_data__one_of_many__ioerr),
		cmocka_unit_test(nvme_map_data__list_longer_than_payload__accepted),
		cmocka_unit_test(nvme_map_data__an_entry_of_no_length__ioerr),
		cmocka_unit_test(nvme_map_data__dump_of_direct_entries__null_pages_with_the_defect),
		cmocka_unit_test(nvme_map_data__any_layout_as_sgl__accepted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
