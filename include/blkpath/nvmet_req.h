/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The life of a command in the target, for transports (rdma-nvmet.md C1).  A part of nvmet.h.
 */
#ifndef BLKPATH_NVMET_REQ_H
#define BLKPATH_NVMET_REQ_H

#include <blkpath/nvmet.h>

/**
 * nvmet_sq_init - make a submission queue that no controller has yet
 * @nvmet: target
 * @sq: overwritten
 *
 * Context: allocates (BP_ALLOC_PERCPU).
 * Return: 0; -ENOMEM, and there is nothing to destroy.
 * Mirrors: nvmet_sq_init(), drivers/nvme/target/core.c, v5.2
 * Rule: R-C4.9
 */
int nvmet_sq_init(struct bp_nvmet *nvmet, struct nvmet_sq *sq);

/**
 * nvmet_sq_destroy - turn new requests away, wait for the others, leave the controller
 * @sq: queue
 *
 * Context: sleeps until every request has let go; a BUG (WAIT_HANG) when none ever will.
 * Mirrors: nvmet_sq_destroy(), drivers/nvme/target/core.c, v5.2
 * Rule: R-C4.9
 */
void nvmet_sq_destroy(struct nvmet_sq *sq);

/**
 * nvmet_req_init - a command has arrived
 * @req: cmd, cqe and port are set, p2p_client where there is one
 * @cq: queue of the completion
 * @sq: queue
 * @ops: transport
 *
 * Neither data_len nor execute is reset; p2p_dev is, unless DEF-NVMET-6 is on.
 *
 * Return: true: it may be executed. False: it was refused, and its response is on its way.
 * Mirrors: nvmet_req_init(), drivers/nvme/target/core.c, v5.2
 * Rule: R-C1.2, DEF-NVMET-6
 */
bool nvmet_req_init(struct nvmet_req *req, struct nvmet_cq *cq, struct nvmet_sq *sq,
		    const struct nvmet_fabrics_ops *ops);

/**
 * nvmet_req_uninit - forget a request that gets no response
 * @req: initialised, not executed
 *
 * Mirrors: nvmet_req_uninit(), drivers/nvme/target/core.c, v5.2
 * Rule: R-C1.6
 */
void nvmet_req_uninit(struct nvmet_req *req);

/**
 * nvmet_req_execute - do a request whose data is there, or has room
 * @req: initialised
 *
 * Mirrors: nvmet_req_execute(), drivers/nvme/target/core.c, v5.2
 * Rule: R-C1.4, INV-NVMET-4
 */
void nvmet_req_execute(struct nvmet_req *req);

/**
 * nvmet_req_complete - a request is done
 * @req: request; of the transport afterwards
 * @status: NVMe status, with NVME_SC_DNR where it is final
 *
 * Mirrors: nvmet_req_complete(), drivers/nvme/target/core.c, v5.2
 * Rule: R-C1.5
 */
void nvmet_req_complete(struct nvmet_req *req, u16 status);

/**
 * nvmet_req_alloc_sgl - take memory for the data
 * @req: initialised, with transfer_len
 *
 * Peer-to-peer memory where the controller has some for the namespace, else RAM. Memory without
 * pages that not both the transport and the disk reach by one bus address is not used, unless
 * DEF-NVMET-4 is on.
 *
 * Context: allocates (BP_ALLOC_SG, pages, a provider's pool).
 * Return: 0; -ENOMEM, and nothing is held.
 * Mirrors: nvmet_req_alloc_sgl(), drivers/nvme/target/core.c, v5.2, RFC patch 22
 * Rule: R-C1.7, DEF-NVMET-3, DEF-NVMET-4, DEF-NVMET-13
 */
int nvmet_req_alloc_sgl(struct nvmet_req *req);

/**
 * nvmet_req_free_sgl - give the memory of the data back
 * @req: request; nothing happens without memory of its own
 *
 * Mirrors: nvmet_req_free_sgl(), drivers/nvme/target/core.c, v5.2, RFC patch 22
 * Rule: R-C1.8, DEF-NVMET-2
 */
void nvmet_req_free_sgl(struct nvmet_req *req);

/**
 * bp_nvmet_req_set_inline - the data of a request came with its capsule
 * @req: initialised
 * @sg: list of the transport's pages; stays the transport's
 * @nents: its entries
 * @bytes: of data
 *
 * Rule: R-C5.4
 */
void bp_nvmet_req_set_inline(struct nvmet_req *req, struct scatterlist *sg, int nents, u64 bytes);

/**
 * bp_nvmet_req_is_inline - did the data of a request come with its capsule?
 * @req: request
 * @inline_sg: the transport's list
 *
 * With DEF-NVMET-1 on, what the request holds is compared with the list, whatever it is.
 *
 * Return: whether it did.
 * Rule: DEF-NVMET-1, INV-NVMET-5
 */
bool bp_nvmet_req_is_inline(const struct nvmet_req *req, const struct scatterlist *inline_sg);

/**
 * bp_nvmet_req_is_p2p - is the data in peer-to-peer memory?
 * @req: request
 *
 * With DEF-NVMET-6 on, any p2p_dev counts, also one that an earlier command left.
 *
 * Return: whether it is.
 * Rule: DEF-NVMET-1, DEF-NVMET-6, INV-NVMET-7
 */
bool bp_nvmet_req_is_p2p(const struct nvmet_req *req);

/**
 * bp_nvmet_req_bus - where devices find data in peer-to-peer memory without pages
 * @req: bp_nvmet_req_is_p2p()
 *
 * With DEF-NVMET-4 on, the provider is asked each time, and the answer not looked at.
 *
 * Return: bus address.
 * Rule: DEF-NVMET-4
 */
pci_bus_addr_t bp_nvmet_req_bus(const struct nvmet_req *req);

/**
 * nvmet_copy_to_sgl - put bytes into the data of a request
 * @req: request
 * @off: where in the data
 * @buf: bytes
 * @len: how many
 *
 * Return: 0; NVME_SC_SGL_INVALID_DATA with DNR when there is no such room, with error_loc set.
 * Mirrors: nvmet_copy_to_sgl(), drivers/nvme/target/core.c, v5.2
 * Rule: R-C3.5, DEF-NVMET-3
 */
u16 nvmet_copy_to_sgl(struct nvmet_req *req, u64 off, const void *buf, size_t len);

/**
 * nvmet_copy_from_sgl - take bytes out of the data of a request
 * @req: request
 * @off: where in the data
 * @buf: room for them
 * @len: how many
 *
 * Return: 0; NVME_SC_SGL_INVALID_DATA with DNR when there are not so many, with error_loc set.
 * Mirrors: nvmet_copy_from_sgl(), drivers/nvme/target/core.c, v5.2
 * Rule: R-C3.5, DEF-NVMET-3
 */
u16 nvmet_copy_from_sgl(struct nvmet_req *req, u64 off, void *buf, size_t len);

/**
 * nvmet_ctrl_fatal_error - a controller cannot go on
 * @ctrl: CSTS.CFS is set, and the transport deletes it soon
 *
 * Mirrors: nvmet_ctrl_fatal_error(), drivers/nvme/target/core.c, v5.2
 * Rule: R-C5.1
 */
void nvmet_ctrl_fatal_error(struct nvmet_ctrl *ctrl);

#endif
