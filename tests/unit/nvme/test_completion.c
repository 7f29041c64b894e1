/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Completions: by phase, given back before they are handled, matched by their id (NVH-30 to NVH-32,
 * NVH-37).
 */
#include <stdio.h>
#include <string.h>

#include <blkpath/mq_tags.h>

#include "bp_test.h"
#include "nvme_script.h"

struct tape {
	struct bp_sink sink;
	char text[256];
};

/* "r2" for a doorbell of value 2, "s1" for a completion in slot 1, "s1'" in an odd pass. */
static void write_down(struct bp_sink *sink, const struct bp_event *event)
{
	struct tape *tape = bp_container_of(sink, struct tape, sink);
	const size_t at = strlen(tape->text);

	if (event->id == BP_EV_NVME_DOORBELL && event->nvme->doorbell.is_cq)
		snprintf(tape->text + at, sizeof(tape->text) - at, "r%u ",
			 event->nvme->doorbell.value);
	if (event->id != BP_EV_NVME_CQE_SEEN)
		return;
	assert_int_equal(le16_to_cpu(event->nvme->seen.cqe.status) & 1, event->nvme->seen.phase);
	snprintf(tape->text + at, sizeof(tape->text) - at, "s%u%s%s ", event->nvme->seen.slot,
		 event->nvme->seen.phase ? "" : "'", event->rq ? "" : "?");
}

static struct bio *submit(struct t_script *t, sector_t sector)
{
	struct bio *bio = t_script_bio(t, REQ_OP_READ, sector);

	submit_bio(bio);
	return bio;
}

static int start(struct t_script *t, u16 depth)
{
	t->params.io_queue_depth = depth;
	t->hold = true;
	return t_script_probe(t);
}

/* EX-NVME-17, a queue of 4: 0 1 2 with phase 1, then 3 with phase 1, 0 and 1 with phase 0 */
static void nvme_cqe_pending__wrap__the_phase_flips(void **state)
{
	static const struct {
		u16 head;
		u8 phase;
	} after[] = {
		{ 1, 1 }, { 2, 1 }, { 3, 1 }, { 0, 0 }, { 1, 0 }, { 2, 0 }, { 3, 0 }, { 0, 1 }
	};
	struct t_script *t = *state;
	struct nvme_queue *nvmeq;

	assert_int_equal(start(t, 4), 0);
	nvmeq = &t->dev->queues[1];
	for (unsigned i = 0; i < bp_array_size(after); i++) {
		struct bio *bio = submit(t, i * 64);

		bp_work_run(t->env);
		assert_false(nvme_cqe_pending(nvmeq));
		t_script_finish(t, 0);
		assert_true(nvme_cqe_pending(nvmeq));
		bp_work_run(t->env);
		assert_int_equal(nvmeq->cq_head, after[i].head);
		assert_int_equal(nvmeq->cq_phase, after[i].phase);
		bio_put(bio);
	}
}

/* Beside the controller, and nobody is told. */
static void post_nobodys(const struct nvme_queue *nvmeq)
{
	struct nvme_completion *cqe = (void *)bp_virt_bytes(nvmeq->dev->ctrl.bp_env, nvmeq->cqes);

	cqe[nvmeq->cq_head].command_id = cpu_to_le16(0xffff);
	cqe[nvmeq->cq_head].status = cpu_to_le16(nvmeq->cq_phase);
}

