/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where payload went (P2P-A9.6, rdma-nvmet E0).
 */
#include "bp_test.h"

#include "fabric.h"

static u8 data[8192];

static struct bp_flows flows(const struct t_fabric *f)
{
	struct bp_snapshot snapshot;
	struct bp_flows flows;

	assert_int_equal(bp_snapshot_take(f->fabric, &snapshot), 0);
	flows = bp_flows_of(f->fabric, &snapshot);
	bp_snapshot_fini(&snapshot);
	return flows;
}

static void expect(const struct bp_flows *got, const struct bp_flows *expected)
{
	assert_int_equal(got->hb_up, expected->hb_up);
	assert_int_equal(got->hb_down, expected->hb_down);
	assert_int_equal(got->ram_rd, expected->ram_rd);
	assert_int_equal(got->ram_wr, expected->ram_wr);
	assert_int_equal(got->dev_internal, expected->dev_internal);
	assert_int_equal(got->p2p, expected->p2p);
	assert_int_equal(got->hairpin, expected->hairpin);
}

/* One transfer of 5000 bytes; no TLP overhead is in any sum. */
static void bp_flows_of__one_transfer__table(void **state)
{
	static const struct {
		const char *what;
		char from, to; /* to 0: RAM */
		bool is_write;
		u16 acs;
		struct bp_flows flows;
	} cases[] = {
		{ "write to RAM", 'c', 0, true, 0, { .hb_up = 5000, .ram_wr = 5000 } },
		{ "read from RAM", 'c', 0, false, 0, { .hb_down = 5000, .ram_rd = 5000 } },
		{ "own memory", 'a', 'a', true, 0, { .dev_internal = 5000 } },
		{ "write to a peer", 'a', 'b', true, 0, { .p2p = 5000 } },
		{ "read from a peer", 'a', 'b', false, 0, { .p2p = 5000 } },
		{ "to a sibling", 'g', 'h', true, 0, { .p2p = 5000 } },
		{ "redirected write",
		  'a',
		  'b',
		  true,
		  PCI_ACS_RR,
		  { .hb_up = 5000, .hb_down = 5000, .hairpin = 5000 } },
		/* The request went straight, its payload did not. */
		{ "redirected completion",
		  'b',
		  'a',
		  false,
		  PCI_ACS_CR,
		  { .hb_up = 5000, .hb_down = 5000 } },
		{ "across root ports", 'f', 'a', true, 0, { .hb_up = 5000, .hb_down = 5000 } },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_fabric f;
		struct bp_flows got;
		u64 at;

		t_fabric_init(&f, T_T1, 0, 0);
		t_fabric_acs(t_fabric_port(&f, 'a'), cases[i].acs);
		at = cases[i].to ? t_fabric_bus(&f, cases[i].to) : 0x10000;
		t_fabric_move(&f, cases[i].from, cases[i].is_write, at, data, 5000);
		got = flows(&f);
		print_message("# %s\n", cases[i].what);
		expect(&got, &cases[i].flows);
		t_fabric_fini(&f);
	}
}

static void bp_p2p_bytes__pairs__each_direction_its_own(void **state)
{
	const struct bp_p2p_pairs *pairs;
	struct bp_snapshot before, after;
	struct t_fabric f;

	(void)state;
	t_fabric_init(&f, T_T1, 0, 0);
	pairs = &f.fabric->p2p;
	t_fabric_move(&f, 'a', true, t_fabric_bus(&f, 'b'), data, 100);
	assert_int_equal(bp_snapshot_take(f.fabric, &before), 0);
	t_fabric_move(&f, 'a', false, t_fabric_bus(&f, 'b'), data, 20);
	t_fabric_move(&f, 'b', true, t_fabric_bus(&f, 'a'), data, 3);
	for (char to = 'c'; to <= 'h'; to++) /* more pairs than there was room for */
		for (char from = 'a'; from < 'c'; from++)
			t_fabric_move(&f, from, true, t_fabric_bus(&f, to), data, 1);
	assert_int_equal(bp_p2p_bytes(pairs, t_fabric_dev(&f, 'a'), t_fabric_dev(&f, 'b')), 120);
	assert_int_equal(bp_p2p_bytes(pairs, t_fabric_dev(&f, 'b'), t_fabric_dev(&f, 'a')), 3);
	assert_int_equal(bp_p2p_bytes(pairs, t_fabric_dev(&f, 'b'), t_fabric_dev(&f, 'e')), 1);
	assert_int_equal(bp_p2p_bytes(pairs, t_fabric_dev(&f, 'b'), t_fabric_dev(&f, 'f')), 0);
	assert_int_equal(bp_p2p_bytes(pairs, t_fabric_dev(&f, 'c'), t_fabric_dev(&f, 'd')), 0);
	/* A9.3 */
	assert_int_equal(bp_snapshot_take(f.fabric, &after), 0);
	bp_snapshot_diff(&after, &before);
	assert_int_equal(bp_p2p_bytes(&after.p2p, t_fabric_dev(&f, 'a'), t_fabric_dev(&f, 'b')),
			 20);
	assert_int_equal(bp_flows_of(f.fabric, &after).p2p, 20 + 3 + 6);
	bp_snapshot_fini(&before);
	bp_snapshot_fini(&after);
	t_fabric_fini(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_flows_of__one_transfer__table),
		cmocka_unit_test(bp_p2p_bytes__pairs__each_direction_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
