/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "bp_test.h"
#include "draw/bars.h"

static void looks(const u64 *values, unsigned n, bool sizes, const char *text)
{
	struct bp_histogram h = { 0 };
	char *drawn;
	size_t bytes;
	FILE *out = open_memstream(&drawn, &bytes);

	for (unsigned i = 0; i < n; i++)
		bp_histogram_add(&h, values[i]);
	bp_bars_draw(out, "things", &h, sizes);
	fclose(out);
	assert_string_equal(drawn, text);
	free(drawn);
}

static void bp_bars_draw__numbers__buckets_of_powers_of_two(void **state)
{
	static const u64 values[] = { 1, 1, 1, 1, 2, 3, 4, 9 };

	(void)state;
	looks(values, 8, false,
	      "things: mean 2.8, most 9\n"
	      "              1          4  ########################################\n"
	      "              2          1  ##########\n"
	      "            3-4          2  ####################\n"
	      "            5-8          0\n"
	      "           9-16          1  ##########\n\n");
}

static void bp_bars_draw__sizes__upper_bounds(void **state)
{
	static const u64 values[] = { 4096, 4096, 5000 };

	(void)state;
	looks(values, 3, true,
	      "things: mean 4397.3, most 5000\n"
	      "           <=4K          2  ########################################\n"
	      "           <=8K          1  ####################\n\n");
}

static void bp_bars_draw__no_samples__nothing(void **state)
{
	(void)state;
	looks(NULL, 0, false, "");
}

static void bp_bucket_of__edges__between_bottom_and_top(void **state)
{
	static const u64 values[] = { 0, 1, 2, 3, 4, 5, 8, 9, 1u << 31, UINT32_MAX };

	(void)state;
	for (size_t i = 0; i < bp_array_size(values); i++) {
		unsigned bucket = bp_bucket_of(values[i]);

		assert_true(bp_bucket_bottom(bucket) <= values[i]);
		assert_true(values[i] <= bp_bucket_top(bucket));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_bars_draw__numbers__buckets_of_powers_of_two),
		cmocka_unit_test(bp_bars_draw__sizes__upper_bounds),
		cmocka_unit_test(bp_bars_draw__no_samples__nothing),
		cmocka_unit_test(bp_bucket_of__edges__between_bottom_and_top),
	};

	return cmocka_run_group_tests_name("bars", tests, NULL, NULL);
}
