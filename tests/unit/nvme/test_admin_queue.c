/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The admin queue comes first, and without it nothing does (NVH-39).
 */
#include <errno.h>
#include <string.h>

#include <blkpath/nvme_failure.h>

#include "bp_test.h"
#include "nvme_script.h"

#include "../../../src/nvme/life.h"

/* A vector, and no handler for it: the controller does not stay on behind the driver's back. */
static void nvme_pci_configure_admin_queue__no_handler__disabled(void **state)
{
	struct t_script *t = *state;

	t_p2p_fail(&t->p2p, BP_ALLOC_IRQ, 1);
	assert_int_equal(t_script_probe(t), -ENOMEM);
	t_p2p_fail(&t->p2p, BP_ALLOC_NR, 0);
	assert_string_equal(t->log, "cc=0 aqa=1f001f asq0 asq.0 acq0 acq.0 cc=460001 cc=460000");
}

/* The doorbells of the admin queue lie behind the BAR: the controller is left alone. */
static void nvme_pci_configure_admin_queue__no_doorbells__enomem(void **state)
{
	struct t_script *t = *state;

	t->cap |= 11ull << 32 | 1ull << 36;
	t->csts = NVME_CSTS_NSSRO;
	t->pdev->resource[0].end = t->pdev->resource[0].start + 0x1000 + 8192 - 1;
	assert_int_equal(t_script_probe(t), -ENOMEM);
	assert_string_equal(t->log, "");
}

/* They lie behind what is mapped, and no more can be. */
static void nvme_pci_configure_admin_queue__doorbells_not_mapped__enomem(void **state)
{
	struct t_script *t = *state;

	t->cap |= 11ull << 32;
	t_p2p_fail(&t->p2p, BP_ALLOC_MAPPING, 1);
	assert_int_equal(t_script_probe(t), -ENOMEM);
	t_p2p_fail(&t->p2p, BP_ALLOC_NR, 0);
	assert_string_equal(t->log, "");
}

static void nvme_pci_configure_admin_queue__no_memory__not_enabled(void **state)
{
	struct t_script *t = *state;

	for (unsigned succeed = 0; succeed < 2; succeed++) {
		t->log[0] = '\0';
		t_p2p_fail(&t->p2p, BP_ALLOC_COHERENT, succeed);
		assert_int_equal(t_script_probe(t), -ENOMEM);
		assert_string_equal(t->log, "cc=0");
	}
	t_p2p_fail(&t->p2p, BP_ALLOC_NR, 0);
}

/* It was on, and does not stop: it gets no queues, and is not enabled. */
static void nvme_pci_configure_admin_queue__does_not_stop__enodev(void **state)
{
	struct t_script *t = *state;

	t->csts = NVME_CSTS_RDY;
	t->ready_ns = 1000000000000;
	assert_int_equal(t_script_probe(t), -ENODEV);
	assert_string_equal(t->log, "cc=0");
	assert_hits(t->env, BP_SITE_NVME_NOT_READY, 1);
}

static void stay_on(struct t_script *t)
{
	if (t->csts & NVME_CSTS_RDY)
		t->ready_ns = 1000000000000;
}

/* Nor does it stop: it is told once, and nothing is asked of queues that there are not. */
static void nvme_pci_configure_admin_queue__no_handler_and_stays_on__told_once(void **state)
{
	struct t_script *t = *state;

	t->on_step = stay_on;
	t_p2p_fail(&t->p2p, BP_ALLOC_IRQ, 1);
	assert_int_equal(t_script_probe(t), -ENOMEM);
	t_p2p_fail(&t->p2p, BP_ALLOC_NR, 0);
	t->on_step = NULL;
	assert_string_equal(t->log, "cc=0 aqa=1f001f asq0 asq.0 acq0 acq.0 cc=460001 cc=460000");
}

/* It comes back without a handler: of its queues none is left. */
static void nvme_pci_configure_admin_queue__no_handler_in_a_reset__no_queue(void **state)
{
	struct t_script *t = *state;

	assert_int_equal(t_script_probe(t), 0);
	bp_work_run(t->env);
	t_p2p_fail(&t->p2p, BP_ALLOC_IRQ, 1);
	assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), 0);
	bp_work_run(t->env);
	t_p2p_fail(&t->p2p, BP_ALLOC_NR, 0);
	assert_int_equal(t->dev->ctrl.state, NVME_CTRL_DEAD);
	assert_int_equal(t->dev->online_queues, 0);
}

