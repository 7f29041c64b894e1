/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The NVMe host driver's objects (nvme.md 1).  Mirrors drivers/nvme/host/{nvme.h,pci.c}, v5.2-rc5
 * with RFC patches 19 and 23.
 *
 * What the kernel keeps in module parameters is struct bp_nvme_params.
 */
#ifndef BLKPATH_NVME_HOST_H
#define BLKPATH_NVME_HOST_H

#include <blkpath/completion.h>
#include <blkpath/dmapool.h>
#include <blkpath/mempool.h>
#include <blkpath/mq.h>
#include <blkpath/nvme.h>
#include <blkpath/nvme_identify.h>
#include <blkpath/nvme_params.h>
#include <blkpath/nvme_status.h>
#include <blkpath/pci.h>
#include <blkpath/scatterlist.h>

#define NVME_MAX_KB_SZ 4096u
#define NVME_MAX_SEGS 127u
#define NVME_AQ_DEPTH 32u
#define NVME_NR_AEN_COMMANDS 1u
#define NVME_AQ_BLK_MQ_DEPTH (NVME_AQ_DEPTH - NVME_NR_AEN_COMMANDS)
#define NVME_AQ_MQ_TAG_DEPTH (NVME_AQ_BLK_MQ_DEPTH - 1)
#define BP_NVME_PAGE_SHIFT 12
#define BP_NVME_SMALL_POOL_BYTES 256u

enum nvme_ctrl_state {
	NVME_CTRL_NEW,
	NVME_CTRL_LIVE,
	NVME_CTRL_ADMIN_ONLY,
	NVME_CTRL_RESETTING,
	NVME_CTRL_CONNECTING,
	NVME_CTRL_DELETING,
	NVME_CTRL_DEAD,
};

/* Flags of a queue. */
#define NVMEQ_ENABLED (1ul << 0)
#define NVMEQ_SQ_CMB (1ul << 1)
#define NVMEQ_DELETE_ERROR (1ul << 2)
#define NVMEQ_POLLED (1ul << 3)

/* Flags of a request. */
#define NVME_REQ_CANCELLED (1u << 0)
#define NVME_REQ_USERCMD (1u << 1)

/* What a controller is known to do otherwise. */
#define NVME_QUIRK_STRIPE_SIZE (1ul << 0)
#define NVME_QUIRK_DEALLOCATE_ZEROES (1ul << 2)

/* Capabilities, from Identify Controller. */
#define BP_NVME_SGLS_SUPPORT 3u

#define NVME_NS_DPS_PI_MASK 7u
#define NVME_NS_DPS_PI_TYPE1 1u
#define NVME_NS_DPS_PI_TYPE2 2u
#define NVME_NS_DPS_PI_TYPE3 3u

#define REQ_NVME_MPATH REQ_DRV

/**
 * struct nvme_ctrl - a controller, whatever its transport
 * @bp_env: environment
 * @state: enum nvme_ctrl_state
 * @bp_params: what the user chose
 * @bp_defects: switches DEF-NVME-*
 * @page_size: bytes; always 4096
 * @quirks: NVME_QUIRK_
 * @sgls: Identify: SGLS
 * @oncs: Identify: ONCS
 * @vwc: Identify: VWC
 * @crdt: Identify: CRDT1 to CRDT3, in 100 ms
 * @nr_streams: write streams; 0 for none
 * @max_hw_sectors: from MDTS, UINT_MAX without (bp_nvme_init_mdts())
 * @max_segments: of a request
 * @bp_discard_page: for the ranges of one discard when there is no memory
 * @bp_discard_page_busy: it is in use
 * @cap: register CAP
 * @vs: register VS
 * @ctrl_config: what was written to CC last
 * @oacs: Identify: OACS
 * @oaes: Identify: OAES
 * @aerl: Identify: AERL
 * @abort_limit: Abort commands that may still be sent (Identify: ACL + 1)
 * @nn: Identify: NN
 * @shutdown_timeout_ms: how long a shutdown may take
 * @admin_q: admin queue; NULL before there is one
 * @tagset: tags of the namespaces; NULL without I/O queues
 * @queue_count: queues that have memory, with the admin queue
 * @namespaces: in ascending order
 * @async_event_work: sends an Asynchronous Event Request
 * @scan_work: looks for namespaces
 * @reset_work: brings it up (nvme_reset_ctrl())
 * @bp_ns_changed: an event said so, and the log of what changed has not been read since
 * @aen_result: result of the last event that no part of the driver takes
 * @bp_failover: takes a request of a multipath device whose path failed; NULL without
 */
