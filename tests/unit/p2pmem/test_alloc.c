/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory is taken and given back (P2P-B7, B12.7; P2P-F7; INV-P2P-7, INV-P2P-11, DEF-P2P-14).
 */
#include <errno.h>

#include "bp_test.h"
#include "p2p.h"

/* Chunk of 64 KiB at bus address 0x9000_0000. */
static struct pci_dev *provider(struct t_p2p *t, enum bp_p2p_profile profile)
{
	struct pci_dev *dev;

	t_p2p_init(t, "HB ; RP - a", profile, 0x3f80000000);
	dev = t_p2p_dev(t, 'a');
	assert_int_equal(pci_p2pdma_add_resource(dev, 0, 0x10000, 0), 0);
	return dev;
}

/* P2P-F7, with a reference per allocation whatever its size. */
static void pci_alloc_p2pmem__f7__placed_and_counted(void **state)
{
	static const struct {
		u64 size, bus, avail, refs; /* bus 0: fails; size 0: step 4, free of step 2 */
	} steps[] = {
		{ 4096, 0x90000000, 0xf000, 1 }, { 5000, 0x90001000, 0xd000, 2 },
		{ 4096, 0x90003000, 0xc000, 3 }, { 0, 0, 0xe000, 2 },
		{ 4097, 0x90001000, 0xc000, 3 }, { 12288, 0x90004000, 0x9000, 4 },
		{ 1, 0x90007000, 0x8000, 5 },	 { 0x9000, 0, 0x8000, 5 },
		{ 0x8000, 0x90008000, 0, 6 },
	};

	(void)state;
	t_for_each_profile (profile) {
		bp_virt_addr_t got[bp_array_size(steps)];
		struct pci_dev *dev;
		struct t_p2p t;

		dev = provider(&t, profile);
		for (size_t i = 0; i < bp_array_size(steps); i++) {
			const struct bp_p2p_call *call;

			if (steps[i].size) {
				got[i] = pci_alloc_p2pmem(dev, steps[i].size);
				call = t_p2p_last(&t, BP_EV_P2P_ALLOC);
				assert_int_equal(call->bus.bus,
						 steps[i].bus ? steps[i].bus : ~0ull);
				assert_int_equal(bp_virt_u64(got[i]) != 0, steps[i].bus != 0);
				assert_int_equal(call->size, steps[i].size);
			} else {
				pci_free_p2pmem(dev, got[1], 5000);
				got[i] = bp_virt_addr(0);
				call = t_p2p_last(&t, BP_EV_P2P_FREE);
				assert_int_equal(call->bus.bus, 0x90001000);
			}
			assert_int_equal(call->pool_avail, steps[i].avail);
			assert_int_equal(call->refs, steps[i].refs);
			assert_int_equal(call->pool_size, 0x10000);
		}
		for (size_t i = 0; i < bp_array_size(steps); i++)
			if (i != 1 && bp_virt_u64(got[i]))
				pci_free_p2pmem(dev, got[i], steps[i].size);
		assert_int_equal(t_p2p_last(&t, BP_EV_P2P_FREE)->refs, 0);
		assert_int_equal(t_p2p_last(&t, BP_EV_P2P_FREE)->pool_avail, 0x10000);
		t_p2p_fini(&t);
	}
}

/* P2P-B7.3, B7.1, B7.2 */
static void pci_alloc_p2pmem__nothing_to_give__null(void **state)
{
	(void)state;
	t_for_each_profile (profile) {
		struct pci_dev *dev;
		struct t_p2p t;

		dev = provider(&t, profile);
		assert_int_equal(bp_virt_u64(pci_alloc_p2pmem(dev, 0)), 0);
		assert_int_equal(bp_virt_u64(pci_alloc_p2pmem(dev, 0x10001)), 0);
		assert_int_equal(t_p2p_last(&t, BP_EV_P2P_ALLOC)->refs, 0);
		assert_int_equal(t_p2p_last(&t, BP_EV_P2P_ALLOC)->pool_avail, 0x10000);
		bp_p2p_unbind(dev);
		assert_int_equal(bp_virt_u64(pci_alloc_p2pmem(dev, 4096)), 0);
		t_p2p_fini(&t);
	}
}

/* The reference is refused: what was taken goes back. */
static void pci_alloc_p2pmem__being_removed__null_and_nothing_held(void **state)
{
	(void)state;
	t_for_each_profile (profile) {
		struct pci_dev *dev;
		struct t_p2p t;

		dev = provider(&t, profile);
		t_p2p_fail(&t, BP_ALLOC_TRYGET, 0);
		assert_int_equal(bp_virt_u64(pci_alloc_p2pmem(dev, 8192)), 0);
		assert_int_equal(t_p2p_last(&t, BP_EV_P2P_ALLOC)->refs, 0);
		assert_int_equal(t_p2p_last(&t, BP_EV_P2P_ALLOC)->pool_avail, 0x10000);
		t_p2p_fini(&t);
	}
}

