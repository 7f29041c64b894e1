/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What lspci printed, read from bytes, from text and from both (docs/spec/p2pdma-newer.md 11).
 */
#include "bp_test.h"

#include <errno.h>

#include "input/lspci.h"
#include "input_test.h"

#define CAPTURE "tests/golden/real/qemu-q35-switch/"

#define BRIDGE_TEXT                                                                                \
	"0000:00:01.0 PCI bridge [0604]: Maker Root port [1b36:000c] (rev 02)\n"                   \
	"\tBus: primary=00, secondary=01, subordinate=05, sec-latency=0\n"                         \
	"\tCapabilities: [54] Express (v2) Root Port (Slot+), MSI 00\n"                            \
	"\t\tLnkCap:\tPort #0, Speed 16GT/s, Width x32, ASPM L0s\n"                                \
	"\t\tLnkSta:\tSpeed 8GT/s (downgraded), Width x4 (downgraded)\n"

#define ACS_TEXT                                                                                   \
	"\tCapabilities: [148 v1] Access Control Services\n"                                       \
	"\t\tACSCap:\tSrcValid+ TransBlk+ ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl- "         \
	"DirectTrans+\n"                                                                           \
	"\t\tACSCtl:\tSrcValid+ TransBlk- ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl- "         \
	"DirectTrans-\n"

static struct bp_pci_records records;

static int read_text(const char *text, struct bp_error *err)
{
	const char *path = t_file(text);
	int result = bp_lspci_read(&records, path, err);

	unlink(path);
	return result;
}

/* The only function of a text that must be well. */
static const struct bp_pci_record *read_one(const char *text)
{
	struct bp_error err = { 0 };

	if (read_text(text, &err))
		fail_msg("line %u: %s", err.line, err.text);
	assert_int_equal(records.n, 1);
	return &records.at[0];
}

static void bp_lspci_read__capture__every_function_with_all_its_bytes(void **state)
{
	struct bp_error err = { 0 };
	const struct bp_pci_record *r;

	(void)state;
	assert_int_equal(bp_lspci_read(&records, t_source(CAPTURE "lspci-vvvxxxx.txt"), &err), 0);
	assert_int_equal(records.n, 16);
	assert_int_equal(records.nr_warnings, 0);
	r = bp_pci_records_find(&records, 0, 0, PCI_DEVFN(1, 0));
	assert_string_equal(r->name, "Red Hat, Inc. QEMU PCIe Root port");
	assert_string_equal(r->class_name, "PCI bridge");
	assert_string_equal(r->driver, "pcieport");
	assert_int_equal(r->config_bytes, 4096);
	assert_int_equal(r->config[0x148], PCI_EXT_CAP_ID_ACS);
	assert_int_equal(r->pcie_type, PCI_EXP_TYPE_ROOT_PORT);
	assert_int_equal(r->subordinate, 5);
	assert_int_equal(r->link_cap.width, 32);
	assert_string_equal(r->link.speed, "2.5GT/s");
	assert_int_equal(r->bars_known, 1);
	assert_int_equal(r->bars[0].end, 0xfea00fff);
	assert_int_equal(bp_pci_records_find(&records, 0, 0, 0)->config_bytes, 256);
	assert_null(bp_pci_records_find(&records, 0, 8, 0));
	bp_pci_records_free(&records);
}

static void bp_lspci_read__text_alone__says_what_bytes_would(void **state)
{
	const struct bp_pci_record *r = read_one(BRIDGE_TEXT ACS_TEXT);

	(void)state;
	assert_null(r->config);
	assert_true(r->is_bridge && r->is_pcie && r->has_caps && r->has_acs && !r->acs_hidden);
	assert_int_equal(r->vendor, 0x1b36);
	assert_int_equal(r->device, 0x000c);
	assert_int_equal(r->class_code, 0x0604);
	assert_int_equal(r->secondary, 1);
	assert_int_equal(r->subordinate, 5);
	assert_int_equal(r->pcie_type, PCI_EXP_TYPE_ROOT_PORT);
	assert_int_equal(r->acs_cap, 0x5f);
	assert_int_equal(r->acs_ctrl, 0x1d);
	assert_string_equal(r->link.speed, "8GT/s");
	assert_int_equal(r->link.width, 4);
	assert_int_equal(r->link_cap.width, 32);
	bp_pci_records_free(&records);
}

