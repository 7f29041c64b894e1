/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A controller recognises itself (NVC-32, NVC-33, SV-1, SV-2, SV-5).
 */
#include "bp_test.h"
#include "nvme/own.h"

#define BAR0 0x10000000u
#define BAR2 0x20000000u
#define CBA 0x7700000000ull

struct t_case {
	const char *name;
	u64 address, bytes;
	enum bp_nvme_where where;
};

static void look(const struct bp_nvme_own *own, const struct t_case *cases, size_t nr)
{
	for (size_t i = 0; i < nr; i++) {
		print_message("# %s\n", cases[i].name);
		assert_int_equal(bp_nvme_own_find(own, cases[i].address, cases[i].bytes),
				 cases[i].where);
	}
}

/*  ....|RRRR|....  */
static void bp_nvme_own_find__registers__any_byte_counts(void **state)
{
	static const struct bp_nvme_own own = { .bar0 = { BAR0, 0x4000 } };
	static const struct t_case cases[] = {
		{ "below", BAR0 - 0x1000, 0x1000, BP_NVME_AT_OTHERS },
		{ "first byte", BAR0, 1, BP_NVME_AT_REGISTERS },
		{ "reaching in (SV-2)", BAR0 - 0x1000, 0x1001, BP_NVME_AT_REGISTERS },
		{ "around", BAR0 - 0x1000, 0x10000, BP_NVME_AT_REGISTERS },
		{ "doorbell (SV-1)", BAR0 + 0x1008, 4, BP_NVME_AT_REGISTERS },
		{ "last byte", BAR0 + 0x3fff, 0x1000, BP_NVME_AT_REGISTERS },
		{ "behind", BAR0 + 0x4000, 0x1000, BP_NVME_AT_OTHERS },
		{ "last of all addresses", ~0ull, 1, BP_NVME_AT_OTHERS },
		{ "wraps", ~0ull, 2, BP_NVME_AT_NOTHING },
		{ "wraps into it", ~0ull - 0xfff, BAR0 + 0x2000, BP_NVME_AT_NOTHING },
	};

	(void)state;
	look(&own, cases, bp_array_size(cases));
}

/*  BAR 2: ..CCCC..  */
static void bp_nvme_own_find__cmb_in_bar_2__all_or_nothing(void **state)
{
	static const struct bp_nvme_own own = {
		.bar0 = { BAR0, 0x4000 },
		.cmb_bar = { BAR2, 0x10000 },
		.cmb_offset = 0x4000,
		.cmb_bytes = 0x8000,
		.cmb = { BAR2 + 0x4000, 0x8000 },
	};
	static const struct t_case cases[] = {
		{ "first bytes", BAR2 + 0x4000, 0x1000, BP_NVME_AT_CMB },
		{ "all", BAR2 + 0x4000, 0x8000, BP_NVME_AT_CMB },
		{ "last byte", BAR2 + 0xbfff, 1, BP_NVME_AT_CMB },
		{ "past its end (SV-5)", BAR2 + 0xbfff, 2, BP_NVME_AT_NOTHING },
		{ "before its start (SV-5)", BAR2 + 0x3fff, 2, BP_NVME_AT_NOTHING },
		{ "in its BAR, not in it", BAR2, 0x1000, BP_NVME_AT_NOTHING },
		{ "from below into its BAR", BAR2 - 1, 2, BP_NVME_AT_NOTHING },
		{ "below its BAR", BAR2 - 1, 1, BP_NVME_AT_OTHERS },
		{ "behind its BAR", BAR2 + 0x10000, 1, BP_NVME_AT_OTHERS },
	};

	(void)state;
	look(&own, cases, bp_array_size(cases));
}

/*  BAR 0: RRRRCCCC  */
static void bp_nvme_own_find__cmb_in_bar_0__no_registers_there(void **state)
{
	static const struct bp_nvme_own own = {
		.bar0 = { BAR0, 0x10000 },
		.cmb_bar = { BAR0, 0x10000 },
		.cmb_offset = 0x4000,
		.cmb_bytes = 0xc000,
		.cmb = { BAR0 + 0x4000, 0xc000 },
	};
	static const struct t_case cases[] = {
		{ "registers", BAR0 + 0x3fff, 1, BP_NVME_AT_REGISTERS },
		{ "both", BAR0 + 0x3fff, 2, BP_NVME_AT_REGISTERS },
		{ "CMB", BAR0 + 0x4000, 0xc000, BP_NVME_AT_CMB },
		{ "past it", BAR0 + 0xffff, 2, BP_NVME_AT_REGISTERS },
	};

	(void)state;
	look(&own, cases, bp_array_size(cases));
}

/* NVC-32, 1.4: only by CBA, and only while it is enabled. */
static void bp_nvme_own_find__cba__not_by_the_bar(void **state)
{
	struct bp_nvme_own own = {
		.bar0 = { BAR0, 0x10000 },
		.cmb_bar = { BAR0, 0x10000 },
		.cmb_offset = 0x4000,
		.cmb_bytes = 0x8000,
		.cmb = { CBA, 0x8000 },
	};
	static const struct t_case on[] = {
		{ "CBA", CBA, 0x8000, BP_NVME_AT_CMB },
		{ "past CBA", CBA + 0x7fff, 2, BP_NVME_AT_NOTHING },
		{ "before CBA", CBA - 1, 2, BP_NVME_AT_NOTHING },
		{ "BAR", BAR0 + 0x4000, 0x1000, BP_NVME_AT_NOTHING },
		{ "registers", BAR0 + 0xc000, 1, BP_NVME_AT_REGISTERS },
	};
	static const struct t_case off[] = {
		{ "CBA", CBA, 0x8000, BP_NVME_AT_OTHERS },
		{ "BAR", BAR0 + 0x4000, 0x1000, BP_NVME_AT_NOTHING },
	};

	(void)state;
	look(&own, on, bp_array_size(on));
	own.cmb.bytes = 0;
	look(&own, off, bp_array_size(off));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_nvme_own_find__registers__any_byte_counts),
		cmocka_unit_test(bp_nvme_own_find__cmb_in_bar_2__all_or_nothing),
		cmocka_unit_test(bp_nvme_own_find__cmb_in_bar_0__no_registers_there),
		cmocka_unit_test(bp_nvme_own_find__cba__not_by_the_bar),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
