/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rules of one command that meet: what is prepared again, flags of reads and writes, protection
 * beside blocks, and the way that data takes.
 */
#include <string.h>

#include <blkpath/t10_pi.h>

#include "nvme_test.h"
#include "prepared.h"

static const struct t_vec page = { 0x10000, 4096 };

/* NVH-6, NVH-7: another try is the same command, every byte of it. */
static void nvme_setup_cmd__second_try__as_the_first(void **state)
{
	struct t_nvme *t = t_nvme_start();
	struct request *rq = t_nvme_request(t, REQ_OP_WRITE, 1, &page);
	struct nvme_command first;

	(void)state;
	t->nvme.ctrl.nr_streams = 4;
	rq->write_hint = 3;
	assert_int_equal(nvme_setup_cmd(&t->ns, rq, &t->cmd), BLK_STS_OK);
	assert_int_equal(le32_to_cpu(t->cmd.rw.dsmgmt), 2 << 16);
	first = t->cmd;
	t->r.iod.req.retries = 2;
	memset(&t->cmd, 0xee, sizeof(t->cmd));
	assert_int_equal(nvme_setup_cmd(&t->ns, rq, &t->cmd), BLK_STS_OK);
	assert_memory_equal(&t->cmd, &first, sizeof(first));
	t_nvme_stop(t);
}

/* NVH-7: FUA is no matter of writes alone. */
static void nvme_setup_cmd__fua_read__bit_14(void **state)
{
	struct t_nvme *t = t_nvme_start();
	struct request *rq = t_nvme_request(t, REQ_OP_READ | REQ_FUA, 1, &page);

	(void)state;
	assert_int_equal(nvme_setup_cmd(&t->ns, rq, &t->cmd), BLK_STS_OK);
	assert_int_equal(le16_to_cpu(t->cmd.rw.control), 0x4000);
	t_nvme_stop(t);
}

/* NVH-7: who makes the tuples, by payload and type; where they lie makes no difference. */
static void nvme_setup_cmd__protection__payload_and_type_decide(void **state)
{
	static const struct {
		u8 type;
		bool ext, payload;
		u16 control;
	} cases[] = {
		{ NVME_NS_DPS_PI_TYPE3, false, true, 0x1000 },
		{ NVME_NS_DPS_PI_TYPE3, false, false, 0x3000 },
		{ NVME_NS_DPS_PI_TYPE2, false, true, 0x1400 },
		{ NVME_NS_DPS_PI_TYPE1, true, false, 0x3400 },
	};
	struct t_nvme *t = t_nvme_start();

	(void)state;
	t->ns.ms = 8;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct request *rq = t_nvme_request(t, REQ_OP_READ, 1, &page);

		t->ns.pi_type = cases[i].type;
		t->ns.ext = cases[i].ext;
		if (cases[i].payload)
			rq->cmd_flags |= REQ_INTEGRITY;
		assert_int_equal(nvme_setup_cmd(&t->ns, rq, &t->cmd), BLK_STS_OK);
		assert_int_equal(le16_to_cpu(t->cmd.rw.control), cases[i].control);
	}
	t_nvme_stop(t);
}

static struct request *discard(struct t_nvme *t, unsigned op, u32 bytes)
{
	struct request *rq = t_nvme_request(t, op, 0, NULL);

	rq->bio->bi_iter.bi_size = rq->__data_len = bytes;
	rq->nr_phys_segments = op == REQ_OP_DISCARD;
	return rq;
}

static u32 nlb_of(struct t_nvme *t, const struct request *rq)
{
	struct nvme_dsm_range range;
	const phys_addr_t at = page_to_phys(&t->w.env, rq->special_vec.bv_page);

	assert_int_equal(bp_ram_read(t->ram, at, &range, sizeof(range)), 0);
	return le32_to_cpu(range.nlb);
}

