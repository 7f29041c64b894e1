/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Root ports whose ACS control is not where it is looked for (P-67).
 */
#include <blkpath/acs.h>

#include "bp_test.h"
#include "pci.h"

/* Both ends of each range of ids, and what lies before and behind. */
static void bp_acs_lies_elsewhere__ids__table(void **state)
{
	static const struct {
		u16 first, last;
	} ranges[] = {
		{ 0xa110, 0xa11f }, { 0xa167, 0xa16a }, { 0xa290, 0xa29f },
		{ 0xa2e7, 0xa2ee }, { 0x9d10, 0x9d1b },
	};
	struct pci_dev *port;
	struct t_pci pci;

	(void)state;
	t_pci_init(&pci, "RP/8086:a110.0 - a");
	port = t_pci_at(&pci, "0000:00:01.0");
	for (size_t i = 0; i < bp_array_size(ranges); i++) {
		for (unsigned id = ranges[i].first - 1; id <= ranges[i].last + 1u; id++) {
			bool inside = id >= ranges[i].first && id <= ranges[i].last;

			port->device = (u16)id;
			if (bp_acs_lies_elsewhere(port) != inside)
				fail_msg("%04x", id);
		}
	}
	t_pci_fini(&pci);
}

static void bp_acs_lies_elsewhere__other_functions__no(void **state)
{
	static const char *const trees[] = {
		"RP/1022:a110.0 - a", "U/8086:a110.0 - a", "D/8086:a110.0 - a",
		"B/8086:a110.0 - a",  "RP/8086:a110 - a", /* without the capability */
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(trees); i++) {
		struct t_pci pci;

		t_pci_init(&pci, trees[i]);
		if (bp_acs_lies_elsewhere(t_pci_at(&pci, "0000:00:01.0")))
			fail_msg("%s", trees[i]);
		t_pci_fini(&pci);
	}
}

/* Whoever asks for ACS or its end, the word at + 6 is what firmware left. */
static void bp_acs_after_boot__such_a_port__the_word_stays(void **state)
{
	static const struct {
		struct bp_acs_boot boot;
		unsigned sayings;
	} cases[] = {
		{ { .wanted = true }, 0 },
		{ { .disable_redir = "00:01.0" }, BP_ACS_SAYS_DISABLED },
		{ { .change = BP_ACS_CLEARS_FIRMWARE, .disable_redir = "00:01.0" },
		  BP_ACS_SAYS_DISABLED },
		{ { .change = BP_ACS_CLEARS_FIRMWARE,
		    .has_config = true,
		    .config = "1111111@00:01.0" },
		  BP_ACS_SAYS_DISABLED },
		{ { .change = BP_ACS_CLEARS_FIRMWARE, .has_config = true, .config = "?" },
		  BP_ACS_SAYS_UNREADABLE },
	};
	struct t_pci pci;

	(void)state;
	t_pci_init(&pci, "RP/8086:a110.0 - a");
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		unsigned sayings;

		assert_int_equal(bp_acs_after_boot(&cases[i].boot, t_pci_at(&pci, "0000:00:01.0"),
						   0x14, &sayings),
				 0x14);
		assert_int_equal(sayings, cases[i].sayings);
	}
	t_pci_fini(&pci);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_acs_lies_elsewhere__ids__table),
		cmocka_unit_test(bp_acs_lies_elsewhere__other_functions__no),
		cmocka_unit_test(bp_acs_after_boot__such_a_port__the_word_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
