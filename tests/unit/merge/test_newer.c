/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Merging under newer rule sets (S11: G-8, G-11, the counts of the walk).  A letter is a vector,
 * '.' a gap.
 */
#include <blkpath/merge.h>
#include <blkpath/split.h>

#include "bp_test.h"
#include "record.h"

static struct bio *split_bio(struct t_world *w, sector_t sector, struct t_vec v)
{
	struct bio *bio = t_bio(w, REQ_OP_WRITE, sector, 1, &v);

	blk_queue_split(&w->q, &bio);
	return bio;
}

/* aa|bb: what the walk counted is what is added; a page of segments below its size counts 1. */
static void bio_attempt_back_merge__counts_of_the_walk__added(void **state)
{
	struct t_world *w = *state;
	struct request rq;

	t_rules(w, bp_rules_find("v6.1"));
	w->q.limits.max_segment_size = 1024;
	t_request(w, &rq, split_bio(w, 0, (struct t_vec){ 0x100000, 4096 }));
	assert_int_equal(rq.nr_phys_segments, 1);
	assert_true(bio_attempt_back_merge(&w->q, &rq,
					   split_bio(w, 8, (struct t_vec){ 0x200000, 8192 })));
	assert_int_equal(rq.nr_phys_segments, 9);
	w->q.limits.max_segments = 9;
	assert_false(bio_attempt_back_merge(&w->q, &rq,
					    split_bio(w, 24, (struct t_vec){ 0x300000, 4096 })));
	assert_true(rq.cmd_flags & REQ_NOMERGE);
}

/* G-12: no neighbour is counted again. */
static void bio_attempt_front_merge__uncounted_neighbour__left_alone(void **state)
{
	struct t_world *w = *state;
	struct bio *first = t_bio(w, REQ_OP_WRITE, 8, 1, T_VECS({ 0x100000, 4096 }));
	struct request rq;

	t_rules(w, bp_rules_find("v6.1"));
	t_request(w, &rq, first);
	assert_true(bio_attempt_front_merge(&w->q, &rq,
					    split_bio(w, 0, (struct t_vec){ 0x200000, 4096 })));
	assert_false(bio_flagged(first, BIO_SEG_VALID));
	assert_int_equal(rq.nr_phys_segments, 2);
}

/* G-8, S1: 16 sectors from 8 on end with the chunk of 24, one more does not. */
static void bio_attempt_back_merge__chunk_of_24__up_to_its_end(void **state)
{
	struct t_world *w = *state;
	struct t_record r = { 0 };
	struct request rq;

	t_rules(w, bp_rules_find("v6.1"));
	w->q.limits.chunk_sectors = 24;
	t_record(&w->env, &r);
	t_request(w, &rq, split_bio(w, 8, (struct t_vec){ 0x100000, 4096 }));
	assert_true(bio_attempt_back_merge(&w->q, &rq,
					   split_bio(w, 16, (struct t_vec){ 0x200000, 4096 })));
	assert_false(bio_attempt_back_merge(&w->q, &rq,
					    split_bio(w, 24, (struct t_vec){ 0x300000, 512 })));
	t_assert_refused(&r, "R-MGE-4", "chunk_sectors", 17, 16);
}

/* Behind 2^32 sectors chunks begin where the whole number says: 16 sectors later than its low half.
 */
static void bio_attempt_back_merge__chunk_of_24_far_away__up_to_its_end(void **state)
{
	const sector_t far = 1ull << 32;
	struct t_world *w = *state;
	struct request rq;

	t_rules(w, bp_rules_find("v6.1"));
	w->q.limits.chunk_sectors = 24;
	t_request(w, &rq, split_bio(w, far, (struct t_vec){ 0x100000, 4096 }));
	assert_false(bio_attempt_back_merge(
		&w->q, &rq, split_bio(w, far + 8, (struct t_vec){ 0x200000, 512 })));
	t_request(w, &rq, split_bio(w, far + 8, (struct t_vec){ 0x100000, 4096 }));
	assert_true(bio_attempt_back_merge(
		&w->q, &rq, split_bio(w, far + 16, (struct t_vec){ 0x200000, 8192 })));
}

/* G-11: aaaa|bb.bcc  v5.2 sees that the page of c touches b, v6.1 that all of c does not. */
static void bio_will_gap__vector_over_a_boundary__seen_whole(void **state)
{
	struct t_world *w = *state;
	struct bio *b = t_bio(w, REQ_OP_WRITE, 0, 1, T_VECS({ 0xe4f000, 0x600 }));
	struct bio *c = t_bio(w, REQ_OP_WRITE, 3, 1, T_VECS({ 0xe4f600, 0x1000 }));
	static const struct {
		const char *rules;
		bool gap;
	} cases[] = { { "v5.2", false }, { "v6.1", true }, { "v6.18", true } };

	w->q.limits.seg_boundary_mask = 0xffff;
	w->q.limits.virt_boundary_mask = 0xfff;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		t_rules(w, bp_rules_find(cases[i].rules));
		assert_int_equal(bio_will_gap(&w->q, NULL, b, c), cases[i].gap);
	}
}

/* S11: the start of the request's first vector counts from the page of the table, as in S3. */
static void bio_will_gap__two_pages_done__their_offset_counts(void **state)
{
	struct t_world *w = *state;
	struct bio *first = t_bio(w, REQ_OP_WRITE, 0, 1, T_VECS({ 0x100000, 0x10000 }));
	struct bio *next = t_bio(w, REQ_OP_WRITE, 112, 1, T_VECS({ 0x300000, 0x10000 }));
	struct request rq;

	w->q.limits.virt_boundary_mask = 0xffff;
	bio_advance(first, 0x2000);
	t_request(w, &rq, first);
	assert_false(req_gap_back_merge(&rq, next));
	t_rules(w, bp_rules_find("v6.1"));
	assert_true(req_gap_back_merge(&rq, next));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_in_world(bio_attempt_back_merge__counts_of_the_walk__added),
		t_in_world(bio_attempt_front_merge__uncounted_neighbour__left_alone),
		t_in_world(bio_attempt_back_merge__chunk_of_24__up_to_its_end),
		t_in_world(bio_attempt_back_merge__chunk_of_24_far_away__up_to_its_end),
		t_in_world(bio_will_gap__vector_over_a_boundary__seen_whole),
		t_in_world(bio_will_gap__two_pages_done__their_offset_counts),
	};

	return cmocka_run_group_tests_name("merge/newer", tests, NULL, NULL);
}
