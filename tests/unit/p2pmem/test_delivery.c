/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where bytes end that are sent to an address of peer-to-peer memory (P2P-F6, INV-P2P-14,
 * INV-P2P-15, DEF-P2P-5, DEF-P2P-9, DEF-P2P-10).
 */
#include <string.h>

#include "bp_test.h"
#include "fabric.h"
#include "p2p.h"
#include "pci/wc.h"

static const u8 sent[64] = "what the client was told to write";

/* Provider a, client b, of a fabric. */
struct stage {
	struct t_fabric f;
	struct bp_p2p p2p;
	struct pci_dev *a, *b;
};

static void flush(void *arg, struct pci_dev *provider)
{
	(void)provider;
	bp_wc_barrier(((struct stage *)arg)->f.fabric);
}

static void set(struct stage *s, enum bp_p2p_profile profile, const char *text, u64 offset)
{
	static const struct bp_p2p_ops ops = { .flush = flush };
	const struct bp_phys_range ram[] = { { bp_phys_addr(0), T_RAM_END },
					     { bp_phys_addr(T_RAM_FAR), 0x800000000 } };
	struct pci_dev *dev;

	t_fabric_init(&s->f, text, offset, 0);
	s->p2p = (struct bp_p2p){
		.env = &s->f.pci.env,
		.pci = bp_pci_tree_pci(s->f.pci.tree),
		.profile = profile,
		.rules = bp_p2p_rules_find("v5.2-rc5"),
		.machine = { .cpu = BP_P2P_CPU_OTHER, .mended = true },
		.ops = &ops,
		.arg = s,
	};
	TAILQ_FOREACH (dev, &s->p2p.pci->devices, link)
		dev->dev.bp_p2p = &s->p2p;
	assert_int_equal(bp_mm_new(s->p2p.env, ram, 2), 0);
	s->a = t_fabric_dev(&s->f, 'a');
	s->b = t_fabric_dev(&s->f, 'b');
	assert_int_equal(pci_p2pdma_add_resource(s->a, 0, 0, 0), 0);
}

static void unset(struct stage *s)
{
	bp_p2p_unbind(s->a);
	bp_mm_free(s->p2p.env);
	t_fabric_fini(&s->f);
}

/* Whether the provider's BAR has what was sent, at an offset. */
static bool arrived(struct stage *s, u64 offset)
{
	u8 got[sizeof(sent)];

	t_fabric_move(&s->f, 'a', false, t_fabric_bus(&s->f, 'a') + offset, got, sizeof(got));
	return !memcmp(got, sent, sizeof(sent));
}

static bool send(struct stage *s, u64 address)
{
	u8 data[sizeof(sent)];

	memcpy(data, sent, sizeof(sent));
	return t_fabric_move(&s->f, 'b', true, address, data, sizeof(data)).outcome ==
	       BP_OUTCOME_SUCCESS;
}

/* P2P-F6: the mapped list leads to the provider; with DEF-P2P-9 into RAM, and nothing notices. */
static void pci_p2pdma_map_sg__f6__provider_or_ram(void **state)
{
	(void)state;
	for (int defect = 0; defect < 2; defect++) {
		u8 ram[sizeof(sent)] = { 0 };
		struct scatterlist *sg;
		struct stage s;
		unsigned nents;

		set(&s, BP_P2P_PAGES, "RP - a ; RP - b", 0xf80000000);
		sg = pci_p2pmem_alloc_sgl(s.a, &nents, 4096);
		if (defect)
			t_p2p_defect(s.b, BP_DEF_P2P_9);
		assert_int_equal(pci_p2pdma_map_sg(&s.b->dev, sg, 1, DMA_FROM_DEVICE), 1);
		assert_int_equal(bp_dma_u64(sg_dma_address(sg)),
				 defect ? 0x1f90000000 : 0x90000000);
		assert_true(send(&s, bp_dma_u64(sg_dma_address(sg))));
		assert_int_equal(arrived(&s, 0), !defect);
		assert_true(bp_backing_read(&s.f.ram, 0x1f90000000, ram, sizeof(ram)));
		assert_int_equal(!memcmp(ram, sent, sizeof(sent)), defect);
		pci_p2pmem_free_sgl(s.a, sg);
		unset(&s);
	}
}

/* The RFC's way is right behind any window. */
static void bp_p2p_bus_for__offset_window__provider(void **state)
{
	static const u64 offsets[] = { 0, 0xf80000000, 0x100000 };

	(void)state;
	for (size_t i = 0; i < bp_array_size(offsets); i++) {
		pci_bus_addr_t bus;
		bp_virt_addr_t addr;
		struct stage s;
		const struct device *dev;
		const struct bp_p2p_clients clients = { &dev, 1 };

		set(&s, BP_P2P_DIRECT, T_T1, offsets[i]);
		dev = &s.b->dev;
		pci_free_p2pmem(s.a, pci_alloc_p2pmem(s.a, 4096), 4096);
		addr = pci_alloc_p2pmem(s.a, 8192);
		assert_int_equal(bp_p2p_bus_for(s.a, addr, 8192, &clients, &bus), BP_P2P_FIT);
		assert_true(send(&s, bus.bus + 4096));
		assert_true(arrived(&s, 4096));
		pci_free_p2pmem(s.a, addr, 8192);
		unset(&s);
	}
}

/* DEF-P2P-10: a listed pair behind an IOMMU; the raw bus address faults. */
static void pci_p2pdma_distance__def_p2p_10__accepts_what_faults(void **state)
{
	struct stage s;

	(void)state;
	set(&s, BP_P2P_DIRECT, "HB/1022:1450 ; RP - a ; RP - b", 0);
	s.f.iommu.on = true;
	s.a->bus->bridge->has_iommu = true;
	assert_int_equal(pci_p2pdma_distance(s.a, &s.b->dev, false), -1);
	t_p2p_defect(s.a, BP_DEF_P2P_10);
	assert_int_equal(pci_p2pdma_distance(s.a, &s.b->dev, false), 0x1004);
	assert_int_equal(t_fabric_route(&s.f, 'b', true, t_fabric_bus(&s.f, 'a')),
			 BP_OUTCOME_IOMMU_FAULT);
	unset(&s);
}

/* DEF-P2P-5: the CPU stores, the device is told, and reads what was there before. */
static void bp_p2p_tell_device__stores_wait__seen_unless_def_p2p_5(void **state)
{
	(void)state;
	for (int defect = 0; defect < 2; defect++) {
		bp_virt_addr_t addr;
		struct bp_wc *wc;
		struct stage s;

		set(&s, BP_P2P_DIRECT, T_T1, 0xf80000000);
		if (defect)
			t_p2p_defect(s.a, BP_DEF_P2P_5);
		addr = pci_alloc_p2pmem(s.a, 4096);
		wc = bp_wc_map(s.f.fabric, bp_mapping_find(s.p2p.env, addr)->phys, T_BAR_BYTES);
		assert_int_equal(bp_wc_store(wc, 32, sent, sizeof(sent)), 0);
		bp_p2p_tell_device(s.a);
		assert_int_equal(arrived(&s, 32), !defect);
		bp_wc_unmap(wc);
		pci_free_p2pmem(s.a, addr, 4096);
		unset(&s);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(pci_p2pdma_map_sg__f6__provider_or_ram),
		cmocka_unit_test(bp_p2p_bus_for__offset_window__provider),
		cmocka_unit_test(pci_p2pdma_distance__def_p2p_10__accepts_what_faults),
		cmocka_unit_test(bp_p2p_tell_device__stores_wait__seen_unless_def_p2p_5),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
