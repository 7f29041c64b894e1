/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include <blkpath/bio_build.h>
#include <blkpath/bio_life.h>
#include <blkpath/io.h>

#include "bp_test.h"
#include "nvme_script_parts.h"

#define GONE 0xffffffffffffffffull
#define BLOCKS 2048

/* Registers. */

static u64 read_register(const struct t_script *t, u64 offset)
{
	switch (offset) {
	case NVME_REG_CAP:
		return t->cap;
	case NVME_REG_CAP + 4:
		return t->cap >> 32;
	case NVME_REG_VS:
		return t->vs;
	case NVME_REG_CC:
		return t->cc;
	case NVME_REG_CSTS:
		return t->csts;
	case NVME_REG_CMBLOC:
		return t->cmbloc;
	case NVME_REG_CMBSZ:
		return t->cmbsz;
	}
	return 0;
}

static void become(struct bp_timer *timer)
{
	struct t_script *t = bp_container_of(timer, struct t_script, timer);

	t->csts = t->cc & NVME_CC_ENABLE && !t->never_ready ? NVME_CSTS_RDY : 0;
	if (t->cc & NVME_CC_SHN_MASK)
		t->csts |= NVME_CSTS_SHST_CMPLT;
}

static void set_cc(struct t_script *t, u32 value)
{
	if ((value ^ t->cc) & NVME_CC_ENABLE) {
		memset(t->queue, 0, sizeof(t->queue));
		t->queue[0] = (struct t_script_queue){ .sq = t->asq,
						       .cq = t->acq,
						       .sq_size = (u16)((t->aqa & 0xfff) + 1),
						       .cq_size = (u16)((t->aqa >> 16) + 1),
						       .phase = 1,
						       .interrupts = true };
		t->aer_waits = t->dead = false;
		t->nr_held = 0;
	}
	t->cc = value;
	bp_timer_arm(t->env, &t->timer, t->env->now_ns + t->ready_ns);
	if (!t->ready_ns) {
		bp_timer_cancel(t->env, &t->timer);
		become(&t->timer);
	}
}

static void put_half(u64 *value, u64 offset, u32 half)
{
	const unsigned shift = offset & 4 ? 32 : 0;

	*value = (*value & ~(0xffffffffull << shift)) | (u64)half << shift;
}

static void ring(struct t_script *t, u64 offset, u16 value)
{
	const u64 index = (offset - NVME_REG_DBS) / (4u << NVME_CAP_STRIDE(t->cap));
	struct t_script_queue *queue = &t->queue[index / 2];

	assert_in_range(index / 2, 0, T_SCRIPT_QUEUES - 1);
	if (index % 2) {
		queue->cq_head = value;
		queue->cq_rings++;
		return;
	}
	queue->sq_tail = value;
	queue->sq_rings++;
	bp_work_queue(t->env, &t->work);
}

static void write_register(struct t_script *t, u64 offset, u32 value)
{
	if (offset >= NVME_REG_DBS) {
		ring(t, offset, (u16)value);
		return;
	}
	if (offset == NVME_REG_CC) {
		t_script_note(t, "cc=", value);
		set_cc(t, value);
	} else if (offset == NVME_REG_CSTS) {
		t_script_note(t, "csts=", value);
	} else if (offset == NVME_REG_AQA) {
		t_script_note(t, "aqa=", value);
		t->aqa = value;
	} else if (offset >= NVME_REG_ASQ && offset < NVME_REG_ASQ + 8) {
		t_script_note(t, offset & 4 ? "asq." : "asq", 0);
		put_half(&t->asq, offset, value);
	} else if (offset >= NVME_REG_ACQ && offset < NVME_REG_ACQ + 8) {
		t_script_note(t, offset & 4 ? "acq." : "acq", 0);
		put_half(&t->acq, offset, value);
	}
}

static u64 bar(const struct t_script *t, unsigned nr)
{
	return pci_resource_start(t->pdev, nr);
}

static void io_read(void *arg, phys_addr_t phys, void *data, unsigned bytes)
{
	struct t_script *t = arg;
	u64 value;

	t_script_step(t);
	value = t->gone ? GONE : read_register(t, bp_phys_u64(phys) - bar(t, 0));
	memcpy(data, &value, bytes);
}

