/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a reset must do again, and for every namespace: what was learnt or set in the first life of
 * a controller holds for that life alone (NVH-36, NVH-38, NVH-39).
 */
#include <string.h>

#include <blkpath/mq_execute.h>
#include <blkpath/nvme_admin.h>
#include <blkpath/nvme_limits.h>

#include "failing.h"

static void reset(struct t_script *t)
{
	t->log[0] = '\0';
	assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), 0);
	t_pass(t, T_S_NS);
}

static unsigned count_of(const char *log, const char *word)
{
	unsigned n = 0;

	for (const char *at = log; (at = strstr(at, word)); at += strlen(word))
		n++;
	return n;
}

/* NVH-38, NVH-39: with other firmware the same controller says other things. */
static void nvme_init_identify__another_firmware__all_is_new(void **state)
{
	struct t_script *t = *state;
	const struct nvme_ctrl *ctrl;

	t->id.mdts = 5;
	t->id.oncs = cpu_to_le16(NVME_CTRL_ONCS_DSM);
	t->id.sgls = cpu_to_le32(1);
	t->id.rtd3e = cpu_to_le32(20000000);
	t_live(t);
	ctrl = &t->dev->ctrl;
	assert_int_equal(queue_max_hw_sectors(ctrl->admin_q), 256);
	assert_int_equal(ctrl->shutdown_timeout_ms, 20000);
	t->id.mdts = 3;
	t->id.oncs = cpu_to_le16(NVME_CTRL_ONCS_WRITE_ZEROES);
	t->id.sgls = cpu_to_le32(2);
	t->id.rtd3e = cpu_to_le32(30000000);
	t->id.acl = 8;
	t->vs = 0x00010200;
	t->dev->dev->dma_parms.max_segment_size = 65536;
	reset(t);
	assert_int_equal(ctrl->state, NVME_CTRL_LIVE);
	assert_int_equal(ctrl->max_hw_sectors, 64);
	assert_int_equal(queue_max_hw_sectors(ctrl->admin_q), 64);
	assert_int_equal(ctrl->oncs, NVME_CTRL_ONCS_WRITE_ZEROES);
	assert_int_equal(ctrl->sgls, 2);
	assert_int_equal(ctrl->shutdown_timeout_ms, 30000);
	assert_int_equal(ctrl->abort_limit, 9);
	assert_int_equal(ctrl->vs, 0x00010200);
	assert_int_equal(t->dev->dev->dma_parms.max_segment_size, UINT_MAX);
}

/* NVH-39: disabling took it away. */
static void nvme_pci_enable__after_a_reset__bus_master(void **state)
{
	struct t_script *t = *state;
	u16 command;

	t_live(t);
	reset(t);
	assert_true(pci_read_config_word(t->pdev, PCI_COMMAND, &command));
	assert_true(command & PCI_COMMAND_MASTER);
}

/* NVH-39: a subsystem that was reset meanwhile is acknowledged, too. */
static void nvme_pci_configure_admin_queue__subsystem_reset_in_between__acknowledged(void **state)
{
	struct t_script *t = *state;

	t->cap |= 1ull << 36;
	t_live(t);
	nvme_dev_disable(t->dev, false);
	t->csts |= NVME_CSTS_NSSRO;
	reset(t);
	assert_non_null(strstr(t->log, "csts=10"));
	assert_int_equal(t->dev->ctrl.state, NVME_CTRL_LIVE);
}

/* NVH-32, INV-NVME-33: features of a controller end with its reset; events are wanted again. */
static void nvme_enable_aen__after_a_reset__asked_for_again(void **state)
{
	struct t_script *t = *state;

	t->id.oaes = cpu_to_le32(NVME_AEN_CFG_NS_ATTR);
	assert_int_equal(t_script_probe(t), 0);
	assert_int_equal(count_of(t->log, "featb"), 1);
	reset(t);
	assert_int_equal(count_of(t->log, "featb"), 1);
}

