/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Moving through vectors (R-ITER-2 to R-ITER-8).
 */
#include "bio_test.h"

#define P 0x1000ull /* a page number */

/* EX-17: [P+0 ...aaaa][aaaa][aa..] */
static void bvec_iter_bvec__example_17_pages__three_pieces(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = t_bio(&t->w, REQ_OP_READ, 0, 1, T_VECS({ (P << 12) + 3000, 6000 }));
	struct bvec_iter it;
	struct bio_vec bv, seen[4];
	unsigned n = 0;

	bio_for_each_segment (bv, bio, it)
		seen[n++] = bv;
	assert_int_equal(n, 3);
	assert_vec(seen[0], P, 3000, 1096);
	assert_vec(seen[1], P + 1, 0, 4096);
	assert_vec(seen[2], P + 2, 0, 808);
	bio_advance(bio, 2000);
	assert_vec(bio_iter_mp_iovec(bio, bio->bi_iter), P, 5000, 4000);
	n = 0;
	bio_for_each_segment (bv, bio, it)
		seen[n++] = bv;
	assert_int_equal(n, 2);
	assert_vec(seen[0], P + 1, 904, 3192);
	assert_vec(seen[1], P + 2, 0, 808);
	bio_put(bio);
}

/* EX-17, INV-ITER-7: aaaa|b: 4100 bytes on, then past the end. */
static void dvec_iter_advance__example_17__stops_with_one_warning(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = t_bio(&t->w, REQ_OP_READ | REQ_DMA_DIRECT, 0, 2,
				T_VECS({ 0x1000, 4096 }, { 0x9000, 512 }));
	struct bvec_iter it = bio->bi_iter;

	assert_true(dvec_iter_advance(&t->w.env, bio->bi_dma_vec, &it, 4100));
	assert_int_equal(it.bi_idx, 1);
	assert_int_equal(it.bi_bvec_done, 4);
	assert_int_equal(it.bi_size, 508);
	assert_int_equal(bio_iter_dma_vec(bio, it).dv_addr.dma, 0x9004);
	assert_false(dvec_iter_advance(&t->w.env, bio->bi_dma_vec, &it, 600));
	assert_int_equal(it.bi_idx, 1);
	assert_int_equal(it.bi_bvec_done, 4);
	assert_int_equal(it.bi_size, 0);
	assert_hits(&t->w.env, BP_SITE_ITER_OVERRUN, 1);
	bio_advance(bio, 4100);
	assert_int_equal(bio->bi_iter.bi_sector, 8);
	bio_advance(bio, 600);
	assert_int_equal(bio->bi_iter.bi_sector, 9);
	assert_hits(&t->w.env, BP_SITE_ITER_OVERRUN, 2);
	bio_put(bio);
}

static void bvec_iter_advance__past_the_end__stops_with_one_warning(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = t_bio(&t->w, REQ_OP_READ, 0, 1, T_VECS({ P << 12, 1024 }));
	struct bvec_iter it = bio->bi_iter;

	assert_true(bvec_iter_advance(&t->w.env, bio->bi_io_vec, &it, 100));
	assert_false(bvec_iter_advance(&t->w.env, bio->bi_io_vec, &it, 1000));
	assert_int_equal(it.bi_idx, 0);
	assert_int_equal(it.bi_bvec_done, 100);
	assert_int_equal(it.bi_size, 0);
	assert_hits(&t->w.env, BP_SITE_ITER_OVERRUN, 1);
	bio_put(bio);
}

/* R-ITER-4: aa|bb: exactly one vector on */
static void bvec_iter_advance__one_whole_vector__stands_at_the_next(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio =
		t_bio(&t->w, REQ_OP_READ, 0, 2, T_VECS({ P << 12, 1024 }, { (P + 5) << 12, 1024 }));

	bio_advance(bio, 1024);
	assert_int_equal(bio->bi_iter.bi_idx, 1);
	assert_int_equal(bio->bi_iter.bi_bvec_done, 0);
	assert_int_equal(bio->bi_iter.bi_size, 1024);
	bio_put(bio);
}

