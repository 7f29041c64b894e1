/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The machine of a scenario: functions, buses, windows, and what is wrong with it.
 */
#include "bp_test.h"

#include <errno.h>

#include "input/machine.h"
#include "input/pci_tree.h"
#include "input_test.h"

#define HEAD                                                                                       \
	"machine:\n"                                                                               \
	"  host_bridges:\n"                                                                        \
	"    - tree: |\n"

static struct bp_pci_records records;
static struct bp_machine_said said;

static int load(const char *text, struct bp_error *err)
{
	const char *path = t_file(text);
	int rc = bp_machine_load(&records, path, &said, err);

	unlink(path);
	return rc;
}

static void drop(void)
{
	bp_pci_records_free(&records);
	bp_machine_said_free(&said);
}

static const struct bp_pci_record *at(unsigned bus, unsigned slot, unsigned function)
{
	const struct bp_pci_record *r =
		bp_pci_records_find(&records, 0, (u8)bus, PCI_DEVFN(slot, function));

	assert_non_null(r);
	return r;
}

/* P2P-A1.6, A1.3: depth first, a link leads to functions of one device. */
static void bp_machine_load__tree__numbered_as_firmware_does(void **state)
{
	struct bp_error err = { 0 };

	(void)state;
	if (load(HEAD "        host_bridge 8086:4c43\n"
		      "        root_port acs\n"
		      "          upstream\n"
		      "            downstream @4.0 acs=0x20 egress=0x6\n"
		      "              nvme bar0=16k bar2=64M \"a # b\"\n"
		      "              endpoint\n"
		      "\n"
		      "            downstream acs=default bus=20\n"
		      "              gpu\n"
		      "        bridge @1c.0\n"
		      "          device @4.0\n"
		      "        integrated\n",
		 &err))
		fail_msg("line %u: %s: %s", err.line, err.key, err.text);
	assert_int_equal(records.n, 11);
	assert_true(records.is_described);
	assert_int_equal(at(0, 0, 0)->device, 0x4c43);
	assert_int_equal(at(0, 1, 0)->subordinate, 0x20);
	assert_int_equal(at(1, 0, 0)->pcie_type, PCI_EXP_TYPE_UPSTREAM);
	assert_int_equal(at(2, 4, 0)->secondary, 3);
	assert_int_equal(at(2, 4, 0)->acs_cap, 0x7f);
	assert_int_equal(at(2, 4, 0)->acs_vector, 6);
	assert_int_equal(at(3, 0, 0)->line, 8);
	assert_string_equal(at(3, 0, 0)->name, "a # b");
	assert_int_equal(at(3, 0, 0)->bars_there, 5);
	assert_int_equal(at(3, 0, 0)->bars[2].end, 0x3ffffff);
	assert_int_equal(at(3, 0, 1)->class_code, 0xff00);
	assert_int_equal(at(2, 5, 0)->acs_ctrl, 0x1d);
	assert_int_equal(at(0x20, 0, 0)->class_code, 0x0302);
	assert_string_equal(at(0x20, 0, 0)->name, "gpu");
	assert_false(at(0, 0x1c, 0)->is_pcie);
	assert_int_equal(at(0x21, 4, 0)->bus, 0x21);
	assert_int_equal(at(0, 0x1d, 0)->pcie_type, PCI_EXP_TYPE_RC_END);
	drop();
}

