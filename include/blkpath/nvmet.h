/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The NVMe-oF target: its objects (rdma-nvmet.md C).  Mirrors drivers/nvme/target/nvmet.h, v5.2-rc5
 * with RFC patches 21 and 22.
 *
 * What the kernel keeps in globals is struct bp_nvmet.  Whether peer-to-peer memory has pages
 * (v5.2) or is handed on as a bus address (RFC) is the profile of the machine, bp_nvmet.p2p.
 * Switches DEF-NVMET-* are those of the environment.
 */
#ifndef BLKPATH_NVMET_H
#define BLKPATH_NVMET_H

#include <blkpath/completion.h>
#include <blkpath/nvme_fabrics.h>
#include <blkpath/nvme_log.h>
#include <blkpath/nvme_status.h>
#include <blkpath/p2pdma.h>
#include <blkpath/percpu_ref.h>
#include <blkpath/queue.h>

#define NVMET_ERROR_LOG_SLOTS 128u
#define NVMET_NO_ERROR_LOC 0xffffu
#define NVMET_MAX_INLINE_BIOVEC 8u
#define NVMET_MAX_QUEUE_SIZE 1024u
#define NVMET_NR_QUEUES 128u
#define NVMET_MAX_CMD(ctrl) (NVME_CAP_MQES((ctrl)->cap) + 1)

struct bp_nvmet;
struct nvmet_ctrl;
struct nvmet_req;
struct nvmet_subsys;

/* What holds a command's data (DEF-NVMET-1). */
enum bp_nvmet_buffer {
	BP_NVMET_NONE,
	BP_NVMET_INLINE, /* pages of the transport, filled with the capsule */
	BP_NVMET_PAGES,	 /* pages of RAM, of its own */
	BP_NVMET_P2P,	 /* peer-to-peer memory of p2p_dev */
};

/**
 * struct nvmet_ns - a namespace
 * @ref: commands that use it, while it is enabled
 * @bdev: where its blocks are; bd_disk NULL: a file, which this target does not serve
 * @bp_disk_dev: the device behind @bdev; NULL when it is unknown
 * @nsid: from 1
 * @blksize_shift: log2 of the block size
 * @size: bytes
 * @readonly: only reads and flushes are served
 * @bp_ana_status: status that its group's state gives to every command; 0: accessible
 * @use_p2pmem: peer-to-peer memory is wanted
 * @p2p_dev: whose, where the user said so; holds a reference
 * @enabled: it is served
 * @subsys: whose it is
 * @disable_done: the last command has let go
 * @bp_link: place in the subsystem, by nsid
 */
struct nvmet_ns {
	struct percpu_ref ref;
	struct block_device bdev;
	struct device *bp_disk_dev;
	u32 nsid;
	u32 blksize_shift;
	u64 size;
	bool readonly;
	u16 bp_ana_status;
	bool use_p2pmem;
	struct pci_dev *p2p_dev;
	bool enabled;
	struct nvmet_subsys *subsys;
	struct completion disable_done;
	TAILQ_ENTRY(nvmet_ns) bp_link;
};

/* A host that may use a subsystem. */
struct bp_nvmet_host {
	LIST_ENTRY(bp_nvmet_host) link;
	char hostnqn[NVMF_NQN_FIELD_LEN];
};

/**
 * struct nvmet_subsys - a subsystem
 * @bp_nvmet: target
 * @subsysnqn: its name
 * @namespaces: in ascending order
 * @ctrls: controllers, in order of creation
 * @hosts: who may use it
 * @allow_any_host: everybody may
 * @max_qid: I/O queues of a controller
 * @ver: register VS
 * @bp_link: place in the target
 */
struct nvmet_subsys {
	struct bp_nvmet *bp_nvmet;
	char subsysnqn[NVMF_NQN_FIELD_LEN];
	TAILQ_HEAD(, nvmet_ns) namespaces;
	TAILQ_HEAD(, nvmet_ctrl) ctrls;
	LIST_HEAD(, bp_nvmet_host) hosts;
	bool allow_any_host;
	u16 max_qid;
	u32 ver;
	LIST_ENTRY(nvmet_subsys) bp_link;
};

