/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the events RDMA_* show: of the verbs, of rdma_rw, and of an adapter in the world around.
 *
 * Work is known by device, queue pair, queue and a number: the adapter counts what it accepts,
 * from 0 on in each queue (@serial).  What an event points to is valid while it is told.
 */
#ifndef BLKPATH_RDMA_EVENT_H
#define BLKPATH_RDMA_EVENT_H

#include <blkpath/event.h>
#include <blkpath/rdma_rw.h>

/**
 * struct bp_rdma_work - RDMA_POST: the adapter was given work
 * @qpn: queue pair
 * @recv: for its receive queue; then @recv_wr is set, else @send_wr
 * @error: 0: accepted; else why not, and nothing comes of it
 * @serial: its number, when it was accepted
 * @held: slots of the queue in use, with it
 * @depth: slots of the queue
 * @max_sge: entries that it may have
 * @send_wr: as it was posted
 * @recv_wr: as it was posted
 */
struct bp_rdma_work {
	u32 qpn;
	bool recv;
	int error;
	u64 serial;
	u32 held;
	u32 depth;
	u32 max_sge;
	const struct ib_send_wr *send_wr;
	const struct ib_recv_wr *recv_wr;
};

/**
 * struct bp_rdma_step - RDMA_START: work of the send queue begins; RDMA_RETIRE: work is over
 * @qpn: queue pair
 * @recv: of its receive queue
 * @serial: which
 * @opcode: enum ib_wr_opcode, for the send queue
 * @bytes: of its message
 * @reads: READs that are under way, with it when it begins, without it when it is over
 * @max_reads: how many there may be
 * @status: how it ended
 * @has_cqe: a completion follows
 */
struct bp_rdma_step {
	u32 qpn;
	bool recv;
	u64 serial;
	enum ib_wr_opcode opcode;
	u64 bytes;
	u32 reads;
	u32 max_reads;
	enum ib_wc_status status;
	bool has_cqe;
};

/**
 * struct bp_rdma_completion - RDMA_CQE: a completion was stored; RDMA_WC: it is handled
 * @cqn: completion queue
 * @depth: its entries
 * @held: completions in it, with this one, when it is stored; else 0
 * @qpn: queue pair
 * @wc: the completion
 */
struct bp_rdma_completion {
	u32 cqn;
	u32 depth;
	u32 held;
	u32 qpn;
	const struct ib_wc *wc;
};

/* What befalls a memory region. */
enum bp_rdma_mr_act {
	BP_RDMA_MR_MADE,
	BP_RDMA_MR_TAKEN,  /* out of its pool */
	BP_RDMA_MR_MAPPED, /* pages were chosen */
	BP_RDMA_MR_KEYED,  /* rdma_rw gave it its next key */
	BP_RDMA_MR_VALID,  /* the adapter registered it */
	BP_RDMA_MR_FREE,   /* the adapter invalidated it */
	BP_RDMA_MR_PUT,	   /* back into its pool */
	BP_RDMA_MR_GONE,
};

/**
 * struct bp_rdma_region - RDMA_MR: something befell a memory region
 * @act: what
 * @qpn: queue pair of its pool, or whose work it was; 0 for none
 * @lkey: its key
 * @rkey: its key for the other side; 0 for none
 * @access: what it allows, once it is registered
 * @type: kind
 * @iova: its first address
 * @length: bytes
 * @need_inval: as the driver believes
 * @page_size: of @pages
 * @pages: DMA addresses, where the adapter tells
 * @nr_pages: how many
 * @max_pages: how many it can hold; 0 where nobody says
 */
struct bp_rdma_region {
	enum bp_rdma_mr_act act;
	u32 qpn;
	u32 lkey;
	u32 rkey;
	int access;
	enum ib_mr_type type;
	u64 iova;
	u64 length;
	bool need_inval;
	u32 page_size;
	const u64 *pages;
	u32 nr_pages;
	u32 max_pages;
};

/**
 * struct bp_rdma_remote - RDMA_ACCESS: the other side asks for memory here
 * @qpn: queue pair here
 * @src: device there
 * @src_qpn: queue pair there
 * @serial: of the work there
 * @is_write: it writes
 * @rkey: key that it named
 * @addr: first byte that it named
 * @bytes: how many
 * @found: an MR has the key
 * @same_pd: it is in the queue pair's domain
 * @allowed: queue pair and MR give the right
 * @valid: it is registered
 * @in_range: the range lies in it
 * @status: what the other side is told; IB_WC_SUCCESS: the bytes are moved
 */
