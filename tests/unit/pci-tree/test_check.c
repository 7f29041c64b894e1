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
		/* numbers of ports are no addresses of memory */
		{ NULL,
		  { .first = { .res = MEM(0x1000, 0xffff) },
		    .has_second = true,
		    .second = { .res = { .start = 0x1000,
					 .end = 0xffff,
					 .flags = IORESOURCE_IO } } } },
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

/* Bridges side by side: base and limit of the plain window, of the prefetchable one, the upper
 * halves of that. */
struct t_header {
	u16 base, limit, pref_base, pref_limit;
	u8 upper;
	bool off;
};

static void put(u8 *space, unsigned where, u16 value)
{
	space[where] = (u8)value;
	space[where + 1] = (u8)(value >> 8);
}

static void add_bridge(struct bp_pci_tree *tree, u8 slot, const struct t_header *header)
{
	u8 space[64] = { 0 };

	put(space, PCI_COMMAND, header->off ? 0 : PCI_COMMAND_MEMORY);
	space[PCI_HEADER_TYPE] = PCI_HEADER_TYPE_BRIDGE;
	put(space, 0x20, header->base);
	put(space, 0x22, header->limit);
	put(space, 0x24, header->pref_base);
	put(space, 0x26, header->pref_limit);
	space[0x28] = space[0x2c] = header->upper;
	assert_int_equal(bp_pci_tree_add(tree, bp_pci_tree_bus(tree, 0, 0),
					 &(struct bp_pci_function){ .slot = slot,
								    .is_bridge = true,
								    .secondary = slot,
								    .subordinate = slot,
								    .config = space,
								    .config_bytes = 64 },
					 NULL, NULL),
			 0);
}

static void bp_pci_tree_check__bridges_side_by_side__windows_differ(void **state)
{
	static const struct {
		bool overlap;
		struct t_header one, other;
	} cases[] = {
		{ false, { 0xfe00, 0xfe10, 0xfff1, 1, 0, 0 }, { 0xfe20, 0xfe20, 0xfff1, 1, 0, 0 } },
		{ true, { 0xfe00, 0xfe10, 0xfff1, 1, 0, 0 }, { 0xfe10, 0xfe20, 0xfff1, 1, 0, 0 } },
		{ true, { 0xfe00, 0xfe10, 0xfff1, 1, 0, 0 }, { 0x10, 0, 0xfe01, 0xfe01, 0, 0 } },
		{ true,
		  { 0xfe00, 0xfe10, 0xfff1, 1, 0, 0 },
		  { 0xfd00, 0xfd00, 0xfe01, 0xfe01, 0, 0 } },
		{ true, { 0, 0, 0x8001, 0x8011, 4, 0 }, { 0, 0, 0x8011, 0x8021, 4, 0 } },
		{ false, { 0, 0, 0x8001, 0x8011, 4, 0 }, { 0, 0, 0x8011, 0x8021, 5, 0 } },
		{ false, { 0, 0, 0x8001, 0x8011, 4, 0 }, { 0, 0, 0x8011, 0x8021, 4, true } },
		{ false, { 0xfe00, 0xfe10, 0, 0, 0, 0 }, { 0xfe20, 0xfe20, 0, 0, 0, 0 } },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_error err = { 0 };
		struct bp_pci_tree *tree;
		struct bp_env env;

		bp_env_init(&env);
		tree = bp_pci_tree_new(&env);
		bp_pci_tree_root(tree, 0, 0, NULL, 0, 0);
		add_bridge(tree, 1, &cases[i].one);
		add_bridge(tree, 2, &cases[i].other);
		assert_int_equal(bp_pci_tree_check(tree, &err), cases[i].overlap ? -EINVAL : 0);
		assert_int_equal(!!strstr(err.text, "overlaps one of 0000:00:01.0"),
				 cases[i].overlap);
		bp_pci_tree_free(tree);
		bp_env_fini(&env);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_pci_tree_check__table__first_thing_that_cannot_be),
		cmocka_unit_test(bp_pci_tree_check__bridges_side_by_side__windows_differ),
		cmocka_unit_test(
			bp_pci_tree_check__windows_of_one_host_bridge__bus_addresses_differ),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
