/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath p2p: what it prints, how it ends, and what it refuses.
 */
#include <string.h>

#include "run.h"

#define ALL "@/scenarios/p2p.yaml"
#define OFFSET "@/scenarios/p2p-offset.yaml"
#define DUMP "@/tests/golden/real/qemu-q35-switch/lspci-vvvxxxx.txt"
#define COMMANDS 15

/* What the commands of ALL write and read. */
#define BYTES_WRITTEN ((u64)(8 * 64 + 4 + 1024) << 10)
#define BYTES_READ ((u64)(4 * 128 + 1024) << 10)

static u64 number(json_t *object, const char *key)
{
	json_t *value = json_object_get(object, key);

	if (!value)
		fail_msg("there is no %s", key);
	return (u64)json_integer_value(value);
}

/* E6: what is written and read goes over the host bridge once each way, or not at all
 * (INV-NVMET-16); then twice from device to device, with a provider of its own. */
static void p2p__json__bytes_of_every_flow(void **state)
{
	static const char *const names[] = { "ram", "pages", "direct" };
	json_t *j = t_run_json(bp_cmd_p2p, T_ARGS("p2p", ALL, "--json", "--check"));

	(void)state;
	assert_int_equal(json_array_size(t_at(j, "flows")), 3);
	assert_true(json_is_true(t_at(j, "same")));
	assert_true(json_is_true(t_at(j, "well")));
	for (unsigned i = 0; i < 3; i++) {
		json_t *flow = json_array_get(t_at(j, "flows"), i);
		json_t *counts = t_at(flow, "counts");
		const u64 bridge = i ? 0 : BYTES_WRITTEN + BYTES_READ;

		assert_string_equal(json_string_value(t_at(flow, "flow")), names[i]);
		assert_int_equal(number(t_at(flow, "commands"), "good"), COMMANDS);
		assert_int_equal(number(flow, "misdelivered"), 0);
		assert_int_equal(number(flow, "mappings_left"), 0);
		assert_int_equal(number(counts, "hb_up.data"), bridge);
		assert_int_equal(number(counts, "hb_down.data"), bridge);
		assert_int_equal(number(counts, "p2p"), i ? 2 * (BYTES_WRITTEN + BYTES_READ) : 0);
		assert_int_equal(number(counts, "dma_map"), number(counts, "dma_unmap"));
		assert_int_equal(number(counts, "dma_map") != 0, !i);
		assert_int_equal(number(counts, "credits_taken"), number(counts, "credits_given"));
		assert_int_equal(number(t_at(flow, "check"), "violations"), 0);
		assert_true(number(t_at(flow, "check"), "judged") > 0);
	}
	/* INV-NVMET-15: flow 3 has no page, flow 2 says how many. */
	assert_int_equal(number(t_at(j, "flows.1.counts"), "zdev_pages"), (16 << 20) / 4096);
	assert_true(number(t_at(j, "flows.1.counts"), "page_ref") > 0);
	assert_int_equal(number(t_at(j, "flows.2.counts"), "zdev_pages"), 0);
	assert_int_equal(number(t_at(j, "flows.2.counts"), "page_ref"), 0);
	assert_int_equal(number(t_at(j, "flows.2.counts"), "page_alloc"), 0);
	assert_string_equal(json_string_value(t_at(j, "flows.1.disk_hash")),
			    json_string_value(t_at(j, "flows.2.disk_hash")));
	assert_string_equal(json_string_value(t_at(j, "flows.2.used")), "0000:05:00.0");
	assert_true(json_is_null(t_at(j, "flows.0.used")));
	assert_int_equal(json_array_size(t_at(j, "flows.2.pairs")), 2);
	json_decref(j);
}

/* DEF-P2P-9: the sign error leads flow 2 to memory of somebody else, and flow 3 computes nothing.
 */
