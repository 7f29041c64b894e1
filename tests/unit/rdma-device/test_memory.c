/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What DMA of an adapter reaches (rdma-nvmet.md A2.5, A9).
 */
#include <string.h>

#include "bp_test.h"
#include "mem/ram.h"
#include "rdma.h"

static struct bp_rdma_moved move(const struct bp_rdma_memory *memory, bool is_write, u64 address,
				 void *data, u32 bytes)
{
	return memory->ops->move(memory->context,
				 &(struct bp_rdma_move){ is_write, address, bytes, data });
}

static void flat__at_its_ends__as_a_whole_or_not(void **state)
{
	static const struct {
		u64 address;
		u32 bytes;
		bool ok;
	} cases[] = { { 0x1000, 8, true },  { 0x1000, 9, false }, { 0x1007, 1, true },
		      { 0x1008, 1, false }, { 0xfff, 1, false },  { ~0ull, 2, false } };
	u8 bytes[8] = { 0 };
	struct bp_rdma_flat flat = { 0x1000, bytes, sizeof(bytes) };
	const struct bp_rdma_memory memory = bp_rdma_on_flat(&flat);
	u8 data[9] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct bp_rdma_moved moved =
			move(&memory, true, cases[i].address, data, cases[i].bytes);

		assert_int_equal(moved.ok, cases[i].ok);
		assert_int_equal(moved.moved, cases[i].ok);
		assert_false(moved.is_ram);
	}
	assert_int_equal(bytes[1], 2);
	assert_true(move(&memory, false, 0x1001, data, 1).ok);
	assert_int_equal(data[0], 2);
}

/* R-A9.1: a peer below the same switch; R-A9.3: each byte decodes, and to what. */
static void fabric__ram_peer_and_nothing__told_apart(void **state)
{
	struct t_fabric f;
	struct bp_rdma_on_fabric on;
	struct bp_rdma_memory memory;
	struct bp_rdma_moved moved;
	u32 data = 0x12345678, got = 0;

	(void)state;
	t_fabric_init(&f, T_T1, 0, 0);
	on = (struct bp_rdma_on_fabric){ f.fabric, t_fabric_dev(&f, 'c') };
	memory = bp_rdma_on_fabric(&on);
	moved = move(&memory, true, 0x5000, &data, 4);
	assert_true(moved.ok && moved.moved && moved.is_ram);
	assert_null(moved.pdev);
	moved = move(&memory, true, t_fabric_bus(&f, 'd') + 64, &data, 4);
	assert_true(moved.ok && moved.moved && !moved.is_ram);
	assert_ptr_equal(moved.pdev, t_fabric_dev(&f, 'd'));
	assert_int_equal(moved.in_bar, 64);
	moved = move(&memory, false, t_fabric_bus(&f, 'd') + 64, &got, 4);
	assert_int_equal(got, data);
	moved = move(&memory, false, 0x7000000000, &got, 4);
	assert_false(moved.ok || moved.moved);
	t_fabric_fini(&f);
}

/* R-A9.4: across the end of a BAR no byte moves. */
static void fabric__across_the_end_of_a_bar__nothing(void **state)
{
	struct t_fabric f;
	struct bp_rdma_on_fabric on;
	struct bp_rdma_memory memory;
	u8 data[16] = { 1 }, got = 0;
	u64 end;

	(void)state;
	t_fabric_init(&f, T_T1, 0, 0);
	on = (struct bp_rdma_on_fabric){ f.fabric, t_fabric_dev(&f, 'c') };
	memory = bp_rdma_on_fabric(&on);
	end = t_fabric_bus(&f, 'b') + T_BAR_BYTES;
	bp_fabric_announce(f.fabric, 1);
	assert_false(move(&memory, true, end - 8, data, 16).ok);
	f.fabric->announced = 0;
	assert_true(move(&memory, false, end - 8, &got, 1).ok);
	assert_int_equal(got, 0);
	t_fabric_fini(&f);
}

