/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DMA of a controller (NVC-31 to NVC-36, SV-1, 2, 3, 5).
 */
#include "dma_test.h"

#define RAM 0x100000u
#define MISUSE (NVME_SC_CMB_INVALID_USE | DNR)

static u8 sent[8192];
static u8 got[8192];

static u16 dma(struct t_dma *t, enum bp_nvme_purpose purpose, u64 address, u32 bytes)
{
	return bp_nvme_dma(&t->ctrl, purpose, address, bp_nvme_purpose_writes(purpose) ? sent : got,
			   bytes);
}

static u64 bar(struct t_dma *t)
{
	return t_fabric_bus(&t->f, 'a');
}

static struct t_dma *start(void)
{
	t_pattern(sent, sizeof(sent), 0);
	memset(got, 0, sizeof(got));
	return t_dma_new();
}

static void bp_nvme_dma__ram__moves_and_tells(void **state)
{
	struct t_dma *t = start();

	(void)state;
	assert_int_equal(dma(t, BP_NVME_DMA_CQE, RAM + 3, 5000), 0);
	assert_int_equal(dma(t, BP_NVME_DMA_SQE, RAM + 3, 5000), 0);
	assert_memory_equal(got, sent, 5000);
	assert_int_equal(t->nr_events, 2);
	assert_int_equal(t->event[0].purpose, BP_NVME_DMA_CQE);
	assert_int_equal(t->event[0].address, RAM + 3);
	assert_int_equal(t->event[0].bytes, 5000);
	assert_true(t->event[0].is_write);
	assert_false(t->event[0].internal);
	assert_int_equal(t->event[0].status, 0);
	assert_false(t->event[1].is_write);
	t_dma_free(t);
}

static void bp_nvme_run_dma__a_command__is_named(void **state)
{
	struct t_dma *t = start();

	(void)state;
	assert_int_equal(bp_nvme_run_dma(&t->run, BP_NVME_DMA_H2C, RAM, got, 512), 0);
	assert_int_equal(t->event[0].sqid, 1);
	assert_int_equal(t->event[0].cid, 7);
	t_dma_free(t);
}

static void bp_nvme_dma__no_bytes__nothing_happens(void **state)
{
	struct t_dma *t = start();

	(void)state;
	assert_int_equal(dma(t, BP_NVME_DMA_SQE, bar(t), 0), 0);
	assert_int_equal(t->nr_events, 0);
	t_dma_free(t);
}

/* NVC-33, SV-1, SV-2: every byte of the range, whatever it is for. */
static void bp_nvme_dma__own_registers__refused_for_every_purpose(void **state)
{
	struct t_dma *t = start();
	const u64 places[] = { bar(t), bar(t) + 0x1008, bar(t) - 1, bar(t) + T_CMB_OFFSET - 2,
			       bar(t) + T_CMB_OFFSET + T_CMB_BYTES };
	u64 refused = 0;

	(void)state;
	for (unsigned purpose = 0; purpose < BP_NVME_DMA_NR; purpose++)
		for (size_t i = 0; i < bp_array_size(places); i++) {
			assert_int_equal(dma(t, purpose, places[i], 4), NVME_SC_DATA_XFER_ERROR);
			assert_int_equal(t->ctrl.counters.self_mmio_dma, ++refused);
		}
	assert_int_equal(t->event[0].status, NVME_SC_DATA_XFER_ERROR);
	assert_int_equal(t->f.fabric->nr_drops, 0); /* nobody else was asked */
	t_dma_free(t);
}

/* NVC-32: inside the function; another one sees the same bytes. */
static void bp_nvme_dma__own_cmb__never_leaves_the_device(void **state)
{
	struct t_dma *t = start();

	(void)state;
	assert_int_equal(dma(t, BP_NVME_DMA_C2H, bar(t) + T_CMB_OFFSET + 0x1ffe, 4096), 0);
	assert_true(t->event[0].internal);
	assert_int_equal(bp_function_counters(t->f.fabric, t->ctrl.dev)->internal_bytes, 4096);
	assert_int_equal(t->f.fabric->p2p.nr, 0);
	t_fabric_move(&t->f, 'b', false, bar(t) + T_CMB_OFFSET + 0x1ffe, got, 4096);
	assert_memory_equal(got, sent, 4096);
	t_dma_free(t);
}

