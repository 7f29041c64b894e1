/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-RDMA-1 to -8, -15 to -18: adapters, as they tell and as they might.
 */
#include <stdio.h>

#include "rdma_transfers.h"

#define LAW(n) BP_INV_RDMA_##n
#define ON(symbol) BP_EV_RDMA_##symbol

static unsigned twice(struct t_rdma_heard *heard)
{
	(void)heard;
	return 2;
}

static unsigned never(struct t_rdma_heard *heard)
{
	(void)heard;
	return 0;
}

static unsigned skips_a_number(struct t_rdma_heard *heard)
{
	static struct ib_wc wc;

	wc = *heard->rdma.completion.wc;
	if (!wc.bp_serial)
		return T_NOT_MINE;
	wc.bp_serial--;
	heard->rdma.completion.wc = &wc;
	return 1;
}

/* Flushed work is said to have ended well. */
static unsigned ends_well_after_trouble(struct t_rdma_heard *heard)
{
	static struct ib_wc wc;

	wc = *heard->rdma.completion.wc;
	if (wc.status != IB_WC_WR_FLUSH_ERR)
		return T_NOT_MINE;
	bp_check_event(heard->t->check, &heard->event);
	wc.status = IB_WC_SUCCESS;
	wc.bp_serial++;
	heard->rdma.completion.wc = &wc;
	return 1;
}

/* More posts than the queue has slots, each with a number of its own. */
static unsigned posts_too_much(struct t_rdma_heard *heard)
{
	for (u32 i = 1; i <= T_RDMA_DEPTH + 1; i++) {
		heard->rdma.work.serial += 1000;
		bp_check_event(heard->t->check, &heard->event);
	}
	return 0;
}

static unsigned queue_overflows(struct t_rdma_heard *heard)
{
	heard->rdma.completion.held = heard->rdma.completion.depth + 1;
	return 1;
}

static unsigned has_too_many_entries(struct t_rdma_heard *heard)
{
	static struct ib_sge sge[3];
	static struct ib_rdma_wr wr;

	if (heard->rdma.work.recv || heard->rdma.work.send_wr->opcode != IB_WR_RDMA_READ)
		return T_NOT_MINE;
	wr = *rdma_wr(heard->rdma.work.send_wr);
	wr.wr.sg_list = sge;
	wr.wr.num_sge = 3;
	heard->rdma.work.send_wr = &wr.wr;
	return 1;
}

static unsigned receives_into_too_many(struct t_rdma_heard *heard)
{
	static struct ib_sge sge[3];
	static struct ib_recv_wr wr;

	if (!heard->rdma.work.recv)
		return T_NOT_MINE;
	wr = *heard->rdma.work.recv_wr;
	wr.sg_list = sge;
	wr.num_sge = 3;
	heard->rdma.work.recv_wr = &wr;
	return 1;
}

static unsigned asks_for_more(struct t_rdma_heard *heard)
{
	heard->rdma.remote.bytes++;
	return 1;
}

static unsigned asks_elsewhere(struct t_rdma_heard *heard)
{
	heard->rdma.remote.addr++;
	return 1;
}

static unsigned moves_elsewhere(struct t_rdma_heard *heard)
{
	if (heard->rdma.dma.remote)
		return T_NOT_MINE;
	heard->rdma.dma.addr--;
	return 1;
}

static unsigned moves_elsewhere_there(struct t_rdma_heard *heard)
{
	if (!heard->rdma.dma.remote)
		return T_NOT_MINE;
	heard->rdma.dma.addr += 0x800;
	return 1;
}

static unsigned moves_less(struct t_rdma_heard *heard)
{
	heard->rdma.dma.bytes--;
	return 1;
}

static unsigned was_not_in_range(struct t_rdma_heard *heard)
{
	heard->rdma.remote.in_range = false;
	return 1;
}

static unsigned has_another_key(struct t_rdma_heard *heard)
{
	heard->rdma.remote.rkey ^= 1;
	return 1;
}

static unsigned is_refused(struct t_rdma_heard *heard)
{
	heard->rdma.remote.status = IB_WC_REM_ACCESS_ERR;
	return 1;
}

static unsigned keeps_its_key(struct t_rdma_heard *heard)
{
	if (heard->rdma.region.act != BP_RDMA_MR_VALID || !(heard->rdma.region.lkey & 0xff))
		return T_NOT_MINE;
	heard->rdma.region.lkey--;
	return 1;
}

static unsigned is_valid_twice(struct t_rdma_heard *heard)
{
	return heard->rdma.region.act == BP_RDMA_MR_VALID ? 2 : T_NOT_MINE;
}

