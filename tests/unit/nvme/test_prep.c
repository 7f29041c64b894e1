/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Preparing and undoing (NVH-4, NVH-24, DEF-NVME-9).
 */
#include <blkpath/dma_call.h>
#include <blkpath/event.h>
#include <blkpath/integrity.h>

#include "prepared.h"

static const struct t_vec page = { 0x10000, 4096 };
static const struct t_vec two_pages[] = { { 0x10000, 4096 }, { 0x30000, 4096 } };

static void nvme_prep_rq__read__started_with_its_tag(void **state)
{
	struct t_prepared p;
	struct nvme_iod *iod;

	(void)state;
	t_prepared_start(&p, t_nvme_start());
	t_prepared_submit(&p, REQ_OP_READ, 2, two_pages);
	assert_int_equal(p.issues, 1);
	assert_int_equal(p.held->state, MQ_RQ_IN_FLIGHT);
	iod = bp_nvme_iod(p.held);
	assert_ptr_equal(iod->nvmeq, &p.t->queue);
	assert_ptr_equal(iod->req.ctrl, &p.t->nvme.ctrl);
	assert_int_equal(iod->bp_cmd.rw.opcode, nvme_cmd_read);
	assert_int_equal(le16_to_cpu(iod->bp_cmd.rw.command_id), p.held->tag);
	assert_int_equal(le64_to_cpu(iod->bp_cmd.rw.dptr.prp2), 0x30000);
	t_prepared_answer(&p, 0);
	assert_int_equal(p.ended, 1);
	assert_int_equal(p.status, BLK_STS_OK);
	t_prepared_stop(&p);
}

static void nvme_prep_rq__queue_not_enabled__ioerr(void **state)
{
	struct t_prepared p;

	(void)state;
	t_prepared_start(&p, t_nvme_start());
	p.t->queue.flags = 0;
	t_prepared_submit(&p, REQ_OP_READ, 1, &page);
	assert_int_equal(p.status, BLK_STS_IOERR);
	assert_int_equal(p.issues, 0);
	t_prepared_stop(&p);
}

/* Refused, and taken when there is memory again. */
static void nvme_prep_rq__no_memory__refused_until_there_is(void **state)
{
	struct t_prepared p;

	(void)state;
	t_prepared_start(&p, t_nvme_start());
	p.t->nvme.ctrl.oncs = NVME_CTRL_ONCS_DSM;
	bp_nvme_set_ns_limits(&p.t->ns);
	for (unsigned kind = 0; kind < 2; kind++) {
		const u64 pages = bp_ram_report(p.t->ram).allocated;

		p.t->fails = kind ? BP_ALLOC_RANGES : BP_ALLOC_DMA_BLOCK;
		if (kind) {
			struct bio *bio = t_bio(&p.t->w, REQ_OP_DISCARD, 0, 0, NULL);

			bio->bi_iter.bi_size = 4096;
			bio->bi_end_io = t_prepared_end_io;
			bio->bi_private = &p;
			submit_bio(bio);
		} else {
			t_prepared_submit(&p, REQ_OP_READ, 3,
					  T_VECS({ 0x10000, 4096 }, { 0x30000, 4096 },
						 { 0x50000, 4096 }));
		}
		assert_null(p.held);
		assert_nothing_held(p.t);
		p.t->fails = BP_ALLOC_NR;
		while (!p.held)
			assert_true(bp_wait(&p.t->w.env));
		t_prepared_answer(&p, 0);
		assert_int_equal(p.ended, kind + 1);
		assert_int_equal(bp_ram_report(p.t->ram).allocated, pages + !kind);
	}
	t_prepared_stop(&p);
}

/* NVH-4.5: metadata cannot be mapped: the data is unmapped again. */
static void nvme_prep_rq__metadata_out_of_reach__data_unmapped(void **state)
{
	static const unsigned ops[] = { REQ_OP_READ, REQ_OP_WRITE };

	(void)state;
	for (unsigned i = 0; i < bp_array_size(ops); i++) {
		struct t_prepared p;
		struct bio *bio;

		t_prepared_start(&p, t_nvme_start());
		p.t->ns.ms = 8;
		p.t->ns.pi_type = NVME_NS_DPS_PI_TYPE1;
		p.t->w.disk.integrity =
			(struct blk_integrity){ .tuple_size = 8, .interval_exp = 9 };
		p.t->dev.dma_mask = 0x1ffff;
		bio = t_bio(&p.t->w, ops[i], 0, 1, &page);
		bio->bi_end_io = t_prepared_end_io;
		bio->bi_private = &p;
		assert_non_null(bio_integrity_alloc(bio, GFP_NOIO, 1));
		bio_integrity_add_page(bio, pfn_to_page(0x300), 64, 0);
		submit_bio(bio);
		assert_int_equal(p.status, BLK_STS_IOERR);
		assert_int_equal(bp_dma_ledger_stat(p.t->ledger).live, 0);
		assert_int_equal(bp_dma_ledger_stat(p.t->ledger).errors, 0);
		p.t->dev.dma_mask = ~0ull;
		t_prepared_stop(&p);
	}
}

