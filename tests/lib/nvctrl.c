/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nvctrl.h"

#include <string.h>

#include "bp_test.h"

#define RAM_START 0x1000000ull
#define PAGE 4096u
#define DOORBELL(id, is_cq) (NVME_REG_DBS + (2ull * (id) + (is_cq)) * 4)
#define ENABLED (NVME_CC_ENABLE | NVME_CC_IOSQES | NVME_CC_IOCQES)

static phys_addr_t reg_at(const struct t_nvctrl *t, u64 reg)
{
	return bp_phys_addr(t_fabric_dev(t->at, t->name)->resource[0].start + reg);
}

u64 t_nvctrl_read64(struct t_nvctrl *t, u64 reg)
{
	u64 value;

	bp_fabric_cpu_read(t->at->fabric, reg_at(t, reg), &value, sizeof(value));
	return value;
}

void t_nvctrl_write64(struct t_nvctrl *t, u64 reg, u64 value)
{
	bp_fabric_cpu_write(t->at->fabric, reg_at(t, reg), &value, sizeof(value));
}

u32 t_nvctrl_read(struct t_nvctrl *t, u64 reg)
{
	u32 value;

	bp_fabric_cpu_read(t->at->fabric, reg_at(t, reg), &value, sizeof(value));
	return value;
}

void t_nvctrl_write(struct t_nvctrl *t, u64 reg, u32 value)
{
	bp_fabric_cpu_write(t->at->fabric, reg_at(t, reg), &value, sizeof(value));
}

void t_nvctrl_put(struct t_nvctrl *t, u64 address, const void *data, u32 bytes)
{
	assert_int_equal(bp_backing_write(&t->at->ram, address, data, bytes), 0);
}

void t_nvctrl_get(struct t_nvctrl *t, u64 address, void *data, u32 bytes)
{
	assert_true(bp_backing_read(&t->at->ram, address, data, bytes));
}

u64 t_nvctrl_ram(struct t_nvctrl *t, u64 bytes)
{
	static const u8 zeroes[PAGE];
	const u64 at = t->free_ram;

	for (u64 done = 0; done < bytes; done += PAGE)
		t_nvctrl_put(t, at + done, zeroes, PAGE);
	t->free_ram = at + (bytes + PAGE - 1) / PAGE * PAGE;
	return at;
}

void t_nvctrl_machine(struct t_nvctrl *t, const struct bp_nvme_config *config)
{
	memset(t, 0, sizeof(*t));
	t_fabric_init(&t->f, "RP - a ; RP - b", 0, 0);
	t->at = &t->f;
	t->name = 'a';
	t->free_ram = RAM_START;
	t->config = config ? *config : bp_nvme_config_default();
}

void t_nvctrl_engine(struct t_nvctrl *t, const struct bp_nvme_config *config,
		     const struct bp_nvme_parts *parts)
{
	struct bp_error err = { 0 };

	t_nvctrl_machine(t, config);
	if (bp_nvme_engine_new(t->at->fabric, t_fabric_dev(t->at, t->name), &t->config, parts,
			       &t->ctrl, &err))
		fail_msg("no controller: %s", err.text);
}

void t_nvctrl_fini(struct t_nvctrl *t)
{
	bp_nvme_controller_free(t->ctrl);
	if (t->at == &t->f)
		t_fabric_fini(&t->f);
}

static void make_ring(struct t_nvctrl *t, u16 qid)
{
	t->ring[qid] = (struct t_ring){
		.sq = t_nvctrl_ram(t, T_NVCTRL_DEPTH * sizeof(struct nvme_command)),
		.cq = t_nvctrl_ram(t, T_NVCTRL_DEPTH * sizeof(struct nvme_completion)),
		.size = T_NVCTRL_DEPTH,
		.phase = true,
	};
}

static void wait_ready(struct t_nvctrl *t, u32 ready)
{
	while ((t_nvctrl_read(t, NVME_REG_CSTS) & NVME_CSTS_RDY) != ready)
		if (!bp_wait(&t->at->pci.env))
			fail_msg("CSTS stays 0x%x", t_nvctrl_read(t, NVME_REG_CSTS));
}

