/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two adapters in court: regions, reads, writes and messages between them.
 */
#ifndef T_RDMA_TRANSFERS_H
#define T_RDMA_TRANSFERS_H

#include "rdma.h"
#include "rdma_court.h"

#define REMOTE_ALL (IB_ACCESS_LOCAL_WRITE | IB_ACCESS_REMOTE_READ | IB_ACCESS_REMOTE_WRITE)
#define MR_BYTES 0x1800u

static u32 key_here; /* of the near region, at first */

static inline void end(struct t_rdma *t, struct t_rdma_court *court)
{
	t_rdma_settle(t);
	assert_int_equal(t_rdma_modify(&t->near, IB_QPS_ERR), 0);
	assert_int_equal(t_rdma_modify(&t->far, IB_QPS_ERR), 0);
	t_rdma_fini(t);
	t_rdma_adjourn(court);
}

static inline void write_from_region(struct t_rdma *t, const struct ib_mr *near,
				     const struct ib_mr *far)
{
	struct ib_sge sge = { near->iova + 8, MR_BYTES - 8, near->lkey };
	struct ib_rdma_wr wr = { .wr = { .wr_cqe = &t->near.cqes[6],
					 .sg_list = &sge,
					 .num_sge = 1,
					 .opcode = IB_WR_RDMA_WRITE,
					 .send_flags = IB_SEND_SIGNALED },
				 .remote_addr = T_RDMA_FAR + 0x808,
				 .rkey = far->rkey };

	assert_int_equal(t_rdma_post(&t->near, &wr.wr), 0);
}

/* Through a region here, by the DMA key, and by SEND; then the region is registered again. */
static inline void transfers(struct t_rdma_court *court)
{
	static struct t_rdma t; /* the checker outlives the scene */
	struct ib_mr *far, *near;

	t_rdma_init(&t, "ib");
	t_rdma_open(court, t.env);
	t_rdma_connect(&t);
	far = t_rdma_mr(&t, &t.far, T_RDMA_FAR + 0x800, MR_BYTES, REMOTE_ALL);
	near = t_rdma_mr(&t, &t.near, T_RDMA_RAM + 0x800, MR_BYTES, IB_ACCESS_LOCAL_WRITE);
	key_here = near->lkey;
	assert_int_equal(t_rdma_rdma(&t.near, 1, IB_WR_RDMA_WRITE, T_RDMA_RAM, 0x1000,
				     T_RDMA_FAR + 0x800, far->rkey),
			 0);
	assert_int_equal(t_rdma_rdma(&t.near, 2, IB_WR_RDMA_READ, T_RDMA_RAM, 0x1000,
				     T_RDMA_FAR + 0x900, far->rkey),
			 0);
	t_rdma_settle(&t);
	t_rdma_recv(&t.far, 3, T_RDMA_FAR + 0x8000, 64);
	t_rdma_recv(&t.far, 4, T_RDMA_FAR + 0x9000, 64);
	t_rdma_send(&t.near, 5, T_RDMA_RAM, 64, IB_SEND_SIGNALED);
	write_from_region(&t, near, far);
	t_rdma_settle(&t);
	t_rdma_inv(&t.near, 7, near->lkey);
	t_rdma_reg(&t.near, 8, near, ib_inc_rkey(near->lkey), IB_ACCESS_LOCAL_WRITE);
	t_rdma_settle(&t);
	end(&t, court);
}

#endif
