/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A controller comes up, in the order of NVH-39, and goes (NVH-40).
 */
#include <errno.h>
#include <string.h>

#include <blkpath/nvme_failure.h>

#include "bp_test.h"
#include "nvme_script.h"

/* NVH-39: off, AQA, ASQ and ACQ from low to high, on; what it is; queues, CQ before SQ; then disks
 * by a work of their own, which the event request overtakes */
/* NVH-38: an IOMMU may merge without limit, a bounce buffer keeps offsets in pages. */
static void nvme_probe__the_function__its_dma_limits(void **state)
{
	struct t_script *t = *state;

	t->pdev->dev.dma_parms.max_segment_size = 65536;
	t->pdev->dev.dma_parms.min_align_mask = 0x1ffff000;
	assert_int_equal(t_script_probe(t), 0);
	assert_int_equal(t->pdev->dev.dma_parms.max_segment_size, 0xffffffff);
	assert_int_equal(t->pdev->dev.dma_parms.min_align_mask, 4095);
	assert_true(t->pdev->dev.dma_mask == ~0ull);
	assert_true(t->pdev->dev.coherent_dma_mask == ~0ull);
}

static void nvme_probe__two_queues__in_order(void **state)
{
	struct t_script *t = *state;

	t->params.nr_io_queues = 2;
	assert_int_equal(t_script_probe(t), 0);
	assert_string_equal(t->log, "cc=0 aqa=1f001f asq0 asq.0 acq0 acq.0 cc=460001 id1 feat7 "
				    "cq1 sq1 cq2 sq2 id2 aer1f id0");
	assert_int_equal(t->dev->ctrl.state, NVME_CTRL_LIVE);
	assert_int_equal(t->dev->online_queues, 3);
}

static void nvme_probe__a_namespace__is_a_disk(void **state)
{
	struct t_script *t = *state;
	const struct nvme_ns *ns;

	assert_int_equal(t_script_probe(t), 0);
	ns = bp_nvme_find_ns(&t->dev->ctrl, 1);
	assert_non_null(ns);
	assert_string_equal(ns->disk->disk_name, "nvme0n1");
	assert_int_equal(ns->disk->capacity, 2048);
	assert_true(bp_queue_flag(ns->queue, QUEUE_FLAG_DMA_DIRECT));
	assert_int_equal(ns->queue->limits.virt_boundary_mask, 4095);
	assert_null(bp_nvme_find_ns(&t->dev->ctrl, 2));
}

static void submit_bio_wait__a_write__command_and_completion(void **state)
{
	struct t_script *t = *state;
	struct bio *bio;

	assert_int_equal(t_script_probe(t), 0);
	bio = t_script_bio(t, REQ_OP_WRITE, 16);
	assert_int_equal(submit_bio_wait(bio), 0);
	bio_put(bio);
	assert_int_equal(t->last_io.common.opcode, nvme_cmd_write);
	assert_int_equal(le64_to_cpu(t->last_io.rw.slba), 16);
	assert_int_equal(le64_to_cpu(t->last_io.rw.dptr.prp1), 0x100000);
}

static void nvme_probe__gone_or_never_ready__enodev(void **state)
{
	struct t_script *t = *state;

	t->gone = true;
	assert_int_equal(t_script_probe(t), -ENODEV);
	t->gone = false;
	t->never_ready = true;
	assert_int_equal(t_script_probe(t), -ENODEV);
	assert_hits(t->env, BP_SITE_NVME_NOT_READY, 1);
	assert_int_equal(t->env->now_ns / 100000000,
			 106); /* (CAP.TO + 1) / 2 s, polled each 100 ms */
}

static void nvme_probe__ready_later__polled_each_100_ms(void **state)
{
	struct t_script *t = *state;

	t->ready_ns = 250000000;
	t->env->now_ns = 1000000000000; /* a machine that has run for a while */
	assert_int_equal(t_script_probe(t), 0);
	assert_int_equal(t->env->now_ns, 1000300000000);
	nvme_remove(t->dev);
	t->dev = NULL;
	assert_hits(t->env, BP_SITE_NVME_SHUTDOWN, 0);
	t->ready_ns = 0;
}

static void reset_the_subsystem(struct t_script *t)
{
	t->csts |= NVME_CSTS_NSSRO;
}

/* Other bits say nothing about RDY. */
static void nvme_probe__ready_and_more__ready(void **state)
{
	struct t_script *t = *state;

	t->on_step = reset_the_subsystem;
	assert_int_equal(t_script_probe(t), 0);
	t->on_step = NULL;
	assert_int_equal(t->env->now_ns, 0);
}

