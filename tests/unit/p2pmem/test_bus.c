/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bus addresses of memory, and who may be given one (P2P-B8, B16.1, B16.3; P2P-F5; DEF-P2P-5,
 * DEF-P2P-6, DEF-P2P-15; INV-P2P-6, INV-P2P-15).
 */
#include <string.h>

#include "bp_test.h"
#include "p2p.h"

#define OFFSET 0x3f80000000

static bp_virt_addr_t plus(bp_virt_addr_t addr, u64 bytes)
{
	return bp_virt_addr(bp_virt_u64(addr) + bytes);
}

/* P2P-B8.1, B8.2: any byte of a resource, allocated or not. */
static void pci_p2pmem_virt_to_bus__every_byte__same_distance(void **state)
{
	(void)state;
	t_for_each_profile (profile) {
		struct pci_dev *dev;
		bp_virt_addr_t addr;
		struct t_p2p t;

		t_p2p_init(&t, "HB ; RP - a", profile, OFFSET);
		dev = t_p2p_dev(&t, 'a');
		assert_int_equal(pci_p2pmem_virt_to_bus(dev, bp_virt_addr(4096)).bus, 0);
		assert_int_equal(pci_p2pdma_add_resource(dev, 0, 0x10000, 0), 0);
		addr = pci_alloc_p2pmem(dev, 8192);
		assert_int_equal(pci_p2pmem_virt_to_bus(dev, bp_virt_addr(0)).bus, 0);
		for (u64 k = 0; k < 8192; k += 511)
			assert_int_equal(pci_p2pmem_virt_to_bus(dev, plus(addr, k)).bus,
					 0x90000000 + k);
		/* P2P-F7: the last byte, and one behind. */
		assert_int_equal(pci_p2pmem_virt_to_bus(dev, plus(addr, 0xffff)).bus, 0x9000ffff);
		assert_int_equal(pci_p2pmem_virt_to_bus(dev, plus(addr, 0x10000)).bus, ~0ull);
		assert_int_equal(t_p2p_last(&t, BP_EV_P2P_BUS)->bus.bus, ~0ull);
		pci_free_p2pmem(dev, addr, 8192);
		t_p2p_fini(&t);
	}
}

/* a and b below one host bridge, c below another, d no PCI device. */
struct clients {
	struct device d;
	const struct device *dev[2];
};

static enum bp_p2p_unfit ask(struct t_p2p *t, struct clients *all, const char *who,
			     bp_virt_addr_t addr, u64 bytes, u64 *bus)
{
	struct bp_p2p_clients clients = { all->dev, 0 };
	pci_bus_addr_t got;
	enum bp_p2p_unfit unfit;

	for (; *who; who++)
		all->dev[clients.nr++] = *who == 'd' ? &all->d : &t_p2p_dev(t, *who)->dev;
	unfit = bp_p2p_bus_for(t_p2p_dev(t, 'a'), addr, bytes, &clients, &got);
	*bus = got.bus;
	return unfit;
}

/* Each client by itself, or nobody. */
static void assert_told(const struct t_p2p *t, const struct clients *all, const char *who, u64 bus)
{
	unsigned told = 0;

	for (unsigned i = 0; i < t->nr_events; i++) {
		if (t->event[i] != BP_EV_P2P_MAP)
			continue;
		assert_ptr_equal(t->call[i].client, all->dev[told++]);
		assert_int_equal(t->call[i].bus.bus, bus);
	}
	assert_int_equal(told, strlen(who));
}

