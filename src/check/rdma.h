/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the checker remembers of RDMA: queue pairs with the work in them, memory regions, and the
 * contexts of rdma_rw (rdma-nvmet.md A, B).
 *
 * All of it comes from events: what an adapter was given and what it says that it did.
 */
#ifndef BP_CHECK_RDMA_H
#define BP_CHECK_RDMA_H

#include <blkpath/rdma_event.h>

#include "dma.h"
#include "p2p.h"

#define BP_CK_MR_PAGES 256u /* most pages of an MR that rdma_rw registers (B3) */
#define BP_CK_QUEUES 2	    /* of a queue pair: send, receive */

struct bp_ck_rdma_pair;

/**
 * struct bp_ck_rdma_context - READs or WRITEs of one list, from its preparation to its end
 * @of_pair: place among those of its queue pair
 * @init: as it was prepared; the chain is not followed later
 * @expected: work of it that is posted next; NULL: nothing more
 * @left: how much of it is not posted
 * @pending: posted, and not over
 * @maps: its list was mapped by the DMA API
 * @is_over: it was destroyed; its list is still mapped
 */
struct bp_ck_rdma_context {
	struct bp_record record;
	LIST_ENTRY(bp_ck_rdma_context) of_pair;
	struct bp_rdma_context init;
	const struct ib_send_wr *expected;
	u32 left;
	u32 pending;
	bool maps;
	bool is_over;
};

/**
 * struct bp_ck_rdma_work - a work request between its post and its end
 * @of_pair: place among those of its queue pair
 * @recv: of the receive queue
 * @serial: its number
 * @opcode: what it does; of the send queue
 * @key: that it registers or invalidates
 * @remote_addr: on the other side
 * @bytes: of its entries
 * @here: bytes that went to or from them
 * @there: bytes that went from or to the other side's memory
 * @is_read_running: a READ that began
 * @context: number of the context that it belongs to
 * @in_context: it belongs to one
 * @nr: entries
 * @sge: entries
 */
struct bp_ck_rdma_work {
	struct bp_record record;
	LIST_ENTRY(bp_ck_rdma_work) of_pair;
	bool recv;
	u64 serial;
	enum ib_wr_opcode opcode;
	u32 key;
	u64 remote_addr;
	u64 bytes;
	u64 here;
	u64 there;
	bool is_read_running;
	u64 context;
	bool in_context;
	int nr;
	struct ib_sge sge[];
};

/* Whose work asks for memory here. */
struct bp_ck_rdma_asker {
	const struct ib_device *device;
	u32 qpn;
	u64 serial;
};

/**
 * struct bp_ck_rdma_pair - a queue pair
 * @was_made: seen from its beginning, so that all of its work is known
 * @state: state
 * @cap: sizes
 * @held: work in its queues
 * @next_cqe: number that the next completion of a queue may have
 * @has_failed: a queue has completed something badly
 * @reads: READs under way
 * @mrs: taken from its pool and not back
 * @asker: who asked for memory last
 * @is_granted: it was allowed
 * @taken: context whose work was taken last
 */
struct bp_ck_rdma_pair {
	struct bp_record record;
	bool was_made;
	enum ib_qp_state state;
	struct ib_qp_cap cap;
	u64 held[BP_CK_QUEUES];
	u64 next_cqe[BP_CK_QUEUES];
	bool has_failed[BP_CK_QUEUES];
	u32 reads;
	u32 mrs;
	struct bp_ck_rdma_asker asker;
	bool is_granted;
	u64 taken;
	LIST_HEAD(, bp_ck_rdma_work) works;
	LIST_HEAD(, bp_ck_rdma_context) contexts;
};

/**
 * struct bp_ck_rdma_mr - a memory region
 * @type: kind
 * @is_valid: registered now
 * @was_valid: ever
 * @need_inval: as its user believes, since its key changed last
 * @lkey: last key that it was registered with
 * @rkey: the same for the other side
 * @access: what it allows
 * @iova: its first address
 * @length: bytes
 * @page_size: of its pages
 * @nr: pages
 * @page: DMA addresses
 */
struct bp_ck_rdma_mr {
	struct bp_record record;
	enum ib_mr_type type;
	bool is_valid;
	bool was_valid;
	bool need_inval;
	u32 lkey;
	u32 rkey;
	int access;
	u64 iova;
	u64 length;
	u32 page_size;
	u32 nr;
	u64 page[];
};

/**
 * struct bp_rdma_case - what the laws look at
 * @event: the event
 * @pair: queue pair; NULL when nothing of it was seen
 * @work: the work; NULL when it is not under way
 * @mr: the region; NULL when it is unknown
 * @context: the context; NULL when nobody saw it being prepared
 * @dma: a call of the DMA API instead
 */