/* NVH-29: so do shadow doorbells, and a controller may learn of them later. */
static void nvme_dbbuf_set__after_a_reset__told_again(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };

	t_live(t);
	assert_int_equal(bp_virt_u64(t->dev->dbbuf_dbs), 0);
	t->id.oacs = cpu_to_le16(NVME_CTRL_OACS_DBBUF_SUPP);
	reset(t);
	assert_int_not_equal(bp_virt_u64(t->dev->dbbuf_dbs), 0);
	assert_int_equal(count_of(t->log, "op7c"), 1);
	reset(t);
	assert_int_equal(count_of(t->log, "op7c"), 1);
	t_send(t, &ends, REQ_OP_WRITE, 0);
	t_until(t, &ends, 1);
	assert_int_equal(ends.failed, 0);
}

/* NVH-36: stop, start, freeze and unfreeze speak of the queues of all namespaces. */
static void nvme_dev_disable__three_disks__each_stops_and_starts(void **state)
{
	struct t_script *t = *state;

	t->namespaces[1] = 2;
	t->namespaces[2] = 3;
	t_live(t);
	nvme_dev_disable(t->dev, false);
	for (u32 nsid = 1; nsid <= 3; nsid++) {
		struct request_queue *q = bp_nvme_find_ns(&t->dev->ctrl, nsid)->queue;

		assert_true(bp_queue_flag(q, QUEUE_FLAG_QUIESCED));
		assert_int_equal(q->mq_freeze_depth, 1);
	}
	reset(t);
	for (u32 nsid = 1; nsid <= 3; nsid++) {
		struct request_queue *q = bp_nvme_find_ns(&t->dev->ctrl, nsid)->queue;

		assert_false(bp_queue_flag(q, QUEUE_FLAG_QUIESCED));
		assert_int_equal(q->mq_freeze_depth, 0);
	}
}

static void nvme_kill_queues__three_disks__none_has_blocks(void **state)
{
	struct t_script *t = *state;

	t->namespaces[1] = 2;
	t->namespaces[2] = 3;
	t_live(t);
	t->never_ready = true;
	assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), 0);
	t_settle(t);
	assert_int_equal(t->dev->ctrl.state, NVME_CTRL_DEAD);
	for (u32 nsid = 1; nsid <= 3; nsid++)
		assert_int_equal(bp_nvme_find_ns(&t->dev->ctrl, nsid)->disk->capacity, 0);
}

/* NVH-36: queues are a matter of the controller, not of its disks. */
static void nvme_reset_ctrl__fewer_queues_and_no_disk__redistributed(void **state)
{
	struct t_script *t = *state;

	t->params.nr_io_queues = 3;
	t->namespaces[0] = 0;
	t_live(t);
	assert_int_equal(t->dev->tagset.nr_hw_queues, 3);
	t->nr_queues = 1;
	reset(t);
	assert_int_equal(t->dev->tagset.nr_hw_queues, 1);
}

/* NVH-27: 1024, and 16 left behind by a life that had no queues in the end. */
static void nvme_dev_add__a_shallow_queue_left_behind__tags_for_it(void **state)
{
	struct t_script *t = *state;
	const u64 cap = t->cap;

	t->params.nr_io_queues = 2;
	t->nr_queues = 1;
	t->status[nvme_admin_create_cq] = NVME_SC_INTERNAL;
	assert_int_equal(t_script_probe(t), 0);
	assert_int_equal(t->dev->ctrl.state, NVME_CTRL_ADMIN_ONLY);
	assert_int_equal(t->dev->q_depth, 1024);
	t->cap = (cap & ~0xffffull) | 15;
	t->nr_queues = 2;
	reset(t);
	assert_int_equal(t->dev->q_depth, 16); /* the capabilities are read again */
	assert_int_equal(t->dev->ctrl.state, NVME_CTRL_ADMIN_ONLY);
	t->cap = cap;
	t->nr_queues = 1;
	t->status[nvme_admin_create_cq] = 0;
	reset(t);
	assert_int_equal(t->dev->ctrl.state, NVME_CTRL_LIVE);
	assert_int_equal(t->dev->queues[1].q_depth, 1024);
	assert_int_equal(t->dev->tagset.queue_depth, 15);
}

