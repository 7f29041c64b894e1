/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-ITER-1 to -6 over every small table of two vectors, for several page sizes.
 */
#include "bio_test.h"

#define UNIT 64u /* every address and length here is a multiple of it */
#define UNITS_MAX 64

static const unsigned page_shifts[] = { 9, 10, 12 };

/* Around the edges of a page of 512 bytes. */
static const unsigned starts[] = { 0, 64, 448, 512, 960 };
static const unsigned lengths[] = { 64, 448, 512, 1088 };

/* The bytes that a loop yields, in order. */
struct walk {
	u64 at[UNITS_MAX];
	unsigned units;
};

static void walked(struct walk *w, u64 addr, unsigned len)
{
	for (unsigned done = 0; done < len; done += UNIT)
		w->at[w->units++] = addr + done;
}

static u64 phys(const struct bp_env *env, struct bio_vec bv)
{
	return bvec_phys(env, &bv).phys;
}

static void assert_same_walk(const struct walk *a, const struct walk *b, unsigned bytes)
{
	assert_int_equal(a->units * UNIT, bytes); /* INV-ITER-1 */
	assert_int_equal(b->units * UNIT, bytes);
	assert_memory_equal(a->at, b->at, a->units * sizeof(a->at[0])); /* INV-ITER-2 */
}

static void check_pages(struct bio *bio)
{
	struct bp_env *env = bio->bp_env;
	struct walk single = { 0 }, multi = { 0 }, plain = { 0 };
	struct bvec_iter it;
	struct bio_vec bv;

	bio_for_each_segment (bv, bio, it) {
		assert_true(bv.bv_offset + bv.bv_len <= bp_page_size(env));	 /* INV-ITER-3 */
		assert_true(it.bi_bvec_done < bio->bi_io_vec[it.bi_idx].bv_len); /* INV-ITER-5 */
		walked(&single, phys(env, bv), bv.bv_len);
	}
	bio_for_each_bvec (bv, bio, it)
		walked(&multi, phys(env, bv), bv.bv_len);
	for_each_bvec (env, bv, bio->bi_io_vec, it, bio->bi_iter)
		walked(&plain, phys(env, bv), bv.bv_len);
	assert_same_walk(&single, &multi, bio->bi_iter.bi_size);
	assert_same_walk(&single, &plain, bio->bi_iter.bi_size);
}

static void check_direct(struct bio *bio)
{
	struct walk ranges = { 0 };
	struct bvec_iter it;
	struct dma_vec dv;

	bio_for_each_dvec (dv, bio, it)
		walked(&ranges, dv.dv_addr.dma, dv.dv_len);
	assert_int_equal(ranges.units * UNIT, bio->bi_iter.bi_size);
	assert_int_equal(it.bi_sector, bio->bi_iter.bi_sector); /* INV-ITER-6 */
}

/* INV-ITER-4: two steps are one, INV-ITER-6: and the sector goes along. */
static void check_steps(struct bio *bio, unsigned first)
{
	for (unsigned second = 0; first + second <= bio->bi_iter.bi_size; second += 3 * UNIT) {
		struct bvec_iter two = bio->bi_iter, one = bio->bi_iter;

		bio_advance_iter(bio, &two, first);
		assert_int_equal(two.bi_sector, bio->bi_iter.bi_sector + (first >> 9));
		bio_advance_iter(bio, &two, second);
		bio_advance_iter(bio, &one, first + second);
		assert_int_equal(one.bi_size, two.bi_size);
		assert_int_equal(one.bi_idx, two.bi_idx);
		assert_int_equal(one.bi_bvec_done, two.bi_bvec_done);
		if (first % 512 == 0)
			assert_int_equal(one.bi_sector, two.bi_sector);
	}
}

static void check_from_everywhere(struct bio *bio)
{
	for (unsigned left = bio->bi_iter.bi_size; left; left -= UNIT) {
		check_steps(bio, bio->bi_iter.bi_size - left);
		if (bio_is_dma_direct(bio))
			check_direct(bio);
		else
			check_pages(bio);
		bio_advance_iter(bio, &bio->bi_iter, UNIT);
	}
}

static void every_table(struct t_mem *t, unsigned opf)
{
	enum { STARTS = bp_array_size(starts), LENGTHS = bp_array_size(lengths) };

	for (unsigned n = 0; n < STARTS * LENGTHS * STARTS * LENGTHS; n++) {
		unsigned a = n % (STARTS * LENGTHS), b = n / (STARTS * LENGTHS);
		struct bio *bio =
			t_bio(&t->w, opf, 40, 2,
			      T_VECS({ 0x10000 + starts[a % STARTS], lengths[a / STARTS] },
				     { 0x20000 + starts[b % STARTS], lengths[b / STARTS] }));

		check_from_everywhere(bio);
		bio_put(bio);
	}
	assert_int_equal(t_hits_of(t, BP_WARN), 0);
}

static void page_loops__every_small_table__same_bytes(void **state)
{
	struct t_mem *t = *state;

	for (unsigned i = 0; i < bp_array_size(page_shifts); i++) {
		t->w.env.page_shift = page_shifts[i];
		every_table(t, REQ_OP_READ);
	}
}

static void dvec_loop__every_small_table__same_bytes(void **state)
{
	every_table(*state, REQ_OP_READ | REQ_DMA_DIRECT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_case(page_loops__every_small_table__same_bytes),
		t_case(dvec_loop__every_small_table__same_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
