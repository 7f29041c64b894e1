/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath topo --route and --svg.
 */
#include <string.h>

#include "run.h"

#define SWITCH "@/tests/golden/real/qemu-q35-switch/lspci-vvvxxxx.txt"
#define ROOTS "@/tests/golden/real/qemu-q35-two-roots/lspci-vvvxxxx.txt"
#define CARDS "@/tests/golden/two-cards.lspci"

static void expect_way(json_t *way, const char *reach, const char *outcome)
{
	assert_string_equal(json_string_value(t_at(way, "reach")), reach);
	assert_string_equal(json_string_value(t_at(way, "outcome")), outcome);
}

/* P2P-C6, the rows that a capture can show: where request and completion go. */
static void topo_route__captures__as_the_table_of_addresses(void **state)
{
#define ROOT "through the root complex of 0000:00"
#define PLX "inside the switch of 0000:0a:00.0"
	static const struct {
		const char *arguments[16];
		const char *request, *outcome, *completion;
	} cases[] = {
		{ { SWITCH, "03:00.0", "04:00.0", "--iommu", "off" },
		  "inside the switch of 0000:01:00.0",
		  "success",
		  "inside the switch of 0000:01:00.0" },
		{ { SWITCH, "03:00.0", "04:00.0", "--iommu", "on", "--address", "bus" },
		  "inside the switch of 0000:01:00.0",
		  "success",
		  "inside the switch of 0000:01:00.0" },
		{ { SWITCH, "03:00.0", "04:00.0", "--iommu", "on", "--address", "iova" },
		  ROOT,
		  "success",
		  "inside the switch of 0000:01:00.0" },
		{ { SWITCH, "03:00.0", "06:00.0", "--iommu", "off" }, ROOT, "success", ROOT },
		{ { SWITCH, "03:00.0", "06:00.0", "--iommu", "on", "--address", "bus" },
		  ROOT,
		  "IOMMU fault",
		  "from the root complex of 0000:00" },
		{ { SWITCH, "03:00.0", "06:00.0", "--iommu", "on", "--address", "iova" },
		  ROOT,
		  "success",
		  ROOT },
		{ { SWITCH, "03:00.0", "03:00.0", "--iommu", "off" },
		  "inside the function itself",
		  "success",
		  NULL },
		{ { ROOTS, "03:00.0", "41:00.0", "--iommu", "off" },
		  ROOT,
		  "success",
		  "through the root complex of 0000:40" },
		{ { CARDS, "0e:00.0", "12:00.0", "--iommu", "off" }, ROOT, "success", ROOT },
		{ { CARDS, "0e:00.0", "12:00.0", "--iommu", "off", "--acs-redirect", "off=0b:00.0",
		    "--acs-redirect", "off=0d:01.0", "--acs-redirect", "off=11:01.0",
		    "--acs-redirect", "off=0b:10.0" },
		  PLX,
		  "success",
		  PLX },
		/* Redirect is asked at the ingress port of the switch where they part, alone. */
		{ { CARDS, "0e:00.0", "12:00.0", "--iommu", "off", "--acs-redirect", "off=0b:00.0",
		    "--acs-redirect", "off=0b:10.0" },
		  PLX,
		  "success",
		  PLX },
		/* P2P-A5.8: the completion is redirected alone. */
		{ { CARDS, "0e:00.0", "12:00.0", "--iommu", "off", "--acs-redirect",
		    "off=0b:00.0" },
		  PLX,
		  "success",
		  ROOT },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		const char *const *a = cases[i].arguments;
		json_t *j = t_run_json(bp_cmd_topo,
				       T_ARGS("topo", "--json", a[0], "--route", a[1], a[2],
					      "--cpu=intel:6", a[3], a[4], a[5], a[6], a[7], a[8],
					      a[9], a[10], a[11], a[12]));

		expect_way(t_at(j, "request"), cases[i].request, cases[i].outcome);
		if (cases[i].completion)
			expect_way(t_at(j, "completion"), cases[i].completion, "success");
		else
			assert_true(json_is_null(t_at(j, "completion")));
		json_decref(j);
	}
}

