/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A subject of `blkpath check`: every string is a scenario, and nothing goes wrong in any. */
#include <stdio.h>
#include <stdlib.h>

#include <proof/run.h>

#include "fuzz.h"

#ifndef FUZZ_SUBJECT /* meson.build names one per target */
#define FUZZ_SUBJECT "block"
#endif

static void tell(const struct bp_trial *trial, const uint8_t *data, size_t size)
{
	fprintf(stderr, "%s\n%s\nblkpath check " FUZZ_SUBJECT " --replay ", trial->what,
		trial->text);
	for (size_t i = 0; i < size; i++)
		fprintf(stderr, "%02x", data[i]);
	fputc('\n', stderr);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct bp_trial_setup setup;
	static struct bp_trial trial;
	const struct bp_subject *subject = bp_subject_find(FUZZ_SUBJECT);

	if (!subject)
		abort();
	if (size > BP_RUN_BYTES) /* --replay would refuse it */
		return 0;
	bp_subject_try(subject, &setup, data, size, &trial);
	if (trial.outcome.wrong) {
		tell(&trial, data, size);
		abort();
	}
	return 0;
}
