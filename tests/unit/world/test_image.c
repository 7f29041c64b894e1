/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bp_test.h"
#include "world/image.h"

static int set_up(void **state)
{
	static struct bp_image image;

	image = (struct bp_image){ 0 };
	*state = &image;
	return 0;
}

static int tear_down(void **state)
{
	bp_image_fini(*state);
	return 0;
}

static void at(const struct bp_image *image, u64 sector, u64 settled, u64 tried, enum bp_left left)
{
	const struct bp_image_sector s = bp_image_at(image, sector);

	assert_int_equal(s.settled, settled);
	assert_int_equal(s.tried, tried);
	assert_int_equal(s.left, left);
	assert_int_equal(bp_image_in_doubt(s), tried > settled);
}

static void bp_image_settle__across_chunks__those_sectors_only(void **state)
{
	const struct bp_extent where = { 60, 140 };

	assert_true(bp_image_try(*state, where, 1, BP_LEFT_STAMP));
	at(*state, 60, 0, 1, BP_LEFT_ZEROS);
	bp_image_settle(*state, where, 1, BP_LEFT_STAMP);
	at(*state, 59, 0, 0, BP_LEFT_ZEROS);
	at(*state, 60, 1, 1, BP_LEFT_STAMP);
	at(*state, 128, 1, 1, BP_LEFT_STAMP);
	at(*state, 199, 1, 1, BP_LEFT_STAMP);
	at(*state, 200, 0, 0, BP_LEFT_ZEROS);
}

/* Two that failed, then one that did not. */
static void bp_image_try__failed__in_doubt_until_settled(void **state)
{
	const struct bp_extent where = { 8, 1 };

	assert_true(bp_image_try(*state, where, 1, BP_LEFT_STAMP));
	bp_image_settle(*state, where, 1, BP_LEFT_STAMP);
	assert_true(bp_image_try(*state, where, 2, BP_LEFT_ANYWHERE));
	assert_true(bp_image_try(*state, where, 3, BP_LEFT_ZEROS));
	at(*state, 8, 1, 3, BP_LEFT_STAMP);
	assert_true(bp_image_at(*state, 8).maybe_zeros);
	assert_true(bp_image_at(*state, 8).maybe_anywhere);
	assert_true(bp_image_try(*state, where, 4, BP_LEFT_STAMP));
	bp_image_settle(*state, where, 4, BP_LEFT_STAMP);
	at(*state, 8, 4, 4, BP_LEFT_STAMP);
	assert_false(bp_image_at(*state, 8).maybe_zeros);
	assert_false(bp_image_at(*state, 8).maybe_anywhere);
}

/* A discard of everything costs nothing where nothing is. */
static void bp_image_try__zeros_of_a_whole_disk__only_what_was_written(void **state)
{
	const struct bp_extent all = { 0, (u64)1 << 54 }, one = { 1000000, 8 };
	struct bp_extent next = { 0 };

	assert_true(bp_image_try(*state, all, 1, BP_LEFT_ZEROS));
	bp_image_settle(*state, all, 1, BP_LEFT_ZEROS);
	assert_false(bp_image_next(*state, &next, 64));
	assert_true(bp_image_try(*state, one, 2, BP_LEFT_STAMP));
	bp_image_settle(*state, one, 2, BP_LEFT_STAMP);
	assert_true(bp_image_try(*state, all, 3, BP_LEFT_ZEROS));
	at(*state, 1000003, 2, 3, BP_LEFT_STAMP);
	bp_image_settle(*state, all, 3, BP_LEFT_ZEROS);
	at(*state, 1000003, 3, 3, BP_LEFT_ZEROS);
}

static void bp_image_next__runs__in_order_and_no_longer_than_asked(void **state)
{
	static const struct bp_extent runs[] = { { 5, 3 }, { 100, 200 }, { (u64)1 << 40, 1 } };
	static const struct bp_extent wants[] = {
		{ 5, 3 }, { 100, 128 }, { 228, 72 }, { (u64)1 << 40, 1 }
	};
	struct bp_extent next = { 0 };

	for (unsigned i = 0; i < bp_array_size(runs); i++)
		assert_true(bp_image_try(*state, runs[i], i + 1, BP_LEFT_STAMP));
	for (unsigned i = 0; i < bp_array_size(wants); i++) {
		assert_true(bp_image_next(*state, &next, 128));
		assert_int_equal(next.sector, wants[i].sector);
		assert_int_equal(next.sectors, wants[i].sectors);
		next.sector += next.sectors;
	}
	assert_false(bp_image_next(*state, &next, 128));
}

#define in_image(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_image(bp_image_settle__across_chunks__those_sectors_only),
		in_image(bp_image_try__failed__in_doubt_until_settled),
		in_image(bp_image_try__zeros_of_a_whole_disk__only_what_was_written),
		in_image(bp_image_next__runs__in_order_and_no_longer_than_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