/* NVC-32, 1.4: by CBA, not by the BAR any more. */
static void bp_nvme_dma__cba__found_there(void **state)
{
	struct t_dma *t = start();
	const u64 bar_address = t->ctrl.cmb.base;
	const struct bp_own_window window = { .base = 0x7700000000,
					      .bytes = T_CMB_BYTES,
					      .offset = T_CMB_OFFSET };

	(void)state;
	assert_int_equal(bp_fabric_own_window(t->f.fabric, t->ctrl.dev, &window), 0);
	t->ctrl.cmb.base = window.base;
	assert_int_equal(dma(t, BP_NVME_DMA_C2H, window.base + 0x100, 512), 0);
	t_fabric_move(&t->f, 'b', false, bar_address + 0x100, got, 512);
	assert_memory_equal(got, sent, 512);
	assert_int_equal(dma(t, BP_NVME_DMA_C2H, bar_address, 512), NVME_SC_DATA_XFER_ERROR);
	t->ctrl.cmb.is_on = false;
	bp_fabric_announce(t->f.fabric, 1);
	assert_int_equal(dma(t, BP_NVME_DMA_C2H, bar_address, 512), NVME_SC_DATA_XFER_ERROR);
	assert_int_equal(t->ctrl.counters.self_mmio_dma, 0);
	t->f.fabric->announced = 0;
	t_dma_free(t);
}

/* NVC-36 */
static void bp_nvme_dma__cmb_without_the_bit__misuse(void **state)
{
	struct t_dma *t = start();

	(void)state;
	for (unsigned purpose = 0; purpose < BP_NVME_DMA_NR; purpose++) {
		const bool is_shadow =
			purpose == BP_NVME_DMA_SHADOW || purpose == BP_NVME_DMA_EVENTIDX;

		t->ctrl.config.cmbsz = T_CMB_ALL;
		assert_int_equal(dma(t, purpose, t->ctrl.cmb.base, 16), is_shadow ? MISUSE : 0);
		t->ctrl.config.cmbsz = 0;
		assert_int_equal(dma(t, purpose, t->ctrl.cmb.base, 16), MISUSE);
	}
	t_dma_free(t);
}

/* NVC-31: no transfer across an end, and none of its bytes. */
static void bp_nvme_dma__past_an_end__no_byte_moves(void **state)
{
	struct t_dma *t = start();

	(void)state;
	assert_int_equal(dma(t, BP_NVME_DMA_SQE, T_RAM_END - 512, 513), NVME_SC_DATA_XFER_ERROR);
	assert_int_equal(dma(t, BP_NVME_DMA_SQE, t->ctrl.cmb.base + T_CMB_BYTES - 512, 513),
			 NVME_SC_DATA_XFER_ERROR);
	assert_int_equal(dma(t, BP_NVME_DMA_SQE, ~0ull - 100, 200), NVME_SC_DATA_XFER_ERROR);
	bp_fabric_announce(t->f.fabric, 1);
	assert_int_equal(dma(t, BP_NVME_DMA_CQE, T_RAM_END - 512, 1024), NVME_SC_DATA_XFER_ERROR);
	t_ram_get(t, T_RAM_END - 512, got, 512);
	assert_int_equal(got[0] | got[511], 0);
	assert_int_equal(t->nr_events, 4);
	t_dma_free(t);
}

/* A6.1 of p2pdma.md, NVM-5: memory of a peer, and its registers, which refuse (NVC-34, SV-3). */
static void bp_nvme_dma__a_peer__memory_yes_registers_no(void **state)
{
	static const struct bp_register_ops registers = { .read = t_dma_register_read,
							  .write = t_dma_register_write };
	struct t_dma *t = start();
	const u64 peer = t_fabric_bus(&t->f, 'b');
	unsigned touched = 0;

	(void)state;
	bp_fabric_registers(t->f.fabric, t_fabric_dev(&t->f, 'b'), 0, &registers, &touched, 0x2000);
	assert_int_equal(dma(t, BP_NVME_DMA_C2H, peer + 0x2000, 4096), 0);
	t_fabric_move(&t->f, 'b', false, peer + 0x2000, got, 4096);
	assert_memory_equal(got, sent, 4096);
	bp_fabric_announce(t->f.fabric, 1);
	assert_int_equal(dma(t, BP_NVME_DMA_C2H, peer + 0x1000, 4), NVME_SC_DATA_XFER_ERROR);
	assert_int_equal(touched, 1);
	t_dma_free(t);
}

/* p2pdma A7.6: hardware does not learn of it. */
static void bp_nvme_dma__posted_writes_of_hardware__success(void **state)
{
	struct t_dma *t = start();

	(void)state;
	t->f.fabric->config.posted = BP_POSTED_HARDWARE;
	t->f.fabric->config.strict = false;
	assert_int_equal(dma(t, BP_NVME_DMA_C2H, T_RAM_END, 512), 0);
	assert_int_equal(dma(t, BP_NVME_DMA_H2C, T_RAM_END, 512), NVME_SC_DATA_XFER_ERROR);
	assert_int_equal(t->f.fabric->nr_drops, 2);
	t_dma_free(t);
}

