/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Discards (NVH-8, EX-NVME-15, DEF-NVME-2).
 */
#include "nvme_test.h"

/* A discard of n bios of 8 sectors, 100 sectors apart. */
static struct request *discard(struct t_nvme *t, unsigned flags, unsigned n)
{
	struct request *rq = &t->r.rq;

	t_nvme_request(t, REQ_OP_DISCARD, 0, NULL);
	rq->cmd_flags |= flags;
	rq->bio->bi_iter.bi_size = 4096;
	rq->__data_len = n * 4096;
	rq->nr_phys_segments = (u16)n;
	for (unsigned i = 1; i < n; i++) {
		struct bio *bio = t_bio(&t->w, REQ_OP_DISCARD, 100 * i, 0, NULL);

		bio->bi_iter.bi_size = 4096;
		rq->biotail->bi_next = bio;
		rq->biotail = bio;
	}
	return rq;
}

static struct nvme_dsm_range range(struct t_nvme *t, u64 addr, unsigned i)
{
	struct nvme_dsm_range range;

	assert_int_equal(bp_ram_read(t->ram, bp_phys_addr(addr + i * 16), &range, 16), 0);
	return range;
}

/* EX-NVME-15 */
static void nvme_setup_cmd__discard_of_two_ranges__page_of_32_bytes(void **state)
{
	struct t_nvme *t = t_nvme_start();
	struct request *rq = discard(t, 0, 2);

	(void)state;
	t->ns.ns_id = 3;
	assert_int_equal(nvme_setup_cmd(&t->ns, rq, &t->cmd), BLK_STS_OK);
	assert_int_equal(rq->rq_flags, RQF_DONTPREP | RQF_SPECIAL_PAYLOAD);
	assert_int_equal(t->cmd.common.opcode, 0x09);
	assert_int_equal(le32_to_cpu(t->cmd.common.nsid), 3);
	assert_int_equal(le32_to_cpu(t->cmd.common.cdw10), 1);
	assert_int_equal(le32_to_cpu(t->cmd.common.cdw11), 4);
	assert_int_equal(blk_rq_nr_phys_segments(rq), 1);
	assert_int_equal(blk_rq_payload_bytes(rq), 32);
	assert_int_equal(nvme_map_data(&t->nvme, rq, &t->cmd), BLK_STS_OK);
	assert_int_equal(t->r.iod.dma_len, 32); /* one page: no list */
	assert_int_equal(t_prp2(t), 0);
	assert_int_equal(le32_to_cpu(range(t, t_prp1(t), 1).nlb), 8);
	assert_int_equal(le64_to_cpu(range(t, t_prp1(t), 1).slba), 100);
	assert_int_equal(le32_to_cpu(range(t, t_prp1(t), 1).cattr), 0);
	t_nvme_unmap(t);
	nvme_cleanup_cmd(rq);
	t_nvme_stop(t);
}

/* A page full of ranges. */
static void nvme_setup_cmd__discard_of_256_ranges__the_most(void **state)
{
	struct t_nvme *t = t_nvme_start();
	struct request *rq = discard(t, 0, NVME_DSM_MAX_RANGES);

	(void)state;
	assert_int_equal(nvme_setup_cmd(&t->ns, rq, &t->cmd), BLK_STS_OK);
	assert_int_equal(le32_to_cpu(t->cmd.common.cdw10), 255);
	assert_int_equal(nvme_map_data(&t->nvme, rq, &t->cmd), BLK_STS_OK);
	assert_int_equal(t->r.iod.dma_len, 4096);
	assert_int_equal(le64_to_cpu(range(t, t_prp1(t), 255).slba), 25500);
	t_nvme_unmap(t);
	nvme_cleanup_cmd(rq);
	t_nvme_stop(t);
}

/* In blocks of 4 KiB, of which the request has three at block 0x10000. */
static void nvme_setup_cmd__discard_of_large_blocks__in_blocks(void **state)
{
	struct t_nvme *t = t_nvme_start();
	struct request *rq = discard(t, 0, 1);

	(void)state;
	t->ns.lba_shift = 12;
	rq->bio->bi_iter.bi_size = rq->__data_len = 3 * 4096;
	rq->bio->bi_iter.bi_sector = 0x80000;
	assert_int_equal(nvme_setup_cmd(&t->ns, rq, &t->cmd), BLK_STS_OK);
	assert_int_equal(nvme_map_data(&t->nvme, rq, &t->cmd), BLK_STS_OK);
	assert_int_equal(le32_to_cpu(range(t, t_prp1(t), 0).nlb), 3);
	assert_int_equal(le64_to_cpu(range(t, t_prp1(t), 0).slba), 0x10000);
	t_nvme_unmap(t);
	nvme_cleanup_cmd(rq);
	t_nvme_stop(t);
}

