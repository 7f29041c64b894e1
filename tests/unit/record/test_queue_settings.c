/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bp_test.h"
#include "record/queue_settings.h"
#include "record/small_file.h"

/* A queue directory of our own. */
static char folder[] = "queue-settings-XXXXXX";
static struct bp_queue_settings settings;
static struct bp_error err;

static const char *const files[][2] = {
	{ "scheduler", "[mq-deadline] kyber none" },
	{ "nomerges", "0" },
	{ "max_sectors_kb", "1280" },
	{ "logical_block_size", "512" },
	{ "physical_block_size", "4096" },
	{ "max_hw_sectors_kb", "1280" },
	{ "max_segments", "128" },
	{ "max_segment_size", "65536" },
	{ "dma_alignment", "511" },
};

#define NR_FILES (sizeof(files) / sizeof(*files))

static char *path_of(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void put(const char *name, const char *value)
{
	FILE *file = fopen(path_of(name), "w");

	assert_non_null(file);
	fprintf(file, "%s\n", value);
	fclose(file);
}

static void assert_holds(const char *name, const char *value)
{
	char seen[64];

	assert_int_equal(bp_small_file_read(folder, name, seen, sizeof(seen)), 0);
	assert_string_equal(seen, value);
}

static int set_up(void **state)
{
	(void)state;
	strcpy(folder + strlen(folder) - 6, "XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	for (size_t i = 0; i < NR_FILES; i++)
		put(files[i][0], files[i][1]);
	bp_queue_settings_begin(&settings, folder);
	memset(&err, 0, sizeof(err));
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	for (size_t i = 0; i < NR_FILES; i++)
		unlink(path_of(files[i][0]));
	rmdir(path_of("nomerges"));
	return rmdir(folder);
}

static void bp_queue_settings_restore__changed__as_before(void **state)
{
	(void)state;
	assert_int_equal(bp_queue_settings_set(&settings, "scheduler", "none"), 0);
	assert_int_equal(bp_queue_settings_set(&settings, "nomerges", "2"), 0);
	assert_int_equal(bp_queue_settings_set(&settings, "max_sectors_kb", "37"), 0);
	assert_holds("scheduler", "none");
	assert_holds("nomerges", "2");
	assert_holds("max_sectors_kb", "37");
	assert_int_equal(bp_queue_settings_restore(&settings, &err), 0);
	assert_holds("scheduler", "mq-deadline");
	assert_holds("nomerges", "0");
	assert_holds("max_sectors_kb", "1280");
}

static void bp_queue_settings_restore__changed_twice__as_at_first(void **state)
{
	(void)state;
	assert_int_equal(bp_queue_settings_set(&settings, "max_sectors_kb", "37"), 0);
	assert_int_equal(bp_queue_settings_set(&settings, "max_sectors_kb", "64"), 0);
	assert_int_equal(bp_queue_settings_restore(&settings, &err), 0);
	assert_holds("max_sectors_kb", "1280");
}

static void bp_queue_settings_restore__twice__second_does_nothing(void **state)
{
	(void)state;
	assert_int_equal(bp_queue_settings_set(&settings, "nomerges", "2"), 0);
	assert_int_equal(bp_queue_settings_restore(&settings, &err), 0);
	put("nomerges", "1");
	assert_int_equal(bp_queue_settings_restore(&settings, &err), 0);
	assert_holds("nomerges", "1");
}

static void bp_queue_settings_restore__untouched__not_written(void **state)
{
	(void)state;
	assert_int_equal(bp_queue_settings_set(&settings, "max_sectors_kb", "1280"), 0);
	put("max_sectors_kb", "512"); /* somebody else's wish */
	assert_int_equal(bp_queue_settings_restore(&settings, &err), 0);
	assert_holds("max_sectors_kb", "512");
}

static void bp_queue_settings_restore__one_fails__others_put_back(void **state)
{
	(void)state;
	assert_int_equal(bp_queue_settings_set(&settings, "nomerges", "2"), 0);
	assert_int_equal(bp_queue_settings_set(&settings, "max_sectors_kb", "37"), 0);
	unlink(path_of("nomerges"));
	mkdir(path_of("nomerges"), 0700);
	assert_int_equal(bp_queue_settings_restore(&settings, &err), -EISDIR);
	assert_string_equal(err.key, "nomerges");
	assert_non_null(strstr(err.text, "cannot be put back to 0"));
	assert_holds("max_sectors_kb", "1280");
}

static void bp_queue_settings_set__file_is_missing__nothing_to_restore(void **state)
{
	(void)state;
	unlink(path_of("scheduler"));
	assert_int_equal(bp_queue_settings_set(&settings, "scheduler", "none"), -ENOENT);
	assert_int_equal(bp_queue_settings_restore(&settings, &err), 0);
	assert_int_not_equal(access(path_of("scheduler"), F_OK), 0);
}

static void bp_queue_settings_set__what_cannot_be_put_back__refused(void **state)
{
	(void)state;
	assert_int_equal(bp_queue_settings_set(&settings, "max_segments", "1"), -EINVAL);
	put("nomerges", "0000000000000000000000000000000000000000");
	assert_int_equal(bp_queue_settings_set(&settings, "nomerges", "2"), -E2BIG);
	assert_holds("nomerges", "0000000000000000000000000000000000000000");
}

static void bp_queue_limits_see__newer_keys_missing__marked(void **state)
{
	struct bp_queue_limits_seen seen;

	(void)state;
	assert_int_equal(bp_queue_limits_see(folder, &seen, &err), 0);
	assert_int_equal(seen.value[BP_SEEN_PHYSICAL_BLOCK_SIZE], 4096);
	assert_int_equal(seen.value[BP_SEEN_DMA_ALIGNMENT], 511);
	assert_true(seen.there[BP_SEEN_NOMERGES]);
	assert_false(seen.there[BP_SEEN_CHUNK_SECTORS]);
	assert_string_equal(bp_seen_name(BP_SEEN_CHUNK_SECTORS), "chunk_sectors");
}

static void bp_queue_limits_see__unusable__error(void **state)
{
	struct bp_queue_limits_seen seen;

	(void)state;
	put("max_segments", "many");
	assert_int_equal(bp_queue_limits_see(folder, &seen, &err), -EINVAL);
	assert_string_equal(err.key, "max_segments");
	memset(&err, 0, sizeof(err));
	unlink(path_of("max_segments"));
	assert_int_equal(bp_queue_limits_see(folder, &seen, &err), -EINVAL);
	assert_non_null(strstr(err.text, "cannot be read"));
}

static void bp_small_file__name_without_end__refused(void **state)
{
	static char name[5000];
	char value[8];

	(void)state;
	memset(name, 'x', sizeof(name) - 1);
	assert_int_equal(bp_small_file_read(folder, name, value, sizeof(value)), -ENAMETOOLONG);
	assert_int_equal(bp_small_file_read(folder, ".", value, sizeof(value)), -EISDIR);
	assert_int_equal(bp_small_file_write("/dev", "full", "1"), -ENOSPC);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(bp_queue_settings_restore__changed__as_before),
		TEST(bp_queue_settings_restore__changed_twice__as_at_first),
		TEST(bp_queue_settings_restore__twice__second_does_nothing),
		TEST(bp_queue_settings_restore__untouched__not_written),
		TEST(bp_queue_settings_restore__one_fails__others_put_back),
		TEST(bp_queue_settings_set__file_is_missing__nothing_to_restore),
		TEST(bp_queue_settings_set__what_cannot_be_put_back__refused),
		TEST(bp_queue_limits_see__newer_keys_missing__marked),
		TEST(bp_queue_limits_see__unusable__error),
		TEST(bp_small_file__name_without_end__refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
