/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "world/data_pointer.h"

#include <errno.h>

#define PAGE_BYTES 4096u /* of the controller: the host driver sets no other */
#define SLOT_BYTES sizeof(__le64)

struct reader {
	struct bp_ram *ram;
	struct bp_pointer_entries *entries;
	u64 left;
};

static int add(struct reader *r, u64 addr, u64 bytes)
{
	const struct bp_pointer_entry entry = { addr, (u32)bytes };

	if (!bp_list_add(r->entries, entry))
		return -ENOMEM;
	r->left -= bp_min(r->left, bytes);
	return 0;
}

static int add_page(struct reader *r, u64 addr)
{
	return add(r, addr, bp_min(r->left, (u64)PAGE_BYTES - addr % PAGE_BYTES));
}

static int read_slot(const struct reader *r, u64 addr, u64 *value)
{
	__le64 slot;
	int error = bp_ram_read(r->ram, bp_phys_addr(addr), &slot, sizeof(slot));

	*value = error ? 0 : le64_to_cpu(slot);
	return error;
}

/* NVH-17.6: the last slot of a page leads on while more than a page of data is left. */
static bool leads_on(const struct reader *r, u64 slot)
{
	return slot % PAGE_BYTES == PAGE_BYTES - SLOT_BYTES && r->left > PAGE_BYTES;
}

static int read_list(struct reader *r, u64 slot)
{
	int error = 0;

	while (r->left && !error) {
		u64 addr;

		error = read_slot(r, slot, &addr);
		if (error)
			return error;
		if (!leads_on(r, slot)) {
			error = add_page(r, addr);
			slot += SLOT_BYTES;
		} else if (addr % PAGE_BYTES) {
			error = -EINVAL;
		} else {
			slot = addr;
		}
	}
	return error;
}

static int read_prps(struct reader *r, const struct nvme_command *cmd)
{
	const u64 prp2 = le64_to_cpu(cmd->common.dptr.prp2);
	int error = add_page(r, le64_to_cpu(cmd->common.dptr.prp1));

	if (error || !r->left)
		return error;
	return r->left <= PAGE_BYTES ? add_page(r, prp2) : read_list(r, prp2);
}

static u8 format(const struct nvme_sgl_desc *desc)
{
	return desc->type >> 4;
}

static bool is_segment(const struct nvme_sgl_desc *desc)
{
	return format(desc) == NVME_SGL_FMT_SEG_DESC || format(desc) == NVME_SGL_FMT_LAST_SEG_DESC;
}

static int add_block(struct reader *r, const struct nvme_sgl_desc *desc)
{
	if (format(desc) != NVME_SGL_FMT_DATA_DESC || !le32_to_cpu(desc->length))
		return -EINVAL;
	return add(r, le64_to_cpu(desc->addr), le32_to_cpu(desc->length));
}

/* The data blocks of a segment, at least one; its last descriptor may lead on. */
static int read_segment(struct reader *r, struct nvme_sgl_desc *desc)
{
	const u64 list = le64_to_cpu(desc->addr);
	const u32 descriptors = le32_to_cpu(desc->length) / (u32)sizeof(*desc);
	const u64 before = r->left;
	int error = 0;

	for (u32 i = 0; i < descriptors && r->left && !error; i++) {
		error = bp_ram_read(r->ram, bp_phys_addr(list + i * sizeof(*desc)), desc,
				    sizeof(*desc));
		if (!error && (i + 1 < descriptors || !is_segment(desc)))
			error = add_block(r, desc);
	}
	return !error && r->left == before ? -EINVAL : error;
}

static int read_sgls(struct reader *r, const struct nvme_command *cmd)
{
	struct nvme_sgl_desc desc = cmd->common.dptr.sgl;
	int error = 0;

	if (!is_segment(&desc))
		return add_block(r, &desc);
	while (!error && r->left && is_segment(&desc))
		error = read_segment(r, &desc);
	return error;
}

int bp_data_pointer_read(struct bp_ram *ram, const struct nvme_command *cmd, u64 bytes,
			 struct bp_pointer_entries *entries)
{
	struct reader r = { ram, entries, bytes };

	return cmd->common.flags & NVME_CMD_SGL_ALL ? read_sgls(&r, cmd) : read_prps(&r, cmd);
}
