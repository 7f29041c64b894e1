/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "proof/matrix.h"

/* Which scenarios meet a defect soonest. */
static const struct {
	enum bp_defect_id defect;
	const char *subject;
} searches[] = {
	{ BP_DEF_2, "block" },		 { BP_DEF_3, "block" },
	{ BP_DEF_4, "queue" },		 { BP_DEF_5, "block" },
	{ BP_DEF_6, "block" },		 { BP_DEF_7, "block" },
	{ BP_DEF_8, "block" },		 { BP_DEF_9, "block" },
	{ BP_DEF_10, "block" },		 { BP_DEF_11, "block" },
	{ BP_DEF_12, "block" },		 { BP_DEF_13, "block" },
	{ BP_DEF_14, "block" },		 { BP_DEF_NVME_6, "prp" },
	{ BP_DEF_NVME_7, "sgl" },	 { BP_DEF_DMA_1, "dma" },
	{ BP_DEF_DMA_2, "dma" },	 { BP_DEF_DMA_3, "dma" },
	{ BP_DEF_P2P_9, "p2pmem" },	 { BP_DEF_P2P_11, "p2pmem" },
	{ BP_DEF_P2P_13, "p2pmem" },	 { BP_DEF_P2P_16, "p2pmem" },
	{ BP_DEF_P2P_1, "p2pmem" },	 { BP_DEF_P2P_2, "p2pmem" },
	{ BP_DEF_P2P_3, "p2pmem" },	 { BP_DEF_P2P_5, "p2pmem" },
	{ BP_DEF_P2P_6, "p2pmem" },	 { BP_DEF_P2P_10, "p2pmem" },
	{ BP_DEF_P2P_12, "p2pmem" },	 { BP_DEF_P2P_14, "p2pmem" },
	{ BP_DEF_P2P_15, "p2pmem" },	 { BP_DEF_RDMA_1, "rdma" },
	{ BP_DEF_RDMA_2, "rdma" },	 { BP_DEF_RDMA_3, "rdma" },
	{ BP_DEF_RDMA_4, "rdma" },	 { BP_DEF_RDMA_5, "rdma" },
	{ BP_DEF_RDMA_6, "rdma" },	 { BP_DEF_RDMA_7, "rdma" },
	{ BP_DEF_NVMET_1, "target" },	 { BP_DEF_NVMET_2, "capsules" },
	{ BP_DEF_NVMET_3, "capsules" },	 { BP_DEF_NVMET_4, "target" },
	{ BP_DEF_NVMET_5, "target" },	 { BP_DEF_NVMET_6, "target" },
	{ BP_DEF_NVMET_7, "capsules" },	 { BP_DEF_NVMET_8, "target" },
	{ BP_DEF_NVMET_9, "target" },	 { BP_DEF_NVMET_10, "target" },
	{ BP_DEF_NVMET_12, "target" },	 { BP_DEF_NVMET_13, "target" },
	{ BP_DEF_NVMET_15, "capsules" }, { BP_DEF_NVMET_16, "target" },
	{ BP_DEF_NVME_1, "nvme" },	 { BP_DEF_NVME_2, "nvme" },
	{ BP_DEF_NVME_4, "nvme" },	 { BP_DEF_NVME_5, "nvme" },
	{ BP_DEF_NVME_8, "nvme" },	 { BP_DEF_NVME_9, "nvme" },
	{ BP_DEF_NVME_10, "nvme" },	 { BP_DEF_NVME_11, "nvme" },
	{ BP_DEF_NVME_13, "nvme" },	 { BP_DEF_NVME_14, "nvme" },
	{ BP_QUIRK_6, "merge" },	 { BP_QUIRK_7, "merge" },
};

/* Quirks are no faults that something must see: these show that they are there, and mended where
 * that can be. */
