/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An engine that knows no commands, and a host that sees registers and rings.
 *
 * Admin commands with the opcodes of queues do what they are called; Asynchronous Event Request is
 * held.  I/O commands move as many bytes as CDW12 says and fetch as many lists as CDW13 says,
 * in thought, and result in CDW10.
 */
#ifndef T_ENGINE_TEST_H
#define T_ENGINE_TEST_H

#include <string.h>

#include "bp_test.h"
#include "fabric.h"
#include "nvme/engine.h"

#define T_SQ(qid) (0x100000ull + (qid)*0x20000ull)
#define T_CQ(qid) (T_SQ(qid) + 0x10000)
#define T_ENTRIES 8u

#define T_ENABLED (NVME_CC_ENABLE | NVME_CC_IOSQES | NVME_CC_IOCQES)

/* What a host keeps of a pair of queues. */
struct t_pair {
	u32 size;
	u32 tail;
	u32 head;
	bool phase;
};

/* What the parts of an engine heard; as there is one engine at a time, this is it. */
struct t_heard {
	unsigned executed;
	u16 last_cid;
	unsigned completed;
	unsigned events;
	u8 info;
	unsigned resets;
	unsigned flushes;
	unsigned interrupts;
	unsigned vector;
	unsigned held;
};

static struct t_heard t_heard;

struct t_engine {
	struct t_fabric f;
	struct bp_nvme_config config;
	struct bp_nvme_controller *ctrl;
	struct t_pair pair[4];
};

static u16 t_create_sq(struct bp_nvme_run *run)
{
	const struct nvme_create_sq *c = &run->cmd.create_sq;
	const struct bp_nvme_queue_request what = {
		.id = le16_to_cpu(c->sqid),
		.size = le16_to_cpu(c->qsize) + 1u,
		.base = le64_to_cpu(c->prp1),
		.contiguous = le16_to_cpu(c->sq_flags) & NVME_QUEUE_PHYS_CONTIG,
		.cqid = le16_to_cpu(c->cqid),
	};

	return bp_nvme_sq_create(run->ctrl, &what);
}

static u16 t_create_cq(struct bp_nvme_run *run)
{
	const struct nvme_create_cq *c = &run->cmd.create_cq;
	const struct bp_nvme_queue_request what = {
		.id = le16_to_cpu(c->cqid),
		.size = le16_to_cpu(c->qsize) + 1u,
		.base = le64_to_cpu(c->prp1),
		.contiguous = le16_to_cpu(c->cq_flags) & NVME_QUEUE_PHYS_CONTIG,
		.ien = le16_to_cpu(c->cq_flags) & NVME_CQ_IRQ_ENABLED,
		.vector = le16_to_cpu(c->irq_vector),
	};

	return bp_nvme_cq_create(run->ctrl, &what);
}

static void t_admin(struct bp_nvme_run *run)
{
	u16 id = (u16)le32_to_cpu(run->cmd.common.cdw10);

	t_heard.executed++;
	switch (run->cmd.common.opcode) {
	case nvme_admin_create_sq:
		run->status = t_create_sq(run);
		break;
	case nvme_admin_create_cq:
		run->status = t_create_cq(run);
		break;
	case nvme_admin_delete_sq:
		run->status = bp_nvme_sq_delete(run, id);
		break;
	case nvme_admin_delete_cq:
		run->status = bp_nvme_cq_delete(run->ctrl, id);
		break;
	case nvme_admin_async_event:
		run->hold = true;
		t_heard.held++;
		break;
	default:
		run->status = bp_nvme_dnr(NVME_SC_INVALID_OPCODE);
	}
}

static void t_io(struct bp_nvme_run *run)
{
	t_heard.executed++;
	t_heard.last_cid = bp_nvme_run_cid(run);
	run->moved = le32_to_cpu(run->cmd.common.cdw12);
	run->lists = le32_to_cpu(run->cmd.common.cdw13);
	run->result = le32_to_cpu(run->cmd.common.cdw10);
}

static void t_completed(struct bp_nvme_run *run)
{
	(void)run;
	t_heard.completed++;
}

static void t_event(struct bp_nvme_controller *ctrl, u8 type, u8 info)
{
	(void)ctrl;
	assert_int_equal(type, BP_NVME_EVENT_ERROR);
	t_heard.events++;
	t_heard.info = info;
}

static void t_reset(struct bp_nvme_controller *ctrl)
{
	assert_true(TAILQ_EMPTY(&ctrl->held));
	t_heard.resets++;
}