struct bp_rdma_case {
	const struct bp_rdma_event *event;
	const struct bp_ck_rdma_pair *pair;
	const struct bp_ck_rdma_work *work;
	const struct bp_ck_rdma_mr *mr;
	const struct bp_ck_rdma_context *context;
	const struct bp_dma_call *dma;
};

static inline bool bp_ck_rdma_is_read(enum ib_wr_opcode opcode)
{
	return opcode == IB_WR_RDMA_READ || opcode == IB_WR_RDMA_READ_WITH_INV;
}

/* READ or WRITE */
static inline bool bp_ck_rdma_is_data(enum ib_wr_opcode opcode)
{
	return opcode == IB_WR_RDMA_WRITE || bp_ck_rdma_is_read(opcode);
}

static inline u32 bp_ck_rdma_index(u32 key)
{
	return key >> 8;
}

static inline u64 bp_ck_rdma_pages(u64 addr, u64 bytes, u64 page)
{
	return (addr % page + bytes + page - 1) / page;
}

/* The key of the whole DMA address space (R-A3.1). */
bool bp_ck_rdma_is_dma_key(const struct bp_rdma_case *r, u32 key);

/* Records (rdma_memory.c); NULL without memory, or when there is none. */
struct bp_ck_rdma_pair *bp_ck_rdma_pair(struct bp_check *check, const struct ib_device *device,
					u32 qpn);
struct bp_ck_rdma_pair *bp_ck_rdma_pair_find(const struct bp_check *check,
					     const struct ib_device *device, u32 qpn);
void bp_ck_rdma_pair_drop(struct bp_check *check, struct bp_ck_rdma_pair *pair);
struct bp_ck_rdma_work *bp_ck_rdma_work_new(struct bp_check *check, struct bp_ck_rdma_pair *pair,
					    const struct bp_rdma_work *posted);
struct bp_ck_rdma_work *bp_ck_rdma_work_find(const struct bp_check *check,
					     const struct bp_ck_rdma_pair *pair, bool recv,
					     u64 serial);
void bp_ck_rdma_work_drop(struct bp_check *check, struct bp_ck_rdma_pair *pair,
			  struct bp_ck_rdma_work *work);
void bp_ck_rdma_works_drop(struct bp_check *check, struct bp_ck_rdma_pair *pair);
struct bp_ck_rdma_mr *bp_ck_rdma_mr_find(const struct bp_check *check,
					 const struct ib_device *device, u32 key);
struct bp_ck_rdma_mr *bp_ck_rdma_mr_new(struct bp_check *check, const struct ib_device *device,
					const struct bp_rdma_region *told);
struct bp_ck_rdma_context *bp_ck_rdma_context_new(struct bp_check *check,
						  struct bp_ck_rdma_pair *pair,
						  const struct bp_rdma_context *told);
struct bp_ck_rdma_context *bp_ck_rdma_context_find(const struct bp_check *check,
						   const struct bp_ck_rdma_pair *pair, u64 serial);
void bp_ck_rdma_context_drop(struct bp_check *check, struct bp_ck_rdma_context *context);

/* A device that RDMA uses for DMA. */
void bp_ck_rdma_function(struct bp_check *check, const struct device *dev);
bool bp_ck_rdma_is_function(const struct bp_check *check, const struct device *dev);
/* A mapping of a list; NULL when it is not mapped. */
const struct bp_ck_mapping *bp_ck_rdma_list(const struct bp_check *check, const struct device *dev,
					    const struct scatterlist *sgl);

/* What RDMA_CTX shows, and what befalls the MRs of contexts (rdma_rw.c). */
void bp_ck_rdma_context_told(struct bp_check *check, const struct bp_event *event);

/* The families' tables. */
void bp_ck_judge_rdma_posted(struct bp_case *c);
void bp_ck_judge_rdma_started(struct bp_case *c);
void bp_ck_judge_rdma_retired(struct bp_case *c);
void bp_ck_judge_rdma_completed(struct bp_case *c);
void bp_ck_judge_rdma_pair(struct bp_case *c);
void bp_ck_judge_rdma_gone(struct bp_case *c);
void bp_ck_judge_rdma_asked(struct bp_case *c);
void bp_ck_judge_rdma_moved(struct bp_case *c);
void bp_ck_judge_rdma_registered(struct bp_case *c);
void bp_ck_judge_rdma_invalidated(struct bp_case *c);
void bp_ck_judge_rdma_prepared(struct bp_case *c);
void bp_ck_judge_rdma_taken(struct bp_case *c);
void bp_ck_judge_rdma_destroyed(struct bp_case *c);
void bp_ck_judge_rdma_direct(struct bp_case *c);
void bp_ck_judge_rdma_list(struct bp_case *c);
void bp_ck_judge_rdma_list_over(struct bp_case *c);
void bp_ck_judge_rdma_unmap(struct bp_case *c);

#endif