/* NVH-8: a range has 32 bits, and its page begins where it did not for an earlier payload. */
static void nvme_setup_cmd__large_discard__range_of_32_bits(void **state)
{
	struct t_nvme *t = t_nvme_start();
	struct request *rq = discard(t, REQ_OP_DISCARD, 1u << 30);

	(void)state;
	rq->special_vec.bv_offset = 512;
	assert_int_equal(nvme_setup_cmd(&t->ns, rq, &t->cmd), BLK_STS_OK);
	assert_int_equal(nlb_of(t, rq), 0x200000);
	assert_int_equal(rq->special_vec.bv_offset, 0);
	nvme_cleanup_cmd(rq);
	t_nvme_stop(t);
}

/* NVH-6, NVH-8: zeroes by deallocation; the page of the controller goes back, as with discards. */
static void nvme_setup_cmd__zeroes_with_the_quirk__as_a_discard(void **state)
{
	struct t_nvme *t = t_nvme_start();
	struct request *rq = discard(t, REQ_OP_WRITE_ZEROES, 4096);

	(void)state;
	t->nvme.ctrl.quirks = NVME_QUIRK_DEALLOCATE_ZEROES;
	t->nvme.ctrl.bp_discard_page = pfn_to_page(0x77);
	t->fails = BP_ALLOC_RANGES;
	assert_int_equal(nvme_setup_cmd(&t->ns, rq, &t->cmd), BLK_STS_OK);
	assert_int_equal(le32_to_cpu(t->cmd.common.cdw11), 4);
	assert_true(t->nvme.ctrl.bp_discard_page_busy);
	t->fails = BP_ALLOC_NR;
	rq = discard(t, REQ_OP_DISCARD, 4096); /* there is memory, though that page is taken */
	assert_int_equal(nvme_setup_cmd(&t->ns, rq, &t->cmd), BLK_STS_OK);
	assert_ptr_not_equal(rq->special_vec.bv_page, pfn_to_page(0x77));
	nvme_cleanup_cmd(rq);
	rq = discard(t, REQ_OP_WRITE_ZEROES, 4096);
	rq->special_vec.bv_page = pfn_to_page(0x77);
	rq->rq_flags |= RQF_SPECIAL_PAYLOAD;
	nvme_cleanup_cmd(rq);
	assert_false(t->nvme.ctrl.bp_discard_page_busy);
	t_nvme_stop(t);
}

/* NVH-16 with 8.4: two segments that became one entry are two. */
static void nvme_pci_use_sgls__joined_entries__average_of_the_segments(void **state)
{
	struct t_nvme *t = t_nvme_start();

	(void)state;
	t->nvme.ctrl.sgls = T_SGLS_SUPPORTED;
	assert_int_equal(t_nvme_map(t, REQ_OP_READ | REQ_DMA_DIRECT, 2,
				    T_VECS({ 0x100000, 0x5000 }, { 0x105000, 0x5000 })),
			 BLK_STS_OK);
	assert_int_equal(t->r.iod.nents, 1);
	assert_false(t->r.iod.use_sgl); /* 20 KiB */
	t_nvme_unmap(t);
	t_nvme_stop(t);
}

/* NVH-16 names the admin queue, not commands of users on others. */
static void nvme_pci_use_sgls__command_on_an_io_queue__sgl(void **state)
{
	const struct t_vec vecs[] = { { 0x100000, 0x10000 }, { 0x200000, 0x10000 } };
	struct t_nvme *t = t_nvme_start();

	(void)state;
	t->nvme.ctrl.sgls = T_SGLS_SUPPORTED;
	assert_int_equal(t_nvme_map(t, REQ_OP_DRV_IN, 2, vecs), BLK_STS_OK);
	assert_true(t->r.iod.use_sgl);
	t_nvme_unmap(t);
	t->queue.qid = 0;
	assert_int_equal(t_nvme_map(t, REQ_OP_DRV_IN, 2, vecs), BLK_STS_OK);
	assert_false(t->r.iod.use_sgl);
	t_nvme_unmap(t);
	t_nvme_stop(t);
}

