/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who looks on: the intents (P2P-A7.7, P2P-F6, P2P-F16), the announcements (P2P-A7.6) and the
 * ledger of mappings (P2P-C7.18).
 */
#include "bp_test.h"

#include <blkpath/dma.h>
#include <blkpath/dma_ledger.h>

#include "fabric.h"

static u8 data[8192];

/* Takes the findings of a site back and returns how many there were. */
static u64 took(struct t_fabric *f, enum bp_site_id site)
{
	u64 hits = f->pci.env.hits[site];

	f->pci.env.hits[site] = 0;
	return hits;
}

/* P2P-F6: DEF-P2P-9 turns the sign of the offset, and RAM of the second node is written. */
static void bp_witness_arrival__wrong_sign_of_offset__both_locations(void **state)
{
	const u64 offset = 0xf80000000;
	const struct bp_misdelivery *kept;
	struct bp_transferred result;
	struct bp_target meant;
	struct t_fabric f;
	u64 wrong;

	(void)state;
	t_fabric_init(&f, "RP - a ; RP - b", offset, 0);
	meant = (struct bp_target){ .kind = BP_TARGET_BAR, .dev = t_fabric_dev(&f, 'a') };
	wrong = meant.dev->resource[0].start + offset;
	assert_int_equal(bp_intent_note(f.fabric, t_fabric_dev(&f, 'b'), wrong, 8192, &meant), 0);
	result = t_fabric_move(&f, 'b', true, wrong + 4096, data, 600);
	assert_int_equal(result.outcome, BP_OUTCOME_SUCCESS);
	assert_true(result.misdelivered);
	assert_int_equal(took(&f, BP_SITE_MISDELIVERED), 1); /* of a transfer once */
	assert_int_equal(f.fabric->misdelivered, 1);
	kept = &f.fabric->misdelivery[0];
	assert_ptr_equal(kept->requester, t_fabric_dev(&f, 'b'));
	assert_true(kept->is_write);
	assert_int_equal(kept->address, 0x1f90001000);
	assert_int_equal(kept->bytes, 256);
	assert_int_equal(bp_target_phys(&kept->meant).phys, meant.dev->resource[0].start + 4096);
	assert_int_equal(bp_target_phys(&kept->got).phys, 0x1f90001000);
	/* The right address. */
	assert_int_equal(bp_intent_note(f.fabric, t_fabric_dev(&f, 'b'), 0x90000000, 8192, &meant),
			 0);
	assert_false(t_fabric_move(&f, 'b', true, 0x90000000, data, 8192).misdelivered);
	t_fabric_fini(&f);
}

/* P2P-F16: an IOVA in a peer's window never reaches the IOMMU; only what was meant tells. */
static void bp_witness_arrival__iova_in_a_peers_window__seen(void **state)
{
	const struct bp_target meant = { .kind = BP_TARGET_RAM, .phys = { 0x8000 } };
	struct bp_transferred result;
	struct t_fabric f;
	u64 iova;

	(void)state;
	t_fabric_init(&f, T_T1, 0, 0);
	iova = t_fabric_bus(&f, 'b');
	f.iommu = (struct t_iommu){ .on = true, .iova = iova, .phys = { 0x8000 }, .bytes = 0x4000 };
	assert_int_equal(bp_intent_note(f.fabric, t_fabric_dev(&f, 'a'), iova, 0x4000, &meant), 0);
	result = t_fabric_move(&f, 'a', true, iova, data, 4096);
	assert_int_equal(result.outcome, BP_OUTCOME_SUCCESS);
	assert_ptr_equal(result.target.dev, t_fabric_dev(&f, 'b'));
	assert_int_equal(took(&f, BP_SITE_MISDELIVERED), 1);
	assert_int_equal(f.fabric->bridge[0].counters.iommu_faults, 0);
	t_fabric_fini(&f);
}

