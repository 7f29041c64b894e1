/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands of any bytes: first one that could be right, then what is wrong with it.
 */
#include "proof/nvme/bare.h"

static u64 bar(const struct bp_bare *bare, unsigned nr)
{
	return bare->machine.function->resource[nr].start;
}

u64 bp_bare_address(struct bp_bare *bare)
{
	struct bp_choices *c = &bare->trial->choices;
	u64 base;

	switch (bp_choose_below(c, 32)) {
	case 25:
		base = bar(bare, 0) + bp_choose(c, 0, NVME_REG_DBS);
		break;
	case 26 ... 28:
		base = bar(bare, 2) + bp_choose_below(c, 256) * BP_BARE_PAGE;
		break;
	case 29:
		base = bp_choose(c, 0, BP_BARE_SQS, BP_BARE_CQS, 0xc0000000 - BP_BARE_PAGE);
		break;
	case 30:
		base = bar(bare, 2) + pci_resource_len(bare->machine.function, 2);
		break;
	case 31:
		base = bp_choose_below(c, 0);
		break;
	default:
		base = BP_BARE_DATA + bp_choose_below(c, BP_BARE_DATA_PAGES) * BP_BARE_PAGE;
		break;
	}
	return base + bp_choose_edge(c, 0, BP_BARE_PAGE, 0, 0, 0, 4, 512, 4088, 4080, 1);
}

/* Data mostly, then a segment, the last one, and anything. */
static u8 descriptor_type(struct bp_choices *c)
{
	const u8 type = (u8)bp_choose(c, 0, 0, 0, 0x10, 0x20, 0x30, 0x30, 0x40, 0x50);

	return bp_choose_once_in(c, 32) ? (u8)bp_choose_below(c, 256) : type;
}

static u32 descriptor_length(struct bp_choices *c, bool leads)
{
	if (bp_choose_once_in(c, 32))
		return (u32)bp_choose_below(c, 1ull << 32);
	if (leads)
		return (u32)bp_choose_between(c, 1, 8) * 16;
	return (u32)bp_choose(c, 512, 4096, 1024, 0, 8192, 1);
}

static struct nvme_sgl_desc descriptor(struct bp_bare *bare)
{
	struct nvme_sgl_desc desc = { .type = descriptor_type(&bare->trial->choices) };

	desc.length =
		cpu_to_le32(descriptor_length(&bare->trial->choices, (desc.type & 0xe0) == 0x20));
	desc.addr = cpu_to_le64(bp_bare_address(bare));
	return desc;
}

void bp_bare_lists(struct bp_bare *bare)
{
	struct bp_choices *c = &bare->trial->choices;
	const bool sgl = bp_choose_once_in(c, 2);
	const unsigned n = (unsigned)bp_choose_between(c, 1, 16);
	u64 at = BP_BARE_DATA + bp_choose_below(c, BP_BARE_DATA_PAGES) * BP_BARE_PAGE;

	at += bp_choose(c, 0, BP_BARE_PAGE - 16 * n);
	for (unsigned i = 0; i < n && sgl; i++) {
		const struct nvme_sgl_desc desc = descriptor(bare);

		bp_ram_write(bare->ram, bp_phys_addr(at + 16 * i), &desc, sizeof(desc));
	}
	for (unsigned i = 0; i < 2 * n && !sgl; i++) {
		const __le64 slot = cpu_to_le64(bp_bare_address(bare));

		bp_ram_write(bare->ram, bp_phys_addr(at + 8 * i), &slot, sizeof(slot));
	}
}

static void point(struct bp_bare *bare, struct nvme_common_command *cmd)
{
	struct bp_choices *c = &bare->trial->choices;

	cmd->flags = (u8)bp_choose(c, 0, 0, NVME_CMD_SGL_METABUF, NVME_CMD_SGL_METASEG, 0xc0);
	cmd->metadata = cpu_to_le64(bp_bare_address(bare));
	if (cmd->flags) {
		cmd->dptr.sgl = descriptor(bare);
		return;
	}
	cmd->dptr.prp1 = cpu_to_le64(bp_bare_address(bare));
	cmd->dptr.prp2 = cpu_to_le64(bp_bare_address(bare));
}

