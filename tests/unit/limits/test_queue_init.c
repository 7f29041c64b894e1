/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A queue before a driver has said anything (block.md 5.1).
 */
#include <string.h>

#include "bp_test.h"

static blk_qc_t make_nothing(struct request_queue *q, struct bio *bio)
{
	(void)q;
	(void)bio;
	return BLK_QC_T_NONE;
}

static void bp_queue_init__rubbish_before__defaults(void **state)
{
	struct t_world *w = *state;
	struct queue_limits lim = { 0 };
	struct request_queue q;

	memset(&q, 0x5A, sizeof(q));
	bp_queue_init(&w->env, &q);
	blk_set_default_limits(&w->env, &lim);
	assert_memory_equal(&q.limits, &lim, sizeof(lim));
	assert_int_equal(q.nr_requests, 128);
	assert_int_equal(q.dma_alignment, 511);
	assert_int_equal(q.queue_flags, 0);
	assert_ptr_equal(q.bp_env, &w->env);
	assert_ptr_equal(q.bp_rules, bp_rules_find(NULL));
	assert_null(q.make_request_fn);
	assert_true(TAILQ_EMPTY(&q.requeue_list));
	assert_true(q.bio_split.has_vecs);
	assert_true(q.bp_serial > w->q.bp_serial);
}

static void bp_queue_init__environment_has_switches__queue_begins_with_them(void **state)
{
	struct t_world *w = *state;
	struct request_queue q;

	bp_defect_set(&w->env.defects, BP_DEF_5, true);
	w->env.rules = bp_rules_find("v6.1");
	bp_queue_init(&w->env, &q);
	assert_string_equal(q.bp_rules->name, "v6.1");
	assert_string_equal(w->q.bp_rules->name, "v5.2");
	assert_true(bp_defect_on(&q.bp_defects, BP_DEF_5));
	assert_false(bp_defect_on(&w->q.bp_defects, BP_DEF_5)); /* made before */
}

static void blk_queue_make_request__limits_were_set__defaults_again(void **state)
{
	struct t_world *w = *state;

	blk_queue_max_segments(&w->q, 7);
	blk_queue_dma_alignment(&w->q, 3);
	w->q.nr_requests = 1;
	blk_queue_flag_set(QUEUE_FLAG_NOMERGES, &w->q);
	blk_queue_make_request(&w->q, make_nothing);
	assert_ptr_equal(w->q.make_request_fn, make_nothing);
	assert_int_equal(w->q.limits.max_segments, 128);
	assert_int_equal(w->q.dma_alignment, 511);
	assert_int_equal(w->q.nr_requests, 128);
	assert_true(bp_queue_flag(&w->q, QUEUE_FLAG_NOMERGES)); /* flags are left alone */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_in_world(bp_queue_init__rubbish_before__defaults),
		t_in_world(bp_queue_init__environment_has_switches__queue_begins_with_them),
		t_in_world(blk_queue_make_request__limits_were_set__defaults_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
