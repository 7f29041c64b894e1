/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shadow doorbells (NVH-29).
 */
#include <string.h>

#include "bp_test.h"
#include "nvme_script.h"

/* EX-NVME-21 */
static void nvme_dbbuf_need_event__examples__as_told(void **state)
{
	static const struct {
		u16 event_idx, new_idx, old;
		bool mmio;
	} cases[] = {
		{ 4, 5, 4, true },    { 5, 5, 4, false },      { 3, 5, 4, false },
		{ 0, 2, 1023, true }, { 1023, 0, 1023, true }, { 9, 12, 8, true },
		{ 12, 12, 8, false },
	};

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++)
		assert_int_equal(nvme_dbbuf_need_event(cases[i].event_idx, cases[i].new_idx,
						       cases[i].old),
				 cases[i].mmio);
}

static void submit(struct t_script *t)
{
	const struct nvme_command c = { .common.opcode = nvme_cmd_flush };

	nvme_submit_cmd(&t->dev->queues[1], &c, true);
}

static int start(struct t_script *t)
{
	t->id.oacs = cpu_to_le16(NVME_CTRL_OACS_DBBUF_SUPP);
	t->hold = true;
	return t_script_probe(t);
}

static void nvme_submit_cmd__shadow__mmio_only_when_asked_for(void **state)
{
	struct t_script *t = *state;
	struct nvme_queue *nvmeq;

	assert_int_equal(start(t), 0);
	nvmeq = &t->dev->queues[1];
	submit(t); /* the controller looks up to 0 */
	submit(t);
	assert_int_equal(nvmeq->last_sq_tail, 2); /* published is told */
	*nvmeq->dbbuf_sq_ei = cpu_to_le32(2);
	submit(t);
	assert_int_equal(t->nr_rung, 3);
	assert_true(t->rung[0].shadow && t->rung[0].mmio);
	assert_true(t->rung[1].shadow && !t->rung[1].mmio);
	assert_true(t->rung[2].shadow && t->rung[2].mmio);
	assert_int_equal(t->queue[1].sq_rings, 2);
	assert_int_equal(le32_to_cpu(*nvmeq->dbbuf_sq_db), 3);
	assert_null(t->dev->queues[0].dbbuf_sq_db); /* I/O queues alone */
	bp_work_run(t->env);
}

static void count_end(struct bio *bio)
{
	++*(unsigned *)bio->bi_private;
	bio_put(bio);
}

/* Nor is the head of the completion queue told, unless the controller asks. */
static void nvme_process_cq__shadow__mmio_only_when_asked_for(void **state)
{
	struct t_script *t = *state;
	unsigned ended = 0, rings;

	assert_int_equal(start(t), 0);
	rings = t->queue[1].cq_rings;
	for (unsigned i = 0; i < 3; i++) {
		struct bio *bio = t_script_bio(t, REQ_OP_READ, 0);

		bio->bi_private = &ended;
		bio->bi_end_io = count_end;
		submit_bio(bio);
		bp_work_run(t->env);
		*t->dev->queues[1].dbbuf_cq_ei = cpu_to_le32(i < 2 ? 0x4000 : 2);
		*t->dev->queues[1].dbbuf_sq_ei = cpu_to_le32(i + 1);
		t_script_finish(t, 0);
		bp_work_run(t->env);
		assert_int_equal(ended, i + 1);
		assert_int_equal(le32_to_cpu(*t->dev->queues[1].dbbuf_cq_db), i + 1);
		assert_int_equal(t->queue[1].cq_rings, rings + (i == 2));
		assert_true(t->rung[t->nr_rung - 1].is_cq);
		assert_true(t->rung[t->nr_rung - 1].shadow);
	}
}

static u64 told[2];

static void look(struct t_script *t)
{
	if (t->last_admin.common.opcode != nvme_admin_dbbuf)
		return;
	told[0] = le64_to_cpu(t->last_admin.dbbuf.prp1);
	told[1] = le64_to_cpu(t->last_admin.dbbuf.prp2);
}

static void nvme_dbbuf_set__both_buffers__where_they_are(void **state)
{
	struct t_script *t = *state;

	t->on_step = look;
	assert_int_equal(start(t), 0);
	t->on_step = NULL;
	assert_int_equal(told[0], bp_dma_u64(t->dev->dbbuf_dbs_dma_addr));
	assert_int_equal(told[1], bp_dma_u64(t->dev->dbbuf_eis_dma_addr));
	assert_int_not_equal(told[0], told[1]);
	assert_hits(t->env, BP_SITE_NVME_DBBUF, 0);
}

