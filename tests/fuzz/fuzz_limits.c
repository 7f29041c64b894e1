/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Limits files. */
#include <stdlib.h>

#include <input/limits_source.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bp_error err = { 0 };
	struct bp_limits_doc doc;
	struct fuzz_path path;
	int result;

	fuzz_path_make(&path, data, size);
	result = bp_limits_load(path.name, NULL, &doc, &err);
	fuzz_check_error(result, &err);
	/* What was accepted makes sense as a whole. */
	if (result == 0 &&
	    bp_limits_check(&doc, NULL, &(struct bp_place){ path.name, 0, NULL }, &err))
		abort();
	fuzz_path_done(&path);
	return 0;
}
