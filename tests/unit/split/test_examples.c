/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The worked examples of block.md 15 that cut a bio.
 */
#include <blkpath/count.h>
#include <blkpath/split.h>

#include "pieces.h"

#define K 1024u

static struct t_world w;
static struct t_pieces pieces;

static int setup(void **state)
{
	(void)state;
	t_world_init(&w);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	t_world_fini(&w);
	return 0;
}

/* The queue of EX-2: an NVMe drive. */
static void nvme_limits(void)
{
	w.q.limits.virt_boundary_mask = 4095;
	w.q.limits.max_segment_size = UINT_MAX;
	w.q.limits.max_sectors = 256;
	w.q.limits.max_segments = 33;
}

static void split_vecs(unsigned opf, sector_t sector, unsigned n, const struct t_vec *vecs)
{
	t_split(&w, t_bio(&w, opf, sector, n, vecs), &pieces);
}

#define SPLIT(opf, sector, ...)                                                                    \
	split_vecs(opf, sector, (unsigned)T_NVECS(__VA_ARGS__), T_VECS(__VA_ARGS__))
#define DIRECT (REQ_OP_WRITE | REQ_DMA_DIRECT)

/* EX-1: |aaaa...(31 pages and 7 sectors)|, then pieces that begin inside a page. */
static void bp_split__ex_1_256_scattered_pages__9_pieces(void **state)
{
	(void)state;
	t_split(&w, t_bio_pages(&w, REQ_OP_WRITE, 0, 256, 0x1000000, 0x3000, 4096), &pieces);
	assert_int_equal(pieces.n, 9);
	for (unsigned i = 0; i < 8; i++) {
		assert_int_equal(pieces.piece[i].sectors, 255);
		assert_int_equal(pieces.piece[i].sector, 255 * i);
	}
	assert_int_equal(pieces.piece[0].nsegs, 32);
	assert_int_equal(pieces.piece[1].nsegs, 33);
	assert_int_equal(pieces.piece[8].sector, 2040);
	assert_int_equal(pieces.piece[8].sectors, 8);
	assert_int_equal(pieces.piece[8].nsegs, 1);
}

/* The answer on the README's first page. */
static void bp_split__1_mib_168_segments__cuts_at_sector_1344(void **state)
{
	struct bp_cut cut;
	struct bio *bio;

	(void)state;
	w.q.limits.max_segments = 168;
	w.q.limits.max_sectors = w.q.limits.max_hw_sectors = 2560;
	bio = t_bio_pages(&w, REQ_OP_READ, 0, 256, 0x1000000, 0x3000, 4096);
	bp_split_find(&w.q, bio, &cut);
	assert_int_equal(cut.cause, BP_CUT_MAX_SEGMENTS);
	assert_string_equal(bp_cut_limit_name(cut.cause), "max_segments");
	assert_string_equal(cut.rule, "R-QSP-13.3");
	assert_int_equal(cut.limit, 168);
	assert_int_equal(cut.sectors, 1344);
	assert_int_equal(cut.vector, 168);
	assert_int_equal(cut.vector_byte, 0);
	t_split(&w, bio, &pieces);
	assert_int_equal(pieces.n, 2);
	assert_int_equal(pieces.piece[1].sectors, 704);
}

/* EX-2: one large vector |aaaa|aaaa|... and scattered pages |abc..|abc..|. */
static void bp_split__ex_2_nvme__256_sectors_each(void **state)
{
	(void)state;
	nvme_limits();
	SPLIT(REQ_OP_READ, 0, { 0x40000000, 1024 * K });
	assert_int_equal(pieces.n, 8);
	assert_int_equal(pieces.piece[7].sectors, 256);
	assert_int_equal(pieces.piece[7].nsegs, 1);
	assert_int_equal(pieces.piece[7].entries, 1);
	assert_int_equal(pieces.piece[7].entry[0].len, 0x20000);
	t_split(&w, t_bio_pages(&w, REQ_OP_READ, 0, 64, 0x1000000, 0x3000, 4096), &pieces);
	assert_int_equal(pieces.n, 2);
	assert_int_equal(pieces.piece[0].sectors, 256);
	assert_int_equal(pieces.piece[0].nsegs, 32);
	assert_int_equal(pieces.piece[1].nsegs, 32);
}

/* EX-3: a|.bc  */
static void bp_split__ex_3_gap__cuts_before_the_offset(void **state)
{
	(void)state;
	nvme_limits();
	SPLIT(REQ_OP_READ, 0, { 1000ull << 12, 4096 }, { (2000ull << 12) + 512, 3584 },
	      { 3000ull << 12, 4096 });
	assert_pieces(&pieces, "0+8 1/1 3e8000+1000\n"
			       "8+15 2/2 7d0200+e00 bb8000+1000\n");
}

