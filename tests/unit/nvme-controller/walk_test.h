/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory for walks: lists lie in fenced blocks, every touch is written down.
 */
#ifndef WALK_TEST_H
#define WALK_TEST_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bp_test.h"
#include "nvme/walk.h"

#define T_PAGE 4096u
#define T_BLOCKS 8
#define T_FETCHES 64
#define DNR NVME_SC_DNR

/* A list in memory: nothing before it, nothing behind it. */
struct t_block {
	u64 address;
	u32 bytes;
	u8 *data;
};

struct t_walk {
	struct t_block block[T_BLOCKS];
	unsigned nr_blocks;
	struct bp_nvme_pieces pieces;
	struct bp_nvme_walk walk;
	u32 descriptors;
	bool forbids;
	u64 forbidden; /* an address that nothing may touch then */
	struct t_vec fetch[T_FETCHES];
	struct t_vec admitted; /* the list that is being read */
	unsigned nr_lists;
	unsigned nr_fetches; /* also those that are not kept */
	u64 fetched;	     /* bytes */
	char text[4096];
};

static inline u16 t_admit(void *arg, enum bp_nvme_purpose purpose, u64 address, u64 bytes)
{
	struct t_walk *t = arg;

	if (purpose == BP_NVME_DMA_LIST || purpose == BP_NVME_DMA_SEGMENT) {
		t->admitted = (struct t_vec){ address, (unsigned)bytes };
		t->nr_lists++;
	}
	return t->forbids && t->forbidden - address < bytes ? NVME_SC_DATA_XFER_ERROR : 0;
}

/* The block that has a range; NULL when a fence is crossed. */
static inline struct t_block *t_block_of(struct t_walk *t, u64 address, u32 bytes)
{
	for (unsigned i = 0; i < t->nr_blocks; i++)
		if (address - t->block[i].address < t->block[i].bytes &&
		    address - t->block[i].address + bytes <= t->block[i].bytes)
			return &t->block[i];
	return NULL;
}

static inline u16 t_fetch(void *arg, enum bp_nvme_purpose purpose, u64 address, void *data,
			  u32 bytes)
{
	struct t_walk *t = arg;
	const struct t_block *block = t_block_of(t, address, bytes);

	(void)purpose;
	if (!block)
		return NVME_SC_DATA_XFER_ERROR;
	assert_true(address >= t->admitted.addr &&
		    address + bytes <= t->admitted.addr + t->admitted.len);
	if (t->nr_fetches < T_FETCHES)
		t->fetch[t->nr_fetches] = (struct t_vec){ address, bytes };
	t->nr_fetches++;
	t->fetched += bytes;
	memcpy(data, block->data + (address - block->address), bytes);
	return 0;
}

static inline struct t_walk *t_walk_new(enum bp_nvme_purpose purpose, u64 bytes)
{
	static const struct bp_nvme_walk_ops ops = { .admit = t_admit, .fetch = t_fetch };
	struct t_walk *t = calloc(1, sizeof(*t));

	assert_non_null(t);
	t->pieces.purpose = purpose;
	t->walk = (struct bp_nvme_walk){
		.ops = &ops,
		.arg = t,
		.page_bytes = T_PAGE,
		.sgls = BP_NVME_SGLS_BYTES,
		.max_descriptors = 65536,
		.descriptors = &t->descriptors,
		.bytes = bytes,
		.pieces = &t->pieces,
	};
	return t;
}

static inline void t_walk_free(struct t_walk *t)
{
	for (unsigned i = 0; i < t->nr_blocks; i++)
		free(t->block[i].data);
	bp_nvme_pieces_fini(&t->pieces);
	free(t);
}

/* A block of exactly these bytes, on the heap: a sanitizer guards its ends too. */
static inline void t_put(struct t_walk *t, u64 address, const void *data, u32 bytes)
{
	struct t_block *block = &t->block[t->nr_blocks++];

	assert_in_range(t->nr_blocks, 1, T_BLOCKS);
	*block = (struct t_block){ address, bytes, malloc(bytes) };
	assert_non_null(block->data);
	memcpy(block->data, data, bytes);
}

/* Slots of a PRP list. */
static inline void t_put_slots(struct t_walk *t, u64 address, const u64 *slots, unsigned nr)
{
	__le64 *list = calloc(nr, sizeof(*list));

	assert_non_null(list);
	for (unsigned i = 0; i < nr; i++)
		list[i] = cpu_to_le64(slots[i]);
	t_put(t, address, list, nr * 8);
	free(list);
}

#define t_put_list(t, address, ...)                                                                \
	t_put_slots(t, address, (const u64[]){ __VA_ARGS__ },                                      \
		    sizeof((const u64[]){ __VA_ARGS__ }) / 8)

static inline struct nvme_sgl_desc t_sgl(u8 type, u64 address, u32 bytes)
{
	return (struct nvme_sgl_desc){
		.addr = cpu_to_le64(address),
		.length = cpu_to_le32(bytes),
		.type = type,
	};
}

#define T_DATA(address, bytes) t_sgl(0x00, address, bytes)
#define T_BUCKET(bytes) t_sgl(0x10, 0, bytes)
#define T_SEGMENT(address, bytes) t_sgl(0x20, address, bytes)
#define T_LAST(address, bytes) t_sgl(0x30, address, bytes)

#define t_put_segment(t, address, ...)                                                             \
	t_put(t, address, (const struct nvme_sgl_desc[]){ __VA_ARGS__ },                           \
	      sizeof((const struct nvme_sgl_desc[]){ __VA_ARGS__ }))

/* "10e00+200 11000+1000 -+40", hexadecimal, a bucket without address. */
static inline const char *t_pieces_text(struct t_walk *t)
{
	size_t used = 0;

	t->text[0] = '\0';
	for (u32 i = 0; i < t->pieces.nr && used < sizeof(t->text) - 48; i++) {
		const struct bp_nvme_piece *piece = &t->pieces.piece[i];
		char address[20] = "-";

		if (!piece->is_bucket)
			snprintf(address, sizeof(address), "%llx",
				 (unsigned long long)piece->address);
		used += (size_t)snprintf(t->text + used, sizeof(t->text) - used, "%s%s+%x",
					 i ? " " : "", address, piece->bytes);
	}
	return t->text;
}

#endif
