/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * When work begins and ends (rdma-nvmet.md A7).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bp_test.h"
#include "rdma.h"
#include "rdma/run.h"

#define REMOTE_ALL (IB_ACCESS_LOCAL_WRITE | IB_ACCESS_REMOTE_READ | IB_ACCESS_REMOTE_WRITE)

struct world {
	struct t_rdma t;
	struct ib_mr *mr; /* of the far side */
	struct bp_sink sink;
	char story[256]; /* "s0 e0": work 0 begins and ends */
	u32 most_reads;
};

static void note(struct bp_sink *sink, const struct bp_event *event)
{
	struct world *w = bp_container_of(sink, struct world, sink);
	size_t n = strlen(w->story);
	const struct bp_rdma_step *step;

	if (event->id != BP_EV_RDMA_START && event->id != BP_EV_RDMA_RETIRE)
		return;
	step = &event->rdma->step;
	if (event->rdma->device != w->t.near.ib || step->recv)
		return;
	if (step->reads > w->most_reads)
		w->most_reads = step->reads;
	snprintf(w->story + n, sizeof(w->story) - n, "%s%c%d", n ? " " : "",
		 event->id == BP_EV_RDMA_START ? 's' : 'e', (int)step->serial);
}

static void begin(struct world *w, bool overlaps, u8 max_rd_atomic)
{
	t_rdma_machine(&w->t, "ib");
	w->t.config.overlaps_reads = overlaps;
	t_rdma_adapters(&w->t);
	w->t.near.attr.max_rd_atomic = max_rd_atomic;
	t_rdma_connect(&w->t);
	w->mr = t_rdma_mr(&w->t, &w->t.far, T_RDMA_FAR, 0x2000, REMOTE_ALL);
	w->sink.fn = note;
	bp_sink_add(w->t.env, &w->sink);
}

static void end(struct world *w)
{
	bp_sink_remove(w->t.env, &w->sink);
	t_rdma_fini(&w->t);
	free(w);
}

static struct world *new_world(void)
{
	struct world *w = calloc(1, sizeof(*w));

	assert_non_null(w);
	return w;
}

static void rdma(struct world *w, unsigned name, enum ib_wr_opcode opcode)
{
	assert_int_equal(t_rdma_rdma(&w->t.near, name, opcode, T_RDMA_RAM + 64 * name, 64,
				     T_RDMA_FAR + 64 * name, w->mr->rkey),
			 0);
}

/* R-A7.2 */
static void run__one_at_a_time__in_order(void **state)
{
	struct world *w = new_world();

	(void)state;
	begin(w, false, 4);
	rdma(w, 0, IB_WR_RDMA_READ);
	rdma(w, 1, IB_WR_RDMA_WRITE);
	rdma(w, 2, IB_WR_RDMA_READ);
	t_rdma_settle(&w->t);
	assert_string_equal(w->story, "s0 e0 s1 e1 s2 e2");
	assert_string_equal(t_rdma_sends(&w->t.near), "0:SUCCESS 1:SUCCESS 2:SUCCESS");
	end(w);
}

/* R-A7.2: WRITE, then READ of the same bytes. */
static void run__read_behind_a_write__sees_it(void **state)
{
	struct world *w = new_world();
	char got[4];

	(void)state;
	begin(w, true, 4);
	t_rdma_put(&w->t, T_RDMA_RAM, "abcd", 4);
	t_rdma_rdma(&w->t.near, 0, IB_WR_RDMA_WRITE, T_RDMA_RAM, 4, T_RDMA_FAR, w->mr->rkey);
	t_rdma_rdma(&w->t.near, 1, IB_WR_RDMA_READ, T_RDMA_RAM + 64, 4, T_RDMA_FAR, w->mr->rkey);
	t_rdma_settle(&w->t);
	t_rdma_get(&w->t, T_RDMA_RAM + 64, got, 4);
	assert_memory_equal(got, "abcd", 4);
	assert_string_equal(w->story, "s0 e0 s1 e1");
	end(w);
}

/* R-A7.3, INV-RDMA-16: two READs at a time, the third one stalls; others wait for READs. */
static void run__reads_overlap__no_more_than_max_rd_atomic(void **state)
{
	struct world *w = new_world();

	(void)state;
	begin(w, true, 2);
	for (unsigned i = 0; i < 4; i++)
		rdma(w, i, IB_WR_RDMA_READ);
	rdma(w, 4, IB_WR_RDMA_WRITE);
	t_rdma_settle(&w->t);
	assert_string_equal(w->story, "s0 s1 e0 s2 e1 s3 e2 e3 s4 e4");
	assert_int_equal(w->most_reads, 2);
	end(w);
}

static void run__fenced_read__waits_for_those_before(void **state)
{
	struct world *w = new_world();
	struct ib_rdma_wr wr = { .wr = { .opcode = IB_WR_RDMA_READ, .send_flags = IB_SEND_FENCE } };

	(void)state;
	begin(w, true, 4);
	rdma(w, 0, IB_WR_RDMA_READ);
	assert_int_equal(t_rdma_post(&w->t.near, &wr.wr), 0);
	t_rdma_settle(&w->t);
	assert_string_equal(w->story, "s0 e0 s1 e1");
	end(w);
}

