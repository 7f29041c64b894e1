/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath topo.  The whole output on real machines is in tests/golden.
 */
#include <string.h>

#include "run.h"

#define SWITCH "@/tests/golden/real/qemu-q35-switch/lspci-vvvxxxx.txt"
#define ROOTS "@/tests/golden/real/qemu-q35-two-roots/lspci-vvvxxxx.txt"
#define CARDS "@/tests/golden/two-cards.lspci"

/* Section 10, captures: type and result of every pair of devices that is named there. */
static void topo__captures__verdicts_of_the_specification(void **state)
{
	static const struct {
		const char *dump, *from, *to, *cpu, *type;
		int distance, v52;
	} cases[] = {
		{ SWITCH, "03:00.0", "04:00.0", "intel:6", "BUS_ADDR", 4, 4 },
		{ SWITCH, "04:00.0", "05:00.0", "intel:6", "BUS_ADDR", 4, 4 },
		{ SWITCH, "03:00.0", "06:00.0", "intel:6", "NOT_SUPPORTED", 6, -1 },
		{ SWITCH, "05:00.0", "07:00.0", "intel:6", "NOT_SUPPORTED", 6, -1 },
		{ SWITCH, "06:00.0", "07:00.0", "intel:6", "NOT_SUPPORTED", 4, -1 },
		{ SWITCH, "06:00.0", "07:00.0", "amd:23", "THRU_HOST_BRIDGE", 4, -1 },
		{ SWITCH, "06:00.0", "07:00.0", "amd:0x15", "NOT_SUPPORTED", 4, -1 },
		{ ROOTS, "03:00.0", "06:00.0", "intel:6", "BUS_ADDR", 6, 6 },
		{ ROOTS, "06:00.0", "07:00.0", "intel:6", "BUS_ADDR", 4, 4 },
		{ ROOTS, "03:00.0", "41:00.0", "intel:6", "NOT_SUPPORTED", 6, -1 },
		{ ROOTS, "07:00.0", "41:00.0", "intel:6", "NOT_SUPPORTED", 8, -1 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		json_t *j = t_run_json(bp_cmd_topo,
				       T_ARGS("topo", cases[i].dump, "--from", cases[i].from,
					      "--to", cases[i].to, "--cpu", cases[i].cpu, "--rules",
					      "v6.1", "--iommu", "off", "--json"));

		t_contains(json_string_value(t_at(j, "type")), cases[i].type);
		assert_int_equal(json_integer_value(t_at(j, "distance")), cases[i].distance);
		assert_string_equal(json_string_value(t_at(j, "kernels.1.rules")), "v5.2");
		assert_int_equal(json_integer_value(t_at(j, "kernels.1.result")), cases[i].v52);
		json_decref(j);
	}
}

/* PC-1: the names that redirect, in the kernel's order (P-41); PC-2: cleared, it works. */
static void topo__public_case__names_in_order_and_the_cure_works(void **state)
{
	static const char *const names[] = { "0000:0d:01.0", "0000:0b:00.0", "0000:11:01.0",
					     "0000:0b:10.0" };
	json_t *j = t_run_json(bp_cmd_topo,
			       T_ARGS("topo", CARDS, "--from", "0e:00.0", "--to", "12:00.0",
				      "--rules", "v7.1", "--cpu", "intel:6", "--json"));

	(void)state;
	assert_string_equal(json_string_value(t_at(j, "common")), "0000:0a:00.0");
	assert_string_equal(json_string_value(t_at(j, "rule")), "P-33");
	assert_int_equal(json_integer_value(t_at(j, "returned")), -1);
	assert_int_equal(json_integer_value(t_at(j, "distance")), 8);
	for (size_t i = 0; i < bp_array_size(names); i++)
		assert_string_equal(json_string_value(json_array_get(t_at(j, "redirects"), i)),
				    names[i]);
	t_contains(json_string_value(t_at(j, "cure.0")),
		   "setpci -s 0000:0d:01.0 ECAP_ACS+6.w=0:2c");
	t_contains(json_string_value(t_at(j, "cure.2")), "BUS_ADDR 8");
	json_decref(j);
	j = t_run_json(bp_cmd_topo, T_ARGS("topo", CARDS, "--from", "0e:00.0", "--to", "12:00.0",
					   "--acs-redirect", "off=0d:01.0", "--acs-redirect",
					   "off=0b:00.0", "--acs-redirect", "off=11:01.0",
					   "--acs-redirect", "off=0b:10.0", "--json"));
	assert_string_equal(json_string_value(t_at(j, "type")), "PCI_P2PDMA_MAP_BUS_ADDR");
	json_decref(j);
}

/* PC-3, PC-4, P-37: the user's own kernel. */
static void topo__host_bridge_of_the_user__listed(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_topo,
	      T_ARGS("topo", SWITCH, "--from", "03:00.0", "--to", "06:00.0", "--host-bridge",
		     "8086:29c0", "--cpu", "intel:6"));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "verdict   PCI_P2PDMA_MAP_THRU_HOST_BRIDGE (3), distance 6");
	t_contains(run.out, "The host bridge is on the list of v6.12: 0000:00:00.0 [8086:29c0]");
	t_run_free(&run);
}

