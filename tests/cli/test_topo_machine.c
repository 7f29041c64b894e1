/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath topo on machines of scenarios.
 */
#include <string.h>

#include "run.h"

/* Two devices of one switch, 02:00.0 and 04:00.0, and one at another root port, 05:00.0; bus
 * addresses are CPU addresses less an offset. */
#define MACHINE(offset, acs, policy)                                                               \
	"machine:\n"                                                                               \
	"  cpu: intel:6\n"                                                                         \
	"  host_bridges:\n"                                                                        \
	"    - windows: [{ at: 0x4000000000, bytes: 64G, offset: " offset " }]\n"                  \
	"      policy: " policy "\n"                                                               \
	"      tree: |\n"                                                                          \
	"        host_bridge 8086:4c43\n"                                                          \
	"        root_port\n"                                                                      \
	"          upstream\n"                                                                     \
	"            downstream acs=" acs "\n"                                                     \
	"              nvme bar0=16M\n"                                                            \
	"            downstream acs=" acs "\n"                                                     \
	"              gpu bar0=1G\n"                                                              \
	"        root_port\n"                                                                      \
	"          nic bar0=64k\n"

#define PLAIN MACHINE("0x0", "0x0", "same_bridge")
#define OFFSET MACHINE("0x3f80000000", "0x0", "same_bridge")
#define REDIRECT MACHINE("0x3f80000000", "0xc", "same_bridge")
#define REDIRECT_NONE MACHINE("0x3f80000000", "0xc", "none")
#define OFFSET_NONE MACHINE("0x3f80000000", "0x0", "none")

#define INSIDE "inside the switch of 0000:01:00.0"
#define ROOT "through the root complex of 0000:00"

/* P2P-C6, every cell that a kernel can come to. */
static void topo_machine__addresses_in_each_mode__as_the_table_says(void **state)
{
	static const struct {
		const char *machine, *to, *address, *iommu, *reach, *outcome;
	} cases[] = {
		/* same switch, no redirect, offset 0 */
		{ PLAIN, "04:00.0", "bus", "off", INSIDE, "success" },
		{ PLAIN, "04:00.0", "phys", "off", INSIDE, "success" },
		{ PLAIN, "04:00.0", "iova", "on", ROOT, "success" },
		/* same switch, no redirect, offset */
		{ OFFSET, "04:00.0", "bus", "off", INSIDE, "success" },
		{ OFFSET, "04:00.0", "bus", "on", INSIDE, "success" },
		{ OFFSET, "04:00.0", "phys", "off", ROOT, "success" },
		{ OFFSET, "04:00.0", "iova", "on", ROOT, "success" },
		{ OFFSET_NONE, "04:00.0", "bus", "off", INSIDE, "success" },
		{ OFFSET_NONE, "04:00.0", "phys", "off", ROOT, "unsupported request" },
		{ OFFSET_NONE, "04:00.0", "iova", "on", ROOT, "unsupported request" },
		/* same switch, redirect */
		{ REDIRECT, "04:00.0", "bus", "off", ROOT, "success" },
		{ REDIRECT_NONE, "04:00.0", "bus", "off", ROOT, "unsupported request" },
		{ REDIRECT, "04:00.0", "phys", "off", ROOT, "success" },
		{ REDIRECT, "04:00.0", "bus", "on", ROOT, "IOMMU fault" },
		{ REDIRECT, "04:00.0", "iova", "on", ROOT, "success" },
		{ REDIRECT_NONE, "04:00.0", "iova", "on", ROOT, "unsupported request" },
		/* two root ports */
		{ OFFSET, "05:00.0", "bus", "off", ROOT, "success" },
		{ OFFSET_NONE, "05:00.0", "bus", "off", ROOT, "unsupported request" },
		{ OFFSET, "05:00.0", "phys", "off", ROOT, "success" },
		{ OFFSET, "05:00.0", "bus", "on", ROOT, "IOMMU fault" },
		{ OFFSET, "05:00.0", "iova", "on", ROOT, "success" },
		/* itself */
		{ OFFSET, "03:00.0", "bus", "on", "inside the function itself", "success" },
		{ PLAIN, "03:00.0", "phys", "off", "inside the function itself", "success" },
		{ OFFSET, "03:00.0", "phys", "off", ROOT, "success" },
		{ OFFSET, "03:00.0", "iova", "on", ROOT, "success" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		char *path = t_file_named(cases[i].machine, ".yaml");
		json_t *j =
			t_run_json(bp_cmd_topo, T_ARGS("topo", path, "--route", "03:00.0",
						       cases[i].to, "--address", cases[i].address,
						       "--iommu", cases[i].iommu, "--json"));
		const char *reach = json_string_value(t_at(j, "request.reach"));
		const char *outcome = json_string_value(t_at(j, "request.outcome"));

		if (strcmp(reach, cases[i].reach) || strcmp(outcome, cases[i].outcome))
			fail_msg("case %zu: %s, %s", i, reach, outcome);
		json_decref(j);
		t_file_free(path);
	}
}

/* P2P-F6: the wrong sign of an offset ends in RAM, and nobody would notice. */
static void topo_machine__wrong_address__ends_in_ram(void **state)
{
	char *path = t_file_named("machine:\n  ram: [{ at: 0x1800000000, bytes: 32G }]\n"
				  "  host_bridges:\n"
				  "    - windows: [{ at: 0x1010000000, bytes: 1M, offset: "
				  "0xf80000000 }]\n"
				  "      tree: |\n"
				  "        root_port\n          nvme bar0=64k\n"
				  "        root_port\n          nic\n",
				  ".yaml");
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_topo,
	      T_ARGS("topo", path, "--route", "02:00.0", "01:00.0", "--iommu", "off"));
	t_contains(run.out, "0x90000000, a bus address");
	t_contains(run.out, "delivered: BAR 0 of 0000:01:00.0");
	t_run_free(&run);
	t_run(&run, bp_cmd_topo,
	      T_ARGS("topo", path, "--route", "02:00.0", "01:00.0", "--iommu", "off", "--address",
		     "0x1f90000000"));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "delivered: RAM at 0x1f90000000");
	t_contains(run.out, "It ends elsewhere than it was meant to");
	t_run_free(&run);
	t_file_free(path);
}

