/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What comes of the commands of a far host in the cases of the gallery; test_gallery.c asks which
 * invariants catch them.
 */
#include "gallery_test.h"

#define ALL "16777216 bytes"

static void bp_gallery_run__target__told_with_the_status(void **state)
{
	static const struct t_told rows[] = {
		{ BP_DEF_NVMET_1, "write", { "status 0x0", "status 0x0" } },
		{ BP_DEF_NVMET_1, "its buffer is", { "its own", "the transport's" } },
		{ BP_DEF_NVMET_1, "peer memory left", { ALL, "16773120 bytes" } },
		/* RDMA-G12: 3 MiB that nobody gets any more */
		{ BP_DEF_NVMET_2, "write 1", { "status 0x6", "status 0x6" } },
		{ BP_DEF_NVMET_2, "peer memory left", { ALL, "13631488 bytes" } },
		{ BP_DEF_NVMET_3, "discard", { "status 0x0", "status 0x400f" } },
		{ BP_DEF_NVMET_4, "write 1", { "4096 bytes are right", "4096 bytes are right" } },
		{ BP_DEF_NVMET_5, "write 1", { "status 0x4006", "status 0x4001" } },
		{ BP_DEF_NVMET_6, "write by key", { "status 0x0", "status 0x0" } },
		{ BP_DEF_NVMET_6, "write in the capsule", { "status 0x0", "status 0x4006" } },
		{ BP_DEF_NVMET_7, "write 1", { "status 0x4011", "status 0x4011" } },
		{ BP_DEF_NVMET_7, "credits in the end", { "5 of 5", "6 of 5" } },
		/* RDMA-G16, with zeros where the data of a stamp is none */
		{ BP_DEF_NVMET_8, "write", { "status 0x0", "status 0x0" } },
		{ BP_DEF_NVMET_8,
		  "read 1",
		  { "4096 bytes are right", "1986 of 4096 bytes are wrong" } },
		{ BP_DEF_NVMET_9, "write 1", { "status 0x4006", "no response" } },
		{ BP_DEF_NVMET_9, "credits in the end", { "5 of 5", NULL } },
		{ BP_DEF_NVMET_10,
		  "write 1",
		  { "1048576 bytes are right", "1048576 bytes are right" } },
		{ BP_DEF_NVMET_12,
		  "read 1",
		  { "4096 bytes are right", "3969 of 4096 bytes are wrong" } },
		{ BP_DEF_NVMET_13, "write", { "status 0x0", "status 0x0" } },
		{ BP_DEF_NVMET_13, "who holds its memory", { "1", "0" } },
		{ BP_DEF_NVMET_15, "read 1", { "65536 bytes are right", "65536 bytes are right" } },
		/* RDMA-G18 */
		{ BP_DEF_NVMET_16, "write 1", { "status 0x4016", "3962 of 4096 bytes are wrong" } },
	};

	(void)state;
	t_told_all(rows, bp_array_size(rows));
}

/* The deadlock detector, and what else is said besides invariants. */
static void bp_gallery_run__target__sites_as_the_table_says(void **state)
{
	static const struct {
		enum bp_defect_id id;
		unsigned reports[2]; /* off and on */
		const char *last;    /* of them, on; NULL: none */
	} rows[] = {
		{ BP_DEF_NVMET_1, { 0, 1 }, "P2P-B3.3" },
		{ BP_DEF_NVMET_2, { 0, 2 }, "P2P-B3.3" },
		{ BP_DEF_NVMET_3, { 0, 0 }, NULL },
		{ BP_DEF_NVMET_4, { 0, 0 }, NULL },
		{ BP_DEF_NVMET_5, { 1, 1 }, "R-C3.3" },
		{ BP_DEF_NVMET_6, { 0, 1 }, "R-C3.3" },
		{ BP_DEF_NVMET_7, { 0, 0 }, NULL },
		{ BP_DEF_NVMET_8, { 0, 0 }, NULL },
		{ BP_DEF_NVMET_9, { 0, 2 }, "P2P-B3.3" },
		{ BP_DEF_NVMET_10, { 0, 1 }, "R-C5.7" },
		{ BP_DEF_NVMET_12, { 0, 0 }, NULL },
		{ BP_DEF_NVMET_13, { 0, 0 }, NULL },
		{ BP_DEF_NVMET_15, { 0, 32 }, "P2P-C7.9" },
		{ BP_DEF_NVMET_16, { 0, 0 }, NULL },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(rows); i++)
		for (int on = 0; on < 2; on++) {
			const char *last = NULL;
			struct bp_exhibit exhibit;

			t_gallery_run(rows[i].id, on, &exhibit);
			assert_true(exhibit.findings.judged > 0);
			for (unsigned k = 0; k < exhibit.findings.nr_kept; k++)
				if (!exhibit.findings.kept[k].violated)
					last = exhibit.findings.kept[k].id;
			if (exhibit.findings.reports != rows[i].reports[on] ||
			    (on &&
			     (!last != !rows[i].last || (last && strcmp(last, rows[i].last)))))
				fail_msg("%s %s: %llu reports, the last %s",
					 bp_defect_get(rows[i].id)->id, on ? "on" : "off",
					 (unsigned long long)exhibit.findings.reports,
					 last ?: "nothing");
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_gallery_run__target__told_with_the_status),
		cmocka_unit_test(bp_gallery_run__target__sites_as_the_table_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