/* Each turn has its rule, and the port that redirects says why. */
static void topo_route__redirect__named_with_its_rule(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_topo,
	      T_ARGS("topo", CARDS, "--route", "0e:00.0", "12:00.0", "--cpu", "intel:6", "--rules",
		     "v7.1"));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "request redirect, not to 0000:0b:10.0 (control 0x000c: RR CR)");
	t_contains(run.out, "[P2P-A5.6]");
	t_contains(run.out, "completion redirect, not to 0000:0b:00.0 (control 0x000c: RR CR)");
	t_contains(run.out, "v7.1 says NOT_SUPPORTED 8 [P-33]: it refuses");
	t_contains(run.out, "it was taken to (P2P-A6.6). v7.1 does not trust it [P-33].");
	t_contains(run.out, "The windows of 8 bridges are not in the input");
	t_contains(run.out, "with one this address ends in \"the IOMMU has no such mapping\"");
	t_run_free(&run);
}

/* P2P-A5.11: the check of the kernel and the hardware side by side. */
static void topo_route__check_coarser_than_hardware__said(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_topo,
	      T_ARGS("topo", CARDS, "--route", "0e:00.0", "12:00.0", "--acs-redirect",
		     "off=0b:00.0", "--acs-redirect", "off=0b:10.0"));
	t_contains(run.out, "the check is coarser than the hardware (P2P-A5.11)");
	t_run_free(&run);
}

/* What the kernel gives: bus address, CPU address, IOVA. */
static void topo_route__address__as_the_kernel_gives_it(void **state)
{
	static const struct {
		const char *to, *cpu, *iommu, *kind;
	} cases[] = {
		{ "04:00.0", "amd:0x19", "off", "bus address" },
		{ "04:00.0", "amd:0x19", "on", "bus address" },
		{ "06:00.0", "amd:0x19", "off", "CPU physical address" },
		{ "06:00.0", "amd:0x19", "on", "IOVA" },
		{ "06:00.0", "intel:6", "off", "bus address" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		json_t *j = t_run_json(bp_cmd_topo, T_ARGS("topo", SWITCH, "--route", "03:00.0",
							   cases[i].to, "--cpu", cases[i].cpu,
							   "--iommu", cases[i].iommu, "--json"));

		assert_string_equal(json_string_value(t_at(j, "address_kind")), cases[i].kind);
		assert_string_equal(json_string_value(t_at(j, "request.outcome")), "success");
		json_decref(j);
	}
}

/* P2P-A2.2: a device without driver is not enabled; the way is that of one with a driver. */
static void topo_route__device_off__taken_for_on_and_said(void **state)
{
	char *path = t_file("00:01.0 0604: 8086:1111\n\tControl: I/O+ Mem- BusMaster-\n"
			    "\tBus: primary=00, secondary=01, subordinate=01\n"
			    "\tMemory behind bridge: fe000000-fe1fffff [size=2M] [32-bit]\n"
			    "\tCapabilities: [68] Express (v2) Root Port (Slot+), MSI 00\n"
			    "01:00.0 0300: 8086:1234\n\tControl: I/O+ Mem+ BusMaster-\n"
			    "\tRegion 0: Memory at fe000000 (32-bit, non-prefetchable) [size=4K]\n"
			    "\tCapabilities: [68] Express (v2) Endpoint, MSI 00\n"
			    "01:00.1 0300: 8086:1234\n\tControl: I/O+ Mem- BusMaster-\n"
			    "\tRegion 0: Memory at fe100000 (32-bit, non-prefetchable) [size=8K]\n"
			    "\tCapabilities: [68] Express (v2) Endpoint, MSI 00\n");
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_topo, T_ARGS("topo", path, "--route", "01:00.0", "01:00.1"));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "0000:01:00.0 is not enabled for sending yet");
	t_contains(run.out, "0000:01:00.1 is not enabled for answering yet");
	t_contains(run.out, "0000:00:01.0 is not enabled for answering yet");
	t_contains(run.out, "inside the device below 0000:00:01.0; links up 0, down 0; delivered");
	assert_null(strstr(run.out, "windows of"));
	t_run_free(&run);
	t_run(&run, bp_cmd_topo, T_ARGS("topo", path, "--route", "01:00.0", "01:00.1", "--bar=1"));
	assert_int_equal(run.status, BP_EXIT_USAGE);
	t_contains(run.err, "no memory in BAR 1 of 0000:01:00.1 is known");
	t_run_free(&run);
	t_file_free(path);
}

