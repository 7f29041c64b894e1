/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "pci/backing.h"

#define PAGE_BYTES 4096u

static u8 *page_get(struct bp_backing *backing, u64 number)
{
	u8 *page = bp_sparse_get(&backing->pages, number);

	if (page)
		return page;
	page = calloc(1, PAGE_BYTES);
	if (!page || !bp_sparse_put(&backing->pages, number, page)) {
		free(page);
		return NULL;
	}
	backing->nr_pages++;
	return page;
}

static unsigned part_of_page(u64 offset, unsigned bytes)
{
	return (unsigned)bp_min((u64)bytes, PAGE_BYTES - offset % PAGE_BYTES);
}

bool bp_backing_takes(const struct bp_backing *backing, u64 offset, unsigned bytes)
{
	if (!bp_backing_is_register(backing, offset))
		return true;
	if (backing->registers->any_size)
		return bytes <= 8;
	return (bytes == 4 || bytes == 8) && offset % bytes == 0;
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
		const u8 *page = bp_sparse_get(&backing->pages, (offset + done) / PAGE_BYTES);

		part = part_of_page(offset + done, bytes - done);
		if (page)
			memcpy((u8 *)data + done, page + (offset + done) % PAGE_BYTES, part);
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
		u8 *page = bp_sparse_get(&backing->pages, (offset + done) / PAGE_BYTES);

		part = part_of_page(offset + done, bytes - done);
		memcpy(page + (offset + done) % PAGE_BYTES, (const u8 *)data + done, part);
	}
	return 0;
}

void bp_backing_fini(struct bp_backing *backing)
{
	u8 *page;

	for (u64 number = 0; (page = bp_sparse_next(&backing->pages, &number)); number++)
		free(page);
	bp_sparse_fini(&backing->pages);
	*backing = (struct bp_backing){ 0 };
}