/* The IOMMU stops what it does not know. */
static void bp_nvme_dma__iommu_fault__data_transfer_error(void **state)
{
	struct t_dma *t = start();

	(void)state;
	t->f.iommu = (struct t_iommu){ .on = true, .iova = 0x5000, .phys = { RAM }, .bytes = 4096 };
	assert_int_equal(dma(t, BP_NVME_DMA_H2C, 0x5000, 4096), 0);
	assert_int_equal(dma(t, BP_NVME_DMA_H2C, 0x5000, 4097), NVME_SC_DATA_XFER_ERROR);
	t_dma_free(t);
}

/* INV-NVME-22 */
static void bp_nvme_dma__not_ready__silence(void **state)
{
	struct t_dma *t = start();

	(void)state;
	t->ctrl.state = BP_NVME_FATAL;
	assert_int_equal(dma(t, BP_NVME_DMA_SQE, RAM, 64), NVME_SC_DATA_XFER_ERROR);
	assert_int_equal(bp_nvme_run_admit(&t->run, BP_NVME_DMA_H2C, RAM, 64),
			 NVME_SC_DATA_XFER_ERROR);
	assert_int_equal(t->nr_events, 0);
	t_dma_free(t);
}

/* Nothing moves and nobody is asked; only what the controller knows itself is an obstacle. */
static void bp_nvme_run_admit__ranges__self_knowledge(void **state)
{
	struct t_dma *t = start();
	const struct {
		u64 address, bytes;
		u16 status;
	} cases[] = {
		{ RAM, 4096, 0 },
		{ T_RAM_END, 4096, 0 }, /* nobody is there; that is seen later */
		{ bar(t) + 0x1000, 8, NVME_SC_DATA_XFER_ERROR },
		{ t->ctrl.cmb.base, 4096, MISUSE }, /* the data before was elsewhere */
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++)
		assert_int_equal(bp_nvme_run_admit(&t->run, BP_NVME_DMA_C2H, cases[i].address,
						   cases[i].bytes),
				 cases[i].status);
	assert_int_equal(t->nr_events, 2);
	assert_int_equal(t->event[1].status, MISUSE);
	assert_int_equal(t->f.fabric->nr_drops, 0);
	t_dma_free(t);
}

/* NVC-36, CDPCILS: a list beside its command, or not; 1.3 does not care. */
static void bp_nvme_run_admit__list_and_queue_apart__by_version(void **state)
{
	struct t_dma *t = start();
	struct bp_nvme_sq sq = { .in_cmb = true };

	(void)state;
	t->run.sq = &sq;
	assert_int_equal(bp_nvme_run_admit(&t->run, BP_NVME_DMA_LIST, RAM, 64), 0);
	t->ctrl.config.vs = BP_NVME_VS_1_4;
	t->ctrl.config.cmbloc = 0;
	assert_int_equal(bp_nvme_run_admit(&t->run, BP_NVME_DMA_LIST, RAM, 64), MISUSE);
	t->ctrl.config.cmbloc = BP_NVME_CMBLOC_CDPCILS;
	assert_int_equal(bp_nvme_run_admit(&t->run, BP_NVME_DMA_LIST, RAM, 64), 0);
	t_dma_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_nvme_dma__ram__moves_and_tells),
		cmocka_unit_test(bp_nvme_run_dma__a_command__is_named),
		cmocka_unit_test(bp_nvme_dma__no_bytes__nothing_happens),
		cmocka_unit_test(bp_nvme_dma__own_registers__refused_for_every_purpose),
		cmocka_unit_test(bp_nvme_dma__own_cmb__never_leaves_the_device),
		cmocka_unit_test(bp_nvme_dma__cba__found_there),
		cmocka_unit_test(bp_nvme_dma__cmb_without_the_bit__misuse),
		cmocka_unit_test(bp_nvme_dma__past_an_end__no_byte_moves),
		cmocka_unit_test(bp_nvme_dma__a_peer__memory_yes_registers_no),
		cmocka_unit_test(bp_nvme_dma__posted_writes_of_hardware__success),
		cmocka_unit_test(bp_nvme_dma__iommu_fault__data_transfer_error),
		cmocka_unit_test(bp_nvme_dma__not_ready__silence),
		cmocka_unit_test(bp_nvme_run_admit__ranges__self_knowledge),
		cmocka_unit_test(bp_nvme_run_admit__list_and_queue_apart__by_version),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
