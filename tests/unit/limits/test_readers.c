/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Readers that do more than read (R-LIM-1 to R-LIM-3).
 */
#include "bp_test.h"

/* R-LIM-1 */
static void queue_readers__no_queue_or_zero__what_is_usual(void **state)
{
	struct t_world *w = *state;

	assert_int_equal(queue_logical_block_size(NULL), 512);
	assert_int_equal(queue_dma_alignment(NULL), 511);
	w->q.limits.logical_block_size = 0;
	assert_int_equal(queue_logical_block_size(&w->q), 512);
	w->q.limits.logical_block_size = 4096;
	assert_int_equal(queue_logical_block_size(&w->q), 4096);
	w->q.dma_alignment = 3;
	assert_int_equal(queue_dma_alignment(&w->q), 3);
}

static void queue_alignments__misaligned__minus_one(void **state)
{
	struct t_world *w = *state;

	w->q.limits.alignment_offset = 3584;
	w->q.limits.discard_alignment = 1024;
	assert_int_equal(queue_alignment_offset(&w->q), 3584);
	assert_int_equal(queue_discard_alignment(&w->q), 1024);
	w->q.limits.misaligned = 1;
	assert_int_equal(queue_alignment_offset(&w->q), -1);
	assert_int_equal(queue_discard_alignment(&w->q), 1024);
	w->q.limits.discard_misaligned = 1;
	assert_int_equal(queue_discard_alignment(&w->q), -1);
}

/* R-LIM-2 */
static void blk_rq_aligned__table__address_and_length(void **state)
{
	static const struct {
		int alignment;
		unsigned pad, len;
		unsigned long addr;
		bool aligned;
	} cases[] = {
		{ 511, 0, 512, 0x1000, true },	{ 511, 0, 512, 0x1100, false },
		{ 511, 0, 256, 0x1000, false }, { 3, 0, 4, 0x1004, true },
		{ 3, 7, 4, 0x1008, false },	{ 3, 7, 8, 0x1004, false },
		{ 3, 7, 8, 0x1008, true },	{ 511, 0, 512, 0xFFFFFFFFFFFFFE00, true },
	};
	struct t_world *w = *state;

	for (size_t i = 0; i < bp_array_size(cases); i++) {
		w->q.dma_alignment = cases[i].alignment;
		w->q.dma_pad_mask = cases[i].pad;
		assert_int_equal(blk_rq_aligned(&w->q, cases[i].addr, cases[i].len),
				 cases[i].aligned);
	}
}

/* R-LIM-3 */
static void bio_allowed_max_sectors__block_sizes__whole_blocks(void **state)
{
	struct t_world *w = *state;

	assert_int_equal(bio_allowed_max_sectors(&w->q), 0x7FFFFF);
	w->q.limits.logical_block_size = 4096;
	assert_int_equal(bio_allowed_max_sectors(&w->q), 0x7FFFF8);
	w->q.limits.logical_block_size = 32768;
	assert_int_equal(bio_allowed_max_sectors(&w->q), 0x7FFFC0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_in_world(queue_readers__no_queue_or_zero__what_is_usual),
		t_in_world(queue_alignments__misaligned__minus_one),
		t_in_world(blk_rq_aligned__table__address_and_length),
		t_in_world(bio_allowed_max_sectors__block_sizes__whole_blocks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