/* NVH-10: two pages take the simple PRP, however low the threshold is. */
static void nvme_map_data__page_above_the_threshold__simple_prp(void **state)
{
	struct t_nvme *t = t_nvme_start();

	(void)state;
	t->nvme.ctrl.sgls = T_SGLS_SUPPORTED;
	t->nvme.ctrl.bp_params.sgl_threshold = 4096;
	assert_int_equal(t_nvme_map(t, REQ_OP_READ, 1, &page), BLK_STS_OK);
	assert_int_equal(t->cmd.rw.flags, 0);
	assert_int_equal(t->r.iod.dma_len, 4096);
	t_nvme_unmap(t);
	t_nvme_stop(t);
}

/* G-20 with NVH-10: the admin queue has the shortcut, too, and counts in the same way. */
static void nvme_map_data__rest_of_a_vector_on_the_admin_queue__simple_prp(void **state)
{
	struct t_nvme *t = t_nvme_start();
	struct request *rq;

	(void)state;
	t_rules(&t->w, bp_rules_find("v6.1"));
	t->queue.qid = 0;
	rq = t_nvme_request(t, REQ_OP_DRV_IN, 1, T_VECS({ 0x10000, 0x4000 }));
	bio_advance(rq->bio, 0x2000);
	rq->__data_len = 0x2000;
	assert_int_equal(nvme_map_data(&t->nvme, rq, &t->cmd), BLK_STS_OK);
	assert_int_equal(t->r.iod.dma_len, 0x2000);
	t_nvme_unmap(t);
	t_nvme_stop(t);
}

/* NVH-16: what the last request with this tag used is forgotten. */
static void nvme_prep_rq__prp_after_an_sgl__a_choice_of_its_own(void **state)
{
	struct t_prepared p;
	const struct nvme_iod *iod;

	(void)state;
	t_prepared_start(&p, t_nvme_start());
	p.t->nvme.ctrl.sgls = T_SGLS_SUPPORTED;
	t_prepared_submit(&p, REQ_OP_READ, 2, T_VECS({ 0x100000, 0x10000 }, { 0x200000, 0x10000 }));
	iod = bp_nvme_iod(p.held);
	assert_true(iod->use_sgl);
	t_prepared_answer(&p, 0);
	t_prepared_submit(&p, REQ_OP_READ, 3,
			  T_VECS({ 0x100000, 4096 }, { 0x200000, 4096 }, { 0x300000, 4096 }));
	assert_ptr_equal(bp_nvme_iod(p.held), iod);
	assert_false(iod->use_sgl);
	t_prepared_answer(&p, 0);
	t_prepared_stop(&p);
}

/* NVH-35: the second delay is as long as the first, and the longest is nearly two hours. */
static void nvme_complete_rq__asked_to_wait_again__waits_again(void **state)
{
	struct t_prepared p;

	(void)state;
	t_prepared_start(&p, t_nvme_start());
	p.t->nvme.ctrl.crdt[0] = 3;
	p.t->nvme.ctrl.crdt[1] = 0xffff;
	assert_int_equal(bp_nvme_retry_delay_ms(&p.t->nvme.ctrl, 0x1004), 6553500);
	t_prepared_submit(&p, REQ_OP_READ, 1, &page);
	for (unsigned i = 1; i <= 2; i++) {
		t_prepared_answer(&p, 0x0804);
		bp_work_run(&p.t->w.env);
		while (!p.held)
			assert_true(bp_wait(&p.t->w.env));
		assert_int_equal(p.t->w.env.now_ns, i * 300000000ull);
	}
	t_prepared_answer(&p, 0);
	assert_int_equal(p.status, BLK_STS_OK);
	t_prepared_stop(&p);
}

