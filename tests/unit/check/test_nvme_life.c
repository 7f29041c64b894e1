/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-NVME-10, -11, -13, -14, -24, -25: a request from its command to its end.
 */
#include "nvme_court.h"

#define TWICE 2u
#define DROPPED 0u

static const struct t_io page = { .op = REQ_OP_WRITE, .nr = 1, .bytes = 4096 };
static const struct t_io pages = { .op = REQ_OP_READ, .nr = 3, .bytes = 8192, .apart = 0x10000 };
static const struct t_io direct = {
	.op = REQ_OP_WRITE, .direct = true, .nr = 3, .bytes = 8192, .apart = 0x10000
};

static bool is_io(const struct t_heard *heard)
{
	return heard->event.rq && heard->event.rq->q->queuedata;
}

static struct bp_dma_call *unmapping(struct t_heard *heard)
{
	struct bp_dma_call *call = &heard->dma;

	return call->size >= 4096 || call->sgl ? call : NULL;
}

static unsigned unmaps_less(struct t_heard *heard)
{
	if (!unmapping(heard))
		return T_NOT_MINE;
	heard->dma.size -= 512;
	return 1;
}

static unsigned unmaps_the_other_way(struct t_heard *heard)
{
	if (!unmapping(heard))
		return T_NOT_MINE;
	heard->dma.dir = DMA_BIDIRECTIONAL;
	return 1;
}

static unsigned unmaps_another_list(struct t_heard *heard)
{
	if (!unmapping(heard))
		return T_NOT_MINE;
	heard->dma.nents--;
	return 1;
}

static unsigned unmaps_by_another_call(struct t_heard *heard)
{
	if (!unmapping(heard))
		return T_NOT_MINE;
	heard->dma.type = BP_DMA_CALL_RESOURCE;
	return 1;
}

static unsigned unmaps_twice(struct t_heard *heard)
{
	struct bp_dma_call call;

	if (!unmapping(heard))
		return T_NOT_MINE;
	call = heard->dma;
	bp_check_event(heard->t->check, &heard->event);
	t_lie(heard, BP_EV_DMA_UNMAP, (struct bp_event){ .dma = &call });
	return 1;
}

static unsigned unmaps_what_is_direct(struct t_heard *heard)
{
	struct bp_dma_call call = {
		.dev = &t_fabric_dev(&heard->t->m.f, 'a')->dev,
		.type = BP_DMA_CALL_SG,
		.nents = 3,
	};

	if (!heard->nvme.built.qid)
		return T_NOT_MINE;
	call.sgl = heard->event.sgl;
	bp_check_event(heard->t->check, &heard->event);
	t_lie(heard, BP_EV_DMA_UNMAP_BEGIN, (struct bp_event){ .dma = &call });
	return DROPPED;
}

static unsigned leaves(struct t_heard *heard, enum bp_alloc_kind kind)
{
	u64 *live = &heard->t->m.env->live[kind];

	if (!is_io(heard))
		return T_NOT_MINE;
	t_bend(heard, live, sizeof(*live));
	++*live;
	return 1;
}

static unsigned leaves_a_list(struct t_heard *heard)
{
	return leaves(heard, BP_ALLOC_DMA_BLOCK);
}

static unsigned leaves_an_element(struct t_heard *heard)
{
	return leaves(heard, BP_ALLOC_MEMPOOL);
}

static unsigned leaves_ranges(struct t_heard *heard)
{
	return leaves(heard, BP_ALLOC_RANGES);
}

static unsigned stored_twice(struct t_heard *heard)
{
	return heard->nvme.submit.qid ? TWICE : T_NOT_MINE;
}

static unsigned stored_seven_times(struct t_heard *heard)
{
	return heard->nvme.submit.qid ? 7 : T_NOT_MINE;
}

static unsigned answered_with(struct t_heard *heard, u16 status)
{
	if (!heard->nvme.seen.qid)
		return T_NOT_MINE;
	heard->nvme.seen.cqe.status = cpu_to_le16((u16)(status << 1));
	return 1;
}

static unsigned failed_by_the_medium(struct t_heard *heard)
{
	return answered_with(heard, 0x281);
}

static unsigned failed_somehow(struct t_heard *heard)
{
	return answered_with(heard, 6);
}

static unsigned ended_with_an_error(struct t_heard *heard)
{
	if (!is_io(heard))
		return T_NOT_MINE;
	heard->event.a = BLK_STS_IOERR;
	return 1;
}

