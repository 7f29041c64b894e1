/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How the controller of a script answers commands.
 */
#include <stdio.h>
#include <string.h>

#include <blkpath/nvme_admin.h>

#include "bp_test.h"
#include "nvme_script_parts.h"

void t_script_note(struct t_script *t, const char *word, u64 number)
{
	const size_t at = strlen(t->log);

	snprintf(t->log + at, sizeof(t->log) - at, at ? " %s%llx" : "%s%llx", word,
		 (unsigned long long)number);
}

/* Memory by bus address, which is the physical one of RAM. */

static void load(struct t_script *t, u64 bus, void *data, size_t bytes)
{
	const u64 cmb = pci_bus_address(t->pdev, 2).bus;

	if (bus >= cmb && bus < cmb + T_P2P_BAR2)
		memcpy(data, &t->cmb[bus - cmb], bytes);
	else
		assert_int_equal(bp_ram_read(t->ram, bp_phys_addr(bus), data, bytes), 0);
}

static void store(struct t_script *t, u64 bus, const void *data, size_t bytes)
{
	assert_int_equal(bp_ram_write(t->ram, bp_phys_addr(bus), data, bytes), 0);
}

void t_script_step(struct t_script *t)
{
	t->steps++;
	if (t->on_step)
		t->on_step(t);
}

static bool is_out(const struct t_script *t)
{
	return t->gone || t->dead;
}

/* Is this one of those? */
static bool is_due(unsigned *nr)
{
	if (!*nr)
		return false;
	--*nr;
	return true;
}

static u16 once(u16 *value)
{
	const u16 taken = *value;

	*value = 0;
	return taken;
}

void t_script_post(struct t_script *t, u16 qid, u16 cid, u16 status, u64 result)
{
	struct t_script_queue *queue = &t->queue[qid];
	const struct nvme_completion cqe = {
		.result.u64 = cpu_to_le64(result),
		.sq_head = cpu_to_le16(queue->sq_head),
		.sq_id = cpu_to_le16(qid),
		.command_id = cpu_to_le16(cid ^ once(&t->stray)),
		.status = cpu_to_le16((u16)((once(&t->spoil) ?: status) << 1 | queue->phase)),
	};

	t_script_step(t);
	if (is_out(t) || !queue->cq_size || is_due(&t->lose) || (qid && t->lose_io))
		return;
	store(t, queue->cq + queue->cq_tail * sizeof(cqe), &cqe, sizeof(cqe));
	if (++queue->cq_tail == queue->cq_size) {
		queue->cq_tail = 0;
		queue->phase ^= 1;
	}
	if (queue->interrupts && !is_due(&t->mute))
		bp_pci_interrupt(t->pdev, queue->vector);
	if (is_due(&t->twice))
		t_script_post(t, qid, cid, status, result);
}

/* Admin commands. */

static void list_namespaces(struct t_script *t, u32 after, u64 to)
{
	__le32 list[NVME_IDENTIFY_DATA_SIZE / 4] = { 0 };
	unsigned nr = 0;

	for (unsigned i = 0; i < bp_array_size(t->namespaces) && !t->highest; i++)
		if (t->namespaces[i] > after)
			list[nr++] = cpu_to_le32(t->namespaces[i]);
	for (u32 nsid = after + 1; nsid <= t->highest && nr < bp_array_size(list); nsid++)
		list[nr++] = cpu_to_le32(nsid);
	store(t, to, list, sizeof(list));
}

static u16 identify(struct t_script *t, const struct nvme_command *c)
{
	const u32 cns = le32_to_cpu(c->common.cdw10);
	const u64 to = le64_to_cpu(c->common.dptr.prp1);

	t_script_note(t, "id", cns);
	if (cns == NVME_ID_CNS_CTRL)
		store(t, to, &t->id, sizeof(t->id));
	if (cns == NVME_ID_CNS_NS)
		store(t, to, &t->ns, sizeof(t->ns));
	if (cns != NVME_ID_CNS_NS_ACTIVE_LIST)
		return 0;
	if (t->no_lists)
		return NVME_SC_INVALID_FIELD | NVME_SC_DNR;
	list_namespaces(t, le32_to_cpu(c->common.nsid), to);
	return 0;
}

