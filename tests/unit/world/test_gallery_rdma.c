/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What comes of lists and addresses that rdma_rw is given in the cases of the gallery;
 * test_gallery.c asks which invariants catch them.
 */
#include "gallery_test.h"

static void bp_gallery_run__rdma_rw__told_with_the_end(void **state)
{
	static const struct t_told rows[] = {
		/* R-B7.1: it works all the same, as it does in a kernel */
		{ BP_DEF_RDMA_1, "rdma_rw_ctx_dma_init()", { "2", "2" } },
		{ BP_DEF_RDMA_1, "they end with", { "success", "success" } },
		{ BP_DEF_RDMA_2, "rdma_rw_ctx_dma_init()", { "4", "-22" } },
		{ BP_DEF_RDMA_2, "READs or WRITEs", { "2", NULL } },
		{ BP_DEF_RDMA_2, "bytes sent", { "20480", "0" } },
		{ BP_DEF_RDMA_3, "rdma_rw_ctx_init()", { "4", "-22" } },
		{ BP_DEF_RDMA_3, "READs or WRITEs", { "2", NULL } },
		{ BP_DEF_RDMA_3, "bytes sent", { "20480", "0" } },
		/* R-A9.2: no memory has the address 0, and RAM is there */
		{ BP_DEF_RDMA_4, "the memory's address", { "0x0", "0x0" } },
		{ BP_DEF_RDMA_4, "rdma_rw_ctx_dma_init()", { "-22", "1" } },
		{ BP_DEF_RDMA_4, "the host finds", { "\"\"", "\"secret\"" } },
		{ BP_DEF_RDMA_5, "rdma_rw_ctx_init()", { "-11", "-11" } },
		{ BP_DEF_RDMA_5, "entries still mapped", { "0", "1" } },
		{ BP_DEF_RDMA_6, "rdma_rw_ctx_init()", { "-5", "-5" } },
		{ BP_DEF_RDMA_7, "key of the region", { "0x10001", "0x10001" } },
		{ BP_DEF_RDMA_7, "the READ invalidates", { "0x10001", "0x10000" } },
		{ BP_DEF_RDMA_7, "they end with", { "success", "local QP operation error" } },
	};

	(void)state;
	t_told_all(rows, bp_array_size(rows));
}

/* What no invariant sees is a finding of its own; the rest says nothing but why it refuses. */
static void bp_gallery_run__rdma_rw__sites_as_the_table_says(void **state)
{
	static const struct {
		enum bp_defect_id id;
		const char *said[2]; /* of sites, off and on; NULL: none */
	} rows[] = {
		{ BP_DEF_RDMA_1, { NULL, "DEF-RDMA-1" } },
		{ BP_DEF_RDMA_2, { NULL, NULL } },
		{ BP_DEF_RDMA_3, { NULL, NULL } },
		{ BP_DEF_RDMA_4, { "DEF-RDMA-4", "P2P-C7.18" } },
		{ BP_DEF_RDMA_5, { NULL, "P2P-C7.8" } },
		{ BP_DEF_RDMA_6, { "R-B3.2", "DEF-RDMA-6" } },
		{ BP_DEF_RDMA_7, { NULL, NULL } },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(rows); i++)
		for (int on = 0; on < 2; on++) {
			const char *right = rows[i].said[on], *said = NULL;
			struct bp_exhibit exhibit;

			t_gallery_run(rows[i].id, on, &exhibit);
			assert_true(exhibit.findings.judged > 0);
			for (unsigned k = exhibit.findings.nr_kept; k--;)
				if (!exhibit.findings.kept[k].violated)
					said = exhibit.findings.kept[k].id;
			if (!right != !said || (right && strcmp(right, said) != 0))
				fail_msg("%s %s: %s instead of %s", bp_defect_get(rows[i].id)->id,
					 on ? "on" : "off", said ?: "nothing", right ?: "nothing");
		}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_gallery_run__rdma_rw__told_with_the_end),
		cmocka_unit_test(bp_gallery_run__rdma_rw__sites_as_the_table_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