/* P2P-A2.4, P-60, P-63, P-64: what a kernel with an IOMMU driver does, and the parameter. */
static void topo_machine__acs_default__as_a_kernel_leaves_it(void **state)
{
	char *path = t_file_named("rules: v6.1\nmachine:\n  cpu: intel:6\n  iommu: on\n"
				  "  acs: default\n  disable_acs_redir: 0000:02:00.0\n"
				  "  host_bridges:\n    - tree: |\n"
				  "        root_port acs\n          upstream\n"
				  "            downstream acs\n              nvme bar0=16k\n"
				  "            downstream acs\n              nic bar0=16k\n",
				  ".yaml");
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_topo, T_ARGS("topo", path));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "ACS 0x0011 SV UF");
	t_contains(run.out, "ACS 0x001d SV RR CR UF    redirects");
	t_contains(run.out, "ACS is as v6.1 would leave it after boot");
	assert_null(strstr(run.out, "not known from the input"));
	t_run_free(&run);
	t_run(&run, bp_cmd_topo, T_ARGS("topo", path, "--rules", "v6.12"));
	t_contains(run.out, "02:00.0 switch downstream port [03-03]     ");
	t_contains(run.out, "ACS 0x0000");
	t_run_free(&run);
	t_file_free(path);
}

/* Words of the command line stand in for those of the scenario. */
static void topo_machine__command_line__wins(void **state)
{
	char *path = t_file_named(PLAIN, ".yaml");
	json_t *j;

	(void)state;
	j = t_run_json(bp_cmd_topo, T_ARGS("topo", path, "--from", "03:00.0", "--to", "05:00.0",
					   "--cpu", "amd:0x19", "--json"));
	assert_string_equal(json_string_value(t_at(j, "type")), "PCI_P2PDMA_MAP_THRU_HOST_BRIDGE");
	json_decref(j);
	j = t_run_json(bp_cmd_topo,
		       T_ARGS("topo", path, "--from", "03:00.0", "--to", "05:00.0", "--json"));
	assert_string_equal(json_string_value(t_at(j, "type")), "PCI_P2PDMA_MAP_NOT_SUPPORTED");
	json_decref(j);
	t_file_free(path);
}

