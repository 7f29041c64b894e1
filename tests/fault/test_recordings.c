/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * test_recordings [EVERY [ROUNDS]] - recorded cases are predicted again and again, until all that
 * the prediction asks for has failed once, alone and as a failure that lasts.
 *
 * EVERY so many cases are taken, with at most ROUNDS of either kind; 1 and 0: all of both.
 */
#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <unistd.h>

#include <world/prediction.h>

#include "bp_test.h"
#include "watch.h"

static u64 every = 1, rounds, failures, cases;

static int predict(const struct bp_recording *recording, struct fault_sight *sight)
{
	struct bp_prediction prediction;
	int error;

	fault_watch(sight);
	error = bp_predict(recording, NULL, recording->rules, &prediction);
	bp_prediction_free(&prediction);
	fault_watch_end();
	return error;
}

static void play(const struct bp_recording *recording, bool lasting)
{
	struct fault_sight base = { 0 };
	u64 round, step;
	int error;

	assert_int_equal(predict(recording, &base), 0);
	assert_true(base.plan.seen > 0);
	step = rounds ? (base.plan.seen + rounds - 1) / rounds : 1;
	for (round = 1 + (cases + lasting) % step;; round += step) {
		struct fault_sight sight = { .plan = { .round = round, .lasting = lasting } };

		error = predict(recording, &sight);
		if (!sight.plan.strikes)
			return;
		if (error && error != -ENOMEM)
			fail_msg("line %u, failure %llu: %d", recording->line,
				 (unsigned long long)round, error);
		fault_sight_judge(&sight, &base);
		failures++;
	}
}

static void play_file(const char *path)
{
	struct bp_recordings *recordings;
	struct bp_recording recording;
	struct bp_error err = { 0 };

	assert_int_equal(bp_recordings_open(path, &recordings, &err), 0);
	while (bp_recordings_next(recordings, &recording, &err) > 0) {
		if (cases++ % every == 0) {
			play(&recording, false);
			play(&recording, true);
		}
		bp_recording_release(&recording);
	}
	assert_string_equal(err.text, "");
	bp_recordings_close(recordings);
}

static void bp_predict__anything_fails__nothing_is_left(void **state)
{
	glob_t found = { 0 };

	(void)state;
	assert_int_equal(glob("tests/golden/*.jsonl", 0, NULL, &found), 0);
	assert_int_equal(glob("tests/golden/real/recordings/*", GLOB_APPEND, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++)
		play_file(found.gl_pathv[i]);
	globfree(&found);
	print_message("# %llu cases, every %llu, %llu failures\n", (unsigned long long)cases,
		      (unsigned long long)every, (unsigned long long)failures);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_predict__anything_fails__nothing_is_left),
	};
	const char *source = getenv("BLKPATH_SOURCE");

	if (source && chdir(source))
		return EXIT_FAILURE;
	every = argc > 1 ? strtoull(argv[1], NULL, 0) : 1;
	rounds = argc > 2 ? strtoull(argv[2], NULL, 0) : 0;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
