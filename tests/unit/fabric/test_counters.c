/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What links, ports and host bridges count (P2P-A9); P2P-F19, P2P-F20.
 */
#include "bp_test.h"

#include <stdlib.h>

#include "fabric.h"

#define MIB 0x100000u

static u64 up(const struct t_fabric *f, const struct pci_dev *port)
{
	const struct bp_flow *flow = &bp_function_counters(f->fabric, port)->up.flow;

	return flow->bytes[BP_TLP_WRITE] + flow->bytes[BP_TLP_COMPLETION];
}

static u64 down(const struct t_fabric *f, const struct pci_dev *port)
{
	const struct bp_flow *flow = &bp_function_counters(f->fabric, port)->down.flow;

	return flow->bytes[BP_TLP_WRITE] + flow->bytes[BP_TLP_COMPLETION];
}

static void move(struct t_fabric *f, char from, bool is_write, u64 address)
{
	void *data = calloc(1, MIB);

	assert_non_null(data);
	assert_int_equal(t_fabric_move(f, from, is_write, address, data, MIB).outcome,
			 BP_OUTCOME_SUCCESS);
	free(data);
}

/* F20, first: direct; then NVME0 reads its own memory (INV-PCI-3, INV-PCI-10). */
static void bp_fabric_transfer__peer_to_peer__root_port_idle(void **state)
{
	struct t_fabric f;
	struct pci_dev *dsp02, *rp0;
	const struct pci_dev *usp;

	(void)state;
	t_fabric_init(&f, T_T1, 0, 0);
	dsp02 = t_fabric_port(&f, 'c')->bus->self->bus->self;
	rp0 = t_fabric_root_port(&f, 'a');
	move(&f, 'c', true, t_fabric_bus(&f, 'a'));
	move(&f, 'a', false, t_fabric_bus(&f, 'a'));
	assert_int_equal(up(&f, t_fabric_port(&f, 'c')), MIB);
	assert_int_equal(up(&f, dsp02), MIB);
	assert_int_equal(down(&f, t_fabric_port(&f, 'a')), MIB);
	assert_int_equal(up(&f, t_fabric_port(&f, 'a')), 0);
	assert_int_equal(up(&f, rp0) + down(&f, rp0), 0);
	assert_int_equal(bp_function_counters(f.fabric, dsp02)->p2p_direct, 4096);
	assert_int_equal(bp_function_counters(f.fabric, t_fabric_dev(&f, 'a'))->bar_wr_bytes, MIB);
	assert_int_equal(bp_function_counters(f.fabric, t_fabric_dev(&f, 'a'))->internal_bytes,
			 MIB);
	/* A9.4 */
	usp = dsp02->bus->self;
	assert_int_equal(bp_crossbar_bytes(f.fabric, dsp02, t_fabric_port(&f, 'a')),
			 MIB + 4096 * 24);
	assert_int_equal(bp_crossbar_bytes(f.fabric, dsp02, usp), 0);
	t_fabric_fini(&f);
}

/* F20, second: redirected (INV-PCI-5, INV-PCI-7). */
static void bp_fabric_transfer__redirected__hairpin(void **state)
{
	struct t_fabric f;
	struct pci_dev *dsp02, *rp0;
	const struct bp_bridge_counters *bridge;

	(void)state;
	t_fabric_init(&f, T_T1, 0, 0);
	dsp02 = t_fabric_port(&f, 'c')->bus->self->bus->self;
	rp0 = t_fabric_root_port(&f, 'a');
	t_fabric_acs(dsp02, PCI_ACS_RR);
	move(&f, 'c', true, t_fabric_bus(&f, 'a'));
	assert_int_equal(up(&f, t_fabric_port(&f, 'c')), MIB);
	assert_int_equal(up(&f, dsp02), MIB);
	assert_int_equal(up(&f, rp0), MIB);
	assert_int_equal(down(&f, rp0), MIB);
	assert_int_equal(down(&f, t_fabric_port(&f, 'a')), MIB);
	assert_int_equal(bp_function_counters(f.fabric, dsp02)->p2p_direct, 0);
	assert_int_equal(bp_function_counters(f.fabric, dsp02)->acs_redirect, 4096);
	bridge = bp_bridge_counters(f.fabric, rp0->bus->bridge);
	assert_int_equal(bridge->hairpin_bytes, MIB);
	assert_int_equal(bridge->p2p_same_bridge_bytes, MIB);
	assert_int_equal(bp_crossbar_bytes(f.fabric, dsp02, dsp02->bus->self), MIB + 4096 * 24);
	assert_int_equal(bp_crossbar_bytes(f.fabric, dsp02->bus->self, t_fabric_port(&f, 'a')),
			 MIB + 4096 * 24);
	t_fabric_fini(&f);
}

