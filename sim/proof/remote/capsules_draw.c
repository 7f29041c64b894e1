/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "proof/remote/capsules.h"

static u64 address(struct bp_capsules *c, u32 bytes)
{
	const u64 area = bp_initiator_area(c->world->host);

	return area +
	       bp_choose_edge(&c->trial->choices, 0, BP_CAPSULES_AREA - bytes, 0, 4096, 1, 512);
}

/* Whole pages where there is more than one piece, else any memory. */
static void draw_data(struct bp_capsules *c, struct bp_capsule *capsule)
{
	struct bp_choices *choices = &c->trial->choices;
	const unsigned n = (unsigned)bp_choose(choices, 1, 1, 0, 2, BP_CAPSULES_SEGMENTS);
	const bool whole = n > 1;

	for (unsigned i = 0; i < n; i++) {
		struct bp_initiator_segment *segment = &capsule->segments[i];

		segment->bytes = whole ? 4096
				       : (u32)bp_choose_edge(choices, 1, 0x4000, 4096, 512, 8192,
							     16384, 1024);
		segment->addr = address(c, segment->bytes);
		if (whole)
			segment->addr &= ~4095ull;
	}
	capsule->command.segments = capsule->segments;
	capsule->command.nr_segments = n;
	capsule->command.way = (enum bp_initiator_way)bp_choose_below(choices, 4);
}

static void draw_twist(struct bp_capsules *c, struct bp_initiator_twist *t)
{
	struct bp_choices *choices = &c->trial->choices;

	switch (bp_choose_below(choices, 24)) {
	case 15:
		t->xor_flags = (u8)bp_choose_below(choices, 256);
		break;
	case 16:
		t->xor_type = (u8)bp_choose_below(choices, 256);
		break;
	case 17:
		t->xor_key = (u32)bp_choose_edge(choices, 0, ~0u, 1, 0x100);
		break;
	case 18:
		t->add_addr = bp_choose_edge(choices, 0, ~0ull, 1, 4096, ~0ull);
		break;
	case 19:
		t->add_length = (u32)bp_choose_edge(choices, 0, ~0u, 1, 512, 0xfffffe00);
		break;
	case 20:
		t->xor_access = (int)bp_choose_below(choices, 32);
		break;
	case 21:
		t->short_region = (u32)bp_choose_edge(choices, 0, 0x4000, 1, 512);
		break;
	case 22:
		t->missing_capsule = (u32)bp_choose_edge(choices, 0, 80, 1, 64);
		break;
	case 23:
		t->drops = bp_choose_once_in(choices, 4);
		t->drop_ns = bp_choose_edge(choices, 0, 100000, 0, 1000, 10000);
		break;
	}
}

static void draw_io(struct bp_choices *choices, union nvmf_command *cmd)
{
	static const u8 opcodes[] = { nvme_cmd_write, nvme_cmd_read,	     nvme_cmd_write,
				      nvme_cmd_flush, nvme_cmd_write_zeroes, nvme_cmd_dsm,
				      nvme_cmd_read,  nvme_cmd_compare };
	struct nvme_rw_command *rw = &cmd->nvme.rw;

	rw->opcode = opcodes[bp_choose_below(choices, bp_array_size(opcodes))];
	rw->nsid = cpu_to_le32((u32)bp_choose(choices, 1, 1, 1, 1, 0, 2, ~0u));
	rw->slba = cpu_to_le64(bp_choose_edge(choices, 0, 2100, 0, 8, 2040, 2048, ~0ull));
	rw->length = cpu_to_le16((u16)bp_choose_edge(choices, 0, 0xffff, 7, 0, 15, 31));
	if (rw->opcode != nvme_cmd_dsm)
		return;
	cmd->nvme.common.cdw10 = cpu_to_le32((u32)bp_choose_below(choices, 256));
	cmd->nvme.common.cdw11 = cpu_to_le32((u32)bp_choose(choices, NVME_DSMGMT_AD, 0, 7));
}

static void draw_admin(struct bp_choices *choices, union nvmf_command *cmd)
{
	static const u8 opcodes[] = { nvme_admin_identify,     nvme_admin_keep_alive,
				      nvme_admin_get_features, nvme_admin_set_features,
				      nvme_admin_get_log_page, nvme_admin_async_event,
				      nvme_admin_abort_cmd };
	struct nvme_common_command *common = &cmd->nvme.common;

	common->opcode = opcodes[bp_choose_below(choices, bp_array_size(opcodes))];
	common->nsid = cpu_to_le32((u32)bp_choose(choices, 1, 0, ~0u));
	common->cdw10 = cpu_to_le32((u32)bp_choose_edge(choices, 0, ~0u, 1, 0, 2, 7));
	common->cdw11 = cpu_to_le32((u32)bp_choose_edge(choices, 0, ~0u, 0, 0x10001));
}

static void draw_fabrics(struct bp_choices *choices, union nvmf_command *cmd)
{
	cmd->common.opcode = nvme_fabrics_command;
	cmd->fabrics.fctype =
		(u8)bp_choose(choices, nvme_fabrics_type_property_get, nvme_fabrics_type_connect,
			      nvme_fabrics_type_property_set, 2, 0xff);
	if (cmd->fabrics.fctype == nvme_fabrics_type_connect) {
		cmd->connect.qid = cpu_to_le16((u16)bp_choose(choices, 1, 0, 2, 0xffff));
		cmd->connect.sqsize = cpu_to_le16((u16)bp_choose(choices, 7, 0, 31, 0xffff));
		cmd->connect.cattr = (u8)bp_choose(choices, 0, NVME_CONNECT_DISABLE_SQFLOW);
		return;
	}
	cmd->prop_set.attrib = (u8)bp_choose(choices, 0, 1, 2);
	cmd->prop_set.offset = cpu_to_le32((u32)bp_choose_edge(
		choices, 0, ~0u, NVME_REG_CC, NVME_REG_CSTS, NVME_REG_CAP, NVME_REG_VS));
	cmd->prop_set.value = cpu_to_le64(
		bp_choose_edge(choices, 0, ~0ull, 0x460001, 0x460000, 0x464001, 0x468001, 0));
}

void bp_capsules_draw(struct bp_capsules *c, struct bp_capsule *capsule, u16 qid)
{
	struct bp_choices *choices = &c->trial->choices;
	union nvmf_command *cmd = &capsule->command.cmd;
	u8 *bytes = (u8 *)cmd;

	memset(capsule, 0, sizeof(*capsule));
	if (bp_choose_once_in(choices, 12))
		draw_fabrics(choices, cmd);
	else if (qid)
		draw_io(choices, cmd);
	else
		draw_admin(choices, cmd);
	for (u64 n = bp_choose(choices, 0, 0, 0, 0, 0, 1, 2, 64); n; n--) {
		const u64 at = bp_choose_below(choices, sizeof(*cmd));

		bytes[at] = (u8)bp_choose_below(choices, 256);
	}
	draw_data(c, capsule);
	draw_twist(c, &capsule->twist);
	capsule->command.twist = &capsule->twist;
	bp_trial_say(c->trial, "%s 0x%02x, %u segments of %llu bytes",
		     qid ? "I/O command" : "admin command", cmd->nvme.common.opcode,
		     capsule->command.nr_segments,
		     (unsigned long long)bp_initiator_bytes(&capsule->command));
}
