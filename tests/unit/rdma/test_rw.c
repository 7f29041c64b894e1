/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists are mapped, by what they are, and unmapped: R-B2.3, R-B3.1 to R-B3.4, B8.
 */
#include <errno.h>

#include "bp_test.h"
#include "rw.h"

#define P2P_BYTES 8192u

/* R-B2.3: what the protocol, the direction and force_mr make of one entry. */
static const struct {
	enum bp_rdma_protocol protocol;
	enum dma_data_direction dir;
	bool force_mr;
	enum rdma_rw_type type;
} choices[] = {
	{ BP_RDMA_IB, DMA_FROM_DEVICE, false, RDMA_RW_SINGLE_WR },
	{ BP_RDMA_IB, DMA_FROM_DEVICE, true, RDMA_RW_MR },
	{ BP_RDMA_ROCE, DMA_TO_DEVICE, false, RDMA_RW_SINGLE_WR },
	{ BP_RDMA_ROCE, DMA_TO_DEVICE, true, RDMA_RW_MR },
	{ BP_RDMA_IWARP, DMA_FROM_DEVICE, false, RDMA_RW_MR },
	{ BP_RDMA_IWARP, DMA_FROM_DEVICE, true, RDMA_RW_MR },
	{ BP_RDMA_IWARP, DMA_TO_DEVICE, false, RDMA_RW_SINGLE_WR },
	{ BP_RDMA_IWARP, DMA_TO_DEVICE, true, RDMA_RW_MR },
};

static void rdma_rw_ctx_init__protocols_and_directions__kind_of_the_table(void **state)
{
	struct t_rw t;

	(void)state;
	for (size_t i = 0; i < bp_array_size(choices); i++) {
		const struct t_rw_setup setup = { .protocol = choices[i].protocol,
						  .force_mr = choices[i].force_mr };

		t_rw_init(&t, &setup);
		t_rw_pages(&t, 4096);
		assert_true(t_rw_prepare(&t, 0, choices[i].dir) > 0);
		assert_int_equal(t.ctx.type, choices[i].type);
		t_rw_destroy(&t, choices[i].dir);
		t_rw_fini(&t);
	}
}

/* INV-RDMA-13 */
static void rdma_rw_ctx_init__ram__mapped_until_destroyed(void **state)
{
	struct t_rw t;

	(void)state;
	t_for_each_profile (profile) {
		const struct t_rw_setup setup = { .profile = profile };

		t_rw_init(&t, &setup);
		t_rw_pages(&t, 3 * 4096);
		assert_int_equal(t_rw_prepare(&t, 0, DMA_FROM_DEVICE), 1);
		assert_int_equal(t_rw_mapped(&t), 3);
		assert_int_equal(t_rw_last(&t, BP_EV_RDMA_CTX)->context.mapped, 3);
		t_rw_destroy(&t, DMA_FROM_DEVICE);
		assert_int_equal(t_rw_last(&t, BP_EV_RDMA_CTX)->context.act, BP_RDMA_CTX_DESTROY);
		assert_int_equal(t_rw_last(&t, BP_EV_RDMA_CTX)->context.nents, 3);
		assert_int_equal(bp_dma_ledger_stat(t.ledger).errors, 0);
		t_rw_fini(&t);
	}
}

static struct scatterlist *peer_list(struct t_rw *t)
{
	struct scatterlist *sg = pci_p2pmem_alloc_sgl(t->provider, &t->nents, P2P_BYTES);

	assert_non_null(sg);
	return sg;
}

static int prepare_list(struct t_rw *t, struct scatterlist *sg, enum dma_data_direction dir)
{
	return rdma_rw_ctx_init(&t->ctx, t->qp, 1, sg, t->nents, 0, T_RW_REMOTE, T_RW_RKEY, dir);
}

