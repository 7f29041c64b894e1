/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include <blkpath/opf.h>

#include <input/scenario.h>

#include "input_test.h"

static struct bp_scenario *load(const char *text)
{
	const char *path = t_file(text);
	struct bp_scenario *s;
	struct bp_error err = { 0 };

	if (bp_scenario_load(path, NULL, &s, &err))
		fail_msg("%u %s: %s", err.line, err.key, err.text);
	unlink(path);
	return s;
}

static void load__shortest__has_defaults(void **state)
{
	struct bp_scenario *s = load("queue: { max_segments: 168, max_sectors_kb: 1280 }\n"
				     "ios:\n"
				     "  - { op: read, bytes: 1M }\n");

	(void)state;
	assert_string_equal(s->name, "");
	assert_int_equal(s->seed, 1);
	assert_int_equal(s->page_shift, 12);
	assert_ptr_equal(s->rules, bp_rules_find("v5.2"));
	assert_int_equal(s->limits.limits.max_segments, 168);
	assert_int_equal(s->limits.limits.max_sectors, 2560);
	assert_int_equal(s->limits.limits.max_segment_size, 65536);
	assert_int_equal(s->capacity_sectors, 0);
	assert_false(s->plug);
	assert_int_equal(s->nr_ios, 1);
	assert_int_equal(s->ios[0].opf, REQ_OP_READ);
	assert_int_equal(s->ios[0].sector, 0);
	assert_int_equal(s->ios[0].bytes, 1 << 20);
	assert_int_equal(s->ios[0].layout.kind, BP_LAYOUT_SCATTERED);
	assert_int_equal(s->ios[0].nr_vectors, 0);
	assert_int_equal(s->ios[0].line, 3);
	bp_scenario_free(s);
}

static void load__every_key__is_understood(void **state)
{
	struct bp_scenario *s = load("name: all of it\n"
				     "seed: 42\n"
				     "rules: v5.2\n"
				     "page_size: 64k\n"
				     "limits: nvme\n"
				     "queue:\n"
				     "  dma_direct: true\n"
				     "  nomerges: 2\n"
				     "  seg_boundary_mask: 0xffff\n"
				     "defects: [def-4, DEF-11]\n"
				     "device: { capacity_sectors: 4096 }\n"
				     "plug: yes\n"
				     "ios:\n"
				     "  - op: write+fua\n"
				     "    flags: [sync, preflush]\n"
				     "    sector: 2048\n"
				     "    bytes: 1M\n"
				     "    layout: dma=0x300000200,vector=4k\n"
				     "  - { op: flush }\n"
				     "  - op: read\n"
				     "    vectors: [[0x10000, 512], [0x30000, 4k]]\n"
				     "  - { op: read, dma: true, bytes: 7,\n"
				     "      vectors: [[0xffffffffffff0000, 7], [0x0, 0]] }\n"
				     "  - { op: discard, bytes: 512, sector: 4095 }\n");

	(void)state;
	assert_string_equal(s->name, "all of it");
	assert_int_equal(s->seed, 42);
	assert_int_equal(s->page_shift, 16);
	assert_int_equal(s->limits.limits.max_segments, 33);
	assert_int_equal(s->limits.limits.seg_boundary_mask, 0xffff);
	assert_true(s->limits.queue_flags >> QUEUE_FLAG_DMA_DIRECT & 1);
	assert_true(s->limits.queue_flags >> QUEUE_FLAG_NOMERGES & 1);
	assert_true(bp_defect_on(&s->defects, BP_DEF_4));
	assert_true(bp_defect_on(&s->defects, BP_DEF_11));
	assert_false(bp_defect_on(&s->defects, BP_DEF_5));
	assert_int_equal(s->capacity_sectors, 4096);
	assert_true(s->plug);
	assert_int_equal(s->nr_ios, 5);
	assert_int_equal(s->ios[0].opf,
			 REQ_OP_WRITE | REQ_FUA | REQ_SYNC | REQ_PREFLUSH | REQ_DMA_DIRECT);
	assert_int_equal(s->ios[0].sector, 2048);
	assert_int_equal(s->ios[0].layout.vector_bytes, 4096);
	assert_int_equal(s->ios[1].opf, REQ_OP_FLUSH);
	assert_int_equal(s->ios[1].bytes, 0);
	assert_int_equal(s->ios[2].nr_vectors, 2);
	assert_int_equal(s->ios[2].bytes, 4608);
	assert_int_equal(s->ios[2].vectors[1].addr, 0x30000);
	assert_int_equal(s->ios[2].vectors[1].len, 4096);
	assert_int_equal(s->ios[3].opf, REQ_OP_READ | REQ_DMA_DIRECT);
	assert_int_equal(s->ios[3].vectors[1].len, 0);
	assert_int_equal(s->ios[4].line, 24);
	bp_scenario_free(s);
}