static void p2p__offset_and_wrong_sign__flow_2_is_misled(void **state)
{
	struct t_run run;
	json_t *j;

	(void)state;
	t_run(&run, bp_cmd_p2p, T_ARGS("p2p", OFFSET, "--json"));
	assert_int_equal(run.status, BP_EXIT_CHECK);
	j = json_loads(run.out, 0, NULL);
	assert_non_null(j);
	for (unsigned i = 0; i < 3; i++) {
		json_t *flow = json_array_get(t_at(j, "flows"), i);

		assert_int_equal(number(flow, "misdelivered") != 0, i == 1);
		assert_int_equal(number(t_at(flow, "counts"), "hb_up.data") != 0, i != 2);
		assert_int_equal(number(flow, "wrong_addresses"), i == 1 ? 16 : 0);
		assert_int_equal(json_is_null(t_at(flow, "first_wrong_address")), i != 1);
	}
	assert_string_equal(json_string_value(t_at(j, "defects.0")), "DEF-P2P-9");
	assert_string_equal(json_string_value(t_at(j, "flows.1.first_wrong_address.told")),
			    "0x201000000");
	json_decref(j);
	t_run_free(&run);
	t_run(&run, bp_cmd_p2p, T_ARGS("p2p", OFFSET));
	t_contains(run.out, "pages        every byte arrived; 136 accesses ended elsewhere");
	t_contains(run.out, "meant for 0x141000000 ends at 0x201000000");
	t_contains(run.out, "  defect    DEF-P2P-9: pci_p2pdma_map_sg subtracts");
	t_contains(run.out, "16 entries of lists got a wrong bus address, the first 0x201000000 in "
			    "place of 0x81000000\n");
	t_run_free(&run);
	t_run(&run, bp_cmd_p2p, T_ARGS("p2p", OFFSET, "--svg"));
	t_contains(run.out, ">every byte arrived; 136 accesses ended</text>");
	t_contains(run.out, ">elsewhere than meant</text>");
	t_run_free(&run);
}

/* Without the wrong sign an offset does no harm; with it the addresses of flow 2 lead nowhere. */
static void p2p__offset_option__moves_bus_addresses(void **state)
{
	static const struct {
		const char *arguments[8];
		enum bp_exit status;
		const char *words;
	} cases[] = {
		{ { "p2p", ALL, "--offset", "0x3f00000000" }, BP_EXIT_FINE, "pages        every" },
		{ { "p2p", ALL, "--offset", "0x3f00000000", "--defect", "def-p2p-9" },
		  BP_EXIT_CHECK,
		  "pages        of 15 commands 15" },
		{ { "p2p", ALL, "--offset", "0x3f00000000", "--defect", "def-p2p-9" },
		  BP_EXIT_CHECK,
		  "bus address  every byte is where it belongs" },
	};

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct t_run run;

		t_run(&run, bp_cmd_p2p, cases[i].arguments);
		assert_int_equal(run.status, cases[i].status);
		t_contains(run.out, cases[i].words);
		t_run_free(&run);
	}
}

/* A list of switches is told as a number. */
static void p2p__all_defects__counted(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_p2p, T_ARGS("p2p", "@/scenarios/p2p-ram.yaml", "--defect", "all"));
	t_contains(run.out, " are on\n");
	assert_null(strstr(run.out, "DEF-"));
	t_run_free(&run);
}

/* A provider with less memory than the commands want. */
static void p2p__small_pool__says_that_ram_was_used_too(void **state)
{
	char *path = t_file_named("p2p:\n  hca: \"03:00.0\"\n  drive: \"04:00.0\"\n  pool: 64k\n"
				  "  ios: [{ bytes: 64k, count: 4 }]\n",
				  ".yaml");
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_p2p, T_ARGS("p2p", path, "--machine", ALL));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "distance 4, and RAM when none of it was left\n");
	t_run_free(&run);
	t_file_free(path);
}

/* P2P-B6: redirect sends everything up; the target takes RAM then. */
static void p2p__acs_as_a_kernel_sets_it__ram(void **state)
{
	json_t *j = t_run_json(bp_cmd_p2p,
			       T_ARGS("p2p", ALL, "--acs", "default", "--seed", "7", "--json"));

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		json_t *flow = json_array_get(t_at(j, "flows"), i);

		assert_true(json_is_null(t_at(flow, "used")));
		assert_int_equal(number(t_at(flow, "counts"), "hb_up.data"),
				 BYTES_WRITTEN + BYTES_READ);
		assert_int_equal(number(t_at(flow, "counts"), "p2p"), 0);
	}
	json_decref(j);
	j = t_run_json(bp_cmd_p2p, T_ARGS("p2p", ALL, "--acs", "off", "--iommu", "on", "--json"));
	assert_string_equal(json_string_value(t_at(j, "flows.2.used")), "0000:05:00.0");
	json_decref(j);
}

