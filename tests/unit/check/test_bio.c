/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-BIO: bios filled, cloned, held and returned, right and spoilt.
 */
#include "court.h"

static struct bio *empty(struct t_court *court, unsigned opf, unsigned vectors)
{
	struct bio *bio = bio_kmalloc(&court->w.env, GFP_KERNEL, vectors);

	bio->bi_opf = opf;
	bio->bi_disk = &court->w.disk;
	return bio;
}

static void added(struct t_court *court, struct bio *bio, unsigned len)
{
	bp_event(&court->w.env, BIO_ADD, .bio = bio, .a = len, .rule = "R-ADD-8");
}

static void add__by_the_functions__holds(void **state)
{
	struct t_court *court = *state;
	struct bio *page = empty(court, REQ_OP_READ, 4);
	struct bio *direct = empty(court, REQ_OP_READ | REQ_DMA_DIRECT, 4);

	bio_add_page(page, pfn_to_page(16), 4096, 0);
	bio_add_page(page, pfn_to_page(17), 4096, 0);
	bio_add_page(page, pfn_to_page(64), 512, 0);
	bio_add_dma_addr(&court->w.q, direct, bp_dma_addr(0x1000), 512);
	bio_add_dma_addr(&court->w.q, direct, bp_dma_addr(-(u64)512), 512);
	assert_held(court, BP_INV_BIO_1);
	assert_held(court, BP_INV_BIO_2);
	assert_held(court, BP_INV_BIO_5);
}

static void add__size_and_vectors_differ__breaks_bio_1(void **state)
{
	struct t_court *court = *state;
	struct bio *bio = empty(court, REQ_OP_READ, 4);

	bio_add_page(bio, pfn_to_page(16), 4096, 0);
	bio->bi_io_vec[0].bv_len = 2048;
	bio_add_page(bio, pfn_to_page(64), 512, 0);
	assert_broken(court, BP_INV_BIO_1);
}

/* A WRITE_SAME and a bio built by hand: bi_size is something else. */
static void submit__size_is_no_sum__no_case(void **state)
{
	struct t_court *court = *state;
	struct bio *same = empty(court, REQ_OP_WRITE_SAME, 1);
	struct bio *by_hand = t_bio(&court->w, REQ_OP_READ, 0, 1, T_VECS({ 0x1000, 512 }));

	by_hand->bi_iter.bi_size = 4096;
	bp_event(&court->w.env, BIO_SUBMIT, .q = &court->w.q, .bio = by_hand);
	bio_add_page(same, pfn_to_page(16), 512, 0);
	same->bi_iter.bi_size = 1 << 20;
	bp_event(&court->w.env, BIO_SUBMIT, .q = &court->w.q, .bio = same);
	assert_no_case(court, BP_INV_BIO_1);
}

/* A bio that moved on has less left than its table holds. */
static void submit__bio_moved_on__not_judged_again(void **state)
{
	struct t_court *court = *state;
	struct bio *bio = empty(court, REQ_OP_READ, 1);

	bio_add_page(bio, pfn_to_page(16), 4096, 0);
	bio_advance(bio, 512);
	bp_event(&court->w.env, BIO_SUBMIT, .q = &court->w.q, .bio = bio);
	assert_int_equal(bp_check_judged(court->check, BP_INV_BIO_1), 1);
}

static void add__more_vectors_than_room__breaks_bio_2(void **state)
{
	struct t_court *court = *state;
	struct bio *bio = t_bio(&court->w, REQ_OP_READ, 0, 1, T_VECS({ 0x1000, 512 }));

	bio->bi_max_vecs = 0;
	added(court, bio, 512);
	assert_broken(court, BP_INV_BIO_2);
}

static void add__dma_vector_that_cannot_be_carried__breaks_bio_5(void **state)
{
	static const struct dma_vec vectors[] = {
		{ { 0x1000 }, 0 },
		{ { 0x1000 }, 768 },
		{ { 0x1000 }, 1u << 31 },
		{ { -(u64)512 }, 1024 },
	};
	struct t_court *court = *state;

	for (size_t i = 0; i < bp_array_size(vectors); i++) {
		struct bio *bio = empty(court, REQ_OP_READ | REQ_DMA_DIRECT, 1);

		bio->bi_dma_vec[0] = vectors[i];
		bio->bi_vcnt = 1;
		bio->bi_iter.bi_size = vectors[i].dv_len;
		added(court, bio, vectors[i].dv_len);
		assert_int_equal(bp_check_count(court->check, BP_INV_BIO_5), i + 1);
	}
	assert_held(court, BP_INV_BIO_1);
}

static void add__dma_lengths_wrap__breaks_bio_5(void **state)
{
	struct t_court *court = *state;
	struct bio *bio = empty(court, REQ_OP_READ | REQ_DMA_DIRECT, 4);
	unsigned len = (1u << 31) - 512;

	for (unsigned i = 0; i < 3; i++) {
		bio->bi_dma_vec[bio->bi_vcnt++] = (struct dma_vec){ { 0x1000 }, len };
		bio->bi_iter.bi_size += len;
		added(court, bio, len);
	}
	assert_held(court, BP_INV_BIO_1); /* modulo 2^32 */
	assert_int_equal(bp_check_count(court->check, BP_INV_BIO_5), 1);
}

