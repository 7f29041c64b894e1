/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an adapter says of itself is enough to judge it (INV-RDMA-1 to -8, -15, -16, -18).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bp_test.h"
#include "rdma.h"

#define REMOTE_ALL (IB_ACCESS_LOCAL_WRITE | IB_ACCESS_REMOTE_READ | IB_ACCESS_REMOTE_WRITE)

/* The last event of each kind, as it was, and the names of all. */
struct world {
	struct t_rdma t;
	struct bp_sink sink;
	const struct ib_device *only; /* NULL: both sides */
	char story[512];
	struct bp_rdma_event last[BP_EVENT_NR];
};

static void note(struct bp_sink *sink, const struct bp_event *event)
{
	struct world *w = bp_container_of(sink, struct world, sink);
	const char *name = bp_event_info(event->id)->name;
	size_t n = strlen(w->story);

	if (!event->rdma || (w->only && event->rdma->device != w->only))
		return;
	w->last[event->id] = *event->rdma;
	snprintf(w->story + n, sizeof(w->story) - n, "%s%s", n ? " " : "", name + strlen("rdma_"));
}

static int set_up(void **state)
{
	struct world *w = calloc(1, sizeof(*w));

	assert_non_null(w);
	t_rdma_init(&w->t, "ib");
	w->sink.fn = note;
	bp_sink_add(w->t.env, &w->sink);
	*state = w;
	return 0;
}

static int tear_down(void **state)
{
	struct world *w = *state;

	bp_sink_remove(w->t.env, &w->sink);
	t_rdma_fini(&w->t);
	free(w);
	return 0;
}

static void connect(struct world *w)
{
	t_rdma_connect(&w->t);
	w->story[0] = '\0';
}

static void queue_pair__made_changed_gone__told(void **state)
{
	struct world *w = *state;
	const struct bp_rdma_qp *qp = &w->last[BP_EV_RDMA_QP].qp;

	t_rdma_make_pair(&w->t.near);
	assert_string_equal(w->story, "qp");
	assert_true(qp->made && !qp->gone);
	assert_int_equal(qp->qpn, w->t.near.qp->qp_num);
	assert_int_equal(qp->cap.max_send_wr, T_RDMA_DEPTH);
	assert_int_equal(qp->max_read_sge, 2);
	t_rdma_walk(&w->t.near, 7, IB_QPS_INIT);
	assert_false(qp->made || qp->gone);
	assert_int_equal(qp->from, IB_QPS_RESET);
	assert_int_equal(qp->to, IB_QPS_INIT);
	assert_string_equal(w->story, "qp qp");
	assert_int_equal(t_rdma_modify(&w->t.near, IB_QPS_INIT), 0);
	assert_string_equal(w->story, "qp qp"); /* it was there already */
	t_rdma_recv(&w->t.near, 1, T_RDMA_RAM, 64);
	w->t.near.ib->ops->destroy_qp(w->t.near.qp);
	assert_true(qp->gone);
	assert_int_equal(qp->pending, 1);
	w->t.near.qp = NULL;
	w->t.near.ib->ops->destroy_cq(w->t.near.send_cq);
	w->t.near.ib->ops->destroy_cq(w->t.near.recv_cq);
	w->t.near.ib->ops->dealloc_pd(w->t.near.pd);
}

static void post__accepted_and_refused__told(void **state)
{
	struct world *w = *state;
	const struct bp_rdma_work *work = &w->last[BP_EV_RDMA_POST].work;

	connect(w);
	w->only = w->t.near.ib;
	t_rdma_send(&w->t.near, 0, T_RDMA_RAM, 0, 0);
	t_rdma_send(&w->t.near, 0, T_RDMA_RAM, 0, 0);
	assert_int_equal(work->error, 0);
	assert_int_equal(work->serial, 1);
	assert_int_equal(work->held, 2);
	assert_int_equal(work->depth, T_RDMA_DEPTH);
	assert_int_equal(work->max_sge, 2);
	assert_non_null(work->send_wr);
	assert_false(work->recv);
	t_rdma_post(&w->t.near, &(struct ib_send_wr){ .opcode = (enum ib_wr_opcode)99 });
	assert_int_not_equal(work->error, 0);
	assert_int_equal(work->serial, 2);
	t_rdma_recv(&w->t.near, 1, T_RDMA_RAM, 64);
	assert_true(work->recv);
	assert_int_equal(work->serial, 0);
	assert_non_null(work->recv_wr);
}

