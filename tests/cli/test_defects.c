/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath defects: the gallery is live, so each case must differ and be caught.
 */
#include <string.h>

#include "run.h"

/* What must be caught, and by what; NULL: a report of a site, no invariant. */
static const struct {
	const char *id;
	const char *caught;
} gallery[] = {
	{ "DEF-2", "INV-CNT-1" },
	{ "DEF-3", "INV-CNT-1" },
	{ "DEF-4", "INV-MAP-4" },
	{ "DEF-5", "INV-MAP-2" },
	{ "DEF-6", "INV-MAP-3" },
	{ "DEF-7", "INV-BIO-3" },
	{ "DEF-8", NULL },
	{ "DEF-9", "INV-DIR-2" },
	{ "DEF-10", "INV-DIR-5" },
	{ "DEF-11", "INV-BIO-5" },
	{ "DEF-12", "INV-BIO-4" },
	{ "DEF-13", "INV-BIO-1" },
	{ "DEF-14", "INV-DIR-5" },
	{ "DEF-DMA-1", "INV-DMA-13" },
	{ "DEF-DMA-2", "INV-DMA-8" },
	{ "DEF-DMA-3", "INV-DMA-6" },
	{ "DEF-NVME-1", "INV-DIR-2" },
	{ "DEF-NVME-2", "INV-NVME-21" },
	{ "DEF-NVME-4", "INV-NVME-1" },
	{ "DEF-NVME-5", NULL },
	{ "DEF-NVME-6", "INV-NVME-29" },
	{ "DEF-NVME-7", "INV-NVME-12" },
	{ "DEF-NVME-8", "INV-NVME-10" },
	{ "DEF-NVME-9", "INV-NVME-10" },
	{ "DEF-NVME-10", "INV-NVME-26" },
	{ "DEF-NVME-11", "INV-NVME-14" },
	{ "DEF-NVME-13", "INV-DIR-2" },
	{ "DEF-NVME-14", "INV-NVME-31" },
	{ "DEF-NVME-14", "INV-P2P-11" },
	{ "DEF-P2P-1", "INV-P2P-10" },
	{ "DEF-P2P-2", "INV-P2P-9" },
	{ "DEF-P2P-3", "INV-P2P-5" },
	{ "DEF-P2P-5", NULL },
	{ "DEF-P2P-6", "INV-P2P-15" },
	{ "DEF-P2P-9", "INV-P2P-12" },
	{ "DEF-P2P-10", "INV-P2P-15" },
	{ "DEF-P2P-11", "INV-P2P-6" },
	{ "DEF-P2P-12", NULL },
	{ "DEF-P2P-13", "INV-P2P-16" },
	{ "DEF-P2P-14", "INV-P2P-7" },
	{ "DEF-P2P-15", "INV-P2P-15" },
	{ "DEF-P2P-16", "INV-P2P-8" },
	{ "DEF-RDMA-1", NULL },
	{ "DEF-RDMA-2", "INV-RDMA-19" },
	{ "DEF-RDMA-3", "INV-RDMA-19" },
	{ "DEF-RDMA-4", "INV-RDMA-15" },
	{ "DEF-RDMA-5", "INV-RDMA-13" },
	{ "DEF-RDMA-6", NULL },
	{ "DEF-RDMA-7", "INV-RDMA-8" },
	{ "DEF-NVMET-1", "INV-NVMET-5" },
	{ "DEF-NVMET-2", "INV-NVMET-6" },
	{ "DEF-NVMET-3", "INV-NVMET-7" },
	{ "DEF-NVMET-4", "INV-RDMA-15" },
	{ "DEF-NVMET-5", "INV-NVMET-23" },
	{ "DEF-NVMET-6", "INV-NVMET-7" },
	{ "DEF-NVMET-7", "INV-NVMET-2" },
	{ "DEF-NVMET-8", "INV-NVMET-9" },
	{ "DEF-NVMET-9", NULL },
	{ "DEF-NVMET-10", "INV-NVMET-21" },
	{ "DEF-NVMET-13", "INV-NVMET-7" },
	{ "DEF-NVMET-15", "INV-DMA-7" },
};

