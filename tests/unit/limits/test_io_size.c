/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How many sectors a request may have (R-REQ-4 to R-REQ-6).
 */
#include "bp_test.h"

static void set_up_sizes(struct request_queue *q)
{
	q->limits.max_sectors = 256;
	q->limits.max_hw_sectors = 512;
	q->limits.max_discard_sectors = 1000;
	q->limits.max_write_same_sectors = 300;
	q->limits.max_write_zeroes_sectors = 400;
}

/* op, limit without a chunk, limit at sector 1000 with a chunk of 256: 24 are left */
static const struct {
	unsigned op, whole, chunked;
} ops[] = {
	{ REQ_OP_READ, 256, 24 },
	{ REQ_OP_WRITE, 256, 24 },
	{ REQ_OP_FLUSH, 256, 24 },
	{ REQ_OP_DISCARD, 1000, 1000 },
	{ REQ_OP_SECURE_ERASE, 1000, 1000 },
	{ REQ_OP_WRITE_SAME, 300, 24 },
	{ REQ_OP_WRITE_ZEROES, 400, 24 },
	{ REQ_OP_DRV_IN, 512, 512 },
	{ REQ_OP_SCSI_OUT, 512, 512 },
};

/* R-REQ-6, and by it R-REQ-4 */
static void blk_rq_get_max_sectors__each_op__with_and_without_chunk(void **state)
{
	struct t_world *w = *state;

	set_up_sizes(&w->q);
	for (size_t i = 0; i < bp_array_size(ops); i++) {
		struct request rq = { .q = &w->q, .cmd_flags = ops[i].op | REQ_SYNC };

		w->q.limits.chunk_sectors = 0;
		assert_int_equal(blk_rq_get_max_sectors(&rq, 1000), ops[i].whole);
		w->q.limits.chunk_sectors = 256;
		assert_int_equal(blk_rq_get_max_sectors(&rq, 1000), ops[i].chunked);
	}
}

static void blk_rq_get_max_sectors__op_limit_below_the_chunk__op_limit(void **state)
{
	struct t_world *w = *state;
	struct request rq = { .q = &w->q, .cmd_flags = REQ_OP_WRITE_SAME };

	set_up_sizes(&w->q);
	w->q.limits.chunk_sectors = 256;
	w->q.limits.max_write_same_sectors = 8;
	assert_int_equal(blk_rq_get_max_sectors(&rq, 1000), 8);
}

/* R-REQ-4: what 32 bits of bytes can hold */
static void blk_queue_get_max_sectors__huge_discard__below_4_gib(void **state)
{
	struct t_world *w = *state;

	w->q.limits.max_discard_sectors = UINT32_MAX;
	assert_int_equal(blk_queue_get_max_sectors(&w->q, REQ_OP_DISCARD), UINT32_MAX >> 9);
	assert_int_equal(blk_queue_get_max_sectors(&w->q, REQ_OP_READ), 255);
}

/* R-REQ-5 */
static void blk_max_size_offset__table__rest_of_the_chunk_or_max_sectors(void **state)
{
	static const struct {
		unsigned max, chunk;
		sector_t sector;
		unsigned want;
	} cases[] = {
		{ 256, 0, 1000, 256 },		 { 256, 256, 1000, 24 }, { 256, 256, 1024, 256 },
		{ 256, 1024, 1000, 24 },	 { 256, 1024, 0, 256 },	 { 256, 1024, 1023, 1 },
		{ 256, 256, 0x3000000FFull, 1 },
	};
	struct t_world *w = *state;

	for (size_t i = 0; i < bp_array_size(cases); i++) {
		w->q.limits.max_sectors = cases[i].max;
		w->q.limits.chunk_sectors = cases[i].chunk;
		assert_int_equal(blk_max_size_offset(&w->q, cases[i].sector), cases[i].want);
	}
}

/* G-8, S1: chunks of 24; what merging may reach is the same. */
static void blk_max_size_offset__chunk_of_24__rest_of_it(void **state)
{
	static const struct {
		sector_t sector;
		unsigned want;
	} cases[] = { { 0, 24 }, { 1, 23 }, { 23, 1 }, { 24, 24 }, { 1000, 8 }, { 1ull << 40, 8 } };
	struct t_world *w = *state;
	struct request rq = { .q = &w->q, .cmd_flags = REQ_OP_READ };

	t_rules(w, bp_rules_find("v6.1"));
	set_up_sizes(&w->q);
	w->q.limits.chunk_sectors = 24;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		assert_int_equal(blk_max_size_offset(&w->q, cases[i].sector), cases[i].want);
		assert_int_equal(blk_rq_get_max_sectors(&rq, cases[i].sector), cases[i].want);
	}
	w->q.limits.max_sectors = 5;
	assert_int_equal(blk_max_size_offset(&w->q, 0), 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_in_world(blk_rq_get_max_sectors__each_op__with_and_without_chunk),
		t_in_world(blk_rq_get_max_sectors__op_limit_below_the_chunk__op_limit),
		t_in_world(blk_queue_get_max_sectors__huge_discard__below_4_gib),
		t_in_world(blk_max_size_offset__table__rest_of_the_chunk_or_max_sectors),
		t_in_world(blk_max_size_offset__chunk_of_24__rest_of_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
