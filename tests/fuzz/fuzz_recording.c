/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Recordings: what the reader accepts can be predicted under every rule set, and named. */
#include <stdlib.h>

#include <world/comparison.h>

#include "fuzz.h"

/* More pieces take minutes and teach nothing new. */
#define RUN_BYTES_MAX (1u << 16)

static void run(const struct bp_recording *recording)
{
	static const struct bp_comparison_rules rules[] = { { .v52_only = false },
							    { .v52_only = true } };

	if (recording->bytes > RUN_BYTES_MAX)
		return;
	for (size_t i = 0; i < bp_array_size(rules); i++) {
		struct bp_comparison comparison;

		bp_compare(recording, NULL, &rules[i], &comparison);
		if (comparison.verdict == BP_VERDICT_KNOWN && !comparison.names)
			abort();
		bp_comparison_free(&comparison);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bp_error err = { 0 };
	struct bp_recordings *recordings;
	struct bp_recording recording;
	struct fuzz_path path;
	int result;

	fuzz_path_make(&path, data, size);
	result = bp_recordings_open(path.name, &recordings, &err);
	fuzz_check_error(result, &err);
	if (result == 0) {
		while ((result = bp_recordings_next(recordings, &recording, &err)) == 1) {
			run(&recording);
			bp_recording_release(&recording);
		}
		fuzz_check_error(result, &err);
		bp_recordings_close(recordings);
	}
	fuzz_path_done(&path);
	return 0;
}
