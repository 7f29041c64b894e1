/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * NVMe controllers: --nvme, and the section of a scenario.
 */
#include "bp_test.h"
#include "input_test.h"

#include <input/scenario.h>

static const struct bp_place here = { .key = "--nvme" };

static void init__no_word__defaults_and_off(void **state)
{
	struct bp_nvme_doc doc;
	struct bp_error err = { 0 };

	(void)state;
	bp_nvme_doc_init(&doc);
	assert_int_equal(bp_nvme_doc_check(&doc, &here, &err), 0);
	assert_false(doc.on);
	assert_int_equal(doc.depth, 1024);
	assert_int_equal(doc.vectors, 2);
	assert_int_equal(doc.sgl_threshold, 32768);
	assert_int_equal(doc.max_segments, 127);
	assert_int_equal(doc.block, 512);
}

static void parse__every_key__is_read(void **state)
{
	static const char text[] =
		"queues=4,depth=128,mdts=0,sgls=dword,sgl_threshold=0,max_segments=257,"
		"cmb=16M,cmb_for=sqs+rds+wds,"
		"sqs_in_cmb=no,block=4k,metadata=8,pi=1,write_cache=no,latency_ns=10,ps_per_byte=3,"
		"order=seeded,vectors=2,burst=1,dstrd=2,shadow=yes,version=1.4,patches=19,"
		"retries=0,timeout_ms=100";
	struct bp_nvme_doc doc;
	struct bp_error err = { 0 };
	const char *key;

	(void)state;
	bp_nvme_doc_init(&doc);
	if (bp_nvme_doc_parse(&doc, &here, text, &err) || bp_nvme_doc_check(&doc, &here, &err))
		fail_msg("%s: %s", err.key, err.text);
	for (unsigned i = 0; (key = bp_nvme_doc_key(i)); i++)
		if (!bp_nvme_doc_wrote(&doc, key))
			fail_msg("%s was not written", key);
	assert_true(doc.on);
	assert_int_equal(doc.queues, 4);
	assert_int_equal(doc.mdts, 0);
	assert_int_equal(doc.sgls, BP_NVME_SGLS_DWORD);
	assert_int_equal(doc.sgl_threshold, 0);
	assert_int_equal(doc.max_segments, 257);
	assert_int_equal(doc.cmb, 16 << 20);
	assert_int_equal(doc.cmb_for, BP_NVME_CMB_SQS | BP_NVME_CMB_RDS | BP_NVME_CMB_WDS);
	assert_int_equal(doc.sqs_in_cmb, 0);
	assert_int_equal(doc.block, 4096);
	assert_int_equal(doc.order, 1);
	assert_int_equal(doc.vectors, 2);
	assert_int_equal(doc.version, BP_NVME_VERSION_1_4);
	assert_int_equal(doc.patches, 1);
	assert_int_equal(doc.timeout_ms, 100);
}

/* What nobody said follows from what somebody did. */
static void check__some_keys__others_follow(void **state)
{
	struct bp_nvme_doc doc;
	struct bp_error err = { 0 };

	(void)state;
	bp_nvme_doc_init(&doc);
	assert_int_equal(bp_nvme_doc_parse(&doc, &here, "queues=8,pi=2", &err), 0);
	assert_int_equal(bp_nvme_doc_check(&doc, &here, &err), 0);
	assert_int_equal(doc.vectors, 9);
	assert_int_equal(doc.metadata, 8);
}

static const struct {
	const char *text;
	const char *key;
	const char *says;
} bad[] = {
	{ "", "--nvme", "KEY=VALUE" },
	{ "nvme", "--nvme", "KEY=VALUE" },
	{ "queue=4", "queue", "unknown key of an NVMe controller; allowed: queues, depth, mdts" },
	{ "queues=0", "queues", "from 1 to 64" },
	{ "queues=65", "queues", "from 1 to 64" },
	{ "depth=1", "depth", "from 2 to 65535" },
	{ "mdts=256", "mdts", "" },
	{ "sgls=yes", "sgls", "\"yes\" is not allowed: off, on or dword" },
	{ "cmb=1000", "cmb", "a multiple of 4096" },
	{ "cmb=1G", "cmb", "" },
	{ "cmb=1M,cmb_for=sqs+cq", "cmb_for",
	  "\"cq\" is not allowed: sqs, cqs, lists, rds or wds" },
	{ "cmb=1M,cmb_for=", "cmb_for", "\"\" is not allowed" },
	{ "cmb=1M,cmb_for=sqs+", "cmb_for", "\"\" is not allowed" },
	{ "block=768", "block", "a power of two" },
	{ "block=256", "block", "" },
	{ "pi=4", "pi", "" },
	{ "order=lifo", "order", "\"lifo\" is not allowed: fifo or seeded" },
	{ "version=2.0", "version", "\"2.0\" is not allowed: 1.3 or 1.4" },
	{ "patches=23", "patches", "\"23\" is not allowed: final, 19 or none" },
	{ "timeout_ms=0", "timeout_ms", "from 1" },
	{ "mdts=1,mdts=2", "--nvme", "mdts is there twice" },
	/* together */
	{ "pi=1,metadata=4", "--nvme", "pi 1 wants 8 bytes of metadata or more" },
	{ "cmb_for=sqs", "--nvme", "cmb_for is there and cmb is not" },
};

