/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The checker's memory: what is alive, and what happens when there is no more of it.
 */
#include "court.h"

#include <blkpath/count.h>
#include <blkpath/map.h>
#include <blkpath/merge.h>
#include <blkpath/split.h>

static void put_bio(struct bio *bio)
{
	bio_put(bio);
}

/* Queued by the splitter; ended by the test. */
static blk_qc_t keep(struct request_queue *q, struct bio *bio)
{
	struct bio **kept = q->queuedata;

	blk_queue_split(q, &bio);
	bio->bi_next = *kept;
	*kept = bio;
	return BLK_QC_T_NONE;
}

static void tell_tag(struct t_court *court, struct request *rq, bool taken)
{
	bp_event(&court->w.env, RQ_TAG, .q = &court->w.q, .rq = rq, .a = 3, .b = taken);
	bp_event(&court->w.env, RQ_STATE, .q = &court->w.q, .rq = rq,
		 .a = taken ? MQ_RQ_IDLE : MQ_RQ_IN_FLIGHT,
		 .b = taken ? MQ_RQ_IN_FLIGHT : MQ_RQ_IDLE);
}

/* As a driver would: a request of one piece, another merged into it, mapped, ended in two parts. */
static void serve(struct t_court *court, struct bio *bio)
{
	struct scatterlist table[4];
	struct request rq;

	t_request(&court->w, &rq, bio);
	bp_event(&court->w.env, GETRQ, .q = &court->w.q, .rq = &rq, .bio = bio);
	bio_attempt_back_merge(&court->w.q, &rq, bio);
	tell_tag(court, &rq, true);
	sg_init_table(table, bp_array_size(table));
	blk_rq_map_sg(&court->w.q, &rq, table);
	blk_update_request(&rq, BLK_STS_OK, 512);
	blk_update_request(&rq, BLK_STS_OK, blk_rq_bytes(&rq));
	tell_tag(court, &rq, false);
	bp_event(&court->w.env, RQ_FREE, .q = &court->w.q, .rq = &rq);
}

/* A direct bio of two vectors: built, cut in two, served, ended. */
static void one_life(struct t_court *court)
{
	struct bio *bio = bio_kmalloc(&court->w.env, GFP_KERNEL, 2);
	struct bio *kept = NULL, *next;

	court->w.q.limits.max_sectors = 8;
	court->w.q.make_request_fn = keep;
	court->w.q.queuedata = &kept;
	bio->bi_opf = REQ_OP_READ | REQ_DMA_DIRECT;
	bio->bi_disk = &court->w.disk;
	bio->bi_end_io = put_bio;
	bio_add_dma_addr(&court->w.q, bio, bp_dma_addr(0x10000), 4096);
	bio_add_dma_addr(&court->w.q, bio, bp_dma_addr(0x20000), 4096);
	submit_bio(bio);
	for (bio = kept; bio; bio = next) {
		next = bio->bi_next;
		bio->bi_next = NULL;
		serve(court, bio);
	}
	bp_check_end(court->check, 0);
}

static void memory__without_limit__all_is_judged_and_forgotten(void **state)
{
	struct t_court *court = *state;

	one_life(court);
	assert_all_held(court);
	assert_held(court, BP_INV_CHAIN_1);
	assert_held(court, BP_INV_MAP_3);
	assert_false(bp_check_blind(court->check));
	assert_int_equal(bp_check_live(court->check), 0);
}

/* Without memory for 0, 1, 2, ... records the checker falls silent; it accuses nobody. */
static void memory__of_any_size__no_false_accusation(void **state)
{
	struct t_court court;
	bool blind = true;

	(void)state;
	for (u64 records = 0; blind; records++) {
		t_court_open(&court);
		bp_check_limit(court.check, records);
		one_life(&court);
		one_life(&court);
		assert_all_held(&court);
		blind = bp_check_blind(court.check);
		assert_true(records > 1 || blind);
		t_court_close(&court);
	}
}

/* Another bio at a known address is another bio. */
static void memory__address_used_again__forgets_the_old_bio(void **state)
{
	struct t_court *court = *state;
	struct bio *bio = t_bio(&court->w, REQ_OP_READ, 0, 1, T_VECS({ 0x10000, 4096 }));
	struct request rq;

	t_request(&court->w, &rq, bio);
	bp_event(&court->w.env, GETRQ, .q = &court->w.q, .rq = &rq, .bio = bio);
	bio->bp_serial = 99;
	rq.bp_serial = 98;
	bp_event(&court->w.env, GETRQ, .q = &court->w.q, .rq = &rq, .bio = bio);
	bp_event(&court->w.env, UPDATE_BEGIN, .q = &court->w.q, .rq = &rq);
	rq.bp_serial = 97;
	bp_event(&court->w.env, UPDATE_BEGIN, .q = &court->w.q, .rq = &rq);
	assert_held(court, BP_INV_MERGE_8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_in_court(memory__without_limit__all_is_judged_and_forgotten),
		cmocka_unit_test(memory__of_any_size__no_false_accusation),
		t_in_court(memory__address_used_again__forgets_the_old_bio),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