static u64 set_features(struct t_script *t, const struct nvme_command *c)
{
	const u32 fid = le32_to_cpu(c->common.cdw10);
	const u32 sqs = t->nr_queues - 1u, cqs = t->nr_cqs ? t->nr_cqs - 1u : sqs;

	t_script_note(t, "feat", fid);
	return fid == NVME_FEAT_NUM_QUEUES ? sqs | cqs << 16 : 0;
}

static void create(struct t_script *t, const struct nvme_command *c, bool is_cq)
{
	const u16 qid = le16_to_cpu(is_cq ? c->create_cq.cqid : c->create_sq.sqid);
	struct t_script_queue *queue = &t->queue[qid];

	t_script_note(t, is_cq ? "cq" : "sq", qid);
	if (!is_cq) {
		queue->sq = le64_to_cpu(c->create_sq.prp1);
		queue->sq_size = (u16)(le16_to_cpu(c->create_sq.qsize) + 1);
		return;
	}
	*queue = (struct t_script_queue){
		.cq = le64_to_cpu(c->create_cq.prp1),
		.cq_size = (u16)(le16_to_cpu(c->create_cq.qsize) + 1),
		.interrupts = le16_to_cpu(c->create_cq.cq_flags) & NVME_CQ_IRQ_ENABLED,
		.vector = le16_to_cpu(c->create_cq.irq_vector),
		.phase = 1,
	};
}

static bool is_refused(struct t_script *t, u8 opcode)
{
	if (!t->status[opcode])
		return false;
	if (!t->status_after[opcode])
		return true;
	t->status_after[opcode]--;
	return false;
}

static void admin(struct t_script *t, const struct nvme_command *c)
{
	const u16 cid = le16_to_cpu(c->common.command_id);
	const u8 opcode = c->common.opcode;
	u16 status = 0;
	u64 result = 0;

	t->last_admin = *c;
	if (is_refused(t, opcode)) {
		t_script_note(t, "refused", opcode);
		t_script_post(t, 0, cid, t->status[opcode], 0);
		return;
	}
	switch (opcode) {
	case nvme_admin_identify:
		status = identify(t, c);
		break;
	case nvme_admin_set_features:
		result = set_features(t, c);
		break;
	case nvme_admin_create_cq:
	case nvme_admin_create_sq:
		create(t, c, opcode == nvme_admin_create_cq);
		break;
	case nvme_admin_delete_cq:
	case nvme_admin_delete_sq:
		t_script_note(t, opcode == nvme_admin_delete_cq ? "-cq" : "-sq",
			      le16_to_cpu(c->delete_queue.qid));
		break;
	case nvme_admin_async_event:
		t_script_note(t, "aer", cid);
		t->aer_cid = cid;
		t->aer_waits = true;
		return;
	default:
		t_script_note(t, "op", opcode);
	}
	t_script_post(t, 0, cid, status, result);
}

static void io(struct t_script *t, u16 qid, const struct nvme_command *c)
{
	const u16 cid = le16_to_cpu(c->common.command_id);

	t->last_io = *c;
	if (!t->hold) {
		t_script_post(t, qid, cid, 0, 0);
		return;
	}
	assert_in_range(t->nr_held, 0, bp_array_size(t->held) - 1);
	t->held[t->nr_held++] = cid;
}

void t_script_fetch(struct bp_work *work)
{
	struct t_script *t = bp_container_of(work, struct t_script, work);
	struct nvme_command c;

	for (u16 qid = 0; qid < T_SCRIPT_QUEUES; qid++) {
		struct t_script_queue *queue = &t->queue[qid];

		while (queue->sq_head != queue->sq_tail) {
			t_script_step(t);
			if (is_out(t) || queue->sq_head == queue->sq_tail)
				return;
			load(t, queue->sq + queue->sq_head * sizeof(c), &c, sizeof(c));
			queue->sq_head = (u16)((queue->sq_head + 1) % queue->sq_size);
			if (qid)
				io(t, qid, &c);
			else
				admin(t, &c);
		}
	}
}

void t_script_finish(struct t_script *t, u16 status)
{
	assert_true(t->nr_held);
	t_script_post(t, 1, t->held[0], status, 0);
	memmove(t->held, t->held + 1, --t->nr_held * sizeof(t->held[0]));
}

void t_script_event(struct t_script *t, u32 result)
{
	assert_true(t->aer_waits);
	t->aer_waits = false;
	t_script_post(t, 0, t->aer_cid, 0, result);
}
