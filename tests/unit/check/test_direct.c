/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-DIR: direct bios, right and spoilt.  INV-DIR-4 is in test_map.c.
 */
#include "court.h"

#include <blkpath/split.h>

#define DIRECT (REQ_OP_READ | REQ_DMA_DIRECT)

static const struct t_vec two[] = { { 0x10000, 4096 }, { 0x20000, 4096 } };

struct t_neighbour {
	struct bp_work work;
	struct bp_env *env;
	unsigned failed;
	bool touched;
};

static blk_qc_t end_at_once(struct request_queue *q, struct bio *bio)
{
	(void)q;
	bio_endio(bio);
	return BLK_QC_T_NONE;
}

static struct bio *direct_bio(struct t_court *court)
{
	return t_bio(&court->w, DIRECT, 0, 2, two);
}

static void queued(struct t_court *court, struct bio *bio)
{
	bp_event(&court->w.env, BIO_QUEUE, .q = &court->w.q, .bio = bio);
}

static void direct__left_alone__dir_1(void **state)
{
	struct t_court *court = *state;
	struct bio *bio = direct_bio(court);

	queued(court, bio);
	assert_held(court, BP_INV_DIR_1);
	bio_set_flag(bio, BIO_BOUNCED);
	queued(court, bio);
	assert_int_equal(bp_check_count(court->check, BP_INV_DIR_1), 1);
	bio_clear_flag(bio, BIO_BOUNCED);
	bio->bi_opf |= REQ_INTEGRITY;
	queued(court, bio);
	assert_int_equal(bp_check_count(court->check, BP_INV_DIR_1), 2);
	bio->bi_opf &= ~REQ_INTEGRITY;
	bp_event(&court->w.env, BIO_BOUNCE, .q = &court->w.q, .bio = bio);
	assert_int_equal(bp_check_count(court->check, BP_INV_DIR_1), 3);
	bp_event(&court->w.env, INTEGRITY, .q = &court->w.q, .bio = bio);
	assert_int_equal(bp_check_count(court->check, BP_INV_DIR_1), 4);
}

static void pages__bounced_and_protected__no_case(void **state)
{
	struct t_court *court = *state;
	struct bio *bio = t_bio(&court->w, REQ_OP_READ, 0, 2, two);

	bp_event(&court->w.env, BIO_BOUNCE, .q = &court->w.q, .bio = bio);
	bp_event(&court->w.env, INTEGRITY, .q = &court->w.q, .bio = bio);
	bio_set_flag(bio, BIO_BOUNCED);
	queued(court, bio);
	assert_no_case(court, BP_INV_DIR_1);
	assert_no_case(court, BP_INV_DIR_5);
}

static void split_touching(struct t_court *court, struct bio *bio, unsigned pages)
{
	bp_event(&court->w.env, SPLIT_BEGIN, .q = &court->w.q, .bio = bio);
	court->w.env.page_accesses += pages;
	bp_event(&court->w.env, SPLIT_END, .q = &court->w.q, .bio = bio, .a = 2);
}

static void map_touching(struct t_court *court, struct bio *bio, unsigned pages)
{
	struct request rq;

	t_request(&court->w, &rq, bio);
	bp_event(&court->w.env, MAP_BEGIN, .q = &court->w.q, .rq = &rq);
	court->w.env.page_accesses += pages;
	bp_event(&court->w.env, MAP_END, .q = &court->w.q, .rq = &rq);
}

/* A driver asks where the page of an entry is, and a direct one has none. */
static void direct__page_of_an_entry_asked__breaks_dir_2(void **state)
{
	static const struct {
		unsigned opf;
		bool special;
		u64 judged, broken;
	} cases[] = { { DIRECT, false, 1, 1 },
		      { DIRECT, true, 0, 0 },
		      { REQ_OP_READ, false, 0, 0 } };
	struct t_court *court = *state;
	u64 judged = 0, broken = 0;

	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bio *bio = t_bio(&court->w, cases[i].opf, 0, 2, two);
		struct request rq;

		t_request(&court->w, &rq, bio);
		rq.rq_flags |= cases[i].special ? RQF_SPECIAL_PAYLOAD : 0;
		judged = bp_check_judged(court->check, BP_INV_DIR_2);
		broken = bp_check_count(court->check, BP_INV_DIR_2);
		bp_event(&court->w.env, NVME_PAGE, .q = &court->w.q, .rq = &rq);
		assert_int_equal(bp_check_judged(court->check, BP_INV_DIR_2) - judged,
				 cases[i].judged);
		assert_int_equal(bp_check_count(court->check, BP_INV_DIR_2) - broken,
				 cases[i].broken);
	}
}

static void direct__page_model_asked__breaks_dir_2(void **state)
{
	struct t_court *court = *state;
	struct bio *bio = direct_bio(court);

	split_touching(court, bio, 0);
	map_touching(court, bio, 0);
	assert_held(court, BP_INV_DIR_2);
	split_touching(court, bio, 1);
	assert_int_equal(bp_check_count(court->check, BP_INV_DIR_2), 1);
	map_touching(court, bio, 1);
	assert_int_equal(bp_check_count(court->check, BP_INV_DIR_2), 2);
}

/* Somebody else, who has to do with pages. */
static void touch_a_page(struct bp_work *work)
{
	struct t_neighbour *neighbour = bp_container_of(work, struct t_neighbour, work);

	neighbour->env->page_accesses++;
	neighbour->touched = true;
}

static bool first_bio_fails(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	struct t_neighbour *neighbour = arg;

	(void)bytes;
	return kind == BP_ALLOC_BIO && !neighbour->failed++;
}

