/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath explain with a device: the memory of each request is mapped for it.
 */
#include <string.h>

#include "run.h"

/* P2P-F13: [.aaa][bbbb][c...][dddd] */
static void explain__iommu_merge__tells_entries_and_why_they_begin(void **state)
{
	(void)state;
	t_explains(
		"device: { iommu: merge, seg_boundary_mask: 0xffff }\n"
		"ios:\n"
		" - { op: write, vectors: [[0x10200, 3584], [0x30000, 4k], [0x50000, 1k],\n"
		"                          [0x70000, 4k]] }\n",
		BP_EXIT_FINE,
		"  request 1: 4 entries became 2 DMA entries in 0x4000 bytes of I/O addresses\n"
		"    address             memory                bytes  entries  kind     why\n"
		"    0xffffc200          0x10200                8704        3  iova     begins the "
		"range (P2P-C5.7)\n"
		"    0xfffff000          0x70000                4096        1  iova     the entry "
		"before ends inside a page (P2P-C5.7)\n"
		"\n");
	t_explains("device: { iommu: merge, seg_boundary_mask: 0xffff }\n"
		   "ios: [{ op: read, bytes: 4k }]\n",
		   BP_EXIT_FINE,
		   "device\n"
		   "  reaches  0xffffffffffffffff\n"
		   "  maps     through an IOMMU, lists are merged\n"
		   "  takes    entries of at most 65536 bytes that do not cross 0xffff\n"
		   "  lowers   seg_boundary_mask from 0xffffffff to 0xffff (P2P-C8.2)\n"
		   "\n"
		   "read 0 + 8: 4 KiB in 1 vector\n");
}

/* The option wins over the file. */
static void explain__iommu_pack__no_entry_merges(void **state)
{
	char *file = t_file("device: { iommu: merge }\nios: [{ op: read, bytes: 12k }]\n");
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_explain, T_ARGS("explain", file, "--iommu", "pack", "--check"));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "3 entries became 3 DMA entries");
	t_contains(run.out, "entries are packed, not merged (P2P-C5.7)");
	t_run_free(&run);
	t_file_free(file);
}

/* C4.3, C8.1: the offset in the page stays with a mask, and not with DEF-DMA-1 */
static void explain__bounce__slots_and_the_bits_that_stay(void **state)
{
	static const struct {
		const char *device;
		const char *defect;
		const char *address;
		const char *lowered;
	} cases[] = {
		{ "bounce=on,dma_mask=32", "def-4", "    0xbc000000          0x100000200 ",
		  "2560 to 512" },
		{ "bounce=on,dma_mask=32,min_align_mask=0xfff", "def-4",
		  "    0xbc000200          0x100000200 ", "2560 to 504" },
		{ "bounce=on,dma_mask=32,min_align_mask=0xfff", "def-dma-1",
		  "    0xbc000000          0x100000200 ", "2560 to 512" },
	};

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct t_run run;

		t_run(&run, bp_cmd_explain,
		      T_ARGS("explain", "--bytes", "8k", "--layout", "base=0x100000000,offset=512",
			     "--set", "max_hw_sectors=2560", "--device", cases[i].device,
			     "--defect", cases[i].defect));
		assert_int_equal(run.status, BP_EXIT_FINE);
		t_contains(run.out, cases[i].address);
		t_contains(run.out, "bounced  the device does not reach it (P2P-C3.1)\n");
		t_contains(run.out, cases[i].lowered);
		t_run_free(&run);
	}
}

/*
 * P2P-C8.2: DMA addresses lie 4 KiB, not 64 KiB, below physical ones.  Page vectors are cut from
 * their first page on, and their one entry crosses the boundary; DMA vectors are cut at it.
 *
 *   memory     |aaaaaaaaaaaaaaaa|        pages  [aaaaaaaaaaaaaaaa]   64 KiB
 *   addresses a|aaaaaaaaaaaaaaa|         dma   [a][aaaaaaaaaaaaaaa]  4 KiB, 60 KiB
 */
static void explain__window_4_KiB_away_boundary_of_64__two_splits_differ(void **state)
{
	static const char scenario[] = "queue: { dma_direct: 1, seg_boundary_mask: 0xffff }\n"
				       "device: { dma_pfn_offset: 1 }\n"
				       "ios:\n"
				       "  - { op: read, bytes: 64k, layout: contiguous }\n"
				       "  - { op: read, sector: 1024, bytes: 64k,\n"
				       "      layout: dma=0xfff000 }\n";

	(void)state;
	t_explains(
		scenario, BP_EXIT_CHECK,
		"  request 1: 1 entry became 1 DMA entry\n"
		"    address             memory                bytes  entries  kind     why\n"
		"    0xfff000            0x1000000             65536        1  direct   the device "
		"reaches it (P2P-C3.1)\n"
		"\n"
		"  request 2: 2 entries by bus address\n"
		"    address             memory                bytes  entries  kind     why\n"
		"    0xfff000            -                      4096        1  bus      given with "
		"the I/O, not mapped (R-MAP-10)\n"
		"    0x1000000           -                     61440        1  bus      given with "
		"the I/O, not mapped (R-MAP-10)\n"
		"\n"
		"warning: check_sg_segment (P2P-C7.13): entry 0xfff000 of 65536 bytes crosses the "
		"device's boundary\n");
}