/* It stalls, it does not fail; what stands behind it waits. */
static void run__no_read_allowed__stalls(void **state)
{
	struct world *w = new_world();

	(void)state;
	begin(w, false, 0);
	rdma(w, 0, IB_WR_RDMA_READ);
	rdma(w, 1, IB_WR_RDMA_WRITE);
	t_rdma_settle(&w->t);
	assert_string_equal(w->story, "");
	assert_string_equal(t_rdma_sends(&w->t.near), "");
	end(w);
}

/* A drained send queue begins nothing, and goes on afterwards. */
static void run__sqd__waits(void **state)
{
	struct world *w = new_world();

	(void)state;
	begin(w, false, 4);
	assert_int_equal(t_rdma_modify(&w->t.near, IB_QPS_SQD), 0);
	rdma(w, 0, IB_WR_RDMA_WRITE);
	t_rdma_settle(&w->t);
	assert_string_equal(w->story, "");
	w->t.near.attr.qp_state = IB_QPS_RTS;
	assert_int_equal(w->t.near.ib->ops->modify_qp(w->t.near.qp, &w->t.near.attr, IB_QP_STATE),
			 0);
	t_rdma_settle(&w->t);
	assert_string_equal(w->story, "s0 e0");
	end(w);
}

/* 500 ns, twice 1000 ns on the wire, 80 ns for 1 KiB. */
static void run__a_write_of_1_kib__takes_its_time(void **state)
{
	struct world *w = new_world();
	u64 before;

	(void)state;
	begin(w, false, 4);
	before = w->t.env->now_ns;
	t_rdma_rdma(&w->t.near, 0, IB_WR_RDMA_WRITE, T_RDMA_RAM, 1024, T_RDMA_FAR, w->mr->rkey);
	t_rdma_recv(&w->t.far, 9, T_RDMA_FAR, 64); /* it waits for none */
	t_rdma_settle(&w->t);
	assert_int_equal(w->t.env->now_ns - before, 2580);
	t_rdma_inv(&w->t.near, 1, 0);
	t_rdma_settle(&w->t);
	assert_int_equal(w->t.env->now_ns - before, 3080);
	end(w);
}

/* Three attempts, 10 us apart. */
static void run__no_recv_and_two_retries__a_pause_between(void **state)
{
	struct world *w = new_world();
	u64 before;

	(void)state;
	begin(w, false, 4);
	bp_rdma_pair_of(w->t.near.qp)->attr.rnr_retry = 2;
	bp_rdma_pair_of(w->t.near.qp)->attr.min_rnr_timer = 5; /* for those who send to it */
	before = w->t.env->now_ns;
	t_rdma_send(&w->t.near, 0, T_RDMA_RAM, 0, 0);
	t_rdma_settle(&w->t);
	assert_string_equal(t_rdma_sends(&w->t.near), "0:RNR_RETRY_EXC_ERR");
	assert_int_equal(w->t.env->now_ns - before, 2500 + 2 * 10000);
	end(w);
}

static void run__recv_comes_in_the_pause__delivered(void **state)
{
	struct world *w = new_world();

	(void)state;
	begin(w, false, 4);
	bp_rdma_pair_of(w->t.near.qp)->attr.rnr_retry = 1;
	t_rdma_send(&w->t.near, 0, T_RDMA_RAM, 0, IB_SEND_SIGNALED);
	assert_true(bp_wait(w->t.env));
	assert_int_equal(w->t.far.adapter->counters.rnr, 1);
	t_rdma_recv(&w->t.far, 9, T_RDMA_FAR, 64);
	t_rdma_settle(&w->t);
	assert_string_equal(t_rdma_sends(&w->t.near), "0:SUCCESS");
	end(w);
}

/* Who waits for ever for a RECV is not forgotten when the other side goes. */
static void run__peer_fails_while_one_waits__retry_exc_err(void **state)
{
	struct world *w = new_world();

	(void)state;
	begin(w, false, 4);
	t_rdma_send(&w->t.near, 0, T_RDMA_RAM, 0, 0);
	t_rdma_settle(&w->t);
	assert_int_equal(t_rdma_modify(&w->t.far, IB_QPS_ERR), 0);
	t_rdma_settle(&w->t);
	assert_string_equal(t_rdma_sends(&w->t.near), "0:RETRY_EXC_ERR");
	end(w);
}

static void run__peer_is_reset_while_one_waits__retry_exc_err(void **state)
{
	struct world *w = new_world();

	(void)state;
	begin(w, false, 4);
	t_rdma_send(&w->t.near, 0, T_RDMA_RAM, 0, 0);
	t_rdma_settle(&w->t);
	assert_int_equal(t_rdma_modify(&w->t.far, IB_QPS_RESET), 0);
	t_rdma_settle(&w->t);
	assert_string_equal(t_rdma_sends(&w->t.near), "0:RETRY_EXC_ERR");
	end(w);
}