static void nvme_probe__large_pages_only__enodev(void **state)
{
	struct t_script *t = *state;

	t->cap |= 1ull << 48;
	assert_int_equal(t_script_probe(t), -ENODEV);
	assert_hits(t->env, BP_SITE_NVME_MIN_PAGE, 1);
}

/* Ones mean RDY as well: a controller that goes is not taken for one that came up. */
static void leave(struct t_script *t)
{
	t->gone = strstr(t->log, "cc=460001");
}

static void nvme_probe__goes_while_it_comes_up__enodev(void **state)
{
	struct t_script *t = *state;

	t->on_step = leave;
	assert_int_equal(t_script_probe(t), -ENODEV);
	assert_int_equal(t->env->now_ns, 0);
	t->on_step = NULL;
	t->gone = false;
}

static void nvme_probe__no_room_for_registers__enodev(void **state)
{
	struct t_script *t = *state;

	t->pdev->resource[0].end = t->pdev->resource[0].start + 0x1fff - 1;
	assert_int_equal(t_script_probe(t), -ENODEV);
	assert_string_equal(t->log, "");
	t->pdev->resource[0].end++;
	assert_int_equal(t_script_probe(t), 0);
	assert_int_equal(t->dev->bp_iod_bytes, 127 * 32 + 3 * 8); /* NVH-3: for 4 MiB */
}

/* It answers and asks only while it is in use. */
static void nvme_pci_enable__command_register__memory_and_master(void **state)
{
	const u16 both = PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER;
	const u16 another = 0x401; /* no legacy interrupts; ports */
	struct t_script *t = *state;
	u16 command;

	pci_write_config_word(t->pdev, PCI_COMMAND, another);
	assert_int_equal(t_script_probe(t), 0);
	assert_true(pci_read_config_word(t->pdev, PCI_COMMAND, &command));
	assert_int_equal(command, another | both);
	nvme_remove(t->dev);
	t->dev = NULL;
	assert_true(pci_read_config_word(t->pdev, PCI_COMMAND, &command));
	assert_int_equal(command, another | PCI_COMMAND_MEMORY);
}

/* It is not frozen once more for a reset that cannot begin. */
static void nvme_pci_enable__gone_in_a_reset__disabled_at_once(void **state)
{
	struct t_script *t = *state;
	const struct request_queue *q;

	assert_int_equal(t_script_probe(t), 0);
	bp_work_run(t->env);
	q = bp_nvme_find_ns(&t->dev->ctrl, 1)->queue;
	t->gone = true;
	assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), 0);
	bp_work_run(t->env);
	assert_int_equal(t->dev->ctrl.state, NVME_CTRL_DEAD);
	assert_int_equal(q->mq_freeze_depth, 2); /* by the first disable, and dying */
	assert_int_equal(t->dev->bp_error, -ENODEV);
}

static void nvme_probe__identify_fails__eio(void **state)
{
	struct t_script *t = *state;

	t->status[nvme_admin_identify] = NVME_SC_INTERNAL;
	assert_int_equal(t_script_probe(t), -EIO);
	assert_hits(t->env, BP_SITE_NVME_ADMIN_STATUS, 1);
	t->status[nvme_admin_identify] = NVME_SC_INVALID_OPCODE; /* the smallest */
	assert_int_equal(t_script_probe(t), -EIO);
	t->status[nvme_admin_identify] = 0;
	t_p2p_fail(&t->p2p, BP_ALLOC_NVME, 2); /* for the driver, its queues, not the answer */
	assert_int_equal(t_script_probe(t), -ENOMEM);
	t_p2p_fail(&t->p2p, BP_ALLOC_NR, 0);
}

/* NVH-40: all SQs, then all CQs; then the controller is shut down */
static void nvme_remove__two_queues__deleted_in_order(void **state)
{
	struct t_script *t = *state;

	t->params.nr_io_queues = 2;
	assert_int_equal(t_script_probe(t), 0);
	t->log[0] = '\0';
	nvme_remove(t->dev);
	t->dev = NULL;
	assert_string_equal(t->log, "-sq2 -sq1 -cq2 -cq1 cc=464001");
}

static void leave_at_shutdown(struct t_script *t)
{
	t->gone = strstr(t->log, "cc=464001");
}

static void nvme_remove__goes_while_it_shuts_down__not_waited_for(void **state)
{
	struct t_script *t = *state;

	assert_int_equal(t_script_probe(t), 0);
	t->on_step = leave_at_shutdown;
	nvme_remove(t->dev);
	t->dev = NULL;
	assert_int_equal(t->env->now_ns, 100000000);
}

