/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The gallery of defects from within; tests/cli/test_defects.c shows every case.
 */
#include <stdio.h>

#include "gallery_test.h"

static void bp_gallery_find__every_defect__on_show(void **state)
{
	(void)state;
	for (int id = 0; id < BP_DEFECT_NR; id++)
		if (!bp_gallery_find((enum bp_defect_id)id))
			fail_msg("%s is not on show", bp_defect_get((enum bp_defect_id)id)->id);
}

/* INV-NVMET-17, which the checker does not judge: bytes of host and drive, which a flow compares.
 */
#define DATA "INV-NVMET-17"

struct set {
	bool has[BP_INV_NR];
	bool data;
};

/* "INV-NVME-1, -2; a sanitizer": two invariants. */
static struct set named(const char *caught_by)
{
	char text[128], family[32] = "", id[48], *rest = text;
	struct set set = { 0 };
	const char *word;

	snprintf(text, sizeof(text), "%s", caught_by);
	while ((word = strsep(&rest, " ,;"))) {
		if (!strncmp(word, "INV-", 4))
			snprintf(family, sizeof(family), "%.*s", (int)(strrchr(word, '-') - word),
				 word);
		else if (*word != '-')
			continue;
		snprintf(id, sizeof(id), "%s%s", family, strrchr(word, '-'));
		set.data |= !strcmp(id, DATA);
		if (!strcmp(id, DATA))
			continue;
		assert_in_range(bp_invariant_find(id), 0, BP_INV_NR - 1);
		set.has[bp_invariant_find(id)] = true;
	}
	return set;
}

static struct set violated(const struct bp_exhibit *exhibit)
{
	const struct bp_findings *findings = &exhibit->findings;
	struct set set = { 0 };

	for (unsigned i = 0; i < exhibit->nr_facts; i++)
		set.data |= strstr(exhibit->facts[i].value, "bytes are wrong") != NULL;
	assert_in_range(findings->nr_kept, 0, BP_FINDINGS_KEPT - 1);
	for (unsigned i = 0; i < findings->nr_kept; i++)
		if (findings->kept[i].violated)
			set.has[bp_invariant_find(findings->kept[i].id)] = true;
	return set;
}

static void caught_by_exactly(enum bp_defect_id id)
{
	const struct set right = named(bp_defect_get(id)->caught_by);

	for (int on = 0; on < 2; on++) {
		struct bp_exhibit exhibit;
		struct set seen;

		t_gallery_run(id, on, &exhibit);
		seen = violated(&exhibit);
		if (seen.data != (on && right.data))
			fail_msg("%s %s: data is %s", bp_defect_get(id)->id, on ? "on" : "off",
				 seen.data ? "wrong" : "right");
		for (int law = 0; law < BP_INV_NR; law++)
			if (seen.has[law] != (on && right.has[law]))
				fail_msg("%s %s: %s is %s", bp_defect_get(id)->id,
					 on ? "on" : "off",
					 bp_invariant_get((enum bp_invariant)law)->id,
					 seen.has[law] ? "violated" : "not violated");
	}
}

/* defects.md, "Caught by": these and no others; nothing while the switch is off. */
static void bp_gallery_run__a_family__caught_by_what_the_table_names(void **state)
{
	static const struct {
		const char *prefix;
		unsigned nr;
	} families[] = {
		{ "DEF-NVME-", 12 },
		{ "DEF-RDMA-", 7 },
		{ "DEF-NVMET-", 14 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(families); i++) {
		unsigned shown = 0;

		for (int id = 0; id < BP_SWITCH_NR; id++) {
			if (strncmp(bp_defect_get((enum bp_defect_id)id)->id, families[i].prefix,
				    strlen(families[i].prefix)) != 0)
				continue;
			caught_by_exactly((enum bp_defect_id)id);
			shown++;
		}
		assert_int_equal(shown, families[i].nr);
	}
}

/* DEF-P2P-5: what the CPU stored is compared with what the device read. */
static void bp_gallery_run__store_waits__stale_read(void **state)
{
	(void)state;
	for (int on = 0; on < 2; on++) {
		struct bp_exhibit exhibit;
		bool equal;

		t_gallery_run(BP_DEF_P2P_5, on, &exhibit);
		assert_non_null(t_told(&exhibit, "the device reads"));
		equal = !strcmp(t_told(&exhibit, "the CPU stored"),
				t_told(&exhibit, "the device reads"));
		assert_int_equal(equal, !on);
		assert_int_equal(exhibit.findings.reports, on);
		assert_int_equal(exhibit.findings.violations, 0);
		if (!on)
			continue;
		assert_string_equal(exhibit.findings.kept[0].id,
				    bp_site_get(BP_SITE_STALE_READ)->rule);
		assert_string_equal(exhibit.findings.kept[0].kind, "finding");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_gallery_find__every_defect__on_show),
		cmocka_unit_test(bp_gallery_run__a_family__caught_by_what_the_table_names),
		cmocka_unit_test(bp_gallery_run__store_waits__stale_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
