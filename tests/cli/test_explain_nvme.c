/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath explain with an NVMe controller: each byte of a command, each slot, each step.
 */
#include <string.h>

#include "bp_source.h"
#include "nvme/fault.h"
#include "run.h"

static const char *text_of(json_t *j, const char *path)
{
	return json_string_value(t_at(j, path));
}

/* EX-NVME-13: the 64 bytes; the CID is the first tag. */
static void explain__read_of_two_pages__bytes_as_in_the_specification(void **state)
{
	json_t *j = t_run_json(bp_cmd_explain,
			       T_ARGS("explain", "--device", "nvme", "--sector", "4096", "--bytes",
				      "8k", "--layout", "contiguous,base=0x10000", "--json"));

	(void)state;
	assert_string_equal(text_of(j, "commands.0.sqe"),
			    "0200000001000000000000000000000000000000000000000000010000000000"
			    "001001000000000000100000000000000f000000000000000000000000000000");
	assert_string_equal(text_of(j, "commands.0.pointer"), "simple PRP");
	assert_string_equal(text_of(j, "commands.0.slots.1.value"), "0x11000");
	assert_int_equal(json_integer_value(t_at(j, "commands.0.request")), 0);
	json_decref(j);
}

/* EX-NVME-14: SGL with a last segment, FUA. */
static void explain__write_with_sgl_and_fua__fields(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_explain,
	      T_ARGS("explain", "--nvme", "sgls=on", "--op", "write+fua", "--sector", "8192",
		     "--bytes", "128k", "--layout", "scattered,run=16"));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "write (0x01), SGL, CID 0x");
	t_contains(run.out, "SGL: last segment of 32 bytes");
	t_contains(run.out, "SLBA 8192");
	t_contains(run.out, "256 blocks, FUA");
	t_contains(run.out, "SGL segment");
	t_run_free(&run);
}

/* EX-NVME-15 */
static void explain__write_zeroes_discard_flush__commands(void **state)
{
	static const struct {
		const char *op;
		const char *says;
	} ops[] = {
		{ "write_zeroes", "write zeroes (0x08), PRP" },
		{ "discard", "dataset management (0x09), PRP" },
		{ "flush", "flush (0x00), PRP" },
	};

	(void)state;
	for (unsigned i = 0; i < bp_array_size(ops); i++) {
		struct t_run run;

		t_run(&run, bp_cmd_explain,
		      T_ARGS("explain", "--device", "nvme", "--op", ops[i].op, "--bytes", "64k"));
		assert_int_equal(run.status, BP_EXIT_FINE);
		t_contains(run.out, ops[i].says);
		t_contains(run.out, "ends the bio with success");
		t_run_free(&run);
	}
}

static void explain__status_that_is_final__told(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_explain,
	      T_ARGS("explain", "--device", "nvme", "--fault", "status@0x4013", "--bytes", "4k",
		     "--check"));
	t_contains(run.out, "  fault    status@0x4013: 1 time\n");
	t_contains(run.out, "invalid PRP offset (0x013), do not retry");
	t_contains(run.out, "ends the bio with I/O");
	t_run_free(&run);
}

/* The read is tried six times (NVH-35); the driver brought the controller up with more commands. */
static void explain__fault_of_io_commands__strikes_those(void **state)
{
	json_t *j =
		t_run_json(bp_cmd_explain, T_ARGS("explain", "--device", "nvme", "--bytes", "4k",
						  "--fault", "media:0,where=io", "--fault",
						  "spurious-aer:0,where=admin", "--json"));

	(void)state;
	assert_int_equal(json_integer_value(t_at(j, "controller.faults.0.times")), 6);
	assert_true(json_integer_value(t_at(j, "controller.faults.1.times")) > 6);
	json_decref(j);
}

/* NVM-4: submission queues in the controller's memory. */
static void explain__queue_in_controller_memory__stored_there(void **state)
{
	json_t *j = t_run_json(bp_cmd_explain,
			       T_ARGS("explain", "--nvme", "cmb=16M", "--bytes", "4k", "--json"));

	(void)state;
	assert_true(json_is_true(t_at(j, "steps.0.what.in_cmb")));
	assert_int_equal(json_integer_value(t_at(j, "controller.cmb")), 16 << 20);
	json_decref(j);
}

#define TWO_PORTS(policy)                                                                          \
	"nvme: {}\n"                                                                               \
	"device: { pci: \"01:00.0\" }\n"                                                           \
	"machine:\n"                                                                               \
	"  host_bridges:\n"                                                                        \
	"    - windows: [{ at: 0xe0000000, bytes: 256M }]\n"                                       \
	"      policy: " policy "\n"                                                               \
	"      tree: |\n"                                                                          \
	"        host_bridge 1022:1450\n"                                                          \
	"        root_port\n"                                                                      \
	"          nvme bar0=16k\n"                                                                \
	"        root_port\n"                                                                      \
	"          nvme bar0=16k bar2=1M\n"                                                        \
	"ios: [{ op: write, bytes: 8k, provider: \"02:00.0\" }]\n"

/* P2P-A6.6: the kernel trusts every Zen, this one passes nothing on. */
static void explain__policy_of_a_host_bridge__heard(void **state)
{
	(void)state;
	t_explains(TWO_PORTS("none"), BP_EXIT_FINE, "ends the bio with I/O\n");
	t_explains(TWO_PORTS("same_bridge"), BP_EXIT_FINE, "ends the bio with success\n");
	t_explains(TWO_PORTS("all"), BP_EXIT_FINE, "ends the bio with success\n");
}