/* NVH-31: one doorbell, before the first entry is looked at */
static void nvme_irq__three_completions__doorbell_first(void **state)
{
	struct tape tape = { .sink.fn = write_down };
	struct t_script *t = *state;
	struct bio *bio[3];
	unsigned rings;

	assert_int_equal(start(t, 8), 0);
	for (unsigned i = 0; i < 3; i++)
		bio[i] = submit(t, i * 64);
	bp_work_run(t->env);
	bp_sink_add(t->env, &tape.sink);
	for (unsigned i = 0; i < 3; i++)
		t_script_finish(t, 0);
	bp_work_run(t->env);
	bp_sink_remove(t->env, &tape.sink);
	assert_string_equal(tape.text, "r3 s0 s1 s2 ");
	rings = t->queue[1].cq_rings;
	assert_int_equal(nvme_irq(1, &t->dev->queues[1]), IRQ_NONE);
	assert_int_equal(t->queue[1].cq_rings, rings);
	post_nobodys(&t->dev->queues[1]);
	assert_int_equal(nvme_irq(1, &t->dev->queues[1]), IRQ_HANDLED);
	for (unsigned i = 0; i < 3; i++)
		bio_put(bio[i]);
}

/* INV-NVME-17: found in one look, but of two passes over a queue of 4 */
static void nvme_irq__three_completions_over_the_end__each_has_its_phase(void **state)
{
	struct tape tape = { .sink.fn = write_down };
	struct t_script *t = *state;
	struct bio *bio[5];

	assert_int_equal(start(t, 4), 0);
	for (unsigned i = 0; i < 5; i++) {
		bio[i] = submit(t, i * 64);
		bp_work_run(t->env);
		if (i > 1)
			continue;
		t_script_finish(t, 0);
		bp_work_run(t->env);
	}
	bp_sink_add(t->env, &tape.sink);
	for (unsigned i = 0; i < 3; i++)
		t_script_finish(t, 0);
	bp_work_run(t->env);
	bp_sink_remove(t->env, &tape.sink);
	assert_string_equal(tape.text, "r1 s2 s3 s0' ");
	for (unsigned i = 0; i < 5; i++)
		bio_put(bio[i]);
}

/* NVH-32: beyond the queue, free, never used: a warning, and the others go on */
static void nvme_irq__unknown_ids__warned_and_ignored(void **state)
{
	struct tape tape = { .sink.fn = write_down };
	struct t_script *t = *state;
	struct bio *bio;

	assert_int_equal(start(t, 8), 0);
	bio = submit(t, 0);
	bp_work_run(t->env);
	bp_sink_add(t->env, &tape.sink);
	t_script_post(t, 1, 8, 0, 0);
	t_script_post(t, 1, 5, 0, 0);
	t_script_finish(t, 0);
	bp_work_run(t->env);
	t_script_post(t, 1, 0, 0, 0); /* once more */
	bp_work_run(t->env);
	bp_sink_remove(t->env, &tape.sink);
	assert_string_equal(tape.text, "r3 s0? s1? s2 r4 s3? ");
	assert_hits(t->env, BP_SITE_NVME_BAD_CID, 1);
	assert_hits(t->env, BP_SITE_NVME_STALE_CID, 2);
	assert_int_equal(bio->bi_status, BLK_STS_OK);
	bio_put(bio);
}

/* DEF-NVME-11: a kernel reads through a null pointer, or ends a request that has ended */
static void nvme_irq__unknown_ids_in_mode_p__taken_as_they_are(void **state)
{
	struct t_script *t = *state;
	struct bio *bio;

	bp_defect_set(&t->env->defects, BP_DEF_NVME_11, true);
	assert_int_equal(start(t, 8), 0);
	bio = submit(t, 0);
	bp_work_run(t->env);
	t_script_finish(t, 0);
	t_script_post(t, 1, 6, 0, 0);
	t_script_post(t, 1, 0, 0, 0);
	bp_work_run(t->env);
	bio_put(bio);
	assert_hits(t->env, BP_SITE_NVME_NULL_RQ, 1);
	assert_hits(t->env, BP_SITE_NVME_STALE_CID, 0);
}

static void nvme_irq__a_status__without_phase_bit(void **state)
{
	struct t_script *t = *state;
	struct bio *bio;

	assert_int_equal(start(t, 8), 0);
	bio = submit(t, 0);
	bp_work_run(t->env);
	t_script_finish(t, NVME_SC_READ_ERROR | NVME_SC_DNR);
	bp_work_run(t->env);
	assert_int_equal(bio->bi_status, BLK_STS_MEDIUM);
	bio_put(bio);
}

