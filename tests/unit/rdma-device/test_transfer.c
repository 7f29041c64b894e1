/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bytes from one side to the other: gathered, spread, counted (rdma-nvmet.md R-A7.4, R-A7.5, A9,
 * E0).
 */
#include <stdlib.h>
#include <string.h>

#include "bp_test.h"
#include "rdma.h"

#define REMOTE_ALL (IB_ACCESS_LOCAL_WRITE | IB_ACCESS_REMOTE_READ | IB_ACCESS_REMOTE_WRITE)

static int set_up(void **state)
{
	struct t_rdma *t = calloc(1, sizeof(*t));

	assert_non_null(t);
	t_rdma_init(t, "ib");
	t->near.cap.max_send_sge = t->near.cap.max_recv_sge = 4;
	t->far.cap = t->near.cap;
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

static int rdma(struct t_rdma *t, enum ib_wr_opcode opcode, struct ib_sge *sge, int nr,
		u64 remote_addr, u32 rkey)
{
	struct ib_rdma_wr wr = { .wr = { .wr_cqe = &t->near.cqes[1],
					 .sg_list = sge,
					 .num_sge = nr,
					 .opcode = opcode,
					 .send_flags = IB_SEND_SIGNALED },
				 .remote_addr = remote_addr,
				 .rkey = rkey };

	return t_rdma_post(&t->near, &wr.wr);
}

/* ab|(nothing)|cde, and nothing before or behind (INV-RDMA-5) */
static void write__three_entries__in_list_order(void **state)
{
	struct t_rdma *t = *state;
	struct ib_mr *mr = t_rdma_mr(t, &t->far, T_RDMA_FAR, 0x1000, REMOTE_ALL);
	struct ib_sge sge[3] = { t_rdma_sge(&t->near, T_RDMA_RAM + 0x100, 2, 0),
				 { 0xdead, 0, 0xbad },
				 t_rdma_sge(&t->near, T_RDMA_RAM, 3, 0) };

	t_rdma_put(t, T_RDMA_RAM, "cde", 3);
	t_rdma_put(t, T_RDMA_RAM + 0x100, "ab", 2);
	memset(t_rdma_far(t, T_RDMA_FAR), '.', 16);
	assert_int_equal(rdma(t, IB_WR_RDMA_WRITE, sge, 3, T_RDMA_FAR + 4, mr->rkey), 0);
	t_rdma_settle(t);
	assert_string_equal(t_rdma_sends(&t->near), "1:SUCCESS");
	assert_memory_equal(t_rdma_far(t, T_RDMA_FAR), "....abcde.......", 16);
	assert_int_equal(t->near.adapter->counters.read, 5);
	assert_int_equal(t->far.adapter->counters.written, 5);
	assert_int_equal(t->wire.payload[0], 5);
	assert_int_equal(t->wire.payload[1], 0);
	assert_int_equal(t->wire.messages[0], 1);
}

static void read__two_entries__spread(void **state)
{
	struct t_rdma *t = *state;
	struct ib_mr *mr = t_rdma_mr(t, &t->far, T_RDMA_FAR, 0x1000, REMOTE_ALL);
	struct ib_sge sge[2] = { t_rdma_sge(&t->near, T_RDMA_RAM + 1, 2, 0),
				 t_rdma_sge(&t->near, T_RDMA_RAM + 8, 3, 0) };
	char got[16];

	memcpy(t_rdma_far(t, T_RDMA_FAR), "abcdef", 6);
	t_rdma_put(t, T_RDMA_RAM, "................", 16);
	assert_int_equal(rdma(t, IB_WR_RDMA_READ, sge, 2, T_RDMA_FAR, mr->rkey), 0);
	t_rdma_settle(t);
	t_rdma_get(t, T_RDMA_RAM, got, 16);
	assert_memory_equal(got, ".ab.....cde.....", 16);
	assert_int_equal(t->wire.payload[0], 0);
	assert_int_equal(t->wire.payload[1], 5);
}

/* The first entry of a RECV is full before the second one begins; what is left of it stays. */
static void send__recv_of_two_entries__spread(void **state)
{
	struct t_rdma *t = *state;
	struct ib_sge sge[3] = { t_rdma_sge(&t->far, T_RDMA_FAR + 8, 2, 0),
				 { 0xdead, 0, 0xbad },
				 t_rdma_sge(&t->far, T_RDMA_FAR, 8, 0) };
	const struct ib_recv_wr wr = { .wr_cqe = &t->far.cqes[9], .sg_list = sge, .num_sge = 3 };
	const struct ib_recv_wr *bad;

	memset(t_rdma_far(t, T_RDMA_FAR), '.', 12);
	t_rdma_put(t, T_RDMA_RAM, "abcde", 5);
	assert_int_equal(t->far.ib->ops->post_recv(t->far.qp, &wr, &bad), 0);
	t_rdma_send(&t->near, 1, T_RDMA_RAM, 5, 0);
	t_rdma_settle(t);
	assert_memory_equal(t_rdma_far(t, T_RDMA_FAR), "cde.....ab..", 12);
	assert_int_equal(t->wire.payload[0], 5);
	assert_int_equal(t->wire.payload[1], 0);
	assert_int_equal(t->wire.messages[0], 1);
}

/* R-A9.4: the first entry has been read when the second one fails; nothing arrives. */
static void send__second_entry_undecoded__nothing_arrives(void **state)
{
	struct t_rdma *t = *state;
	struct ib_sge sge[2] = { t_rdma_sge(&t->near, T_RDMA_RAM, 4, 0),
				 t_rdma_sge(&t->near, 0x7000000000, 4, 0) };

	t_rdma_recv(&t->far, 9, T_RDMA_FAR, 64);
	t_rdma_post(&t->near, &(struct ib_send_wr){ .wr_cqe = &t->near.cqes[1],
						    .sg_list = sge,
						    .num_sge = 2,
						    .opcode = IB_WR_SEND });
	t_rdma_settle(t);
	assert_string_equal(t_rdma_sends(&t->near), "1:LOC_PROT_ERR");
	assert_int_equal(t->near.adapter->counters.read, 4);
	assert_int_equal(t->near.adapter->counters.moves, 2);
	assert_int_equal(t->near.adapter->counters.undecoded, 1);
	assert_int_equal(t->wire.payload[0], 0);
	assert_string_equal(t_rdma_recvs(&t->far), "");
}

/* R-A9.1: straight to the peer below the switch; the host bridge sees nothing. */
static void read__into_a_peer__below_the_switch(void **state)
{
	struct t_rdma *t = *state;
	struct ib_mr *mr = t_rdma_mr(t, &t->far, T_RDMA_FAR, 0x2000, REMOTE_ALL);
	const u64 bar = t_fabric_bus(&t->f, 'b');
	struct ib_sge sge = t_rdma_sge(&t->near, bar + 0x400, 0x2000, 0);
	const struct bp_bridge_counters *bridge =
		&bp_fabric_bridge(t->f.fabric, t_fabric_dev(&t->f, 'c')->bus->bridge)->counters;
	char got[2];

	memcpy(t_rdma_far(t, T_RDMA_FAR), "ab", 2);
	assert_int_equal(rdma(t, IB_WR_RDMA_READ, &sge, 1, T_RDMA_FAR, mr->rkey), 0);
	t_rdma_settle(t);
	assert_string_equal(t_rdma_sends(&t->near), "1:SUCCESS");
	assert_int_equal(t_fabric_move(&t->f, 'a', false, bar + 0x400, got, 2).outcome,
			 BP_OUTCOME_SUCCESS);
	assert_memory_equal(got, "ab", 2);
	assert_int_equal(bridge->p2p_same_bridge_bytes + bridge->ram_wr_bytes, 0);
	assert_int_equal(
		bp_fabric_node(t->f.fabric, t_fabric_dev(&t->f, 'b'))->counters.bar_wr_bytes,
		0x2000);
}

/* Through an MR of two pages that do not touch. */
static void write__from_an_mr_of_two_pieces__each_a_transfer(void **state)
{
	struct t_rdma *t = *state;
	struct ib_mr *there = t_rdma_mr(t, &t->far, T_RDMA_FAR, 0x1000, REMOTE_ALL);
	struct ib_mr *mr = t_rdma_mr_mapped(&t->near, T_RDMA_RAM, 0x1000);
	struct bp_rdma_pages *pages = &bp_rdma_mr_of(mr)->chosen;
	struct ib_sge sge = { T_RDMA_RAM + 0xffe, 4, mr->lkey };

	pages->page[pages->nr++] = T_RDMA_RAM + 0x8000;
	pages->length = 0x2000;
	t_rdma_reg(&t->near, 2, mr, mr->lkey, IB_ACCESS_LOCAL_WRITE);
	t_rdma_put(t, T_RDMA_RAM + 0xffe, "ab", 2);
	t_rdma_put(t, T_RDMA_RAM + 0x8000, "cd", 2);
	assert_int_equal(rdma(t, IB_WR_RDMA_WRITE, &sge, 1, T_RDMA_FAR, there->rkey), 0);
	t_rdma_settle(t);
	assert_string_equal(t_rdma_sends(&t->near), "2:SUCCESS 1:SUCCESS");
	assert_memory_equal(t_rdma_far(t, T_RDMA_FAR), "abcd", 4);
	assert_int_equal(t->near.adapter->counters.moves, 2);
}

#define t_case(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_case(write__three_entries__in_list_order),
		t_case(read__two_entries__spread),
		t_case(send__recv_of_two_entries__spread),
		t_case(send__second_entry_undecoded__nothing_arrives),
		t_case(read__into_a_peer__below_the_switch),
		t_case(write__from_an_mr_of_two_pieces__each_a_transfer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
