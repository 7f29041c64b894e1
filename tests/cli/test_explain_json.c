/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath explain for programs: keys are stable, indices lead somewhere.
 */
#include <string.h>

#include "run.h"

#define LIMITS "--set", "max_hw_sectors_kb=1280", "--set", "max_sectors_kb=1280"

static void explain_json__1_MiB_168_segments__names_the_limit(void **state)
{
	json_t *j = t_run_json(bp_cmd_explain, T_ARGS("explain", "--json", "--bytes", "1M", LIMITS,
						      "--set", "max_segments=168"));

	(void)state;
	assert_int_equal(json_array_size(t_at(j, "cuts")), 1);
	assert_string_equal(json_string_value(t_at(j, "cuts.0.limit")), "max_segments");
	assert_int_equal(json_integer_value(t_at(j, "cuts.0.value")), 168);
	assert_string_equal(json_string_value(t_at(j, "cuts.0.rule")), "R-QSP-13.3");
	assert_int_equal(json_integer_value(t_at(j, "cuts.0.vector")), 168);
	assert_int_equal(json_integer_value(t_at(j, "cuts.0.byte")), 0);
	assert_int_equal(json_integer_value(t_at(j, "cuts.0.sector")), 1344);
	assert_int_equal(json_integer_value(t_at(j, "pieces.0.sectors")), 1344);
	assert_int_equal(json_integer_value(t_at(j, "pieces.1.sectors")), 704);
	assert_int_equal(json_array_size(t_at(j, "requests.1.entries")), 88);
	json_decref(j);
}

static void explain_json__512_KiB_88_segments__704_and_320(void **state)
{
	json_t *j = t_run_json(bp_cmd_explain, T_ARGS("explain", "--json", "--bytes", "512k",
						      LIMITS, "--set", "max_segments=88"));

	(void)state;
	assert_int_equal(json_array_size(t_at(j, "pieces")), 2);
	assert_int_equal(json_integer_value(t_at(j, "pieces.0.sectors")), 704);
	assert_int_equal(json_integer_value(t_at(j, "pieces.1.sectors")), 320);
	assert_string_equal(json_string_value(t_at(j, "cuts.0.limit")), "max_segments");
	json_decref(j);
}

static void explain_json__any__keys_in_order(void **state)
{
	static const char *const keys[] = { "name",	      "rules",	  "seed",   "limits",
					    "bios",	      "cuts",	  "pieces", "bounces",
					    "refused_merges", "requests", "check" };
	json_t *j = t_run_json(bp_cmd_explain, T_ARGS("explain", "--json", "--bytes", "4k"));
	void *iterator = json_object_iter(j);

	(void)state;
	for (size_t i = 0; i < bp_array_size(keys); i++) {
		assert_string_equal(json_object_iter_key(iterator), keys[i]);
		iterator = json_object_iter_next(j, iterator);
	}
	assert_null(iterator);
	json_decref(j);
}

static void explain_json__masks__are_hex_strings(void **state)
{
	json_t *j =
		t_run_json(bp_cmd_explain, T_ARGS("explain", "--json", "--bytes", "8k", "--limits",
						  "nvme", "--layout", "offset=512"));

	(void)state;
	assert_string_equal(json_string_value(t_at(j, "limits.virt_boundary_mask")), "0xfff");
	assert_int_equal(json_integer_value(t_at(j, "limits.max_segments")), 33);
	json_decref(j);
}

static void explain_json__twice__equal_bytes(void **state)
{
	const char *const *arguments = T_ARGS("explain", "--json", "--bytes", "1M", "--layout",
					      "random", "--seed", "7", "--check");
	struct t_run a, b;

	(void)state;
	t_run(&a, bp_cmd_explain, arguments);
	t_run(&b, bp_cmd_explain, arguments);
	assert_string_equal(a.out, b.out);
	t_run_free(&a);
	t_run_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(explain_json__1_MiB_168_segments__names_the_limit),
		cmocka_unit_test(explain_json__512_KiB_88_segments__704_and_320),
		cmocka_unit_test(explain_json__any__keys_in_order),
		cmocka_unit_test(explain_json__masks__are_hex_strings),
		cmocka_unit_test(explain_json__twice__equal_bytes),
	};

	return cmocka_run_group_tests_name("explain_json", tests, NULL, NULL);
}