static void fill_io(struct bp_bare *bare, struct nvme_command *cmd)
{
	struct bp_choices *c = &bare->trial->choices;

	cmd->rw.slba = cpu_to_le64(bp_choose_edge(c, 0, 1100, 0, 8, 1023, 1024, ~0ull));
	cmd->rw.length = cpu_to_le16((u16)bp_choose_edge(c, 0, 0xffff, 7, 0, 15, 255));
	cmd->rw.control = cpu_to_le16(
		(u16)bp_choose_edge(c, 0, 0xffff, 0, NVME_RW_FUA, NVME_RW_PRINFO_PRACT));
	cmd->common.cdw13 = cpu_to_le32((u32)bp_choose_below(c, 256));
	cmd->rw.reftag = cpu_to_le32((u32)bp_choose(c, 0, 8, 1));
	if (cmd->common.opcode == nvme_cmd_dsm) {
		cmd->common.cdw10 = cpu_to_le32((u32)bp_choose_below(c, 256));
		cmd->common.cdw11 = cpu_to_le32((u32)bp_choose(c, NVME_DSMGMT_AD, 7));
	}
}

static void fill_admin(struct bp_bare *bare, struct nvme_command *cmd)
{
	struct bp_choices *c = &bare->trial->choices;
	const u32 lower = (u32)bp_choose_below(c, 256);
	const u32 upper = (u32)bp_choose_edge(c, 0, 0xffff, 0, 0x1f, 0x3ff) << 16;

	cmd->common.cdw10 = cpu_to_le32(lower | upper);
	cmd->common.cdw11 = cpu_to_le32((u32)bp_choose_edge(c, 0, ~0u, 1, 0, 0x10001, 0x20003));
	cmd->common.cdw12 = cpu_to_le32((u32)bp_choose_edge(c, 0, ~0u, 0, 1));
	cmd->common.cdw13 = cpu_to_le32((u32)bp_choose_edge(c, 0, ~0u, 0, 1));
}

static u8 opcode(struct bp_choices *c, bool is_admin)
{
	static const u8 io[] = { nvme_cmd_read,	       nvme_cmd_write,	nvme_cmd_flush,
				 nvme_cmd_compare,     nvme_cmd_verify, nvme_cmd_write_zeroes,
				 nvme_cmd_write_uncor, nvme_cmd_dsm };
	static const u8 admin[] = {
		nvme_admin_identify,	 nvme_admin_get_log_page, nvme_admin_set_features,
		nvme_admin_get_features, nvme_admin_create_cq,	  nvme_admin_create_sq,
		nvme_admin_delete_sq,	 nvme_admin_delete_cq,	  nvme_admin_abort_cmd,
		nvme_admin_async_event,	 nvme_admin_keep_alive,	  nvme_admin_dbbuf,
		nvme_admin_format_nvm,
	};

	if (is_admin)
		return admin[bp_choose_below(c, bp_array_size(admin))];
	return io[bp_choose_below(c, bp_array_size(io))];
}

struct nvme_command bp_bare_command(struct bp_bare *bare, u16 qid)
{
	struct bp_choices *c = &bare->trial->choices;
	struct nvme_command cmd = { .common.opcode = opcode(c, !qid) };

	cmd.common.nsid = cpu_to_le32((u32)bp_choose(c, 1, 1, 2, 1, 0, 3, ~0u));
	point(bare, &cmd.common);
	if (qid)
		fill_io(bare, &cmd);
	else
		fill_admin(bare, &cmd);
	if (bp_choose_once_in(c, 32))
		bare->command_id = (u16)bp_choose_below(c, 65536);
	cmd.common.command_id = cpu_to_le16(bare->command_id++);
	for (u64 n = bp_choose(c, 0, 0, 0, 0, 1, 2, 64); n; n--) {
		const u64 at = bp_choose_below(c, sizeof(cmd));

		cmd.bp_bytes[at] = (u8)bp_choose_below(c, 256);
	}
	bp_trial_say(bare->trial, "%s 0x%02x, in queue %u", qid ? "I/O command" : "admin command",
		     cmd.common.opcode, qid);
	return cmd;
}
