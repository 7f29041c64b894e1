/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Scenario files. */
#include <stdlib.h>

#include <input/scenario.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bp_error err = { 0 };
	struct bp_scenario *scenario;
	struct fuzz_path path;
	int result;

	fuzz_path_make(&path, data, size);
	result = bp_scenario_load(path.name, NULL, &scenario, &err);
	fuzz_check_error(result, &err);
	if (result < 0 ? scenario != NULL : scenario->nr_ios == 0)
		abort();
	bp_scenario_free(scenario);
	fuzz_path_done(&path);
	return 0;
}