static void explain__out_of_reach__says_so_and_fails(void **state)
{
	(void)state;
	t_explains(
		"device: { dma_mask: 24 }\nios: [{ op: read, bytes: 8k }]\n", BP_EXIT_CHECK,
		"  request 1: 2 entries that cannot be mapped\n"
		"\n"
		"warning: dma_direct_map_page (P2P-C3.1): 0x1000000 and 4096 bytes lie beyond what "
		"the device reaches\n");
	t_explains(
		"device: { dma_mask: 24, bounce: on }\nios: [{ op: read, bytes: 8k }]\n",
		BP_EXIT_CHECK,
		"  bounces  what it does not reach, to 32768 slots from 0xbc000000, not all within "
		"its reach\n");
}

/* Two requests that need more slots than there are: the second waits for the first. */
static void explain__slots_for_one_request__second_waits(void **state)
{
	(void)state;
	t_explains("device: { bounce: force, bounce_slots: 24 }\n"
		   "ios:\n"
		   "  - { op: write, bytes: 32k }\n"
		   "  - { op: write, sector: 1000, bytes: 32k, layout: \"base=0x2000000\" }\n",
		   BP_EXIT_CHECK, "  request 2: 8 entries became 8 DMA entries, at attempt 3\n");
}

static void explain__many_entries__hides_the_middle(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_explain,
	      T_ARGS("explain", "--bytes", "2M", "--layout", "base=0x2000000,vector=512",
		     "--device", "dma_pfn_offset=0x100"));
	t_contains(run.out, "maps     directly, from physical addresses less 0x100 pages\n");
	t_contains(run.out, "more, see --verbose\n");
	t_contains(run.out, "more requests, see --verbose\n");
	t_run_free(&run);
}

static void explain__json__device_and_mappings(void **state)
{
	json_t *doc =
		t_run_json(bp_cmd_explain, T_ARGS("explain", "--bytes", "16k", "--json", "--device",
						  "iommu=merge,max_segment_size=8k"));

	(void)state;
	assert_string_equal(json_string_value(t_at(doc, "device.iommu")), "merge");
	assert_string_equal(json_string_value(t_at(doc, "device.lowered.0.limit")),
			    "max_segment_size");
	assert_int_equal(json_integer_value(t_at(doc, "limits.max_segment_size")), 8192);
	assert_int_equal(json_integer_value(t_at(doc, "mappings.0.request")), 0);
	assert_int_equal(json_integer_value(t_at(doc, "mappings.0.iova_bytes")), 16384);
	assert_int_equal(json_array_size(t_at(doc, "mappings.0.entries")), 2);
	assert_string_equal(json_string_value(t_at(doc, "mappings.0.entries.1.address")),
			    "0xffffe000");
	assert_string_equal(json_string_value(t_at(doc, "mappings.0.entries.1.physical")),
			    "0x1004000");
	assert_string_equal(json_string_value(t_at(doc, "mappings.0.entries.1.kind")), "iova");
	assert_int_equal(json_integer_value(t_at(doc, "mappings.0.entries.1.first_entry")), 2);
	json_decref(doc);
	doc = t_run_json(bp_cmd_explain, T_ARGS("explain", "--bytes", "16k", "--json"));
	assert_null(json_object_get(doc, "device"));
	assert_null(json_object_get(doc, "mappings"));
	json_decref(doc);
}

static void explain__bad_device__says_what_is_allowed(void **state)
{
	static const struct {
		const char *option;
		const char *value;
		const char *says;
	} cases[] = {
		{ "--device", "mask=1", "mask: unknown key of a device; allowed: dma_mask" },
		{ "--device", "iommu=merge,bounce=on", "--device: bounce and iommu are both on" },
		{ "--iommu", "yes", "iommu: \"yes\" is not allowed: off, merge or pack" },
	};

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct t_run run;

		t_run(&run, bp_cmd_explain,
		      T_ARGS("explain", "--bytes", "4k", cases[i].option, cases[i].value));
		assert_int_equal(run.status, BP_EXIT_USAGE);
		t_contains(run.err, cases[i].says);
		assert_string_equal(run.out, "");
		t_run_free(&run);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(explain__iommu_merge__tells_entries_and_why_they_begin),
		cmocka_unit_test(explain__iommu_pack__no_entry_merges),
		cmocka_unit_test(explain__bounce__slots_and_the_bits_that_stay),
		cmocka_unit_test(explain__window_4_KiB_away_boundary_of_64__two_splits_differ),
		cmocka_unit_test(explain__out_of_reach__says_so_and_fails),
		cmocka_unit_test(explain__slots_for_one_request__second_waits),
		cmocka_unit_test(explain__many_entries__hides_the_middle),
		cmocka_unit_test(explain__json__device_and_mappings),
		cmocka_unit_test(explain__bad_device__says_what_is_allowed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
