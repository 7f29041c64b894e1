/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * READs and WRITEs of whole lists, as a target needs them (rdma-nvmet.md B).
 *
 * What the machine's kernel is, is told by the profile of its peer-to-peer memory: with pages the
 * code is v5.2-rc5's, without it is that of RFC patches 20 and 25 (R-B8.1).
 */
#ifndef BLKPATH_RDMA_RW_H
#define BLKPATH_RDMA_RW_H

#include <blkpath/dma_direction.h>
#include <blkpath/ib_verbs.h>

enum rdma_rw_type {
	RDMA_RW_SINGLE_WR,
	RDMA_RW_MULTI_WR,
	RDMA_RW_MR,
};

/* One MR of a context, and the work that it takes. */
struct rdma_rw_reg_ctx {
	struct ib_sge sge;
	struct ib_rdma_wr wr;
	struct ib_reg_wr reg_wr;
	struct ib_send_wr inv_wr;
	struct ib_mr *mr;
};

/**
 * struct rdma_rw_ctx - READs or WRITEs of one list
 * @nr_ops: how many of them, those for keys left out
 * @type: which of the three below is meant (R-B1)
 * @single: one of them with one entry
 * @map: several with several entries
 * @reg: through MRs
 * @bp_serial: its number among those of its queue pair
 * @bp_direct: from rdma_rw_ctx_dma_init() (R-B7.4)
 * @bp_taken: its work was taken (R-B4.5)
 * @bp_cut: the adapter refused some of it, and what stands before runs (R-A6.1)
 */
struct rdma_rw_ctx {
	u32 nr_ops;
	enum rdma_rw_type type;
	union {
		struct {
			struct ib_sge sge;
			struct ib_rdma_wr wr;
		} single;
		struct {
			struct ib_sge *sges;
			struct ib_rdma_wr *wrs;
		} map;
		struct rdma_rw_reg_ctx *reg;
	};
	u64 bp_serial;
	bool bp_direct;
	bool bp_taken;
	bool bp_cut;
};

/**
 * rdma_rw_ctx_init - prepare the READs or WRITEs of a list
 * @ctx: overwritten
 * @qp: queue pair
 * @port_num: its port
 * @sg: list; mapped here
 * @sg_cnt: entries
 * @sg_offset: bytes of the list to leave out, less than it has
 * @remote_addr: where on the other side
 * @rkey: key of the other side
 * @dir: DMA_TO_DEVICE for WRITE, DMA_FROM_DEVICE for READ
 *
 * Return: how many work requests it takes; -ENOMEM, -EIO for an offset behind the list, -EAGAIN
 * when no MR is left, -EINVAL when MRs cannot hold it (DEF-RDMA-3). On failure nothing stays mapped
 * or allocated.
 *
 * Mirrors: rdma_rw_ctx_init(), drivers/infiniband/core/rw.c, v5.2-rc5, RFC patch 25
 * Rule: B3, R-B8.1
 */
int rdma_rw_ctx_init(struct rdma_rw_ctx *ctx, struct ib_qp *qp, u8 port_num, struct scatterlist *sg,
		     u32 sg_cnt, u32 sg_offset, u64 remote_addr, u32 rkey,
		     enum dma_data_direction dir);

/**
 * rdma_rw_ctx_destroy - the READs or WRITEs of a list are over
 * @ctx: from rdma_rw_ctx_init(); completed, or never posted
 * @qp: as there
 * @port_num: as there
 * @sg: as there; unmapped here
 * @sg_cnt: as there
 * @dir: as there
 *
 * Mirrors: rdma_rw_ctx_destroy(), drivers/infiniband/core/rw.c, v5.2-rc5, RFC patch 25
 * Rule: B5
 */
void rdma_rw_ctx_destroy(struct rdma_rw_ctx *ctx, struct ib_qp *qp, u8 port_num,
			 struct scatterlist *sg, u32 sg_cnt, enum dma_data_direction dir);

/**
 * rdma_rw_ctx_dma_init - prepare the READs or WRITEs of memory that has a DMA address
 * @ctx: overwritten
 * @qp: queue pair
 * @port_num: its port
 * @addr: DMA address for the device; valid until the context is destroyed
 * @len: bytes, at least 1
 * @remote_addr: where on the other side
 * @rkey: key of the other side
 * @dir: as for rdma_rw_ctx_init()
 *
 * Nothing is mapped.
 *
 * Return: how many work requests it takes; -EINVAL for an address that cannot be meant (DEF-RDMA-4)
 * or, with DEF-RDMA-2, that one MR cannot hold; -ENOMEM; -EAGAIN when no MR is left. On failure
 * nothing stays allocated.
 *
 * Mirrors: rdma_rw_ctx_dma_init(), drivers/infiniband/core/rw.c, RFC patch 20
 * Rule: R-B7.1, R-B7.3
 */
