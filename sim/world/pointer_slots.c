/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include <blkpath/queue.h>

#include "world/pointer_slots.h"

#define DESCRIPTOR_BYTES sizeof(struct nvme_sgl_desc)

static bool is_sgl(const struct bp_slot_walk *w)
{
	return w->built->choice == BP_NVME_SGL || w->built->choice == BP_NVME_SIMPLE_SGL;
}

void bp_slots_start(struct bp_slot_walk *w, const struct bp_event *event)
{
	const struct bp_nvme_built *built = &event->nvme->built;

	*w = (struct bp_slot_walk){ .env = event->env, .built = built, .list = BP_SLOT_IN_COMMAND };
	if (built->choice != BP_NVME_NO_DATA)
		w->left = blk_rq_payload_bytes(event->rq);
}

/* Where a slot of a list lies; NULL when that list is not shown. */
static const u8 *bytes_at(const struct bp_slot_walk *w, unsigned list, u64 offset)
{
	const struct bp_nvme_list *lists = w->built->lists;

	if (list >= bp_min(w->built->nr_lists, BP_NVME_LISTS_SHOWN))
		return NULL;
	return (const u8 *)bp_virt_bytes(w->env, lists[list].virt) + offset;
}

static u64 address_at(const struct bp_slot_walk *w, u64 offset)
{
	return w->built->lists[w->list].dma.dma + offset;
}

static u64 to_page_end(const struct bp_slot_walk *w, u64 address)
{
	return w->built->page_size - address % w->built->page_size;
}

static void take(struct bp_slot_walk *w, struct bp_slot *slot)
{
	slot->is_data = true;
	slot->bytes = bp_min(w->left, to_page_end(w, slot->value));
	w->left -= slot->bytes;
}

/* What a list holds of what is left. */
static void lead_on(struct bp_slot_walk *w, struct bp_slot *slot)
{
	const u64 slots = (w->left + w->built->page_size - 1) / w->built->page_size;

	slot->is_data = false;
	slot->bytes = bp_min(slots * sizeof(__le64), to_page_end(w, slot->value));
	w->list = w->list == BP_SLOT_IN_COMMAND ? 0 : w->list + 1;
	w->index = 0;
}

static void prp_of_command(struct bp_slot_walk *w, struct bp_slot *slot)
{
	const union nvme_data_ptr *pointer = &w->built->command.common.dptr;

	slot->index = w->index++;
	slot->value = le64_to_cpu(slot->index ? pointer->prp2 : pointer->prp1);
	if (!slot->index || w->left <= w->built->page_size)
		take(w, slot);
	else
		lead_on(w, slot);
}

/* NVH-17.6: the last slot of a page leads on while more than a page of data is left. */
static bool prp_of_list(struct bp_slot_walk *w, struct bp_slot *slot)
{
	const u64 offset = w->index * sizeof(__le64);
	const u8 *bytes = bytes_at(w, w->list, offset);
	__le64 value;

	if (!bytes)
		return false;
	memcpy(&value, bytes, sizeof(value));
	slot->index = w->index++;
	slot->at = address_at(w, offset);
	slot->value = le64_to_cpu(value);
	if (to_page_end(w, slot->at) == sizeof(value) && w->left > w->built->page_size)
		lead_on(w, slot);
	else
		take(w, slot);
	return true;
}

static void describe(struct bp_slot_walk *w, const struct nvme_sgl_desc *desc, struct bp_slot *slot)
{
	slot->value = le64_to_cpu(desc->addr);
	slot->bytes = le32_to_cpu(desc->length);
	slot->type = desc->type;
	slot->is_data = desc->type >> 4 == NVME_SGL_FMT_DATA_DESC;
	if (slot->is_data) {
		w->left -= bp_min(w->left, slot->bytes);
		return;
	}
	w->nr = (unsigned)(slot->bytes / DESCRIPTOR_BYTES);
	w->list = w->list == BP_SLOT_IN_COMMAND ? 0 : w->list + 1;
	w->index = 0;
}

static bool descriptor_of_list(struct bp_slot_walk *w, struct bp_slot *slot)
{
	const u64 offset = w->index * DESCRIPTOR_BYTES;
	const u8 *bytes = w->index < w->nr ? bytes_at(w, w->list, offset) : NULL;
	struct nvme_sgl_desc desc;

	if (!bytes)
		return false;
	memcpy(&desc, bytes, sizeof(desc));
	slot->index = w->index++;
	slot->at = address_at(w, offset);
	describe(w, &desc, slot);
	return true;
}

bool bp_slots_next(struct bp_slot_walk *w, struct bp_slot *slot)
{
	if (!w->left)
		return false;
	*slot = (struct bp_slot){ .list = w->list };
	if (w->list != BP_SLOT_IN_COMMAND)
		return is_sgl(w) ? descriptor_of_list(w, slot) : prp_of_list(w, slot);
	if (is_sgl(w))
		describe(w, &w->built->command.common.dptr.sgl, slot);
	else
		prp_of_command(w, slot);
	return true;
}
