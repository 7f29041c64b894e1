/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Gaps between bios under a virtual boundary (R-MGE-8).  A letter is a vector, '.' a gap.
 */
#include <blkpath/map.h>
#include <blkpath/merge.h>
#include <blkpath/split.h>

#include "bp_test.h"

static struct t_world w;

static int set_up(void **state)
{
	(void)state;
	t_world_init(&w);
	blk_queue_virt_boundary(&w.q, 0xfff);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	t_world_fini(&w);
	return 0;
}

static struct bio *page_bio(struct t_vec v)
{
	return t_bio(&w, REQ_OP_WRITE, 0, 1, &v);
}

static void bio_will_gap__two_vectors__by_end_and_start(void **state)
{
	static const struct {
		const char *name;
		struct t_vec prev, next;
		bool gap;
	} cases[] = {
		{ "aaaa|bbbb", { 0x10000, 0x1000 }, { 0x30000, 0x1000 }, false },
		{ "aa..|bbbb", { 0x10000, 0x800 }, { 0x30000, 0x1000 }, true },
		{ "aaaa|..bb", { 0x10000, 0x1000 }, { 0x30800, 0x800 }, true },
		{ "aabb, touching", { 0x10000, 0x800 }, { 0x10800, 0x800 }, false },
		{ "..aa|bbbb, the first start", { 0x10800, 0x800 }, { 0x30000, 0x1000 }, true },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bio *prev = page_bio(cases[i].prev), *next = page_bio(cases[i].next);

		if (bio_will_gap(&w.q, NULL, prev, next) != cases[i].gap)
			fail_msg("%s", cases[i].name);
	}
}

static void bio_will_gap__no_boundary_or_no_data__no_gap(void **state)
{
	struct bio *prev = page_bio((struct t_vec){ 0x10000, 0x800 });
	struct bio *next = page_bio((struct t_vec){ 0x30000, 0x800 });

	(void)state;
	assert_true(bio_will_gap(&w.q, NULL, prev, next));
	prev->bi_opf = REQ_OP_DISCARD;
	assert_false(bio_will_gap(&w.q, NULL, prev, next));
	prev->bi_opf = REQ_OP_WRITE;
	w.q.limits.virt_boundary_mask = 0;
	assert_false(bio_will_gap(&w.q, NULL, prev, next));
}

/* A bio of no bytes has no vector to look at, nor need it have a table. */
static void bio_will_gap__nothing_follows__no_gap(void **state)
{
	struct bio *prev = page_bio((struct t_vec){ 0x10000, 0x1000 });
	struct bio *next = bio_alloc_bioset(&w.env, GFP_NOIO, 0, &w.bs);

	(void)state;
	assert_null(next->bi_io_vec);
	for (unsigned set = 0; bp_rules_at(set); set++) {
		t_rules(&w, bp_rules_at(set));
		assert_false(bio_will_gap(&w.q, NULL, prev, next));
	}
	bio_put(next);
}

/* ..aa in the request's first bio decides, not the start of its last. */
static void bio_will_gap__request__its_first_vector_counts(void **state)
{
	struct bio *first = page_bio((struct t_vec){ 0x10800, 0x800 });
	struct bio *last = page_bio((struct t_vec){ 0x20000, 0x1000 });
	struct bio *next = page_bio((struct t_vec){ 0x30000, 0x1000 });
	struct request rq;

	(void)state;
	t_request(&w, &rq, first);
	rq.bio->bi_next = last;
	rq.biotail = last;
	assert_true(bio_will_gap(&w.q, &rq, last, next));
	assert_true(req_gap_back_merge(&rq, next));
	assert_false(bio_will_gap(&w.q, NULL, last, next));
	/* In front of it stands its start, which is not aligned. */
	assert_true(req_gap_front_merge(&rq, next));
	first->bi_io_vec[0].bv_offset = 0;
	assert_false(req_gap_back_merge(&rq, next));
	assert_false(req_gap_front_merge(&rq, next));
	next->bi_io_vec[0].bv_offset = 0x800; /* ..nn in front: its own start now is the first */
	next->bi_io_vec[0].bv_len = next->bi_iter.bi_size = 0x800;
	assert_true(req_gap_front_merge(&rq, next));
}