/* With -v the capability is named and its state is not shown. */
static void bp_lspci_read__acs_without_state__not_known(void **state)
{
	const struct bp_pci_record *r =
		read_one(BRIDGE_TEXT "\tCapabilities: [148] Access Control Services\n");

	(void)state;
	assert_true(r->acs_hidden);
	assert_false(r->has_acs);
	bp_pci_records_free(&records);
}

/* What a request meets: enables, and the windows of bridges, closed ones left out. */
static void bp_lspci_read__command_and_windows__from_text(void **state)
{
	const struct bp_pci_record *r = read_one(
		BRIDGE_TEXT
		"\tControl: I/O+ Mem+ BusMaster- SpecCycle-\n"
		"\tMemory behind bridge: fe800000-fe9fffff [size=2M] [32-bit]\n"
		"\tPrefetchable memory behind bridge: 0000383ff9c00000-0000383ff9ffffff\n");

	(void)state;
	assert_true(r->has_command && r->windows_known);
	assert_int_equal(r->command, PCI_COMMAND_MEMORY);
	assert_int_equal(r->windows[0].start, 0xfe800000);
	assert_int_equal(r->windows[0].end, 0xfe9fffff);
	assert_int_equal(r->windows[1].start, 0x383ff9c00000);
	assert_int_equal(r->windows[1].end, 0x383ff9ffffff);
	bp_pci_records_free(&records);
	r = read_one(BRIDGE_TEXT "\tMemory behind bridge: fff00000-000fffff [disabled]\n"
				 "\tPrefetchable memory behind bridge: None\n");
	assert_true(r->windows_known);
	assert_int_equal(r->windows[0].end, 0);
	assert_int_equal(r->windows[1].end, 0);
	bp_pci_records_free(&records);
	r = read_one(BRIDGE_TEXT "\tMemory behind bridge: 00100000-001fffff [disabled]\n");
	assert_int_equal(r->windows[0].end, 0);
	assert_false(r->has_command);
	bp_pci_records_free(&records);
	r = read_one(BRIDGE_TEXT);
	assert_false(r->windows_known);
	bp_pci_records_free(&records);
}

