/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How work ends, in words.
 */
#include <blkpath/ib_work.h>

#include "bp_test.h"

static void ib_wc_status_msg__each_status__its_words(void **state)
{
	(void)state;
	assert_string_equal(ib_wc_status_msg(IB_WC_SUCCESS), "success");
	assert_string_equal(ib_wc_status_msg(IB_WC_WR_FLUSH_ERR), "WR flushed");
	assert_string_equal(ib_wc_status_msg(IB_WC_REM_ACCESS_ERR), "remote access error");
	assert_string_equal(ib_wc_status_msg(IB_WC_GENERAL_ERR), "general error");
}

static void ib_wc_status_msg__no_status__says_so(void **state)
{
	(void)state;
	assert_string_equal(ib_wc_status_msg((enum ib_wc_status)3), "unrecognized status");
	assert_string_equal(ib_wc_status_msg((enum ib_wc_status)22), "unrecognized status");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ib_wc_status_msg__each_status__its_words),
		cmocka_unit_test(ib_wc_status_msg__no_status__says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
