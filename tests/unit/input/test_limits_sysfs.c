/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Queue directories: the shipped ones of running kernels, and broken ones made here.
 */
#include <errno.h>
#include <limits.h>
#include <sys/stat.h>

#include <input/limits_source.h>

#include "input_test.h"

#define LOOP "tests/golden/real/loop-linux-6.18/queue"
#define NVME "tests/golden/real/qemu-q35-switch/nvme0n1"
#define BIT(name) (1ul << QUEUE_FLAG_##name)
#define FOLDER "limits-sysfs-test"

static const char *find(const struct bp_limits_notes *notes, const char *key)
{
	for (unsigned i = 0; i < notes->count; i++)
		if (!strcmp(notes->note[i].key, key))
			return notes->note[i].text;
	return NULL;
}

static void load__loop_of_linux_6_18__limits_flags_and_remarks(void **state)
{
	struct bp_limits_doc doc;
	struct bp_error err = { 0 };

	(void)state;
	if (bp_limits_load(t_source(LOOP), NULL, &doc, &err))
		fail_msg("%s: %s", err.file, err.text);
	assert_int_equal(doc.kind, BP_LIMITS_SYSFS);
	assert_int_equal(doc.limits.max_segments, 128);
	assert_int_equal(doc.limits.max_sectors, 2560);
	assert_int_equal(doc.limits.max_hw_sectors, 2560);
	assert_int_equal(doc.limits.max_segment_size, 65536);
	assert_int_equal(doc.limits.virt_boundary_mask, 0);
	assert_int_equal(doc.limits.seg_boundary_mask, 0xffffffff);
	assert_int_equal(doc.limits.max_discard_sectors, 8388607);
	assert_int_equal(doc.dma_alignment, 511);
	assert_int_equal(doc.nr_requests, 128);
	assert_int_equal(doc.queue_flags, BIT(WC) | BIT(NOMERGES) | BIT(DISCARD));
	assert_non_null(
		strstr(find(&doc.ignored, "atomic_write_max_bytes"), "atomic writes are not"));
	assert_non_null(find(&doc.ignored, "scheduler"));
	assert_null(find(&doc.ignored, "max_segments"));
	for (unsigned i = 0; i < doc.ignored.count; i++)
		assert_string_not_equal(doc.ignored.note[i].text, "not known to the model");
	assert_non_null(find(&doc.assumed, "seg_boundary_mask"));
	assert_null(find(&doc.assumed, "virt_boundary_mask"));
}

/* MDTS 5: the numbers of the preset. */
static void load__nvme_of_linux_6_1__folder_of_the_disk_will_do(void **state)
{
	struct bp_limits_doc doc, preset;
	struct bp_error err = { 0 };

	(void)state;
	if (bp_limits_load(t_source(NVME), NULL, &doc, &err))
		fail_msg("%s: %s", err.file, err.text);
	assert_int_equal(bp_limits_load("nvme", NULL, &preset, &err), 0);
	assert_int_equal(doc.limits.max_sectors, preset.limits.max_sectors);
	assert_int_equal(doc.limits.max_hw_sectors, preset.limits.max_hw_sectors);
	assert_int_equal(doc.limits.max_segments, preset.limits.max_segments);
	assert_int_equal(doc.limits.max_segment_size, preset.limits.max_segment_size);
	assert_int_equal(doc.limits.virt_boundary_mask, preset.limits.virt_boundary_mask);
	assert_int_equal(doc.queue_flags, preset.queue_flags);
}

/* A folder with the given files, of "name=value" lines. */
static void make(const char *const *files)
{
	char path[256];

	mkdir(FOLDER, 0777);
	for (; *files; files++) {
		const char *value = strchr(*files, '=');
		FILE *file;

		snprintf(path, sizeof(path), FOLDER "/%.*s", (int)(value - *files), *files);
		file = fopen(path, "w");
		assert_non_null(file);
		fputs(value + 1, file);
		fclose(file);
	}
}

static void clear(void)
{
	assert_int_equal(system("rm -rf " FOLDER), 0);
}