/* EX-4: |aaa|bbbbbb|b'| at 64 KiB windows; as posted entries cross them (DEF-4). */
static void bp_split__ex_4_boundary__direct(void **state)
{
	(void)state;
	w.q.limits.seg_boundary_mask = 0xFFFF;
	w.q.limits.max_segments = 2;
	w.q.limits.max_sectors = 2560;
	SPLIT(DIRECT, 0, { 0x120008000, 0x20000 });
	assert_pieces(&pieces, "0+192 2/2 120008000+8000 120010000+10000\n"
			       "192+64 1/1 120020000+8000\n");
	bp_defect_set(&w.q.bp_defects, BP_DEF_4, true);
	SPLIT(DIRECT, 0, { 0x120008000, 0x20000 });
	assert_pieces(&pieces, "0+192 2/2 120008000+10000 120018000+8000\n"
			       "192+64 1/1 120020000+8000\n");
}

/* EX-5: 600 sectors over chunks of 256, and a chunk end nearer than a logical block (QUIRK-4). */
static void bp_split__ex_5_chunks__pieces_end_on_chunks(void **state)
{
	struct bio *bio;
	struct bp_cut cut;

	(void)state;
	w.q.limits.chunk_sectors = 256;
	w.q.limits.logical_block_size = 4096;
	w.q.limits.max_sectors = 2560;
	SPLIT(REQ_OP_WRITE, 200, { 0x40000000, 600 * 512 });
	assert_int_equal(pieces.n, 4);
	assert_int_equal(pieces.piece[0].sectors, 56);
	assert_int_equal(pieces.piece[1].sectors, 256);
	assert_int_equal(pieces.piece[2].sectors, 256);
	assert_int_equal(pieces.piece[3].sectors, 32);
	bio = t_bio(&w, REQ_OP_WRITE, 200, 1, T_VECS({ 0x40000000, 600 * 512 }));
	bp_split_find(&w.q, bio, &cut);
	assert_int_equal(cut.cause, BP_CUT_CHUNK_SECTORS);
	assert_int_equal(cut.limit, 256);
	assert_string_equal(cut.rule, "R-QSP-13.2");
	bio->bi_iter.bi_sector = 205;
	bp_split_find(&w.q, bio, &cut);
	assert_int_equal(cut.sectors, 48);
	bio->bi_iter.bi_sector = 253;
	assert_int_equal(get_max_io_size(&w.q, bio), 0);
	assert_bug(&w.env, BP_SITE_SPLIT_EMPTY, (blk_queue_split(&w.q, &bio), 0));
}

/* EX-7: touching direct vectors: two segments, one entry; as posted the second is lost (DEF-5). */
static void bp_split__ex_7_adjacent_direct__one_entry(void **state)
{
	(void)state;
	SPLIT(DIRECT, 0, { 0x10000, 0x1000 }, { 0x11000, 0x1000 });
	assert_pieces(&pieces, "0+16 2/2 10000+2000\n");
	bp_defect_set(&w.q.bp_defects, BP_DEF_5, true);
	SPLIT(DIRECT, 0, { 0x10000, 0x1000 }, { 0x11000, 0x1000 });
	assert_pieces(&pieces, "0+16 2/2 10000+1000\n");
}

/* EX-8: more entries than counted, and a warning. */
static void bp_split__ex_8_def_4__warns(void **state)
{
	(void)state;
	w.q.limits.seg_boundary_mask = 0xFFFF;
	w.q.limits.max_segment_size = 0xC000;
	w.q.limits.max_sectors = 2560;
	SPLIT(DIRECT, 0, { 0x4000, 0x18000 });
	assert_pieces(&pieces, "0+192 2/2 4000+c000 10000+c000\n");
	assert_hits(&w.env, BP_SITE_MAP_TOO_MANY, 0);
	bp_defect_set(&w.q.bp_defects, BP_DEF_4, true);
	SPLIT(DIRECT, 0, { 0x4000, 0x18000 });
	assert_pieces(&pieces, "0+192 2/2 4000+c000 10000+4000 14000+8000\n");
	assert_hits(&w.env, BP_SITE_MAP_TOO_MANY, 1);
}

/*
 * EX-9: the count of a direct vector misses the boundary, that of a page hits a wrong one (DEF-2).
 */