static void bp_lspci_heading__forms__ids_class_and_name(void **state)
{
	static const struct {
		const char *line;
		bool has_ids, has_class;
		unsigned vendor, class_code;
		const char *name;
	} cases[] = {
		{ "00:00.0 Host bridge: Maker A Thing", false, false, 0, 0, "Maker A Thing" },
		{ "00:00.0 Host bridge [0600]: A Thing [AHCI mode] [8086:29c0] (rev 02)", true,
		  true, 0x8086, 0x0600, "A Thing [AHCI mode]" },
		{ "00:00.0 0604: 10b5:9716 (rev aa)", true, true, 0x10b5, 0x0604, "" },
		{ "00:00.0 Class 0604: Device 10b5:9716 (rev aa)", false, false, 0, 0,
		  "Device 10b5:9716" },
		{ "00:00.0 0604: 10b5:9716", true, true, 0x10b5, 0x0604, "" },
		{ "00:00.0 A [0106]: B (prog-if 01 [AHCI 1.0])", false, true, 0, 0x0106, "B" },
		{ "00:00.0", false, false, 0, 0, "" },
		{ "00:00.0 words", false, false, 0, 0, "" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		const struct bp_pci_record *r = read_one(cases[i].line);

		assert_string_equal(r->name, cases[i].name);
		assert_int_equal(r->has_ids, cases[i].has_ids);
		assert_int_equal(r->vendor, cases[i].vendor);
		assert_int_equal(r->has_class, cases[i].has_class);
		assert_int_equal(r->class_code, cases[i].class_code);
		bp_pci_records_free(&records);
	}
}

/* What is printed again must be text: JSON takes UTF-8 alone. */
static void bp_pci_text_copy__forms__whole_characters_alone(void **state)
{
	static const struct {
		const char *from, *to;
	} cases[] = {
		{ "plain", "plain" },
		{ "ends in blanks", "ends in blank" }, /* cut: 13 bytes fit */
		{ "blank  ", "blank" },
		{ "M\xc3\xbcller", "M\xc3\xbcller" },
		{ "\xe2\x82\xac \xf0\x9f\x98\x80", "\xe2\x82\xac \xf0\x9f\x98\x80" },
		{ "a\x01\x7f"
		  "b",
		  "a??b" },
		{ "\xff\xc3(", "?"
			       "?(" },
		{ "\xc0\xaf\xed\xa0\x80", "?????" }, /* too long a form, half a pair */
		{ "\xf4\x90\x80\x80", "????" },
		{ "\xe2\x82", "??" },
		{ "123456789012\xc3\xbc", "123456789012" },
	};
	char to[14];

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		const char *from = cases[i].from;

		bp_pci_text_copy(to, sizeof(to), from, from + strlen(from));
		assert_string_equal(to, cases[i].to);
	}
}

