/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CPU and IOMMU of the running machine (P-20, P-91).
 */
#include "bp_test.h"

#include <sys/stat.h>

#include "input/pci_host.h"
#include "input_test.h"

static void bp_pci_host_cpu__first_cpu__maker_and_family(void **state)
{
	static const struct {
		const char *text;
		enum bp_p2p_cpu cpu;
		unsigned family;
	} cases[] = {
		{ "processor\t: 0\nvendor_id\t: AuthenticAMD\ncpu family\t: 26\n", BP_P2P_CPU_AMD,
		  26 },
		{ "vendor_id\t: GenuineIntel\ncpu family\t: 6\n\nvendor_id\t: AuthenticAMD\n",
		  BP_P2P_CPU_OTHER, 6 },
		{ "vendor_id\t: HygonGenuine\ncpu family\t: 24\n", BP_P2P_CPU_OTHER, 24 },
		{ "CPU implementer\t: 0x41\n", BP_P2P_CPU_OTHER, 0 },
		{ "vendor_idle : AuthenticAMD\n", BP_P2P_CPU_OTHER, 0 },
		{ "", BP_P2P_CPU_OTHER, 0 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_p2p_machine machine = { .cpu_family = 99 };
		const char *path = t_file(cases[i].text);

		bp_pci_host_cpu(path, &machine);
		unlink(path);
		assert_int_equal(machine.cpu, cases[i].cpu);
		assert_int_equal(machine.cpu_family, cases[i].family);
	}
}

static void bp_pci_host_iommu__folder__on_with_entries(void **state)
{
	char folder[] = "blkpath-iommu-XXXXXX", entry[40];
	struct bp_p2p_machine machine = { 0 };

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(entry, sizeof(entry), "%s/dmar0", folder);
	bp_pci_host_iommu(folder, &machine);
	assert_int_equal(machine.iommu, BP_P2P_IOMMU_OFF);
	mkdir(entry, 0700);
	bp_pci_host_iommu(folder, &machine);
	assert_int_equal(machine.iommu, BP_P2P_IOMMU_ON);
	rmdir(entry);
	rmdir(folder);
}

static void bp_pci_host__nothing_there__nothing_known(void **state)
{
	struct bp_p2p_machine machine = { 0 };

	(void)state;
	bp_pci_host_cpu("no/such/file", &machine);
	bp_pci_host_iommu("no/such/folder", &machine);
	assert_int_equal(machine.cpu, BP_P2P_CPU_UNKNOWN);
	assert_int_equal(machine.iommu, BP_P2P_IOMMU_UNKNOWN);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_pci_host_cpu__first_cpu__maker_and_family),
		cmocka_unit_test(bp_pci_host_iommu__folder__on_with_entries),
		cmocka_unit_test(bp_pci_host__nothing_there__nothing_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
