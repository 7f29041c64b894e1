/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * BARs from copies of sysfs `resource` files.
 */
#include "bp_test.h"

#include <errno.h>

#include "input/lspci.h"
#include "input_test.h"

#define CAPTURE "tests/golden/real/qemu-q35-switch/"

static struct bp_pci_records records;

static void read_text(const char *text)
{
	const char *path = t_file(text);
	struct bp_error err = { 0 };

	assert_int_equal(bp_lspci_read(&records, path, &err), 0);
	unlink(path);
}

static void bp_pci_resources_read__capture__bars_of_sysfs(void **state)
{
	struct bp_error err = { 0 };
	const struct bp_pci_record *r;

	(void)state;
	assert_int_equal(bp_lspci_read(&records, t_source(CAPTURE "lspci-vvvxxxx.txt"), &err), 0);
	assert_int_equal(bp_pci_resources_read(&records, t_source(CAPTURE "resources.txt"), &err),
			 0);
	assert_int_equal(records.nr_warnings, 0);
	r = bp_pci_records_find(&records, 0, 0, PCI_DEVFN(0x1f, 2));
	assert_int_equal(r->bars_known, 1u << 4 | 1u << 5);
	assert_int_equal(r->bars[5].end, 0xfea03fff);
	assert_int_equal(r->bars[5].flags, 0x40200);
	bp_pci_records_free(&records);
}

static void bp_pci_resources_read__bad_files__line_and_reason(void **state)
{
	static const struct {
		const char *text;
		unsigned line;
		const char *says; /* NULL: fine */
	} cases[] = {
		{ "", 0, "no function is in it" },
		{ "0x0 0x0 0x0\n", 1, "the address of a function is missing" },
		{ "0000:00:01.0 0x1000 0x0 0x200\n", 1, "ends before it starts" },
		{ "0000:00:01.0 0x1000\n", 1, "start, end, flags" },
		/* what sscanf() would take: a sign, blanks, a second prefix */
		{ "0000:00:01.0 0x-2 0x-1 0x200\n", 1, "start, end, flags" },
		{ "0000:00:01.0 0x+1 0x2 0x200\n", 1, "start, end, flags" },
		{ "0000:00:01.0 0x 1 0x 2 0x 200\n", 1, "start, end, flags" },
		{ "0000:00:01.0 0x0x1 0x0x2 0x200\n", 1, "start, end, flags" },
		{ "0000:00:01.0 0x1 0x2 0x200 0x3\n", 1, "start, end, flags" },
		{ "0000:00:01.0 0x1 0x2 0x200z\n", 1, "start, end, flags" },
		{ "0000:00:01.0 0x1 0x2 0x10000000000000000\n", 1, "start, end, flags" },
		{ "0000:00:01.0 1 2 200\n", 1, "start, end, flags" },
		{ "0000:00:01.0 0x1000 0x1fff 0x200\n0x\n", 2, "start, end, flags" },
		{ "0000:00:01.0 0x0 0xffffffffffffffff 0x200\n", 1, "takes all addresses" },
		{ "0000:00:01.0\n0000:00:02.0\n0000:00:01.0\n", 3, "is there twice" },
		{ "0000:00:01.0\n0x1000 0x1fff 0x200\n", 0, NULL },
		{ "0000:00:01.0\t0x1000 0x1FFF  0x200 \r\n", 0, NULL },
		{ "0000:00:01.0 0x1 0xffffffffffffffff 0x200\n", 0, NULL },
		{ "0000:77:01.0 0x1000 0x1fff 0x200\n", 0, NULL },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_error err = { 0 };
		const char *path;
		int result;

		read_text("00:01.0 x\n00:02.0 y\n");
		path = t_file(cases[i].text);
		result = bp_pci_resources_read(&records, path, &err);
		unlink(path);
		assert_int_equal(result, cases[i].says ? -EINVAL : 0);
		if (cases[i].says && !strstr(err.text, cases[i].says))
			assert_string_equal(err.text, cases[i].says);
		if (cases[i].line)
			assert_int_equal(err.line, cases[i].line);
		bp_pci_records_free(&records);
	}
}

/* A line per BAR in their order; what a dump had told of a BAR is forgotten. */
static void bp_pci_resources_read__lines__bars_in_order(void **state)
{
	const struct bp_pci_record *r;
	struct bp_error err = { 0 };
	const char *path;

	(void)state;
	read_text("00:01.0 x\n\tRegion 1: Memory at fe000000 [size=4K]\n"
		  "\tRegion 2: Memory at fd000000 [size=4K]\n00:02.0 y\n");
	path = t_file("0000:00:77.0 0x1 0x2 0x200\n0000:09:02.0 0x1 0x2 0x200\n"
		      "0000:00:01.0 0x1000 0x1fff 0x200\n0x0 0x0 0x0\n0x3000 0x3000 0x100\n"
		      "0x4 0x4 0x4\n0x5 0x5 0x5\n0x6 0x6 0x6\n0x7 0x7 0x7\n0x8 0x8 0x8\n");
	assert_int_equal(bp_pci_resources_read(&records, path, &err), -EINVAL); /* no slot 77 */
	unlink(path);
	path = t_file("0000:09:02.0 0x1 0x2 0x200\n"
		      "0000:00:01.0 0x1000 0x1fff 0x200\n0x0 0x0 0x0\n0x3000 0x3000 0x100\n"
		      "0x4 0x4 0x4\n0x5 0x5 0x5\n0x6 0x6 0x6\n0x7 0x7 0x7\n0x8 0x8 0x8\n");
	assert_int_equal(bp_pci_resources_read(&records, path, &err), 0);
	unlink(path);
	r = bp_pci_records_find(&records, 0, 0, PCI_DEVFN(1, 0));
	assert_int_equal(r->bars_known, 0x3d);
	assert_int_equal(r->bars_there, 0x3d);
	assert_int_equal(r->bars[0].start, 0x1000);
	assert_int_equal(r->bars[0].end, 0x1fff);
	assert_int_equal(r->bars[1].end, 0);
	assert_int_equal(r->bars[2].flags, 0x100);
	assert_int_equal(r->bars[5].end, 6);
	assert_int_equal(records.nr_warnings, 1);
	assert_non_null(strstr(records.warning[0], "has 1 functions that the machine has not"));
	bp_pci_records_free(&records);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_pci_resources_read__capture__bars_of_sysfs),
		cmocka_unit_test(bp_pci_resources_read__bad_files__line_and_reason),
		cmocka_unit_test(bp_pci_resources_read__lines__bars_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
