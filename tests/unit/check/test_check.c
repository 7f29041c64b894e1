/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The checker's life, its table, its memory and its texts.
 */
#include <errno.h>
#include <string.h>

#include "court.h"

static void table__every_row__is_whole_and_found(void **state)
{
	(void)state;
	for (int id = 0; id < BP_INV_NR; id++) {
		const struct bp_invariant_info *info = bp_invariant_get((enum bp_invariant)id);

		assert_memory_equal(info->id, "INV-", 4);
		assert_true(strlen(info->words) > 20 && strlen(info->rules) > 2);
		assert_int_equal(bp_invariant_find(info->id), id);
	}
	assert_int_equal(bp_invariant_find("inv-map-10"), BP_INV_MAP_10);
	assert_int_equal(bp_invariant_find("INV-MAP-11"), -ENOENT);
}

static void free__no_checker__does_nothing(void **state)
{
	(void)state;
	bp_check_free(NULL);
}

static void free__listens_no_more(void **state)
{
	struct t_world w;
	struct bp_check *check;

	(void)state;
	t_world_init(&w);
	check = bp_check_new(&w.env);
	assert_non_null(w.env.sinks);
	bp_check_free(check);
	assert_null(w.env.sinks);
	t_world_fini(&w);
}

static void violate(struct t_court *court)
{
	struct bio *bio =
		t_bio(&court->w, REQ_OP_READ, 0, 2, T_VECS({ 0x10000, 4096 }, { 0x30000, 1024 }));

	bp_event(&court->w.env, COUNT, .q = &court->w.q, .bio = bio, .a = 7);
}

static void violation__told__counted_and_reported(void **state)
{
	struct t_court *court = *state;

	violate(court);
	assert_int_equal(court->told, 1);
	assert_int_equal(bp_check_total(court->check), 1);
	assert_int_equal(bp_check_judged(court->check, BP_INV_CNT_1), 1);
	assert_hits(&court->w.env, BP_SITE_CHECK_VIOLATION, 1);
	assert_false(bp_check_blind(court->check));
}

static void violation__nobody_to_tell__counted(void **state)
{
	struct t_court *court = *state;

	bp_check_on_violation(court->check, NULL, NULL);
	violate(court);
	assert_int_equal(court->told, 0);
	assert_int_equal(bp_check_count(court->check, BP_INV_CNT_1), 1);
}

static void violation__text__shows_words_numbers_and_picture(void **state)
{
	struct t_court *court = *state;

	violate(court);
	assert_string_equal(court->text,
			    "INV-CNT-1 at count: a piece has the segments that splitting reported, "
			    "under PRE-B alone not more; a count follows the definition\n"
			    "counted 7 segments, there are 2, splitting reported 2\n"
			    "rules R-CNT-1, S4, S9; bio 1, request 0\n"
			    "AAAAAAAA.BB\n"
			    "A 10000+1000 B 30000+400 \n");
}

static void copy_short(void *arg, const struct bp_violation *violation)
{
	char text[10];

	assert_true(bp_violation_text(violation, text, sizeof(text)) > sizeof(text));
	assert_string_equal(text, "INV-CNT-1");
	strcpy(arg, text);
}

static void violation__text_too_long__is_cut(void **state)
{
	struct t_court *court = *state;
	char text[10] = "";

	bp_check_on_violation(court->check, copy_short, text);
	violate(court);
	assert_string_equal(text, "INV-CNT-1");
}

static struct bio *split_with_too_many_segments(struct t_court *court, struct bio *bio, int sectors)
{
	struct bio *front;

	bp_event(&court->w.env, SPLIT_BEGIN, .q = &court->w.q, .bio = bio);
	front = bio_split(bio, sectors, GFP_NOIO, &court->w.bs);
	front->bi_opf |= REQ_NOMERGE;
	bio_set_flag(front, BIO_SEG_VALID);
	bio_set_flag(bio, BIO_QUEUE_ENTERED);
	bio_chain(front, bio);
	bp_event(&court->w.env, SPLIT_END, .q = &court->w.q, .bio = front, .other = bio, .a = 1000);
	return front;
}

