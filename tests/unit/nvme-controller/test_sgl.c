/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SGLs as a controller reads them (NVC-21, SV-8).
 */
#include "walk_test.h"

#define SEG 0xb0000000u
#define SEG2 0xb0001000u

#define BAD_SEGMENT (NVME_SC_SGL_INVALID_LAST | DNR)
#define BAD_COUNT (NVME_SC_SGL_INVALID_COUNT | DNR)
#define BAD_LENGTH (NVME_SC_SGL_INVALID_DATA | DNR)
#define BAD_TYPE (NVME_SC_SGL_INVALID_TYPE | DNR)
#define BAD_GRANULE (NVME_SC_SGL_INVALID_GRANULARITY | DNR)

static u16 walk(struct t_walk *t, struct nvme_sgl_desc first)
{
	return bp_nvme_sgl_walk(&t->walk, &first);
}

/* NVC-21.1: everything is in the command. */
static void bp_nvme_sgl_walk__descriptor_in_the_command__status(void **state)
{
	const struct {
		const char *name;
		struct nvme_sgl_desc first;
		u32 sgls;
		u16 status;
		const char *pieces;
	} cases[] = {
		{ "EX-NVME-3 (a)", T_DATA(0x10e00, 0x2000), 1, 0, "10e00+2000" },
		{ "any byte", T_DATA(0x10001, 0x2000), 1, 0, "10001+2000" },
		{ "end of all addresses", T_DATA(~0ull - 0x1fff, 0x2000), 1, 0,
		  "ffffffffffffe000+2000" },
		{ "too short", T_DATA(0x10000, 0x1fff), 1, BAD_LENGTH, "10000+1fff" },
		{ "nothing", T_DATA(0x10000, 0), 1, BAD_LENGTH, "" },
		{ "too long", T_DATA(0x10000, 0x2001), 1, BAD_LENGTH, "" },
		{ "excess is allowed", T_DATA(0x10000, 0x2001), 1 | BP_NVME_SGLS_EXCESS, 0,
		  "10000+2000" },
		{ "wraps", T_DATA(~0ull - 0x1ffe, 0x2000), 1, BAD_LENGTH, "" },
		{ "dwords", T_DATA(0x10004, 0x2000), 2, 0, "10004+2000" },
		{ "address no dword", T_DATA(0x10002, 0x2000), 2, BAD_GRANULE, "" },
		{ "length no dword", T_DATA(0x10000, 0x1ffe), 2, BAD_GRANULE, "" },
		{ "nothing anywhere", T_DATA(~0ull - 1, 0), 2, BAD_LENGTH, "" },
		{ "not admitted", T_DATA(0x665000, 0x2000), 1, NVME_SC_DATA_XFER_ERROR, "" },
		{ "bit bucket", T_BUCKET(0x2000), 1 | BP_NVME_SGLS_BIT_BUCKET, BAD_SEGMENT, "" },
		{ "keyed", t_sgl(0x40, 0x10000, 0x2000), 1, BAD_SEGMENT, "" },
		{ "transport", t_sgl(0x5a, 0x10000, 0x2000), 1, BAD_SEGMENT, "" },
		{ "vendor", t_sgl(0xf0, 0x10000, 0x2000), 1, BAD_SEGMENT, "" },
		{ "offset", t_sgl(0x01, 0x10000, 0x2000), 1, BAD_TYPE, "" },
		{ "segment by offset", t_sgl(0x31, SEG, 0x20), 1, BAD_TYPE, "" },
		{ "segment of no bytes", T_LAST(SEG, 0), 1, BAD_SEGMENT, "" },
		{ "half a descriptor", T_LAST(SEG, 24), 1, BAD_SEGMENT, "" },
		{ "segment of no bytes", T_SEGMENT(SEG, 0), 1, BAD_SEGMENT, "" },
		{ "segment is nowhere", T_LAST(SEG2, 0x20), 1, NVME_SC_DATA_XFER_ERROR, "" },
		{ "segment not admitted", T_LAST(0x666000, 0x1000), 1, NVME_SC_DATA_XFER_ERROR,
		  "" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_walk *t = t_walk_new(BP_NVME_DMA_C2H, 0x2000);

		print_message("# %s\n", cases[i].name);
		t->forbids = true;
		t->forbidden = 0x666ffc;
		t->walk.sgls = cases[i].sgls;
		assert_int_equal(walk(t, cases[i].first), cases[i].status);
		assert_string_equal(t_pieces_text(t), cases[i].pieces);
		assert_int_equal(t->nr_fetches, 0);
		t_walk_free(t);
	}
}

/* What a last segment of three may have, and what it must not (NVC-21.2 to .5). */
static void bp_nvme_sgl_walk__last_segment__status(void **state)
{
	const u32 bucket = 1 | BP_NVME_SGLS_BIT_BUCKET;
	const struct {
		const char *name;
		enum bp_nvme_purpose purpose;
		u32 sgls;
		struct nvme_sgl_desc desc[3];
		u16 status;
		const char *pieces;
	} cases[] = {
		{ "EX-NVME-8, smaller",
		  BP_NVME_DMA_H2C,
		  1,
		  { T_DATA(0x10e00, 0x820), T_DATA(0x30000, 0x1000), T_DATA(0x50000, 0x7e0) },
		  0,
		  "10e00+820 30000+1000 50000+7e0" },
		{ "length 0 is skipped (NVC-21.4)",
		  BP_NVME_DMA_C2H,
		  1,
		  { T_DATA(0x666ffc, 0), T_DATA(0x30000, 0x2000), T_DATA(0, 0) },
		  0,
		  "30000+2000" },
		{ "only length 0 (SV-8)",
		  BP_NVME_DMA_C2H,
		  1,
		  { T_DATA(0x10000, 0), T_DATA(0x30000, 0), T_DATA(0, 0) },
		  BAD_LENGTH,
		  "" },
		{ "bucket takes bytes of a read",
		  BP_NVME_DMA_C2H,
		  bucket,
		  { T_DATA(0x10000, 0x800), T_BUCKET(0x1000), T_DATA(0x50000, 0x800) },
		  0,
		  "10000+800 -+1000 50000+800" },
		{ "bucket at the end",
		  BP_NVME_DMA_C2H,
		  bucket,
		  { T_DATA(0x10000, 0x800), T_DATA(0x50000, 0x800), T_BUCKET(0x1000) },
		  0,
		  "10000+800 50000+800 -+1000" },
		{ "bucket adds nothing to a write",
		  BP_NVME_DMA_H2C,
		  bucket,
		  { T_DATA(0x10000, 0x1000), T_BUCKET(0x1000), T_DATA(0x50000, 0x1000) },
		  0,
		  "10000+1000 50000+1000" },
		{ "bucket of length 0",
		  BP_NVME_DMA_C2H,
		  bucket,
		  { T_BUCKET(0), T_DATA(0x10000, 0x1000), T_DATA(0x50000, 0x1000) },
		  0,
		  "10000+1000 50000+1000" },
		{ "bucket too long",
		  BP_NVME_DMA_C2H,
		  bucket,
		  { T_DATA(0x10000, 0x1000), T_BUCKET(0x1001), T_DATA(0, 0) },
		  BAD_LENGTH,
		  "10000+1000" },
		{ "excess in a bucket",
		  BP_NVME_DMA_C2H,
		  bucket | BP_NVME_SGLS_EXCESS,
		  { T_DATA(0x10000, 0x1000), T_BUCKET(0x1001), T_BUCKET(0x1000) },
		  0,
		  "10000+1000 -+1000" },
		{ "no buckets here",
		  BP_NVME_DMA_C2H,
		  1,
		  { T_DATA(0x10000, 0x1000), T_BUCKET(0x800), T_DATA(0x50000, 0x800) },
		  BAD_TYPE,
		  "10000+1000" },
		{ "keyed",
		  BP_NVME_DMA_C2H,
		  bucket,
		  { t_sgl(0x40, 0x10000, 0x2000), T_DATA(0, 0), T_DATA(0, 0) },
		  BAD_TYPE,
		  "" },
		{ "subtype",
		  BP_NVME_DMA_C2H,
		  bucket,
		  { t_sgl(0x01, 0x10000, 0x2000), T_DATA(0, 0), T_DATA(0, 0) },
		  BAD_TYPE,
		  "" },
		{ "segment in the middle",
		  BP_NVME_DMA_C2H,
		  bucket,
		  { T_DATA(0x10000, 0x1000), T_SEGMENT(SEG2, 0x20), T_DATA(0x50000, 0x1000) },
		  BAD_COUNT,
		  "10000+1000" },
		{ "last segment in the middle",
		  BP_NVME_DMA_C2H,
		  bucket,
		  { T_LAST(SEG2, 0x20), T_DATA(0x10000, 0x1000), T_DATA(0x50000, 0x1000) },
		  BAD_COUNT,
		  "" },
		{ "last but not last",
		  BP_NVME_DMA_C2H,
		  bucket,
		  { T_DATA(0x10000, 0x1000), T_DATA(0x50000, 0x1000), T_LAST(SEG2, 0x10) },
		  BAD_SEGMENT,
		  "10000+1000 50000+1000" },
		{ "too short",
		  BP_NVME_DMA_C2H,
		  bucket,
		  { T_DATA(0x10000, 0x800), T_DATA(0x20000, 0x800), T_DATA(0x30000, 0xfff) },
		  BAD_LENGTH,
		  "10000+800 20000+800 30000+fff" },
		{ "too long",
		  BP_NVME_DMA_C2H,
		  bucket,
		  { T_DATA(0x10000, 0x1000), T_DATA(0x20000, 0x1000), T_DATA(0x30000, 1) },
		  BAD_LENGTH,
		  "10000+1000 20000+1000" },
		{ "excess that is not looked at",
		  BP_NVME_DMA_C2H,
		  1 | BP_NVME_SGLS_EXCESS,
		  { T_DATA(0x10000, 0x1000), T_DATA(0x20000, 0x1fff), T_DATA(0x666000, 0x1000) },
		  0,
		  "10000+1000 20000+1000" },
		{ "metadata too short",
		  BP_NVME_DMA_META_C2H,
		  1,
		  { T_DATA(0x10000, 0x1000), T_DATA(0x20000, 0xfff), T_DATA(0, 0) },
		  NVME_SC_SGL_INVALID_METADATA | DNR,
		  "10000+1000 20000+fff" },
		{ "metadata too long",
		  BP_NVME_DMA_META_H2C,
		  1,
		  { T_DATA(0x10000, 0x1000), T_DATA(0x20000, 0x1001), T_DATA(0, 0) },
		  NVME_SC_SGL_INVALID_METADATA | DNR,
		  "10000+1000" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_walk *t = t_walk_new(cases[i].purpose, 0x2000);

		print_message("# %s\n", cases[i].name);
		t->forbids = true;
		t->forbidden = 0x666ffc;
		t->walk.sgls = cases[i].sgls;
		t_put(t, SEG, cases[i].desc, sizeof(cases[i].desc));
		assert_int_equal(walk(t, T_LAST(SEG, 0x30)), cases[i].status);
		assert_string_equal(t_pieces_text(t), cases[i].pieces);
		assert_int_equal(t->fetched, 0x30);
		t_walk_free(t);
	}
}

/* Segment -> segment -> last segment. */
static void bp_nvme_sgl_walk__three_segments__all_of_them(void **state)
{
	struct t_walk *t = t_walk_new(BP_NVME_DMA_C2H, 0x600);

	(void)state;
	t_put_segment(t, SEG, T_DATA(0x10000, 0x100), T_SEGMENT(SEG2, 0x30));
	t_put_segment(t, SEG2, T_DATA(0x20000, 0x100), T_DATA(0x21000, 0x200), T_LAST(3, 0x10));
	t_put_segment(t, 3, T_DATA(0x30000, 0x200)); /* segments need no alignment */
	assert_int_equal(walk(t, T_SEGMENT(SEG, 0x20)), 0);
	assert_string_equal(t_pieces_text(t), "10000+100 20000+100 21000+200 30000+200");
	assert_int_equal(t->nr_fetches, 3);
	t_walk_free(t);
}

/* DEF-NVME-7a: announced as a segment, but nothing follows. */
static void bp_nvme_sgl_walk__segment_that_leads_nowhere__refused(void **state)
{
	struct t_walk *t = t_walk_new(BP_NVME_DMA_C2H, 0x200);

	(void)state;
	t_put_segment(t, SEG, T_DATA(0x10000, 0x100), T_DATA(0x20000, 0x100));
	assert_int_equal(walk(t, T_SEGMENT(SEG, 0x20)), BAD_SEGMENT);
	t_walk_free(t);
}

/* DEF-NVME-7b: the link does not count the descriptor that moved. */
static void bp_nvme_sgl_walk__link_too_short__last_block_is_missing(void **state)
{
	struct t_walk *t = t_walk_new(BP_NVME_DMA_C2H, 257 * 512);
	struct nvme_sgl_desc page[256];

	(void)state;
	for (unsigned i = 0; i < 255; i++)
		page[i] = T_DATA(0x100000 + i * T_PAGE, 512);
	page[255] = T_LAST(SEG2, 0x10);
	t_put(t, SEG, page, sizeof(page));
	t_put_segment(t, SEG2, T_DATA(0x300000, 512), T_DATA(0x400000, 512));
	assert_int_equal(walk(t, T_SEGMENT(SEG, 0x1000)), BAD_LENGTH);
	t_walk_free(t);
}

/* EX-NVME-9: 257 entries as they should be; a long segment is read in parts. */
static void bp_nvme_sgl_walk__long_segments__read_in_parts(void **state)
{
	struct t_walk *t = t_walk_new(BP_NVME_DMA_C2H, 600 * 512);
	struct nvme_sgl_desc *segment = calloc(600, sizeof(*segment));

	(void)state;
	assert_non_null(segment);
	for (unsigned i = 0; i < 600; i++)
		segment[i] = T_DATA(0x100000 + i * T_PAGE, 512);
	t_put(t, SEG, segment, 600 * 16);
	assert_int_equal(walk(t, T_LAST(SEG, 600 * 16)), 0);
	assert_int_equal(t->pieces.nr, 600);
	assert_int_equal(t->nr_fetches, 3);
	assert_int_equal(t->nr_lists, 1);
	/* The end of the first part is no end of the segment. */
	segment[255] = T_SEGMENT(SEG2, 0x10);
	t_put(t, 0xc0000000, segment, 600 * 16);
	bp_nvme_pieces_clear(&t->pieces);
	assert_int_equal(walk(t, T_LAST(0xc0000000, 600 * 16)), BAD_COUNT);
	free(segment);
	t_walk_free(t);
}

/* SV-8: no data, only a way to itself. */
static void bp_nvme_sgl_walk__segment_to_itself__ends_at_the_limit(void **state)
{
	struct t_walk *t = t_walk_new(BP_NVME_DMA_C2H, 0x1000);

	(void)state;
	t_put_segment(t, SEG, T_SEGMENT(SEG, 0x10));
	assert_int_equal(walk(t, T_SEGMENT(SEG, 0x10)), BAD_COUNT);
	assert_int_equal(t->nr_fetches, 65536);
	t_walk_free(t);
}

/* The limit counts what is fetched, links too, and not the descriptor of the command. */
static void bp_nvme_sgl_walk__limit_of_descriptors__the_last_that_fits(void **state)
{
	struct t_walk *t = t_walk_new(BP_NVME_DMA_C2H, 0x300);

	(void)state;
	t_put_segment(t, SEG, T_DATA(0x10000, 0x100), T_LAST(SEG2, 0x20));
	t_put_segment(t, SEG2, T_DATA(0x20000, 0x100), T_DATA(0x30000, 0x100));
	t->walk.max_descriptors = 4;
	assert_int_equal(walk(t, T_SEGMENT(SEG, 0x20)), 0);
	assert_int_equal(t->descriptors, 4);
	t->descriptors = 0;
	t->walk.max_descriptors = 3;
	bp_nvme_pieces_clear(&t->pieces);
	assert_int_equal(walk(t, T_SEGMENT(SEG, 0x20)), BAD_COUNT);
	/* Four GiB of descriptors are not even begun. */
	t->nr_fetches = t->descriptors = 0;
	bp_nvme_pieces_clear(&t->pieces);
	assert_int_equal(walk(t, T_LAST(SEG, 0xfffffff0)), BAD_COUNT);
	assert_int_equal(t->nr_fetches, 0);
	t_walk_free(t);
}

/* The transfer is complete, more is described: only SGLS bit 18 allows that, and saves the way. */
static void bp_nvme_sgl_walk__segments_behind_the_end__by_excess(void **state)
{
	struct t_walk *t = t_walk_new(BP_NVME_DMA_C2H, 0x100);

	(void)state;
	t_put_segment(t, SEG, T_DATA(0x10000, 0x100), T_LAST(SEG2, 0x10));
	t_put_segment(t, SEG2, T_DATA(0x20000, 0x100));
	assert_int_equal(walk(t, T_SEGMENT(SEG, 0x20)), BAD_LENGTH);
	assert_int_equal(t->nr_fetches, 2);
	t->walk.sgls |= BP_NVME_SGLS_EXCESS;
	bp_nvme_pieces_clear(&t->pieces);
	assert_int_equal(walk(t, T_SEGMENT(SEG, 0x20)), 0);
	assert_string_equal(t_pieces_text(t), "10000+100");
	assert_int_equal(t->nr_fetches, 3);
	t_walk_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_nvme_sgl_walk__descriptor_in_the_command__status),
		cmocka_unit_test(bp_nvme_sgl_walk__last_segment__status),
		cmocka_unit_test(bp_nvme_sgl_walk__three_segments__all_of_them),
		cmocka_unit_test(bp_nvme_sgl_walk__segment_that_leads_nowhere__refused),
		cmocka_unit_test(bp_nvme_sgl_walk__link_too_short__last_block_is_missing),
		cmocka_unit_test(bp_nvme_sgl_walk__long_segments__read_in_parts),
		cmocka_unit_test(bp_nvme_sgl_walk__segment_to_itself__ends_at_the_limit),
		cmocka_unit_test(bp_nvme_sgl_walk__limit_of_descriptors__the_last_that_fits),
		cmocka_unit_test(bp_nvme_sgl_walk__segments_behind_the_end__by_excess),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