#define IOS "ios: [{ op: read, bytes: 4k }]\n"

static const struct {
	const char *text;
	unsigned line;
	const char *key;
	const char *says;
} bad[] = {
	/* not YAML, or not this YAML */
	{ "", 0, "", "is empty" },
	{ "# nothing\n", 0, "", "is empty" },
	{ "name: x\nios: [{ op: read\n", 3, "", "not YAML" },
	{ "name: x\n\tios: 1\n", 2, "", "not YAML" },
	{ "name: \"\\q\"\n", 1, "", "not YAML" },
	{ "- a\n- b\n", 0, "", "no mapping" },
	{ IOS "---\n" IOS, 2, "", "second document" },
	{ "name: &n x\nios: [{ op: *n }]\n", 2, "", "aliases" },
	{ "name: x\nseed: 1\nname: y\n" IOS, 3, "name", "twice, first on line 1" },
	{ "name: [[[[[[[[[[x]]]]]]]]]]\n" IOS, 1, "", "nested too deep" },
	{ "{ [a]: b }\n", 1, "", "a key is a word" },
	/* keys */
	{ "name: x\n", 1, "ios", "is missing" },
	{ "title: x\n" IOS, 1, "title", "name, seed, rules, page_size, limits, queue, defects" },
	{ "ios:\n  - op: read\n    byts: 4k\n", 3, "byts", "op, flags, sector, bytes" },
	{ IOS "device:\n  capacity: 1\n", 3, "capacity", "capacity_sectors" },
	{ IOS "queue: { max_segs: 1 }\n", 2, "max_segs", "keys of a limits file" },
	{ "ios: read\n", 1, "ios", "no list" },
	{ "ios: []\n", 1, "", "an empty list" },
	{ "ios: [{ bytes: 4k }]\n", 1, "op", "is missing" },
	/* values */
	{ "seed: -1\n" IOS, 1, "seed", "decimal number" },
	{ "rules: v9\n" IOS, 1, "rules", "allowed: v5.2, v6.1, v6.18" },
	{ "rules: v6.1\n" IOS "queue: { dma_direct: 1 }\n", 3, "dma_direct", "page bios only" },
	{ "rules: v6.1\ndefects: [def-nvme-4,\n  def-4]\n" IOS, 3, "defects",
	  "DEF-4 is of I/O by" },
	{ "rules: v6.1\nios: [{ op: read, bytes: 4k, layout: dma=0x0 }]\n", 2, "layout",
	  "allowed under: v5.2" },
	{ "rules: v6.18\nios:\n - op: read\n   vectors: [[0x0, 512]]\n   dma: 1\n", 5, "dma",
	  "rule set v6.18 has page bios only" },
	{ "page_size: 4095\n" IOS, 1, "page_size", "power of two" },
	{ "page_size: 128k\n" IOS, 1, "page_size", "from 512 to 65536" },
	{ "\ndefects: [def-4,\n  def-999]\n" IOS, 3, "defects", "\"def-999\" is not allowed" },
	{ "device: { capacity_sectors: 1M }\n" IOS, 1, "capacity_sectors", "decimal number" },
	{ "plug: maybe\n" IOS, 1, "plug", "true or false" },
	{ IOS "queue:\n  max_segments: 0\n", 3, "max_segments", "max_segments is 0" },
	{ IOS "queue:\n  max_segments: 0x10\n", 3, "max_segments", "decimal number" },
	{ IOS "queue:\n  max_segment_size: 4294967296\n", 3, "max_segment_size", "4294967295" },
	{ IOS "queue: { max_sectors: 8, max_sectors_kb: 4 }\n", 2, "max_sectors", "already set" },
	{ IOS "queue: { chunk_sectors: 3 }\n", 2, "chunk_sectors", "power of two" },
	/* I/Os */
	{ "ios: [{ op: eat, bytes: 4k }]\n", 1, "op", "read, write, flush" },
	{ "ios: [{ op: , bytes: 4k }]\n", 1, "op", "read, write, flush" },
	{ "ios:\n- op: read\n  bytes: 4k\n  flags: [fast]\n", 4, "flags", "\"fast\"" },
	{ "ios: [{ op: read+fast, bytes: 4k }]\n", 1, "op", "\"fast\"" },
	{ "ios: [{ op: read, bytes: 4k, dma: 2 }]\n", 1, "dma", "true or false" },
	{ "ios: [{ op: read }]\n", 1, "op", "bytes is missing" },
	{ "ios:\n - op: read\n   bytes: -1\n", 3, "bytes", "\"-1\"" },
	{ "ios:\n - op: read\n   bytes: 4kB\n", 3, "bytes", "\"4kB\"" },
	{ "ios:\n - op: read\n   bytes: 0x10\n", 3, "bytes", "\"0x10\"" },
	{ "ios: [{ op: read, bytes: 0 }]\n", 1, "bytes", "from 512" },
	{ "ios: [{ op: read, bytes: 1000 }]\n", 1, "bytes", "multiple of 512" },
	{ "ios: [{ op: read, bytes: 4G }]\n", 1, "bytes", "4294967295" },
	{ "ios: [{ op: read, bytes: 4k, layout: heap }]\n", 1, "layout", "contiguous" },
	{ "ios: [{ op: read, layout: random, vectors: [[0x0, 512]] }]\n", 1, "layout",
	  "both there" },
	{ "ios:\n- op: read\n  vectors:\n  - [0x0, 512]\n  - [512, 0x0]\n", 5, "vectors",
	  "0x and" },
	{ "ios: [{ op: read, vectors: [[0x10000000000000, 512]] }]\n", 1, "vectors",
	  "at most 0xfffffffffffff" },
	{ "ios: [{ op: read, vectors: [[0xe00, 4294964224]] }]\n", 1, "vectors",
	  "a vector of pages ends within 4 GiB of its first page" },
	{ "ios: [{ op: read, vectors: [[0x0, 512, 3]] }]\n", 1, "", "too many values" },
	{ "ios: [{ op: read, vectors: [[0x0]] }]\n", 1, "", "lacks a value" },
	{ "ios: [{ op: read, bytes: 1k, vectors: [[0x0, 512]] }]\n", 1, "bytes", "their sum, 512" },
	{ "ios: [{ op: read, bytes: 4k, sector: -1 }]\n", 1, "sector", "decimal number" },
	{ "device: { capacity_sectors: 8 }\nios:\n- { op: read, bytes: 4k }\n"
	  "- op: read\n  sector: 1\n  bytes: 4k\n",
	  5, "sector", "beyond the device: at most 8" },
};

