/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A mapped list is cut so that each memory region can hold its part (DEF-RDMA-2, DEF-RDMA-3).
 *
 * A region has room for so many pages, and v5.2 counts entries.  Where entries are pages the two
 * come to the same; longer ones are cut between pages here.
 */
#include "rw.h"

#define PAGE(env, addr) ((addr) >> (env)->page_shift)

struct scatterlist *bp_rw_next(struct bp_env *env, struct scatterlist *sg)
{
	if (sg->page_link == BP_RW_UNWRITTEN)
		bp_finding(env, BP_SITE_RDMA_RW_UNINIT, 0, 0);
	return sg_next(sg);
}

static void move_on(struct bp_env *env, struct bp_rw_list *list)
{
	list->sg = bp_rw_next(env, list->sg);
	list->nents--;
	list->offset = 0;
}

/* How much of an entry fits into @room pages; one that it shares with the entry before is free. */
static u64 fitting(const struct bp_env *env, u64 addr, u64 bytes, u32 room, bool shared)
{
	u64 end = (PAGE(env, addr) + shared + room) << env->page_shift;

	return bp_min(bytes, end - addr);
}

static u32 pages_of(const struct bp_env *env, u64 addr, u64 bytes, bool shared)
{
	return (u32)(PAGE(env, addr + bytes - 1) - PAGE(env, addr) + !shared);
}

static void put(struct scatterlist *sg, u64 addr, u64 bytes)
{
	sg_dma_address(sg) = bp_dma_addr(addr);
	sg_dma_len(sg) = (unsigned)bytes;
}

u32 bp_rw_cut(struct bp_env *env, struct bp_rw_list *list, u32 most, struct scatterlist *to)
{
	u32 nr = 0, room = most;
	u64 before = 0;

	while (list->nents && nr < most) {
		u64 addr = bp_dma_u64(sg_dma_address(list->sg)) + list->offset;
		u64 left = sg_dma_len(list->sg) - list->offset, taken;
		bool shared = nr && addr == before && (addr & (bp_page_size(env) - 1));

		if (!left) {
			move_on(env, list);
			continue;
		}
		taken = fitting(env, addr, left, room, shared);
		if (!room && !shared)
			break;
		room -= pages_of(env, addr, taken, shared);
		if (to)
			put(&to[nr], addr, taken);
		nr++;
		before = addr + taken;
		list->offset += (u32)taken;
		if (taken == left)
			move_on(env, list);
		else
			break;
	}
	return nr;
}