static unsigned another_is_ended(struct t_heard *heard)
{
	if (!heard->nvme.seen.qid)
		return T_NOT_MINE;
	heard->nvme.seen.cqe.command_id = cpu_to_le16(0xfff0);
	return 1;
}

static unsigned it_is_taken_for_an_event(struct t_heard *heard)
{
	if (!heard->nvme.seen.qid)
		return T_NOT_MINE;
	heard->event.rq = NULL;
	heard->nvme.seen.is_event = true;
	return 1;
}

static unsigned ended_twice(struct t_heard *heard)
{
	return heard->nvme.seen.qid ? TWICE : T_NOT_MINE;
}

/* After its answer the command is stored again. */
static unsigned tried_again(struct t_heard *heard, u16 status, unsigned flags)
{
	struct bp_nvme_event stored = { .pdev = heard->nvme.pdev };
	unsigned *cmd_flags;

	if (!heard->nvme.seen.qid)
		return T_NOT_MINE;
	cmd_flags = &heard->event.rq->cmd_flags;
	stored.submit = (struct bp_nvme_submit){ .qid = heard->nvme.seen.qid, .depth = 1024 };
	stored.submit.command.common.command_id = heard->nvme.seen.cqe.command_id;
	answered_with(heard, status);
	bp_check_event(heard->t->check, &heard->event);
	t_bend(heard, cmd_flags, sizeof(*cmd_flags));
	*cmd_flags |= flags;
	t_lie(heard, BP_EV_NVME_SUBMIT,
	      (struct bp_event){ .nvme = &stored, .rq = heard->event.rq });
	return DROPPED;
}

static unsigned tried_again_after_dnr(struct t_heard *heard)
{
	return tried_again(heard, 0x4006, 0);
}

static unsigned tried_again_with_failfast(struct t_heard *heard)
{
	return tried_again(heard, 6, REQ_FAILFAST_DEV);
}

static void request__tampered__broken(void **state)
{
	static const struct t_tampering rows[] = {
		{ BP_INV_NVME_10, BP_EV_DMA_UNMAP_BEGIN, unmaps_less, &page },
		{ BP_INV_NVME_10, BP_EV_DMA_UNMAP_BEGIN, unmaps_the_other_way, &page },
		{ BP_INV_NVME_10, BP_EV_DMA_UNMAP_BEGIN, unmaps_the_other_way, &pages },
		{ BP_INV_NVME_10, BP_EV_DMA_UNMAP_BEGIN, unmaps_another_list, &pages },
		{ BP_INV_NVME_10, BP_EV_DMA_UNMAP_BEGIN, unmaps_by_another_call, &page },
		{ BP_INV_NVME_10, BP_EV_DMA_UNMAP_BEGIN, unmaps_twice, &page },
		{ BP_INV_NVME_10, BP_EV_DMA_UNMAP_BEGIN, unmaps_twice, &pages },
		{ BP_INV_NVME_11, BP_EV_NVME_BUILT, unmaps_what_is_direct, &direct },
		{ BP_INV_NVME_13, BP_EV_RQ_FREE, leaves_a_list, &page },
		{ BP_INV_NVME_13, BP_EV_RQ_FREE, leaves_an_element, &pages },
		{ BP_INV_NVME_13, BP_EV_RQ_FREE, leaves_ranges, &direct },
		{ BP_INV_NVME_14, BP_EV_NVME_SUBMIT, stored_twice, &page },
		{ BP_INV_NVME_14, BP_EV_NVME_CQE_SEEN, another_is_ended, &page },
		{ BP_INV_NVME_14, BP_EV_NVME_CQE_SEEN, it_is_taken_for_an_event, &page },
		{ BP_INV_NVME_14, BP_EV_NVME_CQE_SEEN, ended_twice, &page },
		{ BP_INV_NVME_24, BP_EV_NVME_SUBMIT, stored_seven_times, &page },
		{ BP_INV_NVME_24, BP_EV_NVME_CQE_SEEN, tried_again_after_dnr, &page },
		{ BP_INV_NVME_24, BP_EV_NVME_CQE_SEEN, tried_again_with_failfast, &page },
		{ BP_INV_NVME_25, BP_EV_NVME_CQE_SEEN, failed_by_the_medium, &page },
		{ BP_INV_NVME_25, BP_EV_NVME_CQE_SEEN, failed_somehow, &page },
		{ BP_INV_NVME_25, BP_EV_RQ_COMPLETE, ended_with_an_error, &page },
	};

	(void)state;
	t_nvme_try(rows, bp_array_size(rows));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(request__tampered__broken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
