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

static void bp_fact_text__rows__as_in_the_file(void **state)
{
	static const struct {
		enum bp_fact fact;
		struct bp_fact_row row;
		const char *text;
	} cases[] = {
		{ BP_FACT_RET, { { (u64)-22 } }, "-22" },
		{ BP_FACT_SPLITS, { { 8, 16 } }, "[8, 16]" },
		{ BP_FACT_NSEGS, { { 8, 16, 3 } }, "[8, 16, 3]" },
		{ BP_FACT_MAPSG, { { 126 } }, "126" },
		{ BP_FACT_SG, { { 7, 512, 4096 } }, "[512, 4096]" },
	};
	char text[BP_FACT_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		bp_fact_text(cases[i].fact, &cases[i].row, text);
		assert_string_equal(text, cases[i].text);
	}
	bp_fact_text(BP_FACT_RQS, NULL, text);
	assert_string_equal(text, "nothing");
}

static void bp_fact_where__rows__field_and_index(void **state)
{
	static const struct {
		enum bp_fact fact;
		unsigned row;
		const char *text;
	} cases[] = {
		{ BP_FACT_RET, 0, "ret" },     { BP_FACT_RQS, 19, "rqs[19]" },
		{ BP_FACT_SG, 0, "sg[0][0]" }, { BP_FACT_SG, 1, "sg[0][1]" },
		{ BP_FACT_SG, 2, "sg[1][0]" }, { BP_FACT_SG, 3, "sg[3]" },
	};
	char text[BP_FACT_TEXT_MAX];
	struct bp_facts facts;

	(void)state;
	fill(&facts);
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
		cmocka_unit_test(bp_fact_text__rows__as_in_the_file),
		cmocka_unit_test(bp_fact_where__rows__field_and_index),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
