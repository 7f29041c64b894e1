/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the events NVMET_* show: all of it data, so that whoever listens needs nothing of the
 * target.
 */
#ifndef BLKPATH_NVMET_EVENT_H
#define BLKPATH_NVMET_EVENT_H

#include <blkpath/nvmet.h>

struct ib_device;

/* Where in its life a request is. */
enum bp_nvmet_step {
	BP_NVMET_RECEIVED,  /* the capsule is there */
	BP_NVMET_PARKED,    /* the queue is not live yet (C4.8) */
	BP_NVMET_DROPPED,   /* nobody will handle the capsule (C4.8, C5.1) */
	BP_NVMET_INITED,    /* it was parsed, and may be executed */
	BP_NVMET_REFUSED,   /* it was parsed, and may not */
	BP_NVMET_SGL,	    /* its data has a place, or has none after an error */
	BP_NVMET_WAITS,	    /* no credits: it is on the wait list */
	BP_NVMET_READ,	    /* its data is fetched from the host */
	BP_NVMET_READ_DONE, /* it is there, or it is not */
	BP_NVMET_EXECUTED,  /* its function runs */
	BP_NVMET_COMPLETED, /* it has a status */
	BP_NVMET_UNINIT,    /* it gets no response */
	BP_NVMET_RESPONSE,  /* its response was posted, or could not be */
	BP_NVMET_RELEASED,  /* all that it held was given back */
};

/**
 * struct bp_nvmet_request - NVMET_REQ: a step of a request
 * @step: which one
 * @serial: the request; 0: before it has a number (RECEIVED, PARKED, DROPPED)
 * @sq: serial of its queue
 * @cntlid: controller; 0 without
 * @qid: queue
 * @sq_size: entries of the queue
 * @sqhd_disabled: the host does not want to know the head
 * @command: its 64 bytes, as they were taken; of later steps as they are now
 * @nsid: of the namespace that it holds; 0: none
 * @data_len: bytes, as the command tells
 * @transfer_len: bytes, as the descriptor tells
 * @kind: what holds its data
 * @allocated: bytes of it
 * @sg_cnt: entries of its list
 * @sgl_bytes: what the list has room for; 0 without a list
 * @p2p_dev: whose peer-to-peer memory
 * @mapped_dev: whose memory the controller uses for this namespace, at this moment
 * @virt: that memory; of a kind without pages
 * @bus: the same for devices; all ones where it has none
 * @status: NVMe status; 0 before COMPLETED
 * @cqe: the completion, from COMPLETED on
 * @error_loc: byte of the command that is wrong
 * @result: READ, RESPONSE: what posting returned; SGL: NVMe status; READ_DONE: status of the
 * completion
 * @n_rdma: work requests of its data, as the transport keeps the number
 * @wrs: work requests of its data, as the context said
 * @credits: those it has taken and not given back
 * @data_wrs: RESPONSE: work requests posted before the send
 * @invalidates: RESPONSE: the send invalidates @key
 * @wants_invalidate: the command asked for it
 * @key: of the host's memory
 */
struct bp_nvmet_request {
	enum bp_nvmet_step step;
	u64 serial;
	u64 sq;
	u16 cntlid;
	u16 qid;
	u32 sq_size;
	bool sqhd_disabled;
	struct nvme_command command;
	u32 nsid;
	u64 data_len;
	u64 transfer_len;
	enum bp_nvmet_buffer kind;
	u64 allocated;
	int sg_cnt;
	u64 sgl_bytes;
	const struct pci_dev *p2p_dev;
	const struct pci_dev *mapped_dev;
	bp_virt_addr_t virt;
	pci_bus_addr_t bus;
	u16 status;
	struct nvme_completion cqe;
	u16 error_loc;
	int result;
	u32 n_rdma;
	u32 wrs;
	u32 credits;
	u32 data_wrs;
	bool invalidates;
	bool wants_invalidate;
	u32 key;
};

/**
 * struct bp_nvmet_credits - NVMET_CREDITS: a queue's account of send work requests changed
 * @sq: serial of the queue
 * @serial: the request; 0: none, the queue came to life
 * @change: taken: below 0; given back: above
 * @avail: left, afterwards
 * @max: of the send queue
 * @device: whose queue pair
 * @qpn: that queue pair
 */
struct bp_nvmet_credits {
	u64 sq;
	u64 serial;
	s64 change;
	s64 avail;
	u32 max;
	const struct ib_device *device;
	u32 qpn;
};

/**
 * struct bp_nvmet_bio - NVMET_BIO: the target submits a bio, or cannot build it
 * @serial: the request
 * @first: it is the one that ends the request
 * @failed: it could not be built, and is ended at once
 * @slba: of the command
 * @blksize_shift: of the namespace
 * @transfer_len: of the command
 *
 * The event's bio is it.
 */
struct bp_nvmet_bio {
	u64 serial;
	bool first;
	bool failed;
	u64 slba;
	u32 blksize_shift;
	u64 transfer_len;
};

/**
 * struct bp_nvmet_event - what an event NVMET_* shows
 *
 * The member that belongs to the event's id is set.
 */
struct bp_nvmet_event {
	union {
		struct bp_nvmet_request req;
		struct bp_nvmet_credits credits;
		struct bp_nvmet_bio bio;
	};
};

#endif
