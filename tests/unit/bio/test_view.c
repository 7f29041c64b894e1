/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Views of the current position (R-ITER-1, -9, -10, -11, R-OPF-4, R-HLP-6, 4.6 last row).
 */
#include "bio_test.h"

#define P 0x1000ull

/* [..aa][aaaa][a...] from the second page on */
static void bio_iovec__multi_page_vector__one_page(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = t_bio(&t->w, REQ_OP_READ, 0, 1, T_VECS({ (P << 12) + 2048, 7168 }));

	bio_advance(bio, 2048 + 512);
	assert_vec(bio_iovec(bio), P + 1, 512, 3584);
	assert_ptr_equal(bio_page(bio), pfn_to_page(P + 1));
	assert_int_equal(bio_offset(bio), 512);
	assert_true(bio_multiple_segments(bio));
	assert_int_equal(bio_cur_bytes(bio), 3584);
	bio_advance(bio, 3584);
	assert_false(bio_multiple_segments(bio));
	bio_put(bio);
}

static void bio_dma_vec__advanced__rest_of_the_range(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio =
		t_bio(&t->w, REQ_OP_READ | REQ_DMA_DIRECT, 0, 1, T_VECS({ 0x7ffffff00, 8192 }));
	struct dma_vec dv;

	bio_advance(bio, 512);
	dv = bio_dma_vec(bio);
	assert_int_equal(dv.dv_addr.dma, 0x800000100);
	assert_int_equal(dv.dv_len, 7680);
	assert_int_equal(bio_cur_bytes(bio), 7680); /* patch 7: not cut at a page */
	bio_put(bio);
}

static void views__bio_without_bytes__empty(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = t_alloc(t, REQ_OP_READ, 0);

	assert_vec(bio_iovec(bio), page_to_pfn(NULL), 0, 0);
	assert_int_equal(bio_dma_vec(bio).dv_len, 0);
	assert_null(bio_data(bio));
	assert_int_equal(bio_cur_bytes(bio), 0);
	assert_int_equal(bio_segments(bio), 0);
	assert_false(bio_multiple_segments(bio));
	assert_null(bio_first_bvec_all(bio));
	assert_null(bio_last_bvec_all(bio));
	bio->bi_iter.bi_size = 512; /* a discard has no table */
	assert_int_equal(bio_iovec(bio).bv_len, 0);
	bio_put(bio);
}

static void bio_data__byte_written__seen_at_the_place(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = t_bio(&t->w, REQ_OP_READ, 0, 1, T_VECS({ (P << 12) + 100, 512 }));

	assert_int_equal(bp_ram_write(t->ram, bp_phys_addr((P << 12) + 100), "x", 1), 0);
	assert_int_equal(*(char *)bio_data(bio), 'x');
	bio->bi_opf = REQ_OP_DISCARD;
	assert_null(bio_data(bio));
	bio->bi_opf = REQ_OP_READ;
	bio->bi_io_vec[0].bv_page = pfn_to_page(t->w.env.max_pfn + 1);
	assert_null(bio_data(bio));
	assert_hits(&t->w.env, BP_SITE_PAGE_UNKNOWN, 1);
	bio_put(bio);
}

/* R-ITER-11, R-OPF-4 */
static void bio_segments__each_op__as_the_rule_says(void **state)
{
	static const struct {
		unsigned opf, segments, cur_bytes;
	} cases[] = {
		{ REQ_OP_READ, 2, 512 },	  { REQ_OP_DISCARD, 0, 1024 },
		{ REQ_OP_SECURE_ERASE, 0, 1024 }, { REQ_OP_WRITE_ZEROES, 0, 1024 },
		{ REQ_OP_WRITE_SAME, 1, 512 },
	};
	struct t_mem *t = *state;

	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct bio *bio =
			t_bio(&t->w, cases[i].opf, 0, 1, T_VECS({ (P << 12) + 3584, 1024 }));

		assert_int_equal(bio_segments(bio), cases[i].segments);
		assert_int_equal(bio_cur_bytes(bio), cases[i].cur_bytes);
		bio_put(bio);
	}
}

