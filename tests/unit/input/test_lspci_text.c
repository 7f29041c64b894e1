/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Words of lspci: the forms that count, and what only looks like one of them.
 */
#include "bp_test.h"

#include <string.h>

#include "input/lspci.h"

static struct bp_pci_record fact(const char *line, unsigned depth)
{
	struct bp_pci_record r = { 0 };

	bp_lspci_fact(&r, line, depth);
	return r;
}

static void bp_lspci_fact__buses__two_digits_each(void **state)
{
	static const char *const strange[] = {
		"Bus: primary=-1, secondary=-2, subordinate=+3",
		"Bus: primary=000, secondary=001, subordinate=0ff",
		"Bus: primary=00, secondary=zz, subordinate=ff",
		"Bus: primary=00, secondary=0, subordinate=ff",
		"Bus: primary=00, secondary=01",
		"Bus: primary=00 secondary=01 subordinate=02",
		"Bus: secondary=01, subordinate=02",
	};
	struct bp_pci_record r = fact("Bus: primary=0a, secondary=0b, subordinate=1f, sec-", 1);

	(void)state;
	assert_true(r.is_bridge);
	assert_int_equal(r.primary, 0x0a);
	assert_int_equal(r.secondary, 0x0b);
	assert_int_equal(r.subordinate, 0x1f);
	for (size_t i = 0; i < bp_array_size(strange); i++)
		if (fact(strange[i], 1).is_bridge)
			fail_msg("%s", strange[i]);
	assert_false(fact("Bus: primary=0a, secondary=0b, subordinate=1f", 2).is_bridge);
}