static void bp_split__ex_9_def_2__recount_differs(void **state)
{
	(void)state;
	w.q.limits.seg_boundary_mask = 0xFFFF;
	SPLIT(DIRECT, 0, { 0x8000, 0x10000 });
	assert_int_equal(pieces.piece[0].nsegs, 2);
	assert_int_equal(pieces.piece[0].recount, 2);
	bp_defect_set(&w.q.bp_defects, BP_DEF_2, true);
	SPLIT(DIRECT, 0, { 0x8000, 0x10000 });
	assert_int_equal(pieces.piece[0].nsegs, 2);
	assert_int_equal(pieces.piece[0].recount, 1);

	w.q.limits.seg_boundary_mask = 0xFFF;
	SPLIT(REQ_OP_WRITE, 0, { 0x1000, 0x2000 });
	assert_int_equal(pieces.piece[0].nsegs, 2);
	assert_int_equal(pieces.piece[0].recount, 3); /* fc0, 1000, 40 */
}

/* EX-10: a boundary wider than 32 bits. */
static void bp_split__ex_10_wide_boundary__def_3_misses_it(void **state)
{
	(void)state;
	w.q.limits.seg_boundary_mask = 0x1FFFFFFFF;
	SPLIT(DIRECT, 0, { 0x1FFFFF000, 0x2000 });
	assert_pieces(&pieces, "0+16 2/2 1fffff000+1000 200000000+1000\n");
	bp_defect_set(&w.q.bp_defects, BP_DEF_3, true);
	bp_defect_set(&w.q.bp_defects, BP_DEF_4, true);
	SPLIT(DIRECT, 0, { 0x1FFFFF000, 0x2000 });
	assert_pieces(&pieces, "0+16 1/1 1fffff000+2000\n");
}

/* EX-11: the 32-bit sum of the short-cut wraps; with the default mask 4 GiB is no limit anyway. */
static void bp_split__ex_11_wrap__def_3_counts_one(void **state)
{
	(void)state;
	w.q.limits.seg_boundary_mask = 0xFFFF;
	SPLIT(DIRECT, 0, { 0x2FFFFF800, 0x1000 });
	assert_int_equal(pieces.piece[0].nsegs, 2);
	bp_defect_set(&w.q.bp_defects, BP_DEF_3, true);
	SPLIT(DIRECT, 0, { 0x2FFFFF800, 0x1000 });
	assert_int_equal(pieces.piece[0].nsegs, 1);
	w.q.limits.seg_boundary_mask = BLK_SEG_BOUNDARY_MASK;
	SPLIT(DIRECT, 0, { 0x2FFFFF000, 0x2000 });
	assert_int_equal(pieces.piece[0].nsegs, 1);
	bp_defect_set(&w.q.bp_defects, BP_DEF_3, false);
	SPLIT(DIRECT, 0, { 0x2FFFFF000, 0x2000 });
	assert_int_equal(pieces.piece[0].nsegs, 1);
}

/* EX-12, QUIRK-1: a page entry may cross the boundary, a direct one may not (G-1 the other way). */
static void bp_split__ex_12_page_boundary__counts_from_first_page(void **state)
{
	struct bp_rules by_address = *bp_rules_find(NULL);

	(void)state;
	w.q.limits.seg_boundary_mask = 0x7FFF;
	SPLIT(REQ_OP_WRITE, 0, { 0x4517000, 0x1800 });
	assert_pieces(&pieces, "0+12 1/1 4517000+1800\n");
	SPLIT(DIRECT, 0, { 0x4517000, 0x1800 });
	assert_pieces(&pieces, "0+12 2/2 4517000+1000 4518000+800\n");
	by_address.boundary_origin = BP_BOUNDARY_FROM_ADDRESS;
	w.q.bp_rules = &by_address;
	SPLIT(REQ_OP_WRITE, 0, { 0x4517000, 0x1800 });
	assert_pieces(&pieces, "0+12 2/2 4517000+1000 4518000+800\n");
}

/* EX-14: reported segments may exceed the true count; alone it is a BUG. */
static void bp_split__ex_14_unaligned__reports_more(void **state)
{
	struct bio *bio;

	(void)state;
	w.q.limits.seg_boundary_mask = 0xFFF;
	w.q.limits.max_segments = 2;
	bio = t_bio(&w, REQ_OP_WRITE, 0, 2, T_VECS({ 0x73A4000, 0x400 }, { 0x1303F30, 0x1400 }));
	blk_queue_split(&w.q, &bio);
	assert_int_equal(bio_sectors(bio), 2);
	assert_int_equal(bio->bi_phys_segments, 2);
	assert_int_equal(__blk_recalc_rq_segments(&w.q, bio), 1);
	w.q.limits.max_segments = 1;
	bio = t_bio(&w, REQ_OP_WRITE, 0, 1, T_VECS({ 0x1303F30, 0x1400 }));
	assert_bug(&w.env, BP_SITE_SPLIT_EMPTY, (blk_queue_split(&w.q, &bio), 0));
}

