/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lists of capabilities, whole and broken.
 */
#include <string.h>

#include "bp_test.h"
#include "pci.h"

/* A byte or, for the extended list, a dword somewhere in the space. */
struct poke {
	unsigned where;
	u32 value;
};

#define POKES_MAX 6

static const struct {
	const char *name;
	unsigned bytes;
	struct poke poke[POKES_MAX];
	unsigned expected;
} plain[] = {
	{ "none: the status says so", 256, { { 0x34, 0x40 }, { 0x40, 0x10 } }, 0 },
	{ "the first", 256, { { 0x06, 0x10 }, { 0x34, 0x40 }, { 0x40, 0x10 } }, 0x40 },
	{ "low bits of a pointer do not count",
	  256,
	  { { 0x06, 0x10 }, { 0x34, 0x43 }, { 0x40, 0x10 } },
	  0x40 },
	{ "the second",
	  256,
	  { { 0x06, 0x10 }, { 0x34, 0x40 }, { 0x40, 0x05 }, { 0x41, 0x53 }, { 0x50, 0x10 } },
	  0x50 },
	{ "another one", 256, { { 0x06, 0x10 }, { 0x34, 0x40 }, { 0x40, 0x05 } }, 0 },
	{ "a list that loops",
	  256,
	  { { 0x06, 0x10 }, { 0x34, 0x40 }, { 0x40, 0x05 }, { 0x41, 0x40 } },
	  0 },
	{ "a list into the header", 256, { { 0x06, 0x10 }, { 0x34, 0x04 }, { 0x04, 0x10 } }, 0 },
	{ "nothing answers", 256, { { 0x06, 0x10 }, { 0x34, 0x40 }, { 0x40, 0xff } }, 0 },
	{ "nothing answers: that is an end",
	  256,
	  { { 0x06, 0x10 }, { 0x34, 0x40 }, { 0x40, 0xff }, { 0x41, 0x50 }, { 0x50, 0x10 } },
	  0 },
	{ "an id of which this one is a part",
	  256,
	  { { 0x06, 0x10 }, { 0x34, 0x40 }, { 0x40, 0x11 } },
	  0 },
	{ "behind what was read", 64, { { 0x06, 0x10 }, { 0x34, 0x40 } }, 0 },
	{ "CardBus has its pointer at 0x14",
	  256,
	  { { 0x06, 0x10 }, { 0x0e, 0x82 }, { 0x14, 0x40 }, { 0x40, 0x10 } },
	  0x40 },
	{ "the status was not read", 6, { { 0 } }, 0 },
	{ "the pointer was not read", 16, { { 0x06, 0x10 } }, 0 },
};

static void pci_find_capability__lists__table(void **state)
{
	u8 config[256];

	(void)state;
	for (size_t i = 0; i < bp_array_size(plain); i++) {
		struct pci_dev dev = { .config = config, .config_bytes = plain[i].bytes };
		unsigned at;

		memset(config, 0, sizeof(config));
		for (unsigned k = 0; k < POKES_MAX; k++)
			config[plain[i].poke[k].where] |= (u8)plain[i].poke[k].value;
		at = pci_find_capability(&dev, PCI_CAP_ID_EXP);
		if (at != plain[i].expected)
			fail_msg("%s: 0x%x", plain[i].name, at);
	}
}

static const struct {
	const char *name;
	unsigned bytes;
	struct poke poke[POKES_MAX];
	unsigned expected;
} extended[] = {
	{ "the first", 4096, { { 0x100, 0x0001000d } }, 0x100 },
	{ "the second", 4096, { { 0x100, 0x14010001 }, { 0x140, 0x0001000d } }, 0x140 },
	{ "at the very end", 4096, { { 0x100, 0xffc10001 }, { 0xffc, 0x0001000d } }, 0xffc },
	{ "low bits of a pointer do not count",
	  4096,
	  { { 0x100, 0x14310001 }, { 0x140, 0x0001000d } },
	  0x140 },
	{ "all zeros", 4096, { { 0 } }, 0 },
	{ "all ones", 4096, { { 0x100, ~0u } }, 0 },
	{ "all ones further on", 4096, { { 0x100, 0x14010001 }, { 0x140, ~0u } }, 0 },
	{ "a list that loops", 4096, { { 0x100, 0x14010001 }, { 0x140, 0x10010002 } }, 0 },
	{ "a list into the plain space", 4096, { { 0x100, 0x04010001 }, { 0x40, 0x000d } }, 0 },
	{ "a space of 256 bytes", 256, { { 0 } }, 0 },
};

static void pci_find_ext_capability__lists__table(void **state)
{
	static u8 config[4096];

	(void)state;
	for (size_t i = 0; i < bp_array_size(extended); i++) {
		struct pci_dev dev = { .config = config, .config_bytes = extended[i].bytes };
		unsigned at;

		memset(config, 0, sizeof(config));
		for (unsigned k = 0; k < POKES_MAX; k++)
			for (unsigned byte = 0; byte < 4; byte++)
				config[extended[i].poke[k].where + byte] |=
					(u8)(extended[i].poke[k].value >> 8 * byte);
		at = pci_find_ext_capability(&dev, PCI_EXT_CAP_ID_ACS);
		if (at != extended[i].expected)
			fail_msg("%s: 0x%x", extended[i].name, at);
	}
}

/* As many as there is room for: the last is found, and one more than that ends a loop. */
static void pci_find_capability__longest_list__last_found(void **state)
{
	u8 config[256] = { [PCI_STATUS] = PCI_STATUS_CAP_LIST, [PCI_CAPABILITY_LIST] = 0x40 };
	const struct pci_dev dev = { .config = config, .config_bytes = sizeof(config) };

	(void)state;
	for (unsigned at = 0x40; at < 0xfc; at += 4) {
		config[at] = 0x05;
		config[at + 1] = (u8)(at + 4);
	}
	config[0xfc] = PCI_CAP_ID_EXP;
	assert_int_equal(pci_find_capability(&dev, PCI_CAP_ID_EXP), 0xfc);
}

static void pci_find_ext_capability__longest_list__last_found(void **state)
{
	static u8 config[4096];
	const struct pci_dev dev = { .config = config, .config_bytes = sizeof(config) };

	(void)state;
	for (unsigned at = 0x100; at < 0xff8; at += 8) {
		config[at] = 0x01;
		config[at + 2] = (u8)((at + 8) << 4);
		config[at + 3] = (u8)((at + 8) >> 4);
	}
	config[0xff8] = PCI_EXT_CAP_ID_ACS;
	assert_int_equal(pci_find_ext_capability(&dev, PCI_EXT_CAP_ID_ACS), 0xff8);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(pci_find_capability__lists__table),
		cmocka_unit_test(pci_find_ext_capability__lists__table),
		cmocka_unit_test(pci_find_capability__longest_list__last_found),
		cmocka_unit_test(pci_find_ext_capability__longest_list__last_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