/* P-91: what is not known makes two answers. */
static void topo__cpu_not_known__depends(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_topo, T_ARGS("topo", SWITCH, "--from", "03:00.0", "--to", "06:00.0"));
	t_contains(run.out, "; but it depends, see below\nverdict ");
	t_contains(run.out, ", or another one\n");
	t_contains(run.out, "\ndepends:\n  The CPU is not known");
	t_contains(run.out, "\nnot known from the input:\n  the CPU");
	t_run_free(&run);
	t_run(&run, bp_cmd_topo, T_ARGS("topo", SWITCH, "--pairs"));
	t_contains(run.out, "NS 6?");
	t_run_free(&run);
}

static void topo__tree_json__functions_with_their_links(void **state)
{
	json_t *j = t_run_json(
		bp_cmd_topo, T_ARGS("topo", SWITCH, "--resources",
				    "@/tests/golden/real/qemu-q35-switch/resources.txt", "--json"));

	(void)state;
	assert_int_equal(json_array_size(t_at(j, "functions")), 16);
	assert_string_equal(json_string_value(t_at(j, "functions.1.kind")), "root port");
	assert_string_equal(json_string_value(t_at(j, "functions.1.acs.state")), "passes");
	assert_int_equal(json_integer_value(t_at(j, "functions.1.acs.offset")), 0x148);
	assert_string_equal(json_string_value(t_at(j, "functions.2.above")), "0000:00:01.0");
	assert_int_equal(json_integer_value(t_at(j, "functions.1.bars.0.bytes")), 4096);
	assert_int_equal(json_array_size(t_at(j, "warnings")), 0);
	json_decref(j);
	j = t_run_json(bp_cmd_topo, T_ARGS("topo", ROOTS, "--pairs", "--json"));
	assert_int_equal(json_array_size(t_at(j, "pairs")), 16);
	json_decref(j);
}

/* P-60 to P-64: what a boot parameter would do, under a kernel and with an IOMMU. */
static void topo__boot_parameters__acs_as_they_leave_it(void **state)
{
#define LIST "0000:0d:01.0;0000:0b:00.0;0000:11:01.0;0000:0b:10.0"
	static const struct {
		const char *arguments[10];
		const char *says;
	} cases[] = {
		{ { "--disable-acs-redir", LIST, "--rules", "v6.1" },
		  "verdict   PCI_P2PDMA_MAP_BUS_ADDR" },
		{ { "--disable-acs-redir", LIST, "--rules", "v6.1", "--iommu", "on" },
		  "0000:0d:01.0  switch downstream port  ACS 0x0011 SV UF" },
		{ { "--disable-acs-redir", LIST, "--rules", "v6.12", "--iommu", "on" },
		  "0000:0d:01.0  switch downstream port  ACS 0x0000 " },
		{ { "--disable-acs-redir", "0000:0d:01.0", "--rules", "v6.1" },
		  "ACS redirect is on in 3 of the path" },
		{ { "--config-acs", "xx000xx@pci:0:0", "--rules", "v6.12" }, "" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		const char *const *a = cases[i].arguments;
		struct t_run run;

		t_run(&run, bp_cmd_topo,
		      T_ARGS("topo", CARDS, "--from", "0e:00.0", "--to", "12:00.0", "--cpu",
			     "intel:6", a[0], a[1], a[2], a[3], a[4], a[5]));
		assert_int_equal(run.status, BP_EXIT_FINE);
		t_contains(run.out, cases[i].says);
		t_contains(run.out, "would leave it after boot");
		t_run_free(&run);
	}
}

/* Section 11: absence of lines that nobody was allowed to see is not absence of ACS. */
static void topo__access_denied__a_tree_but_no_verdict(void **state)
{
	char *path = t_file("00:00.0 A: b [8086:1237]\n\tFlags: x\n"
			    "00:02.0 A: b [8086:1234]\n\tCapabilities: <access denied>\n"
			    "00:03.0 A: b [8086:1234]\n\tCapabilities: <access denied>\n");
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_topo, T_ARGS("topo", path));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "capabilities of 2 functions were not shown");
	t_run_free(&run);
	t_run(&run, bp_cmd_topo, T_ARGS("topo", path, "--from", "00:02.0", "--to", "00:03.0"));
	assert_int_equal(run.status, BP_EXIT_USAGE);
	t_contains(run.err, "<access denied>");
	assert_string_equal(run.out, "");
	t_run_free(&run);
	t_file_free(path);
}

