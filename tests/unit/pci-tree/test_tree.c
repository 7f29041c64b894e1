/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Trees are made, and what cannot be is refused (P2P-A1, P2P-A2).
 */
#include "bp_test.h"

#include <errno.h>
#include <string.h>

#include "pci/decode.h"
#include "pci/tree.h"

struct t_tree {
	struct bp_env env;
	struct bp_pci_tree *tree;
	struct pci_bus *root;
};

static void start(struct t_tree *t)
{
	bp_env_init(&t->env);
	t->tree = bp_pci_tree_new(&t->env);
	assert_non_null(t->tree);
	t->root = bp_pci_tree_root(t->tree, 0, 0, NULL, 0, 0)->bus;
}

static void stop(struct t_tree *t)
{
	bp_pci_tree_free(t->tree);
	bp_env_fini(&t->env);
}

static struct pci_dev *add(struct t_tree *t, struct pci_bus *bus, struct bp_pci_function what)
{
	struct bp_error err = { 0 };
	struct pci_dev *dev = NULL;

	assert_int_equal(bp_pci_tree_add(t->tree, bus, &what, &dev, &err), 0);
	return dev;
}

static unsigned word(const struct pci_dev *dev, unsigned where)
{
	return dev->config[where] | (unsigned)dev->config[where + 1] << 8;
}

static void bp_pci_tree_add__bridge__owns_a_bus(void **state)
{
	struct t_tree t;
	struct pci_dev *port, *end;

	(void)state;
	start(&t);
	port = add(&t, t.root,
		   (struct bp_pci_function){ .slot = 1,
					     .is_bridge = true,
					     .is_pcie = true,
					     .pcie_type = PCI_EXP_TYPE_ROOT_PORT,
					     .secondary = 1,
					     .subordinate = 5 });
	assert_non_null(port->subordinate);
	assert_ptr_equal(port->subordinate->self, port);
	assert_int_equal(port->subordinate->busn_end, 5);
	assert_ptr_equal(bp_pci_tree_bus(t.tree, 0, 1), port->subordinate);
	end = add(&t, port->subordinate, (struct bp_pci_function){ .vendor = 0x8086 });
	assert_ptr_equal(end->dev.parent, &port->dev);
	assert_ptr_equal(TAILQ_FIRST(&bp_pci_tree_pci(t.tree)->devices), port);
	assert_ptr_equal(TAILQ_NEXT(port, link), end);
	assert_null(bp_pci_tree_bus(t.tree, 0, 2));
	assert_null(bp_pci_tree_bus(t.tree, 1, 0));
	stop(&t);
}

/* P2P-A2: what a scenario says is to be read where hardware has it. */
static void bp_pci_tree_add__no_config__one_is_made(void **state)
{
	struct t_tree t;
	struct pci_dev *port;

	(void)state;
	start(&t);
	port = add(&t, t.root,
		   (struct bp_pci_function){ .slot = 1,
					     .vendor = 0x1b36,
					     .device = 0x000c,
					     .class_code = 0x0604,
					     .is_bridge = true,
					     .is_pcie = true,
					     .pcie_type = PCI_EXP_TYPE_ROOT_PORT,
					     .secondary = 1,
					     .subordinate = 2,
					     .has_acs = true,
					     .acs_cap = 0x5f,
					     .acs_ctrl = 0x1d });
	assert_int_equal(port->config_bytes, 4096);
	assert_int_equal(word(port, PCI_VENDOR_ID), 0x1b36);
	assert_int_equal(word(port, PCI_DEVICE_ID), 0x000c);
	assert_int_equal(port->config[PCI_HEADER_TYPE], PCI_HEADER_TYPE_BRIDGE);
	assert_int_equal(word(port, PCI_SECONDARY_BUS), 0x0201);
	assert_int_equal(port->config[port->config[PCI_CAPABILITY_LIST]], PCI_CAP_ID_EXP);
	assert_int_equal(word(port, port->config[PCI_CAPABILITY_LIST] + 2u), 0x42);
	assert_int_equal(word(port, 0x100), PCI_EXT_CAP_ID_ACS);
	assert_int_equal(word(port, 0x104), 0x5f);
	assert_int_equal(word(port, 0x106), 0x1d);
	stop(&t);
}

