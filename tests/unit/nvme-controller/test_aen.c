/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events wait in order; one of each type is told until its log is read (INV-NVME-33).
 */
#include <blkpath/nvme_admin.h>

#include "bp_test.h"
#include "nvme/aen.h"

/* Adds or takes: A to C are of type 0, a to c of type 1; "?" says that nothing may be told. */
static struct bp_nvme_aen event(char letter)
{
	return letter >= 'a' ? (struct bp_nvme_aen){ 1, (u8)(letter - 'a'), 2 }
			     : (struct bp_nvme_aen){ 0, (u8)(letter - 'A'), 1 };
}

static void add(struct bp_nvme_aens *aens, const char *letters)
{
	while (*letters)
		bp_nvme_aens_add(aens, event(*letters++));
}

static void expect(struct bp_nvme_aens *aens, char letter)
{
	struct bp_nvme_aen aen;

	if (letter == '?') {
		assert_false(bp_nvme_aens_take(aens, &aen));
		return;
	}
	assert_true(bp_nvme_aens_take(aens, &aen));
	assert_int_equal(bp_nvme_aen_result(aen), bp_nvme_aen_result(event(letter)));
}

static void bp_nvme_aens_take__one_type__next_after_its_log(void **state)
{
	struct bp_nvme_aens aens = { 0 };

	(void)state;
	add(&aens, "ABC");
	expect(&aens, 'A');
	expect(&aens, '?');
	bp_nvme_aens_unmask(&aens, 1); /* the log of the other type */
	expect(&aens, '?');
	bp_nvme_aens_unmask(&aens, 0);
	expect(&aens, 'B');
	expect(&aens, '?');
	bp_nvme_aens_unmask(&aens, 0);
	expect(&aens, 'C');
	bp_nvme_aens_unmask(&aens, 0);
	expect(&aens, '?');
}

static void bp_nvme_aens_take__two_types__one_overtakes_what_is_masked(void **state)
{
	struct bp_nvme_aens aens = { 0 };

	(void)state;
	add(&aens, "ABab");
	expect(&aens, 'A');
	expect(&aens, 'a');
	expect(&aens, '?');
	bp_nvme_aens_unmask(&aens, 1);
	expect(&aens, 'b');
	bp_nvme_aens_unmask(&aens, 0);
	expect(&aens, 'B');
}

static void bp_nvme_aens_add__the_same_again__waits_once(void **state)
{
	struct bp_nvme_aens aens = { 0 };

	(void)state;
	add(&aens, "AABA");
	assert_int_equal(aens.nr, 2);
	expect(&aens, 'A');
	add(&aens, "A"); /* told already: it happened anew */
	assert_int_equal(aens.nr, 2);
	assert_int_equal(aens.dropped, 0);
}

static void bp_nvme_aens_add__no_room__dropped_and_counted(void **state)
{
	struct bp_nvme_aens aens = { 0 };

	(void)state;
	for (unsigned i = 0; i < BP_NVME_AENS_QUEUED + 3; i++)
		bp_nvme_aens_add(&aens, (struct bp_nvme_aen){ NVME_AER_VS, (u8)i, 0 });
	assert_int_equal(aens.nr, BP_NVME_AENS_QUEUED);
	assert_int_equal(aens.dropped, 3);
}

/* Type 2:0, info 15:8, log page 23:16. */
static void bp_nvme_aen_result__changed_namespace__fields_in_place(void **state)
{
	(void)state;
	assert_int_equal(bp_nvme_aen_result((struct bp_nvme_aen){ NVME_AER_NOTICE, 0x01, 0x04 }),
			 0x040102);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_nvme_aens_take__one_type__next_after_its_log),
		cmocka_unit_test(bp_nvme_aens_take__two_types__one_overtakes_what_is_masked),
		cmocka_unit_test(bp_nvme_aens_add__the_same_again__waits_once),
		cmocka_unit_test(bp_nvme_aens_add__no_room__dropped_and_counted),
		cmocka_unit_test(bp_nvme_aen_result__changed_namespace__fields_in_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
