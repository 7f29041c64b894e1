/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Golden vectors: what the reader accepts can be run and compared, whatever it asks for. */
#include <stdlib.h>

#include <input/vectors.h>
#include <world/conform.h>

#include "fuzz.h"

#define RUN_BYTES_MAX                                                                              \
	65536u /* a longer vector makes pieces for minutes and teaches nothing new                 \
		*/

static bool is_short(const json_t *value)
{
	size_t index;
	const char *key;
	json_t *child;
	unsigned len;
	u64 addr;

	if (bp_vector_range(value, &addr, &len))
		return len <= RUN_BYTES_MAX;
	json_array_foreach (value, index, child)
		if (!is_short(child))
			return false;
	json_object_foreach ((json_t *)value, key, child)
		if (!is_short(child))
			return false;
	return true;
}

static void run(const struct bp_vector_case *c)
{
	char *diff = NULL;

	if (!is_short(c->json))
		return;
	bp_conform_check(c, &diff);
	free(diff);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bp_error err = { 0 };
	struct bp_vector_case c;
	struct bp_vectors *vectors;
	struct fuzz_path path;
	int result;

	fuzz_path_make(&path, data, size);
	result = bp_vectors_open(path.name, &vectors, &err);
	fuzz_check_error(result, &err);
	if (result == 0) {
		while ((result = bp_vectors_next(vectors, &c, &err)) == 1) {
			run(&c);
			bp_vector_release(&c);
		}
		fuzz_check_error(result, &err);
		bp_vectors_close(vectors);
	}
	fuzz_path_done(&path);
	return 0;
}
