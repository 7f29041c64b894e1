/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_golden COMMAND [SINGLE [LASTING [LINES]]] - each golden scenario of a command is played
 * until all that it asks for has failed once: memory, mappings, blocks of pools, tags, credits;
 * alone, then as a failure that lasts.
 *
 * SINGLE and LASTING failures are played, evenly spread; 0, or none said: one for each thing that
 * can fail.  Of traces the first LINES are taken; 0, or none said: all.
 *
 * Rule 8: a run says the same as the last, to the number of its last line, which all kinds that
 * were asked for make, in their order.
 *
 * After each round the checker has nothing to say that it did not say without the failure, no
 * object and no page is left, and the command ended in one of its three ways.
 */
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bp_test.h"
#include "head.h"
#include "kinds.h"
#include "rows.h"
#include "watch.h"

static const char *const players[] = { "explain", "replay", "copy", "p2p" };

static struct {
	u64 rounds[2]; /* single, lasting */
	unsigned lines;
	u64 failures;
	u64 of_kind[BP_ALLOC_NR];
	u64 order;
	struct fault_rows rows;
} t;

int __lsan_do_recoverable_leak_check(void) __attribute__((weak));

static void play_once(const struct fault_row *row, struct fault_sight *sight)
{
	char *argv[FAULT_ARGUMENTS_MAX + 1], *said;
	struct bp_cli cli = { .out = fopen("/dev/null", "w") };
	enum bp_exit status;
	size_t bytes;

	cli.err = open_memstream(&said, &bytes);
	memcpy(argv, row->argv, sizeof(argv)); /* getopt moves them */
	fault_watch(sight);
	status = row->command(&cli, row->argc, argv);
	fault_watch_end();
	fclose(cli.out);
	fclose(cli.err);
	if (status == BP_EXIT_USAGE && !*said)
		fail_msg("failure %llu: ends without a word",
			 (unsigned long long)sight->plan.round);
	if (status == BP_EXIT_USAGE && !sight->plan.strikes)
		fail_msg("%s", said);
	free(said);
}

static void add_up(const struct fault_plan *plan)
{
	t.failures++;
	t.order = t.order * FAULT_ORDER_FACTOR + plan->order;
	for (unsigned kind = 0; kind < BP_ALLOC_NR; kind++)
		t.of_kind[kind] += plan->struck[kind];
}

/* Rows of one scenario begin at different places. */
static u64 first_round(const struct fault_row *row, u64 step, bool lasting)
{
	return 1 + ((u64)row->place * 7 + lasting * step / 2) % step;
}

static void play_rounds(const struct fault_row *row, const struct fault_sight *base, bool lasting)
{
	const u64 rounds = t.rounds[lasting];
	const u64 step = rounds ? (base->plan.seen + rounds - 1) / rounds : 1;
	u64 round = first_round(row, step, lasting);

	for (;; round += step) {
		struct fault_sight sight = { .plan = { .round = round, .lasting = lasting } };

		play_once(row, &sight);
		if (!sight.plan.strikes)
			return;
		fault_sight_judge(&sight, base);
		add_up(&sight.plan);
	}
}

static void play(const struct fault_row *row)
{
	struct fault_sight base = { 0 }, again = { 0 };

	play_once(row, &base);
	assert_true(base.plan.seen > 0);
	play_once(row, &again);
	assert_int_equal(again.plan.seen, base.plan.seen);
	assert_int_equal(again.plan.order, base.plan.order);
	play_rounds(row, &base, false);
	play_rounds(row, &base, true);
	if (__lsan_do_recoverable_leak_check)
		assert_int_equal(__lsan_do_recoverable_leak_check(), 0);
}

static void command__anything_fails__nothing_is_left(void **state)
{
	struct fault_row row = *(const struct fault_row *)*state;
	char name[FAULT_NAME_MAX];
	FILE *head = NULL;

	if (t.lines && fault_row_is(&row, "replay"))
		for (int i = 1; i < row.argc; i++)
			if (strstr(row.argv[i], "iolog") || strstr(row.argv[i], "ftrace")) {
				head = fault_head(row.argv[i], t.lines, name);
				row.argv[i] = name;
			}
	play(&row);
	if (head)
		fclose(head);
}

/* Rows of commands that ask for nothing stay so. */
static void command__without_a_world__asks_for_nothing(void **state)
{
	struct fault_sight sight = { 0 };

	play_once(*state, &sight);
	assert_int_equal(sight.plan.seen, 0);
}

static bool is_played(const struct fault_row *row)
{
	for (size_t i = 0; i < bp_array_size(players); i++)
		if (fault_row_is(row, players[i]))
			return true;
	return false;
}

static bool is_read(const char *file)
{
	for (unsigned i = 0; i < t.rows.nr; i++)
		if (is_played(&t.rows.row[i]) && fault_row_reads(&t.rows.row[i], file))
			return true;
	return false;
}

/* A scenario file that no row of the table plays would have no faults. */
static void scenario__each_file__is_played(void **state)
{
	static const char *const patterns[] = { "scenarios/*.yaml", "tests/golden/*.yaml",
						"tests/golden/*/*.yaml",
						"tests/golden/real/*/*.iolog",
						"tests/golden/real/*/*ftrace*" };
	glob_t found = { 0 };

	(void)state;
	for (size_t i = 0; i < bp_array_size(patterns); i++)
		assert_int_equal(glob(patterns[i], i ? GLOB_APPEND : 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++)
		if (!is_read(found.gl_pathv[i]))
			fail_msg("%s: no row of tests/golden/cases plays it", found.gl_pathv[i]);
	globfree(&found);
}

static struct CMUnitTest test_of(struct fault_row *row, bool played)
{
	return (struct CMUnitTest){ .name = row->name,
				    .test_func =
					    played ? command__anything_fails__nothing_is_left
						   : command__without_a_world__asks_for_nothing,
				    .initial_state = row };
}

static size_t choose(const char *command, struct CMUnitTest *tests)
{
	const bool others = !strcmp(command, "others");
	size_t n = 0;

	for (unsigned i = 0; i < t.rows.nr; i++) {
		struct fault_row *row = &t.rows.row[i];
		const bool played = is_played(row);

		if (row->command && (others ? !played : fault_row_is(row, command)))
			tests[n++] = test_of(row, played);
	}
	if (others)
		tests[n++] = (struct CMUnitTest)cmocka_unit_test(scenario__each_file__is_played);
	return n;
}

int main(int argc, char **argv)
{
	struct CMUnitTest tests[FAULT_ROWS_MAX + 1];
	const char *source = getenv("BLKPATH_SOURCE");
	int failed;

	if (argc < 2 || (source && chdir(source)))
		return EXIT_FAILURE;
	for (int i = 2; i < argc && i < 4; i++)
		t.rounds[i - 2] = strtoull(argv[i], NULL, 0);
	t.lines = argc > 4 ? (unsigned)strtoul(argv[4], NULL, 0) : 0;
	fault_rows_read(&t.rows);
	failed = _cmocka_run_group_tests(argv[1], tests, choose(argv[1], tests), NULL, NULL);
	print_message("# %llu failures struck", (unsigned long long)t.failures);
	for (unsigned kind = 0; kind < BP_ALLOC_NR; kind++)
		if (t.of_kind[kind])
			print_message(", %s %llu", fault_kind_name(kind),
				      (unsigned long long)t.of_kind[kind]);
	print_message("; all that was asked for: %016llx\n", (unsigned long long)t.order);
	fault_rows_free(&t.rows);
	return failed;
}
