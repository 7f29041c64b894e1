/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-RDMA-8 to -15, -17, -19: contexts of rdma_rw, as they tell and as they might.
 */
#include <errno.h>
#include <stdio.h>

#include "rdma_contexts.h"

#define LAW(n) BP_INV_RDMA_##n
#define ON(symbol) BP_EV_RDMA_##symbol

static void by_entries(struct t_rdma_court *court)
{
	static const struct t_rw_setup setup = { .max_send_sge = 2 };

	open_with(court, &setup, 4096);
	assert_true(use_list(three, 3, 8, DMA_TO_DEVICE));
	assert_true(use_list(three, 3, 8, DMA_TO_DEVICE));
	close_with(court, 4096);
}

static void by_regions(struct t_rdma_court *court)
{
	static const struct t_rw_setup setup = { .force_mr = true, .mr_pages = 2 };

	open_with(court, &setup, 4096);
	assert_true(use_list(three, 3, 0, DMA_FROM_DEVICE));
	assert_true(use_list(three, 3, 0, DMA_FROM_DEVICE));
	close_with(court, 4096);
}

static void by_iwarp(struct t_rdma_court *court)
{
	static const struct t_rw_setup setup = { .protocol = BP_RDMA_IWARP };

	open_with(court, &setup, 4096);
	assert_true(use_list(three, 3, 0, DMA_FROM_DEVICE));
	close_with(court, 4096);
}

static void by_address(struct t_rdma_court *court)
{
	static const struct t_rw_setup setup = { .profile = BP_P2P_DIRECT, .offset = 0x1000000000 };

	open_with(court, &setup, 3 * 4096);
	assert_int_equal(prepare_address(bus + 512, 4096), 1);
	t_rw_run(&t);
	rdma_rw_ctx_dma_destroy(&t.ctx, t.qp, 1);
	close_with(court, 3 * 4096);
}

static bool acts(const struct t_rdma_heard *heard, enum bp_rdma_ctx_act act)
{
	return heard->rdma.context.act == act;
}

