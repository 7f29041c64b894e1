/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a bus address back to memory: DEF-RDMA-4, P2P-B16.1.
 */
#include "bp_test.h"
#include "p2p.h"

#define OFFSET 0x3f80000000

/* a gives out two parts of BAR 4 that do not touch, b sits beside it, c below another bridge. */
static void start(struct t_p2p *t, enum bp_p2p_profile profile)
{
	struct pci_dev *a;

	t_p2p_init(t, "HB ; RP - a ; RP - b ; ROOT/40 ; RP - c", profile, OFFSET);
	a = t_p2p_dev(t, 'a');
	assert_int_equal(pci_p2pdma_add_resource(a, 4, 0x8000000, 0), 0);
	assert_int_equal(pci_p2pdma_add_resource(a, 4, 0x8000000, 0x10000000), 0);
}

static bool reaches(struct t_p2p *t, char client, u64 bus, u64 bytes)
{
	return bp_p2p_reaches_bus(&t_p2p_dev(t, client)->dev, (pci_bus_addr_t){ bus }, bytes);
}

static void bp_p2p_reaches_bus__parts__all_of_one(void **state)
{
	(void)state;
	t_for_each_profile (profile) {
		struct t_p2p t;
		u64 bus;

		start(&t, profile);
		bus = pci_bus_address(t_p2p_dev(&t, 'a'), 4).bus;
		assert_true(reaches(&t, 'b', bus, 1));
		assert_true(reaches(&t, 'b', bus, 0x8000000));
		assert_true(reaches(&t, 'b', bus + 0x7ffffff, 1));
		assert_true(reaches(&t, 'b', bus + 0x10000000, 0x8000000));
		assert_false(reaches(&t, 'b', bus, 0));
		assert_false(reaches(&t, 'b', bus, 0x8000001));
		assert_false(reaches(&t, 'b', bus - 1, 2));
		assert_false(reaches(&t, 'b', bus + 0x8000000, 1));
		assert_false(reaches(&t, 'b', bus + OFFSET, 1)); /* the CPU's address */
		assert_false(reaches(&t, 'b', 0, 1));
		assert_false(reaches(&t, 'b', ~0ull, 1));
		assert_false(reaches(&t, 'b', ~0ull, ~0ull));
		t_p2p_fini(&t);
	}
}

static void bp_p2p_reaches_bus__clients__those_that_share_the_bus(void **state)
{
	struct device above, alone = { .dma_kind = BP_DMA_DIRECT };
	struct t_p2p t;
	u64 bus;

	(void)state;
	start(&t, BP_P2P_DIRECT);
	bus = pci_bus_address(t_p2p_dev(&t, 'a'), 4).bus;
	assert_true(reaches(&t, 'a', bus, 4096));
	assert_false(reaches(&t, 'c', bus, 4096));
	assert_false(bp_p2p_reaches_bus(&alone, (pci_bus_addr_t){ bus }, 4096));
	above = (struct device){ .parent = &t_p2p_dev(&t, 'b')->dev, .bp_p2p = &t.p2p };
	assert_true(bp_p2p_reaches_bus(&above, (pci_bus_addr_t){ bus }, 4096));
	above.dma_kind = BP_DMA_VIRT;
	assert_false(bp_p2p_reaches_bus(&above, (pci_bus_addr_t){ bus }, 4096));
	t_p2p_dev(&t, 'b')->dev.bp_p2p = NULL;
	assert_false(reaches(&t, 'b', bus, 4096));
	t_p2p_fini(&t);
}

/* What was given out lies in no BAR of memory any more. */
static void bp_p2p_reaches_bus__no_bar_there__nobody(void **state)
{
	struct t_p2p t;
	u64 bus;

	(void)state;
	start(&t, BP_P2P_DIRECT);
	bus = pci_bus_address(t_p2p_dev(&t, 'a'), 4).bus;
	assert_true(reaches(&t, 'b', bus, 4096));
	t_p2p_dev(&t, 'a')->resource[4].flags ^= IORESOURCE_MEM;
	assert_false(reaches(&t, 'b', bus, 4096));
	t_p2p_dev(&t, 'a')->resource[4].flags ^= IORESOURCE_MEM;
	t_p2p_fini(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_p2p_reaches_bus__parts__all_of_one),
		cmocka_unit_test(bp_p2p_reaches_bus__clients__those_that_share_the_bus),
		cmocka_unit_test(bp_p2p_reaches_bus__no_bar_there__nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