void t_nvctrl_enable(struct t_nvctrl *t)
{
	make_ring(t, 0);
	t_nvctrl_write(t, NVME_REG_AQA, (T_NVCTRL_DEPTH - 1) | (T_NVCTRL_DEPTH - 1) << 16);
	t_nvctrl_write64(t, NVME_REG_ASQ, t->ring[0].sq);
	t_nvctrl_write64(t, NVME_REG_ACQ, t->ring[0].cq);
	t_nvctrl_write(t, NVME_REG_CC, ENABLED);
	wait_ready(t, NVME_CSTS_RDY);
}

void t_nvctrl_disable(struct t_nvctrl *t)
{
	t_nvctrl_write(t, NVME_REG_CC, ENABLED & ~NVME_CC_ENABLE);
	wait_ready(t, 0);
	memset(t->ring, 0, sizeof(t->ring));
}

void t_nvctrl_queues(struct t_nvctrl *t, u16 nr)
{
	for (u16 qid = 1; qid <= nr; qid++) {
		struct nvme_command cq = { .create_cq = { .opcode = nvme_admin_create_cq } };
		struct nvme_command sq = { .create_sq = { .opcode = nvme_admin_create_sq } };

		make_ring(t, qid);
		cq.create_cq.prp1 = cpu_to_le64(t->ring[qid].cq);
		cq.create_cq.cqid = cpu_to_le16(qid);
		cq.create_cq.qsize = cpu_to_le16(T_NVCTRL_DEPTH - 1);
		cq.create_cq.cq_flags = cpu_to_le16(NVME_QUEUE_PHYS_CONTIG);
		assert_nvme_status(t_nvctrl_status(t, 0, &cq), NVME_SC_SUCCESS);
		sq.create_sq.prp1 = cpu_to_le64(t->ring[qid].sq);
		sq.create_sq.sqid = cpu_to_le16(qid);
		sq.create_sq.qsize = cpu_to_le16(T_NVCTRL_DEPTH - 1);
		sq.create_sq.sq_flags = cpu_to_le16(NVME_QUEUE_PHYS_CONTIG);
		sq.create_sq.cqid = cpu_to_le16(qid);
		assert_nvme_status(t_nvctrl_status(t, 0, &sq), NVME_SC_SUCCESS);
	}
}

u16 t_nvctrl_submit(struct t_nvctrl *t, u16 qid, const struct nvme_command *cmd)
{
	struct t_ring *ring = &t->ring[qid];
	struct nvme_command entry = *cmd;

	entry.common.command_id = cpu_to_le16(t->cid);
	t_nvctrl_put(t, ring->sq + ring->tail * sizeof(entry), &entry, sizeof(entry));
	ring->tail = (ring->tail + 1) % ring->size;
	t_nvctrl_write(t, DOORBELL(qid, 0), ring->tail);
	return t->cid++;
}

bool t_nvctrl_peek(struct t_nvctrl *t, u16 qid, struct nvme_completion *cqe)
{
	struct t_ring *ring = &t->ring[qid];

	t_nvctrl_get(t, ring->cq + ring->head * sizeof(*cqe), cqe, sizeof(*cqe));
	if ((le16_to_cpu(cqe->status) & 1) != ring->phase)
		return false;
	ring->head = (ring->head + 1) % ring->size;
	if (!ring->head)
		ring->phase = !ring->phase;
	t_nvctrl_write(t, DOORBELL(qid, 1), ring->head);
	return true;
}

bool t_nvctrl_reap(struct t_nvctrl *t, u16 qid, struct nvme_completion *cqe)
{
	while (!t_nvctrl_peek(t, qid, cqe))
		if (!bp_wait(&t->at->pci.env))
			return false;
	return true;
}

struct nvme_completion t_nvctrl_run(struct t_nvctrl *t, u16 qid, const struct nvme_command *cmd)
{
	const u16 cid = t_nvctrl_submit(t, qid, cmd);
	struct nvme_completion cqe;

	if (!t_nvctrl_reap(t, qid, &cqe))
		fail_msg("command %u: no completion", cid);
	assert_int_equal(le16_to_cpu(cqe.command_id), cid);
	return cqe;
}

u16 t_nvctrl_status(struct t_nvctrl *t, u16 qid, const struct nvme_command *cmd)
{
	return le16_to_cpu(t_nvctrl_run(t, qid, cmd).status) >> 1;
}