static void bp_lspci_fact__regions__start_size_and_flags(void **state)
{
#define MEM IORESOURCE_MEM
	static const struct {
		const char *line;
		bool there, known;
		u64 start, end;
		unsigned long flags;
	} cases[] = {
		{ "Region 0: Memory at fe000000 (64-bit, non-prefetchable) [size=16K]", true, true,
		  0xfe000000, 0xfe003fff, MEM | IORESOURCE_MEM_64 },
		{ "Region 0: Memory at 6000000000 (64-bit, prefetchable) [size=64G]", true, true,
		  0x6000000000, 0x6fffffffff, MEM | IORESOURCE_MEM_64 | IORESOURCE_PREFETCH },
		{ "Region 0: I/O ports at d040 [size=32]", true, true, 0xd040, 0xd05f,
		  IORESOURCE_IO },
		{ "Region 0: Memory at fe000000 (32-bit, non-prefetchable)", true, false, 0, 0, 0 },
		{ "Region 0: Memory at <unassigned> (32-bit) [size=4K]", true, false, 0, 0, 0 },
		{ "Region 0: Memory at ffffffffffffffff (64-bit) [size=4K]", true, false, 0, 0, 0 },
		{ "Region 0: Memory at 1000 [size=99999999999T]", true, false, 0, 0, 0 },
		{ "Region 9: Memory at fe000000 [size=4K]", false, false, 0, 0, 0 },
		{ "Region 0", false, false, 0, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_pci_record r = { 0 };

		bp_lspci_fact(&r, cases[i].line, 1);
		assert_int_equal(r.bars_there, cases[i].there);
		assert_int_equal(r.bars_known, cases[i].known);
		assert_int_equal(r.bars[0].start, cases[i].start);
		assert_int_equal(r.bars[0].end, cases[i].end);
		assert_int_equal(r.bars[0].flags, cases[i].flags);
		memset(&r, 0, sizeof(r));
		bp_lspci_fact(&r, cases[i].line, 2); /* a virtual function's */
		assert_int_equal(r.bars_there, 0);
	}
}

static void bp_lspci_read__pasted_text__blanks_are_tabs_and_noise_is_counted(void **state)
{
	const struct bp_pci_record *r =
		read_one("my machine:\nlspci: Unable to load libkmod resources: error -2\n"
			 "00:01.0 PCI bridge: x\r\n"
			 "        Bus: primary=00, secondary=01, subordinate=01\n"
			 "        Capabilities: <access denied>\n");

	(void)state;
	assert_true(r->is_bridge && r->denied && !r->has_caps);
	assert_int_equal(records.nr_warnings, 1);
	assert_non_null(strstr(records.warning[0], "1 lines are not lspci's"));
	bp_pci_records_free(&records);
}

static void bp_lspci_read__bad_dumps__line_and_reason(void **state)
{
	static const struct {
		const char *text;
		unsigned line;
		const char *says;
	} cases[] = {
		{ "", 0, "no function of a PCI machine" },
		{ "hello\n", 0, "no function of a PCI machine" },
		{ "00: 86 80\n", 1, "bytes before the first heading" },
		{ "00:01.0 x\n00: 86 8\n", 2, "cut off or malformed" },
		{ "00:01.0 x\n00: 86 zz\n", 2, "cut off or malformed" },
		{ "00:01.0 x\n00:\n", 2, "cut off or malformed" },
		{ "00:01.0 x\n00: 0 1 2 3 4 5 6 7 8 9 a b c d e f 0\n", 2, "cut off" },
		{ "00:01.0 x\n10: 86 80\n", 2, "not in order" },
		{ "00:01.0 x\n00: 86 80\n00: 86 80\n", 3, "not in order" },
		{ "00:01.0 x\n\n0000:00:01.0 x\n", 3, "is there twice, also in line 1" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_error err = { 0 };

		assert_int_equal(read_text(cases[i].text, &err), -EINVAL);
		assert_int_equal(err.line, cases[i].line);
		if (!strstr(err.text, cases[i].says))
			assert_string_equal(err.text, cases[i].says);
		bp_pci_records_free(&records);
	}
}

static void bp_lspci_read__no_file__said(void **state)
{
	struct bp_error err = { 0 };

	(void)state;
	assert_int_equal(bp_lspci_read(&records, "no/such/file", &err), -ENOENT);
	assert_non_null(strstr(err.text, "cannot be opened"));
}

static void bp_lspci_read__too_many_functions__refused(void **state)
{
	struct bp_error err = { 0 };
	char *text = malloc(16 * (BP_PCI_RECORDS_MAX + 2)), *at = text;

	(void)state;
	for (unsigned i = 0; i <= BP_PCI_RECORDS_MAX; i++)
		at += sprintf(at, "%02x:%02x.%x\n", i >> 8, PCI_SLOT(i), PCI_FUNC(i));
	assert_int_equal(read_text(text, &err), -EINVAL);
	assert_non_null(strstr(err.text, "at most 16384"));
	bp_pci_records_free(&records);
	free(text);
}

/* A machine may have none, or hide it; it must not end the process. */
static void bp_libpci_machine__here__functions_or_a_message(void **state)
{
	struct bp_error err = { 0 };

	(void)state;
	if (bp_libpci_machine(&records, &err))
		assert_string_not_equal(err.text, "");
	else
		assert_true(records.n > 0);
	bp_pci_records_free(&records);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_lspci_read__capture__every_function_with_all_its_bytes),
		cmocka_unit_test(bp_lspci_read__text_alone__says_what_bytes_would),
		cmocka_unit_test(bp_lspci_read__acs_without_state__not_known),
		cmocka_unit_test(bp_lspci_read__command_and_windows__from_text),
		cmocka_unit_test(bp_lspci_heading__forms__ids_class_and_name),
		cmocka_unit_test(bp_pci_text_copy__forms__whole_characters_alone),
		cmocka_unit_test(bp_lspci_fact__regions__start_size_and_flags),
		cmocka_unit_test(bp_lspci_read__pasted_text__blanks_are_tabs_and_noise_is_counted),
		cmocka_unit_test(bp_lspci_read__bad_dumps__line_and_reason),
		cmocka_unit_test(bp_lspci_read__no_file__said),
		cmocka_unit_test(bp_lspci_read__too_many_functions__refused),
		cmocka_unit_test(bp_libpci_machine__here__functions_or_a_message),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
