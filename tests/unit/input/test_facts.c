/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Facts of an I/O: the first difference, and what it is called.
 */
#include <string.h>

#include "bp_test.h"
#include "input/facts.h"

#define ROW(...) ((struct bp_fact_row){ { __VA_ARGS__ } })

static void fill(struct bp_facts *facts)
{
	*facts = (struct bp_facts){ 0 };
	assert_true(bp_facts_add(facts, BP_FACT_RET, ROW(8192)));
	for (u64 i = 0; i < 20; i++)
		assert_true(bp_facts_add(facts, BP_FACT_RQS, ROW(i * 8, 8)));
	for (u64 i = 0; i < 3; i++)
		assert_true(bp_facts_add(facts, BP_FACT_SG, ROW(i / 2, 512, 4096 + i)));
}

static void bp_facts_differ__equal_or_unknown__false(void **state)
{
	struct bp_fact_difference difference;
	struct bp_facts a, b;

	(void)state;
	fill(&a);
	fill(&b);
	assert_false(bp_facts_differ(&a, &b, &difference));
	/* What one side did not look at is no difference; what it knows to be empty is one. */
	bp_facts_add(&b, BP_FACT_MAPSG, ROW(1));
	assert_false(bp_facts_differ(&a, &b, &difference));
	a.list[BP_FACT_MAPSG].known = true;
	assert_true(bp_facts_differ(&a, &b, &difference));
	assert_int_equal(difference.fact, BP_FACT_MAPSG);
	assert_null(difference.recorded);
	assert_int_equal(difference.predicted->v[0], 1);
	bp_facts_free(&a);
	bp_facts_free(&b);
}

static void bp_facts_differ__several__first_of_the_list(void **state)
{
	struct bp_fact_difference difference;
	struct bp_facts a, b;

	(void)state;
	fill(&a);
	fill(&b);
	b.list[BP_FACT_SG].at[2].v[2] = 1;
	assert_true(bp_facts_differ(&a, &b, &difference));
	assert_int_equal(difference.fact, BP_FACT_SG);
	assert_int_equal(difference.row, 2);
	b.list[BP_FACT_RQS].n = 18;
	assert_true(bp_facts_differ(&a, &b, &difference));
	assert_int_equal(difference.fact, BP_FACT_RQS);
	assert_int_equal(difference.row, 18);
	assert_int_equal(difference.recorded->v[0], 144);
	assert_null(difference.predicted);
	b.list[BP_FACT_RET].at[0] = ROW((u64)-22);
	assert_true(bp_facts_differ(&a, &b, &difference));
	assert_int_equal(difference.fact, BP_FACT_RET);
	bp_facts_free(&a);
	bp_facts_free(&b);
}

/* sg[1] has one entry more there: what stands in its place is sg[2]'s. */
static void bp_facts_differ__shorter_list__ends_there(void **state)
{
	struct bp_fact_difference difference;
	struct bp_facts a, b;

	(void)state;
	fill(&a);
	fill(&b);
	bp_facts_add(&a, BP_FACT_SG, ROW(1, 0, 512));
	bp_facts_add(&a, BP_FACT_SG, ROW(2, 0, 512));
	bp_facts_add(&b, BP_FACT_SG, ROW(2, 0, 512));
	for (unsigned turn = 0; turn < 2; turn++) {
		assert_true(bp_facts_differ(turn ? &b : &a, turn ? &a : &b, &difference));
		assert_int_equal(difference.fact, BP_FACT_SG);
		assert_int_equal(difference.row, 3);
		assert_ptr_equal(difference.recorded, turn ? NULL : &a.list[BP_FACT_SG].at[3]);
		assert_ptr_equal(difference.predicted, turn ? &a.list[BP_FACT_SG].at[3] : NULL);
		assert_ptr_equal(bp_facts_at(&a, &difference), &a.list[BP_FACT_SG].at[3]);
		assert_null(bp_facts_at(&b, &difference));
	}
	b.list[BP_FACT_SG].n = 3;
	assert_null(bp_facts_at(&b, &difference));
	bp_facts_free(&a);
	bp_facts_free(&b);
}

