/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the events NVME_* show: of the host driver, and of a controller in the world around.
 *
 * All of it is data of the interface between the two: whoever listens needs to know neither.
 */
#ifndef BLKPATH_NVME_EVENT_H
#define BLKPATH_NVME_EVENT_H

#include <blkpath/dma_direction.h>
#include <blkpath/nvme.h>
#include <blkpath/nvme_dma.h>
#include <blkpath/pci.h>

/* How a command tells where its data is. */
enum bp_nvme_choice {
	BP_NVME_NO_DATA,
	BP_NVME_SIMPLE_PRP,
	BP_NVME_PRP,
	BP_NVME_SIMPLE_SGL,
	BP_NVME_SGL,
};

/*
 * How many lists of a command an event shows.  Nobody has more: 8192 sectors are 1025 segments at
 * most (NVH-38), whose descriptors fill five.
 */
#define BP_NVME_LISTS_SHOWN 8u

/* A PRP list or an SGL segment. */
struct bp_nvme_list {
	bp_virt_addr_t virt;
	dma_addr_t dma;
};

/**
 * struct bp_nvme_built - NVME_BUILT: rq became a command
 * @qid: of the queue that it goes to
 * @command: with its data pointer
 * @choice: kind of the data pointer
 * @direct: its addresses were taken as they were
 * @npages: as the driver counts lists (NVH-1)
 * @lists: the chain
 * @nr_lists: how many there are
 * @nents: entries that the request became; 0 for a simple data pointer
 * @dma: address of the single mapping, for a simple data pointer
 * @dma_len: its bytes
 * @meta_dma: address of the metadata, where the command has some
 * @page_size: of the controller, as the driver chose it
 * @sgls: Identify: SGLS
 * @sgl_threshold: as the user chose it
 * @max_hw_sectors: of the controller
 * @max_segments: of a request
 *
 * The event's sgl is the mapped scatterlist, NULL for a simple data pointer.
 */
struct bp_nvme_built {
	u16 qid;
	struct nvme_command command;
	enum bp_nvme_choice choice;
	bool direct;
	int npages;
	struct bp_nvme_list lists[BP_NVME_LISTS_SHOWN];
	unsigned nr_lists;
	unsigned nents;
	dma_addr_t dma;
	unsigned dma_len;
	dma_addr_t meta_dma;
	u32 page_size;
	u32 sgls;
	u32 sgl_threshold;
	u32 max_hw_sectors;
	u32 max_segments;
};

/**
 * struct bp_nvme_submit - NVME_SUBMIT: a command was stored in a submission queue
 * @qid: queue
 * @depth: its entries
 * @slot: where it lies
 * @tail: the tail afterwards
 * @in_cmb: the queue lies in the controller's memory
 * @command: as it was stored
 *
 * The event's rq is its request; NULL for the one that waits for asynchronous events.
 */
struct bp_nvme_submit {
	u16 qid;
	u16 depth;
	u16 slot;
	u16 tail;
	bool in_cmb;
	struct nvme_command command;
};

/**
 * struct bp_nvme_doorbell - NVME_DOORBELL: the driver publishes a tail or a head
 * @qid: queue
 * @depth: its entries
 * @is_cq: the head of the completion queue; false: the tail of the submission queue
 * @value: what it publishes
 * @shadow: it was stored in the shadow doorbells
 * @mmio: it was written to the register
 */
struct bp_nvme_doorbell {
	u16 qid;
	u16 depth;
	bool is_cq;
	u16 value;
	bool shadow;
	bool mmio;
};

/**
 * struct bp_nvme_seen - NVME_CQE_SEEN: the driver handles a completion
 * @qid: queue
 * @depth: its entries
 * @slot: where it lies
 * @phase: that the driver expected, and found
 * @cqe: as it was handled
 * @is_event: it answers an Asynchronous Event Request
 *
 * The event's rq is the request that it completes, NULL for none.
 */
struct bp_nvme_seen {
	u16 qid;
	u16 depth;
	u16 slot;
	u8 phase;
	struct nvme_completion cqe;
	bool is_event;
};

/**
 * struct bp_nvme_state_change - NVME_STATE: the driver's idea of the controller changed
 * @from: enum nvme_ctrl_state
 * @to: the same
 */
struct bp_nvme_state_change {
	unsigned from;
	unsigned to;
};

/**
 * struct bp_nvme_cmb_found - NVME_CMB: the driver found memory in the controller
 * @cmbloc: register
 * @cmbsz: register
 * @bar: where it lies
 * @offset: bytes into the BAR
 * @bytes: how much of it is used
 * @bar_bytes: of the BAR
 * @queues: submission queues may lie in it
 * @published: peers may use it
 */
