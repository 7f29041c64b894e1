/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Result files of `blkpath check`: what is accepted is the same when it is written and read again.
 */
#include <stdlib.h>

#include <proof/result_file.h>

#include "fuzz.h"

#define RUNS_MAX 16u

static void write_and_read(const struct bp_result *result)
{
	static struct bp_result again;
	const struct bp_place at = { .key = "again" };
	struct bp_error err = { 0 };
	json_t *first = bp_result_json(result);
	json_t *second;

	if (!first || bp_result_read(&at, first, &again, &err))
		abort();
	second = bp_result_json(&again);
	if (!json_equal(first, second))
		abort();
	json_decref(first);
	json_decref(second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct bp_result result;
	struct bp_error err = { 0 };
	struct fuzz_path path;
	json_t *runs;
	int error;

	fuzz_path_make(&path, data, size);
	error = bp_results_load(path.name, &runs, &err);
	fuzz_check_error(error, &err);
	for (size_t i = 0; i < json_array_size(runs) && i < RUNS_MAX; i++) {
		error = bp_results_at(path.name, runs, i, &result, &err);
		fuzz_check_error(error, &err);
		if (!error)
			write_and_read(&result);
	}
	json_decref(runs);
	fuzz_path_done(&path);
	return 0;
}
