/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a listener is told of the driver: each event with its rule, its numbers and its members.
 */
#include <blkpath/event.h>
#include <blkpath/p2pdma.h>

#include "failing.h"

#define DEPTH 16

/* The last event of each kind, and those of one queue alone. */
struct ears {
	struct bp_sink sink;
	unsigned qid;
	unsigned nr[BP_EVENT_NR];
	struct bp_event last[BP_EVENT_NR];
	struct bp_nvme_event nvme[BP_EVENT_NR];
	unsigned early;	      /* so many were told of before they were started (NVH-4) */
	struct bp_event tail; /* the last doorbell of the submission queue */
	struct bp_nvme_event tail_nvme;
};

static bool is_doorbell_of_sq(const struct bp_event *event)
{
	return event->id == BP_EV_NVME_DOORBELL && !event->nvme->doorbell.is_cq;
}

static void hear(struct bp_sink *sink, const struct bp_event *event)
{
	struct ears *ears = bp_container_of(sink, struct ears, sink);
	const bool has_queue = event->id == BP_EV_NVME_DOORBELL || event->id == BP_EV_NVME_SUBMIT ||
			       event->id == BP_EV_NVME_CQE_SEEN || event->id == BP_EV_NVME_BUILT ||
			       event->id == BP_EV_NVME_SQ || event->id == BP_EV_NVME_SQ_BEGIN;

	if (!event->nvme || (has_queue && event->a != ears->qid))
		return;
	ears->nr[event->id]++;
	ears->early += event->id == BP_EV_NVME_BUILT && event->rq->state != MQ_RQ_IN_FLIGHT;
	if (is_doorbell_of_sq(event)) {
		ears->tail = *event;
		ears->tail_nvme = *event->nvme;
		return;
	}
	ears->last[event->id] = *event;
	ears->nvme[event->id] = *event->nvme;
}

static struct ears *listen(struct t_script *t, unsigned qid)
{
	static struct ears ears;

	ears = (struct ears){ .sink.fn = hear, .qid = qid };
	bp_sink_add(t->env, &ears.sink);
	return &ears;
}

static void assert_told(const struct ears *ears, enum bp_event_id id, const char *rule, u64 a,
			u64 b)
{
	assert_int_not_equal(ears->nr[id], 0);
	assert_string_equal(ears->last[id].rule, rule);
	assert_int_equal(ears->last[id].a, a);
	assert_int_equal(ears->last[id].b, b);
}

/* Two writes; the second is in slot 1. */
static void nvme_queue_rq__a_write__four_events(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };
	const struct bp_nvme_submit *submit;
	const struct bp_nvme_seen *seen;
	const struct bp_nvme_doorbell *tail, *head;
	struct ears *ears;

	t->params.io_queue_depth = DEPTH;
	t_live(t);
	ears = listen(t, 1);
	for (unsigned i = 1; i <= 2; i++) {
		t_send(t, &ends, REQ_OP_WRITE, 8 * i);
		t_until(t, &ends, i);
	}
	bp_sink_remove(t->env, &ears->sink);

	assert_told(ears, BP_EV_NVME_BUILT, "NVH-4", 1, 0);
	assert_int_equal(ears->early, 2);
	assert_non_null(ears->last[BP_EV_NVME_BUILT].rq);
	assert_non_null(ears->last[BP_EV_NVME_BUILT].q);
	assert_ptr_equal(ears->nvme[BP_EV_NVME_BUILT].pdev, t->pdev);

	assert_told(ears, BP_EV_NVME_SUBMIT, "NVH-26", 1, 1);
	submit = &ears->nvme[BP_EV_NVME_SUBMIT].submit;
	assert_int_equal(submit->qid, 1);
	assert_int_equal(submit->depth, DEPTH);
	assert_int_equal(submit->slot, 1);
	assert_int_equal(submit->tail, 2);
	assert_false(submit->in_cmb);
	assert_int_equal(le64_to_cpu(submit->command.rw.slba), 16);
	assert_ptr_equal(ears->last[BP_EV_NVME_SUBMIT].rq, ears->last[BP_EV_NVME_BUILT].rq);

	tail = &ears->tail_nvme.doorbell;
	assert_string_equal(ears->tail.rule, "NVH-26");
	assert_int_equal(ears->tail.b, 2);
	assert_int_equal(tail->qid, 1);
	assert_int_equal(tail->depth, DEPTH);
	assert_int_equal(tail->value, 2);
	assert_false(tail->shadow);
	assert_true(tail->mmio);

	assert_told(ears, BP_EV_NVME_DOORBELL, "NVH-31", 1, 2);
	head = &ears->nvme[BP_EV_NVME_DOORBELL].doorbell;
	assert_true(head->is_cq);
	assert_int_equal(head->qid, 1);
	assert_int_equal(head->depth, DEPTH);
	assert_int_equal(head->value, 2);
	assert_false(head->shadow);
	assert_true(head->mmio);

	assert_told(ears, BP_EV_NVME_CQE_SEEN, "NVH-32", 1, 1);
	seen = &ears->nvme[BP_EV_NVME_CQE_SEEN].seen;
	assert_int_equal(seen->qid, 1);
	assert_int_equal(seen->depth, DEPTH);
	assert_int_equal(seen->slot, 1);
	assert_int_equal(seen->phase, 1);
	assert_false(seen->is_event);
	assert_int_equal(le16_to_cpu(seen->cqe.sq_id), 1);
	assert_ptr_equal(ears->last[BP_EV_NVME_CQE_SEEN].rq, ears->last[BP_EV_NVME_BUILT].rq);
}

