/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A fuzz target is one function over bytes.  The same object is linked with libFuzzer
 * (scripts/fuzz) and with replay.c, which plays the corpus in every test run.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A path under which the bytes can be read once or often; fuzz_path_done() forgets them. */
struct fuzz_path {
	char name[32];
	int fd;
};

void fuzz_path_make(struct fuzz_path *path, const uint8_t *data, size_t size);
void fuzz_path_done(struct fuzz_path *path);

/* The message of an error must be there, and be one line, whenever a parser says no. */
struct bp_error;
void fuzz_check_error(int result, const struct bp_error *err);

#endif