/* NVH-35: DNR counts beside a delay, a status beside its other bits, and reading ahead is tried. */
static void nvme_decide_disposition__bits_beside_each_other__table(void **state)
{
	static const struct {
		unsigned flags;
		u16 status;
		u8 retries;
		enum nvme_disposition want;
	} cases[] = {
		{ 0, 0x4804, 0, COMPLETE },
		{ 0, 0x2000, 0, COMPLETE }, /* success, and more to be read in a log */
		{ REQ_RAHEAD, 0x004, 1, RETRY },
	};
	struct t_nvme *t = t_nvme_start();

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct request *rq = t_nvme_request(t, REQ_OP_READ, 1, &page);

		rq->cmd_flags |= cases[i].flags;
		t->r.iod.req.status = cases[i].status;
		t->r.iod.req.retries = cases[i].retries;
		assert_int_equal(nvme_decide_disposition(rq), cases[i].want);
	}
	t_nvme_stop(t);
}

/* NVH-20: each bad list is an error, though it is told once. */
static void nvme_map_data__bad_list_twice__ioerr_twice(void **state)
{
	struct t_nvme *t = t_nvme_start();

	(void)state;
	for (unsigned i = 0; i < 2; i++)
		assert_int_equal(t_nvme_map(t, REQ_OP_READ | REQ_DMA_DIRECT, 2,
					    T_VECS({ 0x10000, 512 }, { 0x20000, 4096 })),
				 BLK_STS_IOERR);
	assert_hits(&t->w.env, BP_SITE_NVME_BAD_SG, 1);
	t_nvme_stop(t);
}

/* NVH-8, R-REQ-1: a discard that is tried again has the ranges that it had. */
static void nvme_setup_cmd__second_try_of_a_discard__both_ranges(void **state)
{
	struct t_nvme *t = t_nvme_start();
	struct request *rq = discard(t, REQ_OP_DISCARD, 4096);
	struct bio *second = t_bio(&t->w, REQ_OP_DISCARD, 64, 0, NULL);

	(void)state;
	second->bi_iter.bi_size = 4096;
	rq->bio->bi_next = rq->biotail = second;
	rq->nr_phys_segments = 2;
	for (unsigned i = 0; i < 2; i++) {
		assert_int_equal(nvme_setup_cmd(&t->ns, rq, &t->cmd), BLK_STS_OK);
		assert_int_equal(le32_to_cpu(t->cmd.common.cdw10), 1);
		assert_int_equal(blk_rq_payload_bytes(rq), 32);
		nvme_cleanup_cmd(rq);
	}
	t_nvme_stop(t);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvme_setup_cmd__second_try__as_the_first),
		cmocka_unit_test(nvme_setup_cmd__fua_read__bit_14),
		cmocka_unit_test(nvme_setup_cmd__protection__payload_and_type_decide),
		cmocka_unit_test(nvme_setup_cmd__large_discard__range_of_32_bits),
		cmocka_unit_test(nvme_setup_cmd__zeroes_with_the_quirk__as_a_discard),
		cmocka_unit_test(nvme_pci_use_sgls__joined_entries__average_of_the_segments),
		cmocka_unit_test(nvme_pci_use_sgls__command_on_an_io_queue__sgl),
		cmocka_unit_test(nvme_map_data__page_above_the_threshold__simple_prp),
		cmocka_unit_test(nvme_map_data__rest_of_a_vector_on_the_admin_queue__simple_prp),
		cmocka_unit_test(nvme_prep_rq__prp_after_an_sgl__a_choice_of_its_own),
		cmocka_unit_test(nvme_complete_rq__asked_to_wait_again__waits_again),
		cmocka_unit_test(nvme_decide_disposition__bits_beside_each_other__table),
		cmocka_unit_test(nvme_map_data__bad_list_twice__ioerr_twice),
		cmocka_unit_test(nvme_setup_cmd__second_try_of_a_discard__both_ranges),
	};

	return cmocka_run_group_tests_name("nvme/together", tests, NULL, NULL);
}