/* P2P-A2.1, A2.2: a decoder finds in a made space what a text dump said of it. */
static void bp_pci_tree_add__command_and_windows__in_the_made_space(void **state)
{
	struct t_tree t;
	struct pci_dev *port;

	(void)state;
	start(&t);
	port = add(&t, t.root,
		   (struct bp_pci_function){
			   .slot = 1,
			   .is_bridge = true,
			   .secondary = 1,
			   .subordinate = 2,
			   .has_command = true,
			   .command = PCI_COMMAND_MEMORY,
			   .windows = { { 0xfe800000, 0xfe9fffff, IORESOURCE_MEM },
					{ 0x383ff9c00000, 0x383ff9ffffff, IORESOURCE_MEM } },
		   });
	assert_int_equal(word(port, PCI_COMMAND), PCI_COMMAND_MEMORY);
	assert_false(bp_decode_windows(port, 0xfe7fffff, NULL));
	assert_true(bp_decode_windows(port, 0xfe800000, NULL));
	assert_true(bp_decode_windows(port, 0xfe9fffff, NULL));
	assert_false(bp_decode_windows(port, 0xfea00000, NULL));
	assert_false(bp_decode_windows(port, 0x383ff9bfffff, NULL));
	assert_true(bp_decode_windows(port, 0x383ff9c00000, NULL));
	assert_true(bp_decode_windows(port, 0x383ff9ffffff, NULL));
	assert_false(bp_decode_windows(port, 0x383ffa000000, NULL));
	port = add(&t, t.root,
		   (struct bp_pci_function){
			   .slot = 2, .is_bridge = true, .secondary = 3, .subordinate = 3 });
	assert_false(bp_decode_windows(port, 0, NULL));
	stop(&t);
}

/* 256 bytes were read; text tells of the ACS behind them. */
static void bp_pci_tree_add__short_config_and_acs__completed(void **state)
{
	struct t_tree t;
	struct pci_dev *dev;
	u8 space[256] = { 0x86, 0x80, 0x34, 0x12 };

	(void)state;
	start(&t);
	dev = add(&t, t.root,
		  (struct bp_pci_function){ .config = space,
					    .config_bytes = sizeof(space),
					    .has_acs = true,
					    .acs_ctrl = 0x0c });
	assert_int_equal(dev->config_bytes, 4096);
	assert_int_equal(word(dev, PCI_DEVICE_ID), 0x1234);
	assert_int_equal(word(dev, 0x106), 0x0c);
	dev = add(&t, t.root,
		  (struct bp_pci_function){ .slot = 1,
					    .config = space,
					    .config_bytes = 64,
					    .is_pcie = true,
					    .pcie_type = PCI_EXP_TYPE_UPSTREAM });
	assert_int_equal(dev->config_bytes, 256);
	assert_int_equal(word(dev, 0x42), 0x52);
	stop(&t);
}

