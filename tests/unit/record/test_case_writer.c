/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bp_test.h"
#include "record/case_writer.h"

static struct bp_plan plan;
static struct bp_outcome outcome;
static struct bp_case record;
static struct bp_queue_limits_seen limits;

/* Two iovecs of 4096 and 512 bytes; the first lies in two places. */
static int set_up(void **state)
{
	static const u64 pfn[] = { 5, 9, 3 };

	(void)state;
	plan = (struct bp_plan){ .pattern = "mixed", .write = true, .sector = 8 };
	bp_plan_slice(&plan, 512, 4096);
	bp_plan_slice(&plan, 8192, 512);
	bp_outcome_begin(&outcome, 8, 9);
	outcome.bios.at[outcome.bios.n++] = (struct bp_extent){ 8, 9 };
	outcome.splits.at[outcome.splits.n++] = (struct bp_extent){ 8, 16 };
	outcome.rqs.at[outcome.rqs.n++] = (struct bp_extent){ 8, 8 };
	outcome.rqs.at[outcome.rqs.n++] = (struct bp_extent){ 16, 1 };
	outcome.issued = outcome.rqs;
	outcome.completed = 2;
	memset(&limits, 0, sizeof(limits));
	limits.there[BP_SEEN_MAX_SECTORS_KB] = true;
	limits.value[BP_SEEN_MAX_SECTORS_KB] = 4;
	limits.there[BP_SEEN_MAX_SEGMENT_SIZE] = true;
	limits.value[BP_SEEN_MAX_SEGMENT_SIZE] = 4294967295;
	record = (struct bp_case){ .src = "loop-bs512-dio0",
				   .kernel = "6.18.44",
				   .seed = 3,
				   .number = 7,
				   .plan = &plan,
				   .limits = &limits,
				   .ret = 4608,
				   .outcome = &outcome,
				   .data = "ok" };
	assert_int_equal(bp_case_locate(&record, pfn), 3);
	return 0;
}

static char *write_case(void)
{
	size_t bytes;
	char *text;
	FILE *out = open_memstream(&text, &bytes);

	assert_int_equal(bp_case_write(&record, out), 0);
	fclose(out);
	return text;
}

static void bp_case_write__a_case__one_line(void **state)
{
	char *text = write_case();

	(void)state;
	assert_string_equal(
		text, "{\"schema\":1,\"src\":\"loop-bs512-dio0\",\"kernel\":\"6.18.44\",\"seed\":3,"
		      "\"case\":7,\"op\":\"W\",\"path\":\"vec\",\"pattern\":\"mixed\","
		      "\"limits\":{\"max_sectors_kb\":4,\"max_segment_size\":4294967295},"
		      "\"sector\":8,\"bytes\":4608,\"ret\":4608,"
		      "\"iov\":[[[20992,3584],[36864,512]],[[12288,512]]],"
		      "\"bios\":[[8,9]],\"splits\":[[8,16]],\"rqs\":[[8,8],[16,1]],"
		      "\"issued\":[[8,8],[16,1]],\"completed\":2,\"merges\":0,\"requeues\":0,"
		      "\"data\":\"ok\"}\n");
	free(text);
}

static void bp_case_write__registered_buffer__has_arena(void **state)
{
	char *text;

	(void)state;
	plan.arena = "huge";
	plan.write = false;
	record.ret = -EINVAL;
	text = write_case();
	assert_non_null(strstr(text, "\"op\":\"R\",\"path\":\"fixed\""));
	assert_non_null(strstr(text, "\"ret\":-22,\"arena\":\"huge\",\"iov\""));
	free(text);
}

static void bp_case_write__full_disk__error(void **state)
{
	FILE *out = fopen("/dev/full", "w");

	(void)state;
	assert_non_null(out);
	setvbuf(out, NULL, _IONBF, 0);
	assert_int_equal(bp_case_write(&record, out), -ENOSPC);
	fclose(out);
}

static void bp_case_write__name_is_no_utf8__error(void **state)
{
	(void)state;
	record.src = "\xff";
	assert_int_equal(bp_case_write(&record, stderr), -ENOMEM);
}

#define TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(bp_case_write__a_case__one_line),
		TEST(bp_case_write__registered_buffer__has_arena),
		TEST(bp_case_write__full_disk__error),
		TEST(bp_case_write__name_is_no_utf8__error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
