/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <limits.h>

#include <input/limits_source.h>

#include "input_test.h"

#define BIT(name) (1ul << QUEUE_FLAG_##name)

static void load_file(const char *text, struct bp_limits_doc *doc)
{
	const char *path = t_file(text);
	struct bp_error err = { 0 };

	if (bp_limits_load(path, NULL, doc, &err))
		fail_msg("%u %s: %s", err.line, err.key, err.text);
	assert_string_equal(doc->name, path);
	assert_int_equal(doc->kind, BP_LIMITS_FILE);
	unlink(path);
}

static void load__preset_default__is_blk_set_default_limits(void **state)
{
	struct bp_limits_doc doc;

	(void)state;
	assert_int_equal(bp_limits_load("default", NULL, &doc, NULL), 0);
	assert_string_equal(doc.name, "default");
	assert_int_equal(doc.kind, BP_LIMITS_PRESET);
	assert_int_equal(doc.limits.max_sectors, 255);
	assert_int_equal(doc.limits.max_segments, 128);
	assert_int_equal(doc.limits.seg_boundary_mask, 0xffffffff);
	assert_int_equal(doc.dma_alignment, 511);
	assert_int_equal(doc.nr_requests, 128);
	assert_int_equal(doc.queue_flags, 0);
	assert_int_equal(doc.ignored.count + doc.assumed.count, 0);
}

/* EX-2, EX-NVME-18 with MDTS 5 */
static void load__preset_nvme__is_the_queue_of_ex_2(void **state)
{
	struct bp_limits_doc doc;

	(void)state;
	assert_int_equal(bp_limits_load("nvme", NULL, &doc, NULL), 0);
	assert_int_equal(doc.limits.max_sectors, 256);
	assert_int_equal(doc.limits.max_hw_sectors, 256);
	assert_int_equal(doc.limits.max_segments, 33);
	assert_int_equal(doc.limits.virt_boundary_mask, 4095);
	assert_int_equal(doc.limits.max_segment_size, UINT_MAX);
	assert_int_equal(doc.limits.max_write_zeroes_sectors, 257);
	assert_int_equal(doc.queue_flags, BIT(WC) | BIT(FUA) | BIT(NONROT) | BIT(DISCARD));
}

static void load__preset_stacking__is_blk_set_stacking_limits(void **state)
{
	struct bp_limits_doc doc;

	(void)state;
	assert_int_equal(bp_limits_load("stacking", NULL, &doc, NULL), 0);
	assert_int_equal(doc.limits.max_sectors, UINT_MAX);
	assert_int_equal(doc.limits.max_segments, 65535);
}

static void preset_at__each__can_be_loaded(void **state)
{
	struct bp_limits_doc doc;
	unsigned n = 0;

	(void)state;
	for (; bp_limits_preset_at(n); n++)
		assert_int_equal(bp_limits_load(bp_limits_preset_at(n), NULL, &doc, NULL), 0);
	assert_int_equal(n, 3);
}

static void load__one_of_the_two_sizes__other_follows_and_is_told(void **state)
{
	struct bp_limits_doc doc;

	(void)state;
	load_file("max_sectors = 2560\n", &doc);
	assert_int_equal(doc.limits.max_sectors, 2560);
	assert_int_equal(doc.limits.max_hw_sectors, 2560);
	assert_int_equal(doc.assumed.count, 1);
	assert_string_equal(doc.assumed.note[0].key, "max_hw_sectors");
	load_file("max_hw_sectors_kb = 4\n", &doc);
	assert_int_equal(doc.limits.max_sectors, 8);
	assert_int_equal(doc.assumed.count, 1);
	assert_string_equal(doc.assumed.note[0].key, "max_sectors");
	load_file("max_sectors = 2560\nmax_hw_sectors = 5120\n", &doc);
	assert_int_equal(doc.limits.max_sectors, 2560);
	assert_int_equal(doc.limits.max_hw_sectors, 5120);
	assert_int_equal(doc.assumed.count, 0);
}

/* INV-LIM-1, as the setters do it: a splitter that is told less cuts inside blocks (S2). */
static void load__block_sizes_out_of_order__raised_and_told(void **state)
{
	struct bp_limits_doc doc;

	(void)state;
	load_file("logical_block_size = 65536\n", &doc);
	assert_int_equal(doc.limits.physical_block_size, 65536);
	assert_int_equal(doc.limits.io_min, 65536);
	assert_int_equal(doc.assumed.count, 2);
	assert_string_equal(doc.assumed.note[0].key, "physical_block_size");
	assert_string_equal(doc.assumed.note[1].key, "io_min");
	load_file("physical_block_size = 4096\nminimum_io_size = 512\n", &doc);
	assert_int_equal(doc.limits.logical_block_size, 512);
	assert_int_equal(doc.limits.io_min, 4096);
	assert_int_equal(doc.assumed.count, 1);
	load_file("logical_block_size = 4096\nphysical_block_size = 4096\nio_min = 8192\n", &doc);
	assert_int_equal(doc.limits.io_min, 8192);
	assert_int_equal(doc.assumed.count, 0);
}