/* R-ITER-9: the last vector, from the start of its table entry */
static void bio_get_last_bvec__table__as_the_rule_says(void **state)
{
	static const struct {
		const char *name;
		unsigned skip, cut;
		unsigned page, off, len;
	} cases[] = {
		{ "whole: the second vector", 0, 0, 8, 0, 8192 },
		{ "cut inside the second vector", 0, 1024, 8, 0, 7168 },
		{ "cut at its start: the first", 0, 8192, 0, 512, 1024 },
		{ "from its middle: from its start", 1024 + 512, 0, 8, 0, 8192 },
		{ "one page of it only: the view", 1024 + 4096, 0, 9, 0, 4096 },
		{ "one page of the first", 512, 8192, 0, 1024, 512 },
	};
	struct t_mem *t = *state;

	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct bio *bio = t_bio(&t->w, REQ_OP_READ, 0, 2,
					T_VECS({ (P << 12) + 512, 1024 }, { (P + 8) << 12, 8192 }));
		struct bio_vec bv;

		print_message("# %s\n", cases[i].name);
		bio_advance(bio, cases[i].skip);
		bio->bi_iter.bi_size -= cases[i].cut;
		bio_get_last_bvec(bio, &bv);
		assert_vec(bv, P + cases[i].page, cases[i].off, cases[i].len);
		bio_put(bio);
	}
}

static void bio_get_last_bvec__write_same__its_only_vector(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = t_bio(&t->w, REQ_OP_WRITE_SAME, 0, 1, T_VECS({ P << 12, 512 }));
	struct bio_vec bv;

	bio->bi_iter.bi_size = 8192;
	bio_get_last_bvec(bio, &bv);
	assert_vec(bv, P, 0, 512);
	bio_put(bio);
}

/* R-HLP-6 */
static void bio_first_bvec_all__bio_and_clone__clone_warns(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = t_bio(&t->w, REQ_OP_READ, 0, 2, T_VECS({ 0, 512 }, { P << 12, 512 }));
	struct bio *clone = bio_clone_fast(bio, GFP_KERNEL, NULL);

	assert_ptr_equal(bio_first_bvec_all(bio), &bio->bi_io_vec[0]);
	assert_ptr_equal(bio_last_bvec_all(bio), &bio->bi_io_vec[1]);
	assert_int_equal(t_hits_of(t, BP_WARN), 0);
	assert_ptr_equal(bio_first_bvec_all(clone), &bio->bi_io_vec[0]);
	assert_hits(&t->w.env, BP_SITE_FIRST_OF_CLONE, 1);
	assert_null(bio_last_bvec_all(clone));
	assert_hits(&t->w.env, BP_SITE_LAST_OF_CLONE, 1);
	bio_put(clone);
	bio_put(bio);
}

/* 4.6, last row: garbage, but a reported one. */
static void views__dma_direct_bio__misuse_reported(void **state)
{
	struct t_mem *t = *state;
	struct bp_env *env = &t->w.env;
	struct bio *bio = t_bio(&t->w, REQ_OP_READ | REQ_DMA_DIRECT, 0, 2,
				T_VECS({ 0x10000, 4096 }, { 0x20000, 512 }));
	struct bio_vec bv;

	(void)bio_iovec(bio);
	assert_hits(env, BP_SITE_BIO_DIRECT_AS_PAGE, 1);
	(void)bio_page(bio);
	assert_hits(env, BP_SITE_BIO_DIRECT_AS_PAGE, 2);
	bio_get_first_bvec(bio, &bv);
	assert_hits(env, BP_SITE_BIO_DIRECT_AS_PAGE, 3);
	bio_get_last_bvec(bio, &bv);
	assert_hits(env, BP_SITE_BIO_DIRECT_AS_PAGE, 4);
	assert_int_equal(bio_segments(bio), 2);
	assert_hits(env, BP_SITE_BIO_DIRECT_AS_PAGE, 5);
	assert_null(bio_data(bio));
	assert_hits(env, BP_SITE_BIO_DIRECT_AS_PAGE, 6);
	(void)bio_first_bvec_all(bio);
	(void)bio_last_bvec_all(bio);
	assert_hits(env, BP_SITE_BIO_DIRECT_AS_PAGE, 8);
	assert_int_equal(t_hits_of(t, BP_WARN), 0);
	bio_put(bio);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_case(bio_iovec__multi_page_vector__one_page),
		t_case(bio_dma_vec__advanced__rest_of_the_range),
		t_case(views__bio_without_bytes__empty),
		t_case(bio_data__byte_written__seen_at_the_place),
		t_case(bio_segments__each_op__as_the_rule_says),
		t_case(bio_get_last_bvec__table__as_the_rule_says),
		t_case(bio_get_last_bvec__write_same__its_only_vector),
		t_case(bio_first_bvec_all__bio_and_clone__clone_warns),
		t_case(views__dma_direct_bio__misuse_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