/* A9.3, A9.4: of two switches, each pair of ports has its own place. */
static void bp_snapshot_diff__crossbar__what_was_added(void **state)
{
	const struct pci_dev *inner, *outer, *to;
	struct bp_snapshot before, after;
	struct t_fabric f;

	(void)state;
	t_fabric_init(&f, T_T1, 0, 0);
	inner = t_fabric_port(&f, 'c');
	outer = inner->bus->self->bus->self;
	to = t_fabric_port(&f, 'a');
	move(&f, 'c', true, t_fabric_bus(&f, 'a'));
	assert_int_equal(bp_snapshot_take(f.fabric, &before), 0);
	move(&f, 'c', true, t_fabric_bus(&f, 'a'));
	move(&f, 'c', true, t_fabric_bus(&f, 'd'));
	assert_int_equal(bp_snapshot_take(f.fabric, &after), 0);
	assert_int_equal(bp_snapshot_crossbar(f.fabric, &after, outer, to), 2 * (MIB + 4096 * 24));
	bp_snapshot_diff(&after, &before);
	assert_int_equal(bp_snapshot_crossbar(f.fabric, &before, outer, to), MIB + 4096 * 24);
	assert_int_equal(bp_snapshot_crossbar(f.fabric, &after, outer, to), MIB + 4096 * 24);
	assert_int_equal(bp_snapshot_crossbar(f.fabric, &after, inner, inner->bus->self),
			 MIB + 4096 * 24);
	assert_int_equal(bp_snapshot_crossbar(f.fabric, &after, inner, t_fabric_port(&f, 'd')),
			 MIB + 4096 * 24);
	assert_int_equal(bp_snapshot_crossbar(f.fabric, &after, to, outer), 0);
	assert_int_equal(bp_snapshot_crossbar(f.fabric, &after, outer->bus->self, outer), 0);
	bp_snapshot_fini(&before);
	bp_snapshot_fini(&after);
	t_fabric_fini(&f);
}

/* F20, third: through RAM. */
static void bp_fabric_transfer__bounced_through_ram__root_port_twice(void **state)
{
	struct t_fabric f;
	struct pci_dev *rp0;
	const struct bp_bridge_counters *bridge;
	struct bp_snapshot before, after;
	unsigned first = 0;

	(void)state;
	t_fabric_init(&f, T_T1, 0, 0);
	rp0 = t_fabric_root_port(&f, 'a');
	move(&f, 'c', true, 0x100000);
	assert_int_equal(up(&f, rp0), MIB);
	assert_int_equal(bp_snapshot_take(f.fabric, &before), 0);
	move(&f, 'a', false, 0x100000);
	assert_int_equal(bp_snapshot_take(f.fabric, &after), 0);
	bp_snapshot_diff(&after, &before);
	while (f.fabric->node[first].dev != rp0)
		first++;
	assert_int_equal(after.function[first].down.flow.bytes[BP_TLP_COMPLETION], MIB);
	assert_int_equal(after.function[first].up.flow.bytes[BP_TLP_WRITE], 0);
	assert_int_equal(after.bridge[0].ram_rd_bytes, MIB);
	assert_int_equal(after.bridge[0].ram_wr_bytes, 0);
	assert_int_equal(down(&f, t_fabric_port(&f, 'a')), MIB);
	bridge = bp_bridge_counters(f.fabric, rp0->bus->bridge);
	assert_int_equal(bridge->ram_wr_bytes, MIB);
	bp_snapshot_fini(&before);
	bp_snapshot_fini(&after);
	t_fabric_fini(&f);
}

/* F19: 64 KiB read with 512 bytes each. */
static void bp_fabric_transfer__read__wire_bytes(void **state)
{
	static u8 data[65536];
	const struct bp_function_counters *link;
	struct bp_transferred result;
	struct t_fabric f;

	(void)state;
	t_fabric_init(&f, T_T1, 0, 0);
	result = t_fabric_move(&f, 'f', false, 0x10000, data, sizeof(data));
	assert_int_equal(result.requests, 128);
	assert_int_equal(result.completions, 256);
	link = bp_function_counters(f.fabric, t_fabric_port(&f, 'f'));
	assert_int_equal(link->up.flow.tlps[BP_TLP_READ], 128);
	assert_int_equal(link->up.flow.bytes[BP_TLP_READ], 65536);
	assert_int_equal(link->up.wire_bytes, 3072);
	assert_int_equal(link->down.wire_bytes, 71680);
	t_fabric_fini(&f);
}

static void bp_fabric_transfer__functions_of_a_device__no_link(void **state)
{
	static u8 data[4096];
	struct t_fabric f;

	(void)state;
	t_fabric_init(&f, T_T1, 0, 0);
	t_fabric_move(&f, 'g', true, t_fabric_bus(&f, 'h'), data, sizeof(data));
	assert_int_equal(bp_function_counters(f.fabric, t_fabric_dev(&f, 'g'))->intradev_bytes,
			 4096);
	assert_int_equal(bp_function_counters(f.fabric, t_fabric_port(&f, 'g'))->up.wire_bytes, 0);
	t_fabric_fini(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_fabric_transfer__peer_to_peer__root_port_idle),
		cmocka_unit_test(bp_fabric_transfer__redirected__hairpin),
		cmocka_unit_test(bp_fabric_transfer__bounced_through_ram__root_port_twice),
		cmocka_unit_test(bp_snapshot_diff__crossbar__what_was_added),
		cmocka_unit_test(bp_fabric_transfer__read__wire_bytes),
		cmocka_unit_test(bp_fabric_transfer__functions_of_a_device__no_link),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
