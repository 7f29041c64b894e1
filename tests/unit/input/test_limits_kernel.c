/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which kernel wrote a queue directory, and what the directory hides.
 */
#include <sys/stat.h>
#include <sys/utsname.h>

#include <input/limits_source.h>

#include "input_test.h"

#define FOLDER "limits-kernel-test"

static void put(const char *name, const char *value)
{
	char path[256];
	FILE *file;

	mkdir(FOLDER, 0777);
	snprintf(path, sizeof(path), FOLDER "/%s", name);
	file = fopen(path, "w");
	assert_non_null(file);
	fprintf(file, "%s\n", value);
	fclose(file);
}

static void clear(void)
{
	assert_int_equal(system("rm -rf " FOLDER), 0);
}

#define UNTIL_5_13                                                                                 \
	"zone_append_max_bytes", "stable_writes", "zone_write_granularity", "virt_boundary_mask"

/* there, missing, lacks: the files that tell */
static const struct {
	const char *name;
	const char *files[10];
	const char *there, *missing, *lacks, *rules;
} cases[] = {
	{ "none", { NULL }, NULL, "zone_append_max_bytes", NULL, "v5.2" },
	{ "5.13", { UNTIL_5_13 }, "virt_boundary_mask", "dma_alignment", NULL, "v5.2" },
	{ "6.0 to 6.10",
	  { UNTIL_5_13, "dma_alignment" },
	  "dma_alignment",
	  "atomic_write_max_bytes",
	  NULL,
	  "v6.1" },
	{ "6.16",
	  { UNTIL_5_13, "dma_alignment", "atomic_write_max_bytes", "iostats_passthrough",
	    "max_write_streams" },
	  "max_write_streams",
	  "write_zeroes_unmap_max_bytes",
	  NULL,
	  "v6.1" },
	{ "6.17 and on",
	  { UNTIL_5_13, "dma_alignment", "atomic_write_max_bytes", "iostats_passthrough",
	    "max_write_streams", "write_zeroes_unmap_max_bytes" },
	  "write_zeroes_unmap_max_bytes",
	  NULL,
	  NULL,
	  "v6.18" },
	{ "not whole",
	  { "dma_alignment" },
	  "dma_alignment",
	  "atomic_write_max_bytes",
	  "zone_append_max_bytes",
	  "v6.1" },
};

static const char *name_of(const struct bp_kernel_sign *sign)
{
	return sign ? sign->file : "";
}

static void bp_limits_find_kernel__files__between_the_newest_there_and_the_next(void **state)
{
	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_limits_kernel kernel;

		mkdir(FOLDER, 0777);
		for (const char *const *file = cases[i].files; *file; file++)
			put(*file, "0");
		bp_limits_find_kernel(FOLDER, &kernel);
		print_message("# %s\n", cases[i].name);
		assert_string_equal(name_of(kernel.there), cases[i].there ?: "");
		assert_string_equal(name_of(kernel.missing), cases[i].missing ?: "");
		assert_string_equal(name_of(kernel.lacks), cases[i].lacks ?: "");
		assert_string_equal(kernel.rules->name, cases[i].rules);
		assert_string_equal(kernel.release, "");
		clear();
	}
}

/* Any directory of sysfs will do: it is the running kernel that shows it. */
static void bp_limits_find_kernel__sysfs_itself__release_of_the_running_kernel(void **state)
{
	struct bp_limits_kernel kernel;
	struct utsname host;

	(void)state;
	bp_limits_find_kernel("/sys", &kernel);
	if (!*kernel.release)
		t_leave_out("no sysfs here");
	assert_int_equal(uname(&host), 0);
	assert_string_equal(kernel.release, host.release);
	assert_ptr_equal(kernel.rules, bp_rules_for_kernel(host.release));
}

static unsigned count(const struct bp_limits_notes *notes, const char *words)
{
	unsigned n = 0;

	for (unsigned i = 0; i < notes->count; i++)
		n += strstr(notes->note[i].text, words) != NULL;
	return n;
}

static void put_queue(const char *lbs, const char *max_sectors_kb)
{
	put("logical_block_size", lbs);
	put("physical_block_size", lbs);
	put("max_hw_sectors_kb", "128");
	put("max_sectors_kb", max_sectors_kb);
	put("max_segment_size", "65536");
	put("max_segments", "7");
}

/* What is hidden depends on what is there; a preset hides nothing. */
static void load__large_blocks_or_no_sector__told(void **state)
{
	struct bp_error err = { 0 };
	struct bp_limits_doc doc;

	(void)state;
	put_queue("4096", "128");
	assert_int_equal(bp_limits_load(FOLDER, NULL, &doc, &err), 0);
	assert_int_equal(count(&doc.hidden, "37 sectors as 18"), 1);
	assert_int_equal(count(&doc.hidden, "some SCSI devices have a page"), 1);
	assert_int_equal(count(&doc.hidden, "reads 0"), 0);
	assert_int_equal(count(&doc.hidden, "EINVAL"), 0);
	put_queue("8192", "0");
	assert_int_equal(bp_limits_load(FOLDER, bp_rules_find("v6.18"), &doc, &err), 0);
	assert_int_equal(count(&doc.hidden, "reads 0"), 1);
	assert_int_equal(count(&doc.hidden, "fails with EINVAL"), 1);
	clear();
	assert_int_equal(bp_limits_load("nvme", NULL, &doc, &err), 0);
	assert_int_equal(doc.hidden.count, 0);
	assert_null(doc.kernel.rules);
}

/* A kernel wrote 24, so its own rules are asked and not those of v5.2. */
static void load__no_rule_set_said__that_of_the_directory(void **state)
{
	static const char *const newer[] = { UNTIL_5_13, "dma_alignment" };
	struct bp_error err = { 0 };
	struct bp_limits_doc doc;

	(void)state;
	put_queue("512", "128");
	for (size_t i = 0; i < bp_array_size(newer); i++)
		put(newer[i], "0");
	put("chunk_sectors", "24");
	assert_int_equal(bp_limits_load(FOLDER, NULL, &doc, &err), 0);
	assert_int_equal(doc.limits.chunk_sectors, 24);
	assert_int_not_equal(bp_limits_load(FOLDER, bp_rules_find("v5.2"), &doc, &err), 0);
	clear();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			bp_limits_find_kernel__files__between_the_newest_there_and_the_next),
		cmocka_unit_test(
			bp_limits_find_kernel__sysfs_itself__release_of_the_running_kernel),
		cmocka_unit_test(load__large_blocks_or_no_sector__told),
		cmocka_unit_test(load__no_rule_set_said__that_of_the_directory),
	};

	return cmocka_run_group_tests_name("limits_kernel", tests, NULL, NULL);
}