struct nvmet_port;

/**
 * struct nvmet_fabrics_ops - a transport
 * @queue_response: sends the completion of a request; the request's memory is the transport's again
 * @delete_ctrl: a controller has failed: its queues must go
 * @add_port: begins to listen; 0 or a negative errno; NULL when there is nothing to do
 * @remove_port: stops; NULL when there is nothing to do
 */
struct nvmet_fabrics_ops {
	void (*queue_response)(struct nvmet_req *req);
	void (*delete_ctrl)(struct nvmet_ctrl *ctrl);
	int (*add_port)(struct nvmet_port *port);
	void (*remove_port)(struct nvmet_port *port);
};

/* A subsystem that a port offers. */
struct bp_nvmet_link {
	LIST_ENTRY(bp_nvmet_link) link;
	struct nvmet_subsys *subsys;
};

/**
 * struct nvmet_port - where hosts come in
 * @bp_nvmet: target
 * @subsystems: what it offers
 * @tr_ops: transport; NULL while it is not enabled
 * @inline_data_size: bytes of data in a capsule; -1: as the transport likes
 * @priv: the transport's
 * @bp_traddr: what the transport needs to find the address
 */
struct nvmet_port {
	struct bp_nvmet *bp_nvmet;
	LIST_HEAD(, bp_nvmet_link) subsystems;
	const struct nvmet_fabrics_ops *tr_ops;
	int inline_data_size;
	void *priv;
	void *bp_traddr;
};

/**
 * struct nvmet_cq - a completion queue
 * @qid: number
 * @size: entries
 */
struct nvmet_cq {
	u16 qid;
	u32 size;
};

/**
 * struct nvmet_sq - a submission queue
 * @ctrl: its controller; NULL until a connect
 * @bp_nvmet: target
 * @ref: requests in flight
 * @qid: number
 * @size: entries; 0 until a connect
 * @sqhd: head
 * @sqhd_disabled: the host does not want to know (C6.3)
 * @free_done: the last request has let go
 * @bp_serial: order of creation in the target, from 1
 */
struct nvmet_sq {
	struct nvmet_ctrl *ctrl;
	struct bp_nvmet *bp_nvmet;
	struct percpu_ref ref;
	u16 qid;
	u32 size;
	u32 sqhd;
	bool sqhd_disabled;
	struct completion free_done;
	u64 bp_serial;
};

/* A namespace's memory for peers, as a controller uses it (C2.3). */
struct bp_nvmet_p2p {
	LIST_ENTRY(bp_nvmet_p2p) link;
	u32 nsid;
	struct pci_dev *p2p_dev; /* holds a reference */
};

/**
 * struct nvmet_ctrl - a controller: what a host has connected to
 * @subsys: whose namespaces it shows
 * @cqs: completion queues, by number
 * @sqs: submission queues, by number
 * @port: where the host came in
 * @ops: transport
 * @cmd_seen: a command arrived
 * @cap: register CAP
 * @cc: register CC
 * @csts: register CSTS
 * @cntlid: number
 * @kato: keep alive timeout, s
 * @bp_refs: queues that have it
 * @hostid: host
 * @subsysnqn: as the host asked
 * @hostnqn: host
 * @p2p_client: who is to reach peer-to-peer memory besides the disk; NULL for none
 * @p2p_ns_map: whose memory each namespace's commands use
 * @err_counter: errors logged
 * @slots: the last of them
 * @fatal_err_work: lets the transport delete it
 * @subsys_entry: place in the subsystem
 */
struct nvmet_ctrl {
	struct nvmet_subsys *subsys;
	struct nvmet_cq **cqs;
	struct nvmet_sq **sqs;
	struct nvmet_port *port;
	const struct nvmet_fabrics_ops *ops;
	bool cmd_seen;
	u64 cap;
	u32 cc;
	u32 csts;
	u16 cntlid;
	u32 kato;
	unsigned bp_refs;
	u8 hostid[16];
	char subsysnqn[NVMF_NQN_FIELD_LEN];
	char hostnqn[NVMF_NQN_FIELD_LEN];
	struct device *p2p_client;
	LIST_HEAD(, bp_nvmet_p2p) p2p_ns_map;
	u64 err_counter;
	struct nvme_error_slot slots[NVMET_ERROR_LOG_SLOTS];
	struct bp_work fatal_err_work;
	TAILQ_ENTRY(nvmet_ctrl) subsys_entry;
};

