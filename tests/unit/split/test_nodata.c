/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Discard, write zeroes and write same (R-QSP-6, R-QSP-7).
 */
#include <blkpath/count.h>
#include <blkpath/split.h>

#include "pieces.h"

static struct t_world w;
static struct t_pieces pieces;

static struct bio *dataless(unsigned op, sector_t sector, unsigned sectors)
{
	struct bio *bio = t_bio(&w, op, sector, 0, NULL);

	bio->bi_iter.bi_size = sectors << SECTOR_SHIFT;
	return bio;
}

static int setup(void **state)
{
	(void)state;
	t_world_init(&w);
	blk_queue_flag_set(QUEUE_FLAG_DISCARD, &w.q);
	blk_queue_flag_set(QUEUE_FLAG_SECERASE, &w.q);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	t_world_fini(&w);
	return 0;
}

/* EX-6: pieces after the first start 1 past a multiple of the granularity. */
static void bp_split_discard__ex_6__starts_on_granularity(void **state)
{
	static const unsigned ops[] = { REQ_OP_DISCARD, REQ_OP_SECURE_ERASE };

	(void)state;
	w.q.limits.discard_granularity = 4096;
	w.q.limits.discard_alignment = 512;
	w.q.limits.max_discard_sectors = 100;
	for (size_t i = 0; i < bp_array_size(ops); i++) {
		t_split(&w, dataless(ops[i], 5, 300), &pieces);
		assert_pieces(&pieces,
			      "5+92 1/0\n97+96 1/0\n193+96 1/0\n289+16 1/0\n"); /* QUIRK-8 */
	}
}

static void bp_split_discard__limits__table(void **state)
{
	static const struct {
		const char *name;
		unsigned granularity_bytes, alignment_bytes, max_sectors;
		sector_t sector;
		unsigned sectors, expected;
	} cases[] = {
		{ "no granularity", 0, 0, 100, 3, 300, 100 },
		{ "granularity above the limit: no split", 65536, 0, 100, 0, 300, 0 },
		{ "fits", 4096, 0, 96, 0, 96, 0 },
		{ "the remainder of the start is not taken off a short split", 4096, 0, 8, 5, 100,
		  3 },
		{ "alignment above the granularity", 1536, 2048, 3, 0, 100, 1 },
		{ "a start beyond 32 bits", 1536, 0, 3, 0x100000000, 100, 2 },
		{ "no limit", 4096, 0, 0, 0, 300, 0 },
	};
	struct bp_cut cut;

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		w.q.limits.discard_granularity = cases[i].granularity_bytes;
		w.q.limits.discard_alignment = cases[i].alignment_bytes;
		w.q.limits.max_discard_sectors = cases[i].max_sectors;
		print_message("# %s\n", cases[i].name);
		bp_split_find(&w.q, dataless(REQ_OP_DISCARD, cases[i].sector, cases[i].sectors),
			      &cut);
		assert_int_equal(cut.sectors, cases[i].expected);
		assert_int_equal(cut.nsegs, 1);
		assert_int_equal(cut.cause,
				 cases[i].expected ? BP_CUT_MAX_DISCARD_SECTORS : BP_CUT_NONE);
		if (!cases[i].expected)
			continue;
		assert_string_equal(cut.rule, "R-QSP-6");
		assert_int_equal(cut.limit, cases[i].max_sectors);
	}
}

/* EX-23 */
static void bp_split_write_zeroes__ex_23__three_pieces(void **state)
{
	(void)state;
	w.q.limits.max_write_zeroes_sectors = 1000;
	t_split(&w, dataless(REQ_OP_WRITE_ZEROES, 0, 2500), &pieces);
	assert_pieces(&pieces, "0+1000 1/0\n1000+1000 1/0\n2000+500 1/0\n");
}

static void bp_split_write_same__limit__names_it(void **state)
{
	struct bio *bio = t_bio(&w, REQ_OP_WRITE_SAME, 0, 1, T_VECS({ 0x1000, 512 }));
	struct bp_cut cut;

	(void)state;
	bio->bi_iter.bi_size = 64 << SECTOR_SHIFT;
	bp_split_find(&w.q, bio, &cut);
	assert_int_equal(cut.cause, BP_CUT_NONE); /* 0 means no limit here */
	w.q.limits.max_write_same_sectors = 24;
	bp_split_find(&w.q, bio, &cut);
	assert_int_equal(cut.cause, BP_CUT_MAX_WRITE_SAME_SECTORS);
	assert_string_equal(cut.rule, "R-QSP-7");
	assert_int_equal(cut.limit, 24);
	assert_string_equal(bp_cut_limit_name(cut.cause), "max_write_same_sectors");
	assert_int_equal(cut.sectors, 24);
	assert_int_equal(__blk_recalc_rq_segments(&w.q, bio), 1);
	t_split(&w, bio, &pieces);
	assert_pieces(&pieces, "0+24 1/1 1000+200\n24+24 1/1 1000+200\n48+16 1/1 1000+200\n");
}

/* R-LIM-3: no more than whole blocks below 4 GiB, whatever the device takes. */
static void bp_split_discard__device_without_bound__whole_blocks(void **state)
{
	struct bp_cut cut;

	(void)state;
	w.q.limits.logical_block_size = 4096;
	w.q.limits.max_discard_sectors = UINT_MAX;
	bp_split_find(&w.q, dataless(REQ_OP_DISCARD, 0, 8388607), &cut);
	assert_int_equal(cut.sectors, 8388600);
}

static void bp_split_write_zeroes__just_the_limit__no_cut(void **state)
{
	struct bp_cut cut;

	(void)state;
	w.q.limits.max_write_zeroes_sectors = 1000;
	bp_split_find(&w.q, dataless(REQ_OP_WRITE_ZEROES, 0, 1000), &cut);
	assert_int_equal(cut.cause, BP_CUT_NONE);
}

static void bp_cut_limit_name__each_cause__its_limit(void **state)
{
	static const char *const names[] = {
		[BP_CUT_NONE] = "none",
		[BP_CUT_MAX_SECTORS] = "max_sectors",
		[BP_CUT_CHUNK_SECTORS] = "chunk_sectors",
		[BP_CUT_MAX_SEGMENTS] = "max_segments",
		[BP_CUT_VIRT_BOUNDARY] = "virt_boundary_mask",
		[BP_CUT_MAX_DISCARD_SECTORS] = "max_discard_sectors",
		[BP_CUT_MAX_WRITE_ZEROES_SECTORS] = "max_write_zeroes_sectors",
		[BP_CUT_MAX_WRITE_SAME_SECTORS] = "max_write_same_sectors",
		[BP_CUT_BOUNCE] = "bounce_pfn",
		[BP_CUT_DMA_ALIGNMENT] = "dma_alignment",
	};

	(void)state;
	for (unsigned cause = 0; cause < bp_array_size(names); cause++)
		assert_string_equal(bp_cut_limit_name((enum bp_cut_cause)cause), names[cause]);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(bp_split_discard__ex_6__starts_on_granularity),
		T(bp_split_discard__limits__table),
		T(bp_split_write_zeroes__ex_23__three_pieces),
		T(bp_split_write_same__limit__names_it),
		T(bp_split_discard__device_without_bound__whole_blocks),
		T(bp_split_write_zeroes__just_the_limit__no_cut),
		T(bp_cut_limit_name__each_cause__its_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
