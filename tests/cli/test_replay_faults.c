/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath replay with an NVMe controller that does wrong: each fault strikes one command in a
 * hundred, data is verified and the checker listens.
 */
#include <stdio.h>
#include <string.h>

#include "bp_source.h"
#include "run.h"

#define IOLOG "tests/golden/real/loop-linux-6.18/fio.iolog"
#define LARGEST (64u << 10)
#define IOS 1500u
#define EACH_TRIMS 8u
#define LINE_BYTES 80

/* The smaller I/Os of the shipped trace; one in eight discards. */
static char *make_trace(void)
{
	static char text[IOS * LINE_BYTES];
	FILE *file = fopen(t_source(IOLOG), "r");
	unsigned long long ms, at, bytes;
	char line[LINE_BYTES], op[16];
	size_t used;

	assert_non_null(file);
	used = (size_t)sprintf(text, "fio version 3 iolog\n0 /dev/sim0 add\n1 /dev/sim0 open\n");
	for (unsigned n = 0; n < IOS && fgets(line, sizeof(line), file);) {
		if (sscanf(line, "%llu /dev/sim0 %15s %llu %llu", &ms, op, &at, &bytes) != 4 ||
		    bytes > LARGEST)
			continue;
		used += (size_t)snprintf(text + used, LINE_BYTES, "%llu /dev/sim0 %s %llu %llu\n",
					 ms, ++n % EACH_TRIMS || !bytes ? op : "trim", at, bytes);
	}
	fclose(file);
	return t_file(text);
}

#define EVERY "ppm=10000"
#define SQ_CMB "cmb=16M,queues=4,depth=128"
#define SGLS "sgls=on,sgl_threshold=1,queues=4,depth=32"
#define QUEUES "queues=4,depth=32"
#define FEW "queues=2,depth=4"

/**
 * struct row - a fault and what comes of it
 * @fault: which
 * @nvme: of what controller; NULL for one with four queues of 32 commands
 * @then: another fault that strikes too
 * @layout: of memory; NULL for scattered pages
 * @fails: some I/O ends with an error
 * @is_wrong: some data is wrong, and found to be
 * @found: what the driver or the checker says of the controller, and nothing else is said
 */
static const struct row {
	const char *fault;
	const char *nvme;
	const char *then;
	const char *layout;
	bool fails;
	bool is_wrong;
	const char *found;
} rows[] = {
	/* Tried again; of data there are many pages. */
	{ .fault = "data-page,ppm=1000" },
	{ .fault = "list-page," EVERY },
	{ .fault = "sgl-segment," EVERY, .nvme = SGLS },
	{ .fault = "partial@1000," EVERY },
	{ .fault = "status@0x006," EVERY },
	{ .fault = "media," EVERY },
	/* What a controller says for good. */
	{ .fault = "status@0x4281," EVERY, .fails = true },
	{ .fault = "status@0x4281,where=io," EVERY, .fails = true },
	{ .fault = "read-only," EVERY, .fails = true },
	{ .fault = "mdts-lie," EVERY, .fails = true },
	{ .fault = "mdts-lie@8," EVERY, .nvme = "mdts=4," QUEUES, .fails = true },
	{ .fault = "corrupt-sqe," EVERY, .fails = true },
	/* Nobody notices, or has to. */
	{ .fault = "reorder," EVERY },
	{ .fault = "late-fetch," EVERY },
	{ .fault = "cqe-sqid," EVERY },
	{ .fault = "cqe-sqhd," EVERY },
	{ .fault = "ignore-prp-offset," EVERY },
	{ .fault = "list-overread," EVERY },
	{ .fault = "spurious-aer," EVERY },
	{ .fault = "cmb-off," EVERY },
	/* Data that the controller spoils without a word. */
	{ .fault = "bit-flip@77," EVERY, .is_wrong = true },
	{ .fault = "corrupt-sqe@40,opcode=1," EVERY, .is_wrong = true },
	/* It reaches for memory that is not mapped for it, or not any more. */
	{ .fault = "ignore-prp-offset," EVERY,
	  .layout = "contiguous,offset=512",
	  .fails = true,
	  .is_wrong = true,
	  .found = "INV-DMA-10" },
	{ .fault = "early-completion," EVERY, .is_wrong = true, .found = "INV-DMA-10" },
	{ .fault = "dsm-overread," EVERY, .found = "INV-DMA-10" },
	/* The driver warns. */
	{ .fault = "duplicate-cqe," EVERY, .found = "DEF-NVME-11" },
	{ .fault = "cqe-cid," EVERY, .found = "NVH-32" },
	/* Timeouts of 30 s. */
	{ .fault = "drop-doorbell," EVERY },
	{ .fault = "lose-completion," EVERY },
	{ .fault = "lose-interrupt," EVERY },
	/* Resets that help: no command under way meets six of them. */
	{ .fault = "cqe-phase,where=io," EVERY, .nvme = FEW },
	{ .fault = "refuse-sqe,where=io," EVERY, .nvme = FEW },
	{ .fault = "refuse-cqe,where=io," EVERY, .nvme = FEW },
	{ .fault = "fatal,where=io," EVERY, .nvme = FEW },
	{ .fault = "fatal@fetch,where=io," EVERY, .nvme = FEW, .then = "delay-ready:0,skip=1" },
	/* Resets that fail: nothing is left. */
	{ .fault = "refuse-sqe," EVERY, .fails = true },
	{ .fault = "refuse-cqe," EVERY, .fails = true },
	{ .fault = "fatal," EVERY, .fails = true },
	{ .fault = "fatal,where=io," EVERY, .then = "fail-enable,skip=1", .fails = true },
	{ .fault = "fatal,where=io," EVERY, .then = "never-ready,skip=1", .fails = true },
	{ .fault = "cmb-off,where=io," EVERY, .nvme = SQ_CMB, .fails = true },
	{ .fault = "remove," EVERY, .fails = true },
};