static void load__file_with_sysfs_names__becomes_fields(void **state)
{
	struct bp_limits_doc doc;

	(void)state;
	load_file("# a disk\n"
		  "\n"
		  "max_sectors_kb = 1280\n"
		  "max_hw_sectors_kb=2147483647\n"
		  "  max_segments\t=\t168   # the famous one\r\n"
		  "max_segment_size = 64k\n"
		  "discard_max_bytes = 2199023255040\n"
		  "discard_granularity = 4096\n"
		  "virt_boundary_mask = 4095\n"
		  "nomerges = 2\n"
		  "rotational = 0\n"
		  "write_cache = write back\n"
		  "fua = 1\n"
		  "zoned = host-managed\n"
		  "read_ahead_kb = 128",
		  &doc);
	assert_int_equal(doc.limits.max_sectors, 2560);
	assert_int_equal(doc.limits.max_hw_sectors, 4294967294u);
	assert_int_equal(doc.limits.max_segments, 168);
	assert_int_equal(doc.limits.max_segment_size, 65536);
	assert_int_equal(doc.limits.max_discard_sectors, UINT_MAX);
	assert_int_equal(doc.limits.virt_boundary_mask, 4095);
	assert_int_equal(doc.limits.zoned, BLK_ZONED_HM);
	assert_int_equal(doc.queue_flags,
			 BIT(NOMERGES) | BIT(NONROT) | BIT(WC) | BIT(FUA) | BIT(DISCARD));
	assert_int_equal(doc.ignored.count, 1);
	assert_string_equal(doc.ignored.note[0].key, "read_ahead_kb");
}

static void load__file_with_field_names__stored_as_they_are(void **state)
{
	struct bp_limits_doc doc;

	(void)state;
	load_file("preset = nvme\n"
		  "max_sectors = 3\n"
		  "max_segment_size = 512\n" /* the setter would make it a page */
		  "seg_boundary_mask = 0xffffffffffff\n"
		  "logical_block_size = 4k\n"
		  "physical_block_size = 4k\n"
		  "misaligned = yes\n"
		  "bounce_pfn = 0xfffff\n"
		  "dma_alignment = 3\n"
		  "dma_pad_mask = 0x3\n"
		  "dma_direct = on\n"
		  "nomerges = 1\n"
		  "max_discard_sectors = 0\n"
		  "nr_requests = 7\n",
		  &doc);
	assert_int_equal(doc.limits.max_sectors, 3);
	assert_int_equal(doc.limits.max_segments, 33);
	assert_int_equal(doc.limits.max_segment_size, 512);
	assert_int_equal(doc.limits.seg_boundary_mask, 0xffffffffffff);
	assert_int_equal(doc.limits.logical_block_size, 4096);
	assert_int_equal(doc.limits.misaligned, 1);
	assert_int_equal(doc.limits.bounce_pfn, 0xfffff);
	assert_int_equal(doc.dma_alignment, 3);
	assert_int_equal(doc.dma_pad_mask, 3);
	assert_int_equal(doc.nr_requests, 7);
	assert_int_equal(doc.queue_flags,
			 BIT(WC) | BIT(FUA) | BIT(NONROT) | BIT(DMA_DIRECT) | BIT(NOXMERGES));
}

