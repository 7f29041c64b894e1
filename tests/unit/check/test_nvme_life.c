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

static unsigned is_not_unmapped(struct t_heard *heard)
{
	return unmapping(heard) ? DROPPED : T_NOT_MINE;
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

/* A request of whom no command was told. */
static unsigned leaves_a_list_of_nobody(struct t_heard *heard)
{
	u64 *live = &heard->t->m.env->live[BP_ALLOC_DMA_BLOCK];
	struct request nobody;

	if (!is_io(heard))
		return T_NOT_MINE;
	nobody = *heard->event.rq;
	bp_check_event(heard->t->check, &heard->event);
	t_bend(heard, live, sizeof(*live));
	++*live;
	t_lie(heard, BP_EV_RQ_FREE, (struct bp_event){ .rq = &nobody, .q = nobody.q });
	return DROPPED;
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

static unsigned admin_ended_with_an_error(struct t_heard *heard)
{
	if (!heard->event.rq || is_io(heard))
		return T_NOT_MINE;
	heard->event.a = BLK_STS_IOERR;
	return 1;
}

/* It ends well all the same. */
static unsigned is_not_answered(struct t_heard *heard)
{
	return heard->nvme.seen.qid ? DROPPED : T_NOT_MINE;
}

static unsigned waits_for_another_try(struct t_heard *heard)
{
	if (!is_io(heard))
		return T_NOT_MINE;
	t_lie(heard, BP_EV_RQ_REQUEUE,
	      (struct bp_event){ .rq = heard->event.rq, .q = heard->event.q });
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

/* Nobody answered before. */
static unsigned stored_twice_with_failfast(struct t_heard *heard)
{
	unsigned *cmd_flags;

	if (!heard->nvme.submit.qid)
		return T_NOT_MINE;
	cmd_flags = &heard->event.rq->cmd_flags;
	t_bend(heard, cmd_flags, sizeof(*cmd_flags));
	*cmd_flags |= REQ_FAILFAST_TRANSPORT;
	return TWICE;
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
		{ BP_INV_NVME_10, BP_EV_DMA_UNMAP_BEGIN, is_not_unmapped, &page },
		{ BP_INV_NVME_10, BP_EV_DMA_UNMAP_BEGIN, is_not_unmapped, &pages },
		{ BP_INV_NVME_11, BP_EV_NVME_BUILT, unmaps_what_is_direct, &direct },
		{ BP_INV_NVME_13, BP_EV_RQ_FREE, leaves_a_list, &page },
		{ BP_INV_NVME_13, BP_EV_RQ_FREE, leaves_an_element, &pages },
		{ BP_INV_NVME_13, BP_EV_RQ_FREE, leaves_ranges, &direct },
		{ BP_INV_NVME_13, BP_EV_RQ_FREE, leaves_a_list_of_nobody, &page },
		{ BP_INV_NVME_14, BP_EV_NVME_SUBMIT, stored_twice, &page },
		{ BP_INV_NVME_14, BP_EV_NVME_CQE_SEEN, another_is_ended, &page },
		{ BP_INV_NVME_14, BP_EV_NVME_CQE_SEEN, it_is_taken_for_an_event, &page },
		{ BP_INV_NVME_14, BP_EV_NVME_CQE_SEEN, ended_twice, &page },
		{ BP_INV_NVME_24, BP_EV_NVME_SUBMIT, stored_seven_times, &page },
		{ BP_INV_NVME_24, BP_EV_NVME_CQE_SEEN, tried_again_after_dnr, &page },
		{ BP_INV_NVME_24, BP_EV_NVME_CQE_SEEN, tried_again_with_failfast, &page },
		{ BP_INV_NVME_24, BP_EV_NVME_SUBMIT, stored_twice_with_failfast, &page },
		{ BP_INV_NVME_25, BP_EV_RQ_COMPLETE, admin_ended_with_an_error, &page },
		{ BP_INV_NVME_25, BP_EV_NVME_CQE_SEEN, is_not_answered, &page },
		{ BP_INV_NVME_25, BP_EV_RQ_COMPLETE, waits_for_another_try, &page },
		{ BP_INV_NVME_25, BP_EV_NVME_CQE_SEEN, failed_by_the_medium, &page },
		{ BP_INV_NVME_25, BP_EV_NVME_CQE_SEEN, failed_somehow, &page },
		{ BP_INV_NVME_25, BP_EV_RQ_COMPLETE, ended_with_an_error, &page },
	};

	(void)state;
	t_nvme_try(rows, bp_array_size(rows));
}

/* A checker that may not remember all says so, and nothing else. */
static void request__without_memory__blind(void **state)
{
	(void)state;
	for (u64 records = 0; records < 40; records++) {
		const struct t_io *io = records % 2 ? &pages : &direct;
		struct t_nvme_court t;

		t_nvme_open(&t, io);
		bp_check_limit(t.check, records);
		assert_int_equal(t_nvme_machine_probe(&t.m), 0);
		assert_int_equal(t_nvme_do(&t, io), 0);
		assert_int_equal(bp_check_total(t.check), 0);
		assert_true(records > 8 || bp_check_blind(t.check));
		t_nvme_dismiss(&t);
	}
}

/* Memory is there until the I/O begins. */
static void request__memory_ends__blind(void **state)
{
	(void)state;
	for (u64 more = 0; more < 12; more++) {
		struct t_nvme_court t;

		t_nvme_open(&t, &direct);
		assert_int_equal(t_nvme_machine_probe(&t.m), 0);
		bp_check_limit(t.check, bp_check_live(t.check) + more);
		assert_int_equal(t_nvme_do(&t, &direct), 0);
		assert_int_equal(bp_check_total(t.check), 0);
		assert_true(more > 1 || bp_check_blind(t.check));
		t_nvme_dismiss(&t);
	}
}

/* The driver took a completion for one of nobody. */
static unsigned is_of_nobody(struct t_heard *heard)
{
	if (!heard->nvme.seen.qid)
		return T_NOT_MINE;
	heard->event.rq = NULL;
	return 1;
}

/* Nobody mapped it, and nobody had to. */
static unsigned memory_is_coherent(struct t_heard *heard)
{
	struct bp_dma_call call;

	if (!unmapping(heard))
		return T_NOT_MINE;
	call = heard->dma;
	call.type = BP_DMA_CALL_COHERENT;
	call.sgl = NULL;
	call.addr = bp_dma_addr(0x123000);
	t_lie(heard, BP_EV_DMA_UNMAP_BEGIN, (struct bp_event){ .dma = &call });
	return 1;
}

static unsigned is_built_again(struct t_heard *heard)
{
	return heard->nvme.built.qid ? TWICE : T_NOT_MINE;
}

static void request__not_to_be_judged__held(void **state)
{
	static const struct t_tampering rows[] = {
		{ BP_INV_NVME_14, BP_EV_NVME_CQE_SEEN, is_of_nobody, &page },
		{ BP_INV_NVME_10, BP_EV_DMA_UNMAP_BEGIN, memory_is_coherent, &page },
		{ BP_INV_NVME_13, BP_EV_NVME_BUILT, is_built_again, &page },
		{ BP_INV_NVME_24, BP_EV_NVME_BUILT, is_built_again, &pages },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(rows); i++) {
		struct t_nvme_court t;

		t_nvme_hear(&t, rows[i].io, &rows[i]);
		assert_true(t.is_done);
		assert_int_equal(bp_check_count(t.check, rows[i].law), 0);
		t_nvme_dismiss(&t);
	}
}

static int discard(struct t_nvme_machine *m, unsigned flags)
{
	struct bio *bio = bio_kmalloc(m->env, GFP_KERNEL, 0);
	int error;

	bio->bi_opf = REQ_OP_DISCARD | flags;
	bio->bi_disk = t_nvme_machine_ns(m)->disk;
	bio->bi_iter.bi_size = 8192;
	error = submit_bio_wait(bio);
	bio_put(bio);
	return error;
}

/* NVH-12: the special payload of a discard is a page; DEF-NVME-2 takes it for an address. */
static void request__discard__payload_is_mapped(void **state)
{
	static const struct t_io io = { .op = REQ_OP_DISCARD };
	static const struct {
		unsigned flags;
		bool defect;
	} cases[] = { { 0, false }, { REQ_DMA_DIRECT, false }, { REQ_DMA_DIRECT, true } };

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		const u64 broken = cases[i].defect;
		struct t_nvme_court t;

		t_nvme_open(&t, &io);
		if (broken)
			t_nvme_machine_unwatch(&t.m);
		bp_defect_set(&t.m.env->defects, BP_DEF_NVME_2, cases[i].defect);
		t.m.config.oncs = 4; /* Dataset Management */
		assert_int_equal(t_nvme_machine_probe(&t.m), 0);
		discard(&t.m, cases[i].flags);
		assert_int_equal(bp_check_count(t.check, BP_INV_NVME_8) > 0, broken);
		assert_int_equal(bp_check_count(t.check, BP_INV_NVME_9) > 0, broken);
		assert_int_equal(bp_check_count(t.check, BP_INV_NVME_11) > 0, broken);
		assert_int_equal(bp_check_count(t.check, BP_INV_NVME_21) > 0, broken);
		assert_int_equal(bp_check_judged(t.check, BP_INV_NVME_11) > 0, cases[i].flags > 0);
		assert_int_equal(bp_check_judged(t.check, BP_INV_NVME_9) > 0, 1);
		if (!broken)
			assert_int_equal(bp_check_total(t.check), 0);
		t_nvme_dismiss(&t);
	}
}

static bool first_time(void *arg, struct request *rq)
{
	(void)rq;
	return !(*(unsigned *)arg)++;
}

/* NVH-37: what the driver makes of a status is its last one, in a second try too. */
static void request__driver_replaces_the_status__held(void **state)
{
	static const struct {
		u16 status;
		bool dont_retry;
		int error;
		unsigned asked;
	} cases[] = { { 0x281, true, -61, 1 }, { 6, true, -5, 1 }, { 6, false, 0, 2 } };

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct nvme_fault_inject *inject;
		struct t_nvme_court t;
		unsigned asked = 0;

		t_nvme_open(&t, &pages);
		assert_int_equal(t_nvme_machine_probe(&t.m), 0);
		inject = &t_nvme_machine_ns(&t.m)->fault_inject;
		inject->should_fail = first_time;
		inject->arg = &asked;
		inject->status = cases[i].status;
		inject->dont_retry = cases[i].dont_retry;
		assert_int_equal(t_nvme_do(&t, &pages), cases[i].error);
		assert_int_equal(asked, cases[i].asked);
		assert_int_not_equal(bp_check_judged(t.check, BP_INV_NVME_25), 0);
		assert_int_equal(bp_check_total(t.check), 0);
		t_nvme_dismiss(&t);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(request__without_memory__blind),
		cmocka_unit_test(request__memory_ends__blind),
		cmocka_unit_test(request__not_to_be_judged__held),
		cmocka_unit_test(request__discard__payload_is_mapped),
		cmocka_unit_test(request__driver_replaces_the_status__held),
		cmocka_unit_test(request__tampered__broken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
