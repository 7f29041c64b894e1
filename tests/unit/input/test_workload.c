/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The workload of a scenario: its keys, its defaults, and what is wrong with it.
 */
#include "bp_test.h"

#include <errno.h>

#include "input/workload.h"
#include "input_test.h"

static struct bp_workload *workload;

static int load(const char *text, struct bp_error *err)
{
	const char *path = t_file(text);
	int rc = bp_workload_load(path, &workload, err);

	unlink(path);
	return rc;
}

static void bp_workload_load__least__defaults(void **state)
{
	struct bp_error err = { 0 };

	(void)state;
	assert_int_equal(load("p2p:\n  ios: [{ bytes: 4k }]\n", &err), 0);
	assert_string_equal(workload->name, "");
	assert_string_equal(workload->machine, "");
	assert_string_equal(workload->hca, "");
	assert_string_equal(workload->provider, "");
	assert_string_equal(bp_workload_profile(workload), "ib");
	assert_int_equal(workload->flows, BP_WORKLOAD_ALL);
	assert_int_equal(workload->depth, 128);
	assert_int_equal(workload->inline_bytes, 4096);
	assert_int_equal(workload->size, 64 << 20);
	assert_int_equal(workload->seed, 1);
	assert_false(bp_workload_wrote(workload, "offset"));
	assert_int_equal(workload->nr_faults, 0);
	assert_int_equal(workload->nr_ios, 1);
	assert_int_equal(workload->ios[0].op, BP_WORKLOAD_WRITE);
	assert_int_equal(workload->ios[0].bytes, 4096);
	assert_int_equal(workload->ios[0].count, 1);
	assert_int_equal(workload->ios[0].line, 2);
	bp_workload_free(workload);
}

static void bp_workload_load__every_key__taken(void **state)
{
	static const char text[] =
		"name: all of it\n"
		"seed: 9\n"
		"rules: v5.2\n"
		"defects: [def-p2p-9, DEF-RDMA-1]\n"
		"p2p:\n"
		"  machine: /machine.lspci\n"
		"  hca: \"03:00.0\"\n"
		"  drive: \"0000:04:00.0\"\n"
		"  provider: \"05:00.1\"\n"
		"  flows: pages+direct\n"
		"  profile: iwarp\n"
		"  depth: 32\n"
		"  inline_bytes: 16k\n"
		"  force_mr: yes\n"
		"  one_by_one: true\n"
		"  size: 1M\n"
		"  pool: 64k\n"
		"  offset: 0x3f80000000\n"
		"  faults: [\"bad-rkey@hca\", \"media@0x281:2\"]\n"
		"  ios:\n"
		"    - { op: read, slba: 0x10, bytes: 1536, count: 3, way: own_key, seed: 4 }\n"
		"    - { op: flush }\n"
		"    - { op: zero, bytes: 1M, way: capsule }\n"
		"    - bytes: 512\n"
		"      wrong: key=0x1,length=512,region=8,capsule=9,drop_ns=1000,address=0x2\n";
	struct bp_error err = { 0 };
	const struct bp_workload_io *io;

	(void)state;
	assert_int_equal(load(text, &err), 0);
	assert_string_equal(workload->name, "all of it");
	assert_int_equal(workload->seed, 9);
	assert_true(bp_defect_on(&workload->defects, BP_DEF_P2P_9));
	assert_true(bp_defect_on(&workload->defects, BP_DEF_RDMA_1));
	assert_false(bp_defect_on(&workload->defects, BP_DEF_P2P_10));
	assert_string_equal(workload->machine, "/machine.lspci");
	assert_string_equal(workload->hca, "0000:03:00.0");
	assert_string_equal(workload->drive, "0000:04:00.0");
	assert_string_equal(workload->provider, "0000:05:00.1");
	assert_int_equal(workload->flows, BP_WORKLOAD_PAGES | BP_WORKLOAD_DIRECT);
	assert_string_equal(bp_workload_profile(workload), "iwarp");
	assert_int_equal(workload->depth, 32);
	assert_int_equal(workload->inline_bytes, 16384);
	assert_true(workload->force_mr);
	assert_true(workload->one_by_one);
	assert_int_equal(workload->size, 1 << 20);
	assert_int_equal(workload->pool, 65536);
	assert_true(bp_workload_wrote(workload, "offset"));
	assert_int_equal(workload->offset, 0x3f80000000);
	assert_int_equal(workload->nr_faults, 2);
	assert_string_equal(workload->fault[1].text, "media@0x281:2");
	assert_int_equal(workload->fault[1].line, 19);
	assert_int_equal(workload->nr_ios, 4);
	io = workload->ios;
	assert_int_equal(io[0].op, BP_WORKLOAD_READ);
	assert_int_equal(io[0].slba, 16);
	assert_int_equal(io[0].bytes, 1536);
	assert_int_equal(io[0].count, 3);
	assert_int_equal(io[0].way, BP_WORKLOAD_OWN_KEY);
	assert_int_equal(io[0].seed, 4);
	assert_int_equal(io[1].op, BP_WORKLOAD_FLUSH);
	assert_int_equal(io[2].op, BP_WORKLOAD_ZERO);
	assert_int_equal(io[2].way, BP_WORKLOAD_CAPSULE);
	assert_int_equal(io[2].line, 23);
	assert_int_equal(io[3].wrong.key, 1);
	assert_int_equal(io[3].wrong.length, 512);
	assert_int_equal(io[3].wrong.region, 8);
	assert_int_equal(io[3].wrong.capsule, 9);
	assert_int_equal(io[3].wrong.drop_ns, 1000);
	assert_int_equal(io[3].wrong.address, 2);
	assert_int_equal(io[3].wrong.flags, 0);
	assert_int_not_equal(io[3].wrong.written, 0);
	bp_workload_free(workload);
}