int rdma_rw_ctx_dma_init(struct rdma_rw_ctx *ctx, struct ib_qp *qp, u8 port_num, dma_addr_t addr,
			 u32 len, u64 remote_addr, u32 rkey, enum dma_data_direction dir);

/**
 * rdma_rw_ctx_dma_destroy - the READs or WRITEs of memory that has a DMA address are over
 * @ctx: from rdma_rw_ctx_dma_init(); completed, or never posted
 * @qp: as there
 * @port_num: not looked at
 *
 * Nothing is unmapped.
 *
 * Mirrors: rdma_rw_ctx_dma_destroy(), drivers/infiniband/core/rw.c, RFC patch 20
 * Rule: R-B7.2
 */
void rdma_rw_ctx_dma_destroy(struct rdma_rw_ctx *ctx, struct ib_qp *qp, u8 port_num);

/**
 * rdma_rw_ctx_wrs - take the work of a context
 * @ctx: initialised; its work was not taken before (R-B4.5)
 * @qp: as there
 * @port_num: as there
 * @cqe: who hears of the last READ or WRITE; NULL with @chain_wr
 * @chain_wr: work to go behind it, which is to be signalled; NULL without
 *
 * Return: the first work request of the chain.
 *
 * Mirrors: rdma_rw_ctx_wrs(), drivers/infiniband/core/rw.c, v5.2-rc5
 * Rule: R-B4.1 to R-B4.3
 */
struct ib_send_wr *rdma_rw_ctx_wrs(struct rdma_rw_ctx *ctx, struct ib_qp *qp, u8 port_num,
				   struct ib_cqe *cqe, struct ib_send_wr *chain_wr);

/**
 * bp_rdma_rw_refused - the adapter refused work of a context
 * @ctx: its work was taken, and is not taken again
 * @qp: as there
 * @bad: what ib_post_send() names; what stands before it in the chain will run
 *
 * The regions of what did not get through are again what the adapter has: with their key, and to be
 * invalidated or not; bp_cut tells whether anything did.  rdma_rw_ctx_post() does it itself.
 *
 * Rule: R-B4.7, INV-RDMA-8
 */
void bp_rdma_rw_refused(struct rdma_rw_ctx *ctx, const struct ib_qp *qp,
			const struct ib_send_wr *bad);

/**
 * rdma_rw_ctx_post - take the work of a context and post it
 * @ctx: as for rdma_rw_ctx_wrs()
 * @qp: as there
 * @port_num: as there
 * @cqe: as there
 * @chain_wr: as there
 *
 * Return: as ib_post_send(). On failure bp_cut of the context tells whether a part of its work
 * runs.
 *
 * Mirrors: rdma_rw_ctx_post(), drivers/infiniband/core/rw.c, v5.2-rc5
 * Rule: R-B4.4
 */
int rdma_rw_ctx_post(struct rdma_rw_ctx *ctx, struct ib_qp *qp, u8 port_num, struct ib_cqe *cqe,
		     struct ib_send_wr *chain_wr);

/**
 * rdma_rw_mr_factor - how many contexts a transfer may need
 * @device: device
 * @port_num: port
 * @maxpages: pages of the transfer
 *
 * Return: how many.
 *
 * Mirrors: rdma_rw_mr_factor(), drivers/infiniband/core/rw.c, v5.2-rc5
 * Rule: R-B6.3
 */
unsigned rdma_rw_mr_factor(const struct ib_device *device, u8 port_num, unsigned maxpages);

/**
 * rdma_rw_init_qp - make the send queue long enough for contexts
 * @device: device
 * @attr: of a queue pair to be made; its port is named, else a warning at BP_SITE_RDMA_RW_NO_PORT
 *
 * Mirrors: rdma_rw_init_qp(), drivers/infiniband/core/rw.c, v5.2-rc5
 * Rule: R-B6.1
 */
void rdma_rw_init_qp(const struct ib_device *device, struct ib_qp_init_attr *attr);

/**
 * rdma_rw_init_mrs - give a queue pair the MRs for its contexts
 * @qp: queue pair
 * @attr: as it was made with
 *
 * Return: 0; a negative errno, and it has none.
 *
 * Mirrors: rdma_rw_init_mrs(), drivers/infiniband/core/rw.c, v5.2-rc5
 * Rule: R-B6.2
 */
int rdma_rw_init_mrs(struct ib_qp *qp, const struct ib_qp_init_attr *attr);

/**
 * rdma_rw_cleanup_mrs - take the MRs of a queue pair away
 * @qp: queue pair
 *
 * Mirrors: rdma_rw_cleanup_mrs(), drivers/infiniband/core/rw.c, v5.2-rc5
 * Rule: R-B5.4
 */
void rdma_rw_cleanup_mrs(struct ib_qp *qp);

#endif
