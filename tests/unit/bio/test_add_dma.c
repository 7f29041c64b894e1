/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Adding DMA addresses (R-ADD-7 to -9, R-VEC-1, DEF-11, DEF-13, INV-BIO-5).
 */
#include "bio_test.h"

#include <errno.h>

#include <blkpath/limits.h>

#define DIRECT (REQ_OP_WRITE | REQ_DMA_DIRECT)

static int setup(void **state)
{
	struct t_mem *t;
	int ret = t_mem_setup(state);

	t = *state;
	t->w.q.queue_flags |= 1ul << QUEUE_FLAG_DMA_DIRECT;
	return ret;
}

#define direct_case(fn) cmocka_unit_test_setup_teardown(fn, setup, t_mem_teardown)

/* Steps 2a to 5; `size` is what the bio holds before. */
static void bio_add_dma_addr__lengths_and_addresses__by_mode(void **state)
{
	static const struct {
		const char *name;
		u64 addr;
		unsigned len, size;
		int corrected, as_posted;
	} cases[] = {
		{ "a sector", 0x1000, 512, 0, 512, 512 },
		{ "any alignment of the address", 0x1003, 512, 0, 512, 512 },
		{ "address 0", 0, 4096, 0, 4096, 4096 },
		{ "empty", 0x1000, 0, 0, -EINVAL, 0 },
		{ "empty, at address 0", 0, 0, 0, -EINVAL, 0 },
		{ "odd", 0x1000, 768, 0, -EINVAL, 768 },
		{ "longest", 0, 0x7ffffe00, 0, 0x7ffffe00, 0x7ffffe00 },
		{ "2 GiB", 0, 0x80000000, 0, -EINVAL, INT_MIN },
		{ "ends at 2^64", -512ull, 512, 0, 512, 512 },
		{ "ends past 2^64", -511ull, 512, 0, -EINVAL, 512 },
		{ "size reaches its top", 0, 512, 0xfffffc00, 512, 512 },
		{ "size wraps", 0, 512, 0xfffffe00, -EINVAL, 512 },
	};
	struct t_mem *t = *state;

	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		for (int posted = 0; posted <= 1; posted++) {
			int result = posted ? cases[i].as_posted : cases[i].corrected;
			struct bio *bio = t_alloc(t, DIRECT, 1);
			bool added = result != -EINVAL;

			print_message("# %s, DEF-11 %d\n", cases[i].name, posted);
			t_defect(t, BP_DEF_11, posted);
			bio->bi_iter.bi_size = cases[i].size;
			assert_int_equal(bio_add_dma_addr(&t->w.q, bio, bp_dma_addr(cases[i].addr),
							  cases[i].len),
					 result);
			assert_int_equal(bio->bi_vcnt, added);
			assert_int_equal(bio->bi_iter.bi_size,
					 added ? cases[i].size + cases[i].len : cases[i].size);
			if (added) {
				assert_int_equal(bio->bi_dma_vec[0].dv_addr.dma, cases[i].addr);
				assert_int_equal(bio->bi_dma_vec[0].dv_len, cases[i].len);
			}
			bio_put(bio);
		}
	}
	assert_int_equal(t_hits_of(t, BP_WARN), 0);
}

/* R-ADD-9: which answer wins */
static void bio_add_dma_addr__several_reasons__order_of_checks(void **state)
{
	static const struct {
		const char *name;
		bool queue, flag, full;
		unsigned len;
		bool def_11;
		int result;
	} cases[] = {
		{ "full page bio, queue without", false, false, true, 512, false, -EINVAL },
		{ "page bio", true, false, false, 512, false, -EINVAL },
		{ "queue without", false, true, false, 512, false, -EINVAL },
		{ "full", true, true, true, 512, false, 0 },
		{ "full, bad length", true, true, true, 100, false, -EINVAL },
		{ "full, bad length, as posted", true, true, true, 100, true, 0 },
	};
	struct t_mem *t = *state;

	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct bio *bio = t_alloc(t, cases[i].flag ? DIRECT : REQ_OP_WRITE, 1);

		print_message("# %s\n", cases[i].name);
		if (cases[i].full)
			bio->bi_vcnt = 1;
		if (cases[i].queue)
			blk_queue_flag_set(QUEUE_FLAG_DMA_DIRECT, &t->w.q);
		else
			blk_queue_flag_clear(QUEUE_FLAG_DMA_DIRECT, &t->w.q);
		t_defect(t, BP_DEF_11, cases[i].def_11);
		assert_int_equal(bio_add_dma_addr(&t->w.q, bio, bp_dma_addr(0x1000), cases[i].len),
				 cases[i].result);
		assert_int_equal(bio->bi_iter.bi_size, 0);
		bio_put(bio);
	}
}

