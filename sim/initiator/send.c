/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A command goes on its way: key, capsule, work (rdma-nvmet.md D1 to D3, R-D7).
 */
#include <string.h>

#include "initiator/engine.h"

static const struct bp_initiator_twist honest;

static const struct bp_initiator_twist *twist_of(const struct bp_initiator_slot *slot)
{
	return slot->command->twist ? slot->command->twist : &honest;
}

static u32 told_length(const struct bp_initiator_slot *slot)
{
	return (u32)bp_initiator_bytes(slot->command) + twist_of(slot)->add_length;
}

/* R-D3: the data begins right behind the command. */
static void put_offset(struct bp_initiator_slot *slot)
{
	const struct bp_initiator_twist *twist = twist_of(slot);

	slot->command->cmd.common.dptr.sgl = (struct nvme_sgl_desc){
		.addr = cpu_to_le64(twist->add_addr),
		.length = cpu_to_le32(told_length(slot)),
		.type = BP_NVMF_SGL_OFFSET ^ twist->xor_type,
	};
}

/* R-D2, R-D7: without data there is no address and no key, and nothing to invalidate. */
static void put_key(struct bp_initiator_slot *slot)
{
	const struct bp_initiator_twist *twist = twist_of(slot);
	const bool is_own = !slot->has_key || slot->command->way == BP_INITIATOR_KEYED_OWN;
	const u8 type = is_own ? BP_NVMF_SGL_KEYED : BP_NVMF_SGL_KEYED_INVALIDATE;
	const struct nvme_keyed_sgl_desc sgl = bp_nvmf_keyed(
		(slot->has_key ? slot->mr->iova : 0) + twist->add_addr, told_length(slot),
		(slot->has_key ? slot->mr->rkey : 0) ^ twist->xor_key, type ^ twist->xor_type);

	memcpy(&slot->command->cmd.common.dptr, &sgl, sizeof(sgl));
}

static void put_command(struct bp_initiator_slot *slot)
{
	const struct bp_rdma_flat *flat = &slot->queue->host->flat;
	union nvmf_command *cmd = &slot->command->cmd;

	cmd->common.flags = NVME_CMD_SGL_METABUF ^ twist_of(slot)->xor_flags;
	cmd->common.command_id = cpu_to_le16(slot->cid);
	memcpy(flat->data + (slot->capsule - flat->base), cmd, sizeof(*cmd));
}

/* The capsule: the command, and the data that goes along. */
static int fill_entries(const struct bp_initiator_slot *slot, bool with_data, struct ib_sge *sge)
{
	const struct bp_initiator_command *command = slot->command;
	const u32 lkey = slot->queue->host->pd->local_dma_lkey;
	int n = 0;

	sge[n++] = (struct ib_sge){ slot->capsule,
				    BP_INITIATOR_CAPSULE_BYTES - twist_of(slot)->missing_capsule,
				    lkey };
	for (unsigned i = 0; with_data && i < command->nr_segments; i++)
		sge[n++] = (struct ib_sge){ command->segments[i].addr, command->segments[i].bytes,
					    lkey };
	return n;
}

static int post(struct bp_initiator_slot *slot, bool with_data)
{
	struct ib_sge sge[1 + BP_INITIATOR_INLINE_SEGMENTS];
	struct ib_send_wr send = {
		.opcode = IB_WR_SEND,
		.send_flags = IB_SEND_SIGNALED,
		.wr_cqe = &slot->sent,
		.sg_list = sge,
		.num_sge = fill_entries(slot, with_data, sge),
	};
	struct ib_reg_wr reg;

	if (!slot->has_key)
		return ib_post_send(slot->queue->id->qp, &send, NULL);
	bp_initiator_region_wr(slot, &reg);
	reg.wr.next = &send;
	slot->mr->need_inval = true;
	return ib_post_send(slot->queue->id->qp, &reg.wr, NULL);
}

static void arm(struct bp_initiator_slot *slot)
{
	const struct bp_initiator *host = slot->queue->host;
	const struct bp_initiator_twist *twist = twist_of(slot);

	bp_timer_arm(host->env, &slot->timeout, host->env->now_ns + host->config.timeout_ns);
	if (twist->drops)
		bp_timer_arm(host->env, &slot->drop, host->env->now_ns + twist->drop_ns);
}

/* Data in a capsule goes to the target only; of a read there is none. */
static bool sends_data(const struct bp_initiator_slot *slot, bool is_inline)
{
	return is_inline && nvme_is_write(&slot->command->cmd.nvme) &&
	       !twist_of(slot)->missing_capsule;
}

int bp_initiator_send(struct bp_initiator_slot *slot)
{
	struct bp_initiator *host = slot->queue->host;
	const bool is_inline = bp_initiator_goes_inline(host, slot->queue->qid, slot->command);
	int error = 0;

	slot->waits = BP_INITIATOR_SENT | BP_INITIATOR_ANSWERED;
	slot->has_key = !is_inline && slot->command->nr_segments;
	if (slot->has_key)
		error = bp_initiator_region_map(slot);
	if (error)
		return error;
	if (is_inline)
		put_offset(slot);
	else
		put_key(slot);
	put_command(slot);
	arm(slot);
	host->counters.sent++;
	host->counters.inline_data += is_inline;
	host->counters.registered += slot->has_key;
	return post(slot, sends_data(slot, is_inline));
}