static void bp_p2p_bus_for__clients__table(void **state)
{
	enum { NONE = BP_SWITCH_NR };
	static const struct {
		const char *clients;
		unsigned defect;
		u64 offset;
		enum bp_p2p_unfit result;
	} cases[] = {
		{ "", NONE, OFFSET, BP_P2P_FIT },
		{ "a", NONE, OFFSET, BP_P2P_FIT },
		{ "ab", NONE, OFFSET, BP_P2P_FIT },
		{ "bc", NONE, OFFSET, BP_P2P_UNFIT_CLIENTS },
		{ "cb", NONE, OFFSET, BP_P2P_UNFIT_CLIENTS },
		{ "bc", NONE, 0, BP_P2P_FIT }, /* both give it the CPU address */
		{ "bc", BP_DEF_P2P_15, OFFSET, BP_P2P_FIT },
		{ "bc", BP_DEF_P2P_6, OFFSET, BP_P2P_UNFIT_CLIENTS },
		{ "bd", NONE, OFFSET, BP_P2P_UNFIT_VIRT },
		{ "bd", BP_DEF_P2P_6, OFFSET, BP_P2P_UNFIT_CLIENTS },
		{ "bd", BP_DEF_P2P_15, OFFSET, BP_P2P_UNFIT_VIRT },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct clients all = { .d.dma_kind = BP_DMA_VIRT };
		struct pci_dev *dev;
		bp_virt_addr_t addr;
		struct t_p2p t;
		u64 bus;

		t_p2p_init(&t, "HB ; RP - a ; RP - b ; ROOT/40 ; RP - c", BP_P2P_DIRECT,
			   cases[i].offset);
		dev = t_p2p_dev(&t, 'a');
		if (cases[i].defect != NONE)
			t_p2p_defect(dev, cases[i].defect);
		assert_int_equal(pci_p2pdma_add_resource(dev, 0, 0, 0), 0);
		addr = pci_alloc_p2pmem(dev, 8192);
		assert_int_equal(ask(&t, &all, cases[i].clients, addr, 8192, &bus),
				 cases[i].result);
		assert_int_equal(bus, cases[i].result == BP_P2P_FIT ? 0x4010000000 - cases[i].offset
								    : ~0ull);
		assert_told(&t, &all, cases[i].result == BP_P2P_FIT ? cases[i].clients : "", bus);
		pci_free_p2pmem(dev, addr, 8192);
		t_p2p_fini(&t);
	}
}

/* A software RDMA device on a network card of the provider's hierarchy, with both defects on. */
static void bp_p2p_bus_for__def_p2p_6__bus_address_for_a_pointer_device(void **state)
{
	struct clients all = { .d.dma_kind = BP_DMA_VIRT };
	struct pci_dev *dev;
	bp_virt_addr_t addr;
	struct t_p2p t;
	u64 bus;

	(void)state;
	t_p2p_init(&t, "HB ; RP - a ; RP - b", BP_P2P_DIRECT, OFFSET);
	dev = t_p2p_dev(&t, 'a');
	all.d.parent = &t_p2p_dev(&t, 'b')->dev;
	assert_int_equal(pci_p2pdma_add_resource(dev, 0, 0, 0), 0);
	addr = pci_alloc_p2pmem(dev, 4096);
	assert_int_equal(ask(&t, &all, "d", addr, 4096, &bus), BP_P2P_UNFIT_VIRT);
	t_p2p_defect(dev, BP_DEF_P2P_6);
	assert_int_equal(ask(&t, &all, "d", addr, 4096, &bus), BP_P2P_FIT);
	assert_int_equal(bus, 0x90000000);
	pci_free_p2pmem(dev, addr, 4096);
	t_p2p_fini(&t);
}

/* Only what one live allocation holds. */
static void bp_p2p_bus_for__memory__table(void **state)
{
	static const struct {
		u64 skip, bytes;
		enum bp_p2p_unfit result;
	} cases[] = {
		{ 0, 8192, BP_P2P_FIT },
		{ 4096, 4096, BP_P2P_FIT },
		{ 8191, 1, BP_P2P_FIT },
		{ 0, 0, BP_P2P_UNFIT_MEMORY },
		{ 0, 8193, BP_P2P_UNFIT_MEMORY },
		{ 8191, 2, BP_P2P_UNFIT_MEMORY },
		{ 8192, 1, BP_P2P_UNFIT_MEMORY },
		{ 1, ~0ull, BP_P2P_UNFIT_MEMORY },
		{ 0x10000, 1, BP_P2P_UNFIT_MEMORY },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct clients all = { 0 };
		struct pci_dev *dev;
		bp_virt_addr_t addr;
		struct t_p2p t;
		u64 bus;

		t_p2p_init(&t, "HB ; RP - a ; RP - b", BP_P2P_DIRECT, OFFSET);
		dev = t_p2p_dev(&t, 'a');
		assert_int_equal(ask(&t, &all, "b", bp_virt_addr(4096), 1, &bus),
				 BP_P2P_UNFIT_MEMORY);
		assert_int_equal(pci_p2pdma_add_resource(dev, 0, 0x10000, 0), 0);
		addr = pci_alloc_p2pmem(dev, 8192);
		assert_int_equal(ask(&t, &all, "b", plus(addr, cases[i].skip), cases[i].bytes,
				     &bus),
				 cases[i].result);
		pci_free_p2pmem(dev, addr, 8192);
		assert_int_equal(ask(&t, &all, "b", addr, 4096, &bus), BP_P2P_UNFIT_MEMORY);
		t_p2p_fini(&t);
	}
}