/* NVH-5: 32 bytes are sent, in one segment, for the megabytes that go. */
static void nvme_pci_use_sgls__discard_of_megabytes__its_payload_counts(void **state)
{
	struct t_nvme *t = t_nvme_start();
	struct request *rq = discard(t, 0, 2);

	(void)state;
	t->nvme.ctrl.sgls = T_SGLS_SUPPORTED;
	rq->bio->bi_iter.bi_size = rq->__data_len = 8 << 20;
	assert_int_equal(nvme_setup_cmd(&t->ns, rq, &t->cmd), BLK_STS_OK);
	assert_false(nvme_pci_use_sgls(&t->nvme, rq));
	t->nvme.ctrl.bp_params.sgl_threshold = 32;
	assert_true(nvme_pci_use_sgls(&t->nvme, rq));
	nvme_cleanup_cmd(rq);
	t_nvme_stop(t);
}

/* NVH-6: one quirk makes a discard of it; another does not. */
static void nvme_setup_cmd__write_zeroes__discard_with_its_quirk(void **state)
{
	static const struct {
		unsigned long quirks;
		u8 opcode;
	} cases[] = {
		{ 0, 0x08 },
		{ NVME_QUIRK_STRIPE_SIZE, 0x08 },
		{ NVME_QUIRK_DEALLOCATE_ZEROES, 0x09 },
		{ NVME_QUIRK_STRIPE_SIZE | NVME_QUIRK_DEALLOCATE_ZEROES, 0x09 },
	};
	struct t_nvme *t = t_nvme_start();

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct request *rq = discard(t, 0, 1);

		t->nvme.ctrl.quirks = cases[i].quirks;
		rq->cmd_flags = REQ_OP_WRITE_ZEROES;
		rq->nr_phys_segments = 0; /* it has no data; one range all the same */
		assert_int_equal(nvme_setup_cmd(&t->ns, rq, &t->cmd), BLK_STS_OK);
		assert_int_equal(t->cmd.common.opcode, cases[i].opcode);
		assert_int_equal(blk_rq_payload_bytes(rq), cases[i].opcode == 0x09 ? 16 : 4096);
		nvme_cleanup_cmd(rq);
		rq->rq_flags = 0;
	}
	t_nvme_stop(t);
}

/* One page of the controller's own, for one request at a time. */
static void nvme_setup_cmd__no_memory_for_ranges__page_of_the_controller_once(void **state)
{
	struct t_nvme *t = t_nvme_start();
	struct request *rq = discard(t, 0, 1);
	struct request first;

	(void)state;
	t->fails = BP_ALLOC_RANGES;
	assert_int_equal(nvme_setup_cmd(&t->ns, rq, &t->cmd), BLK_STS_RESOURCE);
	t->nvme.ctrl.bp_discard_page = pfn_to_page(0x77);
	t->fails = BP_ALLOC_NR;
	assert_int_equal(nvme_setup_cmd(&t->ns, rq, &t->cmd), BLK_STS_OK);
	assert_ptr_not_equal(rq->special_vec.bv_page, pfn_to_page(0x77)); /* memory is better */
	assert_false(t->nvme.ctrl.bp_discard_page_busy);
	nvme_cleanup_cmd(rq);
	rq = discard(t, 0, 1);
	t->fails = BP_ALLOC_RANGES;
	assert_int_equal(nvme_setup_cmd(&t->ns, rq, &t->cmd), BLK_STS_OK);
	assert_ptr_equal(rq->special_vec.bv_page, pfn_to_page(0x77));
	first = *rq;
	rq = discard(t, 0, 1);
	assert_int_equal(nvme_setup_cmd(&t->ns, rq, &t->cmd), BLK_STS_RESOURCE);
	rq->rq_flags = first.rq_flags;
	rq->special_vec = first.special_vec;
	nvme_cleanup_cmd(rq);
	assert_int_equal(nvme_setup_cmd(&t->ns, rq, &t->cmd), BLK_STS_OK);
	nvme_cleanup_cmd(rq);
	assert_false(t->nvme.ctrl.bp_discard_page_busy);
	t_nvme_stop(t);
}