static void io_write(void *arg, phys_addr_t phys, const void *data, unsigned bytes)
{
	struct t_script *t = arg;
	const u64 at = bp_phys_u64(phys);
	u32 value;

	if (at >= bar(t, 2) && at < bar(t, 2) + T_P2P_BAR2) {
		memcpy(&t->cmb[at - bar(t, 2)], data, bytes);
		return;
	}
	assert_int_equal(bytes, 4);
	memcpy(&value, data, 4);
	t_script_step(t);
	if (!t->gone)
		write_register(t, at - bar(t, 0), value);
}

static void record(struct bp_sink *sink, const struct bp_event *event)
{
	struct t_script *t = bp_container_of(sink, struct t_script, sink);

	if (event->id == BP_EV_NVME_DOORBELL && t->nr_rung < T_SCRIPT_TAPE &&
	    event->nvme->doorbell.qid)
		t->rung[t->nr_rung++] = event->nvme->doorbell;
}

static void describe(struct t_script *t)
{
	t->cap = 1023 | 1 << 16 | 20 << 24 | 1ull << 37;
	t->vs = 0x10300;
	t->nr_queues = 4;
	t->id.nn = cpu_to_le32(4);
	t->id.sqes = 0x66;
	t->id.cqes = 0x44;
	t->id.acl = 3;
	t->ns.nsze = t->ns.ncap = cpu_to_le64(BLOCKS);
	t->ns.lbaf[0].ds = 9;
	t->namespaces[0] = 1;
	t->pdev->bp_msix_vectors = 8;
}

void t_script_init(struct t_script *t, u64 offset)
{
	static const struct bp_io_ops ops = { io_read, io_write };

	memset(t, 0, sizeof(*t));
	t_p2p_init(&t->p2p, "RP.0 - a", BP_P2P_DIRECT, offset);
	t->env = &t->p2p.pci.env;
	t->ram = bp_ram_new(t->env);
	assert_non_null(t->ram);
	t->pdev = t_p2p_dev(&t->p2p, 'a');
	t->env->io_ops = &ops;
	t->env->io_arg = t;
	t->work.fn = t_script_fetch;
	t->timer.fn = become;
	t->sink.fn = record;
	t->params = bp_nvme_params_default();
	bp_sink_add(t->env, &t->sink);
	describe(t);
}

int t_script_set_up(void **state)
{
	static struct t_script t;

	t_script_init(&t, 0x10000000);
	*state = &t;
	return 0;
}

int t_script_tear_down(void **state)
{
	t_script_fini(*state);
	return 0;
}

int t_script_probe(struct t_script *t)
{
	return nvme_probe(t->pdev, &t->params, &t->dev);
}

void t_script_fini(struct t_script *t)
{
	if (t->dev)
		nvme_remove(t->dev);
	assert_hits(t->env, BP_SITE_QUEUE_NOT_FROZEN, 0);
	assert_hits(t->env, BP_SITE_PCI_IRQ_FREE, 0);
	assert_hits(t->env, BP_SITE_PCI_IRQ_BUSY, 0);
	assert_int_equal(bp_ram_report(t->ram).allocated, 0);
	for (unsigned kind = 0; kind < BP_ALLOC_NR; kind++)
		if (kind != BP_ALLOC_MAPPING) /* RAM's */
			assert_int_equal(t->env->live[kind], 0);
	bp_sink_remove(t->env, &t->sink);
	bp_timer_cancel(t->env, &t->timer);
	bp_ram_free(t->ram);
	t_p2p_fini(&t->p2p);
}

struct bio *t_script_bio(struct t_script *t, unsigned opf, sector_t sector)
{
	struct bio *bio = bio_kmalloc(t->env, GFP_KERNEL, 1);

	assert_non_null(bio);
	bio->bi_opf = opf;
	bio->bi_disk = bp_nvme_find_ns(&t->dev->ctrl, 1)->disk;
	bio->bi_iter.bi_sector = sector;
	__bio_add_page(bio, pfn_to_page(0x100), 4096, 0);
	return bio;
}