static u64 count(json_t *j, const char *path)
{
	return (u64)json_integer_value(t_at(j, path));
}

/* A finding stands beside a violation of the same thing. */
static bool is_said(json_t *message, const char *found)
{
	const char *id = json_string_value(json_object_get(message, "id"));

	return !strcmp(id, found) || (!strcmp(found, "INV-DMA-10") && !strcmp(id, "P2P-C7.18"));
}

static void expect_words(json_t *j, const struct row *row)
{
	json_t *message;
	size_t i;

	assert_int_equal(count(j, "check.reports") > 0, !!row->found);
	json_array_foreach (t_at(j, "check.messages"), i, message) {
		assert_non_null(row->found);
		assert_true(is_said(message, row->found));
	}
	if (!row->found || strncmp(row->found, "INV-", 4))
		assert_int_equal(count(j, "check.violations"), 0);
}

static void expect(json_t *j, const struct row *row)
{
	const u64 failed = count(j, "data.failed_reads") + count(j, "data.failed_writes");
	json_t *fault;
	size_t i;

	json_array_foreach (t_at(j, "controller.faults"), i, fault)
		assert_true(json_integer_value(json_object_get(fault, "times")) > 0);
	assert_int_equal(count(j, "counts.ios"), IOS);
	assert_true(json_is_true(t_at(j, "check.run")));
	assert_int_equal(count(j, "data.lost"), 0);
	assert_int_equal(failed > 0, row->fails);
	assert_int_equal(count(j, "data.wrong_sectors") > 0, row->is_wrong);
	expect_words(j, row);
}

static void replay__one_percent_of_faults__nothing_lost(void **state)
{
	char *trace = make_trace();

	(void)state;
	for (unsigned i = 0; i < bp_array_size(rows); i++) {
		const struct row *row = &rows[i];
		struct t_run run;
		json_t *j;

		print_message("# %s %s %s\n", row->fault, row->then ?: "", row->nvme ?: "");
		t_run(&run, bp_cmd_replay,
		      T_ARGS("replay", trace, "--data", "verify", "--check", "--json", "--nvme",
			     row->nvme ?: QUEUES, "--fault", row->fault, "--layout",
			     row->layout ?: "scattered", row->then ? "--fault" : NULL, row->then));
		j = json_loads(run.out, 0, NULL);
		if (!j)
			fail_msg("%s", run.err);
		expect(j, row);
		assert_int_equal(run.status,
				 row->is_wrong || row->found ? BP_EXIT_CHECK : BP_EXIT_FINE);
		json_decref(j);
		t_run_free(&run);
	}
	t_file_free(trace);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(replay__one_percent_of_faults__nothing_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
