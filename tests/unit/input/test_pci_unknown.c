/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a dump does not tell (docs/spec/p2pdma-newer.md 11).
 */
#include "bp_test.h"

#include <errno.h>
#include <string.h>

#include "input/lspci.h"
#include "input/pci_tree.h"
#include "input/pci_unknown.h"
#include "input_test.h"

#define LINE(at) at ": 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00\n"

static struct bp_pci_records records;

static int check(const char *text, struct bp_error *err)
{
	const char *path = t_file(text);

	assert_int_equal(bp_lspci_read(&records, path, err), 0);
	unlink(path);
	return bp_pci_unknown_check(&records, err);
}

/* Bridges whose bus is not there: what is below would be root buses without a word. */
static void bp_pci_unknown_check__bridges_without_buses__a_warning(void **state)
{
	static const struct {
		const char *text;
		bool warned;
	} cases[] = {
		{ "00:01.0 PCI bridge [0604]: x\n\tFlags: x\n", true },
		{ "00:01.0 CardBus bridge [0607]: x\n\tFlags: x\n", true },
		{ "00:01.0 PCI bridge: x\n\tBus: primary=-1, secondary=-2, subordinate=-3\n",
		  true },
		{ "00:01.0 CardBus bridge: x\n\tFlags: x\n", true },
		{ "00:01.0 PCI bridge: x\n" LINE("00") LINE("10") LINE("20") LINE("30"), false },
		{ "00:01.0 PCI bridge: x\n\tBus: primary=00, secondary=00, subordinate=00\n",
		  false },
		{ "00:01.0 ISA bridge [0601]: x\n\tFlags: x\n", false },
		{ "00:01.0 PCI bridges: x\n\tFlags: x\n", false },
		{ "00:01.0 PCI bridge [0680]: x\n\tFlags: x\n", false },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_error err = { 0 };

		assert_int_equal(check(cases[i].text, &err), 0);
		if ((records.nr_warnings != 0) != cases[i].warned)
			fail_msg("%s", cases[i].text);
		if (cases[i].warned)
			assert_non_null(strstr(records.warning[0], "1 bridges do not say"));
		bp_pci_records_free(&records);
	}
}

static void bp_pci_unknown_check__some_told__how_many_did_not(void **state)
{
	static const struct {
		const char *text;
		const char *says;
	} cases[] = {
		{ "00:00.0 x\n\tFlags: x\n00:01.0 x\n00:02.0 x\n", "of 2 functions nothing but" },
		{ "00:00.0 x\n" LINE("00") LINE("10") LINE("20")
			  LINE("30") "00:01.0 x\n"
				     "\tFlags: x\n00:02.0 x\n\tFlags: x\n",
		  "bytes of 2 functions" },
		{ "00:00.0 x\n\tCapabilities: <access denied>\n00:01.0 x\n"
		  "\tCapabilities: <access denied>\n00:02.0 x\n\tFlags: x\n",
		  "capabilities of 2 functions" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_error err = { 0 };

		assert_int_equal(check(cases[i].text, &err), 0);
		assert_int_equal(records.nr_warnings, 1);
		if (!strstr(records.warning[0], cases[i].says))
			assert_string_equal(records.warning[0], cases[i].says);
		bp_pci_records_free(&records);
	}
}

static void bp_pci_unknown_check__names_alone__refused(void **state)
{
	struct bp_error err = { 0 };

	(void)state;
	assert_int_equal(check("00:01.0 x: y\n00:02.0 x: y\n", &err), -EINVAL);
	assert_error_says(&err, 1, "0000:00:01.0", "only names are there");
	bp_pci_records_free(&records);
}

/* A root port with as many bytes as given, of which words tell the rest. */
static enum { NONE, HIDDEN, SET } acs_of(const char *words, unsigned bytes, bool acs_in_bytes)
{
	struct bp_error err = { 0 };
	struct bp_pci_tree *tree;
	struct bp_env env;
	const char *path = t_file(words);
	struct bp_pci_record *r;
	unsigned known, at;

	assert_int_equal(bp_lspci_read(&records, path, &err), 0);
	unlink(path);
	r = &records.at[0];
	r->config = bytes ? calloc(1, bytes) : NULL;
	r->config_bytes = bytes;
	if (acs_in_bytes) {
		memcpy(r->config + 0x100, (u8[]){ 0x0d, 0, 1, 0, 0x5f, 0, 0x1d, 0 }, 8);
	}
	bp_env_init(&env);
	tree = bp_pci_tree_new(&env);
	assert_int_equal(bp_pci_tree_build(tree, &records, &err), 0);
	known = r->dev->config_bytes;
	at = pci_find_ext_capability(r->dev, PCI_EXT_CAP_ID_ACS);
	bp_pci_tree_free(tree);
	bp_env_fini(&env);
	bp_pci_records_free(&records);
	if (at)
		return SET;
	return known == PCI_CFG_SPACE_EXP_SIZE ? NONE : HIDDEN;
}

/* Bytes win; words fill what the bytes do not reach; silence of neither is an answer. */
static void bp_pci_tree_build__words_and_bytes__what_is_known_of_acs(void **state)
{
#define PORT "00:01.0 PCI bridge: x\n\tCapabilities: [54] Express (v2) Root Port\n"
#define BARE "00:01.0 PCI bridge: x\n\tFlags: x\n"
#define NAMED PORT "\tCapabilities: [148 v1] Access Control Services\n"
#define TOLD NAMED "\t\tACSCtl:\tSrcValid+ ReqRedir-\n"
	static const struct {
		const char *words;
		unsigned bytes;
		bool acs_in_bytes;
		int acs;
	} cases[] = {
		{ PORT, 0, false, NONE },     { NAMED, 0, false, HIDDEN },
		{ TOLD, 0, false, SET },      { PORT, 64, false, NONE },
		{ NAMED, 64, false, HIDDEN }, { TOLD, 64, false, SET },
		{ PORT, 256, false, NONE },   { NAMED, 256, false, HIDDEN },
		{ TOLD, 256, false, SET },    { PORT, 4096, false, NONE },
		{ NAMED, 4096, false, NONE }, { TOLD, 4096, false, NONE },
		{ NAMED, 4096, true, SET },   { PORT, 4096, true, SET },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++)
		if ((int)acs_of(cases[i].words, cases[i].bytes, cases[i].acs_in_bytes) !=
		    cases[i].acs)
			fail_msg("%u bytes: %s", cases[i].bytes, cases[i].words);
	assert_int_equal(acs_of(BARE, 0, false), HIDDEN);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_pci_unknown_check__bridges_without_buses__a_warning),
		cmocka_unit_test(bp_pci_unknown_check__some_told__how_many_did_not),
		cmocka_unit_test(bp_pci_unknown_check__names_alone__refused),
		cmocka_unit_test(bp_pci_tree_build__words_and_bytes__what_is_known_of_acs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