static void topo_machine__bad_use__says_what_is_allowed(void **state)
{
	char *path = t_file_named("ios: [{ op: flush }]\n", ".yaml");
	char *good = t_file_named(PLAIN, ".yml");
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_topo, T_ARGS("topo", path));
	assert_int_equal(run.status, BP_EXIT_USAGE);
	t_contains(run.err, "machine: is missing: the scenario describes no PCI machine");
	t_run_free(&run);
	t_run(&run, bp_cmd_topo, T_ARGS("topo", good, "--resources", "@/README.md"));
	assert_int_equal(run.status, BP_EXIT_USAGE);
	t_contains(run.err, "--resources: a scenario has BARs of its own");
	t_run_free(&run);
	t_run(&run, bp_cmd_topo, T_ARGS("topo", "no/such.yaml"));
	assert_int_equal(run.status, BP_EXIT_USAGE);
	t_contains(run.err, "no/such.yaml: ");
	t_run_free(&run);
	t_file_free(path);
	t_file_free(good);
}

/* P-62, P-66: a boot parameter that cannot be read, and one that means nobody. */
static void topo_machine__boot_parameters__an_error_or_a_warning(void **state)
{
#define BOOT(key, port)                                                                            \
	"machine:\n  " key "\n  host_bridges:\n    - tree: |\n        root_port" port "\n"         \
	"          nvme\n"
	static const struct {
		const char *machine, *rules, *says;
		bool fine;
	} cases[] = {
		{ BOOT("disable_acs_redir: foo", ""), "v6.12",
		  ":2: disable_acs_redir: the kernel cannot read \"foo\"; allowed: DEVICE with",
		  false },
		{ BOOT("config_acs: '00:01.0'", " acs"), "v6.12",
		  ":2: config_acs: the kernel cannot read \"00:01.0\"; allowed: FLAGS@DEVICE",
		  false },
		{ BOOT("config_acs: '0@00:01.0'", " acs"), "v6.1",
		  ":2: config_acs: v6.1 does not know this parameter", false },
		{ BOOT("disable_acs_redir: '99:00.0'", " acs"), "v6.1",
		  "disable_acs_redir: \"99:00.0\" means no function: it changes nothing", true },
		{ BOOT("disable_acs_redir: '00:01.0'", ""), "v6.1",
		  "\"00:01.0\" means no function that has ACS: it changes nothing", true },
		{ BOOT("config_acs: '0@00:01.0;0@99:01.0;'", " acs"), "v6.12",
		  "\"0@99:01.0\" means no function: it", true },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		char *path = t_file_named(cases[i].machine, ".yaml");
		struct t_run run;

		t_run(&run, bp_cmd_topo, T_ARGS("topo", path, "--rules", cases[i].rules));
		assert_int_equal(run.status, cases[i].fine ? BP_EXIT_FINE : BP_EXIT_USAGE);
		t_contains(cases[i].fine ? run.out : run.err, cases[i].says);
		assert_null(strstr(run.out, "\"0@00:01.0\""));
		t_run_free(&run);
		t_file_free(path);
	}
}

/* One file for both: other commands leave the machine alone. */
static void explain__scenario_with_a_machine__taken(void **state)
{
	char *path = t_file_named(PLAIN "ios: [{ op: read, bytes: 4k }]\n", ".yaml");
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_explain, T_ARGS("explain", path));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_run_free(&run);
	t_run(&run, bp_cmd_topo, T_ARGS("topo", path));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_run_free(&run);
	t_file_free(path);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(topo_machine__addresses_in_each_mode__as_the_table_says),
		cmocka_unit_test(topo_machine__wrong_address__ends_in_ram),
		cmocka_unit_test(topo_machine__acs_default__as_a_kernel_leaves_it),
		cmocka_unit_test(topo_machine__command_line__wins),
		cmocka_unit_test(topo_machine__bad_use__says_what_is_allowed),
		cmocka_unit_test(topo_machine__boot_parameters__an_error_or_a_warning),
		cmocka_unit_test(explain__scenario_with_a_machine__taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
