/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which number leads a client to a peer's memory: P2P-C6 row by row, from the pool to the byte, and
 * what the defects of INV-P2P-15 do with it (DEF-P2P-9, DEF-P2P-10, DEF-P2P-15, DEF-P2P-6).
 */
#include <string.h>

#include <blkpath/dma.h>
#include <blkpath/memremap.h>

#include "bp_test.h"
#include "peers.h"

/* P2P-F6: bus addresses begin at 0x80000000, and twice the offset leads into RAM. */
#define OFFSET 0xf80000000ull
/* Below the second host bridge they begin there too. */
#define FAR_OFFSET 0x1f80000000ull
/* P2P-A4.5: what adds it to a CPU address of the first window ends in RAM, or nowhere. */
#define TO_RAM 0x800000000ull
#define TO_NOWHERE 0x10000000000ull

#define BUS T_PEER_BUS
#define LIST T_PEER_LIST
#define RESOURCE T_PEER_RESOURCE
#define BRIDGE BP_POLICY_SAME_BRIDGE
#define NONE BP_POLICY_NONE
#define ALL BP_POLICY_ALL

enum switches { OFF, IOMMU = 1, REDIRECT = 2 };

struct row {
	char client;
	enum t_peer_address kind;
	unsigned switches;
	u64 offset, dma_offset;
	enum bp_p2p_policy policy;
	const char *end;
};

static struct t_peers_setup setup_of(const struct row *row, enum bp_p2p_profile profile)
{
	return (struct t_peers_setup){
		.profile = profile,
		.client = row->client,
		.offset = row->offset,
		.dma_offset = row->dma_offset,
		.redirect = row->switches & REDIRECT,
		.iommu = row->switches & IOMMU,
		.policy = row->policy,
	};
}

static void expect(const struct row *row, enum bp_p2p_profile profile)
{
	const struct t_peers_setup setup = setup_of(row, profile);
	const bool dropped = !strcmp(row->end, "UR") || !strcmp(row->end, "fault");
	struct t_peers t;
	u64 address;

	t_peers_init(&t, &setup);
	address = t_peers_map(&t, row->kind);
	assert_int_not_equal(address, 0);
	assert_string_equal(t_peers_use(&t, address, dropped), row->end);
	t_peers_unmap(&t, row->kind, address);
	t_peers_fini(&t);
}

/* A bus address is made by both profiles, the others by one each. */
static void expect_all(const struct row *row, size_t nr)
{
	for (; nr--; row++) {
		if (row->kind != RESOURCE)
			expect(row, BP_P2P_PAGES);
		if (row->kind != LIST)
			expect(row, BP_P2P_DIRECT);
	}
}

#define EXPECT_ALL(rows) expect_all(rows, bp_array_size(rows))

/* Nobody asks the root complex, but for an IOVA. */
static void c6__same_switch_offset_0__inside(void **state)
{
	static const struct row rows[] = {
		{ 'b', BUS, OFF, 0, 0, NONE, "inside" },
		{ 'b', BUS, IOMMU, 0, 0, NONE, "inside" },
		{ 'b', LIST, OFF, 0, 0, NONE, "inside" },
		{ 'b', RESOURCE, OFF, 0, 0, NONE, "inside" },
		{ 'b', LIST, IOMMU, 0, 0, BRIDGE, "hairpin" },
		{ 'b', LIST, IOMMU, 0, 0, NONE, "UR" },
		{ 'b', RESOURCE, IOMMU, 0, 0, BRIDGE, "hairpin" },
		{ 'b', RESOURCE, IOMMU, 0, 0, NONE, "UR" },
	};

	(void)state;
	EXPECT_ALL(rows);
}

/* The CPU's number is no bus address; a root complex may bring it back.  map_resource() forgets
 * the inbound offset (P2P-C3.4), and the number is somebody else's. */