/* R-B3.1, R-B5.2 of v5.2: one entry, the bus address, nothing to undo. */
static void rdma_rw_ctx_init__peer_pages__bus_address_and_no_mapping(void **state)
{
	static const struct t_rw_setup setup = { .profile = BP_P2P_PAGES, .offset = 0x1000000000 };
	struct scatterlist *sg;
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &setup);
	sg = peer_list(&t);
	assert_int_equal(prepare_list(&t, sg, DMA_FROM_DEVICE), 1);
	assert_int_equal(t.ctx.type, RDMA_RW_SINGLE_WR);
	assert_int_equal(t_p2p_last(&t.p, BP_EV_P2P_MAP_SG)->nents, 1);
	assert_int_equal(t_rw_mapped(&t), 0);
	t_rw_run(&t);
	assert_int_equal(t.ib.post[0].sge[0].addr, pci_bus_address(t.provider, 4).bus);
	assert_int_equal(t.ib.post[0].sge[0].length, P2P_BYTES);
	rdma_rw_ctx_destroy(&t.ctx, t.qp, 1, sg, t.nents, DMA_FROM_DEVICE);
	assert_int_equal(bp_dma_ledger_stat(t.ledger).errors, 0);
	pci_p2pmem_free_sgl(t.provider, sg);
	t_rw_fini(&t);
}

/* Kernels with map types have one function for all lists (p2pdma-newer.md 9). */
static void rdma_rw_ctx_init__peer_pages_of_newer_rules__mapped_as_any_list(void **state)
{
	static const struct t_rw_setup setup = { .profile = BP_P2P_PAGES, .offset = 0x1000000000 };
	struct scatterlist *sg;
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &setup);
	t.p.p2p.rules = bp_p2p_rules_find("v6.1");
	assert_true(t.p.p2p.rules->has_types);
	sg = peer_list(&t);
	assert_int_equal(prepare_list(&t, sg, DMA_FROM_DEVICE), 1);
	assert_int_equal(t_p2p_place(&t.p, BP_EV_P2P_MAP_SG), -1);
	assert_int_equal(t_p2p_hits(&t.p, BP_SITE_P2P_REMOVED), 0);
	t_rw_run(&t);
	assert_int_equal(t.ib.post[0].sge[0].addr, pci_bus_address(t.provider, 4).bus);
	rdma_rw_ctx_destroy(&t.ctx, t.qp, 1, sg, t.nents, DMA_FROM_DEVICE);
	pci_p2pmem_free_sgl(t.provider, sg);
	t_rw_fini(&t);
}

/* R-B8.1: patch 25 has no such list any more; what is handed in all the same is found. */
static void rdma_rw_ctx_init__peer_memory_without_pages__found(void **state)
{
	static const struct t_rw_setup setup = { .profile = BP_P2P_DIRECT };
	struct t_rw_entry entries[2] = { { 0x100000, 4096 }, { 0, 4096 } };
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &setup);
	entries[1].phys = pci_resource_start(t.provider, 4) + 4096;
	t_rw_list(&t, entries, 2);
	assert_int_equal(t_rw_prepare(&t, 0, DMA_FROM_DEVICE), 1);
	assert_int_equal(t_p2p_hits(&t.p, BP_SITE_RDMA_RW_P2P_PAGE), 1);
	assert_int_equal(t_p2p_place(&t.p, BP_EV_P2P_MAP_SG), -1);
	t_rw_destroy(&t, DMA_FROM_DEVICE);
	t_rw_pages(&t, 4096);
	assert_int_equal(t_rw_prepare(&t, 0, DMA_FROM_DEVICE), 1);
	assert_int_equal(t_p2p_hits(&t.p, BP_SITE_RDMA_RW_P2P_PAGE), 1);
	t_rw_destroy(&t, DMA_FROM_DEVICE);
	t_rw_fini(&t);
}

static void rdma_rw_ctx_init__device_cannot_reach_it__enomem(void **state)
{
	static const struct t_rw_setup setup = { 0 };
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &setup);
	t.ib.dev.dma_device->dma_mask = 0xfff;
	t_rw_pages(&t, 8192);
	assert_int_equal(t_rw_prepare(&t, 0, DMA_FROM_DEVICE), -ENOMEM);
	assert_int_equal(t_rw_last(&t, BP_EV_RDMA_CTX)->context.result, -ENOMEM);
	t_rw_fini(&t);
}

