/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Windows and BARs lie as they must (P2P-A3.5).
 */
#include "bp_test.h"

#include <errno.h>
#include <string.h>

#include "pci/tree.h"

#define MEM(from, to)                                                                              \
	{                                                                                          \
		.start = from, .end = to, .flags = IORESOURCE_MEM                                  \
	}

/* Two host bridges with a window each, a bridge with a window, a BAR on each level. */
struct t_machine {
	struct bp_pci_window first;
	struct bp_pci_window second;
	bool has_second;
	struct resource bridge_window;
	bool subtractive;
	bool cardbus;
	struct resource bar;
	struct resource other_bar;
};

static int judge(const struct t_machine *m, struct bp_error *err)
{
	struct bp_env env;
	struct bp_pci_tree *tree;
	struct pci_dev *bridge;
	u8 space[64] = { 0 };
	int result;

	bp_env_init(&env);
	tree = bp_pci_tree_new(&env);
	bp_pci_tree_root(tree, 0, 0, &m->first, m->first.res.end ? 1 : 0, 0);
	if (m->has_second)
		bp_pci_tree_root(tree, 0, 0x80, &m->second, 1, 0);
	space[0x09] = m->subtractive;
	space[0x0e] = m->cardbus ? PCI_HEADER_TYPE_CARDBUS : PCI_HEADER_TYPE_BRIDGE;
	space[0x20] = (u8)(m->bridge_window.start >> 16);
	space[0x21] = (u8)(m->bridge_window.start >> 24);
	space[0x22] = (u8)(m->bridge_window.end >> 16 & 0xf0);
	space[0x23] = (u8)(m->bridge_window.end >> 24);
	space[0x24] = 0xf1; /* no prefetchable window: base above limit */
	space[0x25] = 0xff;
	bp_pci_tree_add(tree, bp_pci_tree_bus(tree, 0, 0),
			&(struct bp_pci_function){ .is_bridge = true,
						   .secondary = 1,
						   .subordinate = 1,
						   .config = space,
						   .config_bytes = 64 },
			&bridge, NULL);
	bp_pci_tree_add(tree, bridge->subordinate,
			&(struct bp_pci_function){ .bars = { [2] = m->bar } }, NULL, NULL);
	bp_pci_tree_add(tree, bp_pci_tree_bus(tree, 0, 0),
			&(struct bp_pci_function){ .slot = 1, .bars = { m->other_bar } }, NULL,
			NULL);
	result = bp_pci_tree_check(tree, err);
	bp_pci_tree_free(tree);
	bp_env_fini(&env);
	return result;
}

static void bp_pci_tree_check__table__first_thing_that_cannot_be(void **state)
{
	static const struct {
		const char *words; /* NULL: all is well */
		struct t_machine machine;
	} cases[] = {
		{ NULL, { .bridge_window = MEM(0xfe000000, 0xfe1fffff) } },
		{ NULL,
		  { .bridge_window = MEM(0xfe000000, 0xfe1fffff),
		    .bar = MEM(0xfe000000, 0xfe003fff),
		    .other_bar = MEM(0xfe200000, 0xfe200fff) } },
		{ "BAR 2 at 0xfe200000 lies in no window of the bridge above",
		  { .bridge_window = MEM(0xfe000000, 0xfe1fffff),
		    .bar = MEM(0xfe200000, 0xfe203fff) } },
		{ NULL,
		  { .bridge_window = MEM(0xfe000000, 0xfe1fffff),
		    .subtractive = true,
		    .bar = MEM(0xfe200000, 0xfe203fff) } },
		{ NULL,
		  { .bridge_window = MEM(0xfe000000, 0xfe1fffff),
		    .cardbus = true,
		    .bar = MEM(0xfe200000, 0xfe203fff) } },
		{ "BAR 0 at 0xfe000000 lies in no window of its host bridge",
		  { .first = { .res = MEM(0xf0000000, 0xf0ffffff) },
		    .other_bar = MEM(0xfe000000, 0xfe003fff) } },
		{ "ends before it starts", { .bar = MEM(0xfe203000, 0xfe000000) } },
		{ "overlaps the BAR of another function",
		  { .bridge_window = MEM(0xfe000000, 0xfe1fffff),
		    .bar = MEM(0xfe000000, 0xfe003fff),
		    .other_bar = MEM(0xfe003000, 0xfe004fff) } },
		/* the bridge's window holds bus addresses */
		{ NULL,
		  { .first = { .res = MEM(0x1fe000000, 0x1fe1fffff), .offset = 0x100000000 },
		    .bridge_window = MEM(0xfe000000, 0xfe1fffff),
		    .bar = MEM(0x1fe000000, 0x1fe003fff) } },
		{ "overlaps another one in CPU addresses",
		  { .first = { .res = MEM(0xf0000000, 0xf0ffffff) },
		    .has_second = true,
		    .second = { .res = MEM(0xf0800000, 0xf1ffffff) } } },
		/* two hierarchies may use the same bus addresses */
		{ NULL,
		  { .first = { .res = MEM(0xf0000000, 0xf0ffffff) },
		    .has_second = true,
		    .second = { .res = MEM(0x1f0000000, 0x1f0ffffff), .offset = 0x100000000 } } },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_error err = { 0 };
		int result = judge(&cases[i].machine, &err);

		if (!cases[i].words) {
			assert_string_equal(err.text, "");
			assert_int_equal(result, 0);
			continue;
		}
		assert_int_equal(result, -EINVAL);
		if (!strstr(err.text, cases[i].words))
			assert_string_equal(err.text, cases[i].words);
	}
}

static void bp_pci_tree_check__windows_of_one_host_bridge__bus_addresses_differ(void **state)
{
	static const struct bp_pci_window windows[] = {
		{ MEM(0xf0000000, 0xf0ffffff), 0 },
		{ MEM(0x1f0000000, 0x1f0ffffff), 0x100000000 },
	};
	struct bp_error err = { 0 };
	struct bp_pci_tree *tree;
	struct bp_env env;

	(void)state;
	bp_env_init(&env);
	tree = bp_pci_tree_new(&env);
	bp_pci_tree_root(tree, 0, 0, windows, 2, 0);
	assert_int_equal(bp_pci_tree_check(tree, &err), -EINVAL);
	assert_non_null(strstr(err.text, "overlaps another one in bus addresses"));
	bp_pci_tree_free(tree);
	bp_env_fini(&env);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_pci_tree_check__table__first_thing_that_cannot_be),
		cmocka_unit_test(
			bp_pci_tree_check__windows_of_one_host_bridge__bus_addresses_differ),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
