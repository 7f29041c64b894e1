/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Padding, drain, and tables that are chained, too short or never full (R-MAP-2 to R-MAP-5).
 */
#include "map_test.h"

/* R-MAP-3, EX-22: 4098 bytes with a pad mask of 3 get 2 bytes more. */
static void blk_rq_map_sg__padding__grows_the_last_entry(void **state)
{
	(void)state;
	w.q.dma_pad_mask = 3;
	t_request(&w, &rq, BIO(REQ_OP_WRITE, 0, { 0x1000, 4096 }, { 0x3000, 2 }));
	ENTRIES({ 0x1000, 4096 }, { 0x3000, 2 });
	assert_int_equal(rq.extra_len, 0);
	rq.rq_flags |= RQF_COPY_USER;
	ENTRIES({ 0x1000, 4096 }, { 0x3000, 4 });
	assert_int_equal(rq.extra_len, 2);
	rq.__data_len = 4096; /* aligned: nothing to pad */
	rq.extra_len = 0;
	t_map(&w, &rq, got, T_ENTRIES_MAX);
	assert_int_equal(rq.extra_len, 0);
}

static int drain_needed(struct request *request)
{
	return !(request->rq_flags & RQF_QUIET);
}

/* R-MAP-4: one entry more, and a clean buffer for a write. */
static void blk_rq_map_sg__drain__appends_its_buffer(void **state)
{
	u8 buffer[512];

	(void)state;
	memset(buffer, 0xAA, sizeof(buffer));
	w.q.dma_drain_size = sizeof(buffer);
	w.q.dma_drain_buffer = buffer;
	w.q.dma_drain_needed = drain_needed;
	w.q.bp_dma_drain_page = pfn_to_page(9);
	w.q.bp_dma_drain_offset = 256;
	t_request(&w, &rq, BIO(REQ_OP_READ, 0, { 0x1000, 4096 }));
	rq.nr_phys_segments++;
	ENTRIES({ 0x1000, 4096 }, { PAGE_ADDR(9) + 256, 512 });
	assert_int_equal(rq.extra_len, 512);
	assert_int_equal(buffer[0], 0xAA);
	t_request(&w, &rq, BIO(REQ_OP_WRITE, 0, { 0x1000, 4096 }));
	rq.nr_phys_segments++;
	t_map(&w, &rq, got, T_ENTRIES_MAX);
	assert_int_equal(buffer[0], 0);
	rq.rq_flags |= RQF_QUIET;
	ENTRIES({ 0x1000, 4096 });
}

/* R-MAP-3 before R-MAP-4: the data is padded, not the drain behind it. */
static void blk_rq_map_sg__padding_and_drain__the_data_is_padded(void **state)
{
	(void)state;
	w.q.dma_pad_mask = 3;
	w.q.dma_drain_size = 512;
	w.q.dma_drain_needed = drain_needed;
	w.q.bp_dma_drain_page = pfn_to_page(9);
	t_request(&w, &rq, BIO(REQ_OP_READ, 0, { 0x1000, 4098 }));
	rq.nr_phys_segments++;
	rq.rq_flags |= RQF_COPY_USER;
	ENTRIES({ 0x1000, 4100 }, { PAGE_ADDR(9), 512 });
	assert_int_equal(rq.extra_len, 514);
}

/* R-MAP-2: the table is too short; nothing is written behind it. */
static void blk_rq_map_sg__table_too_short__reported(void **state)
{
	struct scatterlist table[3];

	(void)state;
	t_request(&w, &rq,
		  BIO(REQ_OP_READ, 0, { 0x1000, 4096 }, { 0x3000, 4096 }, { 0x5000, 4096 }));
	memset(table, 0x5A, sizeof(table));
	sg_init_table(table, 2);
	assert_int_equal(blk_rq_map_sg(&w.q, &rq, table), 2);
	assert_hits(&w.env, BP_SITE_MAP_OVERRUN, 1);
	assert_int_equal(table[2].length, 0x5A5A5A5A);
	assert_true(sg_is_last(&table[1]));
	assert_int_equal(bp_rq_map_sg(&w.q, &rq, table, 1), 1);
	assert_int_equal(bp_rq_map_sg(&w.q, &rq, table, 0), 0);
	assert_hits(&w.env, BP_SITE_MAP_OVERRUN, 3);
	/* Direct vectors and joins take the same road. */
	t_request(&w, &rq,
		  BIO(REQ_OP_READ | REQ_DMA_DIRECT, 0, { 0x1000, 512 }, { 0x3000, 512 },
		      { 0x3200, 512 }));
	sg_init_table(table, 1);
	assert_int_equal(blk_rq_map_sg(&w.q, &rq, table), 1);
	assert_int_equal(table[0].dma_length, 512);
}