/* INV-P2P-6: the BAR that the memory lies in counts; ports use the same numbers. */
static void bp_p2p_bus_for__bar__that_of_the_memory(void **state)
{
	struct clients all = { 0 };
	struct pci_dev *dev;
	bp_virt_addr_t addr;
	struct t_p2p t;
	u64 bus;

	(void)state;
	t_p2p_init(&t, "HB ; RP - a ; RP - b ; ROOT/40 ; RP - c", BP_P2P_DIRECT, OFFSET);
	dev = t_p2p_dev(&t, 'a');
	dev->resource[1] = (struct resource){ 0x91000000, 0x910fffff, IORESOURCE_IO };
	assert_int_equal(pci_p2pdma_add_resource(dev, 2, 0, 0), 0);
	addr = pci_alloc_p2pmem(dev, 4096);
	assert_int_equal(ask(&t, &all, "b", addr, 4096, &bus), BP_P2P_FIT);
	assert_int_equal(bus, 0x91000000);
	assert_int_equal(ask(&t, &all, "c", addr, 4096, &bus), BP_P2P_UNFIT_CLIENTS);
	dev->resource[2].end = dev->resource[2].start - 1; /* no longer anywhere */
	assert_int_equal(ask(&t, &all, "", addr, 4096, &bus), BP_P2P_UNFIT_MEMORY);
	pci_free_p2pmem(dev, addr, 4096);
	t_p2p_fini(&t);
}

/* DEF-P2P-5: write-combined stores reach devices by a flush alone. */
static void bp_p2p_tell_device__profiles__flush_unless_def_p2p_5(void **state)
{
	(void)state;
	t_for_each_profile (profile) {
		struct pci_dev *dev;
		struct t_p2p t;

		t_p2p_init(&t, "HB ; RP - a", profile, 0);
		dev = t_p2p_dev(&t, 'a');
		bp_p2p_tell_device(dev);
		assert_int_equal(t.flushes, profile == BP_P2P_DIRECT);
		t_p2p_defect(dev, BP_DEF_P2P_5);
		bp_p2p_tell_device(dev);
		assert_int_equal(t.flushes, profile == BP_P2P_DIRECT);
		dev->dev.bp_p2p = NULL;
		bp_p2p_tell_device(dev);
		t_p2p_fini(&t);
	}
}

/* P2P-B2.6, B14.1: how the CPU has it. */
static void bp_p2p_touch__mapping__by_profile(void **state)
{
	static const enum bp_mapping_kind kinds[] = {
		[BP_P2P_PAGES] = BP_MAPPING_PAGES, [BP_P2P_DIRECT] = BP_MAPPING_WC
	};

	(void)state;
	t_for_each_profile (profile) {
		struct pci_dev *dev;
		bp_virt_addr_t addr;
		struct t_p2p t;

		t_p2p_init(&t, "HB ; RP - a", profile, OFFSET);
		dev = t_p2p_dev(&t, 'a');
		assert_int_equal(pci_p2pdma_add_resource(dev, 0, 0, 0), 0);
		addr = pci_alloc_p2pmem(dev, 8192);
		assert_true(bp_p2p_touch(dev, addr, 8192));
		assert_int_equal(bp_mapping_find(&t.pci.env, addr)->kind, kinds[profile]);
		assert_false(bp_p2p_touch(dev, bp_virt_addr(4096), 1));
		assert_hits(&t.pci.env, BP_SITE_CPU_FAULT, 1);
		pci_free_p2pmem(dev, addr, 8192);
		t_p2p_fini(&t);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(pci_p2pmem_virt_to_bus__every_byte__same_distance),
		cmocka_unit_test(bp_p2p_bus_for__clients__table),
		cmocka_unit_test(bp_p2p_bus_for__def_p2p_6__bus_address_for_a_pointer_device),
		cmocka_unit_test(bp_p2p_bus_for__memory__table),
		cmocka_unit_test(bp_p2p_bus_for__bar__that_of_the_memory),
		cmocka_unit_test(bp_p2p_tell_device__profiles__flush_unless_def_p2p_5),
		cmocka_unit_test(bp_p2p_touch__mapping__by_profile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
