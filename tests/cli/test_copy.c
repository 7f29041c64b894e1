/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath copy: what it prints, how it ends, and what it refuses.
 */
#include <string.h>

#include "run.h"

#define DRIVES "@/tests/golden/drives.yaml"

/* Two root ports of a bridge that v5.2-rc5 trusts; what it passes on is said. */
#define TRUSTED(policy)                                                                            \
	"machine:\n"                                                                               \
	"  ram: [{ at: 0x0, bytes: 2G }]\n"                                                        \
	"  host_bridges:\n"                                                                        \
	"    - windows: [{ at: 0x140000000, bytes: 512M, offset: 0xc0000000 }]\n"                  \
	"      policy: " policy "\n"                                                               \
	"      tree: |\n"                                                                          \
	"        host_bridge 1022:1450\n"                                                          \
	"        root_port acs\n"                                                                  \
	"          nvme bar0=16k bar2=16M\n"                                                       \
	"        root_port acs\n"                                                                  \
	"          nvme bar0=16k bar2=16M\n"

/* The kernel asks nobody what a root complex passes on (P2P-A6.6): the I/O fails. */
static void copy__root_complex_passes_nothing_on__exit_1(void **state)
{
	static const struct {
		const char *machine, *words;
		enum bp_exit status;
	} cases[] = {
		{ TRUSTED("same_bridge"), "every byte arrived", BP_EXIT_FINE },
		{ TRUSTED("none"), "an I/O failed", BP_EXIT_CHECK },
	};

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		char *path = t_file_named(cases[i].machine, ".yaml");
		struct t_run run;

		t_run(&run, bp_cmd_copy,
		      T_ARGS("copy", path, "--from", "01:00.0", "--to", "02:00.0"));
		assert_int_equal(run.status, cases[i].status);
		t_contains(run.out, cases[i].words);
		t_contains(run.out, "distance 4100");
		assert_string_equal(run.err, "");
		t_run_free(&run);
		t_file_free(path);
	}
}

/* Behind an IOMMU the switch still finds the peer by its bus address; RAM has I/O addresses. */
static void copy__iommu_without_redirect__every_way(void **state)
{
	char *path =
		t_file_named("machine:\n  cpu: intel:6\n  iommu: on\n  acs: default\n"
			     "  disable_acs_redir: 0000:02:00.0;0000:02:01.0\n"
			     "  ram: [{ at: 0x0, bytes: 2G }]\n"
			     "  host_bridges:\n    - tree: |\n"
			     "        root_port acs\n          upstream\n"
			     "            downstream acs\n              nvme bar0=16k bar2=1M\n"
			     "            downstream acs\n              nvme bar0=16k bar2=1M\n",
			     ".yaml");
	json_t *j = t_run_json(bp_cmd_copy, T_ARGS("copy", path, "--from", "03:00.0", "--to",
						   "04:00.0", "--json"));

	(void)state;
	for (unsigned way = 0; way < 3; way++) {
		json_t *one = json_array_get(t_at(j, "ways"), way);

		assert_string_equal(json_string_value(t_at(one, "state")), "done");
		assert_int_equal(json_integer_value(t_at(one, "mappings")), way == 2 ? 16 : 0);
	}
	json_decref(j);
	t_file_free(path);
}

static void copy__json__every_link_of_every_way(void **state)
{
	json_t *j = t_run_json(bp_cmd_copy,
			       T_ARGS("copy", DRIVES, "--from", "03:00.0", "--to", "04:00.0",
				      "--bytes", "100k", "--buffer", "64k", "--json"));

	(void)state;
	assert_int_equal(json_integer_value(t_at(j, "bytes")), 102400);
	assert_int_equal(json_array_size(t_at(j, "ways")), 3);
	assert_string_equal(json_string_value(t_at(j, "ways.0.through")), "memory_of_to");
	assert_string_equal(json_string_value(t_at(j, "ways.0.state")), "done");
	assert_int_equal(json_integer_value(t_at(j, "ways.0.mappings")), 0);
	assert_int_equal(json_integer_value(t_at(j, "ways.0.sums.device_to_device")), 102400);
	assert_int_equal(json_array_size(t_at(j, "ways.0.links")), 5);
	/* A8.3: a TLP has more on the wire than its data */
	assert_true(json_integer_value(t_at(j, "ways.0.links.1.up.wire")) >
		    json_integer_value(t_at(j, "ways.0.links.1.up.data")));
	/* Writes of the first drive; the second one asks when the memory is the first one's. */
	assert_true(json_integer_value(t_at(j, "ways.0.links.1.up.writes")) >= 102400 / 4096);
	assert_true(json_integer_value(t_at(j, "ways.1.links.1.down.reads")) >= 102400 / 4096);
	assert_true(json_is_null(t_at(j, "ways.2.bus_address")));
	assert_int_equal(json_integer_value(t_at(j, "ways.2.mappings")), 4);
	json_decref(j);
}

static void copy__bad_use__says_what_is_allowed(void **state)
{
	static const struct {
		const char *arguments[8];
		const char *words;
	} cases[] = {
		{ { "copy", DRIVES, "--from", "03:00.0" }, "--to: is missing" },
		{ { "copy", DRIVES, "--to", "03:00.0" }, "--from: is missing" },
		{ { "copy", DRIVES, "--from", "x", "--to", "03:00.0" }, "--from: \"x\"" },
		{ { "copy", DRIVES, "--from", "04:00.0", "--to", "04:00.0" }, "two drives" },
		{ { "copy", DRIVES, "--buffer", "5000" }, "--buffer: 5000; allowed: a multiple" },
		{ { "copy", DRIVES, "--buffer", "2G" }, "--buffer" },
		{ { "copy", DRIVES, "--bytes", "1G" }, "--bytes: allowed here: 512 to 256M" },
		{ { "copy", DRIVES, DRIVES }, "one argument too many" },
		{ { "copy", "@/nowhere.yaml", "--from", "03:00.0", "--to", "04:00.0" },
		  "nowhere.yaml" },
	};

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct t_run run;

		t_run(&run, bp_cmd_copy, cases[i].arguments);
		assert_int_equal(run.status, BP_EXIT_USAGE);
		assert_string_equal(run.out, "");
		t_contains(run.err, cases[i].words);
		t_run_free(&run);
	}
}

/* The RAM must hold the buffer, and what the drivers want. */
static void copy__little_ram__says_so(void **state)
{
	char *path = t_file_named("machine:\n  ram: [{ at: 0x0, bytes: 16M }]\n"
				  "  host_bridges:\n    - tree: |\n"
				  "        root_port\n          nvme bar0=16k\n"
				  "        root_port\n          nvme bar0=16k\n",
				  ".yaml");
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_copy, T_ARGS("copy", path, "--from", "01:00.0", "--to", "02:00.0"));
	assert_int_equal(run.status, BP_EXIT_USAGE);
	t_contains(run.err, "has no RAM for 131072 bytes");
	t_run_free(&run);
	t_file_free(path);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(copy__root_complex_passes_nothing_on__exit_1),
		cmocka_unit_test(copy__iommu_without_redirect__every_way),
		cmocka_unit_test(copy__json__every_link_of_every_way),
		cmocka_unit_test(copy__bad_use__says_what_is_allowed),
		cmocka_unit_test(copy__little_ram__says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