static void bp_pci_tree_add__what_cannot_be__refused_and_nothing_added(void **state)
{
#define BRIDGE(number, sec, sub)                                                                   \
	{                                                                                          \
		.slot = number, .is_bridge = true, .secondary = sec, .subordinate = sub            \
	}
	static const struct {
		struct bp_pci_function what;
		int error;
		const char *words;
	} cases[] = {
		{ { .slot = 1 }, -EEXIST, "two functions have this address" },
		{ { .slot = 32 }, -EINVAL, "a slot is 0 to 31" },
		{ { .slot = 2, .function = 8 }, -EINVAL, "a function 0 to 7" },
		{ BRIDGE(2, 1, 4), -EINVAL, "another bus has the number" },
		{ BRIDGE(2, 9, 8), -EINVAL, "must not be below" },
		/* on bus 1, which has the buses up to 4 */
		{ BRIDGE(0, 3, 0x40), -EINVAL, "among those of the bus above" },
	};
	struct t_tree t;

	(void)state;
	start(&t);
	assert_non_null(bp_pci_tree_root(t.tree, 0, 0x40, NULL, 0, 0));
	assert_null(bp_pci_tree_root(t.tree, 0, 0x40, NULL, 0, 0));
	add(&t, t.root, (struct bp_pci_function)BRIDGE(1, 1, 4));
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		bool last = i + 1 == bp_array_size(cases);
		struct pci_bus *bus = last ? bp_pci_tree_bus(t.tree, 0, 1) : t.root;
		struct bp_error err = { 0 };

		assert_int_equal(bp_pci_tree_add(t.tree, bus, &cases[i].what, NULL, &err),
				 cases[i].error);
		assert_non_null(strstr(err.text, cases[i].words));
		assert_int_equal(strncmp(err.key, "0000:0", 6), 0);
	}
	assert_int_equal(bp_pci_tree_add(t.tree, bp_pci_tree_bus(t.tree, 0, 1),
					 &(struct bp_pci_function)BRIDGE(0, 1, 1), NULL, NULL),
			 -EINVAL);
	assert_null(TAILQ_NEXT(TAILQ_FIRST(&bp_pci_tree_pci(t.tree)->devices), link));
	stop(&t);
}

/* A bridge that firmware left alone has no bus below. */
static void bp_pci_tree_add__secondary_0__no_bus(void **state)
{
	struct t_tree t;

	(void)state;
	start(&t);
	assert_null(add(&t, t.root, (struct bp_pci_function){ .is_bridge = true })->subordinate);
	stop(&t);
}

/* P-34: every root bus is a host bridge of its own, also within one domain. */
static void bp_pci_tree_root__several__each_has_its_host_bridge(void **state)
{
	struct t_tree t;

	(void)state;
	start(&t);
	bp_pci_tree_root(t.tree, 0, 0x80, NULL, 0, 0);
	bp_pci_tree_root(t.tree, 0, 0x40, NULL, 0, 0x1000);
	bp_pci_tree_root(t.tree, 0x10000, 0x20, NULL, 0, 0);
	assert_ptr_not_equal(bp_pci_tree_bus(t.tree, 0, 0x40)->bridge, t.root->bridge);
	assert_int_equal(bp_pci_tree_bus(t.tree, 0, 0x40)->bridge->dma_offset, 0x1000);
	assert_int_equal(bp_pci_tree_bus(t.tree, 0x10000, 0x20)->busn_end, 0xff);
	stop(&t);
}

/* A1.4: no bridge owns the bus of a virtual function. */
static void bp_pci_tree_virtual_bus__above_is_what_is_above_the_physical(void **state)
{
	struct t_tree t;
	struct pci_dev *port, *pf;
	struct pci_bus *bus;

	(void)state;
	start(&t);
	port = add(&t, t.root, (struct bp_pci_function)BRIDGE(1, 1, 4));
	pf = add(&t, port->subordinate, (struct bp_pci_function){ .slot = 0 });
	bus = bp_pci_tree_virtual_bus(t.tree, pf, 2);
	assert_non_null(bus);
	assert_ptr_equal(bus->self, port);
	assert_ptr_equal(bus->bridge, t.root->bridge);
	assert_null(bp_pci_tree_virtual_bus(t.tree, pf, 2));
	assert_ptr_equal(add(&t, bus, (struct bp_pci_function){ .physfn = pf })->physfn, pf);
	stop(&t);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_pci_tree_add__bridge__owns_a_bus),
		cmocka_unit_test(bp_pci_tree_add__no_config__one_is_made),
		cmocka_unit_test(bp_pci_tree_add__command_and_windows__in_the_made_space),
		cmocka_unit_test(bp_pci_tree_add__short_config_and_acs__completed),
		cmocka_unit_test(bp_pci_tree_add__what_cannot_be__refused_and_nothing_added),
		cmocka_unit_test(bp_pci_tree_add__secondary_0__no_bus),
		cmocka_unit_test(bp_pci_tree_root__several__each_has_its_host_bridge),
		cmocka_unit_test(bp_pci_tree_virtual_bus__above_is_what_is_above_the_physical),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