/* R-MAP-5 */
static void blk_rq_map_sg__more_entries_than_counted__warns(void **state)
{
	(void)state;
	t_request(&w, &rq, BIO(REQ_OP_READ, 0, { 0x1000, 4096 }, { 0x3000, 4096 }));
	rq.nr_phys_segments = 1;
	ENTRIES({ 0x1000, 4096 }, { 0x3000, 4096 });
	assert_hits(&w.env, BP_SITE_MAP_TOO_MANY, 1);
}

/* A chained table is followed, and its links hold no data. */
static void blk_rq_map_sg__chained_table__skips_the_link(void **state)
{
	struct scatterlist first[3], second[2];

	(void)state;
	sg_init_table(first, 3);
	sg_init_table(second, 2);
	sg_chain(first, 3, second);
	t_request(&w, &rq,
		  BIO(REQ_OP_READ, 0, { 0x1000, 512 }, { 0x3000, 512 }, { 0x5000, 512 },
		      { 0x7000, 512 }));
	assert_int_equal(blk_rq_map_sg(&w.q, &rq, first), 4);
	assert_int_equal(sg_phys(&w.env, &second[1]).phys, 0x7000);
	assert_int_equal(sg_nents(first), 4);
}

/* QUIRK-2: an all-ones boundary makes empty pieces for ever. */
static void blk_rq_map_sg__all_ones_boundary__reported(void **state)
{
	struct scatterlist table[4];

	(void)state;
	w.q.limits.seg_boundary_mask = ~0ul;
	t_request(&w, &rq, BIO(REQ_OP_READ, 0, { 0x1800, 4096 }));
	sg_init_table(table, 4);
	assert_int_equal(blk_rq_map_sg(&w.q, &rq, table), 1);
	rq.bio->bi_io_vec[0].bv_offset = 0;
	rq.bio->bi_io_vec[0].bv_len = rq.bio->bi_iter.bi_size = 8192;
	assert_bug(&w.env, BP_SITE_SEGMENT_EMPTY, blk_rq_map_sg(&w.q, &rq, table));
	rq.cmd_flags |= REQ_DMA_DIRECT;
	rq.bio->bi_dma_vec[0].dv_addr = bp_dma_addr(0);
	assert_bug(&w.env, BP_SITE_SEGMENT_EMPTY, blk_rq_map_sg(&w.q, &rq, table));
}

/* R-ITER-6 */
static void blk_rq_map_sg__empty_vector__reported(void **state)
{
	static const unsigned opfs[] = { REQ_OP_READ, REQ_OP_READ | REQ_DMA_DIRECT };
	struct scatterlist table[4];

	(void)state;
	for (size_t i = 0; i < bp_array_size(opfs); i++) {
		struct bio *bio = BIO(opfs[i], 0, { 0x1000, 512 }, { 0x3000, 0 }, { 0x5000, 512 });

		bio->bi_phys_segments = 3;
		bio_set_flag(bio, BIO_SEG_VALID);
		t_request(&w, &rq, bio);
		sg_init_table(table, 4);
		assert_bug(&w.env, BP_SITE_ITER_STUCK, blk_rq_map_sg(&w.q, &rq, table));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(blk_rq_map_sg__padding__grows_the_last_entry),
		T(blk_rq_map_sg__drain__appends_its_buffer),
		T(blk_rq_map_sg__padding_and_drain__the_data_is_padded),
		T(blk_rq_map_sg__table_too_short__reported),
		T(blk_rq_map_sg__more_entries_than_counted__warns),
		T(blk_rq_map_sg__chained_table__skips_the_link),
		T(blk_rq_map_sg__all_ones_boundary__reported),
		T(blk_rq_map_sg__empty_vector__reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
