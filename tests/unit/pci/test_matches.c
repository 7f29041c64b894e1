/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of functions in boot parameters (P-62).
 */
#include <errno.h>
#include <string.h>

#include <blkpath/acs.h>

#include "bp_test.h"
#include "pci.h"

/* 00:01.0 - 01:00.0 - 02:00.0 - 03:00.0 is a; in domain 10000 b is at 40:01.0 */
static const char tree[] = "HB/8086:1234 ; RP - U - { D - a/1b36:0010 , D } ; ROOT/10000:40 ; b";

static void bp_pci_matches__entries__table(void **state)
{
	static const struct {
		const char *entry;
		char dev;
		int expected;
	} cases[] = {
		{ "0000:03:00.0", 'a', 1 },
		{ "03:00.0", 'a', 1 },
		{ "3:0.0", 'a', 1 },
		{ "0:03:00.0", 'a', 1 },
		{ "03:00.1", 'a', 0 },
		{ "03:1f.7", 'a', 0 },
		{ "ff:00.0", 'a', 0 },
		{ "90:0.0", 'a', 0 },
		{ "10000003:00.0", 'a', -EINVAL },
		{ "80000000:03:00.0", 'a', 0 },
		{ "04:00.0", 'a', 0 },
		{ "1:03:00.0", 'a', 0 },
		{ "10000:40:01.0", 'b', 1 },
		{ "40:01.0", 'b', 0 },
		/* steps downward */
		{ "00:01.0/0.0/0.0/0.0", 'a', 1 },
		{ "01:00.0/0.0/0.0", 'a', 1 },
		{ "00:01.0/0.0/1.0/0.0", 'a', 0 },
		{ "00:02.0/0.0/0.0/0.0", 'a', 0 },
		{ "00:01.0/0.0", 'a', 0 },
		{ "00:01.0/0.0/0.0/0.0/0.0", 'a', 0 },
		{ "00:01.0/0.0/0.0/0.0/0.0/0.0", 'a', 0 },
		{ "03:00.0", 'a', 1 },
		{ "00:01.0/1.0/0.0/0.0/0.0", 'a', 0 }, /* as far up as it goes, and further */
		{ "00:01.0/0.0/1.0/0.0/0.0/0.0", 'a', 0 },
		/* ids, 0 meaning any */
		{ "pci:1b36:0010", 'a', 1 },
		{ "pci:1B36:10", 'a', 1 },
		{ "pci:1b36:0", 'a', 1 },
		{ "pci:0:0", 'a', 1 },
		{ "pci:0:11", 'a', 0 },
		{ "pci:8086:10", 'a', 0 },
		{ "pci:1b36:10:1af4:1100", 'a', 1 },
		{ "pci:1b36:10:0:1100", 'a', 1 },
		{ "pci:ffff:ffff", 'a', 0 },
		{ "pci:1b36:10:1af4:1101", 'a', 0 },
		{ "pci:1b36:10:1af5:1100", 'a', 0 },
		/* neither form */
		{ "", 'a', -EINVAL },
		{ "x", 'a', -EINVAL },
		{ "03", 'a', -EINVAL },
		{ "03:", 'a', -EINVAL },
		{ "03:00", 'a', -EINVAL },
		{ "03:00.", 'a', -EINVAL },
		{ "03:00.0 ", 'a', -EINVAL },
		{ "03:00.8", 'a', -EINVAL },
		{ "03:20.0", 'a', -EINVAL },
		{ "100:00.0", 'a', -EINVAL },
		{ "0:03:00", 'a', -EINVAL },
		{ "0::00.0", 'a', -EINVAL },
		{ "0:03:00:0", 'a', -EINVAL },
		{ "123456789:03:00.0", 'a', -EINVAL },
		{ "0g:00.0", 'a', -EINVAL },
		{ "0`:00.0", 'a', -EINVAL },
		{ "03 00.0", 'a', -EINVAL },
		{ "00:01.0/", 'a', -EINVAL },
		{ "00:01.0/0", 'a', -EINVAL },
		{ "00:01.0/0.0x", 'a', -EINVAL },
		{ "/0.0", 'a', -EINVAL },
		{ "pci", 'a', -EINVAL },
		{ "pci:", 'a', -EINVAL },
		{ "pci:1b36", 'a', -EINVAL },
		{ "pci:1b36:", 'a', -EINVAL },
		{ "pci:1b36:10:", 'a', -EINVAL },
		{ "pci:1b36:10:1af4", 'a', -EINVAL },
		{ "pci:1b36:10:1af4:1100:", 'a', -EINVAL },
		{ "pci:11b36:10", 'a', -EINVAL },
	};
	struct t_pci pci;

	(void)state;
	t_pci_init(&pci, tree);
	pci_write_config_word(t_pci_named(&pci, 'a'), 0x2c, 0x1af4);
	pci_write_config_word(t_pci_named(&pci, 'a'), 0x2e, 0x1100);
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		int seen = bp_pci_matches(t_pci_named(&pci, cases[i].dev), cases[i].entry,
					  strlen(cases[i].entry));

		if (seen != cases[i].expected)
			fail_msg("\"%s\": %d", cases[i].entry, seen);
	}
	/* What lies behind the entry does not count. */
	assert_int_equal(bp_pci_matches(t_pci_named(&pci, 'a'), "03:00.0;x", 7), 1);
	t_pci_fini(&pci);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_pci_matches__entries__table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
