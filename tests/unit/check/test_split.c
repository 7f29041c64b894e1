/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-SPLIT: a right split, then the same split spoilt.
 */
#include "cut.h"

/* Cuts the four pages, spoils the result, and lets the checker look. */
static void split_spoilt(struct t_court *court, int sectors, void (*spoil)(struct split *s))
{
	struct bio *bio = four_pages(court);
	struct split s;

	bp_event(&court->w.env, SPLIT_BEGIN, .q = &court->w.q, .bio = bio);
	s = cut(court, bio, sectors);
	if (spoil)
		spoil(&s);
	end_split(court, &s);
}

static void split__right__all_hold(void **state)
{
	static const enum bp_invariant judged[] = {
		BP_INV_SPLIT_1,	 BP_INV_SPLIT_2, BP_INV_SPLIT_3,  BP_INV_SPLIT_4,
		BP_INV_SPLIT_5,	 BP_INV_SPLIT_8, BP_INV_SPLIT_10, BP_INV_SPLIT_11,
		BP_INV_SPLIT_12, BP_INV_CNT_1,	 BP_INV_CNT_3,
	};
	struct t_court *court = *state;

	split_spoilt(court, 8, NULL);
	for (size_t i = 0; i < bp_array_size(judged); i++)
		assert_held(court, judged[i]);
	assert_all_held(court);
}

static void lose_bytes(struct split *s)
{
	s->front->bi_iter.bi_size -= 512;
}

static void swap_bytes(struct split *s)
{
	s->front->bi_iter.bi_idx = 1;
}

static void move_remainder(struct split *s)
{
	s->rem->bi_iter.bi_sector++;
}

static void move_front(struct split *s)
{
	s->front->bi_iter.bi_sector++;
}

static void empty_front(struct split *s)
{
	s->front->bi_iter.bi_size = 0;
}

static void shrink_limit(struct split *s)
{
	s->q->limits.max_sectors = 4;
}

static void report_too_many(struct split *s)
{
	s->nsegs = s->q->limits.max_segments + 1u;
}

static void grow_block(struct split *s)
{
	s->q->limits.logical_block_size = 4096;
	s->front->bi_iter.bi_size = 3584;
}

static void cross_chunk(struct split *s)
{
	s->q->limits.chunk_sectors = 4;
}

static void allow_more(struct split *s)
{
	s->q->limits.max_sectors = 9;
}

static void allow_merge(struct split *s)
{
	s->front->bi_opf &= ~REQ_NOMERGE;
}

static void forget_clone(struct split *s)
{
	bio_clear_flag(s->front, BIO_CLONED);
}

static void forget_count(struct split *s)
{
	bio_clear_flag(s->front, BIO_SEG_VALID);
}

static void orphan(struct split *s)
{
	s->front->bi_private = NULL;
}

static void unchain(struct split *s)
{
	bio_clear_flag(s->rem, BIO_CHAIN);
}

static void forget_entry(struct split *s)
{
	bio_clear_flag(s->rem, BIO_QUEUE_ENTERED);
}

static void touch_table(struct split *s)
{
	s->rem->bi_io_vec[3].bv_offset = 512;
}

static void report_too_few(struct split *s)
{
	s->nsegs = 0;
}

static void report_one_more(struct split *s)
{
	s->nsegs = 2;
}

static void split__spoilt__is_seen(void **state)
{
	static const struct {
		enum bp_invariant broken;
		void (*spoil)(struct split *s);
	} cases[] = {
		{ BP_INV_SPLIT_1, lose_bytes },	     { BP_INV_SPLIT_1, swap_bytes },
		{ BP_INV_SPLIT_2, move_remainder },  { BP_INV_SPLIT_2, move_front },
		{ BP_INV_SPLIT_3, empty_front },     { BP_INV_SPLIT_3, shrink_limit },
		{ BP_INV_SPLIT_4, report_too_many }, { BP_INV_SPLIT_5, grow_block },
		{ BP_INV_SPLIT_6, cross_chunk },     { BP_INV_SPLIT_8, allow_more },
		{ BP_INV_SPLIT_11, allow_merge },    { BP_INV_SPLIT_11, forget_clone },
		{ BP_INV_SPLIT_11, forget_count },   { BP_INV_SPLIT_11, orphan },
		{ BP_INV_SPLIT_11, unchain },	     { BP_INV_SPLIT_11, forget_entry },
		{ BP_INV_SPLIT_12, touch_table },    { BP_INV_CNT_1, report_too_few },
		{ BP_INV_CNT_1, report_one_more },   { BP_INV_CNT_3, report_too_few },
	};
	struct t_court court;

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		t_court_open(&court);
		split_spoilt(&court, 8, cases[i].spoil);
		assert_broken(&court, cases[i].broken);
		t_court_close(&court);
	}
}

