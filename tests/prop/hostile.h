/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Data pointers as nobody should write them: what a controller does about them.
 *
 * The subject "controller" of blkpath check has commands of any bytes before a whole controller,
 * and few of them come as far as a data pointer.  Here every round is one: metadata by SGL, bit
 * buckets, lists and data on both sides of the CMB, memory of a peer, addresses that wrap.  And
 * what the walker says of itself (pieces, descriptors, bytes moved, its status) is held against
 * what a sink heard.
 */
#ifndef HOSTILE_H
#define HOSTILE_H

#include "../unit/nvme-controller/dma_test.h"
#include "nvme/pointer.h"
#include "nvme/walk.h"
#include "random.h"

#define ARENA 0x200000u
#define ARENA_BYTES 0x10000u
#define LISTS_IN_CMB 0x4000u
#define TRANSFER_MAX 0x40000u

/* A controller, a command, and what was seen of it. */
struct hostile {
	struct t_dma *t;
	struct bp_sink sink;
	struct t_random random;
	struct bp_nvme_pieces pieces;
	enum bp_nvme_purpose purpose;
	u64 bytes;
	u64 data_bytes; /* moved for data, as events say */
	u64 list_bytes; /* fetched */
	u64 round;
	u64 violations;
	u64 of_status[BP_NVME_SC_MASK + 1];
	u8 data[TRANSFER_MAX];
};

/* Another controller and another command, with garbage wherever it may lead. */
void hostile_draw(struct hostile *h);

/* Walks, moves, judges. */
void hostile_judge(struct hostile *h);

/* Listens to all DMA. */
void hostile_hear(struct bp_sink *sink, const struct bp_event *event);

#endif