/* Section 11: 256 bytes show no ACS, so the way may be another one. */
static void topo_route__acs_not_shown__depends(void **state)
{
	char *path = t_file("00:01.0 0604: 8086:1111\n"
			    "\tBus: primary=00, secondary=01, subordinate=01\n"
			    "\tCapabilities: [68] Express (v2) Root Port (Slot+), MSI 00\n"
			    "\tCapabilities: [148] Access Control Services\n"
			    "01:00.0 0300: 8086:1234\n"
			    "\tRegion 0: Memory at fe000000 (32-bit, non-prefetchable) [size=4K]\n"
			    "\tCapabilities: [68] Express (v2) Endpoint, MSI 00\n");
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_topo, T_ARGS("topo", path, "--route", "01:00.0", "01:00.0"));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "depends:\n  ACS of 2 elements of the two chains is not known");
	t_run_free(&run);
	t_file_free(path);
}

static void topo_svg__tree_and_way__drawn(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_topo, T_ARGS("topo", CARDS, "--svg"));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "<svg xmlns=\"http://www.w3.org/2000/svg\"");
	t_contains(run.out, "<rect class=\"redirects\"");
	assert_null(strstr(run.out, " on\""));
	t_run_free(&run);
	t_run(&run, bp_cmd_topo, T_ARGS("topo", CARDS, "--svg", "--route", "0e:00.0", "12:00.0"));
	t_contains(run.out, "class=\"bridge on\"");
	t_contains(run.out, "0e:00.0  endpoint, sends");
	t_run_free(&run);
}

/* Names come from files: what would be a tag is text. */
static void topo_svg__tags_in_names__escaped(void **state)
{
	char *path = t_file("00:00.0 0600: <b>&\"x\n\tFlags: x\n");
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_topo, T_ARGS("topo", path, "--svg"));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "&lt;b&gt;&amp;&quot;x");
	t_run_free(&run);
	t_file_free(path);
}

static void topo_route__bad_use__says_what_is_allowed(void **state)
{
	static const struct {
		const char *arguments[8];
		const char *says;
	} cases[] = {
		{ { "topo", SWITCH, "--route", "03:00.0" }, "--route: needs two values" },
		{ { "topo", SWITCH, "--route", "03:00.0", "--json" }, "--route: needs two values" },
		{ { "topo", SWITCH, "--route" }, "--route: needs a value" },
		{ { "topo", SWITCH, "--route", "03:00.0", "99:00.0" },
		  "--route: no function \"99:00.0\"" },
		{ { "topo", SWITCH, "--route", "x", "03:00.0" }, "--route: no function \"x\"" },
		{ { "topo", SWITCH, "--route", "03:00.0", "04:00.0", "--pairs" },
		  "--route: goes without" },
		{ { "topo", SWITCH, "--route", "03:00.0", "02:00.0" },
		  "no memory BAR of 0000:02:00.0 is known" },
		{ { "topo", SWITCH, "--address", "bus" }, "--address: goes with --route alone" },
		{ { "topo", SWITCH, "--bar", "0" }, "--bar: goes with --route alone" },
		{ { "topo", SWITCH, "--bar", "6" }, "--bar: \"6\"; allowed: 0 to 5" },
		{ { "topo", SWITCH, "--address", "x" }, "allowed: bus, phys, iova" },
		{ { "topo", SWITCH, "--route", "03:00.0", "04:00.0", "--address=iova",
		    "--iommu=off" },
		  "--address: an IOVA needs an IOMMU" },
		{ { "topo", SWITCH, "--svg", "--pairs" }, "--svg: prints the tree" },
		{ { "topo", SWITCH, "--svg", "--dot" }, "--dot: prints the tree alone" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_run run;

		t_run(&run, bp_cmd_topo, cases[i].arguments);
		if (run.status != BP_EXIT_USAGE)
			fail_msg("case %zu: exit %d", i, run.status);
		t_contains(run.err, cases[i].says);
		assert_string_equal(run.out, "");
		t_run_free(&run);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(topo_route__captures__as_the_table_of_addresses),
		cmocka_unit_test(topo_route__redirect__named_with_its_rule),
		cmocka_unit_test(topo_route__check_coarser_than_hardware__said),
		cmocka_unit_test(topo_route__address__as_the_kernel_gives_it),
		cmocka_unit_test(topo_route__device_off__taken_for_on_and_said),
		cmocka_unit_test(topo_route__acs_not_shown__depends),
		cmocka_unit_test(topo_svg__tree_and_way__drawn),
		cmocka_unit_test(topo_svg__tags_in_names__escaped),
		cmocka_unit_test(topo_route__bad_use__says_what_is_allowed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
