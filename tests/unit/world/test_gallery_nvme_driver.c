/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Defects of the NVMe driver on show: silent when they are off, and caught as defects.md says.
 */
#include <string.h>

#include "bp_test.h"
#include "world/gallery.h"

#define CAUGHT_MAX 2

static const struct {
	enum bp_defect_id id;
	const char *always;		/* what the corrected driver says, too */
	const char *said;		/* of the site that only the defect hits */
	const char *caught[CAUGHT_MAX]; /* by these invariants and no other */
} rows[] = {
	{ BP_DEF_NVME_5, .said = "NVH-3" },
	{ BP_DEF_NVME_10, .said = "DEF-NVME-10", .caught = { "INV-NVME-26" } },
	{ BP_DEF_NVME_13, "NVH-19", "DEF-NVME-13", { "INV-DIR-2" } },
	{ BP_DEF_NVME_14, .caught = { "INV-NVME-31", "INV-P2P-11" } },
};

static bool is_one_of(const char *id, const char *const caught[CAUGHT_MAX])
{
	for (unsigned i = 0; i < CAUGHT_MAX; i++)
		if (caught[i] && !strcmp(caught[i], id))
			return true;
	return false;
}

static bool is_text(const char *id, const char *text)
{
	return text && !strcmp(id, text);
}

static void assert_silent(size_t row, const struct bp_findings *findings)
{
	assert_false(findings->violations);
	assert_true(findings->judged > 0);
	assert_int_equal(findings->nr_kept, rows[row].always != NULL);
	if (findings->nr_kept)
		assert_string_equal(findings->kept[0].id, rows[row].always);
}

static void assert_caught(size_t row, const struct bp_findings *findings)
{
	unsigned expected = rows[row].always ? 1 : 0;

	assert_false(findings->bug);
	expected += rows[row].said ? 1 : 0;
	for (unsigned i = 0; i < CAUGHT_MAX; i++)
		expected += rows[row].caught[i] != NULL;
	assert_int_equal(findings->nr_kept, expected);
	for (unsigned i = 0; i < findings->nr_kept; i++) {
		const struct bp_finding *f = &findings->kept[i];
		const bool known = f->violated ? is_one_of(f->id, rows[row].caught)
					       : is_text(f->id, rows[row].said) ||
							 is_text(f->id, rows[row].always);

		if (!known)
			fail_msg("%s: %s", bp_defect_get(rows[row].id)->id, f->text);
	}
}

static void bp_gallery_run__nvme_driver__silent_or_caught_as_the_table_says(void **state)
{
	(void)state;
	for (size_t row = 0; row < bp_array_size(rows); row++)
		for (int on = 0; on < 2; on++) {
			const struct bp_gallery_case *shown = bp_gallery_find(rows[row].id);
			struct bp_exhibit exhibit;
			struct bp_error err = { 0 };

			assert_non_null(shown);
			if (bp_gallery_run(shown, on, &exhibit, &err))
				fail_msg("%s", err.text);
			if (on)
				assert_caught(row, &exhibit.findings);
			else
				assert_silent(row, &exhibit.findings);
		}
}

static const char *fact(const struct bp_exhibit *exhibit, const char *name)
{
	for (unsigned i = 0; i < exhibit->nr_facts; i++)
		if (!strcmp(exhibit->facts[i].name, name))
			return exhibit->facts[i].value;
	fail_msg("nothing is said of \"%s\"", name);
	return NULL;
}

/* What the exhibits say beside who caught them; NULL: the same whether on or off. */
static void bp_gallery_run__nvme_driver__facts(void **state)
{
	static const struct {
		enum bp_defect_id id;
		const char *name, *off, *on;
	} facts[] = {
		{ BP_DEF_NVME_5, "entries", "127", NULL },
		{ BP_DEF_NVME_5, "lists", "3", NULL },
		{ BP_DEF_NVME_5, "the element has", "4088 bytes", "4072 bytes" },
		{ BP_DEF_NVME_5, "the request uses", "4088 bytes", NULL },
		{ BP_DEF_NVME_10, "the driver's limit", "8192 sectors", "1 sectors" },
		{ BP_DEF_NVME_10, "the queue's", "8192 sectors", "8 sectors" },
		{ BP_DEF_NVME_10, "status", "OK", NULL },
		{ BP_DEF_NVME_13, "status", "I/O", NULL },
		{ BP_DEF_NVME_14, "that is", "the controller's", "RAM" },
		{ BP_DEF_NVME_14, "allocated there", "4096 bytes", NULL },
		{ BP_DEF_NVME_14, "of them somebody has", "4096", "0" },
		{ BP_DEF_NVME_14, "a read gives", "0", NULL },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(facts); i++)
		for (int on = 0; on < 2; on++) {
			struct bp_exhibit exhibit;
			struct bp_error err = { 0 };

			assert_int_equal(bp_gallery_run(bp_gallery_find(facts[i].id), on, &exhibit,
							&err),
					 0);
			assert_string_equal(fact(&exhibit, facts[i].name),
					    on && facts[i].on ? facts[i].on : facts[i].off);
		}
}

/* NVM-4: a queue may begin at bus address 0. */
static void bp_gallery_run__memory_at_0__queue_at_0(void **state)
{
	struct bp_exhibit exhibit;
	struct bp_error err = { 0 };

	(void)state;
	assert_int_equal(bp_gallery_run(bp_gallery_find(BP_DEF_NVME_14), false, &exhibit, &err), 0);
	assert_string_equal(fact(&exhibit, "the queue's memory"), "bus address 0x0");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_gallery_run__nvme_driver__silent_or_caught_as_the_table_says),
		cmocka_unit_test(bp_gallery_run__nvme_driver__facts),
		cmocka_unit_test(bp_gallery_run__memory_at_0__queue_at_0),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
