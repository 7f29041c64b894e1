/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "bp_test.h"
#include "world/verify_sector.h"

#define SEED 9
#define HERE 1000
#define UNTOUCHED 0xdb

/* What the sector holds: a stamp, or one byte all over. */
struct holds {
	struct bp_stamp stamp;
	u8 filled_with;
};

static const struct bp_image_sector never = { 0 };
static const struct bp_image_sector by_4 = { .settled = 4, .left = BP_LEFT_STAMP, .tried = 4 };
static const struct bp_image_sector zeroed = { .settled = 4, .left = BP_LEFT_ZEROS, .tried = 4 };
static const struct bp_image_sector same = { .settled = 4, .left = BP_LEFT_ANYWHERE, .tried = 4 };
static const struct bp_image_sector doubt = { .settled = 4, .left = BP_LEFT_STAMP, .tried = 9 };
static const struct bp_image_sector doubt_zeros = {
	.settled = 4, .left = BP_LEFT_STAMP, .tried = 9, .maybe_zeros = 1
};
static const struct bp_image_sector doubt_same = {
	.settled = 4, .left = BP_LEFT_STAMP, .tried = 9, .maybe_anywhere = 1
};

#define RIGHT BP_FOUND_NR
#define STAMP(io, sector)                                                                          \
	{                                                                                          \
		.stamp = { io, sector }                                                            \
	}
#define FILLED(byte)                                                                               \
	{                                                                                          \
		.filled_with = byte                                                                \
	}

static const struct {
	const char *name;
	const struct bp_image_sector *should;
	struct holds holds;
	enum bp_found found;
} cases[] = {
	{ "never written", &never, FILLED(0), RIGHT },
	{ "never written, not read", &never, FILLED(UNTOUCHED), BP_FOUND_UNTOUCHED },
	{ "never written, has data", &never, STAMP(3, HERE), BP_FOUND_OLD },
	{ "as written", &by_4, STAMP(4, HERE), RIGHT },
	{ "an older write", &by_4, STAMP(3, HERE), BP_FOUND_OLD },
	{ "a younger write", &by_4, STAMP(5, HERE), BP_FOUND_OLD },
	{ "the neighbour", &by_4, STAMP(4, HERE + 1), BP_FOUND_ELSEWHERE },
	{ "lost", &by_4, FILLED(0), BP_FOUND_ZEROS },
	{ "not read", &by_4, FILLED(UNTOUCHED), BP_FOUND_UNTOUCHED },
	{ "something", &by_4, FILLED(0x55), BP_FOUND_STRANGE },
	{ "discarded", &zeroed, FILLED(0), RIGHT },
	{ "not discarded", &zeroed, STAMP(3, HERE), BP_FOUND_OLD },
	{ "write-same", &same, STAMP(4, BP_STAMP_ANYWHERE), RIGHT },
	{ "write-same, as a write", &same, STAMP(4, HERE), BP_FOUND_DAMAGED },
	{ "doubt: before", &doubt, STAMP(4, HERE), RIGHT },
	{ "doubt: after", &doubt, STAMP(9, HERE), RIGHT },
	{ "doubt: another that failed", &doubt, STAMP(7, HERE), RIGHT },
	{ "doubt: one that was replaced", &doubt, STAMP(3, HERE), BP_FOUND_OLD },
	{ "doubt: zeros of nobody", &doubt, FILLED(0), BP_FOUND_ZEROS },
	{ "doubt: another sector", &doubt, STAMP(9, HERE + 8), BP_FOUND_ELSEWHERE },
	{ "doubt: write-same of nobody", &doubt, STAMP(7, BP_STAMP_ANYWHERE), BP_FOUND_OLD },
	{ "doubt: zeros", &doubt_zeros, FILLED(0), RIGHT },
	{ "doubt: write-same", &doubt_same, STAMP(9, BP_STAMP_ANYWHERE), RIGHT },
	{ "doubt: earlier write-same", &doubt_same, STAMP(7, BP_STAMP_ANYWHERE), RIGHT },
};

static void fill(const struct holds *holds, u8 *bytes)
{
	if (holds->stamp.io)
		bp_stamp_write(SEED, holds->stamp, bytes);
	else
		memset(bytes, holds->filled_with, SECTOR_SIZE);
}

static struct bp_sector_question question(const struct bp_image_sector *should)
{
	return (struct bp_sector_question){
		.seed = SEED, .sector = HERE, .should = *should, .untouched = UNTOUCHED
	};
}

static void bp_sector_is_right__what_it_holds__verdict(void **state)
{
	u8 bytes[SECTOR_SIZE];

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		const struct bp_sector_question q = question(cases[i].should);
		struct bp_mismatch m = { .found = RIGHT };

		print_message("# %s\n", cases[i].name);
		fill(&cases[i].holds, bytes);
		assert_int_equal(bp_sector_is_right(&q, bytes, &m), cases[i].found == RIGHT);
		assert_int_equal(m.found, cases[i].found);
		if (m.found == RIGHT)
			continue;
		assert_int_equal(m.sector, HERE);
		assert_int_equal(m.wanted, cases[i].should->settled);
		assert_int_equal(m.in_doubt, bp_image_in_doubt(*cases[i].should));
		assert_int_equal(m.got, bytes[m.byte]);
		assert_int_not_equal(m.got, m.expected);
	}
}

/* Each single bit, at its byte. */
static void bp_sector_is_right__one_bit_flipped__named(void **state)
{
	const struct bp_sector_question q = question(&by_4);
	u8 bytes[SECTOR_SIZE];
	struct bp_mismatch m;

	(void)state;
	bp_stamp_write(SEED, (struct bp_stamp){ 4, HERE }, bytes);
	for (unsigned i = 0; i < SECTOR_SIZE; i++) {
		const u8 bit = (u8)(1u << i % 8);

		bytes[i] ^= bit;
		assert_false(bp_sector_is_right(&q, bytes, &m));
		assert_int_equal(m.byte, i);
		assert_int_equal(m.got ^ m.expected, bit);
		bytes[i] ^= bit;
		if (i >= 24)
			assert_int_equal(m.found, BP_FOUND_DAMAGED);
	}
}

/* A write that failed half way through. */
static void bp_sector_is_right__torn__right_in_doubt_only(void **state)
{
	const struct bp_sector_question doubtful = question(&doubt), sure = question(&by_4);
	u8 bytes[SECTOR_SIZE], old[SECTOR_SIZE];
	struct bp_mismatch m;

	(void)state;
	bp_stamp_write(SEED, (struct bp_stamp){ 9, HERE }, bytes);
	bp_stamp_write(SEED, (struct bp_stamp){ 4, HERE }, old);
	memcpy(bytes + 100, old + 100, SECTOR_SIZE - 100);
	assert_true(bp_sector_is_right(&doubtful, bytes, &m));
	assert_false(bp_sector_is_right(&sure, bytes, &m));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_sector_is_right__what_it_holds__verdict),
		cmocka_unit_test(bp_sector_is_right__one_bit_flipped__named),
		cmocka_unit_test(bp_sector_is_right__torn__right_in_doubt_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
