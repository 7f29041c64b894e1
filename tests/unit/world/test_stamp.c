/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "bp_test.h"
#include "world/stamp.h"

static void bp_stamp_read__what_was_written__same_stamp(void **state)
{
	static const struct bp_stamp stamps[] = {
		{ 1, 0 }, { 7, 1ull << 54 }, { ~0ull >> 2, 12 }, { 3, BP_STAMP_ANYWHERE }
	};
	u8 bytes[SECTOR_SIZE];
	struct bp_stamp got;

	(void)state;
	for (unsigned i = 0; i < bp_array_size(stamps); i++) {
		bp_stamp_write(5, stamps[i], bytes);
		assert_true(bp_stamp_read(5, bytes, &got));
		assert_int_equal(got.io, stamps[i].io);
		assert_int_equal(got.sector, stamps[i].sector);
		assert_false(bp_stamp_read(6, bytes, &got));
	}
}

/* A byte that is missing shows wherever it is, or nearly: no two stamps agree in many. */
static void bp_stamp_write__other_io_or_sector__other_bytes(void **state)
{
	u8 one[SECTOR_SIZE], other[SECTOR_SIZE], next[SECTOR_SIZE];
	unsigned same_io = 0, same_sector = 0;

	(void)state;
	bp_stamp_write(1, (struct bp_stamp){ 1, 100 }, one);
	bp_stamp_write(1, (struct bp_stamp){ 2, 100 }, other);
	bp_stamp_write(1, (struct bp_stamp){ 1, 101 }, next);
	for (unsigned i = 24; i < SECTOR_SIZE; i++) {
		same_io += one[i] == other[i];
		same_sector += one[i] == next[i];
	}
	assert_true(same_io < 16);
	assert_true(same_sector < 16);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_stamp_read__what_was_written__same_stamp),
		cmocka_unit_test(bp_stamp_write__other_io_or_sector__other_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
