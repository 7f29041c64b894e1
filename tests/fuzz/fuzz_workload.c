/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Workloads of scenarios. */
#include <input/workload.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bp_workload *workload;
	struct bp_error err = { 0 };
	struct fuzz_path path;

	fuzz_path_make(&path, data, size);
	fuzz_check_error(bp_workload_load(path.name, &workload, &err), &err);
	bp_workload_free(workload);
	fuzz_path_done(&path);
	return 0;
}