/* EX-15: a segment that ends off the virtual boundary ends the piece. */
static void bp_split__ex_15_odd_segment_size__stops_off_the_edge(void **state)
{
	struct bp_cut cut;

	(void)state;
	w.q.limits.virt_boundary_mask = 0xFFF;
	w.q.limits.max_segment_size = 0x1800;
	w.q.limits.max_segments = 8;
	SPLIT(REQ_OP_WRITE, 0, { 0x40000000, 4 * 4096 });
	assert_int_equal(pieces.n, 2);
	assert_int_equal(pieces.piece[0].sectors, 12);
	assert_int_equal(pieces.piece[0].nsegs, 1);
	assert_int_equal(pieces.piece[1].sectors, 20);
	assert_int_equal(pieces.piece[1].nsegs, 2);
	bp_split_find(&w.q, t_bio(&w, REQ_OP_WRITE, 0, 1, T_VECS({ 0x40000000, 4 * 4096 })), &cut);
	assert_int_equal(cut.cause, BP_CUT_VIRT_BOUNDARY);
	assert_string_equal(cut.rule, "R-QSP-11.3");
	assert_int_equal(cut.limit, 0xFFF);
	assert_int_equal(cut.vector_byte, 0x1800);
}

/* EX-16: offsets of pages look aligned, addresses do not. */
static void bp_split__ex_16_virt_64k__pages_and_direct_differ(void **state)
{
	(void)state;
	w.q.limits.virt_boundary_mask = 0xFFFF;
	w.q.limits.max_segment_size = UINT_MAX;
	w.q.limits.max_sectors = 2560;
	SPLIT(REQ_OP_WRITE, 0, { 0x1001000, 0x10000 }, { 0x2001000, 0x10000 });
	assert_pieces(&pieces, "0+256 2/2 1001000+10000 2001000+10000\n");
	SPLIT(DIRECT, 0, { 0x1001000, 0x10000 }, { 0x2001000, 0x10000 });
	assert_pieces(&pieces, "0+128 1/1 1001000+10000\n"
			       "128+128 1/1 2001000+10000\n");
}

/* EX-24: size and count together, in a vector that begins off its page. */
static void bp_split__ex_24_size_and_count__same_for_both_kinds(void **state)
{
	static const struct t_vec vec[] = { { 0x300000200, 331776 } };

	(void)state;
	w.q.limits.max_segments = 4;
	w.q.limits.max_sectors = 2560;
	for (unsigned direct = 0; direct < 2; direct++) {
		split_vecs(direct ? DIRECT : REQ_OP_WRITE, 0, 1, vec);
		assert_int_equal(pieces.n, 2);
		assert_int_equal(pieces.piece[0].sectors, 512);
		assert_int_equal(pieces.piece[0].nsegs, 4);
		assert_int_equal(pieces.piece[1].sectors, 136);
		assert_int_equal(pieces.piece[1].nsegs, 2);
		assert_int_equal(pieces.piece[1].entry[0].len, 0x10000);
		assert_int_equal(pieces.piece[1].entry[1].len, 0x1000);
	}
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(bp_split__ex_1_256_scattered_pages__9_pieces),
		T(bp_split__1_mib_168_segments__cuts_at_sector_1344),
		T(bp_split__ex_2_nvme__256_sectors_each),
		T(bp_split__ex_3_gap__cuts_before_the_offset),
		T(bp_split__ex_4_boundary__direct),
		T(bp_split__ex_5_chunks__pieces_end_on_chunks),
		T(bp_split__ex_7_adjacent_direct__one_entry),
		T(bp_split__ex_8_def_4__warns),
		T(bp_split__ex_9_def_2__recount_differs),
		T(bp_split__ex_10_wide_boundary__def_3_misses_it),
		T(bp_split__ex_11_wrap__def_3_counts_one),
		T(bp_split__ex_12_page_boundary__counts_from_first_page),
		T(bp_split__ex_14_unaligned__reports_more),
		T(bp_split__ex_15_odd_segment_size__stops_off_the_edge),
		T(bp_split__ex_16_virt_64k__pages_and_direct_differ),
		T(bp_split__ex_24_size_and_count__same_for_both_kinds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