/*
 * What "blkpath check nvme" met: a controller is reset while a direct bio is cut.
 *
 *   1. there is no memory for the front of the bio: its task sleeps, as an earlier front is under
 *      way (R-QSP-14)
 *   2. meanwhile the reset touches pages of its own
 *   3. INV-DIR-2 blamed the bio
 */
static void direct__sleeps_while_pages_are_touched__no_case(void **state)
{
	static const struct bp_alloc_ops ops = { .should_fail = first_bio_fails };
	struct t_court *court = *state;
	struct t_neighbour neighbour = { .env = &court->w.env, .work.fn = touch_a_page };
	struct bio *earlier = bio_alloc_bioset(&court->w.env, GFP_NOIO, 0, &court->w.q.bio_split);
	struct bio *bio = direct_bio(court);

	court->w.q.limits.max_segments = 1;
	court->w.q.make_request_fn = end_at_once;
	bp_work_queue(&court->w.env, &neighbour.work);
	court->w.env.alloc_ops = &ops;
	court->w.env.alloc_arg = &neighbour;
	blk_queue_split(&court->w.q, &bio);
	assert_int_equal(neighbour.failed, 2);
	assert_true(neighbour.touched);
	assert_held(court, BP_INV_DIR_2);
	bio_endio(bio);
	bio_put(earlier);
}

/* DEF-9 */
static void direct__page_added__breaks_dir_2(void **state)
{
	struct t_court *court = *state;
	struct bio *bio = bio_kmalloc(&court->w.env, GFP_KERNEL, 4);

	bio->bi_opf = DIRECT;
	bio->bi_disk = &court->w.disk;
	bio_add_dma_addr(&court->w.q, bio, bp_dma_addr(0x1000), 512);
	bio_add_page(bio, pfn_to_page(7), 512, 0);
	assert_held(court, BP_INV_DIR_2);
	bp_defects_add(&court->w.q.bp_defects, "def-9");
	bio_add_page(bio, pfn_to_page(7), 512, 0);
	assert_broken(court, BP_INV_DIR_2);
}

static void direct__queue_does_not_take_it__breaks_dir_5(void **state)
{
	struct t_court *court = *state;
	struct bio *bio = direct_bio(court);

	queued(court, bio);
	assert_held(court, BP_INV_DIR_5);
	court->w.q.queue_flags &= ~(1ul << QUEUE_FLAG_DMA_DIRECT);
	queued(court, bio);
	assert_int_equal(bp_check_count(court->check, BP_INV_DIR_5), 1);
}

static void direct__write_same__breaks_dir_5(void **state)
{
	struct t_court *court = *state;
	struct bio *bio = t_bio(&court->w, REQ_OP_WRITE_SAME | REQ_DMA_DIRECT, 0, 1, two);
	struct request rq;

	t_request(&court->w, &rq, bio);
	bp_event(&court->w.env, RQ_ISSUE, .q = &court->w.q, .rq = &rq);
	assert_broken(court, BP_INV_DIR_5);
}

static void twins(struct t_court *court, const struct t_vec *page, const struct t_vec *direct,
		  struct bp_cut page_cut, struct bp_cut direct_cut)
{
	struct bio *a = t_bio(&court->w, REQ_OP_READ, 0, 2, page);
	struct bio *b = t_bio(&court->w, DIRECT, 0, 2, direct);

	bp_check_twin(court->check, &court->w.q, a, b, &page_cut, &direct_cut);
}

static void twin__cut_otherwise__breaks_dir_3(void **state)
{
	static const struct bp_cut page = { .cause = BP_CUT_MAX_SECTORS, .sectors = 8, .nsegs = 1 };
	static const struct bp_cut others[] = {
		{ .cause = BP_CUT_MAX_SECTORS, .sectors = 9, .nsegs = 1 },
		{ .cause = BP_CUT_MAX_SECTORS, .sectors = 8, .nsegs = 2 },
		{ .cause = BP_CUT_NONE, .sectors = 8, .nsegs = 1 },
	};
	struct t_court *court = *state;

	twins(court, two, two, page, page);
	assert_held(court, BP_INV_DIR_3);
	for (size_t i = 0; i < bp_array_size(others); i++) {
		twins(court, two, two, page, others[i]);
		assert_int_equal(bp_check_count(court->check, BP_INV_DIR_3), i + 1);
	}
}

/* QUIRK-1 tells pages and addresses apart under any other boundary. */
static void twin__not_comparable__no_case(void **state)
{
	static const struct t_vec elsewhere[] = { { 0x10000, 4096 }, { 0x30000, 4096 } };
	static const struct t_vec odd[] = { { 0x10000, 4096 }, { 0x20000, 4097 } };
	static const struct bp_cut cut = { .sectors = 8 };
	static const struct bp_cut other = { .sectors = 9 };
	struct t_court *court = *state;

	twins(court, two, elsewhere, cut, other);
	twins(court, odd, odd, cut, other);
	court->w.q.limits.seg_boundary_mask = 0xffff;
	twins(court, two, two, cut, other);
	assert_no_case(court, BP_INV_DIR_3);
	court->w.q.limits.seg_boundary_mask = 0xfff;
	twins(court, two, two, cut, other);
	assert_broken(court, BP_INV_DIR_3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_in_court(direct__left_alone__dir_1),
		t_in_court(pages__bounced_and_protected__no_case),
		t_in_court(direct__page_of_an_entry_asked__breaks_dir_2),
		t_in_court(direct__page_model_asked__breaks_dir_2),
		t_in_court(direct__sleeps_while_pages_are_touched__no_case),
		t_in_court(direct__page_added__breaks_dir_2),
		t_in_court(direct__queue_does_not_take_it__breaks_dir_5),
		t_in_court(direct__write_same__breaks_dir_5),
		t_in_court(twin__cut_otherwise__breaks_dir_3),
		t_in_court(twin__not_comparable__no_case),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