struct nvme_ctrl {
	struct bp_env *bp_env;
	enum nvme_ctrl_state state;
	struct bp_nvme_params bp_params;
	struct bp_defects bp_defects;
	u32 page_size;
	unsigned long quirks;
	u32 sgls;
	u16 oncs;
	u8 vwc;
	u16 crdt[3];
	u16 nr_streams;
	u32 max_hw_sectors;
	u32 max_segments;
	struct page *bp_discard_page;
	bool bp_discard_page_busy;
	u64 cap;
	u32 vs;
	u32 ctrl_config;
	u16 oacs;
	u32 oaes;
	u8 aerl;
	int abort_limit;
	u32 nn;
	unsigned shutdown_timeout_ms;
	struct request_queue *admin_q;
	struct blk_mq_tag_set *tagset;
	unsigned queue_count;
	TAILQ_HEAD(, nvme_ns) namespaces;
	struct bp_work async_event_work;
	struct bp_work scan_work;
	struct bp_work reset_work;
	bool bp_ns_changed;
	u32 aen_result;
	void (*bp_failover)(struct request *rq);
};

/**
 * struct nvme_dev - a PCI function
 * @ctrl: its controller
 * @dev: what maps its memory
 * @pdev: the function
 * @prp_page_pool: lists of a page
 * @prp_small_pool: lists of 256 bytes
 * @iod_mempool: scatterlists with the list pointers behind them
 * @bp_iod_bytes: what an element of @iod_mempool may hold
 * @bar: BAR 0; address 0 while it is not mapped
 * @bar_mapped_size: bytes of it
 * @dbs: doorbells
 * @db_stride: from one doorbell to the next, in 32-bit words
 * @queues: the admin queue and those for I/O
 * @online_queues: those that the controller knows, with the admin queue
 * @max_qid: the last one that it may have
 * @num_vecs: interrupt vectors
 * @q_depth: entries of an I/O queue
 * @cmb_size: bytes of the controller's memory that are used; 0 for none
 * @cmb_use_sqes: submission queues lie there
 * @cmbsz: register CMBSZ
 * @cmbloc: register CMBLOC
 * @dbbuf_dbs: shadow doorbells; address 0 for none
 * @dbbuf_dbs_dma_addr: the same for the controller
 * @dbbuf_eis: event indices
 * @dbbuf_eis_dma_addr: the same for the controller
 * @bp_dbbuf_size: bytes of each
 * @admin_tagset: tags of the admin queue
 * @tagset: tags of the I/O queues
 * @bp_is_enabled: between nvme_pci_enable() and nvme_pci_disable()
 * @shutdown_lock: somebody disables or enables it
 * @bp_shutdown: nvme_dev_disable() was called for good while the lock was held
 * @bp_reset_waits: a reset waits for the lock
 * @bp_error: how the last reset ended; 0, negative errno or NVMe status
 * @bp_users: who sleeps in the driver
 * @bp_remove_timer: a removal waits for them
 * @bp_remove_tries: how often it did
 * @bp_aborts: Abort commands, by their tags
 */
struct nvme_dev {
	struct nvme_ctrl ctrl;
	struct device *dev;
	struct pci_dev *pdev;
	struct dma_pool *prp_page_pool;
	struct dma_pool *prp_small_pool;
	mempool_t *iod_mempool;
	size_t bp_iod_bytes;
	bp_virt_addr_t bar;
	u64 bar_mapped_size;
	bp_virt_addr_t dbs;
	u32 db_stride;
	struct nvme_queue *queues;
	unsigned online_queues;
	unsigned max_qid;
	unsigned num_vecs;
	u32 q_depth;
	u64 cmb_size;
	bool cmb_use_sqes;
	u32 cmbsz;
	u32 cmbloc;
	bp_virt_addr_t dbbuf_dbs;
	dma_addr_t dbbuf_dbs_dma_addr;
	bp_virt_addr_t dbbuf_eis;
	dma_addr_t dbbuf_eis_dma_addr;
	u64 bp_dbbuf_size;
	struct blk_mq_tag_set admin_tagset;
	struct blk_mq_tag_set tagset;
	bool bp_is_enabled;
	bool shutdown_lock;
	bool bp_shutdown;
	bool bp_reset_waits;
	int bp_error;
	unsigned bp_users;
	struct bp_timer bp_remove_timer;
	unsigned bp_remove_tries;
	struct nvme_command bp_aborts[NVME_AQ_MQ_TAG_DEPTH];
};