/* A scenario says which flows; the memory is that of the drive unless it says otherwise. */
static void p2p__ready_scenarios__one_flow_each(void **state)
{
	static const struct {
		const char *scenario, *flow;
		u64 bridge, inside;
	} cases[] = {
		{ "@/scenarios/p2p-ram.yaml", "ram", 131072, 0 },
		{ "@/scenarios/p2p-pages.yaml", "pages", 0, 131072 },
		{ "@/scenarios/p2p-direct.yaml", "direct", 0, 131072 },
	};

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		json_t *j = t_run_json(bp_cmd_p2p,
				       T_ARGS("p2p", cases[i].scenario, "--json", "--check"));
		json_t *counts = t_at(j, "flows.0.counts");

		assert_int_equal(json_array_size(t_at(j, "flows")), 1);
		assert_string_equal(json_string_value(t_at(j, "flows.0.flow")), cases[i].flow);
		assert_int_equal(number(counts, "hb_up.data"), cases[i].bridge);
		assert_int_equal(number(counts, "dev_internal"), cases[i].inside);
		assert_int_equal(number(counts, "p2p"), cases[i].inside);
		json_decref(j);
	}
}

/* A dump: a provider beside the drive, a drive without memory. */
static void p2p__dump__memory_or_none(void **state)
{
	static const struct {
		const char *drive, *provider, *words;
	} cases[] = {
		{ "03:00.0", "04:00.0", "; memory of 0000:04:00.0, distance 8" },
		{ "06:00.0", "06:00.0", "; nobody has memory to give out, RAM was used" },
		{ "06:00.0", "03:00.0", "; the kernel refuses peer memory, RAM was used" },
	};

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct t_run run;

		t_run(&run, bp_cmd_p2p,
		      T_ARGS("p2p", ALL, "--machine", DUMP, "--hca", "05:00.0", "--drive",
			     cases[i].drive, "--provider", cases[i].provider, "--check"));
		assert_int_equal(run.status, BP_EXIT_FINE);
		t_contains(run.out, cases[i].words);
		t_run_free(&run);
	}
}

/* E7: errors of the drive are told to the host (R-C3.8), those of the wire end the connection. */
static void p2p__faults__told(void **state)
{
	static const struct {
		const char *fault, *words;
	} cases[] = {
		{ "media@0x4281:1", "of 15 commands 1 failed\n      write of block 0, 65536 bytes: "
				    "access denied (0x286)" },
		{ "bad-rkey", "got no response" },
		{ "peer-gone@hca:1,skip=3", "got no response" },
		{ "bad-rkey@host:0", "every byte is where it belongs" },
	};

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct t_run run;

		t_run(&run, bp_cmd_p2p, T_ARGS("p2p", ALL, "--fault", cases[i].fault, "--check"));
		assert_int_equal(run.status, i == 3 ? BP_EXIT_FINE : BP_EXIT_CHECK);
		t_contains(run.out, cases[i].words);
		assert_null(strstr(run.out, "violation ("));
		t_run_free(&run);
	}
}

static void p2p__svg__drawn_and_escaped(void **state)
{
	char *path = t_file_named("name: \"a <b> & \\e[1mc\"\n"
				  "machine:\n  iommu: off\n  ram: [{ at: 0x0, bytes: 2G }]\n"
				  "  host_bridges:\n    - tree: |\n"
				  "        root_port\n          nic bar0=1M\n"
				  "        root_port\n          nvme bar0=16k bar2=1M\n"
				  "p2p:\n  hca: \"01:00.0\"\n  drive: \"02:00.0\"\n"
				  "  faults: [\"media:0\"]\n"
				  "  ios: [{ bytes: 4k, way: keyed }]\n",
				  ".yaml");
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_p2p, T_ARGS("p2p", path, "--svg"));
	assert_int_equal(run.status, BP_EXIT_CHECK);
	t_contains(run.out, "<svg xmlns=\"http://www.w3.org/2000/svg\"");
	t_contains(run.out, "a &lt;b&gt; &amp; ?[1mc");
	t_contains(run.out, "02:00.0  endpoint: drive, provider");
	t_contains(run.out, "</svg>\n");
	t_run_free(&run);
	t_file_free(path);
}