/* R-ITER-5, INV-ITER-6: the branch of bio_advance_iter() and what it moves. */
static void bio_advance_iter__each_kind_of_op__takes_its_branch(void **state)
{
	static const struct {
		const char *name;
		unsigned opf, bytes;
		unsigned sector, size, idx, done;
	} cases[] = {
		{ "read", REQ_OP_READ, 1536, 3, 512, 1, 512 },
		{ "direct", REQ_OP_WRITE | REQ_DMA_DIRECT, 1536, 3, 512, 1, 512 },
		{ "discard", REQ_OP_DISCARD, 1536, 3, 512, 0, 0 },
		{ "secure erase", REQ_OP_SECURE_ERASE, 1536, 3, 512, 0, 0 },
		{ "write same", REQ_OP_WRITE_SAME, 1536, 3, 512, 0, 0 },
		{ "write zeroes", REQ_OP_WRITE_ZEROES, 1536, 3, 512, 0, 0 },
		{ "direct discard", REQ_OP_DISCARD | REQ_DMA_DIRECT, 1536, 3, 512, 0, 0 },
		{ "discard past the end", REQ_OP_DISCARD, 2560, 5, -512u, 0, 0 },
		{ "half a sector", REQ_OP_READ, 700, 1, 1348, 0, 700 },
	};
	struct t_mem *t = *state;

	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct bio *bio = t_bio(&t->w, cases[i].opf, 0, 2,
					T_VECS({ P << 12, 1024 }, { (P + 5) << 12, 1024 }));

		print_message("# %s\n", cases[i].name);
		bio_advance_iter(bio, &bio->bi_iter, cases[i].bytes);
		assert_int_equal(bio->bi_iter.bi_sector, cases[i].sector);
		assert_int_equal(bio->bi_iter.bi_size, cases[i].size);
		assert_int_equal(bio->bi_iter.bi_idx, cases[i].idx);
		assert_int_equal(bio->bi_iter.bi_bvec_done, cases[i].done);
		bio_put(bio);
	}
	assert_int_equal(t_hits_of(t, BP_WARN), 0);
}

/* R-ITER-2, last column */
static void loops__a_bio_of_two_sectors__move_the_sector_as_the_table_says(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = t_bio(&t->w, REQ_OP_READ, 7, 1, T_VECS({ P << 12, 1024 }));
	struct bio *direct = t_bio(&t->w, REQ_OP_READ | REQ_DMA_DIRECT, 7, 1, T_VECS({ 0, 1024 }));
	struct bvec_iter it;
	struct bio_vec bv;
	struct dma_vec dv;

	bio_for_each_segment (bv, bio, it)
		assert_int_equal(it.bi_sector, 7);
	assert_int_equal(it.bi_sector, 9);
	bio_for_each_bvec (bv, bio, it)
		assert_true(bio_iter_last(bv, it));
	assert_int_equal(it.bi_sector, 9);
	for_each_bvec (&t->w.env, bv, bio->bi_io_vec, it, bio->bi_iter)
		assert_int_equal(bv.bv_len, 1024);
	assert_int_equal(it.bi_sector, 7);
	bio_for_each_dvec (dv, direct, it)
		assert_int_equal(dv.dv_len, 1024);
	assert_int_equal(it.bi_sector, 7);
	bio_put(bio);
	bio_put(direct);
}

/* R-ITER-6: aa||bb with nothing between the bars: every loop would spin. */
static void loops__an_empty_vector_in_the_middle__bug(void **state)
{
	struct t_mem *t = *state;
	const struct t_vec *vecs = T_VECS({ P << 12, 512 }, { (P + 2) << 12, 0 }, { P << 12, 512 });
	struct bio *bio = t_bio(&t->w, REQ_OP_READ, 0, 3, vecs);
	struct bio *direct = t_bio(&t->w, REQ_OP_READ | REQ_DMA_DIRECT, 0, 3, vecs);
	struct bp_env *env = &t->w.env;
	struct bvec_iter it;
	struct bio_vec bv;
	struct dma_vec dv;

	assert_bug(env, BP_SITE_ITER_STUCK, ({
			   bio_for_each_segment (bv, bio, it) {
			   }
			   0;
		   }));
	assert_bug(env, BP_SITE_ITER_STUCK, ({
			   bio_for_each_bvec (bv, bio, it) {
			   }
			   0;
		   }));
	assert_bug(env, BP_SITE_ITER_STUCK, ({
			   bio_for_each_dvec (dv, direct, it) {
			   }
			   0;
		   }));
	assert_bug(env, BP_SITE_ITER_STUCK, ({
			   for_each_bvec (env, bv, bio->bi_io_vec, it, bio->bi_iter) {
			   }
			   0;
		   }));
	assert_hits(env, BP_SITE_ITER_STUCK, 4);
	bio_put(bio);
	bio_put(direct);
}

