/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random machines: some root buses, bridges below bridges, functions and virtual functions.
 */
#include "verdict.h"

struct garden {
	struct t_random *random;
	struct bp_pci_tree *tree;
	unsigned room;
};

static void random_acs(struct garden *garden, struct bp_pci_function *what)
{
	what->has_acs = t_once_in(garden->random, 2);
	what->acs_cap = 0x7f;
	what->acs_ctrl = (u16)t_pick(garden->random, 0, 0, 0x11, 0x42, 0x53, 0x1d, 4, 8, 0x20,
				     t_below(garden->random, 0x80));
}

static int add(struct garden *garden, struct pci_bus *bus, struct bp_pci_function *what,
	       struct pci_dev **dev)
{
	garden->room--;
	random_acs(garden, what);
	return bp_pci_tree_add(garden->tree, bus, what, dev, NULL);
}

/* A device of one or more functions, the later ones now and then virtual. */
static int add_device(struct garden *garden, struct pci_bus *bus, u8 slot)
{
	unsigned nr = (unsigned)t_pick(garden->random, 1, 1, 1, 2, 3);
	struct pci_dev *first = NULL, *dev;

	for (unsigned i = 0; i < nr && garden->room; i++) {
		struct bp_pci_function what = {
			.slot = slot,
			.function = (u8)i,
			.is_pcie = true,
			.physfn = i && t_once_in(garden->random, 2) ? first : NULL,
		};
		int error = add(garden, bus, &what, &dev);

		if (error)
			return error;
		first = first ? first : dev;
	}
	return 0;
}

static int grow(struct garden *garden, struct pci_bus *bus, unsigned next, unsigned end);

static int add_bridge(struct garden *garden, struct pci_bus *bus, u8 slot, unsigned first,
		      unsigned last)
{
	struct bp_pci_function what = {
		.slot = slot,
		.is_bridge = true,
		.is_pcie = !t_once_in(garden->random, 8),
		.secondary = (u8)first,
		.subordinate = (u8)last,
	};
	struct pci_dev *dev;
	int error;

	what.pcie_type = (u8)(bus->self ? t_pick(garden->random, 5, 6, 7) : 4);
	if (!what.is_pcie)
		what.pcie_type = 0;
	error = add(garden, bus, &what, &dev);
	return error ? error : grow(garden, dev->subordinate, first + 1, last);
}

/* Fills a bus with devices and bridges that share the bus numbers @next to @end. */
static int grow(struct garden *garden, struct pci_bus *bus, unsigned next, unsigned end)
{
	unsigned children = (unsigned)t_between(garden->random, 1, 3);
	const struct pci_dev *first = TAILQ_FIRST(&bus->devices);
	unsigned slot = first && !first->devfn;

	for (; children && garden->room; children--, slot++) {
		bool bridge = next <= end && !t_once_in(garden->random, 3);
		unsigned last = bridge ? (unsigned)t_between(garden->random, next, end) : 0;
		int error = bridge ? add_bridge(garden, bus, (u8)slot, next, last)
				   : add_device(garden, bus, (u8)slot);

		if (error)
			return error;
		if (bridge)
			next = last + 1;
	}
	return 0;
}

/* The first function of a root bus, with an id that somebody lists.  Away from slot 0 another one
 * may sit there. */
static int add_speaker(struct garden *garden, struct pci_bus *bus)
{
	u64 which = t_below(garden->random, t_pick(garden->random, 4, model_nr_bridges));
	struct bp_pci_function what = {
		.slot = (u8)t_pick(garden->random, 0, 0, 0, 9),
		.vendor = model_bridges[which].vendor,
		.device = model_bridges[which].device,
	};

	if (t_once_in(garden->random, 2)) {
		what.is_pcie = true;
		what.pcie_type = PCI_EXP_TYPE_ROOT_PORT;
	}
	return add(garden, bus, &what, NULL);
}

int random_tree(struct t_random *random, struct bp_pci_tree *tree)
{
	unsigned roots = (unsigned)t_pick(random, 1, 1, 2, 3);
	struct garden garden = { random, tree, FUNCTIONS_MAX };

	for (unsigned i = 0; i < roots && garden.room; i++) {
		struct pci_host_bridge *bridge = bp_pci_tree_root(
			tree, t_once_in(random, 4) ? 0x10000 + i : 0, (u8)(i * 0x40), NULL, 0, 0);
		int error = bridge ? add_speaker(&garden, bridge->bus) : -1;

		if (!error)
			error = grow(&garden, bridge->bus, i * 0x40 + 1u, i * 0x40 + 0x3fu);
		if (error)
			return error;
	}
	return 0;
}
