/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Passthrough requests, built bio by bio (R-SUB-9).
 */
#include <errno.h>

#include <mem/ram.h>

#include "bp_test.h"

#define T_DIRECT (REQ_OP_DRV_OUT | REQ_DMA_DIRECT)

static struct t_world w;
static struct request rq;

static int set_up(void **state)
{
	(void)state;
	t_world_init(&w);
	rq = (struct request){ .q = &w.q, .cmd_flags = REQ_OP_DRV_OUT };
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	t_world_fini(&w);
	return 0;
}

static struct bio *page_at(unsigned opf, u64 addr)
{
	return t_bio(&w, opf, 0, 1, T_VECS({ addr, 4096 }));
}

static void blk_rq_append_bio__two_bios__linked_and_counted(void **state)
{
	struct bio *a = page_at(REQ_OP_DRV_OUT, 0x10000), *b = page_at(REQ_OP_DRV_OUT, 0x30000);

	(void)state;
	assert_int_equal(blk_rq_append_bio(&rq, &a), 0);
	assert_int_equal(blk_rq_append_bio(&rq, &b), 0);
	assert_ptr_equal(rq.bio, a);
	assert_ptr_equal(a->bi_next, b);
	assert_ptr_equal(rq.biotail, b);
	assert_int_equal(blk_rq_bytes(&rq), 8192);
	assert_int_equal(rq.nr_phys_segments, 2);
}

/* The limit of a passthrough request is max_hw_sectors. */
static void blk_rq_append_bio__too_large__einval(void **state)
{
	struct bio *a = page_at(REQ_OP_DRV_OUT, 0x10000), *b = page_at(REQ_OP_DRV_OUT, 0x30000);

	(void)state;
	w.q.limits.max_sectors = 8;
	w.q.limits.max_hw_sectors = 15;
	assert_int_equal(blk_rq_append_bio(&rq, &a), 0);
	assert_int_equal(blk_rq_append_bio(&rq, &b), -EINVAL);
	assert_ptr_equal(rq.biotail, a);
	assert_int_equal(blk_rq_bytes(&rq), 4096);
	assert_null(a->bi_next);
}

/* No test of bio_mergeable(): the flags that keep bios apart elsewhere do not here (R-MGE-18). */
static void blk_rq_append_bio__dma_direct__joined(void **state)
{
	struct bio *a = page_at(T_DIRECT, 0x10000), *b = page_at(T_DIRECT | REQ_NOMERGE, 0x30000);

	(void)state;
	assert_int_equal(blk_rq_append_bio(&rq, &a), 0);
	assert_true(blk_rq_is_dma_direct(&rq));
	assert_int_equal(blk_rq_append_bio(&rq, &b), 0);
	assert_int_equal(rq.nr_phys_segments, 2);
	assert_hits(&w.env, BP_SITE_BIO_DIRECT_AS_PAGE, 0);
}

static void blk_rq_append_bio__def_12__the_request_does_not_know(void **state)
{
	struct bio *a = page_at(T_DIRECT, 0x10000);

	(void)state;
	bp_defect_set(&w.q.bp_defects, BP_DEF_12, true);
	assert_int_equal(blk_rq_append_bio(&rq, &a), 0);
	assert_false(blk_rq_is_dma_direct(&rq));
}

/* R-MGE-18 */
static void blk_rq_append_bio__dma_direct_with_virt_boundary__a_finding(void **state)
{
	struct bio *a = page_at(T_DIRECT, 0x10000), *b = page_at(T_DIRECT, 0x30000);

	(void)state;
	w.q.limits.virt_boundary_mask = 0xfff;
	assert_int_equal(blk_rq_append_bio(&rq, &a), 0);
	assert_hits(&w.env, BP_SITE_BIO_DIRECT_AS_PAGE, 0);
	blk_rq_append_bio(&rq, &b);
	assert_true(w.env.hits[BP_SITE_BIO_DIRECT_AS_PAGE]);
}

static void blk_rq_append_bio__high_page__the_clone_is_taken_or_dropped(void **state)
{
	struct bio *given = page_at(REQ_OP_DRV_OUT, 0x900000000), *a = given;
	struct bp_ram *ram = bp_ram_new(&w.env);

	(void)state;
	w.q.limits.bounce_pfn = 0xfffff;
	w.env.max_low_pfn = 0xfffff;
	assert_int_equal(blk_rq_append_bio(&rq, &a), 0);
	assert_ptr_not_equal(a, given);
	assert_ptr_equal(rq.bio, a);
	assert_true(bio_flagged(a, BIO_BOUNCED));
	assert_int_equal(bp_ram_report(ram).allocated, 1);

	w.q.limits.max_segments = 1;
	given = page_at(REQ_OP_DRV_OUT, 0x910000000);
	a = given;
	assert_int_equal(blk_rq_append_bio(&rq, &a), -EINVAL);
	assert_ptr_equal(a, given);
	assert_int_equal(bp_ram_report(ram).allocated, 1);
	assert_int_equal(w.env.live[BP_ALLOC_BIO], 3);
	bp_ram_free(ram);
}

static void blk_rq_append_bio__no_low_page__enomem(void **state)
{
	struct bio *given = page_at(REQ_OP_DRV_OUT, 0x900000000), *a = given;

	(void)state;
	w.q.limits.bounce_pfn = 0xfffff;
	assert_int_equal(blk_rq_append_bio(&rq, &a), -ENOMEM);
	assert_ptr_equal(a, given);
	assert_null(rq.bio);
	assert_int_equal(w.env.live[BP_ALLOC_BIO], 1);
	assert_hits(&w.env, BP_SITE_BOUNCE_NO_PAGE, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(blk_rq_append_bio__two_bios__linked_and_counted,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(blk_rq_append_bio__too_large__einval, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(blk_rq_append_bio__dma_direct__joined, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(
			blk_rq_append_bio__def_12__the_request_does_not_know, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			blk_rq_append_bio__dma_direct_with_virt_boundary__a_finding, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			blk_rq_append_bio__high_page__the_clone_is_taken_or_dropped, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(blk_rq_append_bio__no_low_page__enomem, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
