/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What bytes alone say of a function (docs/spec/p2pdma-newer.md 11).
 */
#include "bp_test.h"

#include <stdlib.h>
#include <string.h>

#include "input/pci_record.h"

static struct bp_pci_records records;
static u8 space[4096];

static void put(unsigned where, u32 value, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		space[where + i] = (u8)(value >> 8 * i);
}

/* A function with this much of the space, exactly as long, so that sanitizers see a read beyond. */
static struct bp_pci_record read_space(unsigned bytes)
{
	struct bp_pci_record r = { .config = malloc(bytes), .config_bytes = bytes };

	memset(&records, 0, sizeof(records));
	memcpy(r.config, space, bytes);
	bp_pci_record_read_config(&records, &r);
	free(r.config);
	return r;
}

/* A list with the PCI Express capability at 0x40. */
static void start_express(unsigned type)
{
	memset(space, 0, sizeof(space));
	put(PCI_STATUS, PCI_STATUS_CAP_LIST, 2);
	put(PCI_CAPABILITY_LIST, 0x40, 1);
	put(0x40, PCI_CAP_ID_EXP, 2);
	put(0x42, type << 4 | 2, 2);
}

static void bp_pci_record_read_config__header__ids_class_and_buses(void **state)
{
	struct bp_pci_record r;

	(void)state;
	memset(space, 0, sizeof(space));
	put(PCI_VENDOR_ID, 0x1b36, 2);
	put(PCI_DEVICE_ID, 0x000c, 2);
	put(PCI_CLASS_DEVICE, 0x0604, 2);
	put(PCI_HEADER_TYPE, 0x81, 1); /* bit 7: several functions */
	put(PCI_PRIMARY_BUS, 0x010203, 3);
	r = read_space(64);
	assert_true(r.has_ids && r.has_class && r.is_bridge && !r.is_pcie);
	assert_int_equal(r.vendor, 0x1b36);
	assert_int_equal(r.device, 0x000c);
	assert_int_equal(r.class_code, 0x0604);
	assert_int_equal(r.primary, 3);
	assert_int_equal(r.secondary, 2);
	assert_int_equal(r.subordinate, 1);
	put(PCI_HEADER_TYPE, PCI_HEADER_TYPE_CARDBUS, 1);
	assert_true(read_space(64).is_bridge);
	put(PCI_HEADER_TYPE, PCI_HEADER_TYPE_NORMAL, 1);
	assert_false(read_space(64).is_bridge);
	assert_false(read_space(63).has_ids);
}

/* A virtual function reads as all ones: what a heading said stays. */
static void bp_pci_record_read_config__no_vendor__the_heading_knows(void **state)
{
	struct bp_pci_record r = { .config = space,
				   .config_bytes = 64,
				   .has_ids = true,
				   .vendor = 0x8086,
				   .device = 0x154c };

	(void)state;
	memset(space, 0, sizeof(space));
	put(PCI_VENDOR_ID, ~0u, 4);
	bp_pci_record_read_config(&records, &r);
	assert_int_equal(r.vendor, 0x8086);
	assert_int_equal(r.device, 0x154c);
	assert_int_equal(read_space(64).vendor, 0xffff);
}

static void bp_pci_record_read_config__express__type_of_the_port(void **state)
{
	(void)state;
	for (unsigned type = 0; type < 16; type++) {
		struct bp_pci_record r;

		start_express(type);
		put(0x43, 0xff, 1); /* the bits above are others' */
		r = read_space(256);
		assert_true(r.is_pcie);
		assert_int_equal(r.pcie_type, type);
		assert_int_equal(records.nr_warnings, 0);
		assert_false(read_space(64).is_pcie);
	}
}