static void parse__what_cannot_be__says_what_is_allowed(void **state)
{
	(void)state;
	for (unsigned i = 0; i < bp_array_size(bad); i++) {
		struct bp_nvme_doc doc;
		struct bp_error err = { 0 };

		bp_nvme_doc_init(&doc);
		if (!bp_nvme_doc_parse(&doc, &here, bad[i].text, &err) &&
		    !bp_nvme_doc_check(&doc, &here, &err))
			fail_msg("accepted: %s", bad[i].text);
		assert_error_says(&err, 0, bad[i].key, bad[i].says);
	}
}

static void add_fault__too_many_or_too_long__error(void **state)
{
	const struct bp_place at = { .key = "--fault" };
	char text[BP_NVME_DOC_FAULT_TEXT_MAX + 1];
	struct bp_nvme_doc doc;
	struct bp_error err = { 0 };

	(void)state;
	bp_nvme_doc_init(&doc);
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_int_not_equal(bp_nvme_doc_add_fault(&doc, &at, text, &err), 0);
	assert_error_says(&err, 0, "--fault", "is longer than 95 characters");
	err = (struct bp_error){ 0 };
	for (unsigned i = 0; i < BP_NVME_DOC_FAULTS_MAX; i++)
		assert_int_equal(bp_nvme_doc_add_fault(&doc, &at, "media:1", &err), 0);
	assert_int_not_equal(bp_nvme_doc_add_fault(&doc, &at, "media:1", &err), 0);
	assert_error_says(&err, 0, "--fault", "more than 32 of them");
	err = (struct bp_error){ 0 };
	assert_int_not_equal(bp_nvme_doc_check(&doc, &at, &err), 0);
	assert_error_says(&err, 0, "--fault", "nvme is missing");
}

static void scenario__nvme__is_loaded_with_its_lines(void **state)
{
	static const char good[] = "nvme: { queues: 2, mdts: 0x3 }\n"
				   "faults: [ media, \"bit-flip@7:2,lba=8-15\" ]\n"
				   "ios: [ { op: read, bytes: 4k } ]\n";
	static const char empty[] = "nvme: {}\nios: [ { op: flush } ]\n";
	struct bp_scenario *scenario;
	struct bp_error err = { 0 };

	(void)state;
	if (bp_scenario_load(t_file(good), NULL, &scenario, &err))
		fail_msg("%s", err.text);
	assert_true(scenario->nvme.on);
	assert_true(scenario->device.is_nvme);
	assert_int_equal(scenario->nvme.queues, 2);
	assert_int_equal(scenario->nvme.mdts, 3);
	assert_int_equal(scenario->nvme.nr_faults, 2);
	assert_string_equal(scenario->nvme.fault[1].text, "bit-flip@7:2,lba=8-15");
	assert_int_equal(scenario->nvme.fault[1].line, 2);
	bp_scenario_free(scenario);
	assert_int_equal(bp_scenario_load(t_file(empty), NULL, &scenario, &err), 0);
	assert_true(scenario->nvme.on);
	bp_scenario_free(scenario);
}

static const struct {
	const char *text;
	unsigned line;
	const char *key;
	const char *says;
} bad_files[] = {
	{ "nvme:\n  mdts: many\n", 2, "mdts", "" },
	{ "nvme:\n  mdt: 3\n", 2, "mdt", "unknown key: allowed here are queues, depth" },
	{ "nvme: {}\nlimits: nvme\n", 2, "limits", "the driver sets the limits" },
	{ "queue: { max_segments: 4 }\nnvme: {}\n", 1, "queue", "the driver sets the limits" },
	{ "faults: [ media ]\n", 1, "faults", "nvme is missing" },
	{ "nvme:\n  pi: 3\n  metadata: 2\n", 1, "nvme", "pi 3 wants 8 bytes" },
};

static void scenario__what_cannot_be__names_the_line(void **state)
{
	(void)state;
	for (unsigned i = 0; i < bp_array_size(bad_files); i++) {
		struct bp_scenario *scenario;
		struct bp_error err = { 0 };
		char text[256];

		snprintf(text, sizeof(text), "%sios: [ { op: read, bytes: 4k } ]\n",
			 bad_files[i].text);
		if (!bp_scenario_load(t_file(text), NULL, &scenario, &err))
			fail_msg("accepted: %s", text);
		assert_error_says(&err, bad_files[i].line, bad_files[i].key, bad_files[i].says);
	}
}

static int remove_file(void **state)
{
	(void)state;
	unlink(t_file(""));
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(init__no_word__defaults_and_off),
		cmocka_unit_test(parse__every_key__is_read),
		cmocka_unit_test(check__some_keys__others_follow),
		cmocka_unit_test(parse__what_cannot_be__says_what_is_allowed),
		cmocka_unit_test(add_fault__too_many_or_too_long__error),
		cmocka_unit_test(scenario__nvme__is_loaded_with_its_lines),
		cmocka_unit_test(scenario__what_cannot_be__names_the_line),
	};

	return cmocka_run_group_tests(tests, NULL, remove_file);
}