/* Nobody's request, in the queue and back. */
static void nvme_async_event_work__an_event__without_request(void **state)
{
	struct t_script *t = *state;
	struct ears *ears;

	t_live(t);
	t_pass(t, 0);
	ears = listen(t, 0);
	t_script_event(t, 0x20001);
	t_settle(t);
	bp_sink_remove(t->env, &ears->sink);
	assert_null(ears->last[BP_EV_NVME_SUBMIT].rq);
	assert_null(ears->last[BP_EV_NVME_CQE_SEEN].rq);
	assert_true(ears->nvme[BP_EV_NVME_CQE_SEEN].seen.is_event);
	assert_int_equal(ears->nvme[BP_EV_NVME_CQE_SEEN].seen.depth, NVME_AQ_DEPTH);
}

/* 1 MiB: a list from the page pool is told by its number. */
static void nvme_map_data__a_list__counted(void **state)
{
	struct t_script *t = *state;
	struct ears *ears;
	struct bio *bio;

	t_live(t);
	t_pass(t, 0);
	ears = listen(t, 1);
	bp_nvme_find_ns(&t->dev->ctrl, 1)->queue->limits.max_sectors = 8192;
	bio = t_script_bio(t, REQ_OP_READ, 0);
	bio->bi_io_vec[0].bv_len = bio->bi_iter.bi_size = 1 << 20;
	assert_int_equal(submit_bio_wait(bio), 0);
	bio_put(bio);
	bp_sink_remove(t->env, &ears->sink);
	assert_told(ears, BP_EV_NVME_BUILT, "NVH-4", 1, 1);
	assert_non_null(ears->last[BP_EV_NVME_BUILT].sgl);
}