static unsigned changes_meanwhile(struct t_rdma_heard *heard)
{
	if (heard->rdma.region.act != BP_RDMA_MR_FREE)
		return T_NOT_MINE;
	heard->rdma.region.iova += 0x1000;
	return 1;
}

/* Bytes of a region that lie in another page than was registered. */
static unsigned uses_another_page(struct t_rdma_heard *heard)
{
	if (!heard->rdma.dma.remote)
		return T_NOT_MINE;
	heard->rdma.dma.bus += 0x1000;
	return 1;
}

static unsigned is_free_already(struct t_rdma_heard *heard)
{
	struct bp_rdma_event told = *heard->event.rdma;
	struct bp_event event = heard->event;

	if (told.step.opcode != IB_WR_LOCAL_INV)
		return T_NOT_MINE;
	told.region = (struct bp_rdma_region){ .act = BP_RDMA_MR_FREE, .lkey = key_here };
	event.id = BP_EV_RDMA_MR;
	event.rdma = &told;
	bp_check_event(heard->t->check, &event);
	return 1;
}

/* What was invalidated is not told: it is registered while it is valid. */
static unsigned stays_valid(struct t_rdma_heard *heard)
{
	return heard->rdma.region.act == BP_RDMA_MR_FREE ? 0 : T_NOT_MINE;
}

static unsigned goes_nowhere(struct t_rdma_heard *heard)
{
	if (heard->rdma.dma.remote)
		return T_NOT_MINE;
	heard->rdma.dma.moved = false;
	return 1;
}

static unsigned may_not_read(struct t_rdma_heard *heard)
{
	if (heard->rdma.step.opcode != IB_WR_RDMA_READ)
		return T_NOT_MINE;
	heard->rdma.step.max_reads = 0;
	return 1;
}

static unsigned has_a_page_more(struct t_rdma_heard *heard)
{
	if (heard->rdma.region.act != BP_RDMA_MR_VALID)
		return T_NOT_MINE;
	heard->rdma.region.length += 0x1000;
	return 1;
}

static unsigned jumps_to_ready(struct t_rdma_heard *heard)
{
	if (heard->rdma.qp.to != IB_QPS_INIT)
		return T_NOT_MINE;
	heard->rdma.qp.to = IB_QPS_RTS;
	return 1;
}

static unsigned comes_from_elsewhere(struct t_rdma_heard *heard)
{
	if (heard->rdma.qp.to != IB_QPS_RTR)
		return T_NOT_MINE;
	heard->rdma.qp.from = IB_QPS_RTS;
	heard->rdma.qp.to = IB_QPS_SQD;
	return 1;
}

static unsigned is_gone_early(struct t_rdma_heard *heard)
{
	struct bp_rdma_event told = { .device = heard->rdma.device,
				      .qp = { .qpn = heard->rdma.work.qpn, .gone = true } };
	struct bp_event event = heard->event;

	bp_check_event(heard->t->check, &heard->event);
	event.id = BP_EV_RDMA_QP;
	event.rdma = &told;
	bp_check_event(heard->t->check, &event);
	return 0;
}

static unsigned a_region_is_out(struct t_rdma_heard *heard)
{
	struct bp_rdma_event told = {
		.device = heard->rdma.device,
		.region = { .act = BP_RDMA_MR_TAKEN, .qpn = heard->rdma.qp.qpn, .lkey = 0x12300 }
	};
	struct bp_event event = heard->event;

	if (!heard->rdma.qp.gone)
		return T_NOT_MINE;
	event.id = BP_EV_RDMA_MR;
	event.rdma = &told;
	bp_check_event(heard->t->check, &event);
	return 1;
}