static void bp_witness_arrival__many__first_ones_kept(void **state)
{
	const struct bp_target meant = { .kind = BP_TARGET_RAM, .phys = { 0x8000 } };
	struct t_fabric f;

	(void)state;
	t_fabric_init(&f, T_T1, 0, 0);
	assert_int_equal(bp_intent_note(f.fabric, t_fabric_dev(&f, 'f'), 0x1000, 64, &meant), 0);
	for (unsigned i = 0; i < BP_DROPS_KEPT + 9; i++)
		t_fabric_move(&f, 'f', false, 0x1000, data, 64);
	assert_int_equal(f.fabric->misdelivered, BP_DROPS_KEPT + 9);
	took(&f, BP_SITE_MISDELIVERED);
	t_fabric_fini(&f);
}

/* A7.6: what was announced is no finding; what was never sent is no dropped write. */
static void bp_witness_loss__announced_or_not__finding(void **state)
{
	struct t_fabric f;

	(void)state;
	t_fabric_init(&f, T_T1, 0, 0);
	bp_fabric_announce(f.fabric, 1);
	t_fabric_move(&f, 'a', true, T_RAM_END, data, 64);
	assert_int_equal(f.fabric->announced, 0);
	assert_int_equal(took(&f, BP_SITE_WRITE_UNANNOUNCED), 0);
	t_fabric_move(&f, 'a', true, T_RAM_END, data, 64);
	assert_int_equal(took(&f, BP_SITE_WRITE_UNANNOUNCED), 1);
	t_fabric_move(&f, 'a', false, T_RAM_END, data, 64);
	assert_int_equal(took(&f, BP_SITE_WRITE_UNANNOUNCED), 0);
	pci_write_config_word(t_fabric_dev(&f, 'a'), PCI_COMMAND, PCI_COMMAND_MEMORY);
	t_fabric_move(&f, 'a', true, T_RAM_END, data, 64);
	assert_int_equal(took(&f, BP_SITE_WRITE_UNANNOUNCED), 0);
	/* The CPU's stores count too; nobody could report them. */
	bp_fabric_cpu_write(f.fabric, bp_phys_addr(T_WINDOW), data, 4);
	assert_int_equal(took(&f, BP_SITE_WRITE_UNANNOUNCED), 1);
	assert_int_equal(took(&f, BP_SITE_WRITE_UNREPORTED), 0);
	t_fabric_fini(&f);
}

static void bp_witness_loss__not_strict__nobody_asks(void **state)
{
	struct t_fabric f;

	(void)state;
	t_fabric_init(&f, T_T1, 0, 0);
	f.fabric->config.strict = false;
	f.fabric->config.posted = BP_POSTED_HARDWARE;
	t_fabric_move(&f, 'a', true, T_RAM_END, data, 64);
	assert_int_equal(f.fabric->nr_drops, 1);
	t_fabric_fini(&f);
}

/* A device with a ledger, and 4 KiB of RAM at 0x5000 mapped for it. */
struct watched {
	struct t_fabric f;
	struct bp_dma_ledger *ledger;
	struct device *dev;
};

static void watch(struct watched *w, char name)
{
	static const struct bp_dma_ledger_setup setup;
	struct page *page = pfn_to_page(5);
	dma_addr_t addr;

	t_fabric_init(&w->f, T_T1, 0, 0);
	w->ledger = bp_dma_ledger_new(&w->f.pci.env, &setup);
	assert_non_null(w->ledger);
	w->dev = &t_fabric_dev(&w->f, name)->dev;
	w->dev->bp_ledger = w->ledger;
	w->dev->dma_mask = ~0ull;
	addr = dma_map_page(w->dev, page, 0, 4096, DMA_FROM_DEVICE);
	assert_false(dma_mapping_error(w->dev, addr));
	assert_int_equal(bp_dma_u64(addr), 0x5000);
}

static void unwatch(struct watched *w)
{
	w->dev->bp_ledger = NULL;
	bp_dma_ledger_free(w->ledger);
	t_fabric_fini(&w->f);
}