static void p2p__bad_use__says_what_is_allowed(void **state)
{
	static const struct {
		const char *arguments[8];
		const char *words;
	} cases[] = {
		{ { "p2p" }, "an argument is missing" },
		{ { "p2p", "@/nowhere.yaml" }, "nowhere.yaml" },
		{ { "p2p", "@/tests/golden/drives.yaml" }, "p2p: is missing" },
		{ { "p2p", ALL, "--svg", "--json" }, "--svg: goes without --json" },
		{ { "p2p", ALL, "--hca", "x" }, "--hca: \"x\" is not allowed" },
		{ { "p2p", ALL, "--drive", "x" }, "--drive: \"x\" is not allowed" },
		{ { "p2p", ALL, "--provider", "x" }, "--provider: \"x\" is not allowed" },
		{ { "p2p", ALL, "--hca", "09:00.0" }, "0000:09:00.0" },
		{ { "p2p", ALL, "--hca", "02:00.0" },
		  "hca: 0000:02:00.0 is no device, but a bridge" },
		{ { "p2p", ALL, "--drive", "09:00.0" }, "drive: 0000:09:00.0 is no function of" },
		{ { "p2p", ALL, "--drive", "03:00.0" }, "0000:03:00.0 is the drive; allowed" },
		{ { "p2p", ALL, "--provider", "03:00.0" }, "is the adapter; allowed: another" },
		{ { "p2p", ALL, "--offset", "0x4000000000" },
		  "offset: 0x4000000000 cannot be: RAM" },
		{ { "p2p", ALL, "--offset", "0x1000000000000" }, "at most 0xfffffff00000" },
		{ { "p2p", ALL, "--acs", "on" }, "--acs: \"on\" is not allowed: off or default" },
		{ { "p2p", ALL, "--iommu", "merge" }, "--iommu: \"merge\" is not allowed" },
		{ { "p2p", ALL, "--offset", "4k" }, "--offset: 0x1000 is not allowed" },
		{ { "p2p", ALL, "--fault", "sabotage" }, "those of an adapter are peer-gone" },
		{ { "p2p", ALL, "--fault", "rnr@moon" }, "\"moon\" is no adapter" },
		{ { "p2p", ALL, "--fault", "rnr:many" }, "--fault: \"many\"" },
		{ { "p2p", ALL, "--fault", "rnr,every=3" }, "is skip=N" },
		{ { "p2p", ALL, "--fault", "rnr,skip=x" }, "--fault: \"x\"" },
		{ { "p2p", ALL, "--fault", "rnr", "--fault", "rnr@hca:2" }, "is there twice" },
		{ { "p2p", ALL, "--machine", "@/nowhere.lspci" }, "nowhere.lspci" },
		{ { "p2p", ALL, "--depth", "3" }, "unknown option" },
	};

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct t_run run;

		t_run(&run, bp_cmd_p2p, cases[i].arguments);
		assert_int_equal(run.status, BP_EXIT_USAGE);
		assert_string_equal(run.out, "");
		t_contains(run.err, cases[i].words);
		t_run_free(&run);
	}
}

/* What the file says wrong is told with its line. */
static void p2p__bad_scenario__line_and_key(void **state)
{
	static const struct {
		const char *text, *words;
	} cases[] = {
		{ "p2p: { ios: [{ bytes: 4k }] }\n", "--hca: is missing, and hca in the scenario" },
		{ "p2p: { hca: \"03:00.0\", ios: [{ bytes: 4k }] }\n",
		  "--drive: is missing, and drive" },
		{ "p2p:\n  hca: \"03:00.0\"\n  drive: \"04:00.0\"\n  faults: [x]\n"
		  "  ios: [{ bytes: 4k }]\n",
		  ":4: faults: \"x\"" },
		{ "p2p:\n  hca: \"03:00.0\"\n  drive: \"04:00.0\"\n  size: 4k\n"
		  "  ios: [{ bytes: 8k }]\n",
		  ":5: slba: " },
	};

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		char *path = t_file_named(cases[i].text, ".yaml");
		struct t_run run;

		t_run(&run, bp_cmd_p2p, T_ARGS("p2p", path, "--machine", ALL));
		assert_int_equal(run.status, BP_EXIT_USAGE);
		t_contains(run.err, cases[i].words);
		t_run_free(&run);
		t_file_free(path);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(p2p__json__bytes_of_every_flow),
		cmocka_unit_test(p2p__offset_and_wrong_sign__flow_2_is_misled),
		cmocka_unit_test(p2p__offset_option__moves_bus_addresses),
		cmocka_unit_test(p2p__all_defects__counted),
		cmocka_unit_test(p2p__small_pool__says_that_ram_was_used_too),
		cmocka_unit_test(p2p__acs_as_a_kernel_sets_it__ram),
		cmocka_unit_test(p2p__ready_scenarios__one_flow_each),
		cmocka_unit_test(p2p__dump__memory_or_none),
		cmocka_unit_test(p2p__faults__told),
		cmocka_unit_test(p2p__svg__drawn_and_escaped),
		cmocka_unit_test(p2p__bad_use__says_what_is_allowed),
		cmocka_unit_test(p2p__bad_scenario__line_and_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
