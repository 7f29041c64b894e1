/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Layouts: what is accepted gives vectors that add up to the I/O, none of them empty. */
#include <stdlib.h>
#include <string.h>

#include <input/layout.h>

#include "fuzz.h"

#define IO_BYTES (1u << 20)
#define STEPS_MAX (1u << 16) /* the smallest vectors would take longer than they teach */

static void walk(const struct bp_layout *layout)
{
	struct bp_layout_walk walk;
	struct bp_range range;
	u64 bytes = 0;
	unsigned steps = 0;

	bp_layout_start(&walk, layout, 12, IO_BYTES, 1);
	while (bp_layout_next(&walk, &range)) {
		if (!range.len)
			abort();
		bytes += range.len;
		if (++steps == STEPS_MAX)
			return;
	}
	if (bytes != IO_BYTES)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bp_error err = { 0 };
	struct bp_place at = { NULL, 0, "layout" };
	struct bp_layout layout;
	char *text = malloc(size + 1);
	int result;

	if (!text)
		abort();
	memcpy(text, data, size);
	text[size] = 0;
	result = bp_layout_parse(&at, text, 12, &layout, &err);
	fuzz_check_error(result, &err);
	if (result == 0)
		walk(&layout);
	free(text);
	return 0;
}