/* A read of three pages with protection of its own. */
static void submit_protected(struct t_prepared *p)
{
	struct bio *bio = t_bio(&p->t->w, REQ_OP_READ, 0, 3,
				T_VECS({ 0x10000, 4096 }, { 0x30000, 4096 }, { 0x50000, 4096 }));

	p->t->ns.ms = 8;
	p->t->ns.pi_type = NVME_NS_DPS_PI_TYPE1;
	p->t->w.disk.integrity = (struct blk_integrity){ .tuple_size = 8, .interval_exp = 9 };
	bio->bi_end_io = t_prepared_end_io;
	bio->bi_private = p;
	assert_non_null(bio_integrity_alloc(bio, GFP_NOIO, 1));
	bio_integrity_add_page(bio, pfn_to_page(0x300), 3 * 64, 0);
	submit_bio(bio);
}

/* Metadata of data that has no list is not mapped: the command waits as a whole. */
static void nvme_prep_rq__no_list_for_protected_data__nothing_mapped(void **state)
{
	struct t_prepared p;

	(void)state;
	t_prepared_start(&p, t_nvme_start());
	p.t->fails = BP_ALLOC_DMA_BLOCK;
	submit_protected(&p);
	assert_null(p.held);
	assert_int_equal(p.issues, 0);
	assert_int_equal(bp_dma_ledger_stat(p.t->ledger).live, 0);
	p.t->fails = BP_ALLOC_NR;
	while (!p.held)
		assert_true(bp_wait(&p.t->w.env));
	t_prepared_answer(&p, NVME_SC_READ_ERROR | NVME_SC_DNR); /* no tuples to look at */
	assert_int_equal(p.ended, 1);
	t_prepared_stop(&p);
}

/* Metadata alone, out of reach: what the tag's last command had mapped is not unmapped again. */
static void nvme_prep_rq__metadata_without_data_out_of_reach__no_unmap(void **state)
{
	struct t_nvme *t = t_nvme_start();
	struct nvme_command mine = { .common.opcode = nvme_cmd_read };
	struct request *rq = t_nvme_request(t, REQ_OP_DRV_IN, 0, NULL);

	(void)state;
	assert_non_null(bio_integrity_alloc(rq->bio, GFP_NOIO, 1));
	bio_integrity_add_page(rq->bio, pfn_to_page(0x300), 64, 0);
	rq->cmd_flags |= REQ_INTEGRITY;
	t->r.iod.req.cmd = &mine;
	t->r.iod.first_dma = bp_dma_addr(0x10000);
	t->r.iod.dma_len = 512;
	t->dev.dma_mask = 0x1ffff;
	assert_int_equal(nvme_prep_rq(&t->queue, rq), BLK_STS_IOERR);
	assert_int_equal(bp_dma_ledger_stat(t->ledger).errors, 0);
	assert_hits(&t->w.env, BP_SITE_NVME_NO_NENTS, 0);
	t->dev.dma_mask = ~0ull;
	t_nvme_stop(t);
}

/* Data that cannot be mapped has no metadata to map, and the ranges of a discard go back. */
static void nvme_prep_rq__data_out_of_reach__nothing_held(void **state)
{
	struct t_prepared p;
	struct bio *bio;
	u64 pages;

	(void)state;
	t_prepared_start(&p, t_nvme_start());
	p.t->nvme.ctrl.oncs = NVME_CTRL_ONCS_DSM;
	bp_nvme_set_ns_limits(&p.t->ns);
	pages = bp_ram_report(p.t->ram).allocated;
	p.t->dev.dma_mask = 0xfff;
	bio = t_bio(&p.t->w, REQ_OP_DISCARD, 0, 0, NULL);
	bio->bi_iter.bi_size = 4096;
	bio->bi_end_io = t_prepared_end_io;
	bio->bi_private = &p;
	submit_bio(bio);
	assert_null(p.held);
	assert_int_equal(bp_ram_report(p.t->ram).allocated, pages);
	p.t->dev.dma_mask = ~0ull;
	while (!p.held)
		assert_true(bp_wait(&p.t->w.env));
	t_prepared_answer(&p, 0);
	assert_int_equal(p.status, BLK_STS_OK);
	t_prepared_stop(&p);
}