/* P2P-B7.1 asks the pool first, B7.2 the reference. */
static void pci_alloc_p2pmem__full_and_being_removed__who_is_asked_first(void **state)
{
	(void)state;
	t_for_each_profile (profile) {
		struct pci_dev *dev;
		struct t_p2p t;

		dev = provider(&t, profile);
		t_p2p_fail(&t, BP_ALLOC_TRYGET, 0);
		assert_int_equal(bp_virt_u64(pci_alloc_p2pmem(dev, 0x11000)), 0);
		assert_int_equal(t.fail, profile == BP_P2P_DIRECT ? BP_ALLOC_NR : BP_ALLOC_TRYGET);
		t_p2p_fini(&t);
	}
}

/* P2P-B7.1: with pages the reference is that of the resource, the newest first (B12.1). */
static void pci_alloc_p2pmem__two_resources__newest_first(void **state)
{
	(void)state;
	t_for_each_profile (profile) {
		bp_virt_addr_t small, large;
		struct pci_dev *dev;
		struct t_p2p t;

		dev = provider(&t, profile);
		assert_int_equal(pci_p2pdma_add_resource(dev, 4, 0x2000, 0), 0);
		small = pci_alloc_p2pmem(dev, 4096);
		assert_int_equal(t_p2p_last(&t, BP_EV_P2P_ALLOC)->bus.bus,
				 pci_bus_address(dev, 4).bus);
		large = pci_alloc_p2pmem(dev, 0x3000);
		assert_int_equal(t_p2p_last(&t, BP_EV_P2P_ALLOC)->bus.bus, 0x90000000);
		assert_int_equal(t_p2p_last(&t, BP_EV_P2P_ALLOC)->refs, 2);
		pci_free_p2pmem(dev, small, 4096);
		pci_free_p2pmem(dev, large, 0x3000);
		t_p2p_fini(&t);
	}
}

/* P2P-B12.7 mended: another rounded size is refused, the reference stays. */
static void pci_free_p2pmem__other_size__refused(void **state)
{
	static const u64 sizes[] = { 4096, 12288, 0 };

	(void)state;
	t_for_each_profile (profile)
		for (size_t i = 0; i < bp_array_size(sizes); i++) {
			struct pci_dev *dev;
			struct t_p2p t;
			bp_virt_addr_t addr;

			dev = provider(&t, profile);
			addr = pci_alloc_p2pmem(dev, 5000);
			pci_free_p2pmem(dev, addr, sizes[i]);
			assert_int_equal(t_p2p_last(&t, BP_EV_P2P_FREE)->result, -EINVAL);
			assert_int_equal(t_p2p_last(&t, BP_EV_P2P_FREE)->refs, 1);
			assert_hits(&t.pci.env, BP_SITE_POOL_FREE_SIZE, 1);
			pci_free_p2pmem(dev, addr, 8192); /* the same rounded size will do */
			assert_int_equal(t_p2p_last(&t, BP_EV_P2P_FREE)->refs, 0);
			t_p2p_fini(&t);
		}
}

/* DEF-P2P-14: the tail is lost, and destroying the pool is fatal (B12.8). */
static void pci_free_p2pmem__def_p2p_14__tail_lost(void **state)
{
	(void)state;
	t_for_each_profile (profile) {
		struct pci_dev *dev;
		struct t_p2p t;

		dev = provider(&t, profile);
		t_p2p_defect(dev, BP_DEF_P2P_14);
		pci_free_p2pmem(dev, pci_alloc_p2pmem(dev, 8192), 4096);
		assert_int_equal(t_p2p_last(&t, BP_EV_P2P_FREE)->result, 0);
		assert_int_equal(t_p2p_last(&t, BP_EV_P2P_FREE)->refs, 0);
		assert_int_equal(t_p2p_last(&t, BP_EV_P2P_FREE)->pool_avail, 0xf000);
		assert_bug(&t.pci.env, BP_SITE_POOL_DESTROY_BUSY, bp_p2p_unbind(dev));
		t_p2p_drop(&t);
	}
}

/* P2P-B7.4, B15.1 */
static void pci_free_p2pmem__wrong_device_or_address__fatal(void **state)
{
	(void)state;
	t_for_each_profile (profile) {
		struct pci_dev *dev;
		struct t_p2p t;
		bp_virt_addr_t addr;

		dev = provider(&t, profile);
		addr = pci_alloc_p2pmem(dev, 4096);
		assert_bug(&t.pci.env, BP_SITE_POOL_FREE_FOREIGN,
			   pci_free_p2pmem(dev, bp_virt_addr(4096), 4096));
		assert_bug(&t.pci.env, BP_SITE_P2P_FREE_NULL,
			   pci_free_p2pmem(dev->bus->self, addr, 4096));
		pci_free_p2pmem(dev, addr, 4096);
		t_p2p_fini(&t);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(pci_alloc_p2pmem__f7__placed_and_counted),
		cmocka_unit_test(pci_alloc_p2pmem__nothing_to_give__null),
		cmocka_unit_test(pci_alloc_p2pmem__being_removed__null_and_nothing_held),
		cmocka_unit_test(pci_alloc_p2pmem__full_and_being_removed__who_is_asked_first),
		cmocka_unit_test(pci_alloc_p2pmem__two_resources__newest_first),
		cmocka_unit_test(pci_free_p2pmem__other_size__refused),
		cmocka_unit_test(pci_free_p2pmem__def_p2p_14__tail_lost),
		cmocka_unit_test(pci_free_p2pmem__wrong_device_or_address__fatal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
