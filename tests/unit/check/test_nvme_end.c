/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-NVME-10, -11, -13, -25: a request gives back what it took, and ends as it was answered.
 */
#include "nvme_trial.h"

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

static unsigned failed_by_the_medium(struct t_heard *heard)
{
	return t_answered_with(heard, 0x281);
}

static unsigned failed_somehow(struct t_heard *heard)
{
	return t_answered_with(heard, 6);
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

static void end__tampered__broken(void **state)
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

static void unmap__coherent__held(void **state)
{
	static const struct t_tampering rows[] = {
		{ BP_INV_NVME_10, BP_EV_DMA_UNMAP_BEGIN, memory_is_coherent, &page },
	};

	(void)state;
	t_nvme_hold(rows, bp_array_size(rows));
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
		cmocka_unit_test(unmap__coherent__held),
		cmocka_unit_test(request__discard__payload_is_mapped),
		cmocka_unit_test(request__driver_replaces_the_status__held),
		cmocka_unit_test(end__tampered__broken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
