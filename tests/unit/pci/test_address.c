/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Resources and bus addresses (P2P-A3, P2P-F5).
 */
#include "bp_test.h"
#include "pci.h"

static void pci_resource_len__bars__table(void **state)
{
	static const struct {
		struct resource res;
		u64 len;
	} cases[] = {
		{ { 0, 0, 0 }, 0 },
		{ { 0, 0xfff, IORESOURCE_MEM }, 4096 },
		{ { 0x1000, 0x1fff, IORESOURCE_MEM }, 4096 },
		{ { 0x1000, 0x1000, IORESOURCE_IO }, 1 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		const struct pci_dev dev = { .resource[2] = cases[i].res };

		assert_int_equal(pci_resource_len(&dev, 2), cases[i].len);
		assert_int_equal(pci_resource_start(&dev, 2), cases[i].res.start);
		assert_int_equal(pci_resource_end(&dev, 2), cases[i].res.end);
		assert_int_equal(pci_resource_flags(&dev, 2), cases[i].res.flags);
	}
}

/* P2P-A3.3: bus = CPU - offset of the window that holds the whole BAR. */
static void pci_bus_address__windows__table(void **state)
{
	static const struct bp_pci_window windows[] = {
		{ { 0, 0xffff, IORESOURCE_IO }, 0x100 },
		{ { 0x80000000, 0x8fffffff, IORESOURCE_MEM }, 0 },
		{ { 0x4000000000, 0x40ffffffff, IORESOURCE_MEM }, 0x3f80000000 },
		{ { 0x10000, 0x1ffff, IORESOURCE_MEM }, 0x20000 },
	};
	static const struct {
		const char *name;
		struct resource bar;
		u64 bus;
	} cases[] = {
		{ "offset 0", { 0x80000000, 0x80003fff, IORESOURCE_MEM }, 0x80000000 },
		{ "the whole window", { 0x4000000000, 0x40ffffffff, IORESOURCE_MEM }, 0x80000000 },
		{ "P2P-F5", { 0x4010000000, 0x401fffffff, IORESOURCE_MEM }, 0x90000000 },
		{ "a prefetchable one",
		  { 0x4010000000, 0x401fffffff, IORESOURCE_MEM | IORESOURCE_PREFETCH },
		  0x90000000 },
		{ "no window", { 0xc0000000, 0xc0000fff, IORESOURCE_MEM }, 0xc0000000 },
		{ "ends outside", { 0x8ffff000, 0x90000fff, IORESOURCE_MEM }, 0x8ffff000 },
		{ "starts outside", { 0x7ffff000, 0x80000fff, IORESOURCE_MEM }, 0x7ffff000 },
		{ "a port", { 0x1000, 0x10ff, IORESOURCE_IO }, 0xf00 },
		{ "memory where ports are", { 0x1000, 0x1fff, IORESOURCE_MEM }, 0x1000 },
		{ "A4.4: wraps", { 0x10000, 0x10fff, IORESOURCE_MEM }, 0ull - 0x10000 },
	};
	struct pci_host_bridge bridge = { .windows = windows,
					  .nr_windows = bp_array_size(windows) };
	struct pci_bus bus = { .bridge = &bridge };

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		const struct pci_dev dev = { .bus = &bus, .resource[4] = cases[i].bar };

		if (pci_bus_address(&dev, 4).bus != cases[i].bus)
			fail_msg("%s: 0x%llx", cases[i].name,
				 (unsigned long long)pci_bus_address(&dev, 4).bus);
	}
}

/* P2P-A3.4: the other way. */
static void pcibios_bus_to_resource__windows__table(void **state)
{
	static const struct bp_pci_window windows[] = {
		{ { 0, 0xffff, IORESOURCE_IO }, 0x100 },
		{ { 0x80000000, 0x8fffffff, IORESOURCE_MEM }, 0 },
		{ { 0x4000000000, 0x40ffffffff, IORESOURCE_MEM }, 0x3f80000000 },
		{ { 0x10000, 0x1ffff, IORESOURCE_MEM }, 0x18000 },
	};
	static const struct {
		const char *name;
		unsigned long flags;
		u64 bus, end, start;
	} cases[] = {
		{ "offset 0", IORESOURCE_MEM, 0x80000000, 0x80003fff, 0x80000000 },
		{ "P2P-F5", IORESOURCE_MEM, 0x90000000, 0x90000fff, 0x4010000000 },
		{ "prefetchable", IORESOURCE_MEM | IORESOURCE_PREFETCH, 0x90000000, 0x9fffffff,
		  0x4010000000 },
		{ "another kind", IORESOURCE_IO, 0x90000000, 0x90000fff, 0x90000000 },
		{ "ports", IORESOURCE_IO, 0xf00, 0xfff, 0x1000 },
		{ "starts outside", IORESOURCE_MEM, 0x7ffff000, 0x80000fff, 0x7ffff000 },
		{ "no window", IORESOURCE_MEM, 0x200000000, 0x200000fff, 0x200000000 },
		{ "A4.4: wraps", IORESOURCE_MEM, 0ull - 0x8000, 0x7fff, 0x10000 },
		{ "ends behind a window that wraps", IORESOURCE_MEM, 0, 0x8000, 0 },
	};
	struct pci_host_bridge bridge = { .windows = windows,
					  .nr_windows = bp_array_size(windows) };
	struct pci_bus bus = { .bridge = &bridge };

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		const struct pci_bus_region region = { { cases[i].bus }, { cases[i].end } };
		struct resource res = { .flags = cases[i].flags };

		pcibios_bus_to_resource(&bus, &res, &region);
		if (res.start != cases[i].start ||
		    res.end - res.start != cases[i].end - cases[i].bus)
			fail_msg("%s: 0x%llx", cases[i].name, (unsigned long long)res.start);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(pci_resource_len__bars__table),
		cmocka_unit_test(pci_bus_address__windows__table),
		cmocka_unit_test(pcibios_bus_to_resource__windows__table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