static void c6__same_switch_offset__only_the_bus_address_stays_inside(void **state)
{
	static const struct row rows[] = {
		{ 'b', BUS, OFF, OFFSET, 0, NONE, "inside" },
		{ 'b', BUS, IOMMU, OFFSET, 0, NONE, "inside" },
		{ 'b', LIST, OFF, OFFSET, 0, BRIDGE, "hairpin" },
		{ 'b', LIST, OFF, OFFSET, 0, NONE, "UR" },
		{ 'b', LIST, OFF, OFFSET, TO_RAM, BRIDGE, "hairpin" },
		{ 'b', RESOURCE, OFF, OFFSET, 0, BRIDGE, "hairpin" },
		{ 'b', RESOURCE, OFF, OFFSET, TO_RAM, BRIDGE, "RAM" },
		{ 'b', RESOURCE, OFF, OFFSET, TO_NOWHERE, BRIDGE, "UR" },
		{ 'b', LIST, IOMMU, OFFSET, 0, BRIDGE, "hairpin" },
		{ 'b', RESOURCE, IOMMU, OFFSET, TO_RAM, BRIDGE, "hairpin" },
		{ 'b', RESOURCE, IOMMU, OFFSET, 0, NONE, "UR" },
	};

	(void)state;
	EXPECT_ALL(rows);
}

static void c6__redirect_without_iommu__hairpin(void **state)
{
	static const struct row rows[] = {
		{ 'b', BUS, REDIRECT, 0, 0, BRIDGE, "hairpin" },
		{ 'b', BUS, REDIRECT, OFFSET, 0, BRIDGE, "hairpin" },
		{ 'b', BUS, REDIRECT, 0, 0, NONE, "UR" },
		{ 'b', LIST, REDIRECT, 0, 0, BRIDGE, "hairpin" },
		{ 'b', LIST, REDIRECT, OFFSET, 0, BRIDGE, "hairpin" },
		{ 'b', RESOURCE, REDIRECT, OFFSET, TO_RAM, BRIDGE, "RAM" },
		{ 'b', RESOURCE, REDIRECT, 0, 0, NONE, "UR" },
	};

	(void)state;
	EXPECT_ALL(rows);
}

static void c6__redirect_with_iommu__only_a_mapping_works(void **state)
{
	static const struct row rows[] = {
		{ 'b', BUS, REDIRECT | IOMMU, 0, 0, ALL, "fault" },
		{ 'b', BUS, REDIRECT | IOMMU, OFFSET, 0, ALL, "fault" },
		{ 'b', LIST, REDIRECT | IOMMU, 0, 0, BRIDGE, "hairpin" },
		{ 'b', LIST, REDIRECT | IOMMU, OFFSET, 0, NONE, "UR" },
		{ 'b', RESOURCE, REDIRECT | IOMMU, OFFSET, TO_RAM, BRIDGE, "hairpin" },
		{ 'b', RESOURCE, REDIRECT | IOMMU, 0, 0, NONE, "UR" },
	};

	(void)state;
	EXPECT_ALL(rows);
}

static void c6__two_root_ports_without_iommu__as_the_policy_says(void **state)
{
	static const struct row rows[] = {
		{ 'c', BUS, OFF, 0, 0, BRIDGE, "through" },
		{ 'c', BUS, OFF, OFFSET, 0, BRIDGE, "through" },
		{ 'c', BUS, OFF, 0, 0, NONE, "UR" },
		{ 'c', LIST, OFF, OFFSET, 0, BRIDGE, "through" },
		{ 'c', LIST, OFF, OFFSET, TO_RAM, BRIDGE, "through" },
		{ 'c', RESOURCE, OFF, OFFSET, 0, NONE, "UR" },
		{ 'c', RESOURCE, OFF, OFFSET, TO_RAM, BRIDGE, "RAM" },
		{ 'd', BUS, OFF, 0, 0, BRIDGE, "UR" },
		{ 'd', BUS, OFF, 0, 0, ALL, "across" },
		{ 'd', BUS, OFF, OFFSET, 0, ALL, "UR" }, /* no window of this host bridge */
		{ 'd', LIST, OFF, OFFSET, 0, ALL, "across" },
		{ 'd', RESOURCE, OFF, OFFSET, 0, BRIDGE, "UR" },
	};

	(void)state;
	EXPECT_ALL(rows);
}

static void c6__two_root_ports_with_iommu__only_a_mapping_works(void **state)
{
	static const struct row rows[] = {
		{ 'c', BUS, IOMMU, 0, 0, ALL, "fault" },
		{ 'c', BUS, IOMMU, OFFSET, 0, ALL, "fault" },
		{ 'd', BUS, IOMMU, 0, 0, ALL, "fault" },
		{ 'c', LIST, IOMMU, OFFSET, 0, BRIDGE, "through" },
		{ 'c', LIST, IOMMU, 0, 0, NONE, "UR" },
		{ 'c', RESOURCE, IOMMU, 0, 0, BRIDGE, "through" },
		{ 'd', RESOURCE, IOMMU, OFFSET, 0, ALL, "across" },
		{ 'd', LIST, IOMMU, 0, 0, BRIDGE, "UR" },
	};

	(void)state;
	EXPECT_ALL(rows);
}

