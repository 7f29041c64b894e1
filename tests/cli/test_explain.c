/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath explain for people.
 */
#include <string.h>

#include "run.h"

static void says(const char *const *arguments, const char *text)
{
	struct t_run run;

	t_run(&run, bp_cmd_explain, arguments);
	assert_string_equal(run.err, "");
	assert_string_equal(run.out, text);
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_run_free(&run);
}

/* [168 x a | 88 x b] */
static void explain__1_MiB_scattered_168_segments__cuts_at_sector_1344(void **state)
{
	(void)state;
	says(T_ARGS("explain", "--bytes", "1M", "--set", "max_segments=168", "--set",
		    "max_hw_sectors_kb=1280", "--set", "max_sectors_kb=1280"),
	     "read 0 + 2048: 1 MiB in 256 vectors becomes 2 pieces\n"
	     "\n"
	     "  piece  sectors      segments  entries\n"
	     "      1     0 + 1344       168      168  cut by max_segments 168 at vector 168 byte "
	     "0 "
	     "(R-QSP-13.3)\n"
	     "      2  1344 + 704         88       88\n"
	     "\n"
	     "  sector   0          1344      2048\n"
	     "  vectors  | 168 x 4K | 88 x 4K |\n"
	     "                      ^ max_segments 168\n"
	     "\n");
}

/* EX-4: [..|a..|b] the dma vector spans three segments, the cut falls behind two */
static void explain__dma_vector_with_boundary__shows_segments(void **state)
{
	(void)state;
	says(T_ARGS("explain", "--bytes", "128k", "--layout", "dma=0x120008000", "--set",
		    "seg_boundary_mask=0xffff", "--set", "max_segments=2", "--set",
		    "max_hw_sectors=2560", "--set", "max_sectors=2560"),
	     "read 0 + 256: 128 KiB in 1 dma vector becomes 2 pieces\n"
	     "\n"
	     "  piece  sectors    segments  entries\n"
	     "      1    0 + 192         2        2  cut by max_segments 2 at vector 0 byte 98304 "
	     "(R-QSP-11)\n"
	     "      2  192 + 64          1        1\n"
	     "\n"
	     "  sector    0                                   192               256\n"
	     "  vectors   | 0x120008000 128K                                    |\n"
	     "  segments  | 0x120008000 32K | 0x120010000 64K | 0x120020000 32K |\n"
	     "                                                ^ max_segments 2\n"
	     "\n");
}

static void explain__uncut__one_piece(void **state)
{
	(void)state;
	says(T_ARGS("explain", "--op", "write", "--sector", "8", "--bytes", "4k"),
	     "write 8 + 8: 4 KiB in 1 vector\n"
	     "\n"
	     "  piece  sectors  segments  entries\n"
	     "      1   8 + 8          1        1\n"
	     "\n"
	     "  sector   8              16\n"
	     "  vectors  | 0x1000000 4K |\n"
	     "\n");
}

static void explain__many_pieces__hides_the_middle(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_explain,
	      T_ARGS("explain", "--bytes", "64k", "--limits", "nvme", "--layout",
		     "contiguous,vector=4k,offset=512"));
	t_contains(run.out, "    ...  8 more, see --verbose\n");
	t_contains(run.out, "15 times virt_boundary_mask 0xfff\n");
	t_run_free(&run);
	t_run(&run, bp_cmd_explain,
	      T_ARGS("explain", "--bytes", "64k", "--limits", "nvme", "--verbose", "--layout",
		     "contiguous,vector=4k,offset=512"));
	assert_null(strstr(run.out, "more"));
	t_contains(run.out, "  vector 15    0x100f200        4096\n");
	t_contains(run.out, "    entry 0     0x100f200        4096\n");
	t_run_free(&run);
}

static void explain__4_MiB_scattered__four_bios(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_explain, T_ARGS("explain", "--bytes", "4M", "--limits", "nvme"));
	t_contains(run.out, "read 0 + 2048: 1 MiB in 256 vectors");
	t_contains(run.out, "read 6144 + 2048: 1 MiB in 256 vectors");
	t_run_free(&run);
}