static void loops__an_empty_vector_at_the_end__never_visited(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = t_bio(&t->w, REQ_OP_READ, 0, 2, T_VECS({ P << 12, 512 }, { 0, 0 }));

	assert_int_equal(bio_segments(bio), 1);
	assert_hits(&t->w.env, BP_SITE_ITER_STUCK, 0);
	bio_put(bio);
}

/* R-ITER-7: [..aa][aa], [], [b...]: the empty vector gives an empty piece. */
static void bio_for_each_segment_all__advanced_bio__whole_table(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = t_bio(&t->w, REQ_OP_READ, 0, 3,
				T_VECS({ (P << 12) + 4096 - 512, 1024 }, { (P + 9) << 12, 0 },
				       { (P + 5) << 12, 512 }));
	struct bvec_iter_all all;
	struct bio_vec *bv, seen[5];
	unsigned n = 0;

	bio_advance(bio, 1024);
	bio_for_each_segment_all (bv, bio, all)
		seen[n++] = *bv;
	assert_int_equal(n, 4);
	assert_vec(seen[0], P, 3584, 512);
	assert_vec(seen[1], P + 1, 0, 512);
	assert_vec(seen[2], P + 9, 0, 0);
	assert_vec(seen[3], P + 5, 0, 512);
	bio_put(bio);
}

/* R-ITER-7 with an offset past the first page */
static void bvec_advance__offset_of_two_pages__starts_in_the_third(void **state)
{
	struct t_mem *t = *state;
	struct bio_vec bv = { pfn_to_page(P), 100, 8200 };
	struct bvec_iter_all all = { .idx = 0 };

	bvec_advance(&t->w.env, &bv, &all);
	assert_vec(all.bv, P + 2, 8, 100);
	assert_int_equal(all.idx, 1);
	assert_int_equal(all.done, 0);
}

static void bio_for_each_segment_all__clone__nothing(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = t_bio(&t->w, REQ_OP_READ, 0, 1, T_VECS({ P << 12, 512 }));
	struct bio *clone = bio_clone_fast(bio, GFP_KERNEL, NULL);
	struct bvec_iter_all all;
	struct bio_vec *bv;

	bio_for_each_segment_all (bv, clone, all)
		fail();
	bio_put(clone);
	bio_put(bio);
}

/* R-ITER-8 */
static void mp_bvec_last_segment__table__last_page(void **state)
{
	static const struct {
		unsigned off, len;
		unsigned page, seg_off, seg_len;
	} cases[] = {
		{ 0, 4096, 0, 0, 4096 },    { 100, 200, 0, 100, 200 }, { 0, 4097, 1, 0, 1 },
		{ 3000, 6000, 2, 0, 808 },  { 0, 8192, 1, 0, 4096 },   { 8200, 100, 2, 8, 100 },
		{ 4096, 4096, 1, 0, 4096 },
	};
	struct t_mem *t = *state;

	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct bio_vec bv = { pfn_to_page(P), cases[i].len, cases[i].off }, seg;

		mp_bvec_last_segment(&t->w.env, &bv, &seg);
		assert_vec(seg, P + cases[i].page, cases[i].seg_off, cases[i].seg_len);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_case(bvec_iter_bvec__example_17_pages__three_pieces),
		t_case(dvec_iter_advance__example_17__stops_with_one_warning),
		t_case(bvec_iter_advance__past_the_end__stops_with_one_warning),
		t_case(bvec_iter_advance__one_whole_vector__stands_at_the_next),
		t_case(bio_advance_iter__each_kind_of_op__takes_its_branch),
		t_case(loops__a_bio_of_two_sectors__move_the_sector_as_the_table_says),
		t_case(loops__an_empty_vector_in_the_middle__bug),
		t_case(loops__an_empty_vector_at_the_end__never_visited),
		t_case(bio_for_each_segment_all__advanced_bio__whole_table),
		t_case(bvec_advance__offset_of_two_pages__starts_in_the_third),
		t_case(bio_for_each_segment_all__clone__nothing),
		t_case(mp_bvec_last_segment__table__last_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