/* AAAABBBBCCCCDDDD */
static void whole__longer_than_allowed__breaks_split_3(void **state)
{
	struct t_court *court = *state;

	leave_whole(court, four_pages(court), 4);
	assert_broken(court, BP_INV_SPLIT_3);
}

/* R-QSP-15: 8 x 768 bytes are 12 sectors that the splitter takes for 8 */
static void whole__floors_within_limit__pages_hold_and_direct_does_not(void **state)
{
	struct t_court *court = *state;
	struct bio *bio = t_bio_pages(&court->w, REQ_OP_READ, 0, 8, 0x10000, 4096, 768);

	court->w.q.limits.max_sectors = 8;
	leave_whole(court, bio, 8);
	assert_held(court, BP_INV_SPLIT_3);
	bio = t_bio_pages(&court->w, REQ_OP_READ | REQ_DMA_DIRECT, 0, 8, 0x10000, 4096, 768);
	leave_whole(court, bio, 8);
	assert_broken(court, BP_INV_SPLIT_3);
}

static void whole__crosses_a_chunk__breaks_split_6(void **state)
{
	struct t_court *court = *state;
	struct bio *bio = t_bio(&court->w, REQ_OP_READ, 6, 1, pages);

	court->w.q.limits.chunk_sectors = 16;
	leave_whole(court, bio, 1);
	assert_held(court, BP_INV_SPLIT_6);
	court->w.q.limits.chunk_sectors = 8;
	leave_whole(court, bio, 1);
	assert_broken(court, BP_INV_SPLIT_6);
}

/* The chunk of a bio that is no multiple of a sector is not judged. */
static void whole__odd_vectors__no_case_for_split_6(void **state)
{
	struct t_court *court = *state;
	struct bio *bio = t_bio(&court->w, REQ_OP_READ, 6, 1, T_VECS({ 0x10000, 1500 }));

	court->w.q.limits.chunk_sectors = 8;
	leave_whole(court, bio, 1);
	assert_no_case(court, BP_INV_SPLIT_6);
}

/* AAAA.BBB   B starts at 512 */
static void whole__gap__breaks_split_7(void **state)
{
	struct t_court *court = *state;
	struct bio *good = t_bio(&court->w, REQ_OP_READ, 0, 2, pages);
	struct bio *bad =
		t_bio(&court->w, REQ_OP_READ, 0, 2, T_VECS({ 0x10000, 4096 }, { 0x20200, 3584 }));

	court->w.q.limits.virt_boundary_mask = 0xfff;
	leave_whole(court, good, 2);
	assert_held(court, BP_INV_SPLIT_7);
	leave_whole(court, bad, 2);
	assert_broken(court, BP_INV_SPLIT_7);
}

/* EX-6: granularity 8 sectors, alignment 1: 5 + 92 ends at 1 mod 8 */
static void discard__front_ends_off_granularity__breaks_split_13(void **state)
{
	static const int sectors[] = { 92, 91, 100 };
	struct t_court court;

	(void)state;
	for (size_t i = 0; i < bp_array_size(sectors); i++) {
		struct queue_limits *lim = &court.w.q.limits;
		struct bio *bio;
		struct split s;

		t_court_open(&court);
		lim->discard_granularity = 4096;
		lim->discard_alignment = 512;
		lim->max_discard_sectors = 100;
		bio = t_bio(&court.w, REQ_OP_DISCARD, 5, 0, NULL);
		bio->bi_iter.bi_size = 300 * SECTOR_SIZE;
		bp_event(&court.w.env, SPLIT_BEGIN, .q = &court.w.q, .bio = bio);
		s = cut(&court, bio, sectors[i]);
		end_split(&court, &s);
		i ? assert_broken(&court, BP_INV_SPLIT_13) : assert_held(&court, BP_INV_SPLIT_13);
		t_court_close(&court);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_in_court(split__right__all_hold),
		cmocka_unit_test(split__spoilt__is_seen),
		t_in_court(whole__longer_than_allowed__breaks_split_3),
		t_in_court(whole__floors_within_limit__pages_hold_and_direct_does_not),
		t_in_court(whole__crosses_a_chunk__breaks_split_6),
		t_in_court(whole__odd_vectors__no_case_for_split_6),
		t_in_court(whole__gap__breaks_split_7),
		cmocka_unit_test(discard__front_ends_off_granularity__breaks_split_13),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
