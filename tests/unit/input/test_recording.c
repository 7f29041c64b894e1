/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Recordings: what is read, and what is refused with line and key.
 */
#include "input_test.h"
#include <errno.h>

#include "case.h"
#include "input/recording.h"

/* clang-format off */
static const char good[] =
	"{'src':'nvme-mdts3','kernel':'6.1.192','seed':7,'case':42,'op':'W','path':'vec',"
	"'limits':{'logical_block_size':512,'physical_block_size':4096,'max_sectors_kb':18,"
	"'max_hw_sectors_kb':128,'max_segments':33,'max_segment_size':65536,'dma_alignment':3,"
	"'virt_boundary_mask':4095,'chunk_sectors':0,'nomerges':2},"
	"'sector':100,'bytes':9216,'ret':9216,"
	"'iov':[[[12288,4096],[20480,4096]],[],[[33792,1024]]],"
	"'bios':[[100,18]],'splits':[[100,116]],'rqs':[[100,16],[116,2]],"
	"'issued':[[116,2],[100,16]],'nsegs':[[116,2,1],[100,16,2]],'mapsg':[2],"
	"'sg':[[[0,4096],[0,4096]]],'cmds':[{'slba':116,'nlb':2,'kind':'prp','prp1':33792,"
	"'prp2':0,'map':[[33792,1024]]},"
	"{'slba':100,'nlb':16,'kind':'sgl','map':[[12288,4096],[20480,4096]]}],'why':['gap']}";
/* clang-format on */

/* The good case with one value in another place of it; no value takes the key away. */
static char *changed(const char *object, const char *key, const char *value)
{
	json_t *document = t_json(good);
	json_t *at = object ? json_object_get(document, object) : document;
	char *text;

	if (value)
		json_object_set_new(at, key, t_json(value));
	else
		json_object_del(at, key);
	text = json_dumps(document, 0);
	json_decref(document);
	return text;
}

static int read_text(const char *text, struct bp_recording *r, struct bp_error *err)
{
	const char *path = t_file(text);
	struct bp_recordings *file;
	int got;

	*err = (struct bp_error){ 0 };
	assert_int_equal(bp_recordings_open(path, &file, err), 0);
	got = bp_recordings_next(file, r, err);
	bp_recordings_close(file);
	unlink(path);
	return got;
}

static void next__good_case__all_of_it(void **state)
{
	char *text = changed(NULL, "schema", "1");
	struct bp_recording r;
	struct bp_error err;

	(void)state;
	assert_int_equal(read_text(text, &r, &err), 1);
	free(text);
	assert_string_equal(r.src, "nvme-mdts3");
	assert_string_equal(r.rules->name, "v6.1");
	assert_int_equal(r.seed, 7);
	assert_int_equal(r.number, 42);
	assert_true(r.write && !r.fixed && r.nvme);
	assert_int_equal(r.limits.limits.max_sectors, 36);
	assert_int_equal(r.limits.limits.max_hw_sectors, 256);
	assert_int_equal(r.limits.limits.seg_boundary_mask, 0xffffffff);
	assert_false(r.limits.max_sectors_told || r.limits.boundary_told);
	assert_int_equal(r.limits.dma_alignment, 3);
	assert_int_equal(r.limits.nomerges, 2);
	assert_int_equal(r.nr_iov, 2); /* the empty one is no memory */
	assert_int_equal(r.iov[1].first, 2);
	assert_int_equal(r.ranges[2].addr, 33792);
	assert_int_equal(r.ranges[2].len, 1024);
	assert_true(r.sgls);
	assert_int_equal(r.facts.list[BP_FACT_CMDS].n, 2);
	assert_int_equal(r.facts.list[BP_FACT_MAP].n, 3);
	assert_int_equal(r.facts.list[BP_FACT_ISSUED].n, 2);
	assert_int_equal(r.facts.list[BP_FACT_NSEGS].at[1].v[2], 2);
	assert_int_equal(r.facts.list[BP_FACT_SG].at[1].v[2], 4096);
	bp_recording_release(&r);
}

static void next__hidden_limits_told__taken(void **state)
{
	char *text = changed("limits", "max_sectors", "37");
	struct bp_recording r;
	struct bp_error err;

	(void)state;
	assert_int_equal(read_text(text, &r, &err), 1);
	assert_int_equal(r.limits.limits.max_sectors, 37);
	assert_true(r.limits.max_sectors_told);
	bp_recording_release(&r);
	free(text);
	text = changed("limits", "seg_boundary_mask", "4095");
	assert_int_equal(read_text(text, &r, &err), 1);
	assert_int_equal(r.limits.limits.seg_boundary_mask, 4095);
	assert_true(r.limits.boundary_told);
	bp_recording_release(&r);
	free(text);
}

