/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pages that the device cannot reach.  A capital letter is a high page, a small one a low page.
 */
#include "bounce_test.h"

/* R-BNC-1, patch 4 */
static void blk_queue_bounce__nothing_to_do__same_bio(void **state)
{
	struct bio *bio = t_bio(&w, REQ_OP_WRITE, 0, 1, T_VECS({ LOW, 4096 }));

	(void)state;
	assert_ptr_equal(bounce(bio), bio);
	bio = low_and_high(REQ_OP_DISCARD);
	assert_ptr_equal(bounce(bio), bio);
	bio = low_and_high(REQ_OP_WRITE);
	w.q.limits.bounce_pfn = w.env.max_pfn;
	assert_ptr_equal(bounce(bio), bio);
	w.q.limits.bounce_pfn = w.env.max_pfn - 1; /* no page is above */
	assert_ptr_equal(bounce(bio), bio);
	w.q.limits.bounce_pfn = w.env.max_pfn = LIMIT_PFN; /* memory that is not the machine's */
	assert_ptr_equal(bounce(bio), bio);
	assert_int_equal(record.count[BP_EV_BIO_BOUNCE], 0);
}

/* The frame of the limit itself is within reach */
static void blk_queue_bounce__frame_of_the_limit__low(void **state)
{
	struct bio *bio = t_bio(&w, REQ_OP_WRITE, 0, 1, T_VECS({ LIMIT_PFN << 12, 4096 }));

	(void)state;
	assert_ptr_equal(bounce(bio), bio);
	w.q.limits.bounce_pfn--;
	assert_ptr_not_equal(bounce(bio), bio);
}

/* R-BNC-4, INV-DIR-1, INV-DIR-2 */
static void blk_queue_bounce__dma_direct__left_alone(void **state)
{
	struct bio *bio = low_and_high(REQ_OP_WRITE | REQ_DMA_DIRECT);

	(void)state;
	w.q.bounce_gfp = GFP_NOIO | GFP_DMA;
	w.q.bp_isa_pool_ready = true;
	assert_ptr_equal(bounce(bio), bio);
	assert_false(bio_flagged(bio, BIO_BOUNCED));
	assert_int_equal(bio->bi_dma_vec[1].dv_addr.dma, HIGH);
	assert_int_equal(w.env.page_accesses, 0);
	assert_hits(&w.env, BP_SITE_BIO_DIRECT_AS_PAGE, 0);
}

/* R-BNC-2: aB becomes ab' at the same offsets; a write brings its data along. */
static void blk_queue_bounce__write__high_page_replaced_and_copied(void **state)
{
	struct bio *bio = low_and_high(REQ_OP_WRITE), *clone;
	char text[5] = "";

	(void)state;
	bio->bi_ioprio = 3;
	bio->bi_write_hint = 2;
	assert_int_equal(bp_ram_write(ram, bp_phys_addr(HIGH + 100), "data", 4), 0);
	clone = bounce(bio);
	assert_ptr_not_equal(clone, bio);
	assert_true(bio_flagged(clone, BIO_BOUNCED));
	assert_int_equal(clone->bi_vcnt, 2);
	assert_int_equal(clone->bi_max_vecs, 2);
	assert_memory_equal(&clone->bi_io_vec[0], &bio->bi_io_vec[0], sizeof(struct bio_vec));
	assert_int_equal(clone->bi_io_vec[1].bv_offset, 0);
	assert_true(page_to_pfn(clone->bi_io_vec[1].bv_page) <= LIMIT_PFN);
	assert_int_equal(clone->bi_iter.bi_sector, 1000);
	assert_int_equal(clone->bi_iter.bi_size, 4608);
	assert_int_equal(clone->bi_ioprio, 3);
	assert_int_equal(clone->bi_write_hint, 2);
	assert_ptr_equal(clone->bi_private, bio);
	bp_ram_read(ram, bp_phys_addr(bvec_phys(&w.env, &clone->bi_io_vec[1]).phys + 100), text, 4);
	assert_string_equal(text, "data");
	assert_int_equal(record.last[BP_EV_BIO_BOUNCE].a, 1);
	assert_ptr_equal(record.last[BP_EV_BIO_BOUNCE].other, clone);

	bio_endio(clone);
	assert_int_equal(ended, 1);
	assert_int_equal(bp_ram_report(ram).allocated, 0);
	assert_int_equal(bios_at_end, 2); /* the clone is put last */
	assert_int_equal(w.env.live[BP_ALLOC_BIO], 1);
}

/* A read comes back, unless it failed; the clone has been advanced meanwhile. */
static void blk_queue_bounce__read__copied_back_without_error_only(void **state)
{
	static const blk_status_t statuses[] = { BLK_STS_OK, BLK_STS_MEDIUM };

	(void)state;
	for (size_t i = 0; i < bp_array_size(statuses); i++) {
		struct bio *bio = low_and_high(REQ_OP_READ), *clone;
		char text[5] = "";

		bp_ram_write(ram, bp_phys_addr(HIGH), "old.", 4);
		clone = bounce(bio);
		bp_ram_read(ram, page_to_phys(&w.env, clone->bi_io_vec[1].bv_page), text, 4);
		assert_string_not_equal(text, "old."); /* only a write takes its data along */
		bp_ram_write(ram, page_to_phys(&w.env, clone->bi_io_vec[1].bv_page), "new.", 4);
		bio->bi_status = BLK_STS_TIMEOUT; /* overwritten: assigned, not merged */
		clone->bi_status = statuses[i];
		bio_advance(clone, 4608);
		bio_endio(clone);
		bp_ram_read(ram, bp_phys_addr(HIGH), text, 4);
		assert_string_equal(text, statuses[i] ? "old." : "new.");
		assert_int_equal(end_status, statuses[i]);
		assert_int_equal(bp_ram_report(ram).allocated, 0);
	}
	assert_int_equal(ended, 2);
}

