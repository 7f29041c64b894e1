/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The NVMe commands of a recording.
 */
#include "input_test.h"
#include <errno.h>

#include "case.h"

static void assert_row(const struct bp_recording *r, enum bp_fact fact, unsigned row,
		       struct bp_fact_row expected)
{
	assert_in_range(row, 0, r->facts.list[fact].n - 1);
	assert_memory_equal(&r->facts.list[fact].at[row], &expected, sizeof(expected));
}

#define ROW(...) ((struct bp_fact_row){ { __VA_ARGS__ } })

static void next__commands__rows_in_their_order(void **state)
{
	json_t *recorded = t_case();
	struct bp_recording r;

	(void)state;
	t_case_put(recorded, "cmds.2", "{'slba':7,'nlb':65536,'kind':'sgl','map':[[8,9],[4,5]]}");
	t_case_read(recorded, &r);
	assert_true(r.nvme && r.sgls);
	assert_int_equal(r.facts.list[BP_FACT_CMDS].n, 6);
	assert_row(&r, BP_FACT_CMDS, 0,
		   ROW(63806, 16, BP_POINTER_PRP, 57024508, BP_FACT_LIST_POINTER));
	assert_row(&r, BP_FACT_CMDS, 1, ROW(63822, 5, BP_POINTER_PRP, 56999936, 0));
	assert_row(&r, BP_FACT_CMDS, 2, ROW(7, 65536, BP_POINTER_SGL));
	assert_row(&r, BP_FACT_CMDS, 4, ROW(63880, 5, BP_POINTER_PRP, 109596668, 109461504));
	assert_int_equal(r.facts.list[BP_FACT_MAP].n, 18);
	assert_row(&r, BP_FACT_MAP, 3, ROW(1, 56999936, 2560));
	assert_row(&r, BP_FACT_MAP, 5, ROW(2, 4, 5));
	bp_recording_release(&r);
}

/* The name of a source tells of SGLs before a command does. */
static void next__sources__who_takes_sgls(void **state)
{
	static const struct {
		const char *src;
		bool nvme, sgls;
	} cases[] = {
		{ "'nvme-sgl-mdts7'", true, true },
		{ "'nvme-mdts7'", true, false },
		{ "'loop-sgl'", false, false },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		json_t *recorded = t_case();
		struct bp_recording r;

		t_case_put(recorded, "cmds", NULL);
		t_case_put(recorded, "src", cases[i].src);
		t_case_read(recorded, &r);
		assert_int_equal(r.nvme, cases[i].nvme);
		assert_int_equal(r.sgls, cases[i].sgls);
		assert_false(r.facts.list[BP_FACT_CMDS].known || r.facts.list[BP_FACT_MAP].known);
		bp_recording_release(&r);
	}
}

static void next__commands_that_cannot_be__line_and_key(void **state)
{
	static const struct {
		const char *path, *value, *key, *says;
	} cases[] = {
		{ "cmds", "{}", "cmds", "must be a list" },
		{ "cmds.1", "7", "slba", "missing" },
		{ "cmds.1.slba", "18014398509481984", "slba", "from 0" },
		{ "cmds.1.nlb", NULL, "nlb", "missing" },
		{ "cmds.1.nlb", "0", "nlb", "from 1 to 65536" },
		{ "cmds.1.nlb", "65537", "nlb", "from 1 to 65536" },
		{ "cmds.1.kind", NULL, "kind", "of command 1 must be \"prp\" or \"sgl\"" },
		{ "cmds.1.kind", "'dma'", "kind", "of command 1 must be \"prp\" or \"sgl\"" },
		{ "cmds.1.prp1", "-1", "prp1", "from 0" },
		{ "cmds.1.prp2", NULL, "prp2", "missing" },
		{ "cmds.1.map", NULL, "map", "of command 1 must be a list of [address, bytes]" },
		{ "cmds.1.map", "[7]", "map", "of command 1 must be a list of [address, bytes]" },
		{ "cmds.1.map.0", "[1,2,3]", "map", "a list of [address, bytes]" },
		{ "cmds.1.map.0", "[1,-2]", "map", "a list of [address, bytes]" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		json_t *recorded = t_case();
		struct bp_recording r;
		struct bp_error err;

		t_case_put(recorded, cases[i].path, cases[i].value);
		assert_int_equal(t_case_try(recorded, &r, &err), -EINVAL);
		assert_error_says(&err, 1, cases[i].key, cases[i].says);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(next__commands__rows_in_their_order),
		cmocka_unit_test(next__sources__who_takes_sgls),
		cmocka_unit_test(next__commands_that_cannot_be__line_and_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