/* C7.18, also in the direct mode, where nothing else would notice. */
static void bp_witness_access__ram__ledger_is_asked(void **state)
{
	const u64 *hits;
	struct watched w;

	(void)state;
	watch(&w, 'a');
	hits = w.f.pci.env.hits;
	t_fabric_move(&w.f, 'a', true, 0x5000, data, 4096);
	assert_int_equal(bp_dma_ledger_stat(w.ledger).errors, 0);
	t_fabric_move(&w.f, 'a', false, 0x5000, data, 64);
	assert_int_equal(hits[BP_SITE_DMA_ACCESS_DIRECTION], 1);
	t_fabric_move(&w.f, 'a', true, 0x5000, data, 4097);
	assert_int_equal(hits[BP_SITE_DMA_ACCESS_UNKNOWN], 1);
	dma_unmap_page(w.dev, bp_dma_addr(0x5000), 4096, DMA_FROM_DEVICE);
	t_fabric_move(&w.f, 'a', true, 0x5000, data, 4096);
	assert_int_equal(hits[BP_SITE_DMA_ACCESS_UNKNOWN], 2);
	unwatch(&w);
}

/* INV-DMA-10: the IOMMU faults, and the ledger says whose fault it is. */
static void bp_witness_access__iova__ledger_is_asked(void **state)
{
	const u64 *hits;
	struct watched w;

	(void)state;
	watch(&w, 'f');
	hits = w.f.pci.env.hits;
	w.f.iommu =
		(struct t_iommu){ .on = true, .iova = 0x5000, .phys = { 0x9000 }, .bytes = 4096 };
	t_fabric_move(&w.f, 'f', true, 0x5000, data, 4096);
	assert_int_equal(hits[BP_SITE_DMA_ACCESS_UNKNOWN], 0);
	bp_fabric_announce(w.f.fabric, 1);
	t_fabric_move(&w.f, 'f', true, 0x7000, data, 64);
	assert_int_equal(hits[BP_SITE_DMA_ACCESS_UNKNOWN], 1);
	unwatch(&w);
}

/* C6.2: peer memory by its bus address is not the ledger's; own memory is no DMA at all. */
static void bp_witness_access__peer_memory__ledger_is_left_alone(void **state)
{
	struct bp_transfer transfer = { .is_write = true,
					.address = 0x9000,
					.bytes = 64,
					.type = BP_TRANSLATED,
					.data = data };
	struct bp_transferred result;
	struct watched w;

	(void)state;
	watch(&w, 'a');
	t_fabric_move(&w.f, 'a', true, t_fabric_bus(&w.f, 'b'), data, 4096);
	t_fabric_move(&w.f, 'a', true, t_fabric_bus(&w.f, 'f'), data, 4096);
	t_fabric_move(&w.f, 'a', true, t_fabric_bus(&w.f, 'a'), data, 4096);
	t_fabric_move(&w.f, 'a', false, T_RAM_END, data, 64);
	/* What says that it was translated carries no DMA address. */
	transfer.requester = t_fabric_dev(&w.f, 'a');
	assert_int_equal(bp_fabric_transfer(w.f.fabric, &transfer, &result), 0);
	assert_int_equal(bp_dma_ledger_stat(w.ledger).errors, 0);
	unwatch(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_witness_arrival__wrong_sign_of_offset__both_locations),
		cmocka_unit_test(bp_witness_arrival__iova_in_a_peers_window__seen),
		cmocka_unit_test(bp_witness_arrival__many__first_ones_kept),
		cmocka_unit_test(bp_witness_loss__announced_or_not__finding),
		cmocka_unit_test(bp_witness_loss__not_strict__nobody_asks),
		cmocka_unit_test(bp_witness_access__ram__ledger_is_asked),
		cmocka_unit_test(bp_witness_access__iova__ledger_is_asked),
		cmocka_unit_test(bp_witness_access__peer_memory__ledger_is_left_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
