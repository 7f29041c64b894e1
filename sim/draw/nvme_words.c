/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include <blkpath/nvme_status.h>

#include "draw/nvme_words.h"

typedef unsigned long long ull;

#define PRINFO_SHIFT 10
#define FUA (1u << 14)
#define LIMITED_RETRY (1u << 15)
#define DEALLOCATE (1u << 9)
#define AD (1u << 2)

struct opcode_words {
	u8 opcode;
	const char *words;
};

static const struct opcode_words io_opcodes[] = {
	{ 0x00, "flush" },
	{ 0x01, "write" },
	{ 0x02, "read" },
	{ 0x04, "write uncorrectable" },
	{ 0x05, "compare" },
	{ 0x08, "write zeroes" },
	{ 0x09, "dataset management" },
	{ 0x0c, "verify" },
	{ 0 },
};

static const struct opcode_words admin_opcodes[] = {
	{ 0x00, "delete SQ" },	  { 0x01, "create SQ" },
	{ 0x02, "get log page" }, { 0x04, "delete CQ" },
	{ 0x05, "create CQ" },	  { 0x06, "identify" },
	{ 0x08, "abort" },	  { 0x09, "set features" },
	{ 0x0a, "get features" }, { 0x0c, "async event request" },
	{ 0x18, "keep alive" },	  { 0x7c, "doorbell buffer config" },
	{ 0x80, "format NVM" },	  { 0 },
};

const char *bp_nvme_opcode_words(u8 opcode, bool admin, char *words)
{
	const struct opcode_words *row = admin ? admin_opcodes : io_opcodes;

	for (; row->words; row++)
		if (row->opcode == opcode)
			return row->words;
	snprintf(words, BP_NVME_WORDS_MAX, "opcode 0x%02x", opcode);
	return words;
}

const char *bp_nvme_choice_words(enum bp_nvme_choice choice)
{
	static const char *const words[] = {
		[BP_NVME_NO_DATA] = "no data", [BP_NVME_SIMPLE_PRP] = "simple PRP",
		[BP_NVME_PRP] = "PRP",	       [BP_NVME_SIMPLE_SGL] = "simple SGL",
		[BP_NVME_SGL] = "SGL",
	};

	return words[choice];
}

const char *bp_nvme_sgl_words(u8 type)
{
	static const char *const words[] = { "data block",	 "bit bucket",
					     "segment",		 "last segment",
					     "keyed data block", "transport data block" };

	return type >> 4 < (int)bp_array_size(words) ? words[type >> 4] : "unknown type";
}

static bool is_sgl(const struct nvme_command *cmd)
{
	return cmd->common.flags & NVME_CMD_SGL_ALL;
}

static void say_first(const struct nvme_command *cmd, bool admin, char *words)
{
	static const char *const pointers[] = { "PRP", "SGL", "SGL, MPTR is an SGL", "PSDT 3" };
	char name[BP_NVME_WORDS_MAX];

	snprintf(words, BP_NVME_WORDS_MAX, "%s (0x%02x), %s, CID 0x%x, NSID %u",
		 bp_nvme_opcode_words(cmd->common.opcode, admin, name), cmd->common.opcode,
		 pointers[cmd->common.flags >> 6], le16_to_cpu(cmd->common.command_id),
		 le32_to_cpu(cmd->common.nsid));
}

static void say_pointer(const struct nvme_command *cmd, bool second, char *words)
{
	const union nvme_data_ptr *pointer = &cmd->common.dptr;
	const __le64 prp = second ? pointer->prp2 : pointer->prp1;

	if (is_sgl(cmd) && second)
		snprintf(words, BP_NVME_WORDS_MAX, "SGL: %s of %u bytes",
			 bp_nvme_sgl_words(pointer->sgl.type), le32_to_cpu(pointer->sgl.length));
	else if (is_sgl(cmd))
		snprintf(words, BP_NVME_WORDS_MAX, "SGL: address 0x%llx",
			 (ull)le64_to_cpu(pointer->sgl.addr));
	else if (le64_to_cpu(prp))
		snprintf(words, BP_NVME_WORDS_MAX, "PRP%d 0x%llx", 1 + second,
			 (ull)le64_to_cpu(prp));
}

