/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory that has a DMA address: B7, DEF-RDMA-1, DEF-RDMA-2, DEF-RDMA-4, RDMA-G12 (its regions).
 */
#include <errno.h>

#include "bp_test.h"
#include "rw.h"

#define MIB (1ull << 20)

/* Where the provider's memory is on the bus. */
static u64 bus_of(const struct t_rw *t)
{
	return pci_bus_address(t->provider, 4).bus;
}

static int prepare(struct t_rw *t, u64 addr, u32 len, enum dma_data_direction dir)
{
	return rdma_rw_ctx_dma_init(&t->ctx, t->qp, 1, bp_dma_addr(addr), len, T_RW_REMOTE,
				    T_RW_RKEY, dir);
}

static void destroy(struct t_rw *t)
{
	rdma_rw_ctx_dma_destroy(&t->ctx, t->qp, 1);
}

/* R-B7.1, R-B7.3: one work request whatever the length, and nothing is mapped. */
static void rdma_rw_ctx_dma_init__no_region_needed__one_entry(void **state)
{
	static const struct t_rw_setup setup = { .profile = BP_P2P_DIRECT, .offset = 0x1000000000 };
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &setup);
	assert_int_equal(prepare(&t, bus_of(&t) + 512, (16u << 20) - 512, DMA_FROM_DEVICE), 1);
	assert_true(t_rw_last(&t, BP_EV_RDMA_CTX)->context.direct);
	assert_int_equal(t_rw_mapped(&t), 0);
	t_rw_run(&t);
	assert_int_equal(t.ib.nr_posts, 1);
	assert_int_equal(t.ib.post[0].opcode, IB_WR_RDMA_READ);
	assert_int_equal(t.ib.post[0].nr, 1);
	assert_int_equal(t.ib.post[0].sge[0].addr, bus_of(&t) + 512);
	assert_int_equal(t.ib.post[0].sge[0].length, (16u << 20) - 512);
	assert_int_equal(t.ib.post[0].sge[0].lkey, T_IB_DMA_KEY);
	destroy(&t);
	assert_null(t_rw_last(&t, BP_EV_RDMA_CTX)->context.sgl);
	t_rw_fini(&t);
}

/* R-B7.1: 2 through a fresh region, 3 later; R-B7.2: it goes back. */
static void rdma_rw_ctx_dma_init__region_needed__two_then_three(void **state)
{
	static const struct t_rw_setup setup = { .profile = BP_P2P_DIRECT,
						 .force_mr = true,
						 .contexts = 2 };
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &setup);
	assert_int_equal(prepare(&t, bus_of(&t), MIB, DMA_TO_DEVICE), 2);
	assert_int_equal(t.ctx.type, RDMA_RW_MR);
	t_rw_run(&t);
	assert_int_equal(t.ib.post[1].sge[0].addr, bus_of(&t));
	destroy(&t);
	assert_int_equal(prepare(&t, bus_of(&t), MIB, DMA_TO_DEVICE), 3);
	destroy(&t);
	assert_int_equal(t.qp->mrs_used, 0);
	t_rw_fini(&t);
}

/* DEF-RDMA-2, INV-RDMA-19: 2 MiB are two regions (RDMA-G12). */
static void rdma_rw_ctx_dma_init__more_than_a_region_holds__several(void **state)
{
	static const struct t_rw_setup setup = { .profile = BP_P2P_DIRECT, .force_mr = true };
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &setup);
	assert_int_equal(prepare(&t, bus_of(&t), 2 * MIB, DMA_FROM_DEVICE), 4);
	assert_int_equal(t.ctx.nr_ops, 2);
	t_rw_run(&t);
	assert_int_equal(t.ib.post[1].sge[0].length, MIB);
	assert_int_equal(t.ib.post[3].sge[0].addr, bus_of(&t) + MIB);
	assert_int_equal(t.ib.post[3].remote_addr, T_RW_REMOTE + MIB);
	destroy(&t);
	/* amid a page: the first part is shorter */
	assert_int_equal(prepare(&t, bus_of(&t) + 2048, MIB, DMA_FROM_DEVICE), 3 + 3);
	assert_int_equal(t.ctx.reg[0].sge.length, MIB - 2048);
	assert_int_equal(t.ctx.reg[1].sge.length, 2048);
	destroy(&t);
	t_rw_fini(&t);
}

static void rdma_rw_ctx_dma_init__more_than_a_region_holds_as_posted__einval(void **state)
{
	static const struct t_rw_setup setup = { .profile = BP_P2P_DIRECT,
						 .force_mr = true,
						 .defects = { BP_DEF_RDMA_2 } };
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &setup);
	/* RDMA-G5 */
	assert_int_equal(prepare(&t, bus_of(&t), MIB + 1, DMA_FROM_DEVICE), -EINVAL);
	assert_int_equal(prepare(&t, bus_of(&t) + 2048, MIB, DMA_FROM_DEVICE), -EINVAL);
	assert_int_equal(t.qp->mrs_used, 0);
	assert_int_equal(t_rw_last(&t, BP_EV_RDMA_CTX)->context.result, -EINVAL);
	assert_int_equal(prepare(&t, bus_of(&t), MIB, DMA_FROM_DEVICE), 2);
	destroy(&t);
	assert_int_equal(prepare(&t, bus_of(&t) + 2048, MIB - 2048, DMA_FROM_DEVICE), 2);
	destroy(&t);
	t_rw_fini(&t);
}

