/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rule sets of peer-to-peer DMA (p2pdma-newer.md 9).
 */
#include <blkpath/p2p_list.h>

#include "bp_test.h"

static void bp_p2p_rules_at__until_the_end__each_is_found_by_its_name(void **state)
{
	static const char *const names[] = { "v5.2-rc5", "v5.2",   "v6.1",     "v6.12",
					     "v7.1",	 "v7.1.y", "v7.3-rc1", "newest" };

	(void)state;
	for (unsigned i = 0; i < bp_array_size(names); i++) {
		assert_string_equal(bp_p2p_rules_at(i)->name, names[i]);
		assert_ptr_equal(bp_p2p_rules_find(names[i]), bp_p2p_rules_at(i));
		assert_int_equal(bp_p2p_rules_at(i)->column, i);
	}
	assert_null(bp_p2p_rules_at(bp_array_size(names)));
	assert_null(bp_p2p_rules_find("v6.2"));
	assert_null(bp_p2p_rules_find(""));
}

/* Section 9, written a second time: a letter per rule set in their order, y where it holds. */
static void bp_p2p_rules_at__every_rule__its_columns(void **state)
{
	static const struct {
		const char *rule;
		const char *columns;
	} rows[] = {
		{ "P-1, types", "--yyyyyy" },
		{ "P-1, MAP_NONE", "----yyyy" },
		{ "P-10, redirect is a question", "--yyyyyy" },
		{ "B4.7, 0x1000 more", "yy------" },
		{ "P-35, an IOMMU closes the list", "-y------" },
		{ "P-20", "--yyyyyy" },
		{ "P-31, the first of the list", "--yyyyyy" },
		{ "P-42", "--yyyyyy" },
		{ "P-46, 128 bytes", "--yyyyyy" },
		{ "P-63", "yyy-----" },
		{ "P-64", "---yyyyy" },
		{ "P-61, config_acs=", "---yyyyy" },
		{ "P-65 and P-75 in some kernels", "---y----" },
		{ "B5.2 (1)", "y-------" },
		{ "P-86, whole units", "---yyyyy" },
		{ "P-77, non-mappable BARs", "-------y" },
		{ "P-84, allocate", "---yyyyy" },
	};
	const struct bp_p2p_rules *r;

	(void)state;
	for (unsigned i = 0; (r = bp_p2p_rules_at(i)); i++) {
		const bool holds[bp_array_size(rows)] = {
			r->has_types,
			r->has_none_type,
			r->redirect_asks_host_bridge,
			r->host_bridge_bonus == 0x1000,
			r->iommu_closes_list,
			r->cpu_passes,
			r->speaker == BP_P2P_SPEAKER_FIRST,
			r->unlisted_logged,
			r->name_list_bytes == 128,
			r->acs_change == BP_ACS_CLEARS_CURRENT,
			r->acs_change == BP_ACS_CLEARS_FIRMWARE,
			r->has_config_acs,
			r->parameter_may_fail && r->may_lack_address,
			r->refuses_virt_dma,
			r->memory_unit == 2 << 20,
			r->refuses_non_mappable,
			r->has_allocate_file,
		};

		for (size_t k = 0; k < bp_array_size(rows); k++)
			if (holds[k] != (rows[k].columns[i] == 'y'))
				fail_msg("%s under %s", rows[k].rule, r->name);
	}
}

static void bp_p2p_rules_listing__ids__oldest_that_lists(void **state)
{
	static const struct {
		const char *from;
		u16 vendor, device;
		bool same;
		const char *first;
	} cases[] = {
		{ NULL, 0x1022, 0x1450, true, "v5.2-rc5" },
		{ "v6.1", 0x1022, 0x1450, true, NULL },
		{ "v6.1", 0x8086, 0x09a2, false, "v6.1" },
		{ NULL, 0x8086, 0x09a2, false, "v6.1" },
		{ "v6.1", 0x8086, 0x6f00, true, "newest" },
		{ "v6.1", 0x8086, 0x6f00, false, NULL },
		{ "v7.1", 0x8086, 0x0b25, false, "v7.1.y" },
		{ "v6.1", 0x10de, 0x2f95, false, "v7.3-rc1" },
		{ "v6.1", 0x8086, 0x4c43, true, NULL },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		const struct bp_p2p_rules *from =
			cases[i].from ? bp_p2p_rules_find(cases[i].from) : NULL;
		const struct bp_p2p_rules *first =
			bp_p2p_rules_listing(from, cases[i].vendor, cases[i].device, cases[i].same);

		assert_ptr_equal(first, cases[i].first ? bp_p2p_rules_find(cases[i].first) : NULL);
	}
}

static void bp_p2p_rules_for_kernel__releases__newest_set_not_newer(void **state)
{
	static const struct {
		const char *release, *rules;
	} cases[] = {
		{ "4.19.300", NULL },	  { "4.20", "v5.2-rc5" },
		{ "5.1.21", "v5.2-rc5" }, { "5.2.1", "v5.2" },
		{ "6.0.19", "v5.2" },	  { "6.1.0-49-amd64", "v6.1" },
		{ "6.10.14", "v6.1" },	  { "6.11.0", "v6.12" },
		{ "6.12.117", "v6.12" },  { "v7.0", "v6.12" },
		{ "7.1.2", "v7.1" },	  { "7.2.0-rc1", "v7.1.y" },
		{ "7.3.0", "v7.3-rc1" },  { "12.0", "v7.3-rc1" },
		{ "newest", NULL },	  { "", NULL },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		const struct bp_p2p_rules *rules = bp_p2p_rules_for_kernel(cases[i].release);

		assert_ptr_equal(rules, cases[i].rules ? bp_p2p_rules_find(cases[i].rules) : NULL);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_p2p_rules_at__until_the_end__each_is_found_by_its_name),
		cmocka_unit_test(bp_p2p_rules_at__every_rule__its_columns),
		cmocka_unit_test(bp_p2p_rules_for_kernel__releases__newest_set_not_newer),
		cmocka_unit_test(bp_p2p_rules_listing__ids__oldest_that_lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
