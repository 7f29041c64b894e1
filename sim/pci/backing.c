/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "pci/backing.h"

#define PAGE_BYTES 4096u

struct bp_page {
	u64 number;
	u8 bytes[PAGE_BYTES];
};

static struct bp_page **slot_of(struct bp_page **slots, unsigned nr_slots, u64 number)
{
	unsigned at = (unsigned)(number * 0x9e3779b97f4a7c15ull >> 32) & (nr_slots - 1);

	while (slots[at] && slots[at]->number != number)
		at = (at + 1) & (nr_slots - 1);
	return &slots[at];
}

/* Keeps half of the slots empty. */
static bool grow(struct bp_backing *backing)
{
	unsigned nr_slots = backing->nr_slots ? backing->nr_slots * 2 : 16;
	struct bp_page **slots;

	if (backing->nr_pages * 2 < backing->nr_slots)
		return true;
	slots = calloc(nr_slots, sizeof(*slots));
	if (!slots)
		return false;
	for (unsigned i = 0; i < backing->nr_slots; i++)
		if (backing->pages[i])
			*slot_of(slots, nr_slots, backing->pages[i]->number) = backing->pages[i];
	free(backing->pages);
	backing->pages = slots;
	backing->nr_slots = nr_slots;
	return true;
}

static struct bp_page *page_get(struct bp_backing *backing, u64 number)
{
	struct bp_page **slot;

	if (!grow(backing))
		return NULL;
	slot = slot_of(backing->pages, backing->nr_slots, number);
	if (*slot)
		return *slot;
	*slot = calloc(1, sizeof(**slot));
	if (!*slot)
		return NULL;
	(*slot)->number = number;
	backing->nr_pages++;
	return *slot;
}

static unsigned part_of_page(u64 offset, unsigned bytes)
{
	return (unsigned)bp_min((u64)bytes, PAGE_BYTES - offset % PAGE_BYTES);
}

bool bp_backing_takes(const struct bp_backing *backing, u64 offset, unsigned bytes)
{
	return !bp_backing_is_register(backing, offset) ||
	       ((bytes == 4 || bytes == 8) && offset % bytes == 0);
}

bool bp_backing_read(const struct bp_backing *backing, u64 offset, void *data, unsigned bytes)
{
	u64 value = 0;

	if (bp_backing_is_register(backing, offset)) {
		if (!backing->registers->read(backing->context, offset, bytes, &value))
			return false;
		memcpy(data, &value, bytes);
		return true;
	}
	for (unsigned done = 0, part; done < bytes; done += part) {
		struct bp_page *page = NULL;

		part = part_of_page(offset + done, bytes - done);
		if (backing->nr_slots)
			page = *slot_of(backing->pages, backing->nr_slots,
					(offset + done) / PAGE_BYTES);
		if (page)
			memcpy((u8 *)data + done, page->bytes + (offset + done) % PAGE_BYTES, part);
		else
			memset((u8 *)data + done, 0, part);
	}
	return true;
}

bool bp_backing_reserve(struct bp_backing *backing, u64 offset, unsigned bytes)
{
	for (unsigned done = 0, part; done < bytes; done += part) {
		part = part_of_page(offset + done, bytes - done);
		if (!page_get(backing, (offset + done) / PAGE_BYTES))
			return false;
	}
	return true;
}

int bp_backing_write(struct bp_backing *backing, u64 offset, const void *data, unsigned bytes)
{
	u64 value = 0;

	if (bp_backing_is_register(backing, offset)) {
		memcpy(&value, data, bytes);
		return backing->registers->write(backing->context, offset, bytes, value) ? 0 : -EIO;
	}
	if (!bp_backing_reserve(backing, offset, bytes))
		return -ENOMEM;
	for (unsigned done = 0, part; done < bytes; done += part) {
		struct bp_page *page =
			*slot_of(backing->pages, backing->nr_slots, (offset + done) / PAGE_BYTES);

		part = part_of_page(offset + done, bytes - done);
		memcpy(page->bytes + (offset + done) % PAGE_BYTES, (const u8 *)data + done, part);
	}
	return 0;
}

void bp_backing_fini(struct bp_backing *backing)
{
	for (unsigned i = 0; i < backing->nr_slots; i++)
		free(backing->pages[i]);
	free(backing->pages);
	*backing = (struct bp_backing){ 0 };
}