/* aaaabbbb bb: the last entry of prev is the multi-page one. */
static void bio_will_gap__last_vector_of_several_pages__its_end_counts(void **state)
{
	struct bio *prev =
		t_bio(&w, REQ_OP_WRITE, 0, 2, T_VECS({ 0x10000, 0x1000 }, { 0x20000, 0x2800 }));
	struct bio *next = page_bio((struct t_vec){ 0x30000, 0x1000 });

	(void)state;
	assert_true(bio_will_gap(&w.q, NULL, prev, next));
	next = page_bio((struct t_vec){ 0x22800, 0x800 });
	assert_false(bio_will_gap(&w.q, NULL, prev, next));
}

/* EX-13: A = 2203000+2000, B = e4f000+600, C = e4f600+1000; the mapping leaves bb.|ccc */
static void bio_will_gap__quirk_7__sees_one_page_only(void **state)
{
	struct bio *a = page_bio((struct t_vec){ 0x2203000, 0x2000 });
	struct bio *b = page_bio((struct t_vec){ 0xe4f000, 0x600 });
	struct bio *c = page_bio((struct t_vec){ 0xe4f600, 0x1000 });
	struct bp_rules newer = *w.q.bp_rules;

	(void)state;
	w.q.limits.seg_boundary_mask = 0xffff;
	assert_false(bio_will_gap(&w.q, NULL, a, b));
	assert_false(bio_will_gap(&w.q, NULL, b, c));

	bp_defect_set(&w.q.bp_defects, BP_QUIRK_7, true);
	assert_false(bio_will_gap(&w.q, NULL, a, b));
	assert_true(bio_will_gap(&w.q, NULL, b, c));

	bp_defect_set(&w.q.bp_defects, BP_QUIRK_7, false);
	newer.gap_view = BP_GAP_WHOLE_VECTOR; /* G-11 */
	w.q.bp_rules = &newer;
	assert_true(bio_will_gap(&w.q, NULL, b, c));
}

/* 13.3: the default boundary, a vector that crosses 4 GiB */
static void bio_will_gap__quirk_7_at_4_gib__no_gap_either(void **state)
{
	struct bio *a = page_bio((struct t_vec){ 0x240824000, 4096 });
	struct bio *b = page_bio((struct t_vec){ 0xffffe000, 512 });
	struct bio *c = page_bio((struct t_vec){ 0xffffe200, 12288 });
	struct request rq;

	(void)state;
	t_request(&w, &rq, a);
	assert_true(bio_attempt_back_merge(&w.q, &rq, b));
	assert_false(req_gap_back_merge(&rq, c));
	bp_defect_set(&w.q.bp_defects, BP_QUIRK_7, true);
	assert_true(req_gap_back_merge(&rq, c));
}

/* R-MGE-18, 4.6: nobody asks what kind the bios are. */
static void bio_will_gap__dma_direct__a_finding(void **state)
{
	struct bio *prev =
		t_bio(&w, REQ_OP_WRITE | REQ_DMA_DIRECT, 0, 1, T_VECS({ 0x10000, 0x1000 }));
	struct bio *next =
		t_bio(&w, REQ_OP_WRITE | REQ_DMA_DIRECT, 8, 1, T_VECS({ 0x30000, 0x1000 }));

	(void)state;
	w.q.limits.virt_boundary_mask = 0;
	bio_will_gap(&w.q, NULL, prev, next);
	assert_hits(&w.env, BP_SITE_BIO_DIRECT_AS_PAGE, 0);
	w.q.limits.virt_boundary_mask = 0xfff;
	bio_will_gap(&w.q, NULL, prev, next);
	assert_true(w.env.hits[BP_SITE_BIO_DIRECT_AS_PAGE]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(bio_will_gap__two_vectors__by_end_and_start, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(bio_will_gap__no_boundary_or_no_data__no_gap,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(bio_will_gap__nothing_follows__no_gap, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(bio_will_gap__request__its_first_vector_counts,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			bio_will_gap__last_vector_of_several_pages__its_end_counts, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(bio_will_gap__quirk_7__sees_one_page_only, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(bio_will_gap__quirk_7_at_4_gib__no_gap_either,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(bio_will_gap__dma_direct__a_finding, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
