/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath topo on input that is wrong: a clear error or a stated warning, for every question.
 */
#include <string.h>

#include "run.h"

#define CORPUS "@/tests/fuzz/corpus/lspci/"
#define BUS(at, primary, secondary, subordinate)                                                   \
	at " 0604: 8086:1111\n\tBus: primary=" primary ", secondary=" secondary                    \
	   ", subordinate=" subordinate                                                            \
	   "\n\tCapabilities: [68] Express (v2) Root Port (Slot+), MSI 00\n"
#define SILENT(at) at ": ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff\n"
#define END(at) at " 0200: 8086:2222\n\tCapabilities: [68] Express (v2) Endpoint, MSI 00\n"

/* A name of a file, or the text of one. */
static char *file_of(const char *input)
{
	return strchr(input, '\n') ? t_file(input) : NULL;
}

static void run_on(struct t_run *run, const char *input, char *file, const char *option)
{
	t_run(run, bp_cmd_topo, T_ARGS("topo", file ? file : input, option));
}

/* What cannot be a machine: the line, the function, and what is wrong; nothing is printed. */
static void topo__what_cannot_be__an_error_with_its_place(void **state)
{
	static const struct {
		const char *input, *says;
	} cases[] = {
		/* circles */
		{ CORPUS "self", ":1: 0000:01:00.0: the bus below it is the bus it is on" },
		{ CORPUS "cycle", "so these would be a circle" },
		{ BUS("00:01.0", "00", "02", "03") BUS("02:00.0", "02", "03", "03")
			  BUS("03:00.0", "03", "02", "03"),
		  ":7: 0000:03:00.0: " },
		/* one bus below two bridges */
		{ CORPUS "two-owners", "a bus has one bridge above" },
		/* buses of a bridge outside those of the bridge above */
		{ CORPUS "overlap", "must be among those of the bus above it" },
		/* two functions at one address: merged dumps */
		{ CORPUS "twice", ":7: 0000:00:01.0: is there twice, also in line 1" },
		{ END("01:00.0") "\n" END("0000:01:00.0"), "one dump of one machine is allowed" },
		/* dumps that were cut or are none */
		{ CORPUS "truncated", ":5: bytes are cut off or malformed" },
		{ CORPUS "order", ":2: bytes are not in order" },
		{ CORPUS "not-a-dump", "no function of a PCI machine is in it" },
		{ "\n", "no function of a PCI machine is in it" },
		{ "00:00.0 Host bridge: x\n00:01.0 PCI bridge: y\n", "only names are there" },
		{ "00: 86 80\n", ":1: bytes before the first heading" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		char *file = file_of(cases[i].input);
		struct t_run run;

		run_on(&run, cases[i].input, file, "--pairs");
		if (run.status != BP_EXIT_USAGE || !strstr(run.err, cases[i].says))
			fail_msg("case %zu: exit %d: %s%s", i, run.status, run.out, run.err);
		assert_string_equal(run.out, "");
		t_run_free(&run);
		if (file)
			t_file_free(file);
	}
}

/* What is odd: an answer, and what was made of it. */
static void topo__what_is_odd__an_answer_with_a_warning(void **state)
{
	static const struct {
		const char *input, *says;
	} cases[] = {
		/* lists of capabilities that loop or lead nowhere */
		{ CORPUS "loop", "the list of capabilities loops at 0x40" },
		{ CORPUS "extended-loop", "the list of extended capabilities loops at 0x100" },
		{ CORPUS "caps-in-header", "points into the header at 0x10" },
		{ CORPUS "caps-ff", "the list of capabilities is broken at 0x40" },
		/* orphans */
		{ CORPUS "virtual", "no bridge has this bus, which is among those below" },
		{ CORPUS "bridge-silent", "do not say which buses they have below" },
		/* dumps without the bridge above */
		{ BUS("00:01.0", "00", "01", "01") END("01:00.0") END("07:00.0"),
		  "0000:07: no bridge has this bus, and 0000:07:00.0 cannot stand on a root bus: "
		  "the bridge above it is missing" },
		{ "00:00.0 0604: 8086:1\n\tBus: primary=00, secondary=01, subordinate=01\n"
		  "\tCapabilities: [68] Express (v2) Downstream Port (Slot+), MSI 00\n",
		  "0000:00: no bridge has this bus, and 0000:00:00.0 cannot stand" },
		/* asleep or gone: all ones */
		{ "00:00.0 x\n" SILENT("00") SILENT("10") SILENT("20") SILENT("30"),
		  "0000:00:00.0: all its bytes are ff: it did not answer" },
		/* bus numbers that overlap */
		{ BUS("00:01.0", "00", "01", "05") BUS("00:02.0", "00", "03", "06") END("03:00.0"),
		  "0000:00:01.0: its buses 01 to 05 overlap those of another bridge" },
		{ BUS("00:01.0", "00", "03", "01") END("03:00.0"),
		  "its last bus 01 comes before its bus 03" },
		{ BUS("00:01.0", "07", "01", "01") END("01:00.0"), "says that it is on bus 07" },
		/* windows that do not hold a BAR, BARs that meet */
		{ BUS("00:01.0", "00", "01",
		      "01") "\tMemory behind bridge: "
			    "fe000000-fe0fffff\n" END("01:00.0") "\tRegion 0: Memory at "
								 "fd000000 (32-bit) "
								 "[size=4K]\n",
		  "0000:01:00.0: BAR 0 at 0xfd000000 lies in no window of the bridge above" },
		{ END("00:01.0") "\tRegion 0: Memory at fd000000 (32-bit) [size=8K]\n" END(
			  "00:02.0") "\tRegion 0: Memory at fd001000 (32-bit) [size=4K]\n",
		  "overlaps the BAR of another function" },
		/* no permission, lines of something else */
		{ CORPUS "denied", "capabilities of 2 functions were not shown" },
		{ END("00:01.0") "hello\n", "1 lines are not lspci's and were ignored" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		char *file = file_of(cases[i].input);
		struct t_run run;

		run_on(&run, cases[i].input, file, NULL);
		if (run.status != BP_EXIT_FINE || !strstr(run.out, "\nwarnings:\n") ||
		    !strstr(run.out, cases[i].says))
			fail_msg("case %zu: exit %d: %s%s", i, run.status, run.out, run.err);
		t_run_free(&run);
		run_on(&run, cases[i].input, file, "--svg");
		assert_int_equal(run.status, BP_EXIT_FINE);
		t_run_free(&run);
		if (file)
			t_file_free(file);
	}
}

/* Every dump there is stands every question: an answer or a message, and an end. */
static void topo__every_odd_dump__every_way(void **state)
{
	static const char *const dumps[] = {
		"bytes-256", "caps-ff",	     "caps-in-header", "domains", "extended-loop", "header",
		"loop",	     "overlap-deep", "text",	       "virtual", "bridge-silent",
	};
	static const char *const ways[][2] = {
		{ "00:00.0", "00:01.0" }, { "00:01.0", "00:01.0" }, { "01:00.0", "02:00.0" },
		{ "03:00.0", "00:01.0" }, { "04:00.0", "01:00.0" }, { "00:02.0", "06:00.0" },
	};

	(void)state;
	for (size_t d = 0; d < bp_array_size(dumps); d++)
		for (size_t w = 0; w < bp_array_size(ways); w++) {
			char path[80];
			struct t_run run;

			snprintf(path, sizeof(path), CORPUS "%s", dumps[d]);
			t_run(&run, bp_cmd_topo,
			      T_ARGS("topo", path, "--route", ways[w][0], ways[w][1]));
			if (run.status == BP_EXIT_FINE)
				t_contains(run.out, "request, turn by turn:");
			else
				assert_true(run.status == BP_EXIT_USAGE && *run.err);
			t_run_free(&run);
		}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(topo__what_cannot_be__an_error_with_its_place),
		cmocka_unit_test(topo__what_is_odd__an_answer_with_a_warning),
		cmocka_unit_test(topo__every_odd_dump__every_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
