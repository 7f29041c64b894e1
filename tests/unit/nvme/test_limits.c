/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * NVH-38, EX-NVME-18, DEF-NVME-10, INV-NVME-26.
 */
#include <limits.h>

#include "nvme_test.h"

static void nvme_set_queue_limits__mdts__table(void **state)
{
	static const struct {
		u8 mdts;
		unsigned sectors, segments;
	} cases[] = {
		{ 0, 8192, 127 },  { 1, 16, 3 },      { 3, 64, 9 },	  { 5, 256, 33 },
		{ 7, 1024, 127 },  { 10, 8192, 127 }, { 20, 8192, 127 },  { 28, 8192, 127 },
		{ 29, 8192, 127 }, { 60, 8192, 127 }, { 255, 8192, 127 },
	};
	struct t_nvme *t = t_nvme_start();
	const struct queue_limits *l = &t->w.q.limits;

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		bp_nvme_init_mdts(&t->nvme.ctrl, cases[i].mdts, 0);
		nvme_set_queue_limits(&t->nvme.ctrl, &t->w.q);
		assert_int_equal(l->max_hw_sectors, cases[i].sectors);
		assert_int_equal(l->max_sectors, bp_min(cases[i].sectors, 2560u));
		assert_int_equal(l->max_segments, cases[i].segments);
		assert_int_equal(l->virt_boundary_mask, 4095);
		assert_int_equal(l->max_segment_size, UINT_MAX);
		assert_int_equal(l->seg_boundary_mask, 0xffffffff);
		assert_int_equal(t->w.q.dma_alignment, 511);
		assert_int_equal(l->chunk_sectors, 0);
	}
	assert_hits(&t->w.env, BP_SITE_NVME_MDTS_SHIFT, 0);
	t_nvme_stop(t);
}

/* 28: the sign bit, which is lost in the minimum; 29: nothing is left but one sector. */
static void bp_nvme_init_mdts__shift_overflows_in_v5_2__table(void **state)
{
	static const struct {
		u8 mdts;
		u8 mpsmin;
		u32 sectors;
	} cases[] = { { 27, 0, 8192 }, { 28, 0, 8192 }, { 29, 0, 1 },
		      { 32, 0, 8 },    { 255, 0, 4 },	{ 26, 4, 2 } };
	struct t_nvme *t = t_nvme_start_with(BP_DEF_NVME_10);

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		bp_nvme_init_mdts(&t->nvme.ctrl, cases[i].mdts, cases[i].mpsmin);
		assert_int_equal(t->nvme.ctrl.max_hw_sectors, cases[i].sectors);
		assert_hits(&t->w.env, BP_SITE_NVME_MDTS_SHIFT, i);
	}
	t_nvme_stop(t);
}

static void nvme_set_queue_limits__cache_stripe_alignment__set(void **state)
{
	struct t_nvme *t = t_nvme_start();

	(void)state;
	assert_false(bp_queue_flag(&t->w.q, QUEUE_FLAG_WC));
	t->nvme.ctrl.vwc = NVME_CTRL_VWC_PRESENT;
	t->nvme.ctrl.quirks = NVME_QUIRK_STRIPE_SIZE;
	t->nvme.ctrl.bp_params.dma_alignment = 1;
	bp_nvme_init_mdts(&t->nvme.ctrl, 5, 0);
	nvme_set_queue_limits(&t->nvme.ctrl, &t->w.q);
	assert_true(bp_queue_flag(&t->w.q, QUEUE_FLAG_WC));
	assert_true(bp_queue_flag(&t->w.q, QUEUE_FLAG_FUA));
	assert_int_equal(t->w.q.limits.chunk_sectors, 256);
	assert_int_equal(t->w.q.dma_alignment, 1);
	t->nvme.ctrl.vwc = 2; /* another bit */
	nvme_set_queue_limits(&t->nvme.ctrl, &t->w.q);
	assert_false(bp_queue_flag(&t->w.q, QUEUE_FLAG_WC));
	assert_false(bp_queue_flag(&t->w.q, QUEUE_FLAG_FUA));
	t_nvme_stop(t);
}