static void explain__fault_without_an_occasion__told(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_explain,
	      T_ARGS("explain", "--device", "nvme", "--fault", "dsm-overread", "--bytes", "4k"));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "  fault    dsm-overread: did not happen\n");
	t_run_free(&run);
}

/* Its queues lie below 4 GiB, and not where there is no memory. */
static void explain__mask_of_32_bits_and_bounce__success(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_explain,
	      T_ARGS("explain", "--device", "nvme,dma_mask=32,bounce=on", "--bytes", "16k"));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "ends the bio with success");
	t_contains(run.out, "PRP2 0xbffe");
	t_run_free(&run);
}

static const struct {
	const char *arguments[8];
	const char *says;
} bad[] = {
	{ { "explain", "--device", "nvme", "--limits", "nvme", "--bytes", "4k" },
	  "--limits: not with an NVMe controller: its driver sets the limits (NVH-38)" },
	{ { "explain", "--device", "nvme", "--set", "max_segments=4", "--bytes", "4k" },
	  "--set: not with an NVMe controller" },
	{ { "explain", "--nvme", "mdts=all", "--bytes", "4k" }, "mdts: \"all\" is not allowed" },
	{ { "explain", "--fault", "media", "--bytes", "4k" },
	  "--fault: faults are those of an NVMe controller: nvme is missing" },
	{ { "explain", "--device", "nvme", "--fault", "lost", "--bytes", "4k" },
	  "--fault: \"lost\" is not allowed: there is no such fault" },
	{ { "explain", "--device", "nvme", "--fault", "fail-enable:0", "--bytes", "4k" },
	  "nvme: the driver gave the controller up: No such device" },
	{ { "explain", "--device", "nvme", "--fault", "corrupt-sqe@64", "--bytes", "4k" },
	  "--fault: \"corrupt-sqe@64\" is not allowed: its place is a number from 0 to 63;" },
	{ { "explain", "--device", "nvme", "--fault", "media,where=disk", "--bytes", "4k" },
	  "ppm and seed, each with a number in range, and where=io or where=admin;" },
	{ { "explain", "--device", "nvme", "--fault", "status@0x4006:0,where=admin", "--bytes",
	    "4k" },
	  "nvme: the driver gave the controller up: " },
	{ { "explain", "--nvme", "block=4k", "--bytes", "512" },
	  "--bytes: 512 bytes at sector 0 are not whole blocks of the controller" },
	{ { "explain", "--nvme", "block=4k", "--bytes", "4k", "--sector", "4" },
	  "--bytes: 4096 bytes at sector 4 are not whole blocks of the controller: it has blocks "
	  "of 4096 bytes" },
	{ { "explain", "--nvme", "block=8k", "--bytes", "64k" },
	  "nvme: the driver takes no block above 4096 bytes (NVH-38)" },
	{ { "explain", "--nvme", "metadata=16,pi=1", "--bytes", "64k" },
	  "nvme: the driver has no metadata for the blocks" },
	{ { "explain", "--device", "nvme,dma_mask=40", "--bytes", "64k" },
	  "nvme: the driver gave the controller up: an admin command failed; does the device "
	  "reach" },
	{ { "explain", "--device", "nvme,dma_pfn_offset=1", "--bytes", "64k" },
	  "dma_pfn_offset: not with an NVMe controller: dma_offset of the host bridge" },
	{ { "explain", "--device", "nvme,0000:05:00.0", "--machine",
	    "@/tests/golden/real/qemu-q35-switch/lspci-vvvxxxx.txt", "--bytes", "4k" },
	  "is no NVMe controller: its class is 0200, 0108 is allowed" },
	{ { "explain", "--device", "nvm", "--bytes", "4k" },
	  "--device: \"nvm\" is not allowed: nvme, an address, KEY=VALUE" },
};

static void explain__what_cannot_be__exit_2(void **state)
{
	(void)state;
	for (unsigned i = 0; i < bp_array_size(bad); i++) {
		struct t_run run;

		t_run(&run, bp_cmd_explain, bad[i].arguments);
		t_contains(run.err, bad[i].says);
		assert_int_equal(run.status, BP_EXIT_USAGE);
		assert_string_equal(run.out, "");
		t_run_free(&run);
	}
}

/* The manual has all of them. */
static void manual__faults__each_is_there(void **state)
{
	char manual[1 << 16];
	FILE *file;
	size_t n;

	(void)state;
	file = fopen(t_source("man/blkpath-device.7"), "r");
	assert_non_null(file);
	n = fread(manual, 1, sizeof(manual) - 1, file);
	fclose(file);
	manual[n] = '\0';
	for (unsigned i = 0; i < BP_NVME_FAULT_NR; i++) {
		char line[64];

		snprintf(line, sizeof(line), ".It Cm %s", bp_nvme_fault_table[i].name);
		assert_non_null(strstr(manual, line));
		assert_non_null(strstr(manual, bp_nvme_fault_table[i].words));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(explain__read_of_two_pages__bytes_as_in_the_specification),
		cmocka_unit_test(explain__write_with_sgl_and_fua__fields),
		cmocka_unit_test(explain__write_zeroes_discard_flush__commands),
		cmocka_unit_test(explain__status_that_is_final__told),
		cmocka_unit_test(explain__policy_of_a_host_bridge__heard),
		cmocka_unit_test(explain__fault_without_an_occasion__told),
		cmocka_unit_test(explain__mask_of_32_bits_and_bounce__success),
		cmocka_unit_test(explain__fault_of_io_commands__strikes_those),
		cmocka_unit_test(explain__queue_in_controller_memory__stored_there),
		cmocka_unit_test(explain__what_cannot_be__exit_2),
		cmocka_unit_test(manual__faults__each_is_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