static const struct {
	enum bp_defect_id quirk;
	const char *test;
} tests[] = {
	{ BP_QUIRK_1, "tests/unit/world/test_segments.c" },
	{ BP_QUIRK_2, "tests/unit/count/test_segment.c" },
	{ BP_QUIRK_3, "tests/unit/limits/test_transfer.c" },
	{ BP_QUIRK_4, "tests/unit/split/test_examples.c" },
	{ BP_QUIRK_5, "tests/unit/bio/test_add.c" },
	{ BP_QUIRK_6, "tests/unit/merge/test_integrity.c" },
	{ BP_QUIRK_7, "tests/unit/map/test_map.c" },
	{ BP_QUIRK_8, "tests/unit/split/test_nodata.c" },
	{ BP_QUIRK_9, "tests/unit/bio/test_iov_pages.c" },
};

const char *bp_matrix_test(enum bp_defect_id quirk)
{
	for (size_t i = 0; i < bp_array_size(tests); i++)
		if (tests[i].quirk == quirk)
			return tests[i].test;
	return NULL;
}

static const struct bp_subject *subject_of(enum bp_defect_id defect)
{
	for (size_t i = 0; i < bp_array_size(searches); i++)
		if (searches[i].defect == defect)
			return bp_subject_find(searches[i].subject);
	return NULL;
}

static bool has(const struct bp_findings *findings, bool violated, const char *id)
{
	for (unsigned i = 0; i < findings->nr_kept; i++)
		if (findings->kept[i].violated == violated && !strcmp(findings->kept[i].id, id))
			return true;
	return false;
}

/* Each id once, but for those that are there without the switch. */
static void list_ids(const struct bp_findings *on, const struct bp_findings *off, bool violated,
		     char text[BP_MATRIX_IDS_MAX])
{
	for (unsigned i = 0; i < on->nr_kept; i++) {
		const struct bp_finding *seen = &on->kept[i];
		const size_t used = strlen(text);

		if (seen->violated != violated || has(off, violated, seen->id) ||
		    strstr(text, seen->id))
			continue;
		snprintf(text + used, BP_MATRIX_IDS_MAX - used, "%s%s", used ? ", " : "", seen->id);
	}
}

static bool data_is_wrong(const struct bp_exhibit *exhibit)
{
	for (unsigned i = 0; i < exhibit->nr_facts; i++)
		if (strstr(exhibit->facts[i].value, "bytes are wrong"))
			return true;
	return false;
}

static int look_at_case(struct bp_matrix_row *row, struct bp_error *err)
{
	struct bp_exhibit *off = calloc(2, sizeof(*off)), *on = off + 1;
	int error;

	if (!off)
		return bp_error_set(err, NULL, 0, NULL, "no memory");
	error = bp_gallery_run(row->shown, false, off, err)
			?: bp_gallery_run(row->shown, true, on, err);
	if (!error) {
		row->silent = !off->findings.violations && !data_is_wrong(off);
		row->data = data_is_wrong(on);
		list_ids(&on->findings, &off->findings, true, row->invariants);
		list_ids(&on->findings, &off->findings, false, row->reports);
	}
	free(off);
	return error;
}

int bp_matrix_look(enum bp_defect_id defect, struct bp_matrix_row *row, struct bp_error *err)
{
	int error = 0;

	memset(row, 0, sizeof(*row));
	row->defect = defect;
	row->shown = bp_gallery_find(defect);
	row->subject = subject_of(defect);
	if (row->shown)
		error = look_at_case(row, err);
	if (!error && row->subject &&
	    bp_search(row->subject, defect, BP_MATRIX_SEED, BP_MATRIX_BUDGET, &row->random))
		error = bp_error_set(err, NULL, 0, NULL, "no memory or no process for scenarios");
	return error;
}

bool bp_matrix_caught(const struct bp_matrix_row *row)
{
	const bool seen = *row->invariants || *row->reports || row->data;

	return seen && row->silent && row->random.found == (row->subject != NULL) &&
	       !row->random.without;
}