/* DEF-RDMA-1: the kind SINGLE does not look at what nobody wrote, the kind MR does. */
static u64 unwritten_reads(bool force_mr, enum bp_defect_id first, enum bp_defect_id second)
{
	const struct t_rw_setup setup = { .profile = BP_P2P_DIRECT,
					  .force_mr = force_mr,
					  .defects = { first, second } };
	struct t_rw t;
	u64 hits;

	t_rw_init(&t, &setup);
	assert_true(prepare(&t, bus_of(&t), 8192, DMA_FROM_DEVICE) > 0);
	t_rw_run(&t);
	destroy(&t);
	hits = t_p2p_hits(&t.p, BP_SITE_RDMA_RW_UNINIT);
	t_rw_fini(&t);
	return hits;
}

static void rdma_rw_ctx_dma_init__entry_not_initialised__read_with_regions_alone(void **state)
{
	(void)state;
	assert_int_equal(unwritten_reads(false, 0, 0), 0);
	assert_int_equal(unwritten_reads(true, 0, 0), 0);
	assert_int_equal(unwritten_reads(false, BP_DEF_RDMA_1, 0), 0);
	assert_true(unwritten_reads(true, BP_DEF_RDMA_1, 0) > 0);
	assert_true(unwritten_reads(true, BP_DEF_RDMA_1, BP_DEF_RDMA_2) > 0);
}

/* DEF-RDMA-4, INV-RDMA-15 */
static void rdma_rw_ctx_dma_init__address_that_cannot_be_meant__einval(void **state)
{
	static const struct t_rw_setup setup = { .profile = BP_P2P_DIRECT };
	struct t_rw t;
	u64 bad[6];

	(void)state;
	t_rw_init(&t, &setup);
	bad[0] = 0;
	bad[1] = ~0ull;
	bad[2] = 0x100000; /* RAM */
	bad[3] = bus_of(&t) - 1;
	bad[4] = bus_of(&t) + 0x8000000 - 4095;
	bad[5] = pci_bus_address(t.provider, 0).bus; /* was not given out */
	for (size_t i = 0; i < bp_array_size(bad); i++) {
		assert_int_equal(prepare(&t, bad[i], 4096, DMA_FROM_DEVICE), -EINVAL);
		assert_int_equal(t_p2p_hits(&t.p, BP_SITE_RDMA_RW_ADDRESS), i + 1);
	}
	assert_int_equal(prepare(&t, bus_of(&t) + 0x8000000 - 4096, 4096, DMA_FROM_DEVICE), 1);
	destroy(&t);
	t_rw_fini(&t);
}

static void rdma_rw_ctx_dma_init__device_that_takes_pointers__einval(void **state)
{
	static const struct t_rw_setup setup = { .profile = BP_P2P_DIRECT };
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &setup);
	t.ib.dev.dma_device->dma_kind = BP_DMA_VIRT;
	assert_int_equal(prepare(&t, bus_of(&t), 4096, DMA_FROM_DEVICE), -EINVAL);
	t.ib.dev.dma_device->dma_kind = BP_DMA_DIRECT;
	t_rw_fini(&t);
}

/* R-A2.5: such a device is refused before, when a provider is looked for. */
static void pci_p2pdma_distance__rdma_devices__software_is_refused(void **state)
{
	static const struct t_rw_setup setup = { .profile = BP_P2P_DIRECT };
	struct t_rw t;
	struct t_ib software;

	(void)state;
	t_rw_init(&t, &setup);
	t_ib_init(&software, t.env, NULL);
	software.dev.dev.parent = t.ib.dev.dma_device; /* rides on a function, and copies */
	assert_true(pci_p2pdma_distance(t.provider, &t.ib.dev.dev, false) >= 0);
	assert_int_equal(pci_p2pdma_distance(t.provider, &software.dev.dev, false), -1);
	t_rw_fini(&t);
}

static void rdma_rw_ctx_dma_init__any_address_as_posted__goes_out(void **state)
{
	static const struct t_rw_setup setup = { .profile = BP_P2P_DIRECT,
						 .defects = { BP_DEF_RDMA_4 } };
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &setup);
	assert_int_equal(prepare(&t, ~0ull, 4096, DMA_FROM_DEVICE), 1);
	t_rw_run(&t);
	assert_int_equal(t.ib.post[0].sge[0].addr, ~0ull);
	destroy(&t);
	t_rw_fini(&t);
}

static void rdma_rw_ctx_dma_init__nothing__einval(void **state)
{
	static const struct t_rw_setup setup = { .profile = BP_P2P_DIRECT,
						 .force_mr = true,
						 .defects = { BP_DEF_RDMA_4 } };
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &setup);
	assert_int_equal(prepare(&t, bus_of(&t), 0, DMA_FROM_DEVICE), -EINVAL);
	t_rw_fini(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rdma_rw_ctx_dma_init__no_region_needed__one_entry),
		cmocka_unit_test(rdma_rw_ctx_dma_init__region_needed__two_then_three),
		cmocka_unit_test(rdma_rw_ctx_dma_init__more_than_a_region_holds__several),
		cmocka_unit_test(rdma_rw_ctx_dma_init__more_than_a_region_holds_as_posted__einval),
		cmocka_unit_test(
			rdma_rw_ctx_dma_init__entry_not_initialised__read_with_regions_alone),
		cmocka_unit_test(rdma_rw_ctx_dma_init__address_that_cannot_be_meant__einval),
		cmocka_unit_test(rdma_rw_ctx_dma_init__device_that_takes_pointers__einval),
		cmocka_unit_test(pci_p2pdma_distance__rdma_devices__software_is_refused),
		cmocka_unit_test(rdma_rw_ctx_dma_init__any_address_as_posted__goes_out),
		cmocka_unit_test(rdma_rw_ctx_dma_init__nothing__einval),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