/* DEF-13: the clone's table is its source's. */
static void bio_add_dma_addr__clone_with_room__by_mode(void **state)
{
	struct t_mem *t = *state;

	for (int posted = 0; posted <= 1; posted++) {
		struct bio *src = t_bio(&t->w, DIRECT, 0, 1, T_VECS({ 0x1000, 4096 }));
		struct bio *clone = t_alloc(t, DIRECT, 4);

		t_defect(t, BP_DEF_13, posted);
		__bio_clone_fast(clone, src);
		assert_int_equal(bio_add_dma_addr(&t->w.q, clone, bp_dma_addr(0x9000), 512),
				 posted ? 512 : -EINVAL);
		assert_hits(&t->w.env, BP_SITE_ADD_DMA_CLONED, (u64)posted + 1);
		assert_int_equal(src->bi_dma_vec[0].dv_addr.dma, posted ? 0x9000 : 0x1000);
		assert_int_equal(clone->bi_vcnt, posted);
		bio_put(clone);
		bio_put(src);
	}
}

static void bio_add_dma_addr__fast_clone__full_before_cloned(void **state)
{
	struct t_mem *t = *state;
	struct bio *src = t_bio(&t->w, DIRECT, 0, 1, T_VECS({ 0x1000, 4096 }));
	struct bio *clone = bio_clone_fast(src, GFP_KERNEL, NULL);

	assert_true(bio_dma_full(clone));
	assert_int_equal(bio_add_dma_addr(&t->w.q, clone, bp_dma_addr(0x9000), 512), 0);
	assert_hits(&t->w.env, BP_SITE_ADD_DMA_CLONED, 0);
	bio_put(clone);
	bio_put(src);
}

/* aa|aa: touching ranges stay two vectors, and the padding stays what it was. */
static void bio_add_dma_addr__touching_ranges__never_joined(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = t_alloc(t, DIRECT, 2);

	bio->bi_io_vec[0].bv_offset = 0x55;
	bio_set_flag(bio, BIO_SEG_VALID);
	assert_int_equal(bio_add_dma_addr(&t->w.q, bio, bp_dma_addr(0x1000), 1024), 1024);
	assert_int_equal(bio_add_dma_addr(&t->w.q, bio, bp_dma_addr(0x1400), 1024), 1024);
	assert_int_equal(bio->bi_vcnt, 2);
	assert_int_equal(bio->bi_io_vec[0].bv_offset, 0x55);
	assert_true(bio_flagged(bio, BIO_SEG_VALID));
	assert_int_equal(t->w.env.page_accesses, 0); /* INV-DIR-2 */
	bio_put(bio);
}

/* R-ADD-7, INV-BIO-2 */
static void bio_dma_full__each_capacity__as_many_as_page_vectors(void **state)
{
	struct t_mem *t = *state;

	for (unsigned nr = 0; nr <= 17; nr++) {
		struct bio *bio = bio_alloc_bioset(&t->w.env, GFP_KERNEL, nr, &t->w.bs);

		bio->bi_opf = DIRECT;
		for (unsigned i = 0; i < nr; i++)
			assert_int_equal(bio_add_dma_addr(&t->w.q, bio, bp_dma_addr(i << 12), 512),
					 512);
		assert_int_equal(bio_add_dma_addr(&t->w.q, bio, bp_dma_addr(0), 512), 0);
		assert_int_equal(bio->bi_vcnt, nr);
		bio_put(bio);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		direct_case(bio_add_dma_addr__lengths_and_addresses__by_mode),
		direct_case(bio_add_dma_addr__several_reasons__order_of_checks),
		direct_case(bio_add_dma_addr__clone_with_room__by_mode),
		direct_case(bio_add_dma_addr__fast_clone__full_before_cloned),
		direct_case(bio_add_dma_addr__touching_ranges__never_joined),
		direct_case(bio_dma_full__each_capacity__as_many_as_page_vectors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