static bool has_id(json_t *messages, const char *id)
{
	json_t *message;
	size_t i;

	json_array_foreach (messages, i, message)
		if (!strcmp(json_string_value(json_object_get(message, "id")), id))
			return true;
	return false;
}

static void defects__each_case__differs_and_is_caught(void **state)
{
	(void)state;
	for (size_t i = 0; i < bp_array_size(gallery); i++) {
		json_t *j = t_run_json(bp_cmd_defects, T_ARGS("defects", gallery[i].id, "--json"));

		assert_int_equal(json_integer_value(t_at(j, "corrected.check.violations")), 0);
		assert_false(json_equal(t_at(j, "corrected"), t_at(j, "defective")));
		if (gallery[i].caught)
			assert_true(has_id(t_at(j, "defective.check.messages"), gallery[i].caught));
		else
			assert_true(json_integer_value(t_at(j, "defective.check.reports")) >
				    json_integer_value(t_at(j, "corrected.check.reports")));
		json_decref(j);
	}
}

static void defects__one__side_by_side(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_defects, T_ARGS("defects", "def-5"));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "DEF-5  patch 16  block.md 8.4\n"
			    "Joining grows length, not dma_length: bytes vanish from the list.\n");
	t_contains(run.out, "  entry 1                  0x10000 + 0x2000                 "
			    "0x10000 + 0x1000   <\n");
	t_contains(run.out, "  violations               none                             "
			    "INV-MAP-2, INV-MAP-3   <\n");
	t_run_free(&run);
}

static void defects__none_named__all_of_the_table(void **state)
{
	json_t *j = t_run_json(bp_cmd_defects, T_ARGS("defects", "--json"));
	struct t_run run;

	(void)state;
	assert_int_equal(json_array_size(t_at(j, "defects")), BP_SWITCH_NR);
	json_decref(j);
	t_run(&run, bp_cmd_defects, T_ARGS("defects"));
	t_contains(run.out, "  DEF-2         Counting uses");
	t_contains(run.out,
		   "  QUIRK-8       A discard front counts 1 segment, a recount gives 0.\n");
	t_contains(run.out, "  QUIRK-9       A page pinned twice is put once.  [fix-quirk-9]\n");
	t_run_free(&run);
}

static void defects__without_a_case__the_row(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_defects, T_ARGS("defects", "quirk-7"));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "switch: fix-quirk-7\n");
	t_run_free(&run);
}

/* Each defect by each means, and as the document says. */
static void bp_cmd_defects__matrix_json__every_defect_caught(void **state)
{
	static const char *const arguments[] = { "defects", "--matrix", "--json", NULL };
	json_t *document = t_run_json(bp_cmd_defects, arguments);
	const json_t *rows = json_object_get(document, "matrix");
	size_t i, caught = 0;
	json_t *row;

	(void)state;
	assert_int_equal(json_array_size(rows), BP_SWITCH_NR);
	json_array_foreach (rows, i, row)
		caught += json_is_true(json_object_get(row, "caught"));
	assert_int_equal(caught, BP_DEFECT_NR);
	json_decref(document);
}

static void bp_cmd_defects__matrix_of_one__refused(void **state)
{
	static const char *const arguments[] = { "defects", "DEF-5", "--matrix", NULL };
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_defects, arguments);
	assert_int_equal(run.status, BP_EXIT_USAGE);
	assert_non_null(strstr(run.err, "--matrix: is of all defects"));
	t_run_free(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_cmd_defects__matrix_json__every_defect_caught),
		cmocka_unit_test(bp_cmd_defects__matrix_of_one__refused),
		cmocka_unit_test(defects__each_case__differs_and_is_caught),
		cmocka_unit_test(defects__one__side_by_side),
		cmocka_unit_test(defects__none_named__all_of_the_table),
		cmocka_unit_test(defects__without_a_case__the_row),
	};

	return cmocka_run_group_tests_name("defects", tests, NULL, NULL);
}
