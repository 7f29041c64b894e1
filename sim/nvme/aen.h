/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Asynchronous events that wait to be told (nvme.md 10; INV-NVME-33).
 */
#ifndef BP_SIM_NVME_AEN_H
#define BP_SIM_NVME_AEN_H

#include <blkpath/types.h>

#define BP_NVME_AENS_QUEUED 64u
#define BP_NVME_AEN_TYPES 8u

/**
 * struct bp_nvme_aen - one of them
 * @type: NVME_AER_*, 0 to BP_NVME_AEN_TYPES - 1
 * @info: what of that type
 * @log_page: which log tells more, and lets the next event of this type through
 */
struct bp_nvme_aen {
	u8 type;
	u8 info;
	u8 log_page;
};

/**
 * struct bp_nvme_aens - those that wait; starts as zeros
 * @queue: oldest first
 * @nr: how many
 * @masked: types, by bit, that were told and whose log nobody has read since
 * @dropped: events for which there was no room
 */
struct bp_nvme_aens {
	struct bp_nvme_aen queue[BP_NVME_AENS_QUEUED];
	unsigned nr;
	u8 masked;
	u64 dropped;
};

/* Adds an event.  One that waits already waits once; without room it is dropped and counted. */
void bp_nvme_aens_add(struct bp_nvme_aens *aens, struct bp_nvme_aen event);

/**
 * bp_nvme_aens_take - the next one that may be told
 * @aens: those that wait
 * @event: receives it; its type is masked from now on
 *
 * Return: false when there is none.
 */
bool bp_nvme_aens_take(struct bp_nvme_aens *aens, struct bp_nvme_aen *event);

/* The log of this type was read. */
void bp_nvme_aens_unmask(struct bp_nvme_aens *aens, u8 type);

/* DW0 of the completion that tells it. */
u32 bp_nvme_aen_result(struct bp_nvme_aen event);

#endif
