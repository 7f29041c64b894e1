/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bp_test.h"

#include <blkpath/nvme_event.h>

static void bp_nvme_purpose_name__each__in_words(void **state)
{
	(void)state;
	assert_string_equal(bp_nvme_purpose_name(BP_NVME_SQE), "command");
	assert_string_equal(bp_nvme_purpose_name(BP_NVME_EVENTIDX), "event index");
	for (unsigned i = 0; i < BP_NVME_PURPOSE_NR; i++)
		assert_non_null(bp_nvme_purpose_name((enum bp_nvme_purpose)i));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_nvme_purpose_name__each__in_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
