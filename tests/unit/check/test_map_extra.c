/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-MAP-2 with what is added to a list: padding (p) in the last entry, the drain buffer (d) in
 * one of its own (R-MAP-3, R-MAP-4).
 *
 * AAAA..AAp|d
 */
#include "court.h"

#include <blkpath/map.h>

#define ENTRIES 4
#define PAD 2
#define DRAIN 256

static struct request rq;
static struct scatterlist table[ENTRIES];

static int drain_always(struct request *r)
{
	(void)r;
	return 1;
}

static void prepare(struct t_court *court)
{
	struct request_queue *q = &court->w.q;

	q->dma_pad_mask = 3;
	q->dma_drain_size = DRAIN;
	q->dma_drain_needed = drain_always;
	q->bp_dma_drain_page = pfn_to_page(0x999);
	t_request(&court->w, &rq,
		  t_bio(&court->w, REQ_OP_READ, 0, 1, T_VECS({ 0x10000, 4100 - PAD })));
	rq.rq_flags |= RQF_COPY_USER;
	rq.nr_phys_segments++; /* as the start of the request does */
	rq.state = MQ_RQ_IN_FLIGHT;
	sg_init_table(table, ENTRIES);
}

/* What is added is no part of the request's bytes. */
static void map__padding_and_drain__hold(void **state)
{
	struct t_court *court = *state;

	prepare(court);
	assert_int_equal(blk_rq_map_sg(rq.q, &rq, table), 2);
	assert_int_equal(rq.extra_len, PAD + DRAIN);
	assert_held(court, BP_INV_MAP_2);
	assert_held(court, BP_INV_MAP_3);
	assert_all_held(court);
}

/* The same list once more, an entry spoilt between its making and its judgement. */
static void judge_shortened(struct t_court *court, unsigned entry)
{
	rq.extra_len = 0;
	bp_event(&court->w.env, MAP_BEGIN, .q = rq.q, .rq = &rq, .sgl = table);
	rq.extra_len = PAD + DRAIN;
	table[entry].length--;
	bp_event(&court->w.env, MAP_END, .q = rq.q, .rq = &rq, .sgl = table, .a = 2);
	table[entry].length++;
}

static void map__padding_or_drain_too_short__breaks_map_2(void **state)
{
	struct t_court *court = *state;

	prepare(court);
	blk_rq_map_sg(rq.q, &rq, table);
	judge_shortened(court, 0);
	assert_int_equal(bp_check_count(court->check, BP_INV_MAP_2), 1);
	judge_shortened(court, 1);
	assert_int_equal(bp_check_count(court->check, BP_INV_MAP_2), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_in_court(map__padding_and_drain__hold),
		t_in_court(map__padding_or_drain_too_short__breaks_map_2),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
