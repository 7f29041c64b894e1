/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Scatterlists of several chunks.
 */
#include <blkpath/scatterlist.h>

#include "fault.h"

#define ENTRIES 600 /* five chunks of 127 and a link */

static void table(struct fault *f)
{
	struct sg_table t;

	fault_arm(f);
	if (!sg_alloc_table(&f->w.env, &t, ENTRIES, GFP_NOIO)) {
		assert_int_equal(sg_nents(t.sgl), ENTRIES);
		sg_free_table(&f->w.env, &t);
	}
}

static void table_behind_a_first_chunk(struct fault *f)
{
	struct scatterlist first[SG_CHUNK_SIZE];
	struct sg_table t;

	fault_arm(f);
	if (!sg_alloc_table_chained(&f->w.env, &t, ENTRIES, first)) {
		assert_int_equal(sg_nents(t.sgl), ENTRIES);
		sg_free_table_chained(&f->w.env, &t, first);
	}
}

static void sg_alloc_table__out_of_memory__leaves_nothing(void **state)
{
	(void)state;
	fault_play(table);
}

static void sg_alloc_table_chained__out_of_memory__leaves_nothing(void **state)
{
	(void)state;
	fault_play(table_behind_a_first_chunk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sg_alloc_table__out_of_memory__leaves_nothing),
		cmocka_unit_test(sg_alloc_table_chained__out_of_memory__leaves_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
