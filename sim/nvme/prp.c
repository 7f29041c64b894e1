/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Physical region pages (NVC-20).
 *
 *     PRP1 -> ..AA    PRP2 -> list | B | C | ... | next list | -> | Y | Z |
 *
 * What ends the walk is the length of the transfer: a circle of lists is no special case (SV-8).
 */
#include "nvme/walk.h"

#define SLOT_BYTES 8u
#define SLOTS_AT_ONCE 512u

/* What is left to be described, and where the next slot is. */
struct way {
	const struct bp_nvme_walk *walk;
	u64 at;
	u64 left;
};

static u16 bad_offset(void)
{
	return bp_nvme_dnr(NVME_SC_PRP_INVALID_OFFSET);
}

static u64 offset_in_page(const struct bp_nvme_walk *walk, u64 address)
{
	return address & (walk->page_bytes - 1);
}

/* Every page but the first is used from its start on (NVC-20.2, .4). */
static u16 take_page(struct way *way, u64 address)
{
	const u32 bytes = (u32)bp_min(way->left, (u64)way->walk->page_bytes);

	if (offset_in_page(way->walk, address))
		return bad_offset();
	way->left -= bytes;
	return bp_nvme_walk_take(way->walk, address, bytes);
}

static u64 pages_left(const struct way *way)
{
	return (way->left + way->walk->page_bytes - 1) / way->walk->page_bytes;
}

static u64 slots_to_page_end(const struct way *way)
{
	return (way->walk->page_bytes - offset_in_page(way->walk, way->at)) / SLOT_BYTES;
}

/* The last slot of a list page leads on when one page would not be enough (NVC-20.4). */
static bool is_chain(const struct way *way)
{
	return slots_to_page_end(way) == 1 && way->left > way->walk->page_bytes;
}

static u16 follow(struct way *way, u64 next)
{
	way->at = next;
	return offset_in_page(way->walk, next) ? bad_offset() : 0;
}

static u16 use_slot(struct way *way, u64 slot)
{
	if (is_chain(way))
		return follow(way, slot);
	way->at += SLOT_BYTES;
	return take_page(way, slot);
}

static u16 read_slots(struct way *way, u32 nr)
{
	__le64 slots[SLOTS_AT_ONCE];
	u16 status = way->walk->ops->fetch(way->walk->arg, BP_NVME_DMA_LIST, way->at, slots,
					   nr * SLOT_BYTES);

	for (u32 i = 0; !status && way->left && i < nr; i++)
		status = use_slot(way, le64_to_cpu(slots[i]));
	return status;
}

/* As many slots as are needed and as the page has (NVC-20.5). */
static u16 walk_page(struct way *way)
{
	const u64 to_end = slots_to_page_end(way);
	u64 left = way->walk->overreads ? to_end : bp_min(to_end, pages_left(way));
	u16 status =
		way->walk->ops->admit(way->walk->arg, BP_NVME_DMA_LIST, way->at, left * SLOT_BYTES);

	for (u32 some; !status && left && way->left; left -= some) {
		some = (u32)bp_min(left, (u64)SLOTS_AT_ONCE);
		status = read_slots(way, some);
	}
	return status;
}

static u16 walk_list(struct way *way, u64 list)
{
	u16 status = 0;

	if (list % SLOT_BYTES)
		return bad_offset();
	way->at = list;
	while (!status && way->left)
		status = walk_page(way);
	return status;
}

u16 bp_nvme_prp_walk(const struct bp_nvme_walk *walk, u64 prp1, u64 prp2)
{
	const u64 start = walk->ignores_offset ? prp1 - offset_in_page(walk, prp1) : prp1;
	const u64 room = walk->page_bytes - offset_in_page(walk, start);
	const u32 first = (u32)bp_min(walk->bytes, room);
	struct way way = { .walk = walk, .left = walk->bytes - first };
	u16 status;

	if (!walk->bytes)
		return 0;
	if (prp1 % 4)
		return bad_offset();
	status = bp_nvme_walk_take(walk, start, first);
	if (status || !way.left)
		return status;
	return way.left <= walk->page_bytes ? take_page(&way, prp2) : walk_list(&way, prp2);
}