static void nvme_map_cmb__found__all_of_it(void **state)
{
	const struct bp_nvme_cmb_found *cmb;
	const struct bp_nvme_sq_memory *sq;
	struct t_script *t = *state;
	struct ears *ears = listen(t, 1);

	t->params.io_queue_depth = 128;
	t->cmbloc = 2 | 4 << 12;
	t->cmbsz = 0x00008019;
	t_live(t);
	bp_sink_remove(t->env, &ears->sink);
	assert_told(ears, BP_EV_NVME_CMB, "NVM-1", 4 << 12, 8 << 12);
	cmb = &ears->nvme[BP_EV_NVME_CMB].cmb;
	assert_int_equal(cmb->cmbloc, t->cmbloc);
	assert_int_equal(cmb->cmbsz, t->cmbsz);
	assert_int_equal(cmb->bar, 2);
	assert_int_equal(cmb->offset, 4 << 12);
	assert_int_equal(cmb->bytes, 8 << 12);
	assert_int_equal(cmb->bar_bytes, T_P2P_BAR2);
	assert_true(cmb->queues);
	assert_true(cmb->published);
	assert_ptr_equal(ears->nvme[BP_EV_NVME_CMB].pdev, t->pdev);

	assert_told(ears, BP_EV_NVME_SQ_BEGIN, "NVM-4", 1, 128);
	assert_int_equal(ears->nvme[BP_EV_NVME_SQ_BEGIN].sq.qid, 1);
	assert_told(ears, BP_EV_NVME_SQ, "NVM-4", 1, 128);
	sq = &ears->nvme[BP_EV_NVME_SQ].sq;
	assert_int_equal(sq->qid, 1);
	assert_int_equal(bp_virt_u64(sq->virt), bp_virt_u64(t->dev->queues[1].sq_cmds));
	assert_int_equal(bp_dma_u64(sq->dma), pci_bus_address(t->pdev, 2).bus + (4 << 12));
	assert_true(sq->in_cmb);
}

/* The second 4 GiB of a BAR of 8. */
static void nvme_map_cmb__behind_4_gib__all_of_it(void **state)
{
	const struct bp_nvme_cmb_found *cmb;
	struct t_script *t = *state;
	struct ears *ears = listen(t, 1);

	t->pdev->resource[4].end = t->pdev->resource[4].start + (8ull << 30) - 1;
	t->cmbloc = 4 | 1 << 12;
	t->cmbsz = 0x00001518;
	t_live(t);
	bp_sink_remove(t->env, &ears->sink);
	assert_told(ears, BP_EV_NVME_CMB, "NVM-1", 4ull << 30, 4ull << 30);
	cmb = &ears->nvme[BP_EV_NVME_CMB].cmb;
	assert_int_equal(cmb->bar, 4);
	assert_int_equal(cmb->offset, 4ull << 30);
	assert_int_equal(cmb->bytes, 4ull << 30);
	assert_int_equal(cmb->bar_bytes, 8ull << 30);
	assert_false(cmb->queues);
	assert_int_equal(t->dev->cmb_size, 4ull << 30);
}

static void nvme_submit_cmd__queue_in_the_controller__told(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };
	struct ears *ears;

	t->cmbloc = 2;
	t->cmbsz = 0x00010009;
	t_live(t);
	ears = listen(t, 1);
	t_send(t, &ends, REQ_OP_WRITE, 0);
	t_until(t, &ends, 1);
	bp_sink_remove(t->env, &ears->sink);
	assert_true(ears->nvme[BP_EV_NVME_SUBMIT].submit.in_cmb);
}

static void nvme_change_ctrl_state__to_live__from_connecting(void **state)
{
	struct t_script *t = *state;
	struct ears *ears = listen(t, 1);

	t_live(t);
	bp_sink_remove(t->env, &ears->sink);
	assert_told(ears, BP_EV_NVME_STATE, "NVH-36", NVME_CTRL_CONNECTING, NVME_CTRL_LIVE);
	assert_int_equal(ears->nvme[BP_EV_NVME_STATE].state.from, NVME_CTRL_CONNECTING);
	assert_int_equal(ears->nvme[BP_EV_NVME_STATE].state.to, NVME_CTRL_LIVE);
	assert_int_equal(ears->nr[BP_EV_NVME_STATE], 3);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_in_script(nvme_queue_rq__a_write__four_events),
		t_in_script(nvme_async_event_work__an_event__without_request),
		t_in_script(nvme_map_data__a_list__counted),
		t_in_script(nvme_map_cmb__found__all_of_it),
		t_in_script(nvme_map_cmb__behind_4_gib__all_of_it),
		t_in_script(nvme_submit_cmd__queue_in_the_controller__told),
		t_in_script(nvme_change_ctrl_state__to_live__from_connecting),
	};

	return cmocka_run_group_tests_name("nvme/told", tests, NULL, NULL);
}