static u64 seen; /* by who is told of the end */

static void look(struct bio *bio)
{
	const struct t_script *t = bio->bi_private;

	seen = nvme_req(blk_mq_tag_to_rq(bp_nvme_tags(&t->dev->queues[1]), t->held[0]))->result;
	bio_put(bio);
}

/* NVH-32: 8 bytes */
static void nvme_irq__a_long_result__all_of_it(void **state)
{
	struct t_script *t = *state;
	struct bio *bio;

	assert_int_equal(start(t, 8), 0);
	bio = t_script_bio(t, REQ_OP_READ, 0);
	bio->bi_private = t;
	bio->bi_end_io = look;
	submit_bio(bio);
	bp_work_run(t->env);
	t_script_post(t, 1, t->held[0], 0, 0x1122334455667788);
	bp_work_run(t->env);
	assert_int_equal(seen, 0x1122334455667788);
}

/* NVH-32: the event request is 31; nobody has 40 */
static void nvme_irq__id_40_of_the_admin_queue__no_event(void **state)
{
	struct t_script *t = *state;

	assert_int_equal(start(t, 64), 0);
	bp_work_run(t->env);
	t_script_post(t, 0, 40, 0, 0);
	t_script_post(t, 0, 32, 0, 0);
	t_script_post(t, 0, 30, 0, 0);
	bp_work_run(t->env);
	assert_hits(t->env, BP_SITE_NVME_BAD_CID, 2);
	assert_hits(t->env, BP_SITE_NVME_STALE_CID, 1);
	assert_hits(t->env, BP_SITE_NVME_AEN, 0);
}

/* The same once more while the request is ending: it does not end again (INV-NVME-14). */
static void end_once_more(struct bio *bio)
{
	struct t_script *t = bio->bi_private;

	t_script_post(t, 1, t->held[0], 0, 0);
	assert_int_equal(bp_nvme_poll(&t->dev->queues[1]), 1);
	bio_put(bio);
}

static void nvme_irq__id_of_a_request_that_is_ending__warned_and_ignored(void **state)
{
	struct t_script *t = *state;
	struct bio *bio;

	assert_int_equal(start(t, 8), 0);
	bio = t_script_bio(t, REQ_OP_READ, 0);
	bio->bi_private = t;
	bio->bi_end_io = end_once_more;
	submit_bio(bio);
	bp_work_run(t->env);
	t_script_post(t, 1, t->held[0], 0, 0);
	bp_work_run(t->env);
	assert_hits(t->env, BP_SITE_NVME_STALE_CID, 1);
	assert_hits(t->env, BP_SITE_COMPLETE_TWICE, 0);
}

static bool every_second(void *arg, struct request *rq)
{
	(void)rq;
	return ++*(unsigned *)arg % 2 == 0;
}

/* NVH-37: invalid opcode with DNR, although the device has done the work */
static void nvme_end_request__fault_injected__status_replaced(void **state)
{
	struct tape tape = { .sink.fn = write_down };
	struct t_script *t = *state;
	unsigned asked = 0;
	struct nvme_ns *ns;

	assert_int_equal(start(t, 8), 0);
	bp_sink_add(t->env, &tape.sink);
	ns = bp_nvme_find_ns(&t->dev->ctrl, 1);
	ns->fault_inject.should_fail = every_second;
	ns->fault_inject.arg = &asked;
	for (unsigned i = 0; i < 4; i++) {
		struct bio *bio = submit(t, 0);

		bp_work_run(t->env);
		t_script_finish(t, 0);
		bp_work_run(t->env);
		assert_int_equal(bio->bi_status, i % 2 ? BLK_STS_NOTSUPP : BLK_STS_OK);
		bio_put(bio);
	}
	bp_sink_remove(t->env, &tape.sink);
	assert_int_equal(asked, 4); /* DNR: no second try */
}

