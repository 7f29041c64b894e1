/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath explain for a function of a PCI machine, and with the memory of another one.
 */
#include "run.h"

#define MACHINE                                                                                    \
	"machine:\n"                                                                               \
	"  iommu: on\n"                                                                            \
	"  host_bridges:\n"                                                                        \
	"    - windows: [{ at: 0x40f0000000, bytes: 256M, offset: 0x4000000000 }]\n"               \
	"      dma_offset: 0x100000\n"                                                             \
	"      tree: |\n"                                                                          \
	"        host_bridge 8086:4c43\n"                                                          \
	"        root_port acs\n"                                                                  \
	"          nvme bar0=16k \"drive\"\n"
#define READ_16K "ios: [{ op: read, bytes: 16k }]\n"

/* P2P-A4.5, P2P-C5.4: what nobody said follows from the machine */
static void explain__function_of_the_machine__avoids_windows_and_has_its_offset(void **state)
{
	(void)state;
	t_explains("device: { pci: \"01:00.0\" }\n" READ_16K MACHINE, BP_EXIT_FINE,
		   "  maps     through an IOMMU, lists are merged\n"
		   "  avoids   I/O addresses 0xf0000000 to 0xffffffff, where its host bridge has "
		   "devices "
		   "(P2P-C5.4)\n");
	t_explains(
		"device: { pci: \"01:00.0\" }\n" READ_16K MACHINE, BP_EXIT_FINE,
		"    0xefffc000          0x1000000             16384        4  iova     begins ");
	t_explains("device: { pci: \"01:00.0\", iommu: off }\n" READ_16K MACHINE, BP_EXIT_FINE,
		   "    0xf00000            0x1000000              4096        1  direct   the "
		   "device ");
	t_explains("device: { pci: \"01:00.0\", iommu: off, dma_pfn_offset: 0 }\n" READ_16K MACHINE,
		   BP_EXIT_FINE,
		   "    0x1000000           0x1000000              4096        1  direct   the "
		   "device ");
}

/* A dump does not tell the windows of a host bridge, and says so. */
static void explain__function_of_a_dump__says_what_is_not_known(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_explain,
	      T_ARGS("explain", "--bytes", "4k", "--device", "0e:00.0,iommu=pack", "--machine",
		     "@/tests/golden/two-cards.lspci"));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "  is       0000:0e:00.0 of ");
	t_contains(run.out, "  avoids   no I/O addresses: where its host bridge has devices is not "
			    "known (P2P-C5.4)\n");
	t_run_free(&run);
}

static void explain__json__names_the_function(void **state)
{
	json_t *doc = t_run_json(bp_cmd_explain,
				 T_ARGS("explain", "--bytes", "4k", "--json", "--device", "0e:00.0",
					"--machine", "@/tests/golden/two-cards.lspci"));

	(void)state;
	assert_string_equal(json_string_value(t_at(doc, "device.function")), "0000:0e:00.0");
	json_decref(doc);
}

static void explain__no_such_function__says_which_file(void **state)
{
	static const struct {
		const char *device;
		const char *machine;
		const char *says;
	} cases[] = {
		{ "0e:00.5", "@/tests/golden/two-cards.lspci", "pci: 0000:0e:00.5 is no function" },
		{ "0d:01.0", "@/tests/golden/two-cards.lspci", "is no device, but a bridge, of " },
		{ "0e:00.0", "@/tests/golden/no-such-file", "cannot be opened" },
		{ "0e:00.0", "@/tests/golden/iommu.yaml", "machine" },
		{ "iommu=merge", "@/tests/golden/two-cards.lspci", "machine is there and pci is" },
	};

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct t_run run;

		t_run(&run, bp_cmd_explain,
		      T_ARGS("explain", "--bytes", "4k", "--device", cases[i].device, "--machine",
			     cases[i].machine));
		assert_int_equal(run.status, BP_EXIT_USAGE);
		t_contains(run.err, cases[i].says);
		t_run_free(&run);
	}
}

#define PEERS                                                                                      \
	"queue: { dma_direct: 1 }\n"                                                               \
	"device: { pci: \"03:00.0\", seg_boundary_mask: 0xffff }\n"
#define PEER_MACHINE                                                                               \
	"machine:\n"                                                                               \
	"  host_bridges:\n"                                                                        \
	"    - windows: [{ at: 0x40f0000000, bytes: 256M, offset: 0x4000000000 }]\n"               \
	"      tree: |\n"                                                                          \
	"        host_bridge 8086:4c43\n"                                                          \
	"        root_port acs\n"                                                                  \
	"          upstream 10b5:8749\n"                                                           \
	"            downstream 10b5:8749 acs\n"                                                   \
	"              nvme bar0=16k \"left drive\"\n"                                             \
	"            downstream 10b5:8749 acs\n"                                                   \
	"              nvme bar0=16k bar2=1M \"right drive\"\n"

