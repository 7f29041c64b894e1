/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bp_test.h"
#include "nvme/counters.h"

static void bp_nvme_counter_find__name__the_member(void **state)
{
	const struct bp_nvme_counters counters = { .cid_conflict = 3, .completed = 5 };

	(void)state;
	assert_int_equal(bp_nvme_count_of(&counters, bp_nvme_counter_find("completed")), 5);
	assert_int_equal(bp_nvme_count_of(&counters,
					  bp_nvme_counter_find("host_violation.cid_conflict")),
			 3);
	assert_null(bp_nvme_counter_find("complete"));
}

static void bp_nvme_counter_table__all_rows__every_member_once(void **state)
{
	size_t rows = 0;

	(void)state;
	for (; bp_nvme_counter_table[rows].name; rows++) {
		assert_ptr_equal(bp_nvme_counter_find(bp_nvme_counter_table[rows].name),
				 &bp_nvme_counter_table[rows]);
		assert_int_equal(bp_nvme_counter_table[rows].offset, rows * sizeof(u64));
	}
	assert_int_equal(rows * sizeof(u64), sizeof(struct bp_nvme_counters));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_nvme_counter_find__name__the_member),
		cmocka_unit_test(bp_nvme_counter_table__all_rows__every_member_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
