/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an RDMA adapter counted (rdma-nvmet.md E0).
 */
#ifndef BP_SIM_RDMA_COUNTERS_H
#define BP_SIM_RDMA_COUNTERS_H

#include <blkpath/ib_work.h>

/**
 * struct bp_rdma_counters - numbers of an adapter
 * @wr: work requests accepted, by enum ib_wr_opcode
 * @recv: RECVs accepted
 * @sge: their entries, of all of them
 * @refused: posts that were refused
 * @ended: work that completed in any way
 * @cqe: completions that users can see
 * @errors: of them, neither well nor flushed
 * @flushed: of them, flushed
 * @lost: completions that a full queue had no room for
 * @read: bytes that DMA read
 * @written: bytes that it wrote
 * @moves: transfers that DMA did
 * @undecoded: transfers that failed
 * @registered: REG_MRs that worked
 * @invalidated: MRs that became invalid, in any way
 * @naks: requests of the other side that were not in order
 * @rnr: times a message found no RECV here
 * @injected: faults that happened on request
 */
struct bp_rdma_counters {
	u64 wr[IB_WR_REG_MR + 1];
	u64 recv;
	u64 sge;
	u64 refused;
	u64 ended;
	u64 cqe;
	u64 errors;
	u64 flushed;
	u64 lost;
	u64 read;
	u64 written;
	u64 moves;
	u64 undecoded;
	u64 registered;
	u64 invalidated;
	u64 naks;
	u64 rnr;
	u64 injected;
};

#endif
