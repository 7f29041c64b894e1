/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bp_test.h"
#include "record/data.h"

static char arena[16384], stream[8192];
static struct bp_plan plan;

static int set_up(void **state)
{
	(void)state;
	memset(&plan, 0, sizeof(plan));
	memset(arena, 'x', sizeof(arena));
	bp_plan_slice(&plan, 512, 1024);
	bp_plan_slice(&plan, 8192, 3000);
	bp_data_make(stream, plan.bytes, 5);
	return 0;
}

static void bp_data_scatter__two_slices__nothing_beside_them(void **state)
{
	(void)state;
	bp_data_scatter(arena, &plan, stream);
	assert_memory_equal(arena + 512, stream, 1024);
	assert_memory_equal(arena + 8192, stream + 1024, 3000);
	assert_int_equal(arena[511], 'x');
	assert_int_equal(arena[1536], 'x');
	assert_int_equal(arena[8192 + 3000], 'x');
	assert_true(bp_data_equal(arena, &plan, stream, plan.bytes));
}

static void bp_data_equal__one_byte_differs__false_from_there_on(void **state)
{
	(void)state;
	bp_data_scatter(arena, &plan, stream);
	arena[8192 + 10] ^= 1;
	assert_false(bp_data_equal(arena, &plan, stream, plan.bytes));
	assert_false(bp_data_equal(arena, &plan, stream, 1035));
	assert_true(bp_data_equal(arena, &plan, stream, 1034));
	assert_true(bp_data_equal(arena, &plan, stream, 0));
}

static void bp_data_spoil__each_block__is_not_the_stream(void **state)
{
	(void)state;
	bp_data_spoil(arena, &plan);
	assert_int_equal(arena[511], 'x');
	for (size_t at = 0; at + 512 <= plan.bytes; at += 512)
		assert_memory_not_equal(arena + 512, stream + at, 512);
}

static void bp_data_make__seeds__equal_and_different(void **state)
{
	char again[4096], other[4096];

	(void)state;
	bp_data_make(again, 4024, 5);
	bp_data_make(other, 4024, 6);
	assert_memory_equal(again, stream, 4024);
	assert_memory_not_equal(other, stream, 4024);
}

static void bp_data_store__and_load__the_same_bytes(void **state)
{
	char name[] = "data-test-XXXXXX", back[1024];
	struct bp_target target = { .fd = -1, .bytes_fd = mkstemp(name) };

	(void)state;
	assert_true(target.bytes_fd >= 0);
	assert_true(bp_data_store(&target, 3, stream, sizeof(back)));
	assert_true(bp_data_load(&target, 3, back, sizeof(back)));
	assert_memory_equal(back, stream, sizeof(back));
	assert_int_equal(lseek(target.bytes_fd, 0, SEEK_END), 3 * 512 + 1024);
	assert_false(bp_data_load(&target, 4, back, sizeof(back)));
	close(target.bytes_fd);
	unlink(name);
	target.bytes_fd = -1;
	assert_false(bp_data_store(&target, 0, stream, 512));
}

#define TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(bp_data_scatter__two_slices__nothing_beside_them),
		TEST(bp_data_equal__one_byte_differs__false_from_there_on),
		TEST(bp_data_spoil__each_block__is_not_the_stream),
		TEST(bp_data_make__seeds__equal_and_different),
		TEST(bp_data_store__and_load__the_same_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