/* MDTS counts the controller's smallest pages: 4 of 64 KiB; commands are made of 4 KiB. */
static void bp_nvme_init_mdts__mpsmin_4__in_its_pages(void **state)
{
	struct t_nvme *t = t_nvme_start();

	(void)state;
	bp_nvme_init_mdts(&t->nvme.ctrl, 2, 4);
	assert_int_equal(t->nvme.ctrl.max_hw_sectors, 512);
	assert_int_equal(t->nvme.ctrl.page_size, 4096);
	t_nvme_stop(t);
}

/* Stripes are as long as the longest command, if that is a power of two: not with 384 KiB. */
static void nvme_set_queue_limits__stripes__chunks(void **state)
{
	static const struct {
		unsigned long quirks;
		u32 max_hw_sectors;
		unsigned chunk;
	} cases[] = {
		{ NVME_QUIRK_STRIPE_SIZE, 256, 256 },
		{ NVME_QUIRK_STRIPE_SIZE, 8192, 8192 }, /* more than max_sectors */
		{ NVME_QUIRK_STRIPE_SIZE, 768, 0 },
		{ ~0ul, 1024, 1024 },
		{ ~(unsigned long)NVME_QUIRK_STRIPE_SIZE, 256, 0 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_nvme *t = t_nvme_start();

		t->nvme.ctrl.quirks = cases[i].quirks;
		t->nvme.ctrl.max_hw_sectors = cases[i].max_hw_sectors;
		t->nvme.ctrl.admin_q = i % 2 ? &t->w.q : NULL; /* the admin queue's, too */
		nvme_set_queue_limits(&t->nvme.ctrl, &t->w.q);
		assert_int_equal(t->w.q.limits.chunk_sectors, cases[i].chunk);
		t_nvme_stop(t);
	}
}

/* 0 is no limit: a segment for each page of 4 MiB, and one more. */
static void nvme_set_queue_limits__segments_without_limit__by_pages(void **state)
{
	struct t_nvme *t = t_nvme_start();

	(void)state;
	t->nvme.ctrl.max_segments = 0;
	nvme_set_queue_limits(&t->nvme.ctrl, &t->w.q);
	assert_int_equal(t->w.q.limits.max_segments, 1025);
	t_nvme_stop(t);
}

/* A namespace's own boundaries count instead of the controller's stripes, the last it named. */
static void bp_nvme_set_ns_limits__boundaries_and_stripes__the_namespace_s(void **state)
{
	static const u16 noiobs[] = { 0, 64, 512, 0 }; /* 0: as before */
	static const unsigned chunks[] = { 256, 64, 512, 512 };
	struct t_nvme *t = t_nvme_start();

	(void)state;
	t->nvme.ctrl.quirks = NVME_QUIRK_STRIPE_SIZE;
	bp_nvme_init_mdts(&t->nvme.ctrl, 5, 0);
	nvme_set_queue_limits(&t->nvme.ctrl, &t->w.q);
	for (size_t i = 0; i < bp_array_size(noiobs); i++) {
		t->ns.noiob = noiobs[i];
		bp_nvme_set_ns_limits(&t->ns);
		assert_int_equal(t->w.q.limits.chunk_sectors, chunks[i]);
	}
	t_nvme_stop(t);
}

/* A namespace that is formatted anew: what its blocks of 4096 bytes asked for is gone */
static void bp_nvme_set_ns_limits__smaller_blocks_than_before__theirs(void **state)
{
	struct t_nvme *t = t_nvme_start();

	(void)state;
	for (u8 shift = 12; shift >= 9; shift -= 3) {
		t->ns.lba_shift = shift;
		bp_nvme_set_ns_limits(&t->ns);
		assert_int_equal(t->w.q.limits.physical_block_size, 1u << shift);
		assert_int_equal(t->w.q.limits.io_min, 1u << shift);
	}
	t_nvme_stop(t);
}

static void bp_nvme_set_dma_limits__any__long_entries_that_keep_offsets(void **state)
{
	struct t_nvme *t = t_nvme_start();

	(void)state;
	assert_int_equal(dma_get_max_seg_size(&t->dev), 0xffffffff);
	assert_int_equal(t->dev.dma_parms.min_align_mask, 4095);
	t_nvme_stop(t);
}

static void bp_nvme_set_ns_limits__block_sizes__table(void **state)
{
	static const struct {
		u8 lba_shift;
		u16 noiob;
		unsigned chunk, write_zeroes;
	} cases[] = {
		{ 9, 0, 0, 257 },     { 12, 0, 0, 2056 },    { 9, 256, 256, 257 },
		{ 9, 300, 256, 257 }, { 12, 32, 256, 2056 }, { 9, 1, 1, 257 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_nvme *t = t_nvme_start();
		const struct queue_limits *l = &t->w.q.limits;

		t->nvme.ctrl.oncs = NVME_CTRL_ONCS_DSM | NVME_CTRL_ONCS_WRITE_ZEROES;
		t->ns.lba_shift = cases[i].lba_shift;
		t->ns.noiob = cases[i].noiob;
		t->ns.ns_id = (u32)i + 1;
		t->ns.ms = i % 2 ? 8 : 0; /* no matter */
		t->ns.ext = i % 2;
		bp_nvme_init_mdts(&t->nvme.ctrl, 5, 0);
		nvme_set_queue_limits(&t->nvme.ctrl, &t->w.q);
		bp_nvme_set_ns_limits(&t->ns);
		assert_int_equal(l->chunk_sectors, cases[i].chunk);
		assert_int_equal(l->max_write_zeroes_sectors, cases[i].write_zeroes);
		assert_int_equal(l->logical_block_size, 1u << cases[i].lba_shift);
		assert_int_equal(l->physical_block_size, 1u << cases[i].lba_shift);
		assert_int_equal(l->discard_granularity, 1u << cases[i].lba_shift);
		assert_int_equal(l->max_discard_sectors, UINT_MAX);
		assert_int_equal(l->max_discard_segments, 256);
		assert_int_equal(l->max_integrity_segments, 1);
		assert_true(bp_queue_flag(&t->w.q, QUEUE_FLAG_DISCARD));
		t_nvme_stop(t);
	}
}

static void bp_nvme_set_ns_limits__optional_commands__each_by_its_bit(void **state)
{
	static const struct {
		u16 oncs;
		bool discard;
		unsigned write_zeroes;
	} cases[] = {
		{ 0, false, 0 },
		{ NVME_CTRL_ONCS_DSM, true, 0 },
		{ NVME_CTRL_ONCS_WRITE_ZEROES, false, 8193 },
		{ (u16) ~(NVME_CTRL_ONCS_DSM | NVME_CTRL_ONCS_WRITE_ZEROES), false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_nvme *t = t_nvme_start();

		t->nvme.ctrl.oncs = cases[i].oncs;
		blk_queue_flag_set(QUEUE_FLAG_DISCARD, &t->w.q);
		bp_nvme_set_ns_limits(&t->ns);
		assert_int_equal(bp_queue_flag(&t->w.q, QUEUE_FLAG_DISCARD), cases[i].discard);
		assert_int_equal(t->w.q.limits.max_write_zeroes_sectors, cases[i].write_zeroes);
		t_nvme_stop(t);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvme_set_queue_limits__mdts__table),
		cmocka_unit_test(bp_nvme_init_mdts__shift_overflows_in_v5_2__table),
		cmocka_unit_test(nvme_set_queue_limits__cache_stripe_alignment__set),
		cmocka_unit_test(bp_nvme_init_mdts__mpsmin_4__in_its_pages),
		cmocka_unit_test(nvme_set_queue_limits__stripes__chunks),
		cmocka_unit_test(nvme_set_queue_limits__segments_without_limit__by_pages),
		cmocka_unit_test(bp_nvme_set_ns_limits__boundaries_and_stripes__the_namespace_s),
		cmocka_unit_test(bp_nvme_set_ns_limits__smaller_blocks_than_before__theirs),
		cmocka_unit_test(bp_nvme_set_dma_limits__any__long_entries_that_keep_offsets),
		cmocka_unit_test(bp_nvme_set_ns_limits__block_sizes__table),
		cmocka_unit_test(bp_nvme_set_ns_limits__optional_commands__each_by_its_bit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
