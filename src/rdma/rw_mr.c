/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * READs and WRITEs through memory regions (rdma-nvmet.md B3, the MR kind).
 */
#include <errno.h>

#include <blkpath/ib_mr_pool.h>

#include "rw.h"

static u32 entries_per_mr(const struct bp_rw_job *job)
{
	return rdma_rw_fr_page_list_len(job->qp->device);
}

/* What a memory region is to hold. */
struct part {
	struct scatterlist *sg;
	u32 nents;
	u32 offset;
};

/* Step 3: the whole part, or nothing. */
static int map_part(struct ib_mr *mr, const struct part *part)
{
	unsigned offset = part->offset;
	int mapped = ib_map_mr_sg(mr, part->sg, (int)part->nents, &offset,
				  bp_page_size(mr->device->bp_env));

	return mapped < 0 || (u32)mapped < part->nents ? -EINVAL : 0;
}

static enum ib_wr_opcode opcode_of(const struct bp_rw_job *job)
{
	if (job->dir == DMA_TO_DEVICE)
		return IB_WR_RDMA_WRITE;
	return rdma_cap_read_inv(job->qp->device, job->port) ? IB_WR_RDMA_READ_WITH_INV
							     : IB_WR_RDMA_READ;
}

/* Steps 2, 4 and 5; how many work requests. */
static int fill(struct rdma_rw_reg_ctx *reg, const struct bp_rw_job *job)
{
	struct ib_mr *mr = reg->mr;

	if (mr->need_inval)
		reg->inv_wr = (struct ib_send_wr){ .opcode = IB_WR_LOCAL_INV,
						   .ex.invalidate_rkey = mr->lkey,
						   .next = &reg->reg_wr.wr };
	reg->reg_wr = (struct ib_reg_wr){ .wr = { .opcode = IB_WR_REG_MR, .next = &reg->wr.wr },
					  .mr = mr,
					  .access = IB_ACCESS_LOCAL_WRITE };
	if (rdma_protocol_iwarp(job->qp->device, job->port))
		reg->reg_wr.access |= IB_ACCESS_REMOTE_WRITE;
	reg->sge = (struct ib_sge){ .addr = mr->iova, .length = (u32)mr->length };
	reg->wr = (struct ib_rdma_wr){
		.wr = { .opcode = opcode_of(job), .sg_list = &reg->sge, .num_sge = 1 },
		.remote_addr = job->remote_addr,
		.rkey = job->rkey
	};
	if (reg->wr.wr.opcode == IB_WR_RDMA_READ_WITH_INV)
		reg->wr.wr.ex.invalidate_rkey = mr->lkey; /* DEF-RDMA-7: the key to come is meant */
	return mr->need_inval ? 3 : 2;
}

static int init_one(struct rdma_rw_reg_ctx *reg, const struct bp_rw_job *job,
		    const struct part *part)
{
	struct ib_qp *qp = job->qp;
	int error;

	reg->mr = ib_mr_pool_get(qp, &qp->rdma_mrs);
	if (!reg->mr)
		return -EAGAIN; /* DEF-RDMA-8 */
	error = map_part(reg->mr, part);
	if (!error)
		return fill(reg, job);
	ib_mr_pool_put(qp, &qp->rdma_mrs, reg->mr);
	return error;
}

/* What comes next of the list, as v5.2 takes it. */
static struct part next_whole(struct bp_env *env, struct bp_rw_list *left, u32 most)
{
	struct part part = { left->sg, bp_min(left->nents, most), left->offset };

	for (u32 i = 0; i < part.nents; i++)
		left->sg = bp_rw_next(env, left->sg);
	left->nents -= part.nents;
	left->offset = 0;
	return part;
}

static struct part next_cut(struct bp_env *env, struct bp_rw_list *left, u32 most,
			    struct scatterlist *table)
{
	u32 nents;

	sg_init_table(table, most);
	nents = bp_rw_cut(env, left, most, table);
	sg_mark_end(&table[nents - 1]);
	return (struct part){ table, nents, 0 };
}

static u32 count(const struct bp_rw_job *job, const struct bp_rw_list *list, bool whole)
{
	u32 most = entries_per_mr(job), nr = 0;
	struct bp_rw_list left = *list;

	if (whole)
		return (list->nents + most - 1) / most;
	while (bp_rw_cut(job->qp->device->bp_env, &left, most, NULL))
		nr++;
	return nr;
}

/* All regions; @table has room for the entries of one, NULL: they take whole entries. */
static int init_all(struct rdma_rw_ctx *ctx, const struct bp_rw_job *job,
		    const struct bp_rw_list *list, struct scatterlist *table)
{
	struct bp_env *env = job->qp->device->bp_env;
	u32 nr = ctx->nr_ops, most = entries_per_mr(job);
	struct bp_rw_list left = *list;
	struct bp_rw_job now = *job;
	int total = 0;

	for (ctx->nr_ops = 0; ctx->nr_ops < nr; ctx->nr_ops++) {
		struct rdma_rw_reg_ctx *reg = &ctx->reg[ctx->nr_ops];
		struct part part =
			table ? next_cut(env, &left, most, table) : next_whole(env, &left, most);
		int n = init_one(reg, &now, &part);

		if (n < 0)
			return n;
		if (ctx->nr_ops)
			reg[-1].wr.wr.next = bp_rw_first_of(reg);
		now.remote_addr += reg->mr->length;
		total += n;
	}
	return total;
}

int bp_rw_init_mr(struct rdma_rw_ctx *ctx, const struct bp_rw_job *job,
		  const struct bp_rw_list *list, bool whole)
{
	struct bp_env *env = job->qp->device->bp_env;
	struct scatterlist *table = NULL;
	int result;

	ctx->type = RDMA_RW_MR;
	ctx->nr_ops = count(job, list, whole);
	if (!ctx->nr_ops)
		return -EINVAL;
	if (!whole) {
		table = bp_alloc(env, BP_ALLOC_SCRATCH, entries_per_mr(job) * sizeof(*table));
		if (!table)
			return -ENOMEM;
	}
	ctx->reg = bp_alloc(env, BP_ALLOC_RDMA, ctx->nr_ops * sizeof(*ctx->reg));
	result = ctx->reg ? init_all(ctx, job, list, table) : -ENOMEM;
	bp_free(env, table);
	if (result < 0 && ctx->reg)
		bp_rw_release(ctx, job->qp);
	return result;
}
