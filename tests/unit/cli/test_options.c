/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "bp_test.h"
#include "cli/options.h"

static const struct bp_usage usage = {
	.synopsis = "test [THING]",
	.about = "A test.\n",
	.options = BP_OPT_BIT(BYTES) | BP_OPT_BIT(SET) | BP_OPT_BIT(DEFECT) | BP_OPT_BIT(SEED) |
		   BP_OPT_BIT(CHECK) | BP_OPT_BIT(SCHEDULER) | BP_OPT_BIT(PLUG),
	.max_operands = 1,
};

struct read {
	struct bp_options options;
	enum bp_exit status;
	bool go;
	char *out;
	char *err;
};

static void read_options(struct read *read, int argc, char **argv)
{
	size_t out_bytes, err_bytes;
	struct bp_cli cli = { .out = open_memstream(&read->out, &out_bytes),
			      .err = open_memstream(&read->err, &err_bytes) };

	read->go = bp_options_read(&cli, &usage, argc, argv, &read->options, &read->status);
	fclose(cli.out);
	fclose(cli.err);
}

static void drop(struct read *read)
{
	free(read->out);
	free(read->err);
}

#define READ_OPTIONS(read, ...)                                                                    \
	read_options(read, sizeof((char *[]){ __VA_ARGS__ }) / sizeof(char *),                     \
		     (char *[]){ __VA_ARGS__, NULL })

static void bp_options_read__nothing__defaults(void **state)
{
	struct read r;

	(void)state;
	READ_OPTIONS(&r, "test");
	assert_true(r.go);
	assert_string_equal(r.options.limits, "default");
	assert_string_equal(r.options.layout, "scattered");
	assert_string_equal(r.options.rules->name, "v5.2");
	assert_int_equal(r.options.seed, 1);
	assert_int_equal(r.options.plug, 1);
	assert_int_equal(r.options.given, 0);
	assert_int_equal(r.options.nr_operands, 0);
	drop(&r);
}

static void bp_options_read__options_among_operands__both(void **state)
{
	struct read r;

	(void)state;
	READ_OPTIONS(&r, "test", "thing", "--bytes", "4k", "--check", "--seed=9");
	assert_true(r.go);
	assert_int_equal(r.options.bytes, 4096);
	assert_int_equal(r.options.seed, 9);
	assert_true(r.options.check);
	assert_false(r.options.json);
	assert_int_equal(r.options.nr_operands, 1);
	assert_string_equal(r.options.operands[0], "thing");
	drop(&r);
}

static void bp_options_read__repeated__all_kept(void **state)
{
	struct read r;

	(void)state;
	READ_OPTIONS(&r, "test", "--set", "a=1", "--set", "b=2", "--defect", "def-2", "--defect",
		     "DEF-5");
	assert_true(r.go);
	assert_int_equal(r.options.nr_set, 2);
	assert_string_equal(r.options.set[1], "b=2");
	assert_true(bp_defect_on(&r.options.defects, BP_DEF_2));
	assert_true(bp_defect_on(&r.options.defects, BP_DEF_5));
	assert_false(bp_defect_on(&r.options.defects, BP_DEF_3));
	drop(&r);
}

static void bp_options_read__help__prints_what_the_command_takes(void **state)
{
	struct read r;

	(void)state;
	READ_OPTIONS(&r, "test", "--help");
	assert_false(r.go);
	assert_int_equal(r.status, BP_EXIT_FINE);
	assert_non_null(strstr(r.out, "usage: blkpath test [THING]\n\nA test.\n"));
	assert_non_null(strstr(r.out, "  --bytes SIZE"));
	assert_null(strstr(r.out, "--json"));
	drop(&r);
}

static void bp_options_read__too_many_sets__refused(void **state)
{
	char *argv[2 * BP_SET_MAX + 4] = { "test" };
	struct read r;
	int argc = 1;

	(void)state;
	for (int i = 0; i <= BP_SET_MAX; i++) {
		argv[argc++] = "--set";
		argv[argc++] = "a=1";
	}
	read_options(&r, argc, argv);
	assert_false(r.go);
	assert_int_equal(r.status, BP_EXIT_USAGE);
	assert_string_equal(r.err, "blkpath: --set: more than 32 of them\n");
	drop(&r);
}

static void bp_options_read__scheduler__by_name(void **state)
{
	struct read r;

	(void)state;
	READ_OPTIONS(&r, "test", "--scheduler", "sorted");
	assert_non_null(r.options.scheduler);
	drop(&r);
	READ_OPTIONS(&r, "test", "--scheduler", "none");
	assert_true(r.go);
	assert_null(r.options.scheduler);
	drop(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_options_read__nothing__defaults),
		cmocka_unit_test(bp_options_read__options_among_operands__both),
		cmocka_unit_test(bp_options_read__repeated__all_kept),
		cmocka_unit_test(bp_options_read__help__prints_what_the_command_takes),
		cmocka_unit_test(bp_options_read__too_many_sets__refused),
		cmocka_unit_test(bp_options_read__scheduler__by_name),
	};

	return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