static void t_flush(struct bp_nvme_controller *ctrl)
{
	(void)ctrl;
	t_heard.flushes++;
}

static void t_interrupt(struct pci_dev *dev, unsigned vector)
{
	(void)dev;
	t_heard.interrupts++;
	t_heard.vector = vector;
}

static const struct bp_nvme_parts t_parts = {
	.admin = t_admin,
	.io = t_io,
	.completed = t_completed,
	.event = t_event,
	.reset = t_reset,
	.flush = t_flush,
	.interrupt = t_interrupt,
};

static inline struct bp_env *t_engine_env(struct t_engine *t)
{
	return &t->f.pci.env;
}

static inline const struct bp_nvme_counters *t_count(const struct t_engine *t)
{
	return bp_nvme_controller_counters(t->ctrl);
}

/* The controller is a of "RP - a ; RP - b"; NULL: the default configuration. */
static inline void t_engine_init(struct t_engine *t, const struct bp_nvme_config *config)
{
	struct bp_error err = { 0 };

	memset(t, 0, sizeof(*t));
	t_heard = (struct t_heard){ 0 };
	t_fabric_init(&t->f, "RP - a ; RP - b", 0, 0);
	t->config = config ? *config : bp_nvme_config_default();
	if (bp_nvme_engine_new(t->f.fabric, t_fabric_dev(&t->f, 'a'), &t->config, &t_parts,
			       &t->ctrl, &err))
		fail_msg("no controller: %s: %s", err.key, err.text);
}

static inline void t_engine_fini(struct t_engine *t)
{
	bp_nvme_controller_free(t->ctrl);
	t_fabric_fini(&t->f);
}

/* Registers, at any width. */
static inline u64 t_read(struct t_engine *t, u64 reg, unsigned bytes)
{
	u64 value = 0;
	u64 bar = t_fabric_dev(&t->f, 'a')->resource[0].start;

	bp_fabric_cpu_read(t->f.fabric, bp_phys_addr(bar + reg), &value, bytes);
	return value;
}

static inline void t_write(struct t_engine *t, u64 reg, u64 value, unsigned bytes)
{
	u64 bar = t_fabric_dev(&t->f, 'a')->resource[0].start;

	bp_fabric_cpu_write(t->f.fabric, bp_phys_addr(bar + reg), &value, bytes);
}

static inline u32 t_csts(struct t_engine *t)
{
	return (u32)t_read(t, NVME_REG_CSTS, 4);
}

static inline void t_cc(struct t_engine *t, u32 cc)
{
	t_write(t, NVME_REG_CC, cc, 4);
}

/* The phases that a host finds in new memory. */
static inline void t_pair_reset(struct t_engine *t, unsigned qid, u32 size)
{
	static const u8 zeroes[0x8000];

	t->pair[qid] = (struct t_pair){ .size = size, .phase = true };
	assert_int_equal(bp_backing_write(&t->f.ram, T_CQ(qid), zeroes, sizeof(zeroes)), 0);
}

/* Admin queues and CC.EN; it may take its time. */
static inline void t_engine_enable(struct t_engine *t)
{
	t_pair_reset(t, 0, T_ENTRIES);
	t_write(t, NVME_REG_AQA, (T_ENTRIES - 1) | (T_ENTRIES - 1) << 16, 4);
	t_write(t, NVME_REG_ASQ, T_SQ(0), 8);
	t_write(t, NVME_REG_ACQ, T_CQ(0), 8);
	t_cc(t, T_ENABLED);
}

static inline void t_doorbell(struct t_engine *t, unsigned qid, bool is_cq, u32 value)
{
	t_write(t, NVME_REG_DBS + (2ull * qid + is_cq) * (4u << t->config.dstrd), value, 4);
}

/* Into the ring, without ringing. */
static inline void t_put(struct t_engine *t, unsigned qid, const struct nvme_command *cmd)
{
	struct t_pair *pair = &t->pair[qid];

	assert_int_equal(bp_backing_write(&t->f.ram, T_SQ(qid) + pair->tail * 64ull, cmd, 64), 0);
	pair->tail = (pair->tail + 1) % pair->size;
}

static inline void t_ring(struct t_engine *t, unsigned qid)
{
	t_doorbell(t, qid, false, t->pair[qid].tail);
}

static inline void t_submit(struct t_engine *t, unsigned qid, const struct nvme_command *cmd)
{
	t_put(t, qid, cmd);
	t_ring(t, qid);
}

