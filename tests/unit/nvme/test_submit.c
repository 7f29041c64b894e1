/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Doorbells of submission queues: where they are and when they ring (NVH-26, NVH-28).
 */
#include <blkpath/plug.h>

#include "bp_test.h"
#include "nvme_script.h"

static u64 doorbell_of(const struct t_script *t, unsigned qid)
{
	return bp_virt_u64(t->dev->queues[qid].q_db) - bp_virt_u64(t->dev->bar);
}

/* EX-NVME-16 */
static void nvme_init_queue__stride_0__doorbells_of_8_bytes(void **state)
{
	struct t_script *t = *state;

	t->params.nr_io_queues = t->nr_queues = 5;
	assert_int_equal(t_script_probe(t), 0);
	assert_int_equal(doorbell_of(t, 0), 0x1000);
	assert_int_equal(doorbell_of(t, 1), 0x1008);
	assert_int_equal(doorbell_of(t, 5), 0x1028);
	assert_int_equal(t->dev->db_stride * 4, 4); /* CQ y follows SQ y */
}

static void nvme_init_queue__stride_2__doorbells_of_32_bytes(void **state)
{
	struct t_script *t = *state;
	struct bio *bio;

	t->cap |= 2ull << 32;
	assert_int_equal(t_script_probe(t), 0);
	assert_int_equal(doorbell_of(t, 1), 0x1020);
	assert_int_equal(t->dev->db_stride * 4, 16); /* CQ1 0x1030 */
	bio = t_script_bio(t, REQ_OP_READ, 0);
	assert_int_equal(submit_bio_wait(bio), 0);
	bio_put(bio);
	assert_int_equal(t->queue[1].sq_tail, 1);
	assert_int_equal(t->queue[1].cq_head, 1);
}

static void submit(struct t_script *t, bool last)
{
	const struct nvme_command c = { .common.opcode = nvme_cmd_flush };

	nvme_submit_cmd(&t->dev->queues[1], &c, last);
}

/* EX-NVME-23: depth 8, last_sq_tail 3 */
static void nvme_submit_cmd__not_the_last__rings_when_the_ring_would_look_full(void **state)
{
	struct t_script *t = *state;

	t->params.io_queue_depth = 8;
	t->hold = true;
	assert_int_equal(t_script_probe(t), 0);
	for (unsigned i = 0; i < 3; i++)
		submit(t, true);
	assert_int_equal(t->dev->queues[1].last_sq_tail, 3);
	bp_work_run(t->env);
	t->nr_rung = 0;
	for (unsigned i = 0; i < 6; i++)
		submit(t, false); /* 4 5 6 7 0 1 */
	assert_int_equal(t->dev->queues[1].sq_tail, 1);
	assert_int_equal(t->nr_rung, 0);
	submit(t, false);
	assert_int_equal(t->nr_rung, 1);
	assert_int_equal(t->rung[0].value, 2);
	assert_int_equal(t->dev->queues[1].last_sq_tail, 2);
	assert_int_equal(t->queue[1].sq_tail, 2);
}

/* INV-NVME-28 */
static void nvme_commit_rqs__commands_not_told__told_once(void **state)
{
	struct t_script *t = *state;
	struct blk_mq_hw_ctx *hctx;

	t->hold = true;
	assert_int_equal(t_script_probe(t), 0);
	hctx = bp_nvme_find_ns(&t->dev->ctrl, 1)->queue->queue_hw_ctx[0];
	submit(t, false);
	submit(t, false);
	assert_int_equal(t->nr_rung, 0);
	nvme_commit_rqs(hctx);
	nvme_commit_rqs(hctx);
	assert_int_equal(t->nr_rung, 1);
	assert_int_equal(t->rung[0].value, 2);
	bp_work_run(t->env);
	assert_int_equal(t->nr_held, 2);
}

static void count_end(struct bio *bio)
{
	++*(unsigned *)bio->bi_private;
	bio_put(bio);
}