/* NVH-38: a namespace that was formatted is what it is now. */
static void nvme_revalidate_disk__formatted__nothing_stays(void **state)
{
	struct t_script *t = *state;
	struct nvme_ns *ns;

	t->id.oncs = cpu_to_le16(NVME_CTRL_ONCS_DSM);
	t->namespaces[0] = 3;
	t->id.nn = cpu_to_le32(3);
	t->ns.lbaf[0] = (struct nvme_lbaf){ .ms = cpu_to_le16(8), .ds = 9 };
	t->ns.flbas = NVME_NS_FLBAS_META_EXT;
	t->ns.dps = NVME_NS_DPS_PI_TYPE2;
	t->ns.noiob = cpu_to_le16(32);
	t_live(t);
	ns = bp_nvme_find_ns(&t->dev->ctrl, 3);
	assert_int_equal(ns->disk->first_minor, 2); /* though it is the first there is */
	assert_true(ns->ext);
	assert_null(ns->disk->integrity.profile); /* of type 2, too: the tuples lie in the data */
	assert_int_equal(ns->queue->limits.discard_granularity, 512);
	ns->queue->limits.max_discard_sectors = 8;
	t->ns.lbaf[0].ds = 12;
	t->ns.flbas = 0;
	t->ns.noiob = cpu_to_le16(16);
	bp_work_queue(t->env, &t->dev->ctrl.scan_work);
	bp_work_run(t->env);
	assert_ptr_equal(bp_nvme_find_ns(&t->dev->ctrl, 3), ns);
	assert_false(ns->ext);
	assert_non_null(ns->disk->integrity.profile);
	assert_int_equal(ns->queue->limits.discard_granularity, 4096);
	assert_int_equal(ns->queue->limits.max_discard_sectors, UINT_MAX);
	assert_int_equal(ns->queue->limits.chunk_sectors, 128);
}

/* NVH-35, NVH-36: the last status is that of the cancellation, whatever the try before had. */
static void nvme_cancel_request__second_and_last_try__status_of_the_cancellation(void **state)
{
	struct t_script *t = *state;
	struct bio *bio;

	t->params.max_retries = 1;
	t->id.crdt1 = cpu_to_le16(10);
	t_live(t);
	t_pass(t, 0);
	t->spoil = NVME_SC_READ_ERROR | 1 << 11; /* after a second */
	bio = t_script_bio(t, REQ_OP_READ, 0);
	submit_bio(bio);
	bp_work_run(t->env);
	t->hold = true;
	t_pass(t, 2 * T_S_NS);
	t->hold = false;
	assert_int_equal(t->nr_held, 1);
	nvme_dev_disable(t->dev, false);
	bp_work_run(t->env);
	assert_int_equal(bio->bi_status, BLK_STS_IOERR); /* 0x007, and not MEDIUM */
	bio_put(bio);
}

/* NVH-26: the admin queue has doorbells as others, but nobody commits there. */
static void nvme_submit_cmd__admin_queue_and_more_to_come__not_rung(void **state)
{
	const struct nvme_command c = {
		.common = { .opcode = nvme_admin_get_log_page, .command_id = cpu_to_le16(3) },
	};
	struct t_script *t = *state;
	struct nvme_queue *adminq;
	unsigned rings;

	t_live(t);
	adminq = &t->dev->queues[0];
	rings = t->queue[0].sq_rings;
	assert_null(t->dev->admin_tagset.ops->commit_rqs);
	nvme_submit_cmd(adminq, &c, false);
	assert_int_equal(t->queue[0].sq_rings, rings);
	assert_int_not_equal(adminq->sq_tail, adminq->last_sq_tail);
	adminq->sq_tail = adminq->last_sq_tail; /* never mind */
}

/* INV-NVME-33: what changed during a reset is read from the log by the scan behind it. */
static void nvme_complete_async_event__resetting__remembered(void **state)
{
	struct t_script *t = *state;
	struct nvme_ctrl *ctrl;

	t_live(t);
	ctrl = &t->dev->ctrl;
	assert_true(nvme_change_ctrl_state(ctrl, NVME_CTRL_RESETTING));
	t_script_event(t, 0x00040002); /* a notice: namespaces changed */
	bp_work_run(t->env);
	assert_true(ctrl->bp_ns_changed);
	assert_true(nvme_change_ctrl_state(ctrl, NVME_CTRL_LIVE));
}

