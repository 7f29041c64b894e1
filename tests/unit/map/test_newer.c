/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The scatterlist of newer kernels (S10, G-1 to G-3, G-14).  '|' parts entries.
 */
#include "map_test.h"

static void map_one(const char *rules, u64 addr, unsigned len)
{
	print_message("# %s\n", rules);
	t_rules(&w, bp_rules_find(rules));
	t_request(&w, &rq, BIO(REQ_OP_READ, 0, { addr, len }));
	rq.nr_phys_segments = 64;
}

/* S10: aaaa  inside one page no limit is asked. */
static void blk_rq_map_sg__inside_a_page__one_entry(void **state)
{
	(void)state;
	w.q.limits.max_segment_size = 512;
	w.q.limits.seg_boundary_mask = 0x1ff;
	map_one("v6.1", 0x1000, 4096);
	ENTRIES({ 0x1000, 4096 });
	map_one("v6.18", 0x1c00, 1024);
	ENTRIES({ 0x1c00, 1024 });
	map_one("v6.1", 0x1c00, 1536); /* over its end it is */
	ENTRIES({ 0x1c00, 512 }, { 0x1e00, 512 }, { 0x2000, 512 });
}

/* S10: aaaa|aaaa..  it ends 4 GiB behind the start of its first page, which is not inside it. */
static void blk_rq_map_sg__vector_of_nearly_4_gib__pieces(void **state)
{
	(void)state;
	w.q.limits.max_segment_size = 1 << 30;
	map_one("v6.1", 0x100000200, -512u);
	ENTRIES({ 0x100000200, 1 << 30 }, { 0x140000200, 1 << 30 }, { 0x180000200, 1 << 30 },
		{ 0x1c0000200, (1 << 30) - 512 });
	map_one("v5.2", 0x100000200, -512u);
	ENTRIES({ 0x100000200, 1 << 30 }, { 0x140000200, 1 << 30 }, { 0x180000200, 1 << 30 },
		{ 0x1c0000200, (1 << 30) - 512 });
}

/* G-1: aa|aa  64 KiB counted from address 0, and from the vector's page. */
static void blk_rq_map_sg__boundary__by_address(void **state)
{
	(void)state;
	w.q.limits.seg_boundary_mask = 0xffff;
	map_one("v5.2", 0xf000, 8192);
	ENTRIES({ 0xf000, 8192 });
	map_one("v6.1", 0xf000, 8192);
	ENTRIES({ 0xf000, 4096 }, { 0x10000, 4096 });
}

/* G-2 */
static void blk_rq_map_sg__default_boundary__a_limit_of_4_gib(void **state)
{
	(void)state;
	map_one("v5.2", 0xfffff000, 8192);
	ENTRIES({ 0xfffff000, 8192 });
	map_one("v6.1", 0xfffff000, 8192);
	ENTRIES({ 0xfffff000, 4096 }, { 0x100000000, 4096 });
}

/* G-3 */
static void blk_rq_map_sg__all_ones_boundary__no_limit(void **state)
{
	(void)state;
	w.q.limits.seg_boundary_mask = ~0ul;
	map_one("v6.1", 1ull << 32, 65536 + 4096);
	ENTRIES({ 1ull << 32, 65536 }, { (1ull << 32) + 65536, 4096 });
}

/* S10: aaa|aaa  an edge of the virtual boundary stops nothing here. */
static void blk_rq_map_sg__virtual_boundary__no_stop(void **state)
{
	(void)state;
	w.q.limits.virt_boundary_mask = 0xfff;
	w.q.limits.max_segment_size = 6144;
	map_one("v6.1", 0x1000, 12288);
	ENTRIES({ 0x1000, 6144 }, { 0x2800, 6144 });
}

/* G-14: a|.|b  the empty vector has an entry. */
static void blk_rq_map_sg__empty_vector__entry_of_no_bytes(void **state)
{
	(void)state;
	t_request(&w, &rq, BIO(REQ_OP_READ, 0, { 0x1000, 512 }, { 0x3000, 512 }, { 0x5000, 512 }));
	rq.nr_phys_segments = 3;
	rq.bio->bi_io_vec[1].bv_len = 0;
	rq.bio->bi_iter.bi_size = 1024;
	assert_bug(&w.env, BP_SITE_ITER_STUCK, t_map(&w, &rq, got, T_ENTRIES_MAX));
	t_rules(&w, bp_rules_find("v6.1"));
	ENTRIES({ 0x1000, 512 }, { 0x3000, 0 }, { 0x5000, 512 });
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(blk_rq_map_sg__inside_a_page__one_entry),
		T(blk_rq_map_sg__vector_of_nearly_4_gib__pieces),
		T(blk_rq_map_sg__boundary__by_address),
		T(blk_rq_map_sg__default_boundary__a_limit_of_4_gib),
		T(blk_rq_map_sg__all_ones_boundary__no_limit),
		T(blk_rq_map_sg__virtual_boundary__no_stop),
		T(blk_rq_map_sg__empty_vector__entry_of_no_bytes),
	};

	return cmocka_run_group_tests_name("map/newer", tests, NULL, NULL);
}
