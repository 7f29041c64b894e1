/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Verdicts, and the names of differences.
 */
#include "bp_test.h"
#include "case.h"
#include "world/comparison.h"

#define BIT(name) (1ul << BP_RULE_##name)

static void compare__verdicts__by_what_has_to_fit(void **state)
{
	static const struct {
		const char *path, *value, *forced;
		bool v52_only;
		enum bp_verdict verdict;
		const char *explains;
	} cases[] = {
		{ "seed", "1", NULL, false, BP_VERDICT_KNOWN, "v6.1" },
		{ "seed", "1", "v6.1", false, BP_VERDICT_KNOWN, "v6.1" },
		{ "seed", "1", "v5.2", false, BP_VERDICT_UNEXPLAINED, "v5.2" },
		{ "seed", "1", "v5.2", true, BP_VERDICT_KNOWN, "v6.1" },
		{ "seed", "1", NULL, true, BP_VERDICT_KNOWN, "v6.1" },
		{ "kernel", "'5.4'", NULL, true, BP_VERDICT_UNEXPLAINED, "v5.2" },
		{ "kernel", "'5.4'", "v6.1", true, BP_VERDICT_KNOWN, "v6.1" },
		{ "kernel", "'6.17'", NULL, false, BP_VERDICT_KNOWN, "v6.1" },
		{ "kernel", "'6.18'", NULL, false, BP_VERDICT_KNOWN, "v6.18" },
		{ "ret", "0", NULL, false, BP_VERDICT_UNEXPLAINED, "v6.1" },
		{ "ret", "0", NULL, true, BP_VERDICT_UNEXPLAINED, "v6.1" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		const struct bp_comparison_rules rules = {
			.forced = cases[i].forced ? bp_rules_find(cases[i].forced) : NULL,
			.v52_only = cases[i].v52_only,
		};
		json_t *recorded = t_case();
		struct bp_comparison c;
		struct bp_recording r;

		t_case_put(recorded, cases[i].path, cases[i].value);
		t_case_read(recorded, &r);
		assert_int_equal(bp_compare(&r, NULL, &rules, &c), 0);
		print_message("# %zu\n", i);
		assert_int_equal(c.verdict, cases[i].verdict);
		assert_string_equal(c.explains->name, cases[i].explains);
		assert_int_equal(c.names != 0, c.verdict == BP_VERDICT_KNOWN);
		assert_ptr_equal(bp_comparison_told(&c)->rules,
				 c.verdict == BP_VERDICT_KNOWN ? bp_rules_find(NULL) : c.explains);
		bp_comparison_free(&c);
		bp_recording_release(&r);
	}
	assert_null(bp_comparison_side(&(struct bp_comparison){ 0 }, bp_rules_find(NULL)));
}

/* v5.2 fits, newer rules do not: equal when v5.2 alone has to. */
static void compare__only_v52_fits__equal_or_unexplained(void **state)
{
	const struct bp_comparison_rules newer = { .forced = bp_rules_find("v6.1") };
	const struct bp_comparison_rules v52 = { .forced = newer.forced, .v52_only = true };
	json_t *recorded = t_case_boundary();
	struct bp_prediction p;
	struct bp_comparison c;
	struct bp_recording r;

	(void)state;
	/* G-7: v5.2 does not look at the physical block. */
	t_case_put(recorded, "limits.physical_block_size", "4096");
	t_case_read(recorded, &r);
	assert_int_equal(bp_predict(&r, NULL, bp_rules_find(NULL), &p), 0);
	bp_facts_free(&r.facts);
	r.facts = p.facts; /* as if a kernel had done it */
	p.facts = (struct bp_facts){ 0 };
	bp_prediction_free(&p);
	assert_int_equal(bp_compare(&r, NULL, &newer, &c), 0);
	assert_int_equal(c.verdict, BP_VERDICT_UNEXPLAINED);
	bp_comparison_free(&c);
	assert_int_equal(bp_compare(&r, NULL, &v52, &c), 0);
	assert_int_equal(c.verdict, BP_VERDICT_EQUAL);
	bp_comparison_free(&c);
	bp_recording_release(&r);
}

/* The names between two rule sets, when a kernel did what the first says. */
static void names_between(json_t *recorded, const struct bp_rules *fits,
			  const struct bp_rules *fails, unsigned long expected)
{
	unsigned long names;
	struct bp_prediction p;
	struct bp_recording r;

	t_case_read(recorded, &r);
	assert_int_equal(bp_predict(&r, NULL, fits, &p), 0);
	bp_facts_free(&r.facts);
	r.facts = p.facts;
	p.facts = (struct bp_facts){ 0 };
	bp_prediction_free(&p);
	assert_int_equal(bp_difference_names(&r, NULL, fits, fails, &names), 0);
	for (unsigned i = 0; i < BP_RULE_NR; i++)
		if (names >> i & 1)
			print_message("# %s\n", bp_rule_switch_get(i)->name);
	assert_int_equal(names, expected);
	bp_recording_release(&r);
}

static void names_of(json_t *recorded, unsigned long expected)
{
	names_between(recorded, bp_rules_find("v6.1"), bp_rules_find(NULL), expected);
}

static void names__one_switch_alone__that_one(void **state)
{
	json_t *recorded = t_case_boundary();

	(void)state;
	/* G-7 */
	t_case_put(recorded, "limits.physical_block_size", "4096");
	names_of(recorded, BIT(physical_block_ends));
	/* G-19: two touching pages of a registered buffer are two segments. */
	recorded = t_case_boundary();
	t_case_put(recorded, "path", "'fixed'");
	t_case_put(recorded, "arena", "'runs'");
	t_case_put(recorded, "limits.max_sectors_kb", "512");
	t_case_put(recorded, "limits.seg_boundary_mask", NULL);
	names_of(recorded, BIT(fixed_vectors));
	/* G-18 */
	recorded = t_case_boundary();
	t_case_put(recorded, "iov.0.0.0", "93773816");
	t_case_put(recorded, "iov.0.0.1", "8");
	t_case_put(recorded, "iov.0.2.1", "9720");
	t_case_put(recorded, "limits.max_sectors_kb", "512");
	t_case_put(recorded, "limits.seg_boundary_mask", NULL);
	names_of(recorded, BIT(direct_alignment));
}

/*
 * Half a page that starts off the DMA alignment passes twice over: nobody asks (a made-up mixture
 * of G-18), and one page is not looked at (G-9).  Either switch alone changes nothing.
 */
static void names__no_switch_alone__a_set_without_idlers(void **state)
{
	struct bp_rules fits = *bp_rules_find("v6.18"), fails = fits;
	json_t *recorded = t_case_boundary();

	(void)state;
	t_case_put(recorded, "iov", "[[[93770240,2048]]]");
	t_case_put(recorded, "bytes", "2048");
	t_case_put(recorded, "ret", "2048");
	t_case_put(recorded, "limits.dma_alignment", "1023");
	fits.direct_alignment = BP_DIRECT_ALIGN_BLOCK;
	fails.one_page_shortcut = false;
	names_between(recorded, &fits, &fails, BIT(one_page_shortcut) | BIT(direct_alignment));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(compare__verdicts__by_what_has_to_fit),
		cmocka_unit_test(compare__only_v52_fits__equal_or_unexplained),
		cmocka_unit_test(names__one_switch_alone__that_one),
		cmocka_unit_test(names__no_switch_alone__a_set_without_idlers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