/* Bytes, and none of them is data: only what the quirk makes of it has something to map. */
static void nvme_prep_rq__write_zeroes__mapped_with_the_quirk_alone(void **state)
{
	(void)state;
	for (unsigned quirk = 0; quirk < 2; quirk++) {
		struct t_prepared p;
		struct bio *bio;
		const struct nvme_command *cmd;

		t_prepared_start(&p, t_nvme_start());
		p.t->nvme.ctrl.oncs = NVME_CTRL_ONCS_WRITE_ZEROES;
		p.t->nvme.ctrl.quirks = quirk ? NVME_QUIRK_DEALLOCATE_ZEROES : 0;
		bp_nvme_set_ns_limits(&p.t->ns);
		bio = t_bio(&p.t->w, REQ_OP_WRITE_ZEROES, 0, 0, NULL);
		bio->bi_iter.bi_size = 4096;
		bio->bi_end_io = t_prepared_end_io;
		bio->bi_private = &p;
		submit_bio(bio);
		assert_non_null(p.held);
		cmd = &bp_nvme_iod(p.held)->bp_cmd;
		assert_int_equal(cmd->common.opcode, quirk ? nvme_cmd_dsm : nvme_cmd_write_zeroes);
		assert_int_equal(le64_to_cpu(cmd->rw.dptr.prp1) != 0, quirk);
		assert_int_equal(bp_dma_ledger_stat(p.t->ledger).live, quirk);
		t_prepared_answer(&p, 0);
		assert_int_equal(p.status, BLK_STS_OK);
		assert_int_equal(bp_dma_ledger_stat(p.t->ledger).errors, 0);
		t_prepared_stop(&p);
	}
}

struct unmapped {
	struct bp_sink sink;
	dma_addr_t first;
	unsigned nr;
};

static void note_unmap(struct bp_sink *sink, const struct bp_event *event)
{
	struct unmapped *unmapped = bp_container_of(sink, struct unmapped, sink);

	if (event->id == BP_EV_DMA_UNMAP_BEGIN && !unmapped->nr++)
		unmapped->first = event->dma->addr;
}

/* Data and metadata are mapped, and both come back, the metadata first. */
static void nvme_pci_complete_rq__metadata__unmapped(void **state)
{
	struct unmapped unmapped = { .sink.fn = note_unmap };
	struct t_prepared p;
	struct bio *bio;

	(void)state;
	t_prepared_start(&p, t_nvme_start());
	p.t->ns.ms = 8;
	p.t->ns.pi_type = NVME_NS_DPS_PI_TYPE1;
	p.t->w.disk.integrity = (struct blk_integrity){ .tuple_size = 8, .interval_exp = 9 };
	bio = t_bio(&p.t->w, REQ_OP_WRITE, 0, 1, &page);
	bio->bi_end_io = t_prepared_end_io;
	bio->bi_private = &p;
	assert_non_null(bio_integrity_alloc(bio, GFP_NOIO, 1));
	bio_integrity_add_page(bio, pfn_to_page(0x300), 64, 0);
	submit_bio(bio);
	assert_int_equal(bp_dma_ledger_stat(p.t->ledger).live, 2);
	bp_sink_add(&p.t->w.env, &unmapped.sink);
	t_prepared_answer(&p, 0);
	bp_sink_remove(&p.t->w.env, &unmapped.sink);
	assert_int_equal(bp_dma_ledger_stat(p.t->ledger).live, 0);
	assert_int_equal(bp_dma_u64(unmapped.first), 0x300000);
	t_prepared_stop(&p);
}

struct order {
	struct bp_sink sink;
	struct t_prepared *p;
	bool freed_before_unmap;
	bool freed_before_end;
};