/* R-B3.2, DEF-RDMA-6 */
static void rdma_rw_ctx_init__offset_behind_the_list__eio(void **state)
{
	static const struct t_rw_setup setup = { 0 };
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &setup);
	t_rw_pages(&t, 8192);
	assert_int_equal(t_rw_prepare(&t, 8192, DMA_FROM_DEVICE), -EIO);
	assert_int_equal(t_rw_prepare(&t, 9000, DMA_FROM_DEVICE), -EIO);
	assert_int_equal(t_p2p_hits(&t.p, BP_SITE_RDMA_RW_OFFSET), 1);
	assert_int_equal(t_p2p_hits(&t.p, BP_SITE_RDMA_RW_SG_END), 0);
	assert_int_equal(t_rw_mapped(&t), 0);
	assert_int_equal(bp_dma_ledger_stat(t.ledger).errors, 0);
	assert_int_equal(t_rw_prepare(&t, 8191, DMA_FROM_DEVICE), 1);
	t_rw_destroy(&t, DMA_FROM_DEVICE);
	t_rw_fini(&t);
}

static void rdma_rw_ctx_init__offset_behind_the_list_unchecked__walks_off(void **state)
{
	static const struct t_rw_setup setup = { .defects = { BP_DEF_RDMA_6 } };
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &setup);
	t_rw_pages(&t, 8192);
	assert_int_equal(t_rw_prepare(&t, 8192, DMA_FROM_DEVICE), -EIO);
	assert_int_equal(t_p2p_hits(&t.p, BP_SITE_RDMA_RW_SG_END), 1);
	t_rw_fini(&t);
}

/* The list goes on behind what was handed in: then the count is 0, and the kernel sees it. */
static void rdma_rw_ctx_init__offset_behind_what_was_given__eio(void **state)
{
	static const struct t_rw_setup setup = { .defects = { BP_DEF_RDMA_6 } };
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &setup);
	t_rw_pages(&t, 3 * 4096);
	sg_dma_len(&t.sg[2]) = 4096;
	t.nents = 2;
	assert_int_equal(t_rw_prepare(&t, 8192, DMA_FROM_DEVICE), -EIO);
	assert_int_equal(t_p2p_hits(&t.p, BP_SITE_RDMA_RW_SG_END), 0);
	assert_int_equal(t_p2p_hits(&t.p, BP_SITE_RDMA_RW_OFFSET), 1);
	t_rw_fini(&t);
}

/* R-B3.4, DEF-RDMA-5: the first page is left out, then no MR is left. */
static u64 left_mapped_by_failure(struct t_rw *t)
{
	t_rw_pages(t, 3 * 4096);
	assert_int_equal(t_rw_prepare(t, 4096, DMA_FROM_DEVICE), -EINVAL);
	return t_rw_mapped(t);
}

static void rdma_rw_ctx_init__fails_behind_an_offset__all_unmapped(void **state)
{
	static const struct t_rw_setup setup = { 0 };
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &setup);
	t.qp->max_read_sge = 0;
	assert_int_equal(left_mapped_by_failure(&t), 0);
	assert_int_equal(bp_dma_ledger_stat(t.ledger).errors, 0);
	t_rw_fini(&t);
}

static void rdma_rw_ctx_init__fails_behind_an_offset_as_posted__first_page_stays(void **state)
{
	static const struct t_rw_setup setup = { .defects = { BP_DEF_RDMA_5 } };
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &setup);
	t.qp->max_read_sge = 0;
	assert_int_equal(left_mapped_by_failure(&t), 1);
	assert_true(bp_dma_ledger_stat(t.ledger).errors > 0);
	dma_unmap_sg_attrs(t.ib.dev.dma_device, t.sg, 1, DMA_FROM_DEVICE, 0);
	t_rw_fini(&t);
}