/* A batch of a plug rings once, with its last command. */
static void nvme_queue_rq__a_batch__one_doorbell(void **state)
{
	struct t_script *t = *state;
	unsigned ended = 0;
	struct blk_plug plug;

	assert_int_equal(t_script_probe(t), 0);
	blk_start_plug(t->env, &plug);
	for (unsigned i = 0; i < 4; i++) {
		struct bio *bio = t_script_bio(t, REQ_OP_READ, i * 64);

		bio->bi_private = &ended;
		bio->bi_end_io = count_end;
		submit_bio(bio);
	}
	blk_finish_plug(t->env, &plug);
	while (ended < 4)
		assert_true(bp_wait(t->env));
	assert_int_equal(t->queue[1].sq_rings, 1);
	assert_int_equal(t->queue[1].cq_rings, 1); /* NVH-31 */
}

/* NVH-26: the second of three has no list and waits; the first is told of all the same. */
static void nvme_queue_rq__a_batch_ends_early__committed(void **state)
{
	struct t_script *t = *state;
	unsigned ended = 0;
	struct blk_plug plug;

	assert_int_equal(t_script_probe(t), 0);
	bp_work_run(t->env);
	t_p2p_fail(&t->p2p, BP_ALLOC_DMA_BLOCK, 0);
	t->p2p.lasting = true;
	blk_start_plug(t->env, &plug);
	for (unsigned i = 0; i < 3; i++) {
		struct bio *bio = t_script_bio(t, REQ_OP_READ, i * 64);

		if (i)
			bio->bi_io_vec[0].bv_len = bio->bi_iter.bi_size = 16384;
		bio->bi_private = &ended;
		bio->bi_end_io = count_end;
		submit_bio(bio);
	}
	blk_finish_plug(t->env, &plug);
	bp_work_run(t->env);
	assert_int_equal(ended, 1);
	t->p2p.lasting = false;
	t_p2p_fail(&t->p2p, BP_ALLOC_NR, 0);
	while (ended < 3)
		assert_true(bp_wait(t->env));
}

/* Each CPU has the queue of its number. */
static void nvme_queue_rq__another_cpu__its_queue(void **state)
{
	struct t_script *t = *state;

	t->params.nr_io_queues = 3;
	assert_int_equal(t_script_probe(t), 0);
	for (unsigned cpu = 0; cpu < 3; cpu++) {
		struct bio *bio = t_script_bio(t, REQ_OP_READ, 0);

		t->env->current.cpu = cpu;
		assert_int_equal(submit_bio_wait(bio), 0);
		bio_put(bio);
		for (unsigned qid = 1; qid <= 3; qid++)
			assert_int_equal(t->queue[qid].sq_rings, qid <= cpu + 1);
	}
	t->env->current.cpu = 0;
}

/* NVH-4: what cannot be prepared never reaches the queue */
static void nvme_queue_rq__queue_not_enabled__ioerr(void **state)
{
	struct t_script *t = *state;
	struct bio *bio;

	assert_int_equal(t_script_probe(t), 0);
	t->dev->queues[1].flags &= ~NVMEQ_ENABLED;
	bio = t_script_bio(t, REQ_OP_READ, 0);
	assert_int_not_equal(submit_bio_wait(bio), 0);
	assert_int_equal(bio->bi_status, BLK_STS_IOERR);
	bio_put(bio);
	t->dev->queues[1].flags |= NVMEQ_ENABLED;
	assert_int_equal(t->queue[1].sq_rings, 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_in_script(nvme_init_queue__stride_0__doorbells_of_8_bytes),
		t_in_script(nvme_init_queue__stride_2__doorbells_of_32_bytes),
		t_in_script(nvme_submit_cmd__not_the_last__rings_when_the_ring_would_look_full),
		t_in_script(nvme_commit_rqs__commands_not_told__told_once),
		t_in_script(nvme_queue_rq__a_batch__one_doorbell),
		t_in_script(nvme_queue_rq__a_batch_ends_early__committed),
		t_in_script(nvme_queue_rq__another_cpu__its_queue),
		t_in_script(nvme_queue_rq__queue_not_enabled__ioerr),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