/* Check before bytes, bytes before the end, the end before its completion. */
static void read__whole__told_in_order(void **state)
{
	struct world *w = *state;
	const struct bp_rdma_remote *remote = &w->last[BP_EV_RDMA_ACCESS].remote;
	const struct bp_rdma_dma *dma = &w->last[BP_EV_RDMA_DMA].dma;
	const struct bp_rdma_step *step = &w->last[BP_EV_RDMA_RETIRE].step;
	struct ib_mr *mr;

	connect(w);
	mr = t_rdma_mr(&w->t, &w->t.far, T_RDMA_FAR, 0x1000, REMOTE_ALL);
	w->story[0] = '\0';
	t_rdma_rdma(&w->t.near, 1, IB_WR_RDMA_READ, T_RDMA_RAM, 100, T_RDMA_FAR + 8, mr->rkey);
	t_rdma_settle(&w->t);
	assert_string_equal(w->story, "post start access dma dma retire cqe");
	assert_int_equal(remote->qpn, w->t.far.qp->qp_num);
	assert_int_equal(remote->src_qpn, w->t.near.qp->qp_num);
	assert_int_equal(remote->addr, T_RDMA_FAR + 8);
	assert_int_equal(remote->bytes, 100);
	assert_true(remote->found && remote->same_pd && remote->allowed && remote->valid &&
		    remote->in_range && !remote->is_write);
	assert_int_equal(remote->status, IB_WC_SUCCESS);
	assert_true(dma->is_write && dma->moved && dma->is_ram && !dma->remote && !dma->recv);
	assert_int_equal(dma->bus, T_RDMA_RAM);
	assert_int_equal(dma->in_bar, 0);
	assert_false(dma->injected);
	assert_int_equal(dma->bytes, 100);
	assert_int_equal(dma->key, w->t.near.ib->local_dma_lkey);
	assert_int_equal(step->bytes, 100);
	assert_int_equal(step->reads, 0);
	assert_int_equal(step->max_reads, 4);
	assert_true(step->has_cqe);
	assert_int_equal(w->last[BP_EV_RDMA_START].step.reads, 1);
	assert_int_equal(w->last[BP_EV_RDMA_CQE].completion.held, 1);
	assert_int_equal(w->last[BP_EV_RDMA_CQE].completion.depth, 64);
}

/* Of the other side, through the key of its MR, to a peer's BAR. */
static void write__to_a_peer__told_where(void **state)
{
	struct world *w = *state;
	const struct bp_rdma_dma *dma = &w->last[BP_EV_RDMA_DMA].dma;
	struct ib_mr *mr;
	u64 bar;

	connect(w);
	bar = t_fabric_bus(&w->t.f, 'b');
	mr = t_rdma_mr(&w->t, &w->t.near, bar + 0x2000, 0x1000, REMOTE_ALL);
	t_rdma_rdma(&w->t.far, 1, IB_WR_RDMA_WRITE, T_RDMA_FAR, 16, bar + 0x2010, mr->rkey);
	t_rdma_settle(&w->t);
	assert_true(w->last[BP_EV_RDMA_ACCESS].remote.is_write);
	assert_true(dma->remote && dma->is_write && dma->moved && !dma->is_ram);
	assert_ptr_equal(dma->pdev, t_fabric_dev(&w->t.f, 'b'));
	assert_int_equal(dma->in_bar, 0x2010);
	assert_int_equal(dma->key, mr->rkey);
	assert_int_equal(dma->addr, bar + 0x2010);
	bp_rdma_fault_set(w->t.near.adapter, BP_RDMA_FAULT_UNDECODED,
			  (struct bp_rdma_fault_rule){ 0, 1 });
	t_rdma_rdma(&w->t.far, 1, IB_WR_RDMA_WRITE, T_RDMA_FAR, 16, bar + 0x2010, mr->rkey);
	t_rdma_settle(&w->t);
	assert_true(dma->injected && !dma->moved);
}

static void read__refused__no_bytes(void **state)
{
	struct world *w = *state;
	const struct bp_rdma_remote *remote = &w->last[BP_EV_RDMA_ACCESS].remote;

	connect(w);
	t_rdma_rdma(&w->t.near, 1, IB_WR_RDMA_READ, T_RDMA_RAM, 100, T_RDMA_FAR, 0xbad00);
	t_rdma_settle(&w->t);
	assert_string_equal(w->story, "post start access qp retire cqe qp");
	assert_false(remote->found || remote->same_pd || remote->valid || remote->in_range);
	assert_int_equal(remote->status, IB_WC_REM_ACCESS_ERR);
}