/* The port types of section 11 in the words of lspci. */
static void bp_lspci_fact__express__every_type(void **state)
{
	static const struct {
		const char *line;
		bool is_pcie;
		u8 type;
	} cases[] = {
		{ "Capabilities: [54] Express (v2) Endpoint, MSI 00", true, 0 },
		{ "Capabilities: [54] Express (v1) Legacy Endpoint, MSI 00", true, 1 },
		{ "Capabilities: [54] Express (v2) Root Port (Slot+), MSI 00", true, 4 },
		{ "Capabilities: [54] Express (v2) Upstream Port, MSI 00", true, 5 },
		{ "Capabilities: [54] Express (v2) Downstream Port (Slot-), MSI 00", true, 6 },
		{ "Capabilities: [54] Express (v1) PCI-Express to PCI/PCI-X Bridge, MSI", true, 7 },
		{ "Capabilities: [54] Express (v1) PCI/PCI-X to PCI-Express Bridge, MSI", true, 8 },
		{ "Capabilities: [54] Express (v2) Root Complex Integrated Endpoint", true, 9 },
		{ "Capabilities: [54] Express (v2) Root Complex Event Collector", true, 10 },
		{ "Capabilities: [54] Express (v2) Something Else", false, 0 },
		{ "Capabilities: [54] Express Root Port", false, 0 },
		{ "Capabilities: [54 Express (v2) Root Port", false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_pci_record r = fact(cases[i].line, 1);

		if (r.is_pcie != cases[i].is_pcie || r.pcie_type != cases[i].type || !r.has_caps)
			fail_msg("%s: %u", cases[i].line, r.pcie_type);
	}
}

/* P-5: each name alone is its bit, in the capability and in the control. */
static void bp_lspci_fact__acs__each_bit(void **state)
{
	static const char *const names[] = {
		"SrcValid",    "TransBlk",   "ReqRedir",    "CmpltRedir",
		"UpstreamFwd", "EgressCtrl", "DirectTrans",
	};

	(void)state;
	for (unsigned bit = 0; bit < bp_array_size(names); bit++) {
		char line[200];
		struct bp_pci_record r;

		strcpy(line, "ACSCtl:\t");
		for (unsigned i = 0; i < bp_array_size(names); i++) {
			strcat(line, names[i]);
			strcat(line, i == bit ? "+ " : "- ");
		}
		r = fact(line, 2);
		assert_true(r.has_acs);
		assert_int_equal(r.acs_ctrl, 1u << bit);
		assert_int_equal(r.acs_cap, 0);
		memcpy(line, "ACSCap:", 7);
		r = fact(line, 2);
		assert_false(r.has_acs);
		assert_int_equal(r.acs_cap, 1u << bit);
	}
}

static void bp_lspci_fact__links__speed_and_lanes(void **state)
{
	static const struct {
		const char *line;
		const char *speed;
		unsigned width;
	} cases[] = {
		{ "LnkSta:\tSpeed 8GT/s (downgraded), Width x4 (downgraded)", "8GT/s", 4 },
		{ "LnkSta:\tSpeed 2.5GT/s, Width x16", "2.5GT/s", 16 },
		{ "LnkSta:\tSpeed 8GT/s, Width x-1", "", 0 },
		{ "LnkSta:\tSpeed 8GT/s, Width x", "", 0 },
		{ "LnkSta:\tWidth x4", "", 0 },
		{ "LnkSta:\tSpeed 8GT/s", "", 0 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_pci_record r = fact(cases[i].line, 2);

		assert_string_equal(r.link.speed, cases[i].speed);
		assert_int_equal(r.link.width, cases[i].width);
		assert_int_equal(r.link_cap.width, 0);
	}
}

static void bp_lspci_fact__windows__open_closed_or_not_told(void **state)
{
	static const struct {
		const char *text;
		bool known;
		u64 start, end;
	} cases[] = {
		{ "fe800000-fe9fffff [size=2M] [32-bit]", true, 0xfe800000, 0xfe9fffff },
		{ "00000000fe800000-00000000fe9fffff", true, 0xfe800000, 0xfe9fffff },
		{ "fe800000-fe9fffff [disabled]", true, 0, 0 },
		{ "fff00000-000fffff", true, 0, 0 },
		{ "None", true, 0, 0 },
		{ "-fe800000-fe9fffff", false, 0, 0 },
		{ "fe800000--1fffffff", false, 0, 0 },
		{ "0xfe800000-0xfe9fffff", false, 0, 0 },
		{ "fe800000-fe9fffffx", false, 0, 0 },
		{ "fe80-fe9f", false, 0, 0 },
		{ "fe800000", false, 0, 0 },
		{ "<unassigned>", false, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++)
		for (unsigned which = 0; which < 2; which++) {
			char line[100];
			struct bp_pci_record r;

			strcpy(line, which ? "Prefetchable memory behind bridge: "
					   : "Memory behind bridge: ");
			strcat(line, cases[i].text);
			r = fact(line, 1);
			if (r.windows_known != cases[i].known)
				fail_msg("%s", line);
			assert_int_equal(r.windows[which].start, cases[i].start);
			assert_int_equal(r.windows[which].end, cases[i].end);
			assert_int_equal(r.windows[!which].end, 0);
		}
}

/* The largest size that any machine has, and what is none. */
static void bp_lspci_fact__sizes__with_their_unit(void **state)
{
	static const struct {
		const char *line;
		u64 start, bytes; /* 0 for not known */
	} cases[] = {
		{ "Region 0: Memory at 0 (64-bit) [size=1048576T]", 0, 1ull << 60 },
		{ "Region 0: Memory at 1000 (64-bit) [size=1048577T]", 0, 0 },
		{ "Region 0: Memory at 1000 [disabled] [size=16M]", 0x1000, 16 << 20 },
		{ "Region 0: Memory at 1000 [size=16X]", 0, 0 },
		{ "Region 0: Memory at 1000 [size=16", 0, 0 },
		{ "Region 0: Memory at 1000 [size=16K", 0, 0 },
		{ "Region 0: Memory at 1000 [size=]", 0, 0 },
		{ "Region 0: Memory at 1000 [size=-1]", 0, 0 },
		{ "Region 0: Memory at 1000 [size=0]", 0, 0 },
		{ "Region 0: Memory at -1 [size=4K]", 0, 0 },
		{ "Region 0: Memory at 0x1000 [size=4K]", 0, 0 },
		{ "Region 0: Memory at 10000000000000000 [size=4K]", 0, 0 },
		{ "Region 0: Memory at fffffffffffff000 [size=2K]", 0xfffffffffffff000, 2048 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_pci_record r = fact(cases[i].line, 1);

		if (r.bars_known != (cases[i].bytes != 0))
			fail_msg("%s", cases[i].line);
		assert_int_equal(r.bars_there, 1);
		assert_int_equal(r.bars[0].start, cases[i].start);
		if (cases[i].bytes)
			assert_int_equal(r.bars[0].end - r.bars[0].start + 1, cases[i].bytes);
	}
}

/* Every BAR has its bit; what is no BAR has none. */
static void bp_lspci_fact__regions__six_of_them(void **state)
{
	char line[] = "Region 0: Memory at fe000000 (32-bit) [size=4K]";

	(void)state;
	for (unsigned bar = 0; bar < 10; bar++) {
		struct bp_pci_record r;

		line[strlen("Region ")] = (char)('0' + bar);
		r = fact(line, 1);
		assert_int_equal(r.bars_there, bar < 6 ? 1u << bar : 0);
		assert_int_equal(r.bars_known, bar < 6 ? 1u << bar : 0);
	}
}

/* A fact counts at its own depth or above: deeper it is one of a virtual function or a port. */
static void bp_lspci_fact__too_deep__not_read(void **state)
{
	static const char *const at_1[] = {
		"Bus: primary=00, secondary=01, subordinate=02",
		"Capabilities: [54] Express (v2) Root Port",
		"Kernel driver in use: nvme",
		"Memory behind bridge: fe800000-fe9fffff",
		"Control: I/O- Mem+ BusMaster+",
	};
	static const char *const at_2[] = {
		"ACSCap: SrcValid+",
		"ACSCtl: SrcValid+",
		"LnkCap: Speed 8GT/s, Width x4",
		"LnkSta: Speed 8GT/s, Width x4",
	};
	const struct bp_pci_record none = { 0 };

	(void)state;
	for (size_t i = 0; i < bp_array_size(at_1); i++) {
		struct bp_pci_record near = fact(at_1[i], 1), deep = fact(at_1[i], 2);

		assert_memory_not_equal(&near, &none, sizeof(none));
		assert_memory_equal(&deep, &none, sizeof(none));
	}
	for (size_t i = 0; i < bp_array_size(at_2); i++) {
		struct bp_pci_record near = fact(at_2[i], 2), deep = fact(at_2[i], 3);

		assert_memory_not_equal(&near, &none, sizeof(none));
		assert_memory_equal(&deep, &none, sizeof(none));
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_lspci_fact__buses__two_digits_each),
		cmocka_unit_test(bp_lspci_fact__express__every_type),
		cmocka_unit_test(bp_lspci_fact__acs__each_bit),
		cmocka_unit_test(bp_lspci_fact__links__speed_and_lanes),
		cmocka_unit_test(bp_lspci_fact__windows__open_closed_or_not_told),
		cmocka_unit_test(bp_lspci_fact__sizes__with_their_unit),
		cmocka_unit_test(bp_lspci_fact__regions__six_of_them),
		cmocka_unit_test(bp_lspci_fact__too_deep__not_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
