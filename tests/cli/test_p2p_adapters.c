/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath p2p with adapters that are not like those of the ready scenarios.
 */
#include "bp_test.h"
#include "run.h"

#include "cli/cli.h"

#define MACHINE "@/scenarios/p2p.yaml"
#define BYTES 131072
#define BOTH "{ op: write, bytes: 128k }, { op: read, bytes: 128k }"

static char *scenario(const char *keys, const char *ios)
{
	char text[400];

	snprintf(text, sizeof(text),
		 "p2p:\n  hca: \"03:00.0\"\n  drive: \"04:00.0\"\n  provider: \"05:00.0\"\n  %s\n"
		 "  ios: [%s]\n",
		 keys, ios);
	return t_file_named(text, ".yaml");
}

static u64 number(json_t *object, const char *key)
{
	return (u64)json_integer_value(json_object_get(object, key));
}

/* R-A2.5: the kernel gives software no peer memory, and what it copies is no access of a device. */
static void p2p__software_adapter__no_peer_memory(void **state)
{
	char *path = scenario("profile: virt", BOTH);
	json_t *j = t_run_json(bp_cmd_p2p,
			       T_ARGS("p2p", path, "--machine", MACHINE, "--json", "--check"));
	struct t_run run;

	(void)state;
	assert_true(json_is_true(t_at(j, "well")));
	for (unsigned i = 0; i < 3; i++) {
		json_t *flow = json_array_get(t_at(j, "flows"), i);
		json_t *counts = t_at(flow, "counts");

		assert_true(json_is_null(t_at(flow, "used")));
		assert_int_equal(number(t_at(flow, "check"), "violations"), 0);
		assert_int_equal(number(counts, "p2p"), 0);
		assert_int_equal(number(counts, "ram_rd.data"), BYTES);
		assert_int_equal(number(counts, "ram_wr.data"), BYTES);
		assert_int_equal(number(counts, "ram_wr.control"), 2 * 16);
		assert_int_equal(number(counts, "dma_unmap"), number(counts, "dma_map"));
	}
	json_decref(j);
	t_run(&run, bp_cmd_p2p, T_ARGS("p2p", path, "--machine", MACHINE));
	t_contains(run.out, "adapters virt\n");
	t_contains(run.out, "bus address  every byte is where it belongs; the kernel refuses peer "
			    "memory, RAM was used\n");
	t_run_free(&run);
	t_file_free(path);
}

/* R-C4.1: a target that cannot make a queue of so many commands rejects the host. */
static void p2p__too_many_commands_under_way__says_depth(void **state)
{
	static const struct {
		const char *keys, *ios;
		enum bp_exit status;
		const char *says;
	} cases[] = {
		{ "profile: tiny", BOTH, BP_EXIT_USAGE,
		  "depth: 128: adapter \"tiny\" or RAM has not enough" },
		{ "profile: tiny\n  depth: 16", BOTH, BP_EXIT_FINE, "" },
		{ "depth: 1024\n  size: 16G", "{ bytes: 8M, count: 600 }", BP_EXIT_USAGE,
		  "depth: 600: data of commands under way, 8396800 bytes of memory for each" },
	};

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		char *path = scenario(cases[i].keys, cases[i].ios);
		struct t_run run;

		t_run(&run, bp_cmd_p2p, T_ARGS("p2p", path, "--machine", MACHINE));
		assert_int_equal(run.status, cases[i].status);
		t_contains(run.err, cases[i].says);
		t_run_free(&run);
		t_file_free(path);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(p2p__software_adapter__no_peer_memory),
		cmocka_unit_test(p2p__too_many_commands_under_way__says_depth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