static void load__bad_table__says_line_key_and_allowed(void **state)
{
	(void)state;
	for (size_t i = 0; i < bp_array_size(bad); i++) {
		const char *path = t_file(bad[i].text);
		struct bp_scenario *s = (void *)1;
		struct bp_error err = { 0 };

		assert_int_equal(bp_scenario_load(path, NULL, &s, &err), -EINVAL);
		assert_null(s);
		assert_string_equal(err.file, path);
		assert_error_says(&err, bad[i].line, bad[i].key, bad[i].says);
		unlink(path);
	}
}

static void load__limits_beside_it__path_starts_at_the_scenario(void **state)
{
	struct bp_scenario *s;
	struct bp_error err = { 0 };
	const char *path;
	FILE *file;

	(void)state;
	file = fopen("scenario-test.limits", "w");
	fputs("max_segments = 7\n", file);
	fclose(file);
	s = load("limits: scenario-test.limits\n" IOS);
	assert_int_equal(s->limits.limits.max_segments, 7);
	bp_scenario_free(s);
	file = fopen("scenario-test.limits", "w");
	fputs("max_segments = 0\n", file);
	fclose(file);
	path = t_file("limits: scenario-test.limits\n" IOS);
	assert_int_equal(bp_scenario_load(path, NULL, &s, &err), -EINVAL);
	assert_string_equal(err.file, "./scenario-test.limits");
	assert_int_equal(err.line, 1);
	unlink(path);
	unlink("scenario-test.limits");
}