static void adapter__tampered__broken(void **state)
{
	static const struct t_rdma_tampering rows[] = {
		{ LAW(1), ON(RETIRE), twice, transfers },
		{ LAW(1), ON(POST), twice, transfers },
		{ LAW(1), ON(POST), is_gone_early, transfers },
		{ LAW(2), ON(CQE), skips_a_number, transfers },
		{ LAW(2), ON(CQE), ends_well_after_trouble, transfers },
		{ LAW(3), ON(POST), posts_too_much, transfers },
		{ LAW(3), ON(CQE), queue_overflows, transfers },
		{ LAW(4), ON(POST), has_too_many_entries, transfers },
		{ LAW(4), ON(POST), receives_into_too_many, transfers },
		{ LAW(5), ON(ACCESS), asks_for_more, transfers },
		{ LAW(5), ON(ACCESS), asks_elsewhere, transfers },
		{ LAW(5), ON(DMA), moves_elsewhere, transfers },
		{ LAW(5), ON(DMA), moves_elsewhere_there, transfers },
		{ LAW(5), ON(DMA), moves_less, transfers },
		{ LAW(5), ON(DMA), never, transfers },
		{ LAW(6), ON(ACCESS), was_not_in_range, transfers },
		{ LAW(6), ON(ACCESS), has_another_key, transfers },
		{ LAW(6), ON(ACCESS), is_refused, transfers },
		{ LAW(7), ON(MR), keeps_its_key, transfers },
		{ LAW(7), ON(MR), is_valid_twice, transfers },
		{ LAW(7), ON(MR), changes_meanwhile, transfers },
		{ LAW(7), ON(DMA), uses_another_page, transfers },
		{ LAW(8), ON(START), is_free_already, transfers },
		{ LAW(8), ON(MR), stays_valid, transfers },
		{ LAW(12), ON(QP), a_region_is_out, transfers },
		{ LAW(15), ON(DMA), goes_nowhere, transfers },
		{ LAW(16), ON(START), may_not_read, transfers },
		{ LAW(17), ON(MR), has_a_page_more, transfers },
		{ LAW(18), ON(QP), jumps_to_ready, transfers },
		{ LAW(18), ON(QP), comes_from_elsewhere, transfers },
	};

	(void)state;
	t_rdma_try_all(rows, bp_array_size(rows));
}

/* A fault that was asked for is not the adapter's. */
static void adapter__faults__nothing_is_broken(void **state)
{
	(void)state;
	for (unsigned fault = 0; fault < BP_RDMA_FAULT_NR; fault++) {
		struct t_rdma_court court = { 0 };
		static struct t_rdma t;
		struct ib_mr *far;

		t_rdma_init(&t, "ib");
		t_rdma_open(&court, t.env);
		t_rdma_connect(&t);
		far = t_rdma_mr(&t, &t.far, T_RDMA_FAR, MR_BYTES, REMOTE_ALL);
		bp_rdma_fault_set(t.near.adapter, (enum bp_rdma_fault)fault,
				  (struct bp_rdma_fault_rule){ .times = ~0ull });
		t_rdma_rdma(&t.near, 1, IB_WR_RDMA_WRITE, T_RDMA_RAM, 0x1000, T_RDMA_FAR,
			    far->rkey);
		t_rdma_settle(&t);
		t_rdma_rdma(&t.near, 2, IB_WR_RDMA_READ, T_RDMA_RAM, 0x1000, T_RDMA_FAR, far->rkey);
		end(&t, &court);
		if (bp_check_total(court.check))
			fail_msg("fault %u: something is broken", fault);
		bp_check_free(court.check);
	}
}

static void adapter__memory_of_any_size__no_false_accusation(void **state)
{
	(void)state;
	t_rdma_try_memory(transfers);
}

static void adapter__comes_late__no_false_accusation(void **state)
{
	(void)state;
	t_rdma_try_late(transfers);
}

static u64 judged_with(const struct t_rdma_tampering *row)
{
	struct t_rdma_court court = { .with = row };
	u64 judged;

	transfers(&court);
	assert_int_equal(court.is_done, !!row);
	assert_int_equal(bp_check_count(court.check, LAW(17)), 0);
	judged = bp_check_judged(court.check, LAW(17));
	bp_check_free(court.check);
	return judged;
}

static unsigned says_no_size(struct t_rdma_heard *heard)
{
	if (heard->rdma.region.act != BP_RDMA_MR_VALID)
		return T_NOT_MINE;
	heard->rdma.region.page_size = 0;
	return 1;
}

static unsigned says_no_pages(struct t_rdma_heard *heard)
{
	if (heard->rdma.region.act != BP_RDMA_MR_VALID)
		return T_NOT_MINE;
	heard->rdma.region.pages = NULL;
	return 1;
}

/* An adapter that does not tell of pages. */
static void region__pages_not_told__no_case_for_rdma_17(void **state)
{
	static const struct t_rdma_tampering rows[] = {
		{ LAW(17), ON(MR), says_no_size, transfers },
		{ LAW(17), ON(MR), says_no_pages, transfers },
	};
	const u64 all = judged_with(NULL);

	(void)state;
	for (size_t i = 0; i < bp_array_size(rows); i++)
		assert_int_equal(judged_with(&rows[i]), all - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(adapter__tampered__broken),
		cmocka_unit_test(adapter__faults__nothing_is_broken),
		cmocka_unit_test(adapter__memory_of_any_size__no_false_accusation),
		cmocka_unit_test(adapter__comes_late__no_false_accusation),
		cmocka_unit_test(region__pages_not_told__no_case_for_rdma_17),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