/* An error that allows another try gets one. */
static void nvme_end_request__fault_without_dnr__tried_again(void **state)
{
	struct t_script *t = *state;
	unsigned asked = 1;
	struct nvme_ns *ns;
	struct bio *bio;

	assert_int_equal(t_script_probe(t), 0);
	ns = bp_nvme_find_ns(&t->dev->ctrl, 1);
	ns->fault_inject = (struct nvme_fault_inject){ .should_fail = every_second,
						       .arg = &asked,
						       .status = NVME_SC_INTERNAL };
	bio = t_script_bio(t, REQ_OP_READ, 0);
	assert_int_equal(submit_bio_wait(bio), 0);
	bio_put(bio);
	assert_int_equal(asked, 3);
}

static bool always(void *arg, struct request *rq)
{
	(void)arg;
	(void)rq;
	return true;
}

/* NVH-37: just that status, six times. */
static void nvme_end_request__fault_without_dnr__its_status(void **state)
{
	struct t_script *t = *state;
	struct nvme_ns *ns;
	struct bio *bio;

	assert_int_equal(t_script_probe(t), 0);
	ns = bp_nvme_find_ns(&t->dev->ctrl, 1);
	ns->fault_inject =
		(struct nvme_fault_inject){ .should_fail = always, .status = NVME_SC_LBA_RANGE };
	bio = t_script_bio(t, REQ_OP_READ, 0);
	submit_bio_wait(bio);
	assert_int_equal(bio->bi_status, BLK_STS_TARGET);
	bio_put(bio);
	assert_int_equal(t->queue[1].sq_rings, 6);
}

/* NVH-32: 31 and more are ids like others where no event request waits */
static void nvme_irq__id_40_of_an_io_queue__no_event(void **state)
{
	struct t_script *t = *state;

	assert_int_equal(start(t, 64), 0);
	t_script_post(t, 1, 40, 0, 0);
	bp_work_run(t->env);
	assert_hits(t->env, BP_SITE_NVME_STALE_CID, 1);
	assert_hits(t->env, BP_SITE_NVME_AEN, 0);
}

/* NVH-40: no interrupts for a polled queue; whoever waits looks for himself */
static void bp_nvme_poll__a_polled_queue__found_without_a_message(void **state)
{
	struct t_script *t = *state;
	struct bio *bio;

	t->params.polled = true;
	assert_int_equal(start(t, 8), 0);
	assert_false(t->queue[1].interrupts);
	bio = submit(t, 0);
	bp_work_run(t->env);
	t_script_finish(t, 0);
	assert_int_equal(bp_work_run(t->env), 0);
	assert_int_equal(bp_nvme_poll(&t->dev->queues[1]), 1);
	assert_int_equal(bp_nvme_poll(&t->dev->queues[1]), 0);
	assert_int_equal(bio->bi_status, BLK_STS_OK);
	bio_put(bio);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_in_script(nvme_cqe_pending__wrap__the_phase_flips),
		t_in_script(nvme_irq__three_completions__doorbell_first),
		t_in_script(nvme_irq__three_completions_over_the_end__each_has_its_phase),
		t_in_script(nvme_irq__unknown_ids__warned_and_ignored),
		t_in_script(nvme_irq__unknown_ids_in_mode_p__taken_as_they_are),
		t_in_script(nvme_irq__a_status__without_phase_bit),
		t_in_script(nvme_irq__a_long_result__all_of_it),
		t_in_script(nvme_irq__id_of_a_request_that_is_ending__warned_and_ignored),
		t_in_script(nvme_end_request__fault_injected__status_replaced),
		t_in_script(nvme_end_request__fault_without_dnr__tried_again),
		t_in_script(nvme_end_request__fault_without_dnr__its_status),
		t_in_script(nvme_irq__id_40_of_an_io_queue__no_event),
		t_in_script(nvme_irq__id_40_of_the_admin_queue__no_event),
		t_in_script(bp_nvme_poll__a_polled_queue__found_without_a_message),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