/* A law is broken by one member that is another: INIT, TAKEN or DESTROY of the first context. */
#define TELLS(name, act, change)                                                                   \
	static unsigned name(struct t_rdma_heard *heard)                                           \
	{                                                                                          \
		struct bp_rdma_context *x = &heard->rdma.context;                                  \
                                                                                                   \
		if (!acts(heard, BP_RDMA_CTX_##act))                                               \
			return T_NOT_MINE;                                                         \
		change;                                                                            \
		return 1;                                                                          \
	}

TELLS(begins_elsewhere, INIT, x->remote_addr++)
TELLS(has_another_key, INIT, x->rkey++)
TELLS(leaves_more_out, INIT, x->offset++)
TELLS(moves_more, INIT, x->bytes++)
TELLS(does_more, INIT, x->nr_ops++)
TELLS(takes_more, INIT, x->result++)
TELLS(takes_nothing, INIT, x->result = -EAGAIN)
TELLS(maps_fewer, INIT, x->nents--)
TELLS(is_refused, INIT, x->result = -EINVAL)
TELLS(turns_round, INIT, x->dir = DMA_BIDIRECTIONAL)
TELLS(is_nowhere, INIT, x->addr = 0)
TELLS(is_all_ones, INIT, x->addr = ~0ull)
TELLS(is_behind_its_buffer, INIT, x->addr += 3 * 4096)
TELLS(unmaps_fewer, DESTROY, x->nents--)
TELLS(unmaps_the_other_way, DESTROY, x->dir = DMA_BIDIRECTIONAL)
TELLS(unmaps_nothing, DESTROY, x->sgl = NULL)
TELLS(unmaps_an_address, DESTROY, x->sgl = (struct scatterlist *)&t)
TELLS(is_another, DESTROY, x->serial += 7)
TELLS(is_taken_unprepared, TAKEN, x->serial += 7)

static unsigned is_destroyed_twice(struct t_rdma_heard *heard)
{
	return acts(heard, BP_RDMA_CTX_DESTROY) ? 2 : T_NOT_MINE;
}

static unsigned is_not_told(struct t_rdma_heard *heard)
{
	return heard->event.p2p->size == POOL ? T_NOT_MINE : 0;
}

static struct ib_send_wr *last_of(const struct bp_rdma_context *x)
{
	struct ib_send_wr *wr = (struct ib_send_wr *)x->first;

	while (wr->next)
		wr = wr->next;
	return wr;
}

/* The chain is another while the checker hears of it. */
#define BENDS(name, act, change, back)                                                             \
	static unsigned name(struct t_rdma_heard *heard)                                           \
	{                                                                                          \
		const struct bp_rdma_context *x = &heard->rdma.context;                            \
		struct ib_send_wr *first = (struct ib_send_wr *)x->first, *last;                   \
                                                                                                   \
		if (!acts(heard, BP_RDMA_CTX_##act))                                               \
			return T_NOT_MINE;                                                         \
		last = last_of(x);                                                                 \
		(void)first;                                                                       \
		(void)last;                                                                        \
		change;                                                                            \
		bp_check_event(heard->t->check, &heard->event);                                    \
		back;                                                                              \
		return 0;                                                                          \
	}

BENDS(nobody_tells, TAKEN, last->send_flags = 0, last->send_flags = IB_SEND_SIGNALED)
BENDS(two_tell, TAKEN, first->send_flags = IB_SEND_SIGNALED, first->send_flags = 0)
BENDS(names_an_old_key, TAKEN, last->ex.invalidate_rkey--, last->ex.invalidate_rkey++)
BENDS(has_large_regions, INIT, last->sg_list->length += 8192, last->sg_list->length -= 8192)
BENDS(has_a_gap, INIT, ((struct ib_rdma_wr *)last)->remote_addr++,
      ((struct ib_rdma_wr *)last)->remote_addr--)

static unsigned another_is_out(struct t_rdma_heard *heard)
{
	return heard->rdma.region.act == BP_RDMA_MR_TAKEN ? 2 : T_NOT_MINE;
}

static unsigned stays_out(struct t_rdma_heard *heard)
{
	return heard->rdma.region.act == BP_RDMA_MR_PUT ? 0 : T_NOT_MINE;
}

static unsigned believes_otherwise(struct t_rdma_heard *heard)
{
	if (heard->rdma.region.act != BP_RDMA_MR_KEYED)
		return T_NOT_MINE;
	heard->rdma.region.need_inval ^= true;
	return 1;
}

static unsigned unmaps_one_less(struct t_rdma_heard *heard)
{
	if (!heard->dma.sgl)
		return T_NOT_MINE;
	heard->dma.nents--;
	return 1;
}

static unsigned unmaps_a_stranger(struct t_rdma_heard *heard)
{
	if (!heard->dma.sgl)
		return T_NOT_MINE;
	heard->dma.sgl++;
	heard->dma.nents = 1;
	return 1;
}

/* Its list is never unmapped, and the queue pair goes away. */
static unsigned forgets_its_list(struct t_rdma_heard *heard)
{
	struct bp_rdma_event told = { .device = &t.ib.dev,
				      .qp = { .qpn = t.qp->qp_num, .gone = true } };
	struct bp_event event = { .id = BP_EV_RDMA_QP, .rdma = &told };
	struct bp_rdma_event made = told;

	if (!acts(heard, BP_RDMA_CTX_INIT))
		return T_NOT_MINE;
	made.qp = (struct bp_rdma_qp){ .qpn = t.qp->qp_num, .made = true };
	event.rdma = &made;
	bp_check_event(heard->t->check, &event);
	bp_check_event(heard->t->check, &heard->event);
	heard->rdma.context.act = BP_RDMA_CTX_DESTROY;
	bp_check_event(heard->t->check, &heard->event);
	event.rdma = &told;
	bp_check_event(heard->t->check, &event);
	return 0;
}

/* Its work is posted, and it is destroyed before the work is over. */
static unsigned ends_early(struct t_rdma_heard *heard, bool is_reset)
{
	struct bp_rdma_event told = {
		.device = &t.ib.dev,
		.qp = { .qpn = t.qp->qp_num, .made = true, .cap = { 9, 9, 9, 9, 0 } }
	};
	struct bp_event event = { .id = BP_EV_RDMA_QP, .rdma = &told };
	struct bp_rdma_context init = heard->rdma.context;

	if (!acts(heard, BP_RDMA_CTX_INIT))
		return T_NOT_MINE;
	bp_check_event(heard->t->check, &event);
	bp_check_event(heard->t->check, &heard->event);
	heard->rdma.context.act = BP_RDMA_CTX_TAKEN;
	bp_check_event(heard->t->check, &heard->event);
	event.id = BP_EV_RDMA_POST;
	told.work = (struct bp_rdma_work){ .qpn = t.qp->qp_num, .send_wr = init.first };
	bp_check_event(heard->t->check, &event);
	event.id = BP_EV_RDMA_QP;
	told.qp = (struct bp_rdma_qp){ .qpn = t.qp->qp_num };
	if (is_reset)
		bp_check_event(heard->t->check, &event);
	heard->rdma.context.act = BP_RDMA_CTX_DESTROY;
	return 1;
}

static unsigned is_destroyed_early(struct t_rdma_heard *heard)
{
	return ends_early(heard, false);
}

static unsigned is_destroyed_after_a_reset(struct t_rdma_heard *heard)
{
	return ends_early(heard, true);
}

/* R-A5.1: a reset drops the work, and a context waits for nothing more (INV-RDMA-14). */
static void context__queue_pair_reset__may_be_destroyed(void **state)
{
	static const struct t_rdma_tampering reset = { LAW(14), ON(CTX), is_destroyed_after_a_reset,
						       by_address };
	struct t_rdma_court court = { .with = &reset };

	(void)state;
	by_address(&court);
	assert_true(court.is_done);
	assert_true(bp_check_judged(court.check, LAW(14)));
	/* what is truly done with it afterwards, its use and its end, is of nobody */
	assert_int_equal(bp_check_count(court.check, LAW(14)), 2);
	bp_check_free(court.check);
}

static void context__tampered__broken(void **state)
{
	static const struct t_rdma_tampering rows[] = {
		{ LAW(8), ON(MR), believes_otherwise, by_regions },
		{ LAW(8), ON(CTX), names_an_old_key, by_iwarp },
		{ LAW(9), ON(CTX), begins_elsewhere, by_entries },
		{ LAW(9), ON(CTX), has_another_key, by_entries },
		{ LAW(9), ON(CTX), leaves_more_out, by_entries },
		{ LAW(9), ON(CTX), moves_more, by_address },
		{ LAW(9), ON(CTX), does_more, by_entries },
		{ LAW(9), ON(CTX), has_a_gap, by_regions },
		{ LAW(10), ON(CTX), takes_more, by_regions },
		{ LAW(11), ON(CTX), nobody_tells, by_entries },
		{ LAW(11), ON(CTX), two_tell, by_entries },
		{ LAW(12), ON(MR), another_is_out, by_regions },
		{ LAW(12), ON(MR), stays_out, by_regions },
		{ LAW(12), ON(CTX), takes_nothing, by_regions },
		{ LAW(13), ON(CTX), maps_fewer, by_entries },
		{ LAW(13), ON(CTX), turns_round, by_entries },
		{ LAW(13), ON(CTX), takes_nothing, by_entries },
		{ LAW(13), ON(CTX), unmaps_fewer, by_entries },
		{ LAW(13), ON(CTX), unmaps_the_other_way, by_entries },
		{ LAW(13), ON(CTX), unmaps_nothing, by_entries },
		{ LAW(13), ON(CTX), unmaps_an_address, by_address },
		{ LAW(13), ON(CTX), forgets_its_list, by_entries },
		{ LAW(13), BP_EV_DMA_UNMAP_BEGIN, unmaps_one_less, by_entries },
		{ LAW(13), BP_EV_DMA_UNMAP_BEGIN, unmaps_a_stranger, by_entries },
		{ LAW(14), ON(CTX), is_destroyed_twice, by_address },
		{ LAW(14), ON(CTX), is_destroyed_twice, by_entries },
		{ LAW(14), ON(CTX), is_destroyed_early, by_address },
		{ LAW(14), ON(CTX), is_another, by_address },
		{ LAW(14), ON(CTX), is_taken_unprepared, by_address },
		{ LAW(15), ON(CTX), is_nowhere, by_address },
		{ LAW(15), ON(CTX), is_all_ones, by_address },
		{ LAW(15), ON(CTX), is_behind_its_buffer, by_address },
		{ LAW(15), BP_EV_P2P_ALLOC, is_not_told, by_address },
		{ LAW(17), ON(CTX), has_large_regions, by_regions },
		{ LAW(19), ON(CTX), is_refused, by_entries },
		{ LAW(19), ON(CTX), is_refused, by_address },
	};

	(void)state;
	t_rdma_try_all(rows, bp_array_size(rows));
}

/* Memory that has an address and is mapped all the same (INV-RDMA-13). */
static void dma_init__memory_that_is_mapped__broken(void **state)
{
	static const struct t_rw_setup setup = { .profile = BP_P2P_DIRECT,
						 .defects = { BP_DEF_RDMA_4 } };
	struct t_rdma_court court = { 0 };
	struct device *dev;
	dma_addr_t addr;

	(void)state;
	open_with(&court, &setup, 4096);
	dev = t.ib.dev.dma_device;
	addr = dma_map_page(dev, pfn_to_page(0x100), 0, 4096, DMA_TO_DEVICE);
	assert_int_equal(prepare_address(bp_dma_u64(addr), 4096), 1);
	rdma_rw_ctx_dma_destroy(&t.ctx, t.qp, 1);
	dma_unmap_page(dev, addr, 4096, DMA_TO_DEVICE);
	assert_int_equal(bp_check_count(court.check, LAW(13)), 1);
	close_with(&court, 4096);
	bp_check_free(court.check);
}

static t_rdma_scene_fn *const scenes[] = { by_entries, by_regions, by_iwarp, by_address };

static void context__memory_of_any_size__no_false_accusation(void **state)
{
	(void)state;
	for (size_t i = 0; i < bp_array_size(scenes); i++)
		t_rdma_try_memory(scenes[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(context__tampered__broken),
		cmocka_unit_test(context__queue_pair_reset__may_be_destroyed),
		cmocka_unit_test(dma_init__memory_that_is_mapped__broken),
		cmocka_unit_test(context__memory_of_any_size__no_false_accusation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