/* NVH-28: more queues need more of the BAR, which lies elsewhere then; the old place is gone. */
static void nvme_remap_bar__more_queues_than_before__doorbells_in_the_new_place(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };
	bp_virt_addr_t before;

	t->cap |= 8ull << 32;
	t->params.nr_io_queues = 3;
	t->nr_queues = 1;
	t_live(t);
	before = t->dev->dbs;
	t->nr_queues = 3;
	reset(t);
	assert_int_equal(t->dev->online_queues, 4);
	assert_int_not_equal(bp_virt_u64(t->dev->dbs), bp_virt_u64(before));
	assert_int_equal(bp_virt_u64(t->dev->queues[0].q_db), bp_virt_u64(t->dev->dbs));
	assert_int_equal(bp_virt_u64(t->dev->queues[1].q_db), bp_virt_u64(t->dev->dbs) + 2048);
	t_send(t, &ends, REQ_OP_WRITE, 0);
	t_until(t, &ends, 1);
	assert_int_equal(ends.failed, 0);
}

static u64 result_seen;

static void note_result(struct request *rq, blk_status_t error)
{
	(void)error;
	result_seen = nvme_req(rq)->result;
	blk_mq_free_request(rq);
}

/* NVH-32: a result is stored, whatever the status. */
static void nvme_end_request__failed_with_a_result__stored(void **state)
{
	struct nvme_command c = { .common = { .opcode = nvme_admin_set_features,
					      .cdw10 = cpu_to_le32(NVME_FEAT_NUM_QUEUES) } };
	struct t_script *t = *state;
	struct request *rq;

	t_live(t);
	t_pass(t, 0);
	t->spoil = NVME_SC_INTERNAL;
	rq = blk_mq_alloc_request(t->dev->ctrl.admin_q, REQ_OP_DRV_IN, 0);
	rq->cmd_flags |= REQ_FAILFAST_DRIVER;
	nvme_req(rq)->cmd = &c;
	nvme_req(rq)->flags = 0;
	blk_execute_rq_nowait(rq->q, rq, false, note_result);
	bp_work_run(t->env);
	assert_int_equal(result_seen, 0x30003);
}

static bool second_alone(void *arg, struct request *rq)
{
	(void)rq;
	return ++*(unsigned *)arg == 2;
}

/* NVH-37: DNR is injected into another try as well. */
static void nvme_end_request__fault_in_the_second_try__the_last(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };
	struct nvme_ns *ns;
	unsigned asked = 0;

	t_live(t);
	t_pass(t, 0);
	ns = bp_nvme_find_ns(&t->dev->ctrl, 1);
	ns->fault_inject.should_fail = second_alone;
	ns->fault_inject.arg = &asked;
	t->spoil = NVME_SC_INTERNAL;
	t_send(t, &ends, REQ_OP_READ, 0);
	t_until(t, &ends, 1);
	assert_int_equal(ends.failed, 1);
	assert_int_equal(asked, 2);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_in_script(nvme_init_identify__another_firmware__all_is_new),
		t_in_script(nvme_pci_enable__after_a_reset__bus_master),
		t_in_script(
			nvme_pci_configure_admin_queue__subsystem_reset_in_between__acknowledged),
		t_in_script(nvme_enable_aen__after_a_reset__asked_for_again),
		t_in_script(nvme_dbbuf_set__after_a_reset__told_again),
		t_in_script(nvme_dev_disable__three_disks__each_stops_and_starts),
		t_in_script(nvme_kill_queues__three_disks__none_has_blocks),
		t_in_script(nvme_reset_ctrl__fewer_queues_and_no_disk__redistributed),
		t_in_script(nvme_dev_add__a_shallow_queue_left_behind__tags_for_it),
		t_in_script(nvme_revalidate_disk__formatted__nothing_stays),
		t_in_script(nvme_cancel_request__second_and_last_try__status_of_the_cancellation),
		t_in_script(nvme_submit_cmd__admin_queue_and_more_to_come__not_rung),
		t_in_script(nvme_complete_async_event__resetting__remembered),
		t_in_script(nvme_remap_bar__more_queues_than_before__doorbells_in_the_new_place),
		t_in_script(nvme_end_request__failed_with_a_result__stored),
		t_in_script(nvme_end_request__fault_in_the_second_try__the_last),
	};

	return cmocka_run_group_tests_name("nvme/second life", tests, NULL, NULL);
}