static void run__wire_is_cut_while_one_waits__retry_exc_err(void **state)
{
	struct world *w = new_world();

	(void)state;
	begin(w, false, 4);
	t_rdma_send(&w->t.near, 0, T_RDMA_RAM, 0, 0);
	t_rdma_settle(&w->t);
	assert_string_equal(t_rdma_sends(&w->t.near), "");
	bp_rdma_wire_cut(&w->t.wire, true);
	t_rdma_settle(&w->t);
	assert_string_equal(t_rdma_sends(&w->t.near), "0:RETRY_EXC_ERR");
	end(w);
}

/* It does not help that more is posted, or that another queue pair there has a RECV. */
static void run__waits_for_a_recv__not_asked_again(void **state)
{
	struct world *w = new_world();
	struct t_rdma_end other;

	(void)state;
	begin(w, false, 4);
	other = w->t.far;
	t_rdma_make_pair(&other);
	t_rdma_walk(&other, w->t.near.qp->qp_num, IB_QPS_RTR);
	t_rdma_send(&w->t.near, 0, T_RDMA_RAM, 0, 0);
	t_rdma_settle(&w->t);
	t_rdma_send(&w->t.near, 1, T_RDMA_RAM, 0, IB_SEND_SIGNALED);
	t_rdma_recv(&other, 8, T_RDMA_FAR, 64);
	t_rdma_settle(&w->t);
	assert_int_equal(w->t.far.adapter->counters.rnr, 1);
	t_rdma_recv(&w->t.far, 8, T_RDMA_FAR, 64);
	t_rdma_recv(&w->t.far, 9, T_RDMA_FAR, 64);
	t_rdma_settle(&w->t);
	assert_string_equal(t_rdma_sends(&w->t.near), "1:SUCCESS");
	other.ib->ops->destroy_qp(other.qp);
	other.ib->ops->destroy_cq(other.send_cq);
	other.ib->ops->destroy_cq(other.recv_cq);
	other.ib->ops->dealloc_pd(other.pd);
	end(w);
}

static void run__peer_is_destroyed_while_one_waits__retry_exc_err(void **state)
{
	struct world *w = new_world();
	struct t_rdma_end *far = &w->t.far;

	(void)state;
	begin(w, false, 4);
	t_rdma_send(&w->t.near, 0, T_RDMA_RAM, 0, 0);
	t_rdma_settle(&w->t);
	assert_string_equal(t_rdma_sends(&w->t.near), "");
	far->ib->ops->destroy_qp(far->qp);
	t_rdma_settle(&w->t);
	assert_string_equal(t_rdma_sends(&w->t.near), "0:RETRY_EXC_ERR");
	far->ib->ops->destroy_cq(far->send_cq);
	far->ib->ops->destroy_cq(far->recv_cq);
	far->ib->ops->dealloc_pd(far->pd);
	t_rdma_make_pair(far);
	end(w);
}

/* R-A7.1: the wire comes back before patience ends. */
static void run__peer_back_in_time__delivered(void **state)
{
	struct world *w = new_world();

	(void)state;
	begin(w, false, 4);
	bp_rdma_wire_cut(&w->t.wire, true);
	rdma(w, 0, IB_WR_RDMA_WRITE);
	assert_true(bp_wait(w->t.env));
	bp_rdma_wire_cut(&w->t.wire, false);
	t_rdma_settle(&w->t);
	assert_string_equal(t_rdma_sends(&w->t.near), "0:SUCCESS");
	end(w);
}

static void bp_rdma_rnr_ns__codes__as_infiniband_has_them(void **state)
{
	(void)state;
	assert_int_equal(bp_rdma_rnr_ns(0), 655360000);
	assert_int_equal(bp_rdma_rnr_ns(1), 10000);
	assert_int_equal(bp_rdma_rnr_ns(12), 640000);
	assert_int_equal(bp_rdma_rnr_ns(31), 491520000);
	assert_int_equal(bp_rdma_rnr_ns(33), 10000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(run__one_at_a_time__in_order),
		cmocka_unit_test(run__read_behind_a_write__sees_it),
		cmocka_unit_test(run__reads_overlap__no_more_than_max_rd_atomic),
		cmocka_unit_test(run__fenced_read__waits_for_those_before),
		cmocka_unit_test(run__no_read_allowed__stalls),
		cmocka_unit_test(run__sqd__waits),
		cmocka_unit_test(run__a_write_of_1_kib__takes_its_time),
		cmocka_unit_test(run__no_recv_and_two_retries__a_pause_between),
		cmocka_unit_test(run__recv_comes_in_the_pause__delivered),
		cmocka_unit_test(run__peer_fails_while_one_waits__retry_exc_err),
		cmocka_unit_test(run__peer_is_reset_while_one_waits__retry_exc_err),
		cmocka_unit_test(run__wire_is_cut_while_one_waits__retry_exc_err),
		cmocka_unit_test(run__waits_for_a_recv__not_asked_again),
		cmocka_unit_test(run__peer_is_destroyed_while_one_waits__retry_exc_err),
		cmocka_unit_test(run__peer_back_in_time__delivered),
		cmocka_unit_test(bp_rdma_rnr_ns__codes__as_infiniband_has_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