/* A small generator of its own: the same damage in every run. */
static u32 random_u32(u32 *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

static void load__random_damage__loads_or_complains(void **state)
{
	static const char text[] = "name: x\nlimits: nvme\nqueue: { dma_direct: true }\n"
				   "defects: [def-4]\ndevice: { capacity_sectors: 4096 }\n"
				   "ios:\n- op: write+fua\n  flags: [sync]\n  bytes: 1M\n"
				   "  layout: dma=0x300000200,vector=4k\n"
				   "- { op: read, vectors: [[0x10000, 512], [0x30000, 4k]] }\n";
	static const char signs[] = "{}[]:,-&*!|>'\"#%@`\n\t 0x";
	u32 seed = 7;

	(void)state;
	for (unsigned round = 0; round < 500; round++) {
		char bytes[sizeof(text)];
		struct bp_scenario *s;
		struct bp_error err = { 0 };
		const char *path;

		memcpy(bytes, text, sizeof(text));
		for (unsigned i = 0; i <= round % 4; i++)
			bytes[random_u32(&seed) % (sizeof(text) - 1)] =
				signs[random_u32(&seed) % (sizeof(signs) - 1)];
		path = t_file(bytes);
		if (bp_scenario_load(path, NULL, &s, &err))
			assert_true(err.text[0]);
		bp_scenario_free(s);
		unlink(path);
	}
}

/* The file's rule set would refuse the chunk. */
static void load__rules_forced__stand_in_for_those_of_the_file(void **state)
{
	const char *path = t_file("rules: v5.2\nqueue: { chunk_sectors: 24 }\n" IOS);
	struct bp_error err = { 0 };
	struct bp_scenario *s;

	(void)state;
	assert_int_equal(bp_scenario_load(path, bp_rules_find("v6.1"), &s, &err), 0);
	assert_ptr_equal(s->rules, bp_rules_find("v6.1"));
	assert_int_equal(s->limits.limits.chunk_sectors, 24);
	bp_scenario_free(s);
	assert_int_equal(bp_scenario_load(path, NULL, &s, &err), -EINVAL);
	unlink(path);
	path = t_file("rules: v9\n" IOS);
	assert_int_equal(bp_scenario_load(path, bp_rules_find("v6.1"), &s, &err), -EINVAL);
	unlink(path);
}

static void load__no_file__says_so(void **state)
{
	struct bp_scenario *s;
	struct bp_error err = { 0 };

	(void)state;
	assert_int_equal(bp_scenario_load("/nonexistent/s.yaml", NULL, &s, &err), -EINVAL);
	assert_error_says(&err, 0, "", "cannot be opened");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(load__shortest__has_defaults),
		cmocka_unit_test(load__every_key__is_understood),
		cmocka_unit_test(load__bad_table__says_line_key_and_allowed),
		cmocka_unit_test(load__limits_beside_it__path_starts_at_the_scenario),
		cmocka_unit_test(load__random_damage__loads_or_complains),
		cmocka_unit_test(load__no_file__says_so),
		cmocka_unit_test(load__rules_forced__stand_in_for_those_of_the_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
