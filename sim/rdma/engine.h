/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The inside of an adapter; only sim/rdma and its tests look.
 */
#ifndef BP_SIM_RDMA_ENGINE_H
#define BP_SIM_RDMA_ENGINE_H

#include <blkpath/ib_verbs.h>
#include <blkpath/rdma_cm.h>

#include "mem/sparse.h"
#include "rdma/adapter.h"

/* R-A3.5; INVALID is an index without MR. */
enum bp_rdma_mr_state {
	BP_RDMA_MR_IS_FREE,
	BP_RDMA_MR_IS_VALID,
};

/**
 * struct bp_rdma_pages - a list of pages and what it stands for
 * @iova: address of the first byte
 * @length: bytes
 * @page_size: of its pages
 * @page: DMA addresses
 * @nr: how many
 */
struct bp_rdma_pages {
	u64 iova;
	u64 length;
	u32 page_size;
	u64 *page;
	u32 nr;
};

/**
 * struct bp_rdma_mr - a memory region
 * @ib: what drivers see; its keys are theirs to change (R-A3.2)
 * @adapter: adapter
 * @pd: domain; NULL of the DMA key of the whole device, which is good in each of them
 * @index: number, the upper bits of its keys
 * @state: what the adapter holds of it
 * @lkey: its key, as the adapter knows it
 * @rkey: the same for the other side; 0: there is none (R-A3.8)
 * @access: rights
 * @max_pages: room in each list; 0 of a DMA MR
 * @chosen: list that the driver made (R-A3.8 a)
 * @used: list that was registered (R-A3.8 b)
 */
struct bp_rdma_mr {
	struct ib_mr ib;
	struct bp_rdma_adapter *adapter;
	const struct ib_pd *pd;
	u32 index;
	enum bp_rdma_mr_state state;
	u32 lkey;
	u32 rkey;
	int access;
	u32 max_pages;
	struct bp_rdma_pages chosen;
	struct bp_rdma_pages used;
};

struct bp_rdma_pd {
	struct ib_pd ib;
	struct bp_rdma_adapter *adapter;
};

/* A work request, with what was copied of it (R-A6.4). */
struct bp_rdma_wqe {
	TAILQ_ENTRY(bp_rdma_wqe) link;
	bool recv;
	u64 serial;
	struct ib_cqe *cqe;
	enum ib_wr_opcode opcode;
	int flags;
	u32 inv_key;
	u64 remote_addr;
	u32 rkey;
	struct bp_rdma_mr *mr;
	u32 key;
	int access;
	bool started;
	u64 due_ns;
	unsigned rnr_tries;
	bool waits_for_recv;
	bool is_repeated; /* nobody answered, it is tried for the last time */
	bool is_lost;	  /* and nobody will */
	u64 bytes;
	int num_sge;
	struct ib_sge sge[];
};

TAILQ_HEAD(bp_rdma_wqes, bp_rdma_wqe);

/**
 * struct bp_rdma_queue - one of the two queues of a queue pair
 * @wqes: work that holds a slot, the oldest first
 * @held: how much
 * @depth: slots
 * @max_sge: entries of one work request
 * @serial: of the next one
 */
struct bp_rdma_queue {
	struct bp_rdma_wqes wqes;
	u32 held;
	u32 depth;
	u32 max_sge;
	u64 serial;
};

/**
 * struct bp_rdma_cq - a completion queue
 * @ib: what drivers see
 * @adapter: adapter
 * @ring: completions
 * @head: of the oldest one
 * @held: how many
 * @armed: somebody wants to be told of the next one
 */
struct bp_rdma_cq {
	struct ib_cq ib;
	struct bp_rdma_adapter *adapter;
	struct ib_wc *ring;
	u32 head;
	u32 held;
	bool armed;
};

/**
 * struct bp_rdma_pair - a queue pair
 * @ib: what drivers see
 * @adapter: adapter
 * @link: place among those of the adapter
 * @attr: what was set by modify_qp
 * @cap: sizes
 * @pd: domain
 * @send_cq: where sends complete
 * @recv_cq: where receives complete
 * @max_read_sge: entries of a READ
 * @signals_all: each send is signalled (R-A7.6)
 * @sq: send queue
 * @rq: receive queue
 * @reads: READs that are outstanding (R-A7.3)
 * @timer: when the oldest work that was started is done
 */
struct bp_rdma_pair {
	struct ib_qp ib;
	struct bp_rdma_adapter *adapter;
	LIST_ENTRY(bp_rdma_pair) link;
	struct ib_qp_attr attr;
	struct ib_qp_cap cap;
	const struct ib_pd *pd;
	struct bp_rdma_cq *send_cq;
	struct bp_rdma_cq *recv_cq;
	u32 max_read_sge;
	bool signals_all;
	struct bp_rdma_queue sq;
	struct bp_rdma_queue rq;
	u32 reads;
	struct bp_timer timer;
};

/**
 * struct bp_rdma_adapter - an adapter
 * @ib: what drivers see
 * @env: environment
 * @config: as it was given
 * @memory: what its DMA reaches
 * @on: of an adapter in a fabric
 * @flat: of a far host
 * @far: its function, which is in no machine here
 * @cm: connection manager
 * @wire: to its peer, or NULL
 * @end: which end of it
 * @dma_mr: MR of the DMA key of the whole device
 * @mrs: by index
 * @next_mr: index to be tried first
 * @nr_mrs: how many there are
 * @nr_pds: domains
 * @nr_cqs: completion queues
 * @last_cq: number of the last one
 * @qps: queue pairs
 * @nr_qps: how many
 * @last_qpn: number of the last one
 * @fault: what is to go wrong
 * @counters: what happened
 */
struct bp_rdma_adapter {
	struct ib_device ib;
	struct bp_env *env;
	struct bp_rdma_config config;
	struct bp_rdma_memory memory;
	struct bp_rdma_on_fabric on;
	struct bp_rdma_flat flat;
	struct device far;
	struct bp_rdma_cm cm;
	struct bp_rdma_wire *wire;
	unsigned end;
	struct bp_rdma_mr dma_mr;
	struct bp_sparse mrs;
	u32 next_mr;
	int nr_mrs;
	int nr_pds;
	int nr_cqs;
	u32 last_cq;
	LIST_HEAD(, bp_rdma_pair) qps;
	int nr_qps;
	u32 last_qpn;
	struct bp_rdma_fault_rule fault[BP_RDMA_FAULT_NR];
	struct bp_rdma_counters counters;
};

static inline bool bp_rdma_is_read(enum ib_wr_opcode opcode)
{
	return opcode == IB_WR_RDMA_READ || opcode == IB_WR_RDMA_READ_WITH_INV;
}

/* R-A6.2 */
static inline u32 bp_rdma_max_sge(const struct bp_rdma_pair *pair, enum ib_wr_opcode opcode)
{
	return bp_rdma_is_read(opcode) ? pair->max_read_sge : pair->sq.max_sge;
}

static inline struct bp_rdma_adapter *bp_rdma_adapter_of(struct ib_device *device)
{
	return bp_container_of(device, struct bp_rdma_adapter, ib);
}

static inline struct bp_rdma_mr *bp_rdma_mr_of(struct ib_mr *mr)
{
	return bp_container_of(mr, struct bp_rdma_mr, ib);
}

static inline struct bp_rdma_cq *bp_rdma_cq_of(struct ib_cq *cq)
{
	return bp_container_of(cq, struct bp_rdma_cq, ib);
}

static inline struct bp_rdma_pair *bp_rdma_pair_of(struct ib_qp *qp)
{
	return bp_container_of(qp, struct bp_rdma_pair, ib);
}

#endif