/* The machine of the scenario itself, or one beside it. */
static void bp_workload_load__machine__where_the_scenario_lies(void **state)
{
	struct bp_error err = { 0 };

	(void)state;
	assert_int_equal(
		load("machine: { host_bridges: [] }\np2p: { ios: [{ op: flush }] }\n", &err), 0);
	assert_non_null(strstr(workload->machine, "blkpath-test-"));
	bp_workload_free(workload);
	assert_int_equal(load("p2p: { machine: other.yaml, ios: [{ op: flush }] }\n", &err), 0);
	assert_string_equal(workload->machine, "./other.yaml");
	bp_workload_free(workload);
}

#define P2P(text) "p2p:\n  ios: [{ bytes: 4k }]\n  " text "\n"
#define IO(text) "p2p:\n  ios:\n    - { bytes: 4k }\n    - { " text " }\n"

static void bp_workload_load__bad__says_what_is_allowed(void **state)
{
	static const struct {
		const char *text;
		unsigned line;
		const char *key;
		const char *part;
	} cases[] = {
		{ "ios: [{ op: read, bytes: 4k }]\n", 0, "p2p", "is missing" },
		{ "p2p: 5\n", 1, "p2p", "a mapping is allowed" },
		{ "p2p:\n  depth: 16\n", 1, "p2p", "ios is missing" },
		{ "p2p:\n  ios: []\n", 1, "p2p", "ios is missing" },
		{ "p2p:\n  ios: 3\n", 2, "ios", "a list in [ ]" },
		{ "p2p:\n  ios: [3]\n", 2, "ios", "no mapping" },
		{ "p2p:\n  \"ios[\": 3\n", 2, "ios[", "unknown key of a workload" },
		{ "p2p:\n  \"ios[0].op\": read\n", 2, "ios[0].op", "unknown key of a workload" },
		{ P2P("colour: red"), 3, "colour", "allowed: machine, hca, drive" },
		{ P2P("colour: [red]"), 3, "colour", "allowed: machine, hca, drive" },
		{ P2P("hca: [1]"), 3, "hca", "one value is allowed" },
		{ P2P("hca: 3"), 3, "hca", "the address of a function" },
		{ P2P("machine: \"\""), 3, "machine", "the name of a file" },
		{ P2P("profile: rxe"), 3, "profile", "ib, iwarp, tiny or virt" },
		{ P2P("flows: ram+rom"), 3, "flows", "ram, pages or direct" },
		{ P2P("depth: 1"), 3, "depth", "1" },
		{ P2P("inline_bytes: 5000"), 3, "inline_bytes", "a multiple of 4096" },
		{ P2P("size: 1000"), 3, "size", "1000" },
		{ P2P("pool: 5000"), 3, "pool", "a multiple of 4096" },
		{ P2P("offset: 0x1000"), 3, "offset", "a multiple of 1M" },
		{ P2P("offset: often"), 3, "offset", "often" },
		{ P2P("faults: drop"), 3, "faults", "a list in [ ]" },
		{ P2P("faults: [[rnr]]"), 3, "faults", "one value is allowed" },
		{ IO("bytes: 700"), 4, "bytes", "a multiple of 512" },
		{ IO("bytes: 16M"), 4, "bytes", "16" },
		{ IO("op: read"), 4, "ios", "bytes is missing" },
		{ IO("op: flush, bytes: 4k"), 4, "ios", "a flush has none" },
		{ IO("op: erase"), 4, "op", "write, read, flush or zero" },
		{ IO("bytes: 4k, way: by_air"), 4, "way", "usual, keyed, own_key or capsule" },
		{ IO("bytes: 4k, count: 0"), 4, "count", "0" },
		{ IO("bytes: 4k, count: 65536"), 4, "ios", "more than 65536 commands" },
		{ IO("bytes: 4k, wrong: mood=1"), 4, "mood", "unknown key of what is wrong" },
		{ IO("bytes: 4k, wrong: key"), 4, "wrong", "KEY=VALUE" },
		{ IO("bytes: 4k, flavour: 1"), 4, "flavour", "unknown key of a command" },
		{ "defects: [def-0]\np2p: { ios: [{ op: flush }] }\n", 1, "defects", "def-0" },
		{ "defects: [[x]]\np2p: { ios: [{ op: flush }] }\n", 1, "defects", "an id such" },
		{ "defects: def-4\np2p: { ios: [{ op: flush }] }\n", 1, "defects",
		  "a list in [ ]" },
		{ "name: [x]\n", 1, "name", "one value" },
		{ "seed: [x]\n", 1, "seed", "one value" },
		{ "seed: x\n", 1, "seed", "x" },
		{ "p3p: 1\n", 1, "p3p", "unknown key: p2p and" },
		{ "- 1\n", 1, "", "unknown key" },
		{ "a: [\n", 2, "", "not YAML" },
	};

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct bp_error err = { 0 };

		assert_int_equal(load(cases[i].text, &err), -EINVAL);
		assert_null(workload);
		assert_error_says(&err, cases[i].line, cases[i].key, cases[i].part);
	}
}

