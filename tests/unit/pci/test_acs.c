/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ACS control words of a booted kernel (P-60 to P-66).
 */
#include <blkpath/acs.h>

#include "bp_test.h"
#include "pci.h"

#define SWITCH "RP.0 - U - { D - a , D.0 - b }"
#define RP "00:01.0"
#define D "02:01.0"

#define CUR BP_ACS_CLEARS_CURRENT
#define FW BP_ACS_CLEARS_FIRMWARE
#define BAD BP_ACS_KEEPS_FIRMWARE

static void set_cap(struct t_pci *pci, const char *name, u16 cap)
{
	pci_write_config_word(t_pci_at(pci, name), 0x100 + PCI_ACS_CAP, cap);
}

/* P-60, P-63 to P-65 with the numbers of the specification. */
static void bp_acs_after_boot__parameters__table(void **state)
{
	static const struct {
		const char *name;
		u16 cap, firmware;
		struct bp_acs_boot boot;
		u16 control;
		unsigned sayings;
	} cases[] = {
		{ "nobody asked", 0x5f, 0x03, { 0 }, 0x03, 0 },
		{ "P-60", 0x5f, 0x00, { .wanted = true }, 0x1d, 0 },
		{ "P-60 adds", 0x5f, 0x42, { .wanted = true }, 0x5f, 0 },
		{ "P-60 as implemented", 0x0d, 0x00, { .wanted = true }, 0x0d, 0 },
		{ "P-60 with TB",
		  0x5f,
		  0,
		  { .wanted = true, .blocks_translation = true },
		  0x1f,
		  0 },
		{ "no TB unasked", 0x5f, 0, { .blocks_translation = true }, 0, 0 },
		{ "P-63",
		  0x5f,
		  0,
		  { CUR, false, true, false, D, NULL },
		  0x11,
		  BP_ACS_SAYS_DISABLED },
		{ "P-63, EC", 0x7f, 0x7f, { CUR, .disable_redir = D }, 0x53, BP_ACS_SAYS_DISABLED },
		{ "P-63, another", 0x5f, 0, { CUR, false, true, false, RP, NULL }, 0x1d, 0 },
		{ "P-62, the second of two",
		  0x5f,
		  0,
		  { CUR, false, true, false, RP ";" D, NULL },
		  0x11,
		  BP_ACS_SAYS_DISABLED },
		{ "P-62, no comma",
		  0x5f,
		  0,
		  { CUR, false, true, false, RP "," D, NULL },
		  0x1d,
		  BP_ACS_SAYS_UNREADABLE },
		{ "P-62, found before the unreadable",
		  0x5f,
		  0,
		  { CUR, false, true, false, D ";?", NULL },
		  0x11,
		  BP_ACS_SAYS_DISABLED },
		{ "P-64, firmware 0",
		  0x5f,
		  0,
		  { FW, true, true, false, D, NULL },
		  0x00,
		  BP_ACS_SAYS_CONFIGURED },
		{ "P-64, firmware 0x1d",
		  0x5f,
		  0x1d,
		  { FW, true, true, false, D, NULL },
		  0x11,
		  BP_ACS_SAYS_CONFIGURED },
		{ "P-65, firmware 0x1d",
		  0x5f,
		  0x1d,
		  { BAD, true, true, false, D, NULL },
		  0x5f,
		  BP_ACS_SAYS_CONFIGURED },
		{ "P-65, firmware 0",
		  0x7f,
		  0,
		  { BAD, true, true, false, D, NULL },
		  0x53,
		  BP_ACS_SAYS_CONFIGURED },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_pci pci;
		unsigned sayings;
		u16 control;

		t_pci_init(&pci, SWITCH);
		set_cap(&pci, "0000:" D, cases[i].cap);
		control = bp_acs_after_boot(&cases[i].boot, t_pci_at(&pci, "0000:" D),
					    cases[i].firmware, &sayings);
		if (control != cases[i].control || sayings != cases[i].sayings)
			fail_msg("%s: 0x%02x, said %u", cases[i].name, control, sayings);
		assert_int_equal(bp_acs_after_boot(&cases[i].boot, t_pci_at(&pci, "0000:" D),
						   cases[i].firmware, NULL),
				 control);
		t_pci_fini(&pci);
	}
}

/* P-63 warns, P-64 says nothing. */
static void bp_acs_after_boot__no_capability__nothing_to_set(void **state)
{
	static const struct {
		enum bp_acs_change change;
		unsigned sayings;
	} cases[] = {
		{ BP_ACS_CLEARS_CURRENT, BP_ACS_SAYS_NO_CAPABILITY },
		{ BP_ACS_CLEARS_FIRMWARE, 0 },
	};
	struct t_pci pci;

	(void)state;
	t_pci_init(&pci, SWITCH);
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		const struct bp_acs_boot boot = {
			.change = cases[i].change,
			.has_config = cases[i].change != BP_ACS_CLEARS_CURRENT,
			.wanted = true,
			.disable_redir = "03:00.0",
			.config = "1111111@03:00.0",
		};
		unsigned sayings;

		assert_int_equal(bp_acs_after_boot(&boot, t_pci_named(&pci, 'a'), 0x7f, &sayings),
				 0);
		assert_int_equal(sayings, cases[i].sayings);
	}
	t_pci_fini(&pci);
}

/* P-66 on firmware 0x15, capability 0x7f. */
static void bp_acs_after_boot__config_acs__table(void **state)
{
	static const struct {
		const char *config;
		u16 control;
		bool unreadable;
	} cases[] = {
		{ "0000000@" D, 0x00, false },
		{ "1111111@" D, 0x7f, false },
		{ "x0x00xx@" D, 0x11, false },
		{ "X0@" D, 0x14, false },
		{ "1@" D, 0x15, false },
		{ "@" D, 0x15, false },
		{ "xxxx1111111@" D, 0x7f, false },
		{ "10000000@" D, 0x11, true },
		{ "0@" RP ";1111111@" D, 0x7f, false },
		{ "0@" RP, 0x11, false },
		{ "1111111@" D ";0000000@" D, 0x7f, false },
		{ "0x0@" D, 0x10, false },
		{ D, 0x11, true },
		{ "0@" RP ";" D, 0x11, true },
		{ "2@" D, 0x11, true },
		{ "1@?", 0x11, true },
		{ "", 0x11, false },
	};
	const u16 untouched = 0x11; /* P-60 is undone by disable_acs_redir= as P-64 has it */
	struct t_pci pci;

	(void)state;
	t_pci_init(&pci, SWITCH);
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_acs_boot boot = {
			.change = BP_ACS_CLEARS_FIRMWARE,
			.has_config = true,
			.wanted = true,
			.disable_redir = D, /* config_acs= wins and starts from firmware */
			.config = cases[i].config,
		};
		unsigned sayings;
		u16 control = bp_acs_after_boot(&boot, t_pci_at(&pci, "0000:" D), 0x15, &sayings);

		if (control != cases[i].control)
			fail_msg("%s: 0x%02x", cases[i].config, control);
		assert_int_equal(!!(sayings & BP_ACS_SAYS_UNREADABLE), cases[i].unreadable);
		boot.has_config = false;
		assert_int_equal(bp_acs_after_boot(&boot, t_pci_at(&pci, "0000:" D), 0x15, NULL),
				 untouched);
	}
	t_pci_fini(&pci);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_acs_after_boot__parameters__table),
		cmocka_unit_test(bp_acs_after_boot__no_capability__nothing_to_set),
		cmocka_unit_test(bp_acs_after_boot__config_acs__table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