/* Section 10, a dump of pciutils: PCIUTILS_TESTS names the folder. */
static void topo__asus__two_functions_of_one_card_alone_may_talk(void **state)
{
	const char *folder = getenv("PCIUTILS_TESTS");
	char path[500];
	json_t *j, *pair;
	size_t i;

	(void)state;
	if (!folder)
		t_leave_out("no PCIUTILS_TESTS");
	snprintf(path, sizeof(path), "%s/tree-asus-p6t6.txt", folder);
	j = t_run_json(bp_cmd_topo, T_ARGS("topo", path, "--pairs", "--rules", "v6.1", "--cpu",
					   "intel:6", "--json"));
	json_array_foreach (t_at(j, "pairs"), i, pair) {
		const char *a = json_string_value(t_at(pair, "provider"));
		const char *b = json_string_value(t_at(pair, "client"));
		bool card = !strncmp(a, "0000:06:", 8) && !strncmp(b, "0000:06:", 8);

		assert_string_equal(json_string_value(t_at(pair, "type")),
				    card || !strcmp(a, b) ? "PCI_P2PDMA_MAP_BUS_ADDR"
							  : "PCI_P2PDMA_MAP_NOT_SUPPORTED");
		if (card && strcmp(a, b))
			assert_int_equal(json_integer_value(t_at(pair, "distance")), 2);
	}
	json_decref(j);
	j = t_run_json(bp_cmd_topo,
		       T_ARGS("topo", path, "--from", "04:00.0", "--to", "06:00.0", "--json"));
	t_contains(json_string_value(t_at(j, "why.1")), "0000:00:00.0 [8086:3405]");
	json_decref(j);
}

static void topo__no_device__no_matrix(void **state)
{
	char *path = t_file("00:00.0 0600: 8086:1111\n\tFlags: x\n");
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_topo, T_ARGS("topo", path, "--pairs"));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "no device is PCI Express or below a bridge");
	t_run_free(&run);
	t_file_free(path);
}

static void topo__this_machine__a_tree_or_a_message(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_topo, T_ARGS("topo"));
	if (run.status == BP_EXIT_FINE)
		t_contains(run.out, "this machine: ");
	else
		t_contains(run.err, "this machine: ");
	t_run_free(&run);
}

static void topo__help__every_option(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_topo, T_ARGS("topo", "--help"));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "--acs-redirect off=ADDRESS");
	t_run_free(&run);
}

