/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which functions are virtual ones of which (docs/spec/p2pdma-newer.md 11).
 */
#include "bp_test.h"

#include <string.h>

#include "input/pci_virtual.h"

#define FUNCTIONS 8

/* SR-IOV somewhere in the extended list. */
struct sriov {
	unsigned where;
	unsigned control, num_vfs, offset, stride;
};

static void put_word(u8 *space, unsigned where, unsigned value)
{
	if (where > 4094)
		return;
	space[where] = (u8)value;
	space[where + 1] = (u8)(value >> 8);
}

static void fill(u8 *space, const struct sriov *sriov)
{
	memset(space, 0, 4096);
	if (sriov->where > 0x100) {
		put_word(space, 0x100, 0x0001); /* another one first */
		put_word(space, 0x102, sriov->where << 4 | 1);
	}
	put_word(space, sriov->where, PCI_EXT_CAP_ID_SRIOV);
	put_word(space, sriov->where + 0x08, sriov->control);
	put_word(space, sriov->where + 0x10, sriov->num_vfs);
	put_word(space, sriov->where + 0x14, sriov->offset);
	put_word(space, sriov->where + 0x16, sriov->stride);
}

/* The first is the physical function, the others stand at these addresses of its domain. */
static const struct {
	const char *name;
	struct sriov sriov;
	unsigned at[FUNCTIONS]; /* bus << 8 | devfn */
	const char *is_virtual; /* a letter each: v or - */
} cases[] = {
	{ "off", { 0x100, 0, 2, 1, 1 }, { 0x300, 0x301, 0x302 }, "--" },
	{ "other control bits", { 0x100, 0xfe, 2, 1, 1 }, { 0x300, 0x301, 0x302 }, "--" },
	{ "on", { 0x100, 0x19, 2, 1, 1 }, { 0x300, 0x301, 0x302, 0x303 }, "vv-" },
	{ "further on in the list", { 0x164, 1, 1, 1, 1 }, { 0x300, 0x301, 0x302 }, "v-" },
	{ "at the end of the space", { 0xfe8, 1, 1, 1, 1 }, { 0x300, 0x301, 0x302 }, "v-" },
	{ "beyond the end of the space", { 0xff8, 1, 1, 1, 1 }, { 0x300, 0x301, 0x302 }, "--" },
	{ "none", { 0x100, 1, 0, 1, 1 }, { 0x300, 0x301 }, "-" },
	{ "stride 2", { 0x100, 1, 2, 1, 2 }, { 0x300, 0x301, 0x302, 0x303, 0x305 }, "v-v-" },
	{ "next bus", { 0x100, 1, 2, 0x100, 1 }, { 0x300, 0x301, 0x400, 0x401, 0x402 }, "-vv-" },
	{ "300 of them", { 0x100, 1, 300, 1, 1 }, { 0x300, 0x42c, 0x42d }, "v-" },
	{ "stride 0", { 0x100, 1, 2, 1, 0 }, { 0x300, 0x301, 0x302 }, "v-" },
	{ "stride 0, none", { 0x100, 1, 0, 1, 0 }, { 0x300, 0x301 }, "-" },
	{ "offset beyond all buses", { 0x100, 1, 9, 0xffff, 1 }, { 0x300, 0x301, 0xffff }, "--" },
};

static void bp_pci_virtual_find__sriov__table(void **state)
{
	static u8 space[4096];

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_pci_record at[FUNCTIONS] = { 0 };
		struct bp_pci_records records = { .at = at };

		fill(space, &cases[i].sriov);
		at[0].config = space;
		at[0].config_bytes = sizeof(space);
		while (records.n < FUNCTIONS && cases[i].at[records.n]) {
			at[records.n].bus = (u8)(cases[i].at[records.n] >> 8);
			at[records.n].devfn = (u8)cases[i].at[records.n];
			at[records.n++].physfn = -1;
		}
		bp_pci_virtual_find(&records);
		for (unsigned k = 1; k < records.n; k++)
			if (at[k].physfn != (cases[i].is_virtual[k - 1] == 'v' ? 0 : -1))
				fail_msg("%s: %u is of %d", cases[i].name, k, at[k].physfn);
	}
}

/* Who cannot be one: a bridge, one of another already, one in another domain. */
static void bp_pci_virtual_find__others__left_alone(void **state)
{
	static u8 space[4096], none[256];
	struct bp_pci_record at[] = {
		{ .bus = 3, .config = space, .config_bytes = 4096, .physfn = -1 },
		{ .bus = 3, .devfn = 1, .config = space, .config_bytes = 4096, .physfn = -1 },
		{ .bus = 3, .devfn = 2, .config = none, .config_bytes = 256, .physfn = -1 },
		{ .bus = 3, .devfn = 3, .is_bridge = true, .physfn = -1 },
		{ .bus = 3, .devfn = 4, .physfn = -1 },
		{ .domain = 1, .bus = 3, .devfn = 2, .physfn = -1 },
	};
	struct bp_pci_records records = { .at = at, .n = bp_array_size(at) };

	(void)state;
	fill(space, &(struct sriov){ 0x100, 1, 7, 1, 1 });
	bp_pci_virtual_find(&records);
	assert_int_equal(at[0].physfn, -1);
	assert_int_equal(at[1].physfn, 0);
	assert_int_equal(at[2].physfn, 0); /* not of the virtual one before it */
	assert_int_equal(at[3].physfn, -1);
	assert_int_equal(at[4].physfn, 0);
	assert_int_equal(at[5].physfn, -1);
}

static void bp_pci_virtual_find__broken_lists__end(void **state)
{
	static u8 space[4096];
	struct bp_pci_record at[] = {
		{ .config = space, .config_bytes = 4096, .physfn = -1 },
		{ .devfn = 1, .physfn = -1 },
	};
	struct bp_pci_records records = { .at = at, .n = bp_array_size(at) };

	(void)state;
	fill(space, &(struct sriov){ 0x200, 1, 7, 1, 1 });
	put_word(space, 0x102, 0x1001); /* to itself */
	bp_pci_virtual_find(&records);
	assert_int_equal(at[1].physfn, -1);
	put_word(space, 0x102, 0x2001);
	at[0].config_bytes = 256;
	bp_pci_virtual_find(&records);
	assert_int_equal(at[1].physfn, -1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_pci_virtual_find__sriov__table),
		cmocka_unit_test(bp_pci_virtual_find__others__left_alone),
		cmocka_unit_test(bp_pci_virtual_find__broken_lists__end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
