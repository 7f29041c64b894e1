/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath replay with an NVMe controller: a whole trace, with data, queues and faults.
 */
#include <string.h>

#include "run.h"

#define IOLOG "@/tests/golden/real/loop-linux-6.18/fio.iolog"

static u64 count(json_t *j, const char *path)
{
	return (u64)json_integer_value(t_at(j, path));
}

/* However the commands are built, and whatever lies between the controller and memory. */
static const char *const ways[][4] = {
	{ "--device", "nvme", "--queues", "4" },
	{ "--nvme", "sgls=on,order=seeded,shadow=yes,dstrd=2", "--layout", "random,run=32" },
	{ "--nvme", "cmb=16M,mdts=0", "--depth", "8" },
	{ "--nvme", "block=4k,vectors=1", "--iommu", "merge" },
	{ "--nvme", "mdts=3", "--layout", "dma=0x1000000" },
	{ "--device", "nvme,bounce=force", "--plug", "16" },
};

static void replay__shipped_iolog__every_byte_right(void **state)
{
	(void)state;
	for (unsigned i = 0; i < bp_array_size(ways); i++) {
		json_t *j = t_run_json(bp_cmd_replay, T_ARGS("replay", IOLOG, "--data", "verify",
							     "--check", "--json", ways[i][0],
							     ways[i][1], ways[i][2], ways[i][3]));

		print_message("# %s %s %s %s\n", ways[i][0], ways[i][1], ways[i][2], ways[i][3]);
		assert_true(json_is_true(t_at(j, "data.good")));
		assert_int_equal(count(j, "data.compared"), count(j, "counts.reads"));
		assert_int_equal(count(j, "counts.failed"), 0);
		assert_int_equal(count(j, "commands.commands"), count(j, "commands.completions"));
		assert_int_equal(count(j, "commands.commands"), count(j, "counts.requests"));
		assert_int_equal(count(j, "check.violations"), 0);
		assert_int_equal(count(j, "check.reports"), 0);
		json_decref(j);
	}
}

/* NVH-13: by bus address the driver maps nothing. */
static void replay__bus_addresses__nothing_mapped(void **state)
{
	json_t *j = t_run_json(bp_cmd_replay, T_ARGS("replay", IOLOG, "--device", "nvme",
						     "--layout", "dma=0x1000000", "--json"));

	(void)state;
	assert_int_equal(count(j, "dma.lists"), 0);
	assert_int_equal(count(j, "commands.by_pointer.simple PRP"), 0);
	assert_true(count(j, "commands.by_pointer.PRP") > 1000);
	json_decref(j);
}

/* The first wrong bit, with who read it. */
static void replay__bit_flips__sector_and_byte_named(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_replay,
	      T_ARGS("replay", IOLOG, "--device", "nvme", "--data", "verify", "--fault",
		     "bit-flip@4096,lba=256,opcode=2"));
	assert_int_equal(run.status, BP_EXIT_CHECK);
	t_contains(run.out, "  1 sector is wrong\n");
	t_contains(run.out, "): sector 257 byte 0 is 0x01, not 0x00: nobody wrote there\n");
	t_run_free(&run);
}

static void replay__part_of_a_block__exit_2(void **state)
{
	char *trace = t_file("fio version 2 iolog\n/dev/x add\n/dev/x open\n"
			     "/dev/x write 0 4096\n/dev/x read 512 512\n/dev/x close\n");
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_replay, T_ARGS("replay", trace, "--nvme", "block=4k"));
	assert_int_equal(run.status, BP_EXIT_USAGE);
	t_contains(run.err, ":5: sector: 512 bytes from there are not whole blocks of the "
			    "controller, which have 4096 bytes");
	assert_string_equal(run.out, "");
	t_run_free(&run);
	t_file_free(trace);
}

static void replay__two_runs__same_output(void **state)
{
	struct t_run one, two;

	(void)state;
	t_run(&one, bp_cmd_replay,
	      T_ARGS("replay", IOLOG, "--nvme", "order=seeded,queues=3", "--seed", "5"));
	t_run(&two, bp_cmd_replay,
	      T_ARGS("replay", IOLOG, "--nvme", "order=seeded,queues=3", "--seed", "5"));
	assert_int_equal(one.status, BP_EXIT_FINE);
	assert_string_equal(one.out, two.out);
	t_run_free(&one);
	t_run_free(&two);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(replay__shipped_iolog__every_byte_right),
		cmocka_unit_test(replay__bus_addresses__nothing_mapped),
		cmocka_unit_test(replay__bit_flips__sector_and_byte_named),
		cmocka_unit_test(replay__part_of_a_block__exit_2),
		cmocka_unit_test(replay__two_runs__same_output),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