/* P2P-A3.3, A4.5, A6.6. */
static void bp_machine_load__host_bridges__windows_and_the_rest(void **state)
{
	struct bp_error err = { 0 };
	const struct bp_pci_root *root;

	(void)state;
	if (load("name: x\nrules: v6.1\nmachine:\n  cpu: amd:0x19\n  iommu: on\n  acs: default\n"
		 "  disable_acs_redir: a;b\n  config_acs: c\n"
		 "  ram: [{ at: 0x0, bytes: 2G }, { at: 0x2000000000, bytes: 2G }]\n"
		 "  host_bridges:\n"
		 "    - windows: [{ at: 0x4000000000, bytes: 64G, offset: 0x3f80000000 }]\n"
		 "      dma_offset: 0x1000000\n"
		 "      policy: none\n"
		 "      tree: |\n        root_port\n          nvme\n"
		 "    - tree: root_port\n"
		 "    - bus: 00010000:40\n      tree: root_port\n",
		 &err))
		fail_msg("line %u: %s: %s", err.line, err.key, err.text);
	assert_int_equal(said.machine.cpu, BP_P2P_CPU_AMD);
	assert_int_equal(said.machine.cpu_family, 0x19);
	assert_int_equal(said.machine.iommu, BP_P2P_IOMMU_ON);
	assert_true(said.acs_default);
	assert_string_equal(said.disable_acs_redir, "a;b");
	assert_string_equal(said.config_acs, "c");
	assert_string_equal(said.rules, "v6.1");
	root = bp_pci_records_root(&records, 0, 0);
	assert_true(root->has_policy);
	assert_int_equal(root->policy, BP_POLICY_NONE);
	assert_int_equal(root->dma_offset, 0x1000000);
	assert_int_equal(root->windows[0].res.end, 0x4fffffffff);
	assert_int_equal(root->windows[0].offset, 0x3f80000000);
	root = bp_pci_records_root(&records, 0, 2);
	assert_false(root->has_policy);
	assert_int_equal(root->windows[0].res.start, 0x14000000000);
	assert_non_null(bp_pci_records_root(&records, 0x10000, 0x40));
	assert_null(bp_pci_records_root(&records, 0, 1));
	assert_int_equal(bp_pci_records_ram(&records, 0x7ffff000), 0x1000);
	assert_int_equal(bp_pci_records_ram(&records, 0x80000000), 0);
	drop();
}

