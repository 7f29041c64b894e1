/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Switches by name: one, a group, and what is refused.
 */
#include <errno.h>
#include <string.h>

#include <blkpath/defects.h>

#include "bp_test.h"

static unsigned count(const struct bp_defects *set)
{
	unsigned n = 0;

	for (unsigned id = 0; id < BP_SWITCH_NR; id++)
		n += bp_defect_on(set, (enum bp_defect_id)id);
	return n;
}

static void bp_defect_set__each_switch__it_and_no_other(void **state)
{
	struct bp_defects set = { 0 };

	(void)state;
	for (unsigned id = 0; id < BP_SWITCH_NR; id++) {
		bp_defect_set(&set, (enum bp_defect_id)id, true);
		assert_true(bp_defect_on(&set, (enum bp_defect_id)id));
		assert_int_equal(count(&set), 1);
		bp_defect_set(&set, (enum bp_defect_id)id, false);
		assert_int_equal(count(&set), 0);
	}
}

static void bp_defect_find__names__ids(void **state)
{
	static const struct {
		const char *name;
		int id;
	} cases[] = {
		{ "DEF-5", BP_DEF_5 },
		{ "def-5", BP_DEF_5 },
		{ "Def-NVMe-4", BP_DEF_NVME_4 },
		{ "quirk-9", BP_QUIRK_9 },
		{ "fix-quirk-9", BP_QUIRK_9 },
		{ "FIX-QUIRK-9", BP_QUIRK_9 },
		{ "DEF-1", -ENOENT },
		{ "def-55", -ENOENT },
		{ "fix-def-5", -ENOENT },
		{ "quirk-10", -ENOENT },
		{ "fix-", -ENOENT },
		{ "all", -ENOENT },
		{ "", -ENOENT },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++)
		assert_int_equal(bp_defect_find(cases[i].name), cases[i].id);
}

static void bp_defects_add__names__switches_that_are_on(void **state)
{
	static const struct {
		const char *name;
		int result;
		int id; /* the only switch that is on, or -1 */
	} cases[] = {
		{ "def-5", 0, BP_DEF_5 },
		{ "DEF-NVMET-16", 0, BP_DEF_NVMET_16 },
		{ "fix-quirk-9", 0, BP_QUIRK_9 },
		{ "Fix-Quirk-3", 0, BP_QUIRK_3 },
		{ "quirk-9", -EINVAL, -1 }, /* is on anyway */
		{ "quirk-1", -EINVAL, -1 },
		{ "fix-quirk-1", -EINVAL, -1 }, /* nothing mends it */
		{ "fix-def-5", -ENOENT, -1 },
		{ "DEF-1", -ENOENT, -1 },
		{ "everything", -ENOENT, -1 },
		{ "", -ENOENT, -1 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_defects set = { 0 };

		assert_int_equal(bp_defects_add(&set, cases[i].name), cases[i].result);
		assert_int_equal(count(&set), cases[i].id >= 0);
		if (cases[i].id >= 0)
			assert_true(bp_defect_on(&set, (enum bp_defect_id)cases[i].id));
	}
}

static void assert_group(const char *name, unsigned origins)
{
	struct bp_defects set = { 0 };

	assert_int_equal(bp_defects_add(&set, name), 0);
	for (unsigned id = 0; id < BP_SWITCH_NR; id++) {
		enum bp_origin origin = bp_defect_get((enum bp_defect_id)id)->origin;

		assert_int_equal(bp_defect_on(&set, (enum bp_defect_id)id), origins >> origin & 1);
	}
}

/* mode P is never mended by the fix of a quirk */
static void bp_defects_add__groups__by_origin_and_without_fixes(void **state)
{
	(void)state;
	assert_group("rfc", 1u << BP_ORIGIN_RFC);
	assert_group("BASE", 1u << BP_ORIGIN_BASE);
	assert_group("all", 1u << BP_ORIGIN_RFC | 1u << BP_ORIGIN_BASE);
}

static void bp_defects_add__twice__what_is_on_stays_on(void **state)
{
	struct bp_defects set = { 0 };

	(void)state;
	assert_int_equal(bp_defects_add(&set, "def-2"), 0);
	assert_int_equal(bp_defects_add(&set, "def-3"), 0);
	assert_int_equal(bp_defects_add(&set, "def-3"), 0);
	assert_true(bp_defect_on(&set, BP_DEF_2));
	assert_int_equal(count(&set), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_defect_set__each_switch__it_and_no_other),
		cmocka_unit_test(bp_defect_find__names__ids),
		cmocka_unit_test(bp_defects_add__names__switches_that_are_on),
		cmocka_unit_test(bp_defects_add__groups__by_origin_and_without_fixes),
		cmocka_unit_test(bp_defects_add__twice__what_is_on_stays_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