/* NVH-27: tags 0 to 29, of one queue for all CPUs; each may take 60 s. */
static void nvme_alloc_admin_tags__four_queues__one_for_admin_commands(void **state)
{
	struct t_script *t = *state;
	const struct blk_mq_tag_set *set;

	t->params.nr_io_queues = 4;
	assert_int_equal(t_script_probe(t), 0);
	set = &t->dev->admin_tagset;
	assert_int_equal(set->nr_hw_queues, 1);
	assert_int_equal(set->queue_depth, 30);
	assert_int_equal(set->timeout, 60000);
	assert_int_equal(set->flags, 0);
	assert_ptr_equal(set->driver_data, t->dev);
}

/* NVH-38: limits are those of the namespaces. */
static void nvme_init_identify__limits__the_admin_queue_s_too(void **state)
{
	struct t_script *t = *state;
	const struct request_queue *q;

	t->params.dma_alignment = 3;
	t->id.mdts = 5;
	t->id.vwc = NVME_CTRL_VWC_PRESENT;
	assert_int_equal(t_script_probe(t), 0);
	q = t->dev->ctrl.admin_q;
	assert_int_equal(q->limits.max_hw_sectors, 256);
	assert_int_equal(q->limits.max_segments, 33);
	assert_int_equal(q->limits.virt_boundary_mask, 4095);
	assert_int_equal(q->limits.chunk_sectors, 0);
	assert_int_equal(q->dma_alignment, 3);
	assert_true(bp_queue_flag(q, QUEUE_FLAG_WC));
	assert_true(bp_queue_flag(q, QUEUE_FLAG_FUA));
	assert_false(blk_queue_dma_direct(q)); /* NVH-13 */
}

/* NVH-39: the subsystem's reset is acknowledged */
static void nvme_probe__nssro__written_back(void **state)
{
	struct t_script *t = *state;

	t->cap |= 1ull << 36;
	t->csts = NVME_CSTS_NSSRO;
	assert_int_equal(t_script_probe(t), 0);
	assert_memory_equal(t->log, "csts=10 cc=0", 12);
	nvme_remove(t->dev);
	t->csts = NVME_CSTS_RDY; /* none came */
	t->log[0] = '\0';
	assert_int_equal(t_script_probe(t), 0);
	assert_null(strstr(t->log, "csts"));
	nvme_remove(t->dev);
	t->cap &= ~(1ull << 36); /* not where there is no such thing */
	t->csts |= NVME_CSTS_NSSRO;
	t->log[0] = '\0';
	assert_int_equal(t_script_probe(t), 0);
	assert_null(strstr(t->log, "csts"));
}

/* Somebody still has a request: queue and tags stay until it has come back. */
static void nvme_dev_remove_admin__request_held__queue_stays(void **state)
{
	struct t_script *t = *state;
	struct request_queue *q;
	struct request *rq;

	assert_int_equal(t_script_probe(t), 0);
	q = t->dev->ctrl.admin_q;
	rq = blk_mq_alloc_request(q, REQ_OP_DRV_IN, 0);
	assert_non_null(rq);
	nvme_dev_remove_admin(t->dev);
	assert_hits(t->env, BP_SITE_QUEUE_BUSY, 1);
	assert_non_null(t->dev->admin_tagset.tags);
	assert_ptr_equal(rq->q, q);
	blk_mq_free_request(rq);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_in_script(nvme_pci_configure_admin_queue__no_handler__disabled),
		t_in_script(nvme_pci_configure_admin_queue__no_doorbells__enomem),
		t_in_script(nvme_pci_configure_admin_queue__doorbells_not_mapped__enomem),
		t_in_script(nvme_pci_configure_admin_queue__no_memory__not_enabled),
		t_in_script(nvme_pci_configure_admin_queue__does_not_stop__enodev),
		t_in_script(nvme_pci_configure_admin_queue__no_handler_and_stays_on__told_once),
		t_in_script(nvme_pci_configure_admin_queue__no_handler_in_a_reset__no_queue),
		t_in_script(nvme_alloc_admin_tags__four_queues__one_for_admin_commands),
		t_in_script(nvme_init_identify__limits__the_admin_queue_s_too),
		t_in_script(nvme_probe__nssro__written_back),
		t_in_script(nvme_dev_remove_admin__request_held__queue_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