static bool has_blocks(u8 opcode)
{
	return opcode == nvme_cmd_read || opcode == nvme_cmd_write || opcode == nvme_cmd_compare ||
	       opcode == nvme_cmd_write_zeroes;
}

static void say_start(const struct nvme_command *cmd, char *words)
{
	if (has_blocks(cmd->common.opcode))
		snprintf(words, BP_NVME_WORDS_MAX, "SLBA %llu", (ull)le64_to_cpu(cmd->rw.slba));
	else if (cmd->common.opcode == nvme_cmd_dsm)
		snprintf(words, BP_NVME_WORDS_MAX, "%u range%s%s",
			 (le32_to_cpu(cmd->common.cdw10) & 0xff) + 1,
			 le32_to_cpu(cmd->common.cdw10) & 0xff ? "s" : "",
			 le32_to_cpu(cmd->common.cdw11) & AD ? ", deallocate" : "");
}

static void say_length(const struct nvme_command *cmd, char *words)
{
	const unsigned control = le16_to_cpu(cmd->rw.control);
	const unsigned stream = le32_to_cpu(cmd->rw.dsmgmt) >> 16;
	char more[64] = "";

	if (!has_blocks(cmd->common.opcode))
		return;
	if (control >> PRINFO_SHIFT & 0xf)
		snprintf(more, sizeof(more), ", PRINFO 0x%x", control >> PRINFO_SHIFT & 0xf);
	if (stream)
		snprintf(more + strlen(more), sizeof(more) - strlen(more), ", stream %u", stream);
	snprintf(words, BP_NVME_WORDS_MAX, "%u block%s%s%s%s%s", le16_to_cpu(cmd->rw.length) + 1u,
		 le16_to_cpu(cmd->rw.length) ? "s" : "", control & FUA ? ", FUA" : "",
		 control & LIMITED_RETRY ? ", limited retry" : "",
		 control & DEALLOCATE ? ", deallocate" : "", more);
}

static void say_tags(const struct nvme_command *cmd, char *words)
{
	if (!has_blocks(cmd->common.opcode) ||
	    !(le32_to_cpu(cmd->rw.reftag) || le16_to_cpu(cmd->rw.apptag)))
		return;
	snprintf(words, BP_NVME_WORDS_MAX, "reference tag 0x%x, application tag 0x%x, mask 0x%x",
		 le32_to_cpu(cmd->rw.reftag), le16_to_cpu(cmd->rw.apptag),
		 le16_to_cpu(cmd->rw.appmask));
}

static void say_metadata(const struct nvme_command *cmd, char *words)
{
	const u64 metadata = le64_to_cpu(cmd->common.metadata);

	if (metadata)
		snprintf(words, BP_NVME_WORDS_MAX, "MPTR 0x%llx", (ull)metadata);
}

static void say_abort(const struct nvme_command *cmd, char *words)
{
	if (cmd->common.opcode == nvme_admin_abort_cmd)
		snprintf(words, BP_NVME_WORDS_MAX, "CID 0x%x of queue %u",
			 le16_to_cpu(cmd->abort.cid), le16_to_cpu(cmd->abort.sqid));
}

const char *bp_nvme_sqe_words(const struct nvme_command *cmd, bool admin, unsigned row, char *words)
{
	*words = '\0';
	if (row == 0)
		say_first(cmd, admin, words);
	else if (row == 2)
		say_metadata(cmd, words);
	else if (row == 3 || row == 4)
		say_pointer(cmd, row == 4, words);
	else if (row == 5 && admin)
		say_abort(cmd, words);
	else if (row == 5)
		say_start(cmd, words);
	else if (row == 6 && !admin)
		say_length(cmd, words);
	else if (row == 7 && !admin)
		say_tags(cmd, words);
	return words;
}

const char *bp_nvme_status_text(__le16 status, char *words)
{
	const u16 shifted = le16_to_cpu(status) >> 1;

	if (!shifted)
		return "success";
	snprintf(words, BP_NVME_WORDS_MAX, "%s (0x%03x)%s", bp_nvme_status_name(shifted),
		 shifted & BP_NVME_SC_MASK, shifted & NVME_SC_DNR ? ", do not retry" : "");
	return words;
}