struct bp_nvme_cmb_found {
	u32 cmbloc;
	u32 cmbsz;
	unsigned bar;
	u64 offset;
	u64 bytes;
	u64 bar_bytes;
	bool queues;
	bool published;
};

/**
 * struct bp_nvme_sq_memory - NVME_SQ_BEGIN, NVME_SQ: memory for a submission queue
 * @qid: queue
 * @virt: where the driver has it; 0 in the beginning, and when there is none
 * @dma: where the controller finds it
 * @in_cmb: it is the controller's own (NVM-4)
 */
struct bp_nvme_sq_memory {
	u16 qid;
	bp_virt_addr_t virt;
	dma_addr_t dma;
	bool in_cmb;
};

/**
 * struct bp_nvme_fetch - NVME_FETCH: a controller took a command
 * @sqid: queue
 * @depth: its entries
 * @slot: where it lay
 * @head: the head afterwards
 * @tail: as the controller knows it
 * @command: all 64 bytes, as they were fetched
 */
struct bp_nvme_fetch {
	u16 sqid;
	u16 depth;
	u16 slot;
	u16 head;
	u16 tail;
	struct nvme_command command;
};

/**
 * struct bp_nvme_dma - NVME_DMA: a controller moved bytes, or could not
 * @purpose: what for
 * @sqid: queue of the command, where there is one
 * @cid: the command, where there is one
 * @address: as the controller was given it
 * @bytes: how many
 * @is_write: the controller writes
 * @internal: the address is in the controller's own memory
 * @status: of the attempt (NVH-33); 0: all bytes moved
 * @injected: a fault was injected into the command: it proves nothing
 */
struct bp_nvme_dma {
	enum bp_nvme_purpose purpose;
	u16 sqid;
	u16 cid;
	u64 address;
	u64 bytes;
	bool is_write;
	bool internal;
	u16 status;
	bool injected;
};

/**
 * struct bp_nvme_posted - NVME_CQE_POSTED: a controller stored a completion
 * @cqid: queue
 * @depth: its entries
 * @slot: where it lies
 * @head: of the completion queue, as the controller knows it
 * @cqe: all 16 bytes
 * @interrupt: a message follows
 * @injected: a fault was injected into the command: it proves nothing
 */
struct bp_nvme_posted {
	u16 cqid;
	u16 depth;
	u16 slot;
	u16 head;
	struct nvme_completion cqe;
	bool interrupt;
	bool injected;
};

/**
 * struct bp_nvme_register_values - NVME_CTRL_STATE: registers of a controller changed
 * @cap: capabilities
 * @cc: configuration
 * @csts: status
 * @cmbloc: where its memory is
 * @cmbsz: what its memory can do
 * @aerl: Identify: AERL
 * @mdts: Identify: MDTS
 */
struct bp_nvme_register_values {
	u64 cap;
	u32 cc;
	u32 csts;
	u32 cmbloc;
	u32 cmbsz;
	u8 aerl;
	u8 mdts;
};

/**
 * struct bp_nvme_queue_change - NVME_QUEUE: a controller got a queue, or lost one
 * @qid: queue
 * @is_cq: completion queue; false: submission queue
 * @deleted: it is gone
 * @depth: its entries
 * @base: where it begins
 * @cqid: of a submission queue, where it completes
 * @vector: of a completion queue
 * @interrupts: a completion queue sends messages
 */
struct bp_nvme_queue_change {
	u16 qid;
	bool is_cq;
	bool deleted;
	u16 depth;
	u64 base;
	u16 cqid;
	u16 vector;
	bool interrupts;
};

/**
 * struct bp_nvme_event - what an event NVME_* shows
 * @pdev: the controller's function
 *
 * The member that belongs to the event's id is set; NVME_PAGE has none, the event's rq and sgl say
 * of which request and from which entry on.
 */
struct bp_nvme_event {
	const struct pci_dev *pdev;
	union {
		struct bp_nvme_built built;
		struct bp_nvme_submit submit;
		struct bp_nvme_doorbell doorbell;
		struct bp_nvme_seen seen;
		struct bp_nvme_state_change state;
		struct bp_nvme_cmb_found cmb;
		struct bp_nvme_sq_memory sq;
		struct bp_nvme_fetch fetch;
		struct bp_nvme_dma dma;
		struct bp_nvme_posted posted;
		struct bp_nvme_register_values registers;
		struct bp_nvme_queue_change queue;
	};
};

#endif
