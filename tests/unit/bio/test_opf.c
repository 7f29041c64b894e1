/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Operations and flags (R-OPF-1 to R-OPF-3).
 */
#include "bio_test.h"

/* One row per operation of block.md 3.2. */
static const struct {
	const char *name;
	unsigned op, value;
	bool write, passthrough, no_advance, data;
} ops[] = {
	{ "READ", REQ_OP_READ, 0, false, false, false, true },
	{ "WRITE", REQ_OP_WRITE, 1, true, false, false, true },
	{ "FLUSH", REQ_OP_FLUSH, 2, false, false, false, true },
	{ "DISCARD", REQ_OP_DISCARD, 3, true, false, true, false },
	{ "SECURE_ERASE", REQ_OP_SECURE_ERASE, 5, true, false, true, false },
	{ "ZONE_RESET", REQ_OP_ZONE_RESET, 6, false, false, false, true },
	{ "WRITE_SAME", REQ_OP_WRITE_SAME, 7, true, false, true, true },
	{ "WRITE_ZEROES", REQ_OP_WRITE_ZEROES, 9, true, false, true, false },
	{ "SCSI_IN", REQ_OP_SCSI_IN, 32, false, true, false, true },
	{ "SCSI_OUT", REQ_OP_SCSI_OUT, 33, true, true, false, true },
	{ "DRV_IN", REQ_OP_DRV_IN, 34, false, true, false, true },
	{ "DRV_OUT", REQ_OP_DRV_OUT, 35, true, true, false, true },
};

static void bio_op__each_op__as_the_table_says(void **state)
{
	struct bio bio = { .bi_iter.bi_size = 512 };

	(void)state;
	for (unsigned i = 0; i < bp_array_size(ops); i++) {
		bio.bi_opf = ops[i].op | REQ_SYNC | REQ_SWAP;
		assert_int_equal(ops[i].op, ops[i].value);
		assert_string_equal(bp_op_name(bio.bi_opf), ops[i].name);
		assert_int_equal(bio_op(&bio), ops[i].op);
		assert_int_equal(bio_data_dir(&bio), ops[i].write ? WRITE : READ);
		assert_int_equal(bio_is_passthrough(&bio), ops[i].passthrough);
		assert_int_equal(bio_no_advance_iter(&bio), ops[i].no_advance);
		assert_int_equal(bio_has_data(&bio), ops[i].data);
		assert_int_equal(op_is_discard(bio.bi_opf), ops[i].op == REQ_OP_DISCARD);
	}
	bio.bi_opf = REQ_OP_READ;
	bio.bi_iter.bi_size = 0;
	assert_false(bio_has_data(&bio));
	assert_false(bio_has_data(NULL));
}

static void bp_op_name__number_without_op__unknown(void **state)
{
	(void)state;
	assert_string_equal(bp_op_name(4), "UNKNOWN");
	assert_string_equal(bp_op_name(36), "UNKNOWN");
	assert_string_equal(bp_op_name(255), "UNKNOWN");
}

/* R-OPF-2 */
static void op_is_sync__flags__as_the_rule_says(void **state)
{
	static const struct {
		unsigned opf;
		bool sync, flush;
	} cases[] = {
		{ REQ_OP_READ, true, false },
		{ REQ_OP_WRITE, false, false },
		{ REQ_OP_WRITE | REQ_SYNC, true, false },
		{ REQ_OP_WRITE | REQ_FUA, true, true },
		{ REQ_OP_WRITE | REQ_PREFLUSH, true, true },
		{ REQ_OP_WRITE | REQ_IDLE | REQ_META, false, false },
	};

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		assert_int_equal(op_is_sync(cases[i].opf), cases[i].sync);
		assert_int_equal(op_is_flush(cases[i].opf), cases[i].flush);
	}
}

/* R-OPF-1, patch 1 */
static void bio_mergeable__each_flag__four_refuse(void **state)
{
	(void)state;
	for (unsigned bit = REQ_OP_BITS; bit < __REQ_NR_BITS; bit++) {
		struct bio bio = { .bi_opf = REQ_OP_WRITE | 1u << bit };
		bool refuses = bio.bi_opf & (REQ_NOMERGE | REQ_PREFLUSH | REQ_FUA | REQ_DMA_DIRECT);

		assert_int_equal(bio_mergeable(&bio), !refuses);
		assert_int_equal(bio_is_dma_direct(&bio), bit == 24);
	}
	assert_int_equal(op_is_dma_direct(REQ_DMA_DIRECT | REQ_FUA), 1 << 24);
	assert_int_equal(REQ_FAILFAST_MASK, 0x700);
	assert_int_equal(REQ_DRV, 1 << 25);
	assert_int_equal(REQ_SWAP, 1 << 26);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bio_op__each_op__as_the_table_says),
		cmocka_unit_test(bp_op_name__number_without_op__unknown),
		cmocka_unit_test(op_is_sync__flags__as_the_rule_says),
		cmocka_unit_test(bio_mergeable__each_flag__four_refuse),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
