/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Domains and memory regions come and go (rdma-nvmet.md A3).
 */
#include <errno.h>
#include <stdlib.h>

#include "bp_test.h"
#include "rdma.h"

static int set_up(void **state)
{
	struct t_rdma *t = calloc(1, sizeof(*t));

	assert_non_null(t);
	t_rdma_machine(t, "tiny");
	t->config.first_mr = 0x123;
	t_rdma_adapters(t);
	t_rdma_connect(t);
	*state = t;
	return 0;
}

static int tear_down(void **state)
{
	struct t_rdma *t = *state;

	t_rdma_fini(t);
	free(t);
	return 0;
}

static struct ib_mr *alloc(struct t_rdma *t, u32 pages)
{
	return t->near.ib->ops->alloc_mr(t->near.pd, IB_MR_TYPE_MEM_REG, pages);
}

/* R-A3.2, R-A3.5; G14: the first key. */
static void alloc_mr__first__free_with_key_byte_0(void **state)
{
	struct t_rdma *t = *state;
	struct ib_mr *mr = alloc(t, 4);

	assert_int_equal(mr->lkey, 0x00012300);
	assert_int_equal(mr->rkey, 0x00012300);
	assert_int_equal(mr->type, IB_MR_TYPE_MEM_REG);
	assert_int_equal(bp_rdma_mr_of(mr)->state, BP_RDMA_MR_IS_FREE);
	t->near.ib->ops->dereg_mr(mr);
}

static void alloc_mr__bad_number__refused(void **state)
{
	struct t_rdma *t = *state;

	assert_int_equal(PTR_ERR(alloc(t, 5)), -EINVAL);
	assert_int_equal(PTR_ERR(alloc(t, 0)), -EINVAL);
	assert_int_equal(PTR_ERR(t->near.ib->ops->alloc_mr(t->near.pd, IB_MR_TYPE_USER, 1)),
			 -EINVAL);
	t->near.adapter->config.attrs.max_mr = 0;
	assert_int_equal(PTR_ERR(alloc(t, 1)), -ENOMEM);
}

/* One that is given back may be had again. */
static void alloc_pd__as_many_as_the_device_has__enomem(void **state)
{
	struct t_rdma *t = *state;
	const struct ib_device_ops *verbs = t->near.ib->ops;

	t->near.adapter->config.attrs.max_pd = 2;
	for (unsigned round = 0; round < 3; round++) {
		struct ib_pd *pd = verbs->alloc_pd(t->near.ib);

		assert_false(IS_ERR(pd));
		assert_int_equal(PTR_ERR(verbs->alloc_pd(t->near.ib)), -ENOMEM);
		verbs->dealloc_pd(pd);
	}
}

/* A number that was given back is not the next one, so that its keys stay unknown. */
static void alloc_mr__after_dereg__another_number(void **state)
{
	struct t_rdma *t = *state;
	struct ib_mr *mr = alloc(t, 1);

	t->near.ib->ops->dereg_mr(mr);
	mr = alloc(t, 1);
	assert_int_equal(mr->lkey, 0x00012400);
	t->near.ib->ops->dereg_mr(mr);
}

static void alloc_mr__last_number__goes_round(void **state)
{
	struct t_rdma *t = *state;
	struct ib_mr *mr[3];

	t->near.adapter->next_mr = 0xffffff;
	for (unsigned i = 0; i < 3; i++)
		mr[i] = alloc(t, 1);
	assert_int_equal(mr[0]->lkey, 0xffffff00);
	assert_int_equal(mr[1]->lkey, 0x200);
	assert_int_equal(mr[2]->lkey, 0x300);
	t->near.ib->ops->dereg_mr(mr[1]);
	t->near.adapter->next_mr = 0xffffff;
	mr[1] = alloc(t, 1);
	assert_int_equal(mr[1]->lkey, 0x200);
	for (unsigned i = 0; i < 3; i++)
		t->near.ib->ops->dereg_mr(mr[i]);
}