static void c6__own_memory__internal_by_the_bus_address(void **state)
{
	static const struct row rows[] = {
		{ 'a', BUS, OFF, 0, 0, NONE, "internal" },
		{ 'a', BUS, OFF, OFFSET, 0, NONE, "internal" },
		{ 'a', BUS, IOMMU | REDIRECT, OFFSET, 0, NONE, "internal" },
		{ 'a', LIST, OFF, 0, 0, NONE, "internal" },
		{ 'a', RESOURCE, OFF, 0, 0, NONE, "internal" },
		{ 'a', LIST, OFF, OFFSET, 0, BRIDGE, "hairpin" },
		{ 'a', LIST, OFF, OFFSET, 0, NONE, "UR" },
		{ 'a', RESOURCE, IOMMU, 0, 0, BRIDGE, "hairpin" },
		{ 'a', LIST, IOMMU, OFFSET, 0, NONE, "UR" },
	};

	(void)state;
	EXPECT_ALL(rows);
}

/* A software RDMA device above b: only a pointer is a pointer. */
static void c6__pointer_device__bus_address_crashes(void **state)
{
	struct t_peers_setup setup = { .profile = BP_P2P_PAGES, .client = 'b', .offset = OFFSET };
	struct device soft = { .dma_kind = BP_DMA_VIRT };
	struct bp_env *env;
	struct t_peers t;
	pci_bus_addr_t bus;

	(void)state;
	t_peers_init(&t, &setup);
	env = soft.bp_env = &t.f.pci.env;
	soft.bp_p2p = &t.p2p;
	assert_int_equal(pci_p2pdma_map_sg(&soft, t.sg, 1, DMA_BIDIRECTIONAL), 0); /* B9.1 */
	assert_int_equal(dma_map_sg_attrs(&soft, t.sg, 1, DMA_BIDIRECTIONAL, 0), 1);
	assert_non_null(bp_cpu_reach(env, bp_virt_addr(sg_dma_address(t.sg).dma), T_PEER_BYTES));
	dma_unmap_sg_attrs(&soft, t.sg, 1, DMA_BIDIRECTIONAL, 0);
	t_peers_fini(&t);

	setup.profile = BP_P2P_DIRECT;
	t_peers_init(&t, &setup);
	env = &t.f.pci.env;
	bus = pci_p2pmem_virt_to_bus(t.provider, t.virt);
	assert_null(bp_cpu_reach(env, bp_virt_addr(bus.bus), T_PEER_BYTES));
	assert_hits(env, BP_SITE_CPU_FAULT, 1);
	t_peers_fini(&t);
}

/* P2P-F6: the list leads into RAM. */
static void inv_p2p_15__def_p2p_9__ram(void **state)
{
	const struct t_peers_setup setup = { BP_P2P_PAGES, .client = 'b', .offset = OFFSET };
	struct t_peers t;

	(void)state;
	t_peers_init(&t, &setup);
	bp_defect_set(&t.client->dev.bp_defects, BP_DEF_P2P_9, true);
	assert_string_equal(t_peers_use(&t, t_peers_map(&t, BUS), false), "RAM");
	bp_defect_set(&t.client->dev.bp_defects, BP_DEF_P2P_9, false);
	assert_string_equal(t_peers_use(&t, t_peers_map(&t, BUS), false), "inside");
	t_peers_fini(&t);
}

/* What was refused is accepted, and ends so. */
static void expect_accepted(const struct t_peers_setup *setup, bool mended, const char *end)
{
	struct t_peers t;
	int distance;

	t_peers_init(&t, setup);
	distance = pci_p2pdma_distance(t.provider, &t.client->dev, false);
	assert_true(mended ? distance > 0x1000 : distance == -1);
	bp_defect_set(&t.provider->dev.bp_defects, BP_DEF_P2P_10, true);
	assert_true(pci_p2pdma_distance(t.provider, &t.client->dev, false) > 0x1000);
	assert_string_equal(t_peers_use(&t, t_peers_map(&t, BUS), !strcmp(end, "fault")), end);
	t_peers_fini(&t);
}