static void next__optional_lists_missing__unknown(void **state)
{
	static const char *const optional[] = { "nsegs", "mapsg", "sg", "cmds" };
	struct bp_recording r;
	struct bp_error err;

	(void)state;
	for (size_t i = 0; i < bp_array_size(optional); i++) {
		char *text = changed(NULL, optional[i], NULL);

		assert_int_equal(read_text(text, &r, &err), 1);
		assert_int_equal(r.facts.list[BP_FACT_NSEGS].known, i != 0);
		assert_int_equal(r.facts.list[BP_FACT_MAPSG].known, i != 1);
		assert_int_equal(r.facts.list[BP_FACT_SG].known, i != 2);
		assert_int_equal(r.facts.list[BP_FACT_CMDS].known, i != 3);
		assert_int_equal(r.facts.list[BP_FACT_MAP].known, i != 3);
		bp_recording_release(&r);
		free(text);
	}
}

static void next__impossible_values__line_and_key(void **state)
{
	static const struct {
		const char *object, *key, *value, *says;
	} cases[] = {
		{ NULL, "schema", "2", "must be a number from 1 to 1" },
		{ NULL, "src", NULL, "missing" },
		{ NULL, "src", "7", "must be a word" },
		{ NULL, "kernel", "''", "must be a word" },
		{ NULL, "kernel", "'Linux'", "a release such as" },
		{ NULL, "op", "'D'", "allowed: \"R\" or \"W\"" },
		{ NULL, "path", "'direct'", "allowed: \"vec\" or \"fixed\"" },
		{ NULL, "seed", "-1", "from 0" },
		{ NULL, "case", "1.5", "must be a number" },
		{ NULL, "bytes", "0", "from 1 to 2147479552" },
		{ NULL, "bytes", "2147479553", "from 1 to 2147479552" },
		{ NULL, "bytes", "9217", NULL },
		{ NULL, "sector", "36028797018963968", "from 0" },
		{ NULL, "ret", NULL, "missing" },
		{ NULL, "ret", "9217", "from -4095 to 9216" },
		{ NULL, "ret", "-4096", "from -4095" },
		{ NULL, "limits", NULL, "missing" },
		{ NULL, "limits", "[]", "must be an object" },
		{ "limits", "logical_block_size", "1000", "a power of two" },
		{ "limits", "logical_block_size", "256", "from 512 to 65536" },
		{ "limits", "physical_block_size", NULL, "missing" },
		{ "limits", "max_sectors_kb", "-1", "from 0" },
		{ "limits", "max_segments", "0", "from 1 to 65535" },
		{ "limits", "max_segments", "65536", "from 1 to 65535" },
		{ "limits", "max_segment_size", "4294967296", "to 4294967295" },
		{ "limits", "dma_alignment", "5", "a power of two less 1" },
		{ "limits", "virt_boundary_mask", "4096", "a power of two less 1" },
		{ "limits", "nomerges", "3", "from 0 to 2" },
		{ "limits", "seg_boundary_mask", "255", "from 511" },
		{ NULL, "iov", NULL, "missing" },
		{ NULL, "iov", "{}", "a list of iovecs" },
		{ NULL, "iov", "[7]", "iovec 0 must be a list" },
		{ NULL, "iov", "[[[0,9216]],[[0]]]", "iovec 1, range 0: must be" },
		{ NULL, "iov", "[[[0,'9216']]]", "iovec 0, range 0: must be" },
		{ NULL, "iov", "[[[-1,9216]]]", "an address below 2^52" },
		{ NULL, "iov", "[[[0,0]]]", "1 to 2147479552 bytes" },
		{ NULL, "iov", "[[[0,5120],[8192,4096]]]", "start of another page" },
		{ NULL, "iov", "[[[0,4096],[8704,5120]]]", "start of another page" },
		{ NULL, "iov", "[]", "have 0 bytes together, the case 9216" },
		{ NULL, "bios", NULL, "missing" },
		{ NULL, "splits", "7", "must be a list" },
		{ NULL, "rqs", "[[0,8],[8]]", "entry 1 must be [number, number]" },
		{ NULL, "issued", "[[0,8,0]]", "entry 0 must be [number, number]" },
		{ NULL, "issued", "[[0,-8]]", "each from 0" },
		{ NULL, "nsegs", "[[0,8]]", "[number, number, number]" },
		{ NULL, "mapsg", "[[1]]", "entry 0 must be a number" },
		{ NULL, "mapsg", "{}", "must be a list" },
		{ NULL, "sg", "{}", "a list of lists" },
		{ NULL, "sg", "[1]", "list 0 must have at most 126 entries" },
		{ NULL, "sg", "[[[0]]]", "entry 0 must be [number, number]" },
		{ NULL, "cmds", "{}", "must be a list" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		char *text = changed(cases[i].object, cases[i].key, cases[i].value);
		struct bp_recording r;
		struct bp_error err;

		assert_int_equal(read_text(text, &r, &err), -EINVAL);
		print_message("# %s: %s\n", err.key, err.text);
		if (cases[i].says)
			assert_error_says(&err, 1, cases[i].key, cases[i].says);
		free(text);
	}
}

/* What two keys say together, or a key inside a list. */
static void next__no_sense_together__key_at_fault(void **state)
{
	static const struct {
		const char *object, *key, *value, *at, *says;
	} cases[] = {
		{ NULL, "path", "'fixed'", "arena", "missing" },
		{ NULL, "bytes", "9217", "iov", "9216 bytes together, the case 9217" },
		{ NULL, "cmds", "[{'kind':'prp'}]", "slba", "missing" },
		{ NULL, "cmds", "[1]", "slba", "missing" },
		{ "limits", "logical_block_size", "8192", "physical_block_size", "at least" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		char *text = changed(cases[i].object, cases[i].key, cases[i].value);
		struct bp_recording r;
		struct bp_error err;

		assert_int_equal(read_text(text, &r, &err), -EINVAL);
		assert_error_says(&err, 1, cases[i].at, cases[i].says);
		free(text);
	}
}

/* One range of two gigabytes under limits of a sector would be four million requests. */
static void next__millions_of_pieces__refused(void **state)
{
	char *text = changed("limits", "max_sectors", "1");
	json_t *document = json_loads(text, 0, NULL);
	struct bp_recording r;
	struct bp_error err;

	(void)state;
	free(text);
	json_object_set_new(document, "bytes", json_integer(0x7ffff000));
	json_object_set_new(document, "iov", t_json("[[[0,2147479552]]]"));
	text = json_dumps(document, 0);
	assert_int_equal(read_text(text, &r, &err), -EINVAL);
	assert_error_says(&err, 1, "limits", "allowed: 262144 pieces");
	free(text);
	json_decref(document);
}

static void next__fixed_path__one_iovec(void **state)
{
	json_t *document = t_json(good);
	struct bp_recording r;
	struct bp_error err;
	char *text;

	(void)state;
	json_object_set_new(document, "path", json_string("fixed"));
	json_object_set_new(document, "arena", json_string("huge"));
	text = json_dumps(document, 0);
	assert_int_equal(read_text(text, &r, &err), -EINVAL);
	assert_error_says(&err, 1, "iov", "2 iovecs; a registered buffer");
	free(text);
	json_object_set_new(document, "iov", t_json("[[[12288,9216]]]"));
	text = json_dumps(document, 0);
	assert_int_equal(read_text(text, &r, &err), 1);
	assert_true(r.fixed && r.folios);
	bp_recording_release(&r);
	free(text);
	json_decref(document);
}

static void next__too_many_iovecs__refused(void **state)
{
	json_t *document = t_json(good), *iov = json_array();
	struct bp_recording r;
	struct bp_error err;
	char *text;

	(void)state;
	for (unsigned i = 0; i < 1025; i++)
		json_array_append_new(iov, json_array());
	json_object_set_new(document, "iov", iov);
	text = json_dumps(document, 0);
	assert_int_equal(read_text(text, &r, &err), -EINVAL);
	assert_error_says(&err, 1, "iov", "1025 iovecs with 0 ranges; allowed: 1024");
	free(text);
	json_decref(document);
}

static void next__no_case_in_the_line__says_so(void **state)
{
	static const struct {
		const char *text;
		unsigned line;
		const char *says;
	} cases[] = {
		{ "{\n", 1, "not a JSON object" },
		{ "\n \n[1]\n", 3, "must be a JSON object" },
		{ "{\"src\":\"a\",\"src\":\"b\"}", 1, "not a JSON object: duplicate" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_recording r;
		struct bp_error err;

		assert_int_equal(read_text(cases[i].text, &r, &err), -EINVAL);
		assert_error_says(&err, cases[i].line, "", cases[i].says);
	}
}

static void next__shipped_files__every_case(void **state)
{
	static const struct {
		const char *name;
		unsigned cases;
	} files[] = {
		{ "live-6.18", 400 },
		{ "qemu-6.1-misc", 120 },
		{ "qemu-6.1-null", 200 },
		{ "qemu-6.1-nvme", 120 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(files); i++) {
		struct bp_error err = { 0 };
		struct bp_recordings *file;
		struct bp_recording r;
		unsigned n = 0;
		char name[80];

		snprintf(name, sizeof(name), "tests/golden/real/recordings/%s.jsonl.gz",
			 files[i].name);
		assert_int_equal(bp_recordings_open(t_source(name), &file, &err), 0);
		while (bp_recordings_next(file, &r, &err) > 0) {
			n++;
			bp_recording_release(&r);
		}
		assert_string_equal(err.text, "");
		assert_int_equal(n, files[i].cases);
		bp_recordings_close(file);
	}
	assert_true(bp_recordings_open("/nonexistent/file", &(struct bp_recordings *){ NULL },
				       &(struct bp_error){ 0 }) < 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(next__good_case__all_of_it),
		cmocka_unit_test(next__hidden_limits_told__taken),
		cmocka_unit_test(next__optional_lists_missing__unknown),
		cmocka_unit_test(next__impossible_values__line_and_key),
		cmocka_unit_test(next__no_sense_together__key_at_fault),
		cmocka_unit_test(next__millions_of_pieces__refused),
		cmocka_unit_test(next__fixed_path__one_iovec),
		cmocka_unit_test(next__too_many_iovecs__refused),
		cmocka_unit_test(next__no_case_in_the_line__says_so),
		cmocka_unit_test(next__shipped_files__every_case),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
