/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A medium in a file: data, metadata, states.  What was durable is there the next time.
 */
#include "bp_test.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nvme/medium.h"

#define NAME "medium-file-test"
#define BLOCKS 100u
#define DATA 512u
#define META 8u

static const struct bp_medium_shape shape = { BLOCKS, DATA, META };

static int set_up(void **state)
{
	(void)state;
	unlink(NAME);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	return unlink(NAME);
}

static struct bp_medium *open_medium(const struct bp_medium_shape *of)
{
	struct bp_error err = { 0 };
	struct bp_medium *m = NULL;

	assert_int_equal(bp_medium_new(of, NAME, 0, &m, &err), 0);
	assert_string_equal(err.text, "");
	return m;
}

static u64 file_bytes(void)
{
	struct stat st;

	assert_int_equal(stat(NAME, &st), 0);
	return (u64)st.st_size;
}

/* A file of so many bytes that are zero, but for one letter. */
static void make_file(u64 bytes, u64 at, char letter)
{
	const int fd = open(NAME, O_CREAT | O_RDWR, 0600);

	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, (off_t)bytes), 0);
	assert_int_equal(pwrite(fd, &letter, 1, (off_t)at), 1);
	close(fd);
}

static void assert_block(struct bp_medium *m, u64 lba, char letter, enum bp_block_state want)
{
	u8 data[DATA], meta[META], seen;

	assert_int_equal(bp_medium_read(m, lba, 1, data, meta, &seen), 0);
	assert_int_equal(seen, want);
	assert_int_equal(data[DATA - 1], letter);
	assert_int_equal(meta[0], letter);
}

static void bp_medium_new__file_of_before__has_what_was_durable(void **state)
{
	struct bp_medium *m = open_medium(&shape);
	u8 data[4 * DATA], meta[4 * META];

	(void)state;
	memset(data, 'x', sizeof(data));
	memset(meta, 'x', sizeof(meta));
	assert_int_equal(bp_medium_write(m, 10, 4, data, meta, false), 0);
	assert_int_equal(bp_medium_flush(m), 0);
	assert_int_equal(bp_medium_write(m, 20, 4, data, meta, false), 0);
	assert_int_equal(bp_medium_mark(m, 11, 1, BP_BLOCK_UNCORRECTABLE), 0);
	assert_int_equal(bp_medium_mark(m, 12, 1, BP_BLOCK_DEALLOCATED), 0);
	assert_int_equal(bp_medium_used(m), 7);
	bp_medium_free(m);
	assert_int_equal(file_bytes(), BLOCKS * (DATA + META + 1));
	m = open_medium(&shape);
	assert_int_equal(bp_medium_used(m), 3);
	assert_block(m, 10, 'x', BP_BLOCK_WRITTEN);
	assert_block(m, 11, 0, BP_BLOCK_UNCORRECTABLE);
	assert_block(m, 12, 0, BP_BLOCK_DEALLOCATED);
	assert_block(m, 13, 'x', BP_BLOCK_WRITTEN);
	assert_block(m, 20, 0, BP_BLOCK_DEALLOCATED);
	bp_medium_free(m);
}

/* The image of a disk is taken over: what is no hole is written. */
static void bp_medium_new__raw_image__is_taken_over(void **state)
{
	const struct bp_medium_shape large = { 256, 4096, 0 };
	u8 data[4096], seen;
	struct bp_medium *m;

	(void)state;
	make_file(256 * 4096, 64 * 4096 + 5, 'y');
	m = open_medium(&large);
	assert_int_equal(bp_medium_read(m, 64, 1, data, NULL, &seen), 0);
	assert_int_equal(seen, BP_BLOCK_WRITTEN);
	assert_int_equal(data[5], 'y');
	assert_in_range(bp_medium_used(m), 1, 256);
	bp_medium_free(m);
	assert_int_equal(file_bytes(), 256 * 4097);
}

static void bp_medium_new__file_of_another_size__refused(void **state)
{
	struct bp_medium *m = NULL;
	struct bp_error err = { 0 };

	(void)state;
	make_file(1000, 0, 'z');
	assert_int_equal(bp_medium_new(&shape, NAME, 0, &m, &err), -EINVAL);
	assert_null(m);
	assert_string_equal(err.file, NAME);
	assert_string_equal(err.text, "has 1000 bytes: a disk of this size has 51200, one with "
				      "metadata and states 52100, a new one 0");
	assert_int_equal(file_bytes(), 1000);
}

static void bp_medium_new__no_such_folder__refused(void **state)
{
	struct bp_medium *m = NULL;
	struct bp_error err = { 0 };

	(void)state;
	assert_int_equal(bp_medium_new(&shape, "no/such/folder", 0, &m, &err), -EINVAL);
	assert_non_null(strstr(err.text, "cannot be opened"));
	err = (struct bp_error){ 0 };
	assert_int_equal(bp_medium_new(&shape, "/dev/null", 0, &m, &err), -EINVAL);
	assert_string_equal(err.text, "a namespace is kept in a regular file");
	make_file(1, 0, 'z');
}

static void bp_medium_reshape__file__has_the_new_size_and_nothing(void **state)
{
	const struct bp_medium_shape large = { 12, 4096, 0 };
	struct bp_medium *m = open_medium(&shape);
	u8 data[4096], seen;

	(void)state;
	memset(data, 'x', sizeof(data));
	assert_int_equal(bp_medium_write(m, 0, 1, data, data, true), 0);
	assert_int_equal(bp_medium_reshape(m, &large), 0);
	assert_int_equal(file_bytes(), 12 * 4097);
	assert_int_equal(bp_medium_read(m, 0, 1, data, NULL, &seen), 0);
	assert_int_equal(seen, BP_BLOCK_DEALLOCATED);
	assert_int_equal(data[0], 0);
	bp_medium_free(m);
}

static void bp_medium_zero__in_a_file__holes_read_as_zeroes(void **state)
{
	struct bp_medium *m = open_medium(&shape);
	u8 data[DATA];

	(void)state;
	memset(data, 'x', sizeof(data));
	assert_int_equal(bp_medium_write(m, 3, 1, data, data, true), 0);
	assert_int_equal(bp_medium_zero(m, 0, BLOCKS, NULL), 0);
	assert_block(m, 3, 0, BP_BLOCK_WRITTEN);
	assert_int_equal(bp_medium_used(m), BLOCKS);
	bp_medium_free(m);
}

/* Somebody else cut the file: no bytes are made up. */
static void bp_medium_read__file_was_cut__fails(void **state)
{
	struct bp_medium *m = open_medium(&shape);
	u8 data[DATA], seen;

	(void)state;
	assert_int_equal(truncate(NAME, 100), 0);
	assert_int_equal(bp_medium_read(m, 0, 1, data, NULL, &seen), -EIO);
	bp_medium_free(m);
}

#define t_case(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_case(bp_medium_new__file_of_before__has_what_was_durable),
		t_case(bp_medium_new__raw_image__is_taken_over),
		t_case(bp_medium_new__file_of_another_size__refused),
		t_case(bp_medium_new__no_such_folder__refused),
		t_case(bp_medium_reshape__file__has_the_new_size_and_nothing),
		t_case(bp_medium_zero__in_a_file__holes_read_as_zeroes),
		t_case(bp_medium_read__file_was_cut__fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
