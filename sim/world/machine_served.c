/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <bsd/string.h>
#include <errno.h>

#include "pci/assign.h"
#include "world/machine_served.h"

#define GIB ((u64)1 << 30)
#define MIB ((u64)1 << 20)
#define WINDOW (256 * GIB)
#define WINDOW_BYTES (4 * GIB)

#define BEHIND_A_BRIDGE (IORESOURCE_MEM | IORESOURCE_PREFETCH | IORESOURCE_MEM_64)
#define BYTES(n)                                                                                   \
	{                                                                                          \
		.end = (n)-1, .flags = BEHIND_A_BRIDGE                                             \
	}

/* A function on a bus that an earlier one has below it. */
struct place {
	u8 bus;
	struct bp_pci_function what;
};

#define PORT(type, number, nr, below, last)                                                        \
	{                                                                                          \
		.bus = (number), .what = {                                                         \
			.slot = (nr),                                                              \
			.is_bridge = true,                                                         \
			.is_pcie = true,                                                           \
			.pcie_type = (type),                                                       \
			.class_code = 0x0604,                                                      \
			.secondary = (below),                                                      \
			.subordinate = (last)                                                      \
		}                                                                                  \
	}

#define CARD(number, class, ...)                                                                   \
	{                                                                                          \
		.bus = (number), .what = {                                                         \
			.is_pcie = true,                                                           \
			.pcie_type = PCI_EXP_TYPE_ENDPOINT,                                        \
			.class_code = (class),                                                     \
			.bars = { __VA_ARGS__ }                                                    \
		}                                                                                  \
	}

static const struct place places[] = {
	PORT(PCI_EXP_TYPE_ROOT_PORT, 0, 1, 1, 5),  PORT(PCI_EXP_TYPE_UPSTREAM, 1, 0, 2, 5),
	PORT(PCI_EXP_TYPE_DOWNSTREAM, 2, 0, 3, 3), CARD(3, 0x0580, BYTES(16 * MIB)),
	PORT(PCI_EXP_TYPE_DOWNSTREAM, 2, 1, 4, 4), CARD(4, 0x0207, BYTES(MIB)),
	PORT(PCI_EXP_TYPE_DOWNSTREAM, 2, 2, 5, 5), CARD(5, 0x0108, BYTES(16 << 10)),
};

#define MEMORY BYTES(8 * MIB)

/* Instead of the last one of these, and behind it. */
static const struct place more[] = {
	CARD(5, 0x0108, BYTES(16 << 10), [2] = MEMORY),
	PORT(PCI_EXP_TYPE_ROOT_PORT, 0, 2, 7, 7),
	CARD(7, 0x0108, BYTES(16 << 10), [2] = MEMORY),
};

static int add(const struct bp_world_machine *machine, const struct place *place, size_t nr)
{
	int error = 0;

	for (size_t i = 0; i < nr && !error; i++)
		error = bp_pci_tree_add(machine->tree,
					bp_pci_tree_bus(machine->tree, 0, place[i].bus),
					&place[i].what, NULL, NULL);
	return error;
}

static int add_all(const struct bp_world_machine *machine, enum bp_served kind)
{
	const bool has_more = kind == BP_SERVED_MORE;

	return add(machine, places, bp_array_size(places) - has_more)
		       ?: add(machine, more, has_more ? bp_array_size(more) : 0);
}

static void add_ram(struct bp_world_machine *machine, u64 kernel, u64 other)
{
	machine->ram[BP_SERVED_KERNEL_RAM] =
		(struct resource){ kernel, kernel + 2 * GIB - 1, IORESOURCE_MEM };
	machine->ram[1] = (struct resource){ other, other + 4 * GIB - 1, IORESOURCE_MEM };
	machine->nr_ram = 2;
}

int bp_world_machine_served(struct bp_world_machine *machine, struct bp_env *env,
			    enum bp_served kind, const struct bp_world_assumed *assumed,
			    const char *drive)
{
	const struct bp_pci_window window = {
		.res = { WINDOW, WINDOW + WINDOW_BYTES - 1, BEHIND_A_BRIDGE },
		.offset = kind == BP_SERVED_AT_ZERO ? WINDOW : assumed->offset,
	};
	struct pci_host_bridge *bridge;
	int error;

	strlcpy(machine->records.source, "a machine of its own", sizeof(machine->records.source));
	if (kind == BP_SERVED_AT_ZERO)
		add_ram(machine, 4 * GIB, 8 * GIB);
	else
		add_ram(machine, 0, 4 * GIB);
	machine->said.machine.iommu = assumed->iommu;
	machine->tree = bp_pci_tree_new(env);
	if (!machine->tree)
		return -ENOMEM;
	bridge = bp_pci_tree_root(machine->tree, 0, 0, &window, 1, 0);
	error = bridge ? add_all(machine, kind) : -ENOMEM;
	if (error)
		return error;
	bp_pci_assign(bridge, WINDOW, window.offset);
	machine->function = bp_pci_find_name(bp_pci_tree_pci(machine->tree), drive);
	return 0;
}
