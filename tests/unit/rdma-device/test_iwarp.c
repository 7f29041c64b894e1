/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * READs of iWARP: the other side writes through a key (rdma-nvmet.md R-A1.4, A6).
 */
#include <stdlib.h>

#include "bp_test.h"
#include "rdma.h"

#define REMOTE_ALL (IB_ACCESS_LOCAL_WRITE | IB_ACCESS_REMOTE_READ | IB_ACCESS_REMOTE_WRITE)

struct world {
	struct t_rdma t;
	struct ib_mr *there;
};

static int set_up(void **state)
{
	struct world *w = calloc(1, sizeof(*w));

	assert_non_null(w);
	t_rdma_start(&w->t, "iwarp");
	w->there = t_rdma_mr(&w->t, &w->t.far, T_RDMA_FAR, 0x1000, REMOTE_ALL);
	*state = w;
	return 0;
}

static int tear_down(void **state)
{
	struct world *w = *state;

	t_rdma_fini(&w->t);
	free(w);
	return 0;
}

static const char *read_into(struct world *w, enum ib_wr_opcode opcode, u32 lkey, u32 inv)
{
	struct t_rdma_end *near = &w->t.near;
	struct ib_sge sge = t_rdma_sge(near, T_RDMA_RAM, 64, lkey);
	struct ib_rdma_wr wr = { .wr = { .wr_cqe = &near->cqes[1],
					 .sg_list = &sge,
					 .num_sge = 1,
					 .opcode = opcode,
					 .send_flags = IB_SEND_SIGNALED,
					 .ex.invalidate_rkey = inv },
				 .remote_addr = T_RDMA_FAR,
				 .rkey = w->there->rkey };

	assert_int_equal(t_rdma_post(near, &wr.wr), 0);
	t_rdma_settle(&w->t);
	return t_rdma_sends(near);
}

static void read__dma_key__loc_prot_err(void **state)
{
	assert_string_equal(read_into(*state, IB_WR_RDMA_READ, 0, 0), "1:LOC_PROT_ERR");
}

static void read__mr_for_local_writes__loc_prot_err(void **state)
{
	struct world *w = *state;
	struct ib_mr *mr = t_rdma_mr(&w->t, &w->t.near, T_RDMA_RAM, 64, IB_ACCESS_LOCAL_WRITE);

	assert_string_equal(read_into(w, IB_WR_RDMA_READ, mr->lkey, 0), "1:LOC_PROT_ERR");
}

static struct ib_mr *sink(struct world *w)
{
	return t_rdma_mr(&w->t, &w->t.near, T_RDMA_RAM, 64,
			 IB_ACCESS_LOCAL_WRITE | IB_ACCESS_REMOTE_WRITE);
}

static void read__mr_for_remote_writes__success(void **state)
{
	struct world *w = *state;
	struct ib_mr *mr = sink(w);

	assert_string_equal(read_into(w, IB_WR_RDMA_READ, mr->lkey, 0), "1:SUCCESS");
	assert_int_equal(bp_rdma_mr_of(mr)->state, BP_RDMA_MR_IS_VALID);
}

static void read_with_inv__its_key__free_afterwards(void **state)
{
	struct world *w = *state;
	struct ib_mr *mr = sink(w);

	assert_string_equal(read_into(w, IB_WR_RDMA_READ_WITH_INV, mr->lkey, mr->lkey),
			    "1:SUCCESS");
	assert_int_equal(bp_rdma_mr_of(mr)->state, BP_RDMA_MR_IS_FREE);
}

/* What DEF-RDMA-7 comes to: the key from before. */
static void read_with_inv__key_from_before__loc_qp_op_err(void **state)
{
	struct world *w = *state;
	struct ib_mr *mr = sink(w);

	assert_string_equal(read_into(w, IB_WR_RDMA_READ_WITH_INV, mr->lkey, mr->lkey ^ 1),
			    "1:LOC_QP_OP_ERR");
	assert_int_equal(bp_rdma_mr_of(mr)->state, BP_RDMA_MR_IS_VALID);
}

/* A RECV is no READ: the DMA key will do. */
static void recv__dma_key__success(void **state)
{
	struct world *w = *state;

	t_rdma_recv(&w->t.near, 8, T_RDMA_RAM, 64);
	t_rdma_send(&w->t.far, 2, T_RDMA_FAR, 8, 0);
	t_rdma_settle(&w->t);
	assert_string_equal(t_rdma_recvs(&w->t.near), "8:SUCCESS");
}

#define t_case(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_case(read__dma_key__loc_prot_err),
		t_case(read__mr_for_local_writes__loc_prot_err),
		t_case(read__mr_for_remote_writes__success),
		t_case(read_with_inv__its_key__free_afterwards),
		t_case(read_with_inv__key_from_before__loc_qp_op_err),
		t_case(recv__dma_key__success),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
