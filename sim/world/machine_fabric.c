/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "world/machine_fabric.h"
#include "input/pci_tree.h"
#include "pci/io.h"

static void tell_kernel(const struct bp_machine_fabric_setup *setup, struct bp_fabric *fabric)
{
	const struct bp_world_machine *machine = setup->machine;
	struct bp_env *env = setup->env;

	bp_ram_restrict(setup->ram, machine->ram, machine->nr_ram);
	if (machine->nr_ram)
		env->max_pfn = env->max_low_pfn =
			machine->ram[machine->nr_ram - 1].end >> env->page_shift;
	env->io_ops = &bp_fabric_io_ops;
	env->io_arg = fabric;
}

struct bp_fabric *bp_machine_fabric_new(const struct bp_machine_fabric_setup *setup)
{
	const struct bp_world_machine *machine = setup->machine;
	const struct bp_fabric_config config = {
		.ram = &bp_machine_ram_ops,
		.ram_context = setup->view,
		.iommu = &bp_iommu_translation_ops,
		.seed = setup->seed,
	};
	struct bp_fabric *fabric;

	*setup->view = (struct bp_machine_ram){ setup->ram, machine->ram, machine->nr_ram };
	fabric = bp_fabric_new(bp_pci_tree_pci(machine->tree), &config);
	if (!fabric)
		return NULL;
	bp_pci_tree_policies(&machine->records, fabric); /* P2P-A6.6 */
	tell_kernel(setup, fabric);
	return fabric;
}

int bp_machine_attach(const struct bp_world_machine *machine, struct pci_dev *function,
		      struct bp_iommu_attached *iommu)
{
	const struct pci_host_bridge *bridge = function->bus->bridge;
	struct device *dev = &function->dev;

	dev->is_pci = true;
	dev->dma_pfn_offset = bridge->dma_offset >> dev->bp_env->page_shift;
	if (machine->said.machine.iommu != BP_P2P_IOMMU_ON)
		return 0;
	return bp_iommu_attach(iommu, dev, bridge, BP_IOMMU_SG_MERGE);
}