/* What a person must act on: the line, and what is allowed. */
static void bp_machine_load__bad_input__line_and_what_is_allowed(void **state)
{
	static const struct {
		const char *text;
		unsigned line;
		const char *says;
	} cases[] = {
		{ "ios: []\n", 0, "is missing: the scenario describes no PCI machine" },
		{ "machine: x\n", 1, "a mapping is allowed" },
		{ "machine: {}\n", 1, "is missing: a list" },
		{ "machine:\n  cpu: vax\n", 2, "allowed: MAKER:FAMILY" },
		{ "machine:\n  iommu: maybe\n", 2, "\"maybe\" is not allowed: on or off" },
		{ "machine:\n  iommu: 1\n", 2, "\"1\" is not allowed: on or off" },
		{ "name: x\nmachine: 5\n", 2, "a mapping is allowed" },
		{ "machine:\n", 1, "a mapping is allowed" },
		{ "name: x\n", 0, "describes no PCI machine" },
		{ "machine:\n  acs: on\n", 2, "default is" },
		{ "machine:\n  acs: [x]\n", 2, "one value is allowed" },
		{ "machine:\n  cpu: { x: y }\n", 2, "one value is allowed" },
		{ "machine:\n  host_bridges: { tree: x }\n", 2, "a list is allowed" },
		{ "machine:\n  ram: [[x]]\n", 2, "one value is allowed" },
		{ "machine:\n  memory: 1G\n", 2, "unknown key: allowed here are cpu, iommu, acs" },
		{ "machines:\n  cpu: x\nmachine:\n  cpu: x\n", 1, "unknown key: machine" },
		{ "machine:\n  ram: 1G\n", 2, "a list with an entry or more" },
		{ "machine:\n  ram: [{ at: 0x0 }]\n", 2, "{ at: ADDRESS, bytes: SIZE }" },
		{ "machine:\n  ram: [{ bytes: 1G }]\n", 2, "{ at: ADDRESS, bytes: SIZE }" },
		{ "machine:\n  ram: [{ at: 12, bytes: 1G }]\n", 2, "12" },
		{ "machine:\n  ram: [{ at: 0x0, size: 1G }]\n", 2, "allowed here are at, bytes" },
		{ "machine:\n  ram: [{ at: 0xffffffffffffffff, bytes: 2 }]\n", 2, "64 bits" },
		{ "machine:\n  ram: [{ at: 0x0, bytes: 2 }, { at: 0x1, bytes: 2 }]\n", 2,
		  "overlaps another range of RAM" },
		{ "machine:\n  host_bridges: []\n", 2, "a list with an entry or more" },
		{ "machine:\n  host_bridges: [{ policy: none }]\n", 2, "is missing: a function" },
		{ "machine:\n  host_bridges: [{ tree: '' }]\n", 2, "no function is in it" },
		{ "machine:\n  host_bridges: [{ policy: some, tree: root_port }]\n", 2,
		  "none, same_bridge or all" },
		{ "machine:\n  host_bridges: [{ bus: 40, tree: root_port }]\n", 2, "DOMAIN:BUS" },
		{ "machine:\n  host_bridges: [{ bus: '0000:-1', tree: root_port }]\n", 2,
		  "DOMAIN:BUS" },
		{ "machine:\n  host_bridges: [{ dma_offset: 1, tree: root_port }]\n", 2, "1" },
		{ "machine:\n  host_bridges:\n  - { tree: root_port }\n"
		  "  - { bus: 0000:01, tree: root_port }\n",
		  4, "0000:01 is taken" },
		{ "machine:\n  host_bridges:\n  - { tree: root_port bus=ff }\n"
		  "  - { tree: root_port }\n",
		  4, "no bus of domain 0000 is left" },
		{ "machine:\n  host_bridges:\n  - windows: [{ at: 0x1000, bytes: 1M }]\n"
		  "    tree: root_port\n",
		  3, "multiples of 1M" },
		{ "machine:\n  ram: [{ at: 0x0, bytes: 2G }]\n  host_bridges:\n"
		  "  - windows: [{ at: 0x7ff00000, bytes: 2M }]\n    tree: root_port\n",
		  4, "a window overlaps RAM" },
		{ "machine:\n  ram: [{ at: 0x0, bytes: 2G }]\n  host_bridges:\n"
		  "  - windows: [{ at: 0x4000000000, bytes: 2M, offset: 0x4000000000 }]\n"
		  "    tree: root_port\n",
		  4, "overlaps a window in bus addresses" },
		{ HEAD "        root_prt\n", 4,
		  "\"root_prt\" begins no line of a tree; allowed: "
		  "host_bridge, root_port" },
		{ HEAD "        \"x\"\n", 4, "begins no line of a tree" },
		{ HEAD "        nvme\n", 4, "nvme: cannot stand on a root bus" },
		{ HEAD "        root_port\n          root_port\n", 5,
		  "root_port: cannot stand below a link" },
		{ HEAD "        root_port\n          upstream\n            nvme\n", 6,
		  "nvme: cannot stand inside a switch: downstream can" },
		{ HEAD "        bridge\n          nvme\n", 5,
		  "cannot stand on a conventional bus" },
		{ HEAD "        root_port\n          nvme\n            nvme\n", 6,
		  "stands below what is no bridge" },
		{ HEAD "        root_port\n            nvme\n          nvme\n", 6,
		  "functions of one bus begin in one column" },
		{ HEAD "        root_port\n          nvme @1.0\n", 5,
		  "a link leads to one device" },
		{ HEAD "        root_port @1.0\n        root_port @1.0\n", 5, "there twice" },
		{ HEAD "        root_port @1f.7\n        root_port\n", 5, "no place left" },
		{ HEAD "        root_port @20.0\n", 4, "@SLOT.FUNCTION" },
		{ HEAD "        root_port @1.8\n", 4, "@SLOT.FUNCTION" },
		{ HEAD "        root_port @+1.0\n", 4, "@SLOT.FUNCTION" },
		{ HEAD "        root_port -111:+222\n", 4, "VENDOR:DEVICE of four digits" },
		{ HEAD "        root_port 8086:12345\n", 4, "VENDOR:DEVICE of four digits" },
		{ HEAD "        root_port x\n", 4, "a word is" },
		{ HEAD "        root_port speed=1\n", 4, "keys are bus, acs" },
		{ HEAD "        root_port acs=\n", 4, "a control word" },
		{ HEAD "        root_port acs=0x80\n", 4, "a control word" },
		{ HEAD "        root_port acs=-1\n", 4, "a control word" },
		{ HEAD "        root_port acs=0x1d acs_cap=0x5\n", 4, "only bits of acs_cap" },
		{ HEAD "        root_port acs_cap=x\n", 4, "a capability word" },
		{ HEAD "        root_port egress=0x100000000\n", 4, "32 bits" },
		{ HEAD "        root_port bus=0\n", 4, "a bus number from 1 to ff" },
		{ HEAD "        host_bridge bus=1\n", 4, "only a bridge" },
		{ HEAD "        root_port bus=5\n        root_port bus=5\n", 5, "numbers rise" },
		{ HEAD "        root_port bus=ff\n        root_port\n", 5, "no bus number left" },
		{ HEAD "        root_port\n          nvme bar0=5k\n", 5, "a power of two" },
		{ HEAD "        root_port\n          nvme bar0=1k\n", 5, "1k" },
		{ HEAD "        root_port\n          nvme bar6=4k\n", 5, "bar0 to bar5" },
		{ HEAD "        root_port\n          nvme bar0=4k bar0=8k\n", 5, "there twice" },
		{ HEAD "        root_port bar2=4k\n", 4, "a bridge has bar0 and bar1 alone" },
		{ HEAD "        root_port\n          gpu bar5=4G\n", 5, "takes the next number" },
		{ HEAD "        root_port\n          gpu bar0=4G bar1=4k\n", 5, "must be free" },
		{ HEAD "        root_port bar1=4G\n", 4, "takes the next number" },
		{ HEAD "        root_port acs acs=0x1d\n", 4,
		  "\"acs\" is not allowed: it is there" },
		{ HEAD "        root_port acs_cap=1 acs_cap=1\n", 4, "twice, once is allowed" },
		{ HEAD "        root_port egress=1 egress=1\n", 4, "twice, once is allowed" },
		{ HEAD "        root_port bus=1 bus=2\n", 4,
		  "\"bus\" is not allowed: it is there" },
		{ HEAD "        root_port @1.0 @2.0\n", 4, "\"@2.0\" is not allowed: it is there" },
		{ HEAD "        root_port 8086:1111 8086:2222\n", 4, "twice, once is allowed" },
		{ HEAD "        root_port -001:8086\n", 4, "VENDOR:DEVICE of four digits" },
		{ HEAD "        root_port @+1.0\n", 4, "@SLOT.FUNCTION" },
		{ HEAD "        device acs\n", 4, "only PCI Express has room" },
		{ HEAD "        root_port \"x\n", 4, "a name ends the line" },
		{ HEAD "        root_port \"x\" acs\n", 4, "a name ends the line" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_error err = { 0 };

		if (!load(cases[i].text, &err))
			fail_msg("case %zu was taken: %s", i, cases[i].text);
		if (err.line != cases[i].line || !strstr(err.text, cases[i].says))
			fail_msg("case %zu, line %u: %s; input: %s", i, err.line, err.text,
				 cases[i].text);
		drop();
	}
}

/* P2P-A3.5: addresses as firmware gives them, and a window that is too small has a line. */
static void bp_pci_tree_build__described__placed_or_refused(void **state)
{
	struct bp_error err = { 0 };
	struct bp_pci_tree *tree;
	struct bp_env env;

	(void)state;
	bp_env_init(&env);
	assert_int_equal(load(HEAD "        root_port\n          nvme bar0=16k\n", &err), 0);
	tree = bp_pci_tree_new(&env);
	assert_int_equal(bp_pci_tree_build(tree, &records, &err), 0);
	assert_int_equal(at(1, 0, 0)->bars[0].start, 0x4000000000);
	assert_int_equal(at(1, 0, 0)->bars_known, 1);
	bp_pci_tree_free(tree);
	drop();
	assert_int_equal(load("machine:\n  host_bridges:\n"
			      "    - windows: [{ at: 0x4000000000, bytes: 1M }]\n      tree: |\n"
			      "        root_port\n          nvme bar0=2M\n",
			      &err),
			 0);
	tree = bp_pci_tree_new(&env);
	assert_int_equal(bp_pci_tree_build(tree, &records, &err), -EINVAL);
	assert_int_equal(err.line, 6);
	assert_non_null(strstr(err.text, "in no window of its host bridge"));
	bp_pci_tree_free(tree);
	drop();
	bp_env_fini(&env);
}

static void bp_machine_is_scenario__by_name(void **state)
{
	(void)state;
	assert_true(bp_machine_is_scenario("a/b.yaml"));
	assert_true(bp_machine_is_scenario("b.yml"));
	assert_false(bp_machine_is_scenario("b.yaml.txt"));
	assert_false(bp_machine_is_scenario("yaml"));
	assert_false(bp_machine_is_scenario(NULL));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_machine_load__tree__numbered_as_firmware_does),
		cmocka_unit_test(bp_machine_load__host_bridges__windows_and_the_rest),
		cmocka_unit_test(bp_machine_load__bad_input__line_and_what_is_allowed),
		cmocka_unit_test(bp_pci_tree_build__described__placed_or_refused),
		cmocka_unit_test(bp_machine_is_scenario__by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
