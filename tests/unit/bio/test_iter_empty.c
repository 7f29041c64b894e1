/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loops get past an empty vector under newer rule sets (G-14); before, R-ITER-6.
 */
#include <string.h>

#include "bio_test.h"

static const struct t_vec vecs[] = {
	{ 0x1000000, 0 }, { 0x1002000, 512 }, { 0x1004000, 0 },
	{ 0x1006000, 0 }, { 0x1008000, 512 },
};

#define N bp_array_size(vecs)

/* .a..b and each of them is seen */
static void loops__empty_vectors__seen_and_passed(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = t_bio(&t->w, REQ_OP_READ, 0, N, vecs);
	struct bio *direct = t_bio(&t->w, REQ_OP_READ | REQ_DMA_DIRECT, 0, N, vecs);
	unsigned n[4] = { 0 };
	struct bvec_iter it;
	struct bio_vec bv;
	struct dma_vec dv;

	t_rules(&t->w, bp_rules_find("v6.1"));
	bio_for_each_segment (bv, bio, it)
		n[0]++;
	bio_for_each_bvec (bv, bio, it)
		n[1]++;
	for_each_bvec (&t->w.env, bv, bio->bi_io_vec, it, bio->bi_iter)
		n[2]++;
	bio_for_each_dvec (dv, direct, it)
		n[3]++;
	for (unsigned i = 0; i < 4; i++)
		assert_int_equal(n[i], N);
	assert_int_equal(bio_segments(bio), N);
	bio_put(bio);
	bio_put(direct);
}

/* An operation that never leaves its vector would spin all the same. */
static void loops__empty_vector_of_a_discard__bug(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = t_bio(&t->w, REQ_OP_DISCARD, 0, 2, vecs);
	struct bvec_iter it;
	struct bio_vec bv;

	t_rules(&t->w, bp_rules_find("v6.1"));
	assert_bug(&t->w.env, BP_SITE_ITER_STUCK, ({
		bio_for_each_segment (bv, bio, it) {
		}
		0;
	}));
	bio_put(bio);
}

/* .a..b to ccc */
static void bio_copy_data__empty_vectors__copied_around(void **state)
{
	struct t_mem *t = *state;
	struct bio *src = t_bio(&t->w, REQ_OP_READ, 0, N, vecs);
	struct bio *dst = t_bio(&t->w, REQ_OP_WRITE, 0, 1, T_VECS({ 0x1010000, 1024 }));

	t_rules(&t->w, bp_rules_find("v6.1"));
	memset(bp_page_bytes(&t->w.env, pfn_to_page(0x1002)), 'a', 512);
	memset(bp_page_bytes(&t->w.env, pfn_to_page(0x1008)), 'b', 512);
	bio_copy_data(dst, src);
	assert_int_equal(bp_page_bytes(&t->w.env, pfn_to_page(0x1010))[0], 'a');
	assert_int_equal(bp_page_bytes(&t->w.env, pfn_to_page(0x1010))[512], 'b');
	bio_copy_data(src, dst);
	bio_put(src);
	bio_put(dst);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_case(loops__empty_vectors__seen_and_passed),
		t_case(loops__empty_vector_of_a_discard__bug),
		t_case(bio_copy_data__empty_vectors__copied_around),
	};

	return cmocka_run_group_tests_name("bio/iter_empty", tests, NULL, NULL);
}