/* The entry at the head, which is not taken. */
static inline struct nvme_completion t_peek(struct t_engine *t, unsigned qid)
{
	struct nvme_completion cqe;

	assert_true(bp_backing_read(&t->f.ram, T_CQ(qid) + t->pair[qid].head * 16ull, &cqe, 16));
	return cqe;
}

/* Takes an entry; false: there is none.  The doorbell is not rung. */
static inline bool t_take(struct t_engine *t, unsigned qid, struct nvme_completion *cqe)
{
	struct t_pair *pair = &t->pair[qid];

	*cqe = t_peek(t, qid);
	if ((le16_to_cpu(cqe->status) & 1) != pair->phase)
		return false;
	pair->head = (pair->head + 1) % pair->size;
	pair->phase ^= !pair->head;
	return true;
}

static inline void t_release(struct t_engine *t, unsigned qid)
{
	t_doorbell(t, qid, true, t->pair[qid].head);
}

static inline u16 t_status(const struct nvme_completion *cqe)
{
	return le16_to_cpu(cqe->status) >> 1;
}

static inline void t_run(struct t_engine *t)
{
	bp_work_run(t_engine_env(t));
}

/* An admin command whose completion comes at once: its status. */
static inline u16 t_admin_run(struct t_engine *t, const struct nvme_command *cmd)
{
	struct nvme_completion cqe;

	t_submit(t, 0, cmd);
	t_run(t);
	assert_true(t_take(t, 0, &cqe));
	t_release(t, 0);
	return t_status(&cqe);
}

static inline struct nvme_command t_cq_command(u16 qid, u32 size)
{
	return (struct nvme_command){ .create_cq = {
					      .opcode = nvme_admin_create_cq,
					      .prp1 = cpu_to_le64(T_CQ(qid)),
					      .cqid = cpu_to_le16(qid),
					      .qsize = cpu_to_le16((u16)(size - 1)),
					      .cq_flags = cpu_to_le16(NVME_QUEUE_PHYS_CONTIG |
								      NVME_CQ_IRQ_ENABLED),
					      .irq_vector = cpu_to_le16(qid),
				      } };
}

static inline struct nvme_command t_sq_command(u16 qid, u32 size)
{
	return (struct nvme_command){ .create_sq = {
					      .opcode = nvme_admin_create_sq,
					      .prp1 = cpu_to_le64(T_SQ(qid)),
					      .sqid = cpu_to_le16(qid),
					      .qsize = cpu_to_le16((u16)(size - 1)),
					      .sq_flags = cpu_to_le16(NVME_QUEUE_PHYS_CONTIG),
					      .cqid = cpu_to_le16(qid),
				      } };
}

static inline u16 t_delete(struct t_engine *t, u8 opcode, u16 id)
{
	struct nvme_command cmd = { .common = { .opcode = opcode, .cdw10 = cpu_to_le32(id) } };

	return t_admin_run(t, &cmd);
}

/* A pair of I/O queues. */
static inline void t_queues(struct t_engine *t, u16 qid, u32 size)
{
	struct nvme_command cq = t_cq_command(qid, size), sq = t_sq_command(qid, size);

	t_pair_reset(t, qid, size);
	assert_int_equal(t_admin_run(t, &cq), 0);
	assert_int_equal(t_admin_run(t, &sq), 0);
}

static inline void t_start(struct t_engine *t, const struct bp_nvme_config *config)
{
	t_engine_init(t, config);
	t_engine_enable(t);
	assert_int_equal(t_csts(t), NVME_CSTS_RDY);
}

/* An I/O command. */
static inline struct nvme_command t_command(u8 opcode, u16 cid)
{
	return (struct nvme_command){ .common = {
					      .opcode = opcode,
					      .command_id = cpu_to_le16(cid),
					      .nsid = cpu_to_le32(1),
					      .cdw10 = cpu_to_le32(0x1000u + cid),
				      } };
}

/* Commands of ids @first to @first + @nr - 1, rung once. */
static inline void t_reads(struct t_engine *t, unsigned qid, u16 first, unsigned nr)
{
	for (unsigned i = 0; i < nr; i++) {
		struct nvme_command cmd = t_command(nvme_cmd_read, (u16)(first + i));

		t_put(t, qid, &cmd);
	}
	t_ring(t, qid);
}

static inline void t_fault(struct t_engine *t, const char *text)
{
	struct bp_nvme_fault fault;
	struct bp_error err = { 0 };

	if (bp_nvme_fault_parse(text, &fault, &err))
		fail_msg("%s", err.text);
	assert_int_equal(bp_nvme_fault_add(t->ctrl, &fault), 0);
}

#endif