/* R-A9.2: the machine's address of a BAR is not that of the bus. */
static void fabric__bridge_with_an_offset__bus_addresses(void **state)
{
	struct t_fabric f;
	const struct bp_fabric_bridge *bridge;
	struct bp_rdma_on_fabric on;
	struct bp_rdma_memory memory;
	u32 data = 1;

	(void)state;
	t_fabric_init(&f, T_T1, 0x800000000, 0);
	bridge = bp_fabric_bridge(f.fabric, t_fabric_dev(&f, 'c')->bus->bridge);
	on = (struct bp_rdma_on_fabric){ f.fabric, t_fabric_dev(&f, 'c') };
	memory = bp_rdma_on_fabric(&on);
	assert_ptr_equal(move(&memory, false, t_fabric_bus(&f, 'd'), &data, 4).pdev,
			 t_fabric_dev(&f, 'd'));
	assert_int_not_equal(t_fabric_bus(&f, 'd'), pci_resource_start(t_fabric_dev(&f, 'd'), 0));
	assert_int_equal(bridge->counters.p2p_same_bridge_bytes, 0);
	move(&memory, false, pci_resource_start(t_fabric_dev(&f, 'd'), 0), &data, 4);
	assert_int_equal(bridge->counters.p2p_same_bridge_bytes, 4);
	t_fabric_fini(&f);
}

/* p2pdma A7.6: the adapter believes in a write that was dropped. */
static void fabric__posted_write_of_hardware__lost_and_well(void **state)
{
	struct t_fabric f;
	struct bp_rdma_on_fabric on;
	struct bp_rdma_moved moved;
	struct bp_rdma_memory memory;
	u32 data = 1;

	(void)state;
	t_fabric_init(&f, T_T1, 0, 0);
	f.fabric->config.posted = BP_POSTED_HARDWARE;
	f.fabric->config.strict = false;
	on = (struct bp_rdma_on_fabric){ f.fabric, t_fabric_dev(&f, 'c') };
	memory = bp_rdma_on_fabric(&on);
	moved = move(&memory, true, 0x7000000000, &data, 4);
	assert_true(moved.ok);
	assert_false(moved.moved);
	t_fabric_fini(&f);
}

struct virtual
{
	struct bp_env env;
	struct bp_ram *ram;
	struct device dev;
	struct bp_rdma_memory memory;
};

static void init_virtual(struct virtual *v)
{
	memset(v, 0, sizeof(*v));
	bp_env_init(&v->env);
	v->env.max_pfn = 16;
	v->ram = bp_ram_new(&v->env);
	v->dev = (struct device){ .bp_env = &v->env, .dma_kind = BP_DMA_VIRT };
	v->memory = bp_rdma_on_virtual(&v->dev);
}

/* R-A2.5: the CPU copies, page by page. */
static void virtual__across_pages__copied(void **state)
{
	struct virtual v;
	u8 data[6] = "abcde", got[6];

	(void)state;
	init_virtual(&v);
	assert_true(move(&v.memory, true, PAGE_OFFSET + 0x1ffd, data, 6).is_ram);
	assert_int_equal(bp_ram_read(v.ram, bp_phys_addr(0x1ffd), got, 6), 0);
	assert_memory_equal(got, data, 6);
	memset(got, 0, sizeof(got));
	assert_true(move(&v.memory, false, PAGE_OFFSET + 0x1ffd, got, 6).ok);
	assert_memory_equal(got, data, 6);
	bp_ram_free(v.ram);
	bp_env_fini(&v.env);
}

/* A bus address is no pointer, and what ioremap() gave is not memory. */
static void virtual__no_memory__nothing(void **state)
{
	static const u64 addresses[] = { 0x1000, T_WINDOW, VMALLOC_START, PAGE_OFFSET + 0x10fff + 1,
					 PAGE_OFFSET - 1 };
	struct virtual v;
	u8 data = 0;

	(void)state;
	init_virtual(&v);
	for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
		const struct bp_rdma_moved moved = move(&v.memory, true, addresses[i], &data, 1);

		assert_false(moved.ok || moved.moved);
	}
	assert_false(move(&v.memory, true, PAGE_OFFSET + 0x10fff, &data, 2).ok);
	bp_ram_free(v.ram);
	bp_env_fini(&v.env);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(flat__at_its_ends__as_a_whole_or_not),
		cmocka_unit_test(fabric__ram_peer_and_nothing__told_apart),
		cmocka_unit_test(fabric__across_the_end_of_a_bar__nothing),
		cmocka_unit_test(fabric__bridge_with_an_offset__bus_addresses),
		cmocka_unit_test(fabric__posted_write_of_hardware__lost_and_well),
		cmocka_unit_test(virtual__across_pages__copied),
		cmocka_unit_test(virtual__no_memory__nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
