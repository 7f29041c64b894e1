/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <bsd/string.h>
#include <errno.h>

#include "pci/assign.h"
#include "world/machine_own.h"

#define GIB ((u64)1 << 30)
#define MIB ((u64)1 << 20)
#define HOLE (3 * GIB)
#define HOLE_END (4 * GIB)
#define RAM_END (128 * 1024 * GIB)
#define WINDOW_BYTES (4 * GIB)

/* Doorbells of 65 queues in any stride, and the registers. */
#define REGISTERS_BYTES (256 * 1024)

#define BEHIND_A_BRIDGE (IORESOURCE_MEM | IORESOURCE_PREFETCH | IORESOURCE_MEM_64)
#define MEMORY_BAR 2

static u64 power_of_two(u64 bytes)
{
	u64 power = MIB;

	while (power < bytes)
		power *= 2;
	return power;
}

static int add_port(struct bp_pci_tree *tree, struct pci_bus *bus)
{
	const struct bp_pci_function port = {
		.slot = 1,
		.is_bridge = true,
		.is_pcie = true,
		.pcie_type = PCI_EXP_TYPE_ROOT_PORT,
		.class_code = 0x0604,
		.secondary = 1,
		.subordinate = 1,
	};

	return bp_pci_tree_add(tree, bus, &port, NULL, NULL);
}

static struct pci_bus *bus_below_a_port(struct bp_world_machine *machine, struct pci_bus *root)
{
	return add_port(machine->tree, root) ? NULL : bp_pci_tree_bus(machine->tree, 0, 1);
}

static int add_controller(struct bp_world_machine *machine, struct pci_bus *root, u64 cmb_bytes)
{
	struct bp_pci_function controller = {
		.is_pcie = true,
		.pcie_type = PCI_EXP_TYPE_ENDPOINT,
		.class_code = 0x0108,
	};
	struct pci_bus *bus = bus_below_a_port(machine, root);

	controller.bars[0] = (struct resource){ 0, REGISTERS_BYTES - 1, BEHIND_A_BRIDGE };
	if (cmb_bytes)
		controller.bars[MEMORY_BAR] =
			(struct resource){ 0, power_of_two(cmb_bytes) - 1, BEHIND_A_BRIDGE };
	return bus ? bp_pci_tree_add(machine->tree, bus, &controller, &machine->function, NULL)
		   : -ENOMEM;
}

/* In the root complex, its memory first. */
static int add_controller_at_zero(struct bp_world_machine *machine, struct pci_bus *root,
				  u64 cmb_bytes)
{
	struct bp_pci_function controller = {
		.slot = 1,
		.is_pcie = true,
		.pcie_type = PCI_EXP_TYPE_RC_END,
		.class_code = 0x0108,
	};
	const u64 behind = RAM_END + power_of_two(cmb_bytes);

	controller.bars[MEMORY_BAR] = (struct resource){ RAM_END, behind - 1, BEHIND_A_BRIDGE };
	controller.bars[0] =
		(struct resource){ behind, behind + REGISTERS_BYTES - 1, BEHIND_A_BRIDGE };
	return bp_pci_tree_add(machine->tree, root, &controller, &machine->function, NULL);
}

struct pci_host_bridge *bp_world_machine_begin(struct bp_world_machine *machine, struct bp_env *env,
					       const struct bp_pci_window *window)
{
	strlcpy(machine->records.source, "a machine of its own", sizeof(machine->records.source));
	machine->tree = bp_pci_tree_new(env);
	return machine->tree ? bp_pci_tree_root(machine->tree, 0, 0, window, 1, 0) : NULL;
}

/* What has the bus addresses of BARs is no RAM. */
static void add_ram(struct bp_world_machine *machine, bool bus_zero)
{
	if (!bus_zero)
		machine->ram[machine->nr_ram++] = (struct resource){ 0, HOLE - 1, IORESOURCE_MEM };
	machine->ram[machine->nr_ram++] =
		(struct resource){ HOLE_END, RAM_END - 1, IORESOURCE_MEM };
}

int bp_world_machine_own(struct bp_world_machine *machine, struct bp_env *env, u64 cmb_bytes,
			 bool bus_zero)
{
	const struct bp_pci_window window = {
		.res = { RAM_END, RAM_END + WINDOW_BYTES - 1, BEHIND_A_BRIDGE },
		.offset = bus_zero ? RAM_END : 0,
	};
	struct pci_host_bridge *bridge = bp_world_machine_begin(machine, env, &window);
	int error;

	if (!bridge)
		return -ENOMEM;
	add_ram(machine, bus_zero);
	if (bus_zero)
		return add_controller_at_zero(machine, bridge->bus, cmb_bytes);
	error = add_controller(machine, bridge->bus, cmb_bytes);
	if (!error)
		bp_pci_assign(bridge, window.res.start, 0);
	return error;
}