/* SQ y at 2y, CQ y behind it, in strides */
static void nvme_dbbuf_init__stride_1__as_in_the_bar(void **state)
{
	struct t_script *t = *state;
	const u8 *base, *eis;

	t->cap |= 1ull << 32;
	assert_int_equal(start(t), 0);
	base = bp_virt_bytes(t->env, t->dev->dbbuf_dbs);
	eis = bp_virt_bytes(t->env, t->dev->dbbuf_eis);
	assert_ptr_equal(t->dev->queues[1].dbbuf_sq_db, base + 16);
	assert_ptr_equal(t->dev->queues[1].dbbuf_cq_db, base + 24);
	assert_ptr_equal(t->dev->queues[1].dbbuf_sq_ei, eis + 16);
	assert_ptr_equal(t->dev->queues[1].dbbuf_cq_ei, eis + 24);
	assert_int_equal(t->dev->bp_dbbuf_size, 2 * 8 * 2);
}

static void nvme_dbbuf_set__refused__registers_again(void **state)
{
	struct t_script *t = *state;

	t->status[nvme_admin_dbbuf] = NVME_SC_INVALID_FIELD | NVME_SC_DNR;
	assert_int_equal(start(t), 0);
	assert_hits(t->env, BP_SITE_NVME_DBBUF, 1);
	assert_int_equal(bp_virt_u64(t->dev->dbbuf_dbs), 0);
	assert_null(t->dev->queues[1].dbbuf_sq_db);
	assert_null(t->dev->queues[1].dbbuf_cq_db);
	assert_null(t->dev->queues[1].dbbuf_sq_ei);
	assert_null(t->dev->queues[1].dbbuf_cq_ei);
	submit(t);
	submit(t);
	assert_int_equal(t->nr_rung, 2);
	assert_true(!t->rung[1].shadow && t->rung[1].mmio);
	bp_work_run(t->env);
}

/* Memory for the admin queue and one of the two buffers, or for none: neither is used */
static void nvme_dbbuf_dma_alloc__half__none(void **state)
{
	for (unsigned buffers = 0; buffers < 2; buffers++) {
		struct t_script *t = *state;

		t->log[0] = '\0';
		t_p2p_fail(&t->p2p, BP_ALLOC_COHERENT, 2 + buffers);
		assert_int_equal(start(t), 0);
		t_p2p_fail(&t->p2p, BP_ALLOC_NR, 0);
		assert_int_equal(bp_virt_u64(t->dev->dbbuf_dbs), 0);
		assert_int_equal(bp_virt_u64(t->dev->dbbuf_eis), 0);
		assert_null(strstr(t->log, "op7c"));
		nvme_remove(t->dev);
		t->dev = NULL;
	}
}

/* Each queue has a pair of its own, in both buffers. */
static void nvme_dbbuf_init__three_queues__side_by_side(void **state)
{
	struct t_script *t = *state;

	t->params.nr_io_queues = 3;
	assert_int_equal(start(t), 0);
	for (unsigned qid = 1; qid <= 3; qid++) {
		const struct nvme_queue *nvmeq = &t->dev->queues[qid];
		const u8 *base = bp_virt_bytes(t->env, t->dev->dbbuf_dbs);
		const u8 *eis = bp_virt_bytes(t->env, t->dev->dbbuf_eis);

		assert_ptr_equal(nvmeq->dbbuf_sq_db, base + 8 * qid);
		assert_ptr_equal(nvmeq->dbbuf_cq_db, base + 8 * qid + 4);
		assert_ptr_equal(nvmeq->dbbuf_sq_ei, eis + 8 * qid);
		assert_ptr_equal(nvmeq->dbbuf_cq_ei, eis + 8 * qid + 4);
	}
	assert_int_equal(t->dev->bp_dbbuf_size, 4 * 8);
}

static void nvme_dbbuf_dma_alloc__not_supported__none(void **state)
{
	struct t_script *t = *state;

	t->id.oacs = cpu_to_le16((u16)~NVME_CTRL_OACS_DBBUF_SUPP);
	assert_int_equal(t_script_probe(t), 0);
	assert_int_equal(bp_virt_u64(t->dev->dbbuf_dbs), 0);
	assert_null(strstr(t->log, "op7c"));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvme_dbbuf_need_event__examples__as_told),
		t_in_script(nvme_submit_cmd__shadow__mmio_only_when_asked_for),
		t_in_script(nvme_process_cq__shadow__mmio_only_when_asked_for),
		t_in_script(nvme_dbbuf_set__both_buffers__where_they_are),
		t_in_script(nvme_dbbuf_init__stride_1__as_in_the_bar),
		t_in_script(nvme_dbbuf_init__three_queues__side_by_side),
		t_in_script(nvme_dbbuf_set__refused__registers_again),
		t_in_script(nvme_dbbuf_dma_alloc__half__none),
		t_in_script(nvme_dbbuf_dma_alloc__not_supported__none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