/* Capability of the link at +0c, its state at +12: speed in bits 3:0, lanes in 9:4. */
static void bp_pci_record_read_config__links__speed_and_lanes(void **state)
{
	static const struct {
		unsigned type, word;
		const char *speed;
		unsigned width;
	} cases[] = {
		{ 4, 0x0011, "2.5GT/s", 1 },
		{ 4, 0x0042, "5GT/s", 4 },
		{ 4, 0x0083, "8GT/s", 8 },
		{ 4, 0x0104, "16GT/s", 16 },
		{ 4, 0x0205, "32GT/s", 32 },
		{ 4, 0x0016, "64GT/s", 1 },
		{ 4, 0x03f1, "2.5GT/s", 63 },
		{ 4, 0x0017, "", 0 },
		{ 4, 0x0010, "", 0 },
		{ 4, 0x0001, "", 0 },
		{ 4, 0xfc13, "8GT/s", 1 },
		{ PCI_EXP_TYPE_RC_END, 0x0011, "", 0 },
		{ PCI_EXP_TYPE_RC_EC, 0x0011, "", 0 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_pci_record r;

		start_express(cases[i].type);
		put(0x4c, cases[i].word, 2);
		r = read_space(256);
		assert_string_equal(r.link_cap.speed, cases[i].speed);
		assert_int_equal(r.link_cap.width, cases[i].width);
		assert_int_equal(r.link.width, 0);
		put(0x4c, 0, 2);
		put(0x52, cases[i].word, 2);
		r = read_space(256);
		assert_string_equal(r.link.speed, cases[i].speed);
		assert_int_equal(r.link.width, cases[i].width);
		assert_int_equal(r.link_cap.width, 0);
	}
}

/* A list that is broken ends there, and somebody is told. */
static void bp_pci_record_read_config__plain_lists__found_or_a_warning(void **state)
{
	static const struct {
		const char *name;
		u8 status, header, cardbus, first;
		u8 at[2][3]; /* where, id, next */
		bool is_pcie;
		const char *says;
	} cases[] = {
		{ "second",
		  0x10,
		  0,
		  0,
		  0x50,
		  { { 0x50, 5, 0x60 }, { 0x60, 0x10, 0 } },
		  true,
		  NULL },
		{ "low bits", 0x10, 0, 0, 0x53, { { 0x50, 5, 0x62 }, { 0x60, 0x10 } }, true, NULL },
		{ "no list", 0, 0, 0, 0x50, { { 0x50, 0x10, 0 } }, false, NULL },
		{ "nothing in it", 0x10, 0, 0, 0, { { 0x50, 0x10, 0 } }, false, NULL },
		{ "CardBus", 0x10, 2, 0x62, 0x50, { { 0x60, 0x10, 0 } }, true, NULL },
		{ "loop",
		  0x10,
		  0,
		  0,
		  0x50,
		  { { 0x50, 5, 0x60 }, { 0x60, 6, 0x50 } },
		  false,
		  "capabilities loops at 0x50" },
		{ "itself", 0x10, 0, 0, 0x50, { { 0x50, 5, 0x50 } }, false, "loops at 0x50" },
		{ "header",
		  0x10,
		  0,
		  0,
		  0x3c,
		  { { 0x3c, 0x10, 0 } },
		  false,
		  "points into the header at 0x3c" },
		{ "all ones",
		  0x10,
		  0,
		  0,
		  0x50,
		  { { 0x50, 0xff, 0x60 }, { 0x60, 0x10, 0 } },
		  false,
		  "is broken at 0x50" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		memset(space, 0, sizeof(space));
		space[PCI_STATUS] = cases[i].status;
		space[PCI_HEADER_TYPE] = cases[i].header;
		space[0x14] = cases[i].cardbus;
		space[PCI_CAPABILITY_LIST] = cases[i].first;
		for (unsigned k = 0; k < 2; k++) {
			const u8 *at = cases[i].at[k];

			if (at[0])
				put(at[0], (u32)at[1] | (u32)at[2] << 8, 2);
		}
		if (read_space(256).is_pcie != cases[i].is_pcie)
			fail_msg("%s", cases[i].name);
		assert_int_equal(records.nr_warnings, cases[i].says != NULL);
		if (cases[i].says && !strstr(records.warning[0], cases[i].says))
			assert_string_equal(records.warning[0], cases[i].says);
	}
}

static void bp_pci_record_read_config__extended_lists__a_warning_where_broken(void **state)
{
	static const struct {
		const char *name;
		unsigned bytes;
		u32 at[3][2]; /* where, dword */
		const char *says;
	} cases[] = {
		{ "none", 4096, { { 0x100, 0 } }, NULL },
		{ "one", 4096, { { 0x100, 0x0001000d } }, NULL },
		{ "ends", 4096, { { 0x100, 0x14010001 }, { 0x140, 0x0001000d } }, NULL },
		{ "ends in ones", 4096, { { 0x100, 0x14010001 }, { 0x140, ~0u } }, NULL },
		{ "ends in zeros", 4096, { { 0x100, 0x14010001 } }, NULL },
		{ "id 0 goes on",
		  4096,
		  { { 0x100, 0x14010000 }, { 0x140, 0x14010001 } },
		  "extended capabilities loops at 0x140" },
		{ "loops",
		  4096,
		  { { 0x100, 0x14010001 }, { 0x140, 0x10010002 } },
		  "extended capabilities loops at 0x100" },
		{ "last place",
		  4096,
		  { { 0x100, 0xffc10001 }, { 0xffc, 0xffc10002 } },
		  "loops at 0xffc" },
		{ "header", 4096, { { 0x100, 0x0f810001 } }, "points into the header at 0xf8" },
		{ "not read", 256, { { 0x100, 0x10010001 } }, NULL },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		memset(space, 0, sizeof(space));
		for (unsigned k = 0; k < 3; k++)
			if (cases[i].at[k][0])
				put(cases[i].at[k][0], cases[i].at[k][1], 4);
		read_space(cases[i].bytes);
		if (records.nr_warnings != (cases[i].says != NULL))
			fail_msg("%s", cases[i].name);
		if (cases[i].says && !strstr(records.warning[0], cases[i].says))
			assert_string_equal(records.warning[0], cases[i].says);
	}
}

/* A bit per BAR that is there; one of 64 bits takes two places. */
static void bp_pci_record_read_config__bars__which_are_there(void **state)
{
	static const struct {
		u8 header;
		u32 bar[6];
		unsigned there;
	} cases[] = {
		{ 0, { 0 }, 0 },
		{ 0, { 0xfe000000, 0xe001, 0, 0x10, 0x8, 0xffff0000 }, 0x3b },
		{ 0, { 0xfe000004, 0x60, 0xfd00000c, 0x60, 4, 0x60 }, 0x15 },
		{ 0, { 0, 0, 0, 0, 0, 0xfe000004 }, 0x20 },
		{ 0, { 0xfe000002, 0xfe000000 }, 0x3 },
		{ 1, { 0xfe000000, 0xfe000000, 0xfe000000 }, 0x3 },
		{ 2, { 0xfe000000, 0xfe000000 }, 0x1 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_pci_record r;

		memset(space, 0, sizeof(space));
		put(PCI_HEADER_TYPE, cases[i].header, 1);
		for (unsigned bar = 0; bar < 6; bar++)
			put(0x10 + 4 * bar, cases[i].bar[bar], 4);
		r = read_space(64);
		if (r.bars_there != cases[i].there)
			fail_msg("case %zu: 0x%x", i, r.bars_there);
		assert_int_equal(r.bars_known, 0);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_pci_record_read_config__header__ids_class_and_buses),
		cmocka_unit_test(bp_pci_record_read_config__no_vendor__the_heading_knows),
		cmocka_unit_test(bp_pci_record_read_config__express__type_of_the_port),
		cmocka_unit_test(bp_pci_record_read_config__links__speed_and_lanes),
		cmocka_unit_test(bp_pci_record_read_config__plain_lists__found_or_a_warning),
		cmocka_unit_test(bp_pci_record_read_config__extended_lists__a_warning_where_broken),
		cmocka_unit_test(bp_pci_record_read_config__bars__which_are_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