static void nvme_setup_cmd__bios_and_ranges_differ__ioerr(void **state)
{
	static const struct {
		unsigned bios;
		u16 segments;
	} cases[] = { { 2, 3 }, { 3, 2 }, { 1, 257 } };
	struct t_nvme *t = t_nvme_start();
	const u64 pages = bp_ram_report(t->ram).allocated;

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct request *rq = discard(t, 0, cases[i].bios);

		rq->nr_phys_segments = cases[i].segments;
		assert_int_equal(nvme_setup_cmd(&t->ns, rq, &t->cmd), BLK_STS_IOERR);
		assert_int_equal(bp_ram_report(t->ram).allocated, pages);
	}
	assert_hits(&t->w.env, BP_SITE_NVME_DISCARD_RANGES, 2);
	t_nvme_stop(t);
}

/* NVH-9: what an earlier command of the tag had as its payload is not this one's to free. */
static void nvme_cleanup_cmd__no_payload__frees_nothing(void **state)
{
	struct t_nvme *t = t_nvme_start();
	struct request *rq = t_nvme_request(t, REQ_OP_READ, 1, T_VECS({ 0x10000, 512 }));

	(void)state;
	rq->rq_flags = RQF_DONTPREP | RQF_IO_STAT;
	t->nvme.ctrl.bp_discard_page = pfn_to_page(0x77);
	t->nvme.ctrl.bp_discard_page_busy = true;
	rq->special_vec.bv_page = pfn_to_page(0x77);
	nvme_cleanup_cmd(rq);
	assert_true(t->nvme.ctrl.bp_discard_page_busy);
	t_nvme_stop(t);
}

/* Behind the ranges that were asked for nothing is written. */
static void nvme_setup_cmd__more_bios_than_ranges__the_first_alone(void **state)
{
	static const u8 nothing[16];
	struct t_nvme *t = t_nvme_start();
	struct request *rq = discard(t, 0, 3);
	u8 bytes[16];

	(void)state;
	t->fails = BP_ALLOC_RANGES;
	t->nvme.ctrl.bp_discard_page = pfn_to_page(0x77);
	rq->nr_phys_segments = 2;
	assert_int_equal(nvme_setup_cmd(&t->ns, rq, &t->cmd), BLK_STS_IOERR);
	assert_int_equal(le64_to_cpu(range(t, 0x77000, 1).slba), 100);
	assert_int_equal(bp_ram_read(t->ram, bp_phys_addr(0x77020), bytes, 16), 0);
	assert_memory_equal(bytes, nothing, 16);
	assert_false(t->nvme.ctrl.bp_discard_page_busy);
	t_nvme_stop(t);
}

/* NVH-12: its payload is a page all the same; DEF-NVME-2 sends the controller to address 0. */
static void nvme_map_data__direct_discard__mapped_once(void **state)
{
	(void)state;
	for (unsigned mode = 0; mode < 2; mode++) {
		struct t_nvme *t = mode ? t_nvme_start_with(BP_DEF_NVME_2) : t_nvme_start();
		struct request *rq = discard(t, REQ_DMA_DIRECT, 1);
		const u64 live = bp_dma_ledger_stat(t->ledger).live;

		rq->bio->bi_iter.bi_size = rq->__data_len = 8 << 20;
		assert_int_equal(nvme_setup_cmd(&t->ns, rq, &t->cmd), BLK_STS_OK);
		assert_int_equal(nvme_map_data(&t->nvme, rq, &t->cmd), BLK_STS_OK);
		assert_int_equal(t->r.iod.dma_len, mode ? 0 : 16);
		assert_int_equal(bp_dma_ledger_stat(t->ledger).live, live + !mode);
		assert_int_equal(t_prp1(t) == 0, mode); /* INV-NVME-9, INV-NVME-21 */
		t_nvme_unmap(t);
		nvme_cleanup_cmd(rq);
		assert_int_equal(bp_dma_ledger_stat(t->ledger).errors, 0);
		t_nvme_stop(t);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvme_setup_cmd__discard_of_two_ranges__page_of_32_bytes),
		cmocka_unit_test(nvme_setup_cmd__discard_of_256_ranges__the_most),
		cmocka_unit_test(nvme_setup_cmd__discard_of_large_blocks__in_blocks),
		cmocka_unit_test(nvme_pci_use_sgls__discard_of_megabytes__its_payload_counts),
		cmocka_unit_test(nvme_setup_cmd__write_zeroes__discard_with_its_quirk),
		cmocka_unit_test(nvme_setup_cmd__no_memory_for_ranges__page_of_the_controller_once),
		cmocka_unit_test(nvme_setup_cmd__bios_and_ranges_differ__ioerr),
		cmocka_unit_test(nvme_setup_cmd__more_bios_than_ranges__the_first_alone),
		cmocka_unit_test(nvme_cleanup_cmd__no_payload__frees_nothing),
		cmocka_unit_test(nvme_map_data__direct_discard__mapped_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