/* DEF-13 */
static void add__to_a_clone__breaks_bio_1_of_its_parent(void **state)
{
	struct t_court *court = *state;
	struct bio *parent = empty(court, REQ_OP_READ | REQ_DMA_DIRECT, 2);
	struct bio *clone = empty(court, REQ_OP_READ | REQ_DMA_DIRECT, 2);

	bio_add_dma_addr(&court->w.q, parent, bp_dma_addr(0x1000), 4096);
	__bio_clone_fast(clone, parent);
	bp_defects_add(&court->w.q.bp_defects, "def-13");
	assert_int_equal(bio_add_dma_addr(&court->w.q, clone, bp_dma_addr(0x2000), 8192), 8192);
	assert_broken(court, BP_INV_BIO_1);
}

static void clone__direct_flag_lost__breaks_bio_4(void **state)
{
	struct t_court *court = *state;
	struct bio *bio =
		t_bio(&court->w, REQ_OP_READ | REQ_DMA_DIRECT, 0, 1, T_VECS({ 0x1000, 4096 }));
	struct bio *clone = bio_clone_fast(bio, GFP_KERNEL, &court->w.bs);

	assert_held(court, BP_INV_BIO_4);
	clone->bi_opf &= ~REQ_DMA_DIRECT;
	bp_event(&court->w.env, BIO_CLONE, .bio = clone, .other = bio);
	assert_int_equal(bp_check_count(court->check, BP_INV_BIO_4), 1);
	bp_event(&court->w.env, SPLIT, .q = &court->w.q, .bio = clone, .other = bio);
	assert_int_equal(bp_check_count(court->check, BP_INV_BIO_4), 2);
}

/* DEF-12 */
static void request__without_the_flag_of_its_bio__breaks_bio_4(void **state)
{
	struct t_court *court = *state;
	struct bio *bio =
		t_bio(&court->w, REQ_OP_READ | REQ_DMA_DIRECT, 0, 1, T_VECS({ 0x1000, 4096 }));
	struct request rq;

	t_request(&court->w, &rq, bio);
	bp_event(&court->w.env, RQ_ISSUE, .q = &court->w.q, .rq = &rq);
	assert_held(court, BP_INV_BIO_4);
	rq.cmd_flags &= ~REQ_DMA_DIRECT;
	bp_event(&court->w.env, RQ_ISSUE, .q = &court->w.q, .rq = &rq);
	assert_broken(court, BP_INV_BIO_4);
}

static void free__twice__breaks_bio_3(void **state)
{
	struct t_court *court = *state;
	struct bio *bio = empty(court, REQ_OP_READ, 1);

	bio_put(bio);
	assert_held(court, BP_INV_BIO_3);
	bp_event(&court->w.env, BIO_SUBMIT, .q = &court->w.q, .bio = bio);
	bp_event(&court->w.env, BIO_FREE, .bio = bio);
	assert_broken(court, BP_INV_BIO_3);
}

static void end__all_returned__holds(void **state)
{
	struct t_court *court = *state;

	bio_put(empty(court, REQ_OP_READ, 64));
	bp_check_end(court->check, 0);
	assert_held(court, BP_INV_BIO_3);
	assert_int_equal(bp_check_live(court->check), 0);
}

static void end__something_is_left__breaks_bio_3(void **state)
{
	struct t_court *court = *state;
	struct bio *bio = empty(court, REQ_OP_READ, 64);

	bp_check_end(court->check, 0);
	assert_int_equal(bp_check_count(court->check, BP_INV_BIO_3), 1);
	bio_put(bio);
	bio_put(bio);
	put_page(&court->w.env, pfn_to_page(3));
	bp_check_end(court->check, 1);
	assert_true(bp_check_count(court->check, BP_INV_BIO_3) >= 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_in_court(add__by_the_functions__holds),
		t_in_court(add__size_and_vectors_differ__breaks_bio_1),
		t_in_court(submit__size_is_no_sum__no_case),
		t_in_court(submit__bio_moved_on__not_judged_again),
		t_in_court(add__more_vectors_than_room__breaks_bio_2),
		t_in_court(add__dma_vector_that_cannot_be_carried__breaks_bio_5),
		t_in_court(add__dma_lengths_wrap__breaks_bio_5),
		t_in_court(add__to_a_clone__breaks_bio_1_of_its_parent),
		t_in_court(clone__direct_flag_lost__breaks_bio_4),
		t_in_court(request__without_the_flag_of_its_bio__breaks_bio_4),
		t_in_court(free__twice__breaks_bio_3),
		t_in_court(end__all_returned__holds),
		t_in_court(end__something_is_left__breaks_bio_3),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
