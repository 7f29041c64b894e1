/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath replay with a device: what is mapped for it while requests are under way.
 */
#include <string.h>

#include "run.h"

#define REAL "@/tests/golden/real/loop-linux-6.18/"

static u64 count(json_t *j, const char *path)
{
	return (u64)json_integer_value(t_at(j, path));
}

/* Every byte of every request is mapped once; how, is the device's affair. */
static const struct {
	const char *device;
	const char *kind; /* of all bytes */
	bool merges;
} devices[] = {
	{ "dma_mask=64", "direct", false },
	{ "iommu=pack", "iova", false },
	{ "iommu=merge", "iova", true },
	{ "bounce=force", "bounced", false },
};

static void replay__shipped_iolog_for_a_device__all_bytes_mapped(void **state)
{
	(void)state;
	for (unsigned i = 0; i < bp_array_size(devices); i++) {
		json_t *j = t_run_json(bp_cmd_replay,
				       T_ARGS("replay", REAL "fio.iolog", "--limits", REAL "queue",
					      "--json", "--check", "--device", devices[i].device));
		char path[64];

		snprintf(path, sizeof(path), "dma.bytes_by_kind.%s", devices[i].kind);
		assert_int_equal(count(j, path),
				 count(j, "counts.read_bytes") + count(j, "counts.write_bytes"));
		assert_int_equal(count(j, "dma.lists"), count(j, "counts.requests") - 18);
		assert_int_equal(count(j, "dma.entries") + count(j, "dma.joined"),
				 count(j, "counts.entries"));
		assert_int_equal(count(j, "dma.joined") != 0, devices[i].merges);
		assert_int_equal(count(j, "dma.failed"), 0);
		assert_int_equal(count(j, "dma.entry_bytes.samples"), count(j, "dma.entries"));
		assert_int_equal(count(j, "check.reports"), 0);
		json_decref(j);
	}
}

/* C8.1: with slots no request is longer than 256 KiB, and the rest is as with that limit. */
static void replay__few_slots__tried_again_and_counted_once(void **state)
{
	struct t_run with, without;
	json_t *a, *b;

	(void)state;
	t_run(&with, bp_cmd_replay,
	      T_ARGS("replay", REAL "fio.iolog", "--limits", REAL "queue", "--json", "--device",
		     "bounce=force,bounce_slots=256"));
	t_run(&without, bp_cmd_replay,
	      T_ARGS("replay", REAL "fio.iolog", "--limits", REAL "queue", "--json", "--set",
		     "max_hw_sectors=512", "--set", "max_sectors=512"));
	assert_int_equal(with.status, BP_EXIT_CHECK); /* a kernel complains, too */
	assert_int_equal(without.status, BP_EXIT_FINE);
	a = json_loads(with.out, 0, NULL);
	b = json_loads(without.out, 0, NULL);
	assert_true(count(a, "dma.retried") > 0);
	assert_int_equal(count(a, "dma.retried"), count(a, "dma.failed"));
	assert_true(json_equal(t_at(a, "counts"), t_at(b, "counts")));
	assert_true(json_equal(t_at(a, "histograms"), t_at(b, "histograms")));
	assert_true(json_equal(t_at(a, "cuts"), t_at(b, "cuts")));
	json_decref(a);
	json_decref(b);
	t_run_free(&with);
	t_run_free(&without);
}

static const char two_reads[] = "fio version 2 iolog\n"
				"/dev/a add\n"
				"/dev/a open\n"
				"/dev/a read 0 8192\n"
				"/dev/a read 1048576 8192\n"
				"/dev/a close\n";

static void replay__out_of_reach__failures_in_the_text(void **state)
{
	char *file = t_file(two_reads);
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_replay, T_ARGS("replay", file, "--device", "dma_mask=24"));
	assert_int_equal(run.status, BP_EXIT_CHECK);
	t_contains(run.out, "device\n  reaches  0xffffff\n  maps     directly\n");
	t_contains(run.out, "mapped for the device\n"
			    "  DMA entries                 0  of 0 mapped lists\n"
			    "  failures                    2  lists that could not be mapped\n");
	t_contains(run.out, "failed bios                 2\n");
	t_run_free(&run);
	t_file_free(file);
}

/* What is in flight at a time does not share memory, so nobody complains of overlaps (C7.16). */
static void replay__text__tells_kinds_and_addresses(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_replay,
	      T_ARGS("replay", REAL "fio.iolog", "--limits", REAL "queue", "--iommu", "merge"));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "  maps     through an IOMMU, lists are merged\n");
	t_contains(run.out, "  by I/O address ");
	t_contains(run.out, "entries that joined the one before\n");
	t_contains(run.out, "bytes, with the gaps between entries\n");
	t_contains(run.out, "DMA entry sizes: ");
	t_run_free(&run);
}

/* A trace by bus address has nothing to map. */
static void replay__dma_layout__nothing_mapped(void **state)
{
	char *file = t_file(two_reads);
	json_t *j = t_run_json(bp_cmd_replay, T_ARGS("replay", file, "--layout", "dma=0x100000000",
						     "--device", "dma_mask=24", "--json"));

	(void)state;
	assert_int_equal(count(j, "counts.requests"), 2);
	assert_int_equal(count(j, "dma.lists") + count(j, "dma.failed"), 0);
	json_decref(j);
	t_file_free(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(replay__shipped_iolog_for_a_device__all_bytes_mapped),
		cmocka_unit_test(replay__few_slots__tried_again_and_counted_once),
		cmocka_unit_test(replay__out_of_reach__failures_in_the_text),
		cmocka_unit_test(replay__text__tells_kinds_and_addresses),
		cmocka_unit_test(replay__dma_layout__nothing_mapped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