/* The same of peer-to-peer pages, which were never mapped. */
static u64 errors_of_peer_failure(enum bp_defect_id defect)
{
	const struct t_rw_setup setup = { .force_mr = true,
					  .defects = { BP_DEF_RDMA_3, defect },
					  .mr_pages = 1 };
	struct scatterlist *sg;
	struct t_rw t;
	u64 errors;

	t_rw_init(&t, &setup);
	sg = peer_list(&t);
	assert_int_equal(prepare_list(&t, sg, DMA_FROM_DEVICE), -EINVAL);
	errors = bp_dma_ledger_stat(t.ledger).errors;
	pci_p2pmem_free_sgl(t.provider, sg);
	t_rw_fini(&t);
	return errors;
}

static void rdma_rw_ctx_init__peer_pages_fail__unmapped_as_posted_alone(void **state)
{
	(void)state;
	assert_int_equal(errors_of_peer_failure(0), 0);
	assert_true(errors_of_peer_failure(BP_DEF_RDMA_5) > 0);
}

/* R-B7.4 */
static void rdma_rw_ctx_destroy__of_a_dma_address__found(void **state)
{
	static const struct t_rw_setup setup = { .profile = BP_P2P_DIRECT };
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &setup);
	t_rw_pages(&t, 4096);
	assert_int_equal(t_rw_prepare(&t, 0, DMA_FROM_DEVICE), 1);
	rdma_rw_ctx_dma_destroy(&t.ctx, t.qp, 1);
	assert_int_equal(t_p2p_hits(&t.p, BP_SITE_RDMA_RW_MIXED), 1);
	assert_int_equal(t_rw_mapped(&t), 1);
	t.ctx.bp_direct = true;
	t_rw_destroy(&t, DMA_FROM_DEVICE);
	assert_int_equal(t_p2p_hits(&t.p, BP_SITE_RDMA_RW_MIXED), 2);
	t_rw_fini(&t);
}

/* R-B5.1 */
static void rdma_rw_ctx_destroy__no_type__bug(void **state)
{
	static const struct t_rw_setup setup = { 0 };
	struct bp_catch catcher;
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &setup);
	t_rw_pages(&t, 4096);
	assert_int_equal(t_rw_prepare(&t, 0, DMA_FROM_DEVICE), 1);
	t.ctx.type = (enum rdma_rw_type)3;
	if (!bp_catch(t.env, &catcher)) {
		t_rw_destroy(&t, DMA_FROM_DEVICE);
		fail();
	}
	assert_int_equal(t.env->bug.site, BP_SITE_RDMA_RW_TYPE);
	t.ctx.type = RDMA_RW_SINGLE_WR;
	t_rw_destroy(&t, DMA_FROM_DEVICE);
	t_rw_fini(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rdma_rw_ctx_init__protocols_and_directions__kind_of_the_table),
		cmocka_unit_test(rdma_rw_ctx_init__ram__mapped_until_destroyed),
		cmocka_unit_test(rdma_rw_ctx_init__peer_pages__bus_address_and_no_mapping),
		cmocka_unit_test(rdma_rw_ctx_init__peer_pages_of_newer_rules__mapped_as_any_list),
		cmocka_unit_test(rdma_rw_ctx_init__peer_memory_without_pages__found),
		cmocka_unit_test(rdma_rw_ctx_init__device_cannot_reach_it__enomem),
		cmocka_unit_test(rdma_rw_ctx_init__offset_behind_the_list__eio),
		cmocka_unit_test(rdma_rw_ctx_init__offset_behind_the_list_unchecked__walks_off),
		cmocka_unit_test(rdma_rw_ctx_init__offset_behind_what_was_given__eio),
		cmocka_unit_test(rdma_rw_ctx_init__fails_behind_an_offset__all_unmapped),
		cmocka_unit_test(
			rdma_rw_ctx_init__fails_behind_an_offset_as_posted__first_page_stays),
		cmocka_unit_test(rdma_rw_ctx_init__peer_pages_fail__unmapped_as_posted_alone),
		cmocka_unit_test(rdma_rw_ctx_destroy__of_a_dma_address__found),
		cmocka_unit_test(rdma_rw_ctx_destroy__no_type__bug),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