/* P2P-B8, C8.2: [aaaaaaaaaa][bbbbbb|bbbbbbbb] cut by bus address, at 64 KiB */
static void explain__memory_of_a_peer__by_bus_address(void **state)
{
	static const char scenario[] =
		PEERS "ios:\n"
		      " - { op: write, bytes: 40k, provider: \"04:00.0\" }\n"
		      " - { op: read, bytes: 48k, provider: \"04:00.0\" }\n" PEER_MACHINE;

	(void)state;
	t_explains(scenario, BP_EXIT_FINE,
		   "  peer     0000:04:00.0, distance 4, gives 40960 bytes of BAR 2 at bus address "
		   "0xf0200000 (P2P-B8)\n"
		   "  peer     0000:04:00.0, distance 4, gives 49152 bytes of BAR 2 at bus address "
		   "0xf020a000 (P2P-B8)\n");
	t_explains(
		scenario, BP_EXIT_FINE,
		"  request 2: 2 entries by bus address\n"
		"    address             memory                bytes  entries  kind     why\n"
		"    0xf020a000          0000:04:00.0          24576        1  bus      given with "
		"the I/O, not mapped (R-MAP-10)\n"
		"    0xf0210000          0000:04:00.0          24576        1  bus      given with "
		"the I/O, not mapped (R-MAP-10)\n");
}

/* Each refusal is the kernel's own, or says what is missing. */
static void explain__memory_of_a_peer__refusals(void **state)
{
	static const struct {
		const char *text;
		const char *says;
	} cases[] = {
		{ PEERS "ios: [{ op: read, bytes: 4k, provider: \"02:00.0\" }]\n" PEER_MACHINE,
		  "0000:02:00.0 has no memory BAR" },
		{ PEERS "ios: [{ op: read, bytes: 4k, provider: \"09:00.0\" }]\n" PEER_MACHINE,
		  "0000:09:00.0 is no function of" },
		{ PEERS "ios: [{ op: read, bytes: 2M, provider: \"04:00.0\" }]\n" PEER_MACHINE,
		  "0000:04:00.0 has no 2097152 bytes of memory left in BAR 2" },
		{ "queue: { dma_direct: 1 }\ndevice: { dma_mask: 32 }\n"
		  "ios: [{ op: read, bytes: 4k, provider: \"04:00.0\" }]\n" PEER_MACHINE,
		  "the device is no function of a PCI machine" },
		{ "device: { pci: \"03:00.0\" }\n"
		  "ios: [{ op: read, bytes: 4k, provider: \"04:00.0\" }]\n" PEER_MACHINE,
		  "the queue takes no I/O by bus address" },
		{ PEERS "ios: [{ op: read, bytes: 4k, provider: nobody }]\n" PEER_MACHINE,
		  "such as 0000:03:00.0" },
		{ PEERS "ios: [{ op: discard, bytes: 4k, provider: \"04:00.0\" }]\n" PEER_MACHINE,
		  "only the data of a read or write" },
		{ PEERS "ios: [{ op: read, bytes: 4k, layout: contiguous, provider: \"04:00.0\" "
			"}]\n" PEER_MACHINE,
		  "provider and layout or vectors are both there" },
		{ "rules: v6.1\ndevice: { pci: \"03:00.0\" }\n"
		  "ios: [{ op: read, bytes: 4k, provider: \"04:00.0\" }]\n" PEER_MACHINE,
		  "page bios only" },
	};

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		char *file = t_file(cases[i].text);
		struct t_run run;

		t_run(&run, bp_cmd_explain, T_ARGS("explain", file));
		assert_int_equal(run.status, BP_EXIT_USAGE);
		t_contains(run.err, cases[i].says);
		t_run_free(&run);
		t_file_free(file);
	}
}

/* P2P-A2.4, P2P-B4: booted for an IOMMU every port redirects, and the kernel refuses. */
static void explain__peer_behind_redirect__is_refused_unless_switched_off(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_explain,
	      T_ARGS("explain", "--bytes", "4k", "--device", "03:00.0", "--provider", "04:00.0",
		     "--machine", "@/tests/golden/machine.yaml"));
	assert_int_equal(run.status, BP_EXIT_USAGE);
	t_contains(run.err, "the kernel refuses the device the memory of 0000:04:00.0");
	t_run_free(&run);
	t_run(&run, bp_cmd_explain,
	      T_ARGS("explain", "--bytes", "4k", "--device", "03:00.0", "--provider", "05:00.0",
		     "--machine", "@/tests/golden/machine.yaml", "--check"));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "  peer     0000:05:00.0, distance 4, gives 4096 bytes of BAR 0");
	t_run_free(&run);
}

static void explain__provider_option__not_with_layout_or_flush(void **state)
{
	static const struct {
		const char *option;
		const char *value;
		const char *says;
	} cases[] = {
		{ "--layout", "contiguous", "not with --layout" },
		{ "--op", "discard", "only the data of a read or write" },
		{ "--rules", "v6.1", "page bios only" },
	};

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct t_run run;

		t_run(&run, bp_cmd_explain,
		      T_ARGS("explain", "--bytes", "4k", "--device", "03:00.0", "--machine",
			     "@/tests/golden/machine.yaml", "--provider", "05:00.0",
			     cases[i].option, cases[i].value));
		assert_int_equal(run.status, BP_EXIT_USAGE);
		t_contains(run.err, cases[i].says);
		t_run_free(&run);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			explain__function_of_the_machine__avoids_windows_and_has_its_offset),
		cmocka_unit_test(explain__function_of_a_dump__says_what_is_not_known),
		cmocka_unit_test(explain__json__names_the_function),
		cmocka_unit_test(explain__no_such_function__says_which_file),
		cmocka_unit_test(explain__memory_of_a_peer__by_bus_address),
		cmocka_unit_test(explain__memory_of_a_peer__refusals),
		cmocka_unit_test(explain__peer_behind_redirect__is_refused_unless_switched_off),
		cmocka_unit_test(explain__provider_option__not_with_layout_or_flush),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