/**
 * struct nvmet_req - a command
 * @cmd: as it came in
 * @cqe: its completion
 * @sq: queue
 * @cq: queue of the completion
 * @ns: namespace; holds a reference
 * @sg: data, of BP_NVMET_INLINE, BP_NVMET_PAGES, and of BP_NVMET_P2P with pages
 * @p2p_dma_buf: data, of BP_NVMET_P2P without pages (RFC patch 22)
 * @inline_bvec: vectors of @inline_bio
 * @sg_cnt: entries of @sg
 * @data_len: bytes, as the command tells
 * @transfer_len: bytes, as the SGL descriptor tells
 * @port: where it came in
 * @execute: does it
 * @ops: transport
 * @p2p_dev: whose peer-to-peer memory; NULL for none
 * @p2p_client: who reaches it besides the disk; the transport's choice, never reset
 * @error_loc: byte of the command that is wrong
 * @error_slba: block that is wrong
 * @bp_kind: what holds its data
 * @bp_alloc_len: bytes that were allocated (DEF-NVMET-2)
 * @bp_bus: where devices find @p2p_dma_buf (DEF-NVMET-4)
 * @bp_held: reference that it holds on @p2p_dev (DEF-NVMET-13)
 * @bp_serial: order of arrival in the target, from 1
 * @bp_sq_ref: it holds a reference on the queue
 * @inline_bio: for data that needs no more than @inline_bvec
 */
struct nvmet_req {
	struct nvme_command *cmd;
	struct nvme_completion *cqe;
	struct nvmet_sq *sq;
	struct nvmet_cq *cq;
	struct nvmet_ns *ns;
	union {
		struct scatterlist *sg;
		bp_virt_addr_t p2p_dma_buf;
	};
	struct bio_vec inline_bvec[NVMET_MAX_INLINE_BIOVEC];
	int sg_cnt;
	u64 data_len;
	u64 transfer_len;
	struct nvmet_port *port;
	void (*execute)(struct nvmet_req *req);
	const struct nvmet_fabrics_ops *ops;
	struct pci_dev *p2p_dev;
	struct device *p2p_client;
	u16 error_loc;
	u64 error_slba;
	enum bp_nvmet_buffer bp_kind;
	u64 bp_alloc_len;
	pci_bus_addr_t bp_bus;
	struct pci_dev *bp_held;
	u64 bp_serial;
	bool bp_sq_ref;
	struct bio inline_bio;
};

/**
 * struct bp_nvmet - a target
 * @env: environment
 * @p2p: peer-to-peer support of the machine; NULL when it is compiled out
 * @subsystems: all of them
 * @bios: where its bios come from
 * @sqs: queues made
 * @reqs: requests made
 */
struct bp_nvmet {
	struct bp_env *env;
	struct bp_p2p *p2p;
	LIST_HEAD(, nvmet_subsys) subsystems;
	struct bio_set bios;
	u64 sqs;
	u64 reqs;
};

static inline struct bp_env *bp_nvmet_env(const struct nvmet_req *req)
{
	return req->sq->bp_nvmet->env;
}

static inline bool bp_nvmet_defect(const struct nvmet_req *req, enum bp_defect_id id)
{
	return bp_defect_on(&bp_nvmet_env(req)->defects, id);
}

/* R-A2.4: from the point of view of the target's memory. */
static inline enum dma_data_direction nvmet_data_dir(const struct nvmet_req *req)
{
	return nvme_is_write(req->cmd) ? DMA_FROM_DEVICE : DMA_TO_DEVICE;
}

static inline void nvmet_set_result(struct nvmet_req *req, u32 result)
{
	req->cqe->result.u32 = cpu_to_le32(result);
}

_Static_assert(sizeof(struct nvme_error_slot) == 64, "a slot of the error log has 64 bytes");

#include <blkpath/nvmet_req.h>

#endif
