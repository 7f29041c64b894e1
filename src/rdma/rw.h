/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of rdma_rw share.
 */
#ifndef BP_SRC_RDMA_RW_H
#define BP_SRC_RDMA_RW_H

#include <blkpath/rdma_rw.h>

#define RDMA_RW_MAX_MR_PAGES 256u

/* What is to be done, and with whom. */
struct bp_rw_job {
	struct ib_qp *qp;
	u8 port;
	enum dma_data_direction dir;
	u64 remote_addr;
	u32 rkey;
};

/* A mapped list, or what is left of it. */
struct bp_rw_list {
	struct scatterlist *sg;
	u32 nents;
	u32 offset; /* bytes of the first entry to leave out */
};

/* In the end bits of an entry that nobody wrote (DEF-RDMA-1): a list of such entries ends at each.
 */
#define BP_RW_UNWRITTEN 0x5a5a5a5a5a5a5a5aul

/* sg_next(), and the finding when the entry was never written. */
struct scatterlist *bp_rw_next(struct bp_env *env, struct scatterlist *sg);

static inline bool bp_rw_defect(const struct ib_qp *qp, enum bp_defect_id id)
{
	return bp_defect_on(&qp->device->bp_defects, id);
}

static inline u32 rdma_rw_fr_page_list_len(const struct ib_device *dev)
{
	return bp_min(dev->attrs.max_fast_reg_page_list_len, RDMA_RW_MAX_MR_PAGES);
}

/* R-B2.1 */
static inline bool rdma_rw_can_use_mr(const struct ib_device *dev, u8 port)
{
	return rdma_protocol_iwarp(dev, port) || dev->bp_force_mr;
}

/* R-B2.2 */
static inline bool rdma_rw_io_needs_mr(const struct ib_device *dev, u8 port,
				       enum dma_data_direction dir)
{
	return (rdma_protocol_iwarp(dev, port) && dir == DMA_FROM_DEVICE) || dev->bp_force_mr;
}

/* The three kinds (B3): how many work requests, or a negative errno and nothing stays. */
int bp_rw_init_single(struct rdma_rw_ctx *ctx, const struct bp_rw_job *job,
		      const struct bp_rw_list *list);
int bp_rw_init_multi(struct rdma_rw_ctx *ctx, const struct bp_rw_job *job,
		     const struct bp_rw_list *list);
/* @whole: each MR takes whole entries, as v5.2 has it (DEF-RDMA-2, DEF-RDMA-3). */
int bp_rw_init_mr(struct rdma_rw_ctx *ctx, const struct bp_rw_job *job,
		  const struct bp_rw_list *list, bool whole);

/**
 * bp_rw_cut - what the next MR takes of a list: at most so many entries and so many pages
 * @env: environment
 * @list: moves on; entries without bytes are passed
 * @most: both of them
 * @to: receives the entries; NULL to count alone
 *
 * Return: entries; 0 at the end of the list.
 */
u32 bp_rw_cut(struct bp_env *env, struct bp_rw_list *list, u32 most, struct scatterlist *to);

/* B5.1: MRs and memory go back. */
void bp_rw_release(struct rdma_rw_ctx *ctx, struct ib_qp *qp);

/* R-B4.2 */
static inline struct ib_send_wr *bp_rw_first_of(struct rdma_rw_reg_ctx *reg)
{
	return reg->inv_wr.next ? &reg->inv_wr : &reg->reg_wr.wr;
}

/* The chain, without what the caller appends. */
struct ib_send_wr *bp_rw_first(struct rdma_rw_ctx *ctx);

/* What a context was prepared from; @sgl and @nents as the caller gave them. */
struct bp_rw_input {
	struct scatterlist *sgl;
	u32 nents;
	u32 mapped;
	u32 offset;
	u64 addr;
	u64 bytes;
};

/* RDMA_CTX of a preparation; returns @result. */
int bp_rw_tell_init(struct rdma_rw_ctx *ctx, const struct bp_rw_job *job,
		    const struct bp_rw_input *input, int result);
void bp_rw_tell_taken(const struct rdma_rw_ctx *ctx, const struct ib_qp *qp,
		      const struct ib_send_wr *first, const struct ib_send_wr *chained);
/* @sgl is NULL without. */
void bp_rw_tell_destroy(const struct rdma_rw_ctx *ctx, const struct ib_qp *qp,
			struct scatterlist *sgl, u32 nents, enum dma_data_direction dir);

#endif