/**
 * struct nvme_queue - a pair of queues
 * @dev: function
 * @qid: 0 is the admin queue
 * @flags: NVMEQ_
 * @sq_cmds: submission queue, in RAM or, with NVMEQ_SQ_CMB, in the controller
 * @sq_dma_addr: the same for the controller
 * @cqes: completion queue
 * @cq_dma_addr: the same for the controller
 * @q_db: doorbell of the submission queue; that of the completion queue follows
 * @dbbuf_sq_db: shadow of the first; NULL for none
 * @dbbuf_cq_db: shadow of the second
 * @dbbuf_sq_ei: event index of the first
 * @dbbuf_cq_ei: event index of the second
 * @q_depth: entries of each
 * @cq_vector: interrupt vector
 * @sq_tail: where the next command goes
 * @last_sq_tail: what the controller was told last
 * @cq_head: where the next completion is expected
 * @cq_phase: of that completion
 * @delete_done: the command that deletes it ended
 */
struct nvme_queue {
	struct nvme_dev *dev;
	u16 qid;
	unsigned long flags;
	bp_virt_addr_t sq_cmds;
	dma_addr_t sq_dma_addr;
	bp_virt_addr_t cqes;
	dma_addr_t cq_dma_addr;
	bp_virt_addr_t q_db;
	__le32 *dbbuf_sq_db;
	__le32 *dbbuf_cq_db;
	__le32 *dbbuf_sq_ei;
	__le32 *dbbuf_cq_ei;
	u16 q_depth;
	u16 cq_vector;
	u16 sq_tail;
	u16 last_sq_tail;
	u16 cq_head;
	u8 cq_phase;
	struct completion delete_done;
};

/**
 * struct nvme_fault_inject - the host makes commands fail that the controller has done (NVH-37)
 * @should_fail: asked for each command of the namespace; NULL for none
 * @arg: argument of @should_fail
 * @status: what it fails with (NVH-33)
 * @dont_retry: with DNR
 */
struct nvme_fault_inject {
	bool (*should_fail)(void *arg, struct request *rq);
	void *arg;
	u16 status;
	bool dont_retry;
};

/**
 * struct nvme_ns - a namespace
 * @ctrl: controller
 * @queue: its request queue; queuedata points back
 * @disk: its disk
 * @ns_id: from 1
 * @lba_shift: log2 of the block size
 * @ms: bytes of metadata of a block
 * @pi_type: protection, NVME_NS_DPS_PI_TYPE
 * @ext: metadata lies in the data (extended LBA)
 * @noiob: optimal I/O boundary in blocks; 0 for none
 * @list: place among those of the controller
 * @fault_inject: by default invalid opcode with DNR for no command
 * @bp_disk: what @disk points to
 */
struct nvme_ns {
	struct nvme_ctrl *ctrl;
	struct request_queue *queue;
	struct gendisk *disk;
	u32 ns_id;
	u8 lba_shift;
	u16 ms;
	u8 pi_type;
	bool ext;
	u16 noiob;
	TAILQ_ENTRY(nvme_ns) list;
	struct nvme_fault_inject fault_inject;
	struct gendisk bp_disk;
};

/* First member of what the driver keeps per request. */
struct nvme_request {
	struct nvme_command *cmd;
	u64 result;
	u8 retries;
	u8 flags;
	u16 status;
	struct nvme_ctrl *ctrl;
};

/**
 * struct nvme_iod - what the driver keeps per request
 * @req: first member
 * @nvmeq: queue
 * @use_sgl: SGL, not PRP list
 * @aborted: an Abort was sent for it
 * @npages: -1 no list, 0 one small list, n that many page lists (NVH-1)
 * @nents: entries of @sg that blk_rq_map_sg() filled
 * @first_dma: the single mapping, or the first list
 * @dma_len: bytes of the single mapping; 0: a scatterlist
 * @meta_dma: metadata
 * @sg: scatterlist in an element of the pool, list pointers behind it
 * @bp_cmd: the command as it was built
 */
struct nvme_iod {
	struct nvme_request req;
	struct nvme_queue *nvmeq;
	bool use_sgl;
	int aborted;
	int npages;
	int nents;
	dma_addr_t first_dma;
	unsigned dma_len;
	dma_addr_t meta_dma;
	struct scatterlist *sg;
	struct nvme_command bp_cmd;
};

static inline struct nvme_dev *to_nvme_dev(struct nvme_ctrl *ctrl)
{
	return bp_container_of(ctrl, struct nvme_dev, ctrl);
}

/* What the driver keeps of a request; struct nvme_request is its first member. */
static inline struct nvme_iod *bp_nvme_iod(struct request *rq)
{
	return blk_mq_rq_to_pdu(rq);
}

static inline struct nvme_request *nvme_req(struct request *rq)
{
	return &bp_nvme_iod(rq)->req;
}

static inline u64 nvme_block_nr(const struct nvme_ns *ns, sector_t sector)
{
	return sector >> (ns->lba_shift - SECTOR_SHIFT);
}

static inline bool bp_nvme_defect(const struct nvme_ctrl *ctrl, enum bp_defect_id id)
{
	return bp_defect_on(&ctrl->bp_defects, id);
}

#endif