static const char merging[] =
	"name: merging\n"
	"queue: { max_sectors: 64, max_hw_sectors: 255 }\n"
	"plug: true\n"
	"ios:\n"
	"  - { op: write, sector: 0, bytes: 16k, layout: contiguous }\n"
	"  - { op: write, sector: 32, bytes: 8k, layout: \"contiguous,base=0x1004000\" }\n"
	"  - { op: write, sector: 48, bytes: 16k, layout: \"scattered,base=0x2000000\" }\n"
	"  - { op: read, sector: 80, bytes: 4k }\n";

/* aaaabb|cccc|d */
static void explain__four_ios_under_a_plug__tells_merges_and_refusals(void **state)
{
	char *file = t_file(merging);
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_explain, T_ARGS("explain", file, "--check"));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "merging\n\nio 1: write 0 + 32: 16 KiB in 1 vector\n");
	t_contains(run.out, "1  32 + 16         1  joins 1 at its end\n");
	t_contains(run.out,
		   "         not joined to request 1: max_sectors 64, it would be 80 (R-MGE-4)\n");
	t_contains(run.out, "         not joined to request 2: op (R-MGE-2)\n");
	t_contains(run.out, "        1   0 + 48     2         2        1\n");
	t_contains(run.out, "  request 1\n"
			    "  sector    0               32             48\n"
			    "  bios      | 32 sectors    | 16 sectors   |\n"
			    "  segments  | 0x1000000 16K | 0x1004000 8K |\n"
			    "  entries   | 0x1000000 24K                |\n");
	t_contains(run.out, " 0 violations\n");
	t_run_free(&run);
	t_file_free(file);
}

static void explain__low_bounce_limit__names_it(void **state)
{
	char *file = t_file("queue: { bounce_pfn: 0x1001 }\n"
			    "ios: [{ op: write, bytes: 16k }]\n");
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_explain, T_ARGS("explain", file));
	t_contains(run.out, "  3 pages bounced by bounce_pfn 0x1001 (R-BNC-2)\n");
	t_run_free(&run);
	t_file_free(file);
}

static void explain__discard_without_support__refused(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_explain, T_ARGS("explain", "--op", "discard", "--bytes", "1M"));
	t_contains(run.out, "  refused: operation not supported (R-SUB-2.7)\n");
	t_run_free(&run);
}

static void explain__defect_and_check__exit_1(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_explain,
	      T_ARGS("explain", "--bytes", "128k", "--layout", "dma=0x120008000", "--set",
		     "seg_boundary_mask=0xffff", "--defect", "def-4", "--check"));
	assert_int_equal(run.status, BP_EXIT_CHECK);
	t_contains(run.out, "violation: INV-MAP-4");
	t_run_free(&run);
}

/* R-ITER-6: never a hang, never a crash. */
/* The queue of a scenario says one thing, a flag another: the flag wins. */
static void explain__set_over_a_scenario__replaces_its_queue(void **state)
{
	char *file = t_file("queue: { max_segments: 4, max_sectors: 64 }\n"
			    "ios: [{ op: read, bytes: 64k }]\n");
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_explain,
	      T_ARGS("explain", file, "--set", "max_segments=8", "--set", "max_hw_sectors=32"));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "cut by max_sectors 32 at vector 4 byte 0");
	t_run_free(&run);
	t_file_free(file);
}

static void explain__empty_vector__is_a_finding(void **state)
{
	char *file = t_file("ios:\n"
			    "  - { op: read, vectors: [[0x1000, 0], [0x3000, 4096]] }\n");
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_explain, T_ARGS("explain", file));
	assert_int_equal(run.status, BP_EXIT_CHECK);
	t_contains(run.out, "BUG: ");
	t_run_free(&run);
	t_file_free(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(explain__1_MiB_scattered_168_segments__cuts_at_sector_1344),
		cmocka_unit_test(explain__dma_vector_with_boundary__shows_segments),
		cmocka_unit_test(explain__uncut__one_piece),
		cmocka_unit_test(explain__many_pieces__hides_the_middle),
		cmocka_unit_test(explain__4_MiB_scattered__four_bios),
		cmocka_unit_test(explain__four_ios_under_a_plug__tells_merges_and_refusals),
		cmocka_unit_test(explain__low_bounce_limit__names_it),
		cmocka_unit_test(explain__discard_without_support__refused),
		cmocka_unit_test(explain__defect_and_check__exit_1),
		cmocka_unit_test(explain__set_over_a_scenario__replaces_its_queue),
		cmocka_unit_test(explain__empty_vector__is_a_finding),
	};

	return cmocka_run_group_tests_name("explain", tests, NULL, NULL);
}