/* The text is longer than a page: made here. */
static void bp_workload_load__too_many__refused(void **state)
{
	static const struct {
		const char *key;
		const char *entry;
		unsigned n;
		const char *part;
	} cases[] = {
		{ "ios", "{ op: flush }", BP_WORKLOAD_IOS_MAX, "more than 1024" },
		{ "faults", "rnr", BP_WORKLOAD_FAULTS_MAX, "more than 32" },
	};

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct bp_error err = { 0 };
		char *text = NULL;
		size_t size;
		FILE *out = open_memstream(&text, &size);

		fprintf(out, "p2p:\n  %s:\n", cases[i].key);
		for (unsigned k = 0; k <= cases[i].n; k++)
			fprintf(out, "    - %s\n", cases[i].entry);
		fclose(out);
		assert_int_equal(load(text, &err), -EINVAL);
		assert_error_says(&err, cases[i].n + 3, cases[i].key, cases[i].part);
		free(text);
	}
}

static void bp_workload_load__long_texts__refused(void **state)
{
	struct bp_error err = { 0 };
	char text[3 * PATH_MAX];

	(void)state;
	snprintf(text, sizeof(text), "p2p:\n  faults: [\"%0100d\"]\n", 1);
	assert_int_equal(load(text, &err), -EINVAL);
	assert_error_says(&err, 2, "faults", "longer than 95");
	err = (struct bp_error){ 0 };
	snprintf(text, sizeof(text), "p2p:\n  machine: \"%0*d\"\n", PATH_MAX, 1);
	assert_int_equal(load(text, &err), -EINVAL);
	assert_error_says(&err, 2, "machine", "the name of a file");
	err = (struct bp_error){ 0 };
	snprintf(text, sizeof(text), "p2p:\n  machine: \"%0*d\"\n  ios: [{ op: flush }]\n",
		 PATH_MAX - 1, 1);
	assert_int_equal(load(text, &err), -EINVAL);
	assert_error_says(&err, 2, "machine", "longer than a name may be");
}

/* A letter of two bytes, of which one has room, and what a terminal or a picture cannot show. */
static void bp_workload_load__odd_name__whole_letters(void **state)
{
	struct bp_error err = { 0 };
	char text[400], x[127];

	(void)state;
	memset(x, 'x', sizeof(x));
	snprintf(text, sizeof(text), "name: \"%.126s\u00e9\"\np2p:\n  ios: [{ op: flush }]\n", x);
	assert_int_equal(load(text, &err), 0);
	assert_int_equal(strlen(workload->name), 126);
	bp_workload_free(workload);
	assert_int_equal(load("name: \"a\\n\\e[1m\"\np2p:\n  ios: [{ op: flush }]\n", &err), 0);
	assert_string_equal(workload->name, "a??[1m");
	bp_workload_free(workload);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_workload_load__least__defaults),
		cmocka_unit_test(bp_workload_load__every_key__taken),
		cmocka_unit_test(bp_workload_load__machine__where_the_scenario_lies),
		cmocka_unit_test(bp_workload_load__bad__says_what_is_allowed),
		cmocka_unit_test(bp_workload_load__too_many__refused),
		cmocka_unit_test(bp_workload_load__long_texts__refused),
		cmocka_unit_test(bp_workload_load__odd_name__whole_letters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