static void topo__bad_use__says_what_is_allowed(void **state)
{
	static const struct {
		const char *arguments[8];
		const char *says;
	} cases[] = {
		{ { "topo", SWITCH, "--from", "03:00.0" }, "--to: missing" },
		{ { "topo", SWITCH, "--to", "03:00.0" }, "--from: missing" },
		{ { "topo", SWITCH, "--from", "03:00.0", "--to", "04:00.0", "--pairs" },
		  "--pairs: goes without" },
		{ { "topo", SWITCH, "--from", "03:00.0", "--provider", "04:00.0" },
		  "--provider: goes without --from" },
		{ { "topo", SWITCH, "--from", "03:00.0", "--to=04:00.0", "--to", "05:00.0" },
		  "--to: one client is allowed" },
		{ { "topo", SWITCH, "--from", "03:00.0", "--from", "04:00.0" },
		  "--from: is there twice" },
		{ { "topo", SWITCH, "--config-acs", "", "--config-acs", "" },
		  "--config-acs: is there twice" },
		{ { "topo", SWITCH, "--provider=03:00.0", "--provider=0000:03:00.0", "--to",
		    "05:00.0" },
		  "--provider: 0000:03:00.0 is there twice: once is allowed" },
		{ { "topo", SWITCH, "--provider", "33:00.0", "--to", "05:00.0" },
		  "--provider: no function" },
		{ { "topo", SWITCH, "--provider", "03:00.0", "--to", "33:00.0" },
		  "--to: no function" },
		{ { "topo", SWITCH, "--config-acs", "0@x", "--rules", "v6.1" },
		  "--config-acs: v6.1 does not know" },
		{ { "topo", SWITCH, "--config-acs", "00000" }, "--config-acs: the kernel cannot" },
		{ { "topo", SWITCH, "--disable-acs-redir", "zz" },
		  "--disable-acs-redir: the kernel cannot read \"zz\"" },
		{ { "topo", SWITCH, "--disable-acs-redir=00:01.0,00:02.0", "--config-acs",
		    "0@00:01.0" },
		  "--disable-acs-redir: the kernel cannot read \"00:01.0,00:02.0\"" },
		{ { "topo", SWITCH, "--disable-acs-redir", "" }, "the kernel cannot read \"\"" },
		{ { "topo", SWITCH, "--dot", "--pairs" }, "--dot: prints the tree alone" },
		{ { "topo", SWITCH, "--from", "09:00.0", "--to", "04:00.0" },
		  "--from: no function \"09:00.0\"" },
		{ { "topo", SWITCH, "--from", "03:00.0", "--to", "03:00.0x" },
		  "--to: no function \"03:00.0x\"" },
		{ { "topo", SWITCH, "--rules", "v9" }, "--rules: \"v9\"; allowed: v5.2-rc5, v5.2" },
		{ { "topo", SWITCH, "--cpu", "amd" }, "--cpu: \"amd\"; allowed: MAKER:FAMILY" },
		{ { "topo", SWITCH, "--cpu", "amd:" }, "--cpu: \"amd:\"" },
		{ { "topo", SWITCH, "--cpu", "amd:-1" }, "--cpu: \"amd:-1\"" },
		{ { "topo", SWITCH, "--cpu", "amd:19x" }, "--cpu: " },
		{ { "topo", SWITCH, "--cpu", "vax:1" }, "--cpu: \"vax:1\"" },
		{ { "topo", SWITCH, "--iommu", "maybe" }, "--iommu: \"maybe\"; allowed: on, off" },
		{ { "topo", SWITCH, "--acs-redirect", "on=03:00.0" }, "allowed: off=ADDRESS" },
		{ { "topo", SWITCH, "--acs-redirect", "off=03:00.0" }, "has no ACS capability" },
		{ { "topo", SWITCH, "--acs-redirect", "off=33:00.0" }, "no function \"33:00.0\"" },
		{ { "topo", SWITCH, "--host-bridge", "x" }, "blkpath: --host-bridge: \"x\" is" },
		{ { "topo", SWITCH, "--frobnicate" }, "unknown option; allowed: --from" },
		{ { "topo", SWITCH, "--from" }, "--from: needs a value" },
		{ { "topo", SWITCH, "--pairs=1" }, "takes no value" },
		{ { "topo", SWITCH, SWITCH }, "one argument too many" },
		{ { "topo", "no/such/file" }, "no/such/file: cannot be opened" },
		{ { "topo", SWITCH, "--resources", "no/such/file" }, "cannot be opened" },
		{ { "topo", "@/README.md" }, "no function of a PCI machine" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_run run;

		t_run(&run, bp_cmd_topo, cases[i].arguments);
		assert_int_equal(run.status, BP_EXIT_USAGE);
		t_contains(run.err, cases[i].says);
		assert_string_equal(run.out, "");
		t_run_free(&run);
	}
}

static void topo__more_devices_than_a_matrix_has_room_for__refused(void **state)
{
	char *text = malloc(200 * 300), *at = text, *path;
	struct t_run run;

	(void)state;
	at += sprintf(at, "00:01.0 x: b\n\tBus: primary=00, secondary=01, subordinate=01\n");
	for (unsigned i = 0; i < 200; i++)
		at += sprintf(at, "01:%02x.%u 0200: 8086:1234\n\tFlags: x\n", i / 8, i % 8);
	path = t_file(text);
	t_run(&run, bp_cmd_topo, T_ARGS("topo", path, "--pairs"));
	assert_int_equal(run.status, BP_EXIT_USAGE);
	t_contains(run.err, "--pairs: more than 128 devices");
	t_run_free(&run);
	t_run(&run, bp_cmd_topo, T_ARGS("topo", path, "--pairs", "--json"));
	assert_int_equal(run.status, BP_EXIT_USAGE);
	t_run_free(&run);
	t_file_free(path);
	free(text);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(topo__captures__verdicts_of_the_specification),
		cmocka_unit_test(topo__public_case__names_in_order_and_the_cure_works),
		cmocka_unit_test(topo__host_bridge_of_the_user__listed),
		cmocka_unit_test(topo__cpu_not_known__depends),
		cmocka_unit_test(topo__tree_json__functions_with_their_links),
		cmocka_unit_test(topo__boot_parameters__acs_as_they_leave_it),
		cmocka_unit_test(topo__access_denied__a_tree_but_no_verdict),
		cmocka_unit_test(topo__asus__two_functions_of_one_card_alone_may_talk),
		cmocka_unit_test(topo__no_device__no_matrix),
		cmocka_unit_test(topo__this_machine__a_tree_or_a_message),
		cmocka_unit_test(topo__help__every_option),
		cmocka_unit_test(topo__bad_use__says_what_is_allowed),
		cmocka_unit_test(topo__more_devices_than_a_matrix_has_room_for__refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
