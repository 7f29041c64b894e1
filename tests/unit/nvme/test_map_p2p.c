/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pages of a peer's memory, in the three states of the RFC (NVH-10 to NVH-12, EX-NVME-20).
 */
#include <blkpath/dma.h>
#include <blkpath/nvme_limits.h>
#include <blkpath/nvme_map.h>
#include <blkpath/p2pdma.h>

#include "bp_test.h"
#include "mem/ram.h"
#include "nvme_test.h"
#include "p2p.h"

#define T_OFFSET 0x3f80000000ull /* CPU address of the window less its bus address */

struct t_peer {
	struct t_p2p m;
	struct bp_ram *ram;
	struct nvme_dev nvme;
	struct nvme_queue queue;
	struct request_queue q;
	struct gendisk disk;
	struct bio *bio;
	struct {
		struct request rq;
		struct nvme_iod iod;
	} r;
	struct nvme_command cmd;
	u64 phys; /* of the memory */
};

static void start(struct t_peer *t, enum bp_nvme_patches patches, bool def_p2p_9)
{
	struct bp_env *env = &t->m.pci.env;
	struct pci_dev *a, *b;

	*t = (struct t_peer){ 0 };
	t_p2p_init(&t->m, "HB ; RP - U - { D - a , D - b }", BP_P2P_PAGES, T_OFFSET);
	t->ram = bp_ram_new(env);
	a = t_p2p_dev(&t->m, 'a');
	b = t_p2p_dev(&t->m, 'b');
	b->dev.dma_mask = b->dev.coherent_dma_mask = ~0ull;
	bp_defect_set(&b->dev.bp_defects, BP_DEF_P2P_9, def_p2p_9);
	bp_defect_set(&a->dev.bp_defects, BP_DEF_P2P_9, def_p2p_9);
	assert_int_equal(pci_p2pdma_add_resource(a, 0, 0, 0), 0);
	t->phys = pci_resource_start(a, 0) + 0x1000;
	t->nvme.dev = &b->dev;
	t->nvme.ctrl.bp_env = env;
	t->nvme.ctrl.bp_params =
		(struct bp_nvme_params){ .patches = patches, .max_segments = NVME_MAX_SEGS };
	bp_nvme_init_mdts(&t->nvme.ctrl, 0, 0);
	assert_int_equal(bp_nvme_pools_init(&t->nvme), 0);
	t->queue = (struct nvme_queue){ .dev = &t->nvme, .qid = 1 };
	bp_queue_init(env, &t->q);
	t->disk.queue = &t->q;
}

static blk_status_t map(struct t_peer *t, unsigned bytes)
{
	t->bio = bio_kmalloc(&t->m.pci.env, GFP_KERNEL, 1);
	t->bio->bi_disk = &t->disk;
	t->bio->bi_io_vec[0] =
		(struct bio_vec){ .bv_page = pfn_to_page(t->phys >> 12), .bv_len = bytes };
	t->bio->bi_vcnt = 1;
	t->bio->bi_iter.bi_size = bytes;
	t->r.rq = (struct request){ .q = &t->q, .ref = 1 };
	blk_init_request_from_bio(&t->r.rq, t->bio);
	t->r.iod = (struct nvme_iod){ .nvmeq = &t->queue, .npages = -1 };
	t->r.iod.req.ctrl = &t->nvme.ctrl;
	t->cmd = (struct nvme_command){ 0 };
	return nvme_map_data(&t->nvme, &t->r.rq, &t->cmd);
}

static void stop(struct t_peer *t)
{
	nvme_unmap_data(&t->nvme, &t->r.rq);
	assert_int_equal(bp_mempool_in_use(t->nvme.iod_mempool), 0);
	bp_nvme_pools_fini(&t->nvme);
	bio_put(t->bio);
	bp_ram_free(t->ram);
	t_p2p_fini(&t->m);
}

static void nvme_map_data__page_of_a_peer__by_state(void **state)
{
	static const struct {
		enum bp_nvme_patches patches;
		bool def_p2p_9, single;
		u64 prp1; /* added to the CPU address */
	} cases[] = {
		{ BP_NVME_UNPATCHED, false, false, -T_OFFSET },
		{ BP_NVME_AFTER_19, false, false, -T_OFFSET },
		{ BP_NVME_UNPATCHED, true, false, T_OFFSET }, /* DEF-NVME-12 */
		{ BP_NVME_FINAL, false, true, 0 },	      /* nobody asks any more */
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_peer t;

		start(&t, cases[i].patches, cases[i].def_p2p_9);
		assert_int_equal(map(&t, 0x1000), BLK_STS_OK);
		assert_true(le64_to_cpu(t.cmd.rw.dptr.prp1) == t.phys + cases[i].prp1);
		assert_int_equal(t.r.iod.dma_len != 0, cases[i].single);
		stop(&t);
	}
}

/* Before the RFC's end, too, pages of RAM are mapped as they always were. */
static void nvme_map_data__pages_of_ram__by_state(void **state)
{
	static const enum bp_nvme_patches all[] = { BP_NVME_UNPATCHED, BP_NVME_AFTER_19,
						    BP_NVME_FINAL };

	(void)state;
	for (size_t i = 0; i < bp_array_size(all); i++) {
		struct t_nvme *t = t_nvme_prepare();

		t->nvme.ctrl.bp_params.patches = all[i];
		t_nvme_go(t);
		assert_int_equal(t_nvme_map(t, REQ_OP_READ, 1, T_VECS({ 0x10000, 4096 })), 0);
		assert_int_equal(t->r.iod.dma_len, 4096);
		t_nvme_unmap(t);
		assert_int_equal(t_nvme_map(t, REQ_OP_READ, 2,
					    T_VECS({ 0x10000, 4096 }, { 0x20000, 4096 })),
				 0);
		assert_int_equal(t_prp2(t), 0x20000);
		assert_int_equal(bp_dma_ledger_stat(t->ledger).live, 2);
		t_nvme_unmap(t);
		assert_int_equal(bp_dma_ledger_stat(t->ledger).errors, 0);
		t_nvme_stop(t);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvme_map_data__page_of_a_peer__by_state),
		cmocka_unit_test(nvme_map_data__pages_of_ram__by_state),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