static void picture__cut__stands_where_the_front_ends(void **state)
{
	static const struct {
		int sectors;
		const char *picture;
	} cases[] = {
		{ 4, "\nAAAA|AAAABBBBBBBB.CCCCCCCC\n" },
		{ 8, "\nAAAAAAAA|BBBBBBBB.CCCCCCCC\n" },
		{ 16, "\nAAAAAAAABBBBBBBB|.CCCCCCCC\n" },
	};
	struct t_court *court = *state;

	for (size_t i = 0; i < bp_array_size(cases); i++) {
		split_with_too_many_segments(
			court,
			t_bio(&court->w, REQ_OP_READ, 0, 3,
			      T_VECS({ 0x10000, 4096 }, { 0x11000, 4096 }, { 0x30000, 4096 })),
			cases[i].sectors);
		assert_non_null(strstr(court->text, cases[i].picture));
	}
}

/* 256 vectors of 64 KiB: the picture stays within its room. */
static void picture__large_bio__is_bounded(void **state)
{
	struct t_court *court = *state;
	struct bio *bio = t_bio_pages(&court->w, REQ_OP_READ, 0, 256, 1ull << 40, 1 << 20, 65536);

	bp_event(&court->w.env, COUNT, .q = &court->w.q, .bio = bio, .a = 7);
	assert_true(strlen(court->text) < 1500);
	assert_non_null(strstr(court->text, "...\n"));
}

/* 1024 scattered vectors: what does not fit is left out. */
static void picture__a_thousand_vectors__is_cut(void **state)
{
	struct t_court *court = *state;
	struct bio *bio = t_bio_pages(&court->w, REQ_OP_READ, 0, 1024, 1 << 20, 8192, 512);

	bp_event(&court->w.env, COUNT, .q = &court->w.q, .bio = bio, .a = 7);
	assert_non_null(strstr(court->text, "\nA.B.C."));
	assert_true(strlen(court->text) < 1500);
}

static void picture__entries__eight_at_most(void **state)
{
	struct t_court *court = *state;
	struct bio *bio = t_bio_pages(&court->w, REQ_OP_READ, 0, 10, 0x10000, 0x10000, 512);
	struct scatterlist table[10];
	struct request rq;

	sg_init_table(table, 10);
	for (unsigned i = 0; i < 10; i++)
		sg_set_page(&court->w.env, &table[i], pfn_to_page(0x10 + 0x10 * i), 512, 0);
	t_request(&court->w, &rq, bio);
	rq.nr_phys_segments = 9;
	bp_event(&court->w.env, MAP_END, .q = &court->w.q, .rq = &rq, .sgl = table, .a = 10);
	assert_non_null(strstr(court->text, "entries [10000+200] [20000+200]"));
	assert_non_null(strstr(court->text, "[80000+200] ...\n"));
}

/* Memory follows what is alive: bios and requests that are gone leave nothing. */
static void memory__after_many_bios__is_empty(void **state)
{
	struct t_court *court = *state;

	for (unsigned i = 0; i < 1000; i++) {
		struct bio *bio = t_bio(&court->w, REQ_OP_READ, 0, 1, T_VECS({ 0x10000, 65536 }));
		struct bio *front = split_with_too_many_segments(court, bio, 8);
		struct request rq;

		bp_event(&court->w.env, SPLIT_BEGIN, .q = &court->w.q, .bio = bio); /* abandoned */
		t_request(&court->w, &rq, bio);
		bp_event(&court->w.env, MAP_BEGIN, .q = &court->w.q, .rq = &rq);
		bp_event(&court->w.env, RQ_FREE, .q = &court->w.q, .rq = &rq);
		bio_put(front);
		bio_put(bio);
		assert_int_equal(bp_check_live(court->check), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table__every_row__is_whole_and_found),
		cmocka_unit_test(free__no_checker__does_nothing),
		cmocka_unit_test(free__listens_no_more),
		t_in_court(violation__told__counted_and_reported),
		t_in_court(violation__nobody_to_tell__counted),
		t_in_court(violation__text__shows_words_numbers_and_picture),
		t_in_court(violation__text_too_long__is_cut),
		t_in_court(picture__cut__stands_where_the_front_ends),
		t_in_court(picture__large_bio__is_bounded),
		t_in_court(picture__entries__eight_at_most),
		t_in_court(memory__after_many_bios__is_empty),
		t_in_court(picture__a_thousand_vectors__is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