/* What is wrong with a READ, and nothing else: no rkey, no right of the MR, or of the queue pair.
 */
static void read__one_thing_wrong__told_apart(void **state)
{
	static const struct {
		int mr_access;
		int qp_access;
		bool found;
		bool allowed;
	} cases[] = {
		{ IB_ACCESS_LOCAL_WRITE, IB_ACCESS_REMOTE_READ, false, false },
		{ IB_ACCESS_REMOTE_WRITE, IB_ACCESS_REMOTE_READ, true, false },
		{ IB_ACCESS_REMOTE_READ, IB_ACCESS_REMOTE_WRITE, true, false },
		{ IB_ACCESS_REMOTE_READ, IB_ACCESS_REMOTE_READ, true, true },
	};
	struct world *w = *state;
	const struct bp_rdma_remote *remote = &w->last[BP_EV_RDMA_ACCESS].remote;
	struct ib_mr *mr;

	connect(w);
	mr = t_rdma_mr_mapped(&w->t.far, T_RDMA_FAR, 0x1000);
	for (u32 i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		t_rdma_modify(&w->t.near, IB_QPS_RESET);
		t_rdma_modify(&w->t.far, IB_QPS_RESET);
		w->t.far.attr.qp_access_flags = cases[i].qp_access;
		t_rdma_walk(&w->t.near, w->t.far.qp->qp_num, IB_QPS_RTS);
		t_rdma_walk(&w->t.far, w->t.near.qp->qp_num, IB_QPS_RTS);
		t_rdma_reg(&w->t.far, 1, mr, mr->lkey + i, cases[i].mr_access);
		t_rdma_settle(&w->t);
		t_rdma_rdma(&w->t.near, 2, IB_WR_RDMA_READ, T_RDMA_RAM, 100, T_RDMA_FAR,
			    mr->lkey + i);
		t_rdma_settle(&w->t);
		assert_int_equal(remote->found, cases[i].found);
		assert_int_equal(remote->allowed, cases[i].allowed);
		assert_int_equal(remote->status == IB_WC_SUCCESS, cases[i].allowed);
		t_rdma_modify(&w->t.far, IB_QPS_RESET);
		t_rdma_walk(&w->t.far, w->t.near.qp->qp_num, IB_QPS_RTS);
		t_rdma_inv(&w->t.far, 3, mr->lkey + i);
		t_rdma_settle(&w->t);
	}
}

static void mr__made_registered_freed_gone__told(void **state)
{
	struct world *w = *state;
	const struct bp_rdma_region *region = &w->last[BP_EV_RDMA_MR].region;
	struct ib_mr *mr;

	connect(w);
	mr = t_rdma_mr_mapped(&w->t.near, T_RDMA_RAM + 0x800, 0x1000);
	assert_int_equal(region->act, BP_RDMA_MR_MADE);
	assert_int_equal(region->max_pages, 4);
	assert_int_equal(region->qpn, 0);
	t_rdma_reg(&w->t.near, 1, mr, mr->lkey + 1, REMOTE_ALL);
	t_rdma_settle(&w->t);
	assert_int_equal(region->act, BP_RDMA_MR_VALID);
	assert_int_equal(region->rkey, mr->lkey + 1);
	assert_int_equal(region->access, REMOTE_ALL);
	assert_int_equal(region->iova, T_RDMA_RAM + 0x800);
	assert_int_equal(region->length, 0x1000);
	assert_int_equal(region->nr_pages, 2);
	assert_int_equal(region->pages[1], T_RDMA_RAM + 0x1000);
	assert_int_equal(region->qpn, w->t.near.qp->qp_num);
	t_rdma_inv(&w->t.near, 2, mr->lkey + 1);
	t_rdma_settle(&w->t);
	assert_int_equal(region->act, BP_RDMA_MR_FREE);
	w->t.near.nr_mrs = 0;
	w->t.near.ib->ops->dereg_mr(mr);
	assert_int_equal(region->act, BP_RDMA_MR_GONE);
}

#define t_case(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_case(queue_pair__made_changed_gone__told),
		t_case(post__accepted_and_refused__told),
		t_case(read__whole__told_in_order),
		t_case(write__to_a_peer__told_where),
		t_case(read__refused__no_bytes),
		t_case(read__one_thing_wrong__told_apart),
		t_case(mr__made_registered_freed_gone__told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