static void load__bad_file__says_line_key_and_allowed(void **state)
{
	static const struct {
		const char *text;
		unsigned line;
		const char *key;
		const char *says;
	} bad[] = {
		{ "", 0, "", "no key in it" },
		{ "# only this\n", 0, "", "no key in it" },
		{ "max_segments\n", 1, "", "key = value" },
		{ "\nmax_segmnts = 1\n", 2, "max_segmnts", "unknown key" },
		{ "max_segments = -1\n", 1, "max_segments", "from 0 to 65535" },
		{ "max_segments = 65536\n", 1, "max_segments", "from 0 to 65535" },
		{ "max_segments = 0x10\n", 1, "max_segments", "decimal number" },
		{ "max_segments = 4k\n", 1, "max_segments", "decimal number" },
		{ "max_segments =\n", 1, "max_segments", "\"\" is not allowed" },
		{ "max_segment_size = 4kB\n", 1, "max_segment_size", "suffix" },
		{ "max_segment_size = 4294967296\n", 1, "max_segment_size", "4294967295" },
		{ "max_sectors_kb = 2147483648\n", 1, "max_sectors_kb", "2147483647" },
		{ "seg_boundary_mask = 0x1ffffffffffffffff\n", 1, "seg_boundary_mask", "0x" },
		{ "dma_alignment = 0x80000000\n", 1, "dma_alignment", "at most 0x7fffffff" },
		{ "nomerges = 3\n", 1, "nomerges", "one of \"0\", \"1\", \"2\"" },
		{ "write_cache = back\n", 1, "write_cache", "\"write through\"" },
		{ "fua = maybe\n", 1, "fua", "true or false" },
		{ "preset = fast\n", 1, "preset", "default, nvme or stacking" },
		{ "fua = 1\npreset = nvme\n", 2, "preset", "before all other keys" },
		{ "fua = 1\nfua = 1\n", 2, "fua", "already set by fua on line 1" },
		{ "max_sectors = 8\nmax_sectors_kb = 4\n", 2, "max_sectors_kb",
		  "already set by max_sectors on line 1" },
		/* impossible as a whole */
		{ "\nmax_segments = 0\n", 2, "max_segments", "max_segments is 0" },
		{ "max_sectors_kb = 0\n", 1, "max_sectors_kb", "max_sectors is 0" },
		{ "logical_block_size = 1000\n", 1, "logical_block_size", "power of two" },
		{ "chunk_sectors = 3\n", 1, "chunk_sectors", "power of two" },
		{ "virt_boundary_mask = 0xfff0\n", 1, "virt_boundary_mask", "power of two" },
		{ "dma_alignment = 5\n", 1, "dma_alignment", "power of two less 1" },
		{ "dma_pad_mask = 0x6\n", 1, "dma_pad_mask", "power of two less 1" },
		{ "nr_requests = 0\n", 1, "nr_requests", "1 or more" },
		{ "max_sectors_kb = 8\nmax_hw_sectors = 8\n", 1, "max_sectors_kb",
		  "max_sectors is 16 (0x10), must be 1 to max_hw_sectors" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(bad); i++) {
		const char *path = t_file(bad[i].text);
		struct bp_limits_doc doc;
		struct bp_error err = { 0 };

		assert_int_equal(bp_limits_load(path, NULL, &doc, &err), -EINVAL);
		assert_string_equal(err.file, path);
		assert_error_says(&err, bad[i].line, bad[i].key, bad[i].says);
		unlink(path);
	}
}

static void load__long_line__is_refused(void **state)
{
	struct bp_limits_doc doc;
	struct bp_error err = { 0 };
	char text[1000];
	const char *path;

	(void)state;
	memset(text, '#', sizeof(text));
	path = t_file_bytes(text, sizeof(text));
	assert_int_equal(bp_limits_load(path, NULL, &doc, &err), -EINVAL);
	assert_error_says(&err, 1, "", "too long");
	unlink(path);
}

static void load__nothing_there__lists_what_is_allowed(void **state)
{
	struct bp_limits_doc doc;
	struct bp_error err = { 0 };

	(void)state;
	assert_int_equal(bp_limits_load("/nonexistent/x", NULL, &doc, &err), -EINVAL);
	assert_error_says(&err, 0, "", "default, nvme, stacking, a queue directory");
}

static void apply__document__changes_the_queue_and_keeps_other_flags(void **state)
{
	struct bp_limits_doc doc;
	struct t_world w;

	(void)state;
	t_world_init(&w);
	w.q.queue_flags = BIT(IO_STAT) | BIT(NOMERGES);
	assert_int_equal(bp_limits_load("nvme", NULL, &doc, NULL), 0);
	doc.dma_pad_mask = 3;
	bp_limits_apply(&doc, &w.q);
	assert_int_equal(w.q.limits.max_segments, 33);
	assert_int_equal(w.q.queue_flags, BIT(IO_STAT) | doc.queue_flags);
	assert_int_equal(w.q.dma_pad_mask, 3);
	assert_int_equal(w.q.nr_requests, doc.nr_requests);
	t_world_fini(&w);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(load__preset_default__is_blk_set_default_limits),
		cmocka_unit_test(load__preset_nvme__is_the_queue_of_ex_2),
		cmocka_unit_test(load__preset_stacking__is_blk_set_stacking_limits),
		cmocka_unit_test(preset_at__each__can_be_loaded),
		cmocka_unit_test(load__one_of_the_two_sizes__other_follows_and_is_told),
		cmocka_unit_test(load__block_sizes_out_of_order__raised_and_told),
		cmocka_unit_test(load__file_with_sysfs_names__becomes_fields),
		cmocka_unit_test(load__file_with_field_names__stored_as_they_are),
		cmocka_unit_test(load__bad_file__says_line_key_and_allowed),
		cmocka_unit_test(load__long_line__is_refused),
		cmocka_unit_test(load__nothing_there__lists_what_is_allowed),
		cmocka_unit_test(apply__document__changes_the_queue_and_keeps_other_flags),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