struct bp_rdma_remote {
	u32 qpn;
	const struct ib_device *src;
	u32 src_qpn;
	u64 serial;
	bool is_write;
	u32 rkey;
	u64 addr;
	u64 bytes;
	bool found;
	bool same_pd;
	bool allowed;
	bool valid;
	bool in_range;
	enum ib_wc_status status;
};

/**
 * struct bp_rdma_dma - RDMA_DMA: an adapter moved bytes of one entry, or of one page of an MR
 * @qpn: queue pair
 * @recv: for work of the receive queue
 * @serial: of the work here; of a remote access, of the work there
 * @remote: the other side asked
 * @key: under which key
 * @addr: address in the space of the key
 * @bus: DMA address
 * @bytes: how many
 * @is_write: the adapter writes
 * @pdev: whose BAR it is; NULL for RAM and for what is nowhere
 * @is_ram: it is RAM
 * @in_bar: bytes into the BAR
 * @moved: all bytes were moved; else none
 * @injected: they were not, because a fault was asked for
 */
struct bp_rdma_dma {
	u32 qpn;
	bool recv;
	u64 serial;
	bool remote;
	u32 key;
	u64 addr;
	u64 bus;
	u64 bytes;
	bool is_write;
	const struct pci_dev *pdev;
	bool is_ram;
	u64 in_bar;
	bool moved;
	bool injected;
};

/**
 * struct bp_rdma_qp - RDMA_QP: a queue pair was made, changed or is gone
 * @qpn: queue pair
 * @made: it is new
 * @gone: it is no more
 * @from: state before
 * @to: state after
 * @pending: work that has not ended, of both queues
 * @cap: sizes
 * @max_read_sge: entries of a READ
 */
struct bp_rdma_qp {
	u32 qpn;
	bool made;
	bool gone;
	enum ib_qp_state from;
	enum ib_qp_state to;
	u32 pending;
	struct ib_qp_cap cap;
	u32 max_read_sge;
};

enum bp_rdma_ctx_act {
	BP_RDMA_CTX_INIT,
	BP_RDMA_CTX_TAKEN, /* its work was taken out */
	BP_RDMA_CTX_DESTROY,
};

/**
 * struct bp_rdma_context - RDMA_CTX: a context of rdma_rw was prepared, used or is over
 * @act: which
 * @qpn: queue pair
 * @serial: its number among those of the queue pair
 * @direct: of a DMA address: nothing is mapped
 * @type: kind, where @result is not negative
 * @dir: DMA_TO_DEVICE: WRITE
 * @result: what the preparation returned
 * @nr_ops: READs or WRITEs
 * @sgl: list; NULL for a DMA address
 * @nents: its entries, as the caller gave them
 * @mapped: its entries, as they were mapped
 * @offset: bytes of the list that are left out
 * @addr: DMA address of @direct
 * @bytes: to be moved
 * @remote_addr: where on the other side
 * @rkey: its key
 * @first: the chain, without what the caller appends; NULL in DESTROY
 * @nr_wrs: how many of it belong to the context
 * @chained: the caller appended work, which is signalled
 */
struct bp_rdma_context {
	enum bp_rdma_ctx_act act;
	u32 qpn;
	u64 serial;
	bool direct;
	enum rdma_rw_type type;
	enum dma_data_direction dir;
	int result;
	u32 nr_ops;
	struct scatterlist *sgl;
	u32 nents;
	u32 mapped;
	u32 offset;
	u64 addr;
	u64 bytes;
	u64 remote_addr;
	u32 rkey;
	const struct ib_send_wr *first;
	u32 nr_wrs;
	bool chained;
};

/**
 * struct bp_rdma_event - what an event RDMA_* shows
 * @device: RDMA device
 *
 * The member that belongs to the event's id is set.
 */
struct bp_rdma_event {
	const struct ib_device *device;
	union {
		struct bp_rdma_work work;
		struct bp_rdma_step step;
		struct bp_rdma_completion completion;
		struct bp_rdma_region region;
		struct bp_rdma_remote remote;
		struct bp_rdma_dma dma;
		struct bp_rdma_qp qp;
		struct bp_rdma_context context;
	};
};

/* bp_rdma_tell(device, RDMA_POST, a, b, .work = { ... }) */
#define bp_rdma_tell(dev_, symbol, a_, b_, ...)                                                    \
	bp_event((dev_)->bp_env, symbol, .a = (a_), .b = (b_),                                     \
		 .rdma = &(const struct bp_rdma_event){ .device = (dev_), __VA_ARGS__ })

#endif