static void nvme_remove__shutdown_fails__goes_all_the_same(void **state)
{
	struct t_script *t = *state;

	assert_int_equal(t_script_probe(t), 0);
	t->ready_ns = 1000000000000;
	nvme_remove(t->dev);
	t->dev = NULL;
	assert_hits(t->env, BP_SITE_NVME_SHUTDOWN, 1);
	assert_int_equal(t->env->now_ns, 5100000000); /* 5 s, polled each 100 ms */
}

/* What it needs before it looks at the controller: itself, its queues, a page for discards. */
static void nvme_probe__no_memory_to_begin_with__enomem(void **state)
{
	static const struct {
		enum bp_alloc_kind kind;
		unsigned skip;
	} cases[] = { { BP_ALLOC_NVME, 0 }, { BP_ALLOC_NVME, 1 }, { BP_ALLOC_PAGE, 0 } };
	struct t_script *t = *state;

	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		t_p2p_fail(&t->p2p, cases[i].kind, cases[i].skip);
		assert_int_equal(t_script_probe(t), -ENOMEM);
		assert_string_equal(t->log, "");
	}
	t_p2p_fail(&t->p2p, BP_ALLOC_NR, 0);
}

/* Whatever cannot be had: the probe says so, and holds nothing; what is optional is done without.
 */
static void nvme_probe__no_memory__nothing_held(void **state)
{
	static const enum bp_alloc_kind kinds[] = {
		BP_ALLOC_NVME, BP_ALLOC_COHERENT, BP_ALLOC_QUEUE, BP_ALLOC_IRQ,	 BP_ALLOC_POOL,
		BP_ALLOC_BIO,  BP_ALLOC_MEMPOOL,  BP_ALLOC_DMA,	  BP_ALLOC_PAGE,
	};
	unsigned failed = 0;
	struct t_script *t = *state;

	t->id.oacs = cpu_to_le16(NVME_CTRL_OACS_DBBUF_SUPP);
	for (unsigned i = 0; i < bp_array_size(kinds); i++) {
		for (unsigned skip = 0; skip < 40; skip++) {
			struct nvme_dev *dev = NULL;
			int error;

			t_p2p_fail(&t->p2p, kinds[i], skip);
			error = nvme_probe(t->pdev, &t->params, &dev);
			failed += error != 0;
			assert_int_equal(!error, dev != NULL);
			if (dev)
				assert_int_equal(dev->ctrl.state, dev->ctrl.tagset
									  ? NVME_CTRL_LIVE
									  : NVME_CTRL_ADMIN_ONLY);
			if (dev)
				nvme_remove(dev);
			t_p2p_fail(&t->p2p, BP_ALLOC_NR, 0);
			assert_int_equal(bp_ram_report(t->ram).allocated, 0);
			assert_int_equal(t->env->live[BP_ALLOC_NVME], 0);
			assert_int_equal(t->env->live[BP_ALLOC_QUEUE], 0);
			t->log[0] = '\0';
		}
	}
	assert_in_range(failed, 20, 200);
	assert_hits(t->env, BP_SITE_PAGE_UNKNOWN, 0);
	assert_hits(t->env, BP_SITE_PAGE_PUT_FREE, 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_in_script(nvme_probe__the_function__its_dma_limits),
		t_in_script(nvme_probe__two_queues__in_order),
		t_in_script(nvme_probe__a_namespace__is_a_disk),
		t_in_script(nvme_probe__gone_or_never_ready__enodev),
		t_in_script(nvme_probe__ready_later__polled_each_100_ms),
		t_in_script(nvme_probe__ready_and_more__ready),
		t_in_script(nvme_probe__large_pages_only__enodev),
		t_in_script(nvme_probe__goes_while_it_comes_up__enodev),
		t_in_script(nvme_probe__no_room_for_registers__enodev),
		t_in_script(nvme_pci_enable__command_register__memory_and_master),
		t_in_script(nvme_pci_enable__gone_in_a_reset__disabled_at_once),
		t_in_script(nvme_probe__identify_fails__eio),
		t_in_script(nvme_remove__two_queues__deleted_in_order),
		t_in_script(nvme_remove__goes_while_it_shuts_down__not_waited_for),
		t_in_script(nvme_remove__shutdown_fails__goes_all_the_same),
		t_in_script(nvme_probe__no_memory_to_begin_with__enomem),
		t_in_script(nvme_probe__no_memory__nothing_held),
		t_in_script(submit_bio_wait__a_write__command_and_completion),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