static void inv_p2p_15__def_p2p_10__fault_or_another_bar(void **state)
{
	const struct t_peers_setup good = { BP_P2P_PAGES, .client = 'c', .offset = OFFSET };
	const struct t_peers_setup iommu = { BP_P2P_PAGES, .client = 'c', .iommu = true };
	const struct t_peers_setup far = { BP_P2P_PAGES, .client = 'd', .offset = OFFSET,
					   .far_offset = FAR_OFFSET, .policy = ALL };

	(void)state;
	expect_accepted(&good, true, "through");
	expect_accepted(&iommu, false, "fault");
	expect_accepted(&far, false, "another BAR");
}

/* One address for a neighbour, whom it serves, and for a stranger. */
static void inv_p2p_15__def_p2p_15__another_bar(void **state)
{
	const struct t_peers_setup setup = { BP_P2P_DIRECT, .client = 'd', .offset = OFFSET,
					     .far_offset = FAR_OFFSET, .policy = ALL };
	const struct device *dev[2];
	const struct bp_p2p_clients clients = { dev, 2 };
	pci_bus_addr_t bus;
	struct t_peers t;

	(void)state;
	t_peers_init(&t, &setup);
	dev[0] = &t_fabric_dev(&t.f, 'b')->dev;
	dev[1] = &t.client->dev;
	assert_int_equal(bp_p2p_bus_for(t.provider, t.virt, T_PEER_BYTES, &clients, &bus),
			 BP_P2P_UNFIT_CLIENTS);
	bp_defect_set(&t.provider->dev.bp_defects, BP_DEF_P2P_15, true);
	assert_int_equal(bp_p2p_bus_for(t.provider, t.virt, T_PEER_BYTES, &clients, &bus),
			 BP_P2P_FIT);
	assert_string_equal(t_peers_use(&t, bus.bus, false), "another BAR");
	t_peers_fini(&t);

	t_peers_init(&t, &(struct t_peers_setup){ BP_P2P_DIRECT, .client = 'b', .offset = OFFSET });
	assert_string_equal(t_peers_use(&t, bus.bus, false), "inside");
	t_peers_fini(&t);
}

/* P-70: a kernel that knows map types gives no address that ends elsewhere. */
static void c6__map_types__each_address_arrives(void **state)
{
	unsigned inside = 0, total = 0;

	(void)state;
	for (unsigned i = 0; i < 4 * 8; i++) {
		const struct t_peers_setup setup = {
			.profile = BP_P2P_PAGES,
			.rules = "v6.1",
			.client = (char)('a' + i / 8),
			.offset = i & 4 ? OFFSET : 0,
			.redirect = i & 2,
			.iommu = i & 1,
			.policy = ALL,
		};
		struct t_peers t;
		const char *end;
		u64 address;

		t_peers_init(&t, &setup);
		address = t_peers_map(&t, LIST);
		assert_int_not_equal(address, 0);
		end = t_peers_use(&t, address, false);
		assert_int_not_equal(strcmp(end, "another BAR") * strcmp(end, "RAM"), 0);
		inside += !strcmp(end, "inside") || !strcmp(end, "internal");
		t_peers_unmap(&t, LIST, address);
		t_peers_fini(&t);
		total++;
	}
	assert_int_equal(inside, 4 * 3); /* a always, b without redirect */
	assert_int_equal(total, 32);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(c6__same_switch_offset_0__inside),
		cmocka_unit_test(c6__same_switch_offset__only_the_bus_address_stays_inside),
		cmocka_unit_test(c6__redirect_without_iommu__hairpin),
		cmocka_unit_test(c6__redirect_with_iommu__only_a_mapping_works),
		cmocka_unit_test(c6__two_root_ports_without_iommu__as_the_policy_says),
		cmocka_unit_test(c6__two_root_ports_with_iommu__only_a_mapping_works),
		cmocka_unit_test(c6__own_memory__internal_by_the_bus_address),
		cmocka_unit_test(c6__pointer_device__bus_address_crashes),
		cmocka_unit_test(inv_p2p_15__def_p2p_9__ram),
		cmocka_unit_test(inv_p2p_15__def_p2p_10__fault_or_another_bar),
		cmocka_unit_test(inv_p2p_15__def_p2p_15__another_bar),
		cmocka_unit_test(c6__map_types__each_address_arrives),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
