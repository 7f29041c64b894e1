/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath conform: the last line counts, the exit status tells, bad input stops it.
 */
#include "run.h"

#define LIMITS                                                                                     \
	"\"lim\":{\"lbs\":512,\"pbs\":512,\"ms\":8,\"mhs\":8,\"seg\":4,\"segsz\":4096,\"chunk\":"  \
	"0,"                                                                                       \
	"\"bmask\":\"0xffffffff\",\"vmask\":\"0x0\"}"
#define CASE(id, nsegs)                                                                            \
	"{\"id\":\"" id "\",\"k\":\"split\"," LIMITS ",\"op\":\"R\",\"s\":0,"                      \
	"\"v\":[[\"0x1000\",4096]],\"outcome\":\"ok\","                                            \
	"\"out\":[[0,4096," nsegs ",1,[[\"0x1000\",4096]]]]}\n"

static void run_on(struct t_run *run, const char *text, const char *option)
{
	char *name = t_file(text);

	t_run(run, bp_cmd_conform, (const char *const[]){ "conform", name, option, NULL });
	t_file_free(name);
}

static void conform__equal_and_different__counts(void **state)
{
	struct t_run run;

	(void)state;
	run_on(&run, CASE("p52-1", "1"), NULL);
	assert_int_equal(run.status, BP_EXIT_FINE);
	assert_string_equal(run.out, "1 passed, 0 failed\n");
	t_run_free(&run);

	run_on(&run, CASE("p52-1", "1") CASE("p52-2", "2") CASE("dma-3", "1"), NULL);
	assert_int_equal(run.status, BP_EXIT_CHECK);
	t_contains(run.out, ":2: p52-2: corrected: out[0]\n"
			    "  expected [0,4096,2,1,[[\"0x1000\",4096]]]\n"
			    "  seen     [0,4096,1,1,[[\"0x1000\",4096]]]\n"
			    "2 passed, 1 failed\n");
	t_run_free(&run);
}

static void conform__many_differences__first_ones_unless_verbose(void **state)
{
#define FOUR CASE("p52-1", "2") CASE("p52-2", "2") CASE("p52-3", "2") CASE("p52-4", "2")
	struct t_run run;

	(void)state;
	run_on(&run, FOUR FOUR FOUR, NULL);
	t_contains(run.out, "more differences are not shown; --verbose shows all\n"
			    "0 passed, 12 failed\n");
	t_run_free(&run);
	run_on(&run, FOUR FOUR FOUR, "--verbose");
	t_contains(run.out, ":12: p52-4");
	t_run_free(&run);
	run_on(&run, FOUR, "--json");
	assert_int_equal(run.status, BP_EXIT_CHECK);
	t_contains(run.out, "\"failed\": 4");
	t_run_free(&run);
}

static void conform__bad_input__exit_2(void **state)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
		{ "{", ":1: not a JSON object" },
		{ "\n{", ":2: not a JSON object" },
		{ CASE("x", "1"), ":1: id: must begin with" },
	};
	struct t_run run;

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		run_on(&run, cases[i].text, NULL);
		assert_int_equal(run.status, BP_EXIT_USAGE);
		assert_string_equal(run.out, "");
		t_contains(run.err, cases[i].says);
		t_run_free(&run);
	}
	t_run(&run, bp_cmd_conform, T_ARGS("conform"));
	assert_int_equal(run.status, BP_EXIT_USAGE);
	t_run_free(&run);
	t_run(&run, bp_cmd_conform, T_ARGS("conform", "no-such-file"));
	assert_int_equal(run.status, BP_EXIT_USAGE);
	t_contains(run.err, "blkpath: no-such-file: cannot be opened");
	t_run_free(&run);
}

/* With --defect a case must give its own values under those switches. */
static void conform__chosen_defects__own_values(void **state)
{
	struct t_run run;

	(void)state;
	run_on(&run, CASE("p52-1", "1"), "--defect=def-4,def-5");
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_run_free(&run);
	run_on(&run, CASE("p52-1", "1"), "--defect=def-4,def-1");
	assert_int_equal(run.status, BP_EXIT_USAGE);
	t_contains(run.err, "unknown defect \"def-1\"");
	t_run_free(&run);
}

/* A vector that every rule set handles alike, and ids of two. */
static void conform__rules_forced__stand_in_for_those_of_the_id(void **state)
{
	char *name = t_file(CASE("p52-1", "1") CASE("p61-2", "1"));
	struct t_run run;

	(void)state;
	for (unsigned i = 0; bp_rules_at(i); i++) {
		t_run(&run, bp_cmd_conform,
		      T_ARGS("conform", name, "--rules", bp_rules_at(i)->name));
		assert_int_equal(run.status, BP_EXIT_FINE);
		assert_string_equal(run.out, "2 passed, 0 failed\n");
		t_run_free(&run);
	}
	t_file_free(name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conform__equal_and_different__counts),
		cmocka_unit_test(conform__many_differences__first_ones_unless_verbose),
		cmocka_unit_test(conform__bad_input__exit_2),
		cmocka_unit_test(conform__chosen_defects__own_values),
		cmocka_unit_test(conform__rules_forced__stand_in_for_those_of_the_id),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