/* R-A4.5: four pages are not enough for five. */
static void map_mr_sg__entry_too_long__0(void **state)
{
	struct t_rdma *t = *state;
	struct ib_mr *mr = alloc(t, 4);
	struct scatterlist sg[1];

	sg_init_table(sg, 1);
	mr->page_size = 4096;
	sg_dma_address(sg) = bp_dma_addr(0x10000);
	sg_dma_len(sg) = 0x4001;
	assert_int_equal(t->near.ib->ops->map_mr_sg(mr, sg, 1, NULL), 0);
	sg_dma_len(sg) = 0x4000;
	assert_int_equal(t->near.ib->ops->map_mr_sg(mr, sg, 1, NULL), 1);
	assert_int_equal(bp_rdma_mr_of(mr)->chosen.nr, 4);
	assert_int_equal(bp_rdma_mr_of(mr)->chosen.iova, 0x10000);
	assert_int_equal(bp_rdma_mr_of(mr)->chosen.length, 0x4000);
	t->near.ib->ops->dereg_mr(mr);
}

/* R-A3.3: any address, by a key of its domain. */
static void get_dma_mr__used__no_bounds(void **state)
{
	struct t_rdma *t = *state;
	struct ib_mr *mr = t->near.ib->ops->get_dma_mr(t->near.pd, IB_ACCESS_LOCAL_WRITE);
	struct ib_sge sge = { T_RDMA_RAM, 4, mr->lkey };

	t_rdma_put(t, T_RDMA_RAM, "abcd", 4);
	t_rdma_recv(&t->far, 9, T_RDMA_FAR, 64);
	t_rdma_post(&t->near, &(struct ib_send_wr){ .wr_cqe = &t->near.cqes[1],
						    .sg_list = &sge,
						    .num_sge = 1,
						    .opcode = IB_WR_SEND,
						    .send_flags = IB_SEND_SIGNALED });
	t_rdma_settle(t);
	assert_string_equal(t_rdma_sends(&t->near), "1:SUCCESS");
	assert_memory_equal(t_rdma_far(t, T_RDMA_FAR), "abcd", 4);
	t->near.ib->ops->dereg_mr(mr);
}

/* R-A3.4: one may read with it, and not write. */
static void get_dma_mr__no_rights__recv_fails(void **state)
{
	struct t_rdma *t = *state;
	struct ib_mr *mr = t->far.ib->ops->get_dma_mr(t->far.pd, 0);
	struct ib_sge sge = { T_RDMA_FAR, 4, mr->lkey };
	const struct ib_recv_wr wr = { .wr_cqe = &t->far.cqes[9], .sg_list = &sge, .num_sge = 1 };
	const struct ib_recv_wr *bad;

	assert_int_equal(t->far.ib->ops->post_recv(t->far.qp, &wr, &bad), 0);
	t_rdma_send(&t->near, 1, T_RDMA_RAM, 4, 0);
	t_rdma_settle(t);
	assert_string_equal(t_rdma_recvs(&t->far), "9:LOC_QP_OP_ERR");
	t->far.ib->ops->dereg_mr(mr);
}

static unsigned left;

static bool fails_later(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	(void)arg;
	(void)bytes;
	return kind == BP_ALLOC_RDMA && !left--;
}

/* Each of its three allocations. */
static void alloc_mr__no_memory__nothing_stays(void **state)
{
	static const struct bp_alloc_ops ops = { fails_later };
	struct t_rdma *t = *state;
	const u64 live = t->env->live[BP_ALLOC_RDMA];

	t->env->alloc_ops = &ops;
	for (unsigned i = 0; i < 3; i++) {
		left = i;
		assert_int_equal(PTR_ERR(alloc(t, 1)), -ENOMEM);
		assert_int_equal(t->env->live[BP_ALLOC_RDMA], live);
	}
	t->env->alloc_ops = NULL;
}

#define t_case(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_case(alloc_mr__first__free_with_key_byte_0),
		t_case(alloc_mr__bad_number__refused),
		t_case(alloc_pd__as_many_as_the_device_has__enomem),
		t_case(alloc_mr__after_dereg__another_number),
		t_case(alloc_mr__last_number__goes_round),
		t_case(map_mr_sg__entry_too_long__0),
		t_case(get_dma_mr__used__no_bounds),
		t_case(get_dma_mr__no_rights__recv_fails),
		t_case(alloc_mr__no_memory__nothing_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