static void look(struct bp_sink *sink, const struct bp_event *event)
{
	struct order *o = bp_container_of(sink, struct order, sink);

	if (event->id == BP_EV_DMA_UNMAP_BEGIN)
		o->freed_before_unmap = !o->p->t->nvme.ctrl.bp_discard_page_busy;
	if (event->id == BP_EV_BIO_DONE)
		o->freed_before_end = !o->p->t->nvme.ctrl.bp_discard_page_busy;
}

/* DEF-NVME-9 is early, and not once more: fresh memory goes back once, not with the next command.
 */
static void nvme_pci_complete_rq__discard_with_fresh_memory__freed_once(void **state)
{
	(void)state;
	for (unsigned mode = 0; mode < 2; mode++) {
		struct t_prepared p;
		struct bio *bio;
		u64 pages;

		t_prepared_start(&p, mode ? t_nvme_start_with(BP_DEF_NVME_9) : t_nvme_start());
		p.t->nvme.ctrl.oncs = NVME_CTRL_ONCS_DSM;
		bp_nvme_set_ns_limits(&p.t->ns);
		pages = bp_ram_report(p.t->ram).allocated;
		bio = t_bio(&p.t->w, REQ_OP_DISCARD, 0, 0, NULL);
		bio->bi_iter.bi_size = 4096;
		bio->bi_end_io = t_prepared_end_io;
		bio->bi_private = &p;
		submit_bio(bio);
		assert_int_equal(bp_ram_report(p.t->ram).allocated, pages + 1);
		t_prepared_answer(&p, 0);
		assert_int_equal(bp_ram_report(p.t->ram).allocated, pages);
		t_prepared_submit(&p, REQ_OP_READ | REQ_DMA_DIRECT, 1, &page);
		t_prepared_answer(&p, 0);
		assert_int_equal(bp_ram_report(p.t->ram).allocated, pages);
		assert_int_equal(bp_ram_report(p.t->ram).unbalanced, 0);
		t_prepared_stop(&p);
	}
}

/* The ranges of a discard stay until the device has given them back, well or not; no longer. */
static void nvme_pci_complete_rq__discard__unmapped_then_freed(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		const unsigned mode = i % 2;
		struct t_prepared p;
		struct order o = { .sink.fn = look, .p = &p };
		struct bio *bio;

		t_prepared_start(&p, mode ? t_nvme_start_with(BP_DEF_NVME_9) : t_nvme_start());
		p.t->nvme.ctrl.oncs = NVME_CTRL_ONCS_DSM;
		bp_nvme_set_ns_limits(&p.t->ns);
		p.t->nvme.ctrl.bp_discard_page = pfn_to_page(0x77);
		p.t->fails = BP_ALLOC_RANGES;
		bio = t_bio(&p.t->w, REQ_OP_DISCARD, 0, 0, NULL);
		bio->bi_iter.bi_size = 4096;
		bio->bi_end_io = t_prepared_end_io;
		bio->bi_private = &p;
		submit_bio(bio);
		bp_sink_add(&p.t->w.env, &o.sink);
		t_prepared_answer(&p, i / 2 ? NVME_SC_INTERNAL | NVME_SC_DNR : 0);
		bp_sink_remove(&p.t->w.env, &o.sink);
		assert_int_equal(o.freed_before_unmap, mode);
		assert_true(o.freed_before_end);
		assert_false(p.t->nvme.ctrl.bp_discard_page_busy);
		t_prepared_stop(&p);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvme_prep_rq__read__started_with_its_tag),
		cmocka_unit_test(nvme_prep_rq__queue_not_enabled__ioerr),
		cmocka_unit_test(nvme_prep_rq__no_memory__refused_until_there_is),
		cmocka_unit_test(nvme_prep_rq__metadata_out_of_reach__data_unmapped),
		cmocka_unit_test(nvme_prep_rq__no_list_for_protected_data__nothing_mapped),
		cmocka_unit_test(nvme_prep_rq__metadata_without_data_out_of_reach__no_unmap),
		cmocka_unit_test(nvme_prep_rq__data_out_of_reach__nothing_held),
		cmocka_unit_test(nvme_prep_rq__write_zeroes__mapped_with_the_quirk_alone),
		cmocka_unit_test(nvme_pci_complete_rq__metadata__unmapped),
		cmocka_unit_test(nvme_pci_complete_rq__discard_with_fresh_memory__freed_once),
		cmocka_unit_test(nvme_pci_complete_rq__discard__unmapped_then_freed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