#define LEAST                                                                                      \
	"logical_block_size=512\n", "max_hw_sectors_kb=128\n", "max_sectors_kb=128\n",             \
		"max_segment_size=65536\n", "max_segments=7\n"

static void load__only_what_is_needed__the_rest_is_assumed(void **state)
{
	static const char *const files[] = { LEAST, "novelty=1\n", ".hidden=1\n", NULL };
	struct bp_limits_doc doc;
	struct bp_error err = { 0 };

	(void)state;
	make(files);
	mkdir(FOLDER "/iosched", 0777);
	assert_int_equal(bp_limits_load(FOLDER, NULL, &doc, &err), 0);
	assert_int_equal(doc.limits.max_segments, 7);
	assert_int_equal(doc.limits.physical_block_size, 512);
	assert_int_equal(doc.ignored.count, 2);
	assert_string_equal(find(&doc.ignored, "iosched"), "a directory");
	assert_string_equal(find(&doc.ignored, "novelty"), "not known to the model");
	assert_non_null(find(&doc.assumed, "virt_boundary_mask"));
	assert_non_null(find(&doc.assumed, "dma_alignment"));
	clear();
}

static void load__bad_directory__says_file_key_and_allowed(void **state)
{
	static const struct {
		const char *files[8];
		unsigned line;
		const char *key;
		const char *says;
	} bad[] = {
		{ { "max_segments=7\n" }, 0, "logical_block_size", "no such file" },
		{ { LEAST, "fua=\n" }, 1, "fua", "true or false" },
		{ { LEAST, "fua=" }, 1, "fua", "empty" },
		{ { LEAST, "write_cache=write sideways\n" }, 1, "write_cache", "\"write back\"" },
		{ { LEAST, "nr_requests=-1\n" }, 1, "nr_requests", "decimal number" },
		{ { LEAST, "max_segments=0\n" }, 1, "max_segments", "max_segments is 0" },
		{ { LEAST, "logical_block_size=131072\n" }, 1, "logical_block_size", "to 65536" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(bad); i++) {
		struct bp_limits_doc doc;
		struct bp_error err = { 0 };

		make(bad[i].files);
		assert_int_equal(bp_limits_load(FOLDER, NULL, &doc, &err), -EINVAL);
		assert_error_says(&err, bad[i].line, bad[i].key, bad[i].says);
		assert_int_equal(strncmp(err.file, FOLDER, strlen(FOLDER)), 0);
		clear();
	}
}

/* Nobody writes them: whoever waits, waits for ever. */
static void refused_as(const char *path, const char *culprit, const char *says)
{
	struct bp_limits_doc doc;
	struct bp_error err = { 0 };

	assert_int_equal(bp_limits_load(path, NULL, &doc, &err), -EINVAL);
	assert_error_says(&err, 0, "", says);
	assert_string_equal(err.file, culprit);
}

/* Nobody writes them: whoever waits, waits for ever. */
static void load__no_regular_file__refused_at_once(void **state)
{
	static const char *const files[] = { LEAST, NULL };

	(void)state;
	make(files);
	assert_int_equal(mkfifo(FOLDER "/fua", 0600), 0);
	refused_as(FOLDER, FOLDER "/fua", "is a FIFO: a regular file is allowed");
	refused_as(FOLDER "/fua", FOLDER "/fua", "is a FIFO: a regular file is allowed");
	refused_as("/dev/null", "/dev/null", "is a device: a regular file is allowed");
	unlink(FOLDER "/fua");
	unlink(FOLDER "/max_segments");
	mkdir(FOLDER "/max_segments", 0777);
	refused_as(FOLDER, FOLDER "/max_segments", "is a directory: a regular file is allowed");
	clear();
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(load__loop_of_linux_6_18__limits_flags_and_remarks),
		cmocka_unit_test(load__nvme_of_linux_6_1__folder_of_the_disk_will_do),
		cmocka_unit_test(load__only_what_is_needed__the_rest_is_assumed),
		cmocka_unit_test(load__bad_directory__says_file_key_and_allowed),
		cmocka_unit_test(load__no_regular_file__refused_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