static void bp_fact_word__columns__words_of_commands_alone(void **state)
{
	const struct bp_fact_row prp = ROW(8, 16, BP_POINTER_PRP, 4096, 8192);
	const struct bp_fact_row sgl = ROW(8, 16, BP_POINTER_SGL);

	(void)state;
	assert_string_equal(bp_fact_word(BP_FACT_CMDS, 2, BP_POINTER_PRP), "prp");
	assert_string_equal(bp_fact_word(BP_FACT_CMDS, 2, BP_POINTER_SGL), "sgl");
	assert_string_equal(bp_fact_word(BP_FACT_CMDS, 4, BP_FACT_LIST_POINTER), "list");
	assert_null(bp_fact_word(BP_FACT_CMDS, 4, 8192));
	assert_null(bp_fact_word(BP_FACT_CMDS, 3, BP_FACT_LIST_POINTER));
	assert_null(bp_fact_word(BP_FACT_NSEGS, 2, 1));
	assert_int_equal(bp_fact_end_column(BP_FACT_CMDS, &prp), 5);
	assert_int_equal(bp_fact_end_column(BP_FACT_CMDS, &sgl), 3);
	assert_int_equal(bp_fact_end_column(BP_FACT_MAP, &prp), 3);
	assert_int_equal(bp_fact_first_column(BP_FACT_CMDS), 0);
	assert_int_equal(bp_fact_first_column(BP_FACT_MAP), 1);
	assert_int_equal(bp_fact_first_column(BP_FACT_SG), 1);
}

/* NVH-2, NVH-18 */
static void bp_fact_prp2__pages__list_where_one_may_lie(void **state)
{
	static const struct {
		u64 prp2;
		size_t entries;
		bool list;
	} cases[] = {
		{ 0, 1, false },       { 0x5000, 2, false }, { 0x5100, 3, true },
		{ 0x5080, 3, false },  { 0, 3, false },	     { 0x5f00, 33, true },
		{ 0x5f00, 34, false }, { 0x6000, 34, true }, { 0x6000, 0, false },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++)
		assert_int_equal(bp_fact_prp2(cases[i].prp2, cases[i].entries),
				 cases[i].list ? BP_FACT_LIST_POINTER : cases[i].prp2);
}

static void bp_fact_where__rows__field_and_index(void **state)
{
	static const struct {
		enum bp_fact fact;
		unsigned row;
		const char *text;
	} cases[] = {
		{ BP_FACT_RET, 0, "ret" },
		{ BP_FACT_RQS, 19, "rqs[19]" },
		{ BP_FACT_SG, 0, "sg[0][0]" },
		{ BP_FACT_SG, 1, "sg[0][1]" },
		{ BP_FACT_SG, 2, "sg[1][0]" },
		{ BP_FACT_SG, 3, "sg[3]" },
		{ BP_FACT_MAP, 1, "cmds[4].map[1]" },
		{ BP_FACT_MAP, 2, "map[2]" },
		{ BP_FACT_CMDS, 2, "cmds[2]" },
	};
	char text[BP_FACT_TEXT_MAX];
	struct bp_facts facts;

	(void)state;
	fill(&facts);
	for (u64 i = 0; i < 2; i++)
		assert_true(bp_facts_add(&facts, BP_FACT_MAP, ROW(4, i * 4096, 4096)));
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		bp_fact_where(&facts, cases[i].fact, cases[i].row, text);
		assert_string_equal(text, cases[i].text);
	}
	bp_facts_free(&facts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_facts_differ__equal_or_unknown__false),
		cmocka_unit_test(bp_facts_differ__several__first_of_the_list),
		cmocka_unit_test(bp_facts_differ__shorter_list__ends_there),
		cmocka_unit_test(bp_fact_word__columns__words_of_commands_alone),
		cmocka_unit_test(bp_fact_prp2__pages__list_where_one_may_lie),
		cmocka_unit_test(bp_fact_where__rows__field_and_index),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