/* 5.2: below 4 GiB the pages come from the first 16 MiB. */
static void blk_queue_bounce__isa_pool__pages_below_16_mib(void **state)
{
	struct bio *clone;

	(void)state;
	blk_queue_bounce_limit(&w.q, 1u << 31);
	clone = bounce(low_and_high(REQ_OP_WRITE));
	assert_true(page_to_pfn(clone->bi_io_vec[1].bv_page) < 4096);
	blk_queue_bounce_limit(&w.q, 1u << 22);
	clone = bounce(low_and_high(REQ_OP_WRITE));
	assert_true(page_to_pfn(clone->bi_io_vec[1].bv_page) <= 1024);
	w.q.bp_isa_pool_ready = false;
	assert_bug(&w.env, BP_SITE_BOUNCE_NO_POOL, bounce(low_and_high(REQ_OP_WRITE)));
}

/* 300 pages: the first 256 are bounced, the rest goes back to submission as it is. */
static void blk_queue_bounce__300_pages__cut_at_256(void **state)
{
	struct bio *bio = t_bio_pages(&w, REQ_OP_WRITE, 0, 300, HIGH, 0x2000, 4096), *clone;
	struct bio *front;

	(void)state;
	bio->bi_end_io = on_end;
	clone = bounce(bio);
	front = clone->bi_private;
	assert_int_equal(clone->bi_vcnt, 256);
	assert_int_equal(bio_sectors(clone), 2048);
	assert_ptr_equal(resubmitted, bio);
	assert_int_equal(bio->bi_iter.bi_sector, 2048);
	assert_int_equal(bio_sectors(bio), 44 * 8);
	assert_false(front->bi_opf & REQ_NOMERGE);
	assert_ptr_equal(front->bi_private, bio);
	assert_int_equal(record.count[BP_EV_SPLIT], 1);
	assert_string_equal(record.last[BP_EV_SPLIT].rule, "R-BNC-2");
	bio_endio(clone);
	assert_int_equal(ended, 0);
	bio_endio(bio);
	assert_int_equal(ended, 1);
}

/* A passthrough bio is never cut, and its clone belongs to no set. */
static void blk_queue_bounce__passthrough__whole_and_without_a_set(void **state)
{
	struct bio *bio = t_bio_pages(&w, REQ_OP_DRV_OUT, 0, 300, HIGH, 0x2000, 4096), *clone;

	(void)state;
	clone = bounce(bio);
	assert_int_equal(clone->bi_vcnt, 300);
	assert_null(clone->bi_pool);
	assert_null(resubmitted);
}

/* A payload of one block that counts for many: the walk sees it 256 times. */
static void blk_queue_bounce__write_same__one_vector(void **state)
{
	struct bio *bio = t_bio(&w, REQ_OP_WRITE_SAME, 0, 1, T_VECS({ HIGH, 512 })), *clone;

	(void)state;
	w.q.limits.max_write_same_sectors = 1000;
	bio->bi_iter.bi_size = 400 * 512;
	clone = bounce(bio);
	assert_int_equal(clone->bi_vcnt, 1);
	assert_int_equal(bio_sectors(clone), 256);
	assert_int_equal(bio_sectors(resubmitted), 144);
	bio_endio(clone);
	assert_int_equal(bp_ram_report(ram).allocated, 0);
}

/* R-BNC-3: the clone is what is split afterwards; each front uses its pages. */
static void blk_queue_bounce__split_afterwards__pages_live_to_the_end(void **state)
{
	struct bio *bio = low_and_high(REQ_OP_READ), *clone = bounce(bio), *front;

	(void)state;
	front = bio_split(clone, 2, GFP_NOIO, &w.q.bio_split);
	bio_chain(front, clone);
	bio_endio(clone);
	assert_int_equal(bp_ram_report(ram).allocated, 1);
	bio_endio(front);
	assert_int_equal(ended, 1);
	assert_int_equal(bp_ram_report(ram).allocated, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(blk_queue_bounce__nothing_to_do__same_bio),
		T(blk_queue_bounce__frame_of_the_limit__low),
		T(blk_queue_bounce__dma_direct__left_alone),
		T(blk_queue_bounce__write__high_page_replaced_and_copied),
		T(blk_queue_bounce__read__copied_back_without_error_only),
		T(blk_queue_bounce__isa_pool__pages_below_16_mib),
		T(blk_queue_bounce__300_pages__cut_at_256),
		T(blk_queue_bounce__passthrough__whole_and_without_a_set),
		T(blk_queue_bounce__write_same__one_vector),
		T(blk_queue_bounce__split_afterwards__pages_live_to_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
