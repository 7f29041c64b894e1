/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Operations and request flags (block.md 3.2).  Mirrors include/linux/blk_types.h, v5.2-rc5 + RFC
 * patch 1.
 */
#ifndef BLKPATH_OPF_H
#define BLKPATH_OPF_H

#include <blkpath/types.h>

#define REQ_OP_BITS 8
#define REQ_OP_MASK 0xFFu
#define REQ_FLAG_BITS 24

enum req_opf {
	REQ_OP_READ = 0,
	REQ_OP_WRITE = 1,
	REQ_OP_FLUSH = 2,
	REQ_OP_DISCARD = 3,
	REQ_OP_SECURE_ERASE = 5,
	REQ_OP_ZONE_RESET = 6,
	REQ_OP_WRITE_SAME = 7,
	REQ_OP_WRITE_ZEROES = 9,
	REQ_OP_SCSI_IN = 32,
	REQ_OP_SCSI_OUT = 33,
	REQ_OP_DRV_IN = 34,
	REQ_OP_DRV_OUT = 35,
};

#define __REQ_NR_BITS 27
#define REQ_FAILFAST_DEV (1u << 8)
#define REQ_FAILFAST_TRANSPORT (1u << 9)
#define REQ_FAILFAST_DRIVER (1u << 10)
#define REQ_SYNC (1u << 11)
#define REQ_META (1u << 12)
#define REQ_PRIO (1u << 13)
#define REQ_NOMERGE (1u << 14)
#define REQ_IDLE (1u << 15)
#define REQ_INTEGRITY (1u << 16)
#define REQ_FUA (1u << 17)
#define REQ_PREFLUSH (1u << 18)
#define REQ_RAHEAD (1u << 19)
#define REQ_BACKGROUND (1u << 20)
#define REQ_NOWAIT (1u << 21)
#define REQ_NOUNMAP (1u << 22)
#define REQ_HIPRI (1u << 23)
#define REQ_DMA_DIRECT (1u << 24) /* patch 1 */
#define REQ_DRV (1u << 25)
#define REQ_SWAP (1u << 26)

#define REQ_FAILFAST_MASK (REQ_FAILFAST_DEV | REQ_FAILFAST_TRANSPORT | REQ_FAILFAST_DRIVER)
#define REQ_NOMERGE_FLAGS (REQ_NOMERGE | REQ_PREFLUSH | REQ_FUA | REQ_DMA_DIRECT) /* R-OPF-1 */

static inline unsigned bp_opf_op(unsigned opf)
{
	return opf & REQ_OP_MASK;
}

static inline bool op_is_write(unsigned opf)
{
	return opf & 1;
}

static inline bool op_is_flush(unsigned opf)
{
	return opf & (REQ_FUA | REQ_PREFLUSH);
}

static inline bool op_is_sync(unsigned opf)
{
	return bp_opf_op(opf) == REQ_OP_READ || opf & (REQ_SYNC | REQ_FUA | REQ_PREFLUSH);
}

static inline bool op_is_discard(unsigned opf)
{
	return bp_opf_op(opf) == REQ_OP_DISCARD;
}

/* The masked flag, as the patch has it: 0 or 1 << 24. */
static inline int op_is_dma_direct(unsigned opf)
{
	return (int)(opf & REQ_DMA_DIRECT);
}

/* Ops whose bi_size counts device bytes with no memory behind them; WRITE_SAME has one vector. */
static inline bool bp_op_has_no_advance(unsigned opf)
{
	unsigned op = bp_opf_op(opf);

	return op == REQ_OP_DISCARD || op == REQ_OP_SECURE_ERASE || op == REQ_OP_WRITE_SAME ||
	       op == REQ_OP_WRITE_ZEROES;
}

static inline bool bp_op_is_passthrough(unsigned opf)
{
	return bp_opf_op(opf) >= REQ_OP_SCSI_IN && bp_opf_op(opf) <= REQ_OP_DRV_OUT;
}

/**
 * bp_op_name - the name of an operation
 * @opf: operation and flags
 *
 * Return: its name without REQ_OP_, or "UNKNOWN".
 */
const char *bp_op_name(unsigned opf);

#endif
