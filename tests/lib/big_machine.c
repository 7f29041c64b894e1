/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include <blkpath/memremap.h>

#include "big_machine.h"
#include "bp_test.h"
#include "pci/assign.h"

#define PREFETCHABLE (IORESOURCE_MEM | IORESOURCE_PREFETCH | IORESOURCE_MEM_64)
#define WINDOW_BYTES 0x4000000000ull

static const struct resource areas[] = {
	{ 0, T_BIG_HOLE - 1, IORESOURCE_MEM },
	{ T_BIG_HOLE_END, T_BIG_RAM_END - 1, IORESOURCE_MEM },
};

static void start_devices(struct t_big_machine *machine)
{
	struct bp_pci_window *window = calloc(1, sizeof(*window));
	struct pci_host_bridge *bridge;

	assert_non_null(window);
	window->res =
		(struct resource){ T_BIG_WINDOW, T_BIG_WINDOW + WINDOW_BYTES - 1, PREFETCHABLE };
	t_pci_init(&machine->pci, "RP - U - { D - a , D - b } ; RP - U - { D - c , D - d }");
	for (unsigned i = 0; i < T_BIG_DEVICES; i++) {
		machine->device[i] = t_pci_named(&machine->pci, (char)('a' + i));
		machine->device[i]->resource[0] =
			(struct resource){ 0, T_BIG_BAR_BYTES - 1, PREFETCHABLE };
	}
	bridge = TAILQ_FIRST(&bp_pci_tree_pci(machine->pci.tree)->bridges);
	bridge->windows = window; /* the tree frees it */
	bridge->nr_windows = 1;
	bp_pci_assign(bridge, T_BIG_WINDOW, 0);
}

static void give_out(struct t_big_machine *machine)
{
	struct bp_phys_range ram[bp_array_size(areas)];

	for (size_t i = 0; i < bp_array_size(areas); i++)
		ram[i] = (struct bp_phys_range){ bp_phys_addr(areas[i].start),
						 areas[i].end - areas[i].start + 1 };
	assert_int_equal(bp_mm_new(&machine->pci.env, ram, bp_array_size(ram)), 0);
	machine->p2p = (struct bp_p2p){
		.env = &machine->pci.env,
		.pci = bp_pci_tree_pci(machine->pci.tree),
		.profile = BP_P2P_DIRECT,
		.rules = bp_p2p_rules_find("v5.2-rc5"),
	};
	for (unsigned i = 0; i < T_BIG_DEVICES; i++) {
		machine->device[i]->dev.bp_p2p = &machine->p2p;
		assert_int_equal(pci_p2pdma_add_resource(machine->device[i], 0, 0, 0), 0);
	}
}

void t_big_machine_start(struct t_big_machine *machine)
{
	const struct bp_swiotlb_setup bounce = { .base = bp_phys_addr(0x4000000) };
	struct bp_fabric_config config = { .ram = &bp_machine_ram_ops,
					   .ram_context = &machine->memory };

	memset(machine, 0, sizeof(*machine));
	start_devices(machine);
	machine->pci.env.max_pfn = T_BIG_RAM_END / 4096 - 1;
	machine->ram = bp_ram_new(&machine->pci.env);
	machine->memory = (struct bp_machine_ram){ machine->ram, areas, bp_array_size(areas) };
	machine->fabric = bp_fabric_new(bp_pci_tree_pci(machine->pci.tree), &config);
	machine->pool = bp_swiotlb_new(&machine->pci.env, &bounce);
	assert_non_null(machine->ram);
	assert_non_null(machine->fabric);
	assert_non_null(machine->pool);
	assert_int_equal(bp_iommu_attach(&machine->iommu, &machine->device[0]->dev,
					 machine->device[0]->bus->bridge, BP_IOMMU_SG_MERGE),
			 0);
	give_out(machine);
}

void t_big_machine_stop(struct t_big_machine *machine)
{
	for (unsigned i = 0; i < T_BIG_DEVICES; i++)
		bp_p2p_unbind(machine->device[i]);
	bp_mm_free(&machine->pci.env);
	bp_iommu_attached_fini(&machine->iommu);
	bp_swiotlb_free(machine->pool);
	bp_fabric_free(machine->fabric);
	bp_ram_free(machine->ram);
	t_pci_fini(&machine->pci);
}

bool t_big_machine_move(struct t_big_machine *machine, unsigned device, bool is_write, u64 address,
			void *data, u64 bytes)
{
	const struct bp_transfer transfer = { .requester = machine->device[device],
					      .is_write = is_write,
					      .address = address,
					      .bytes = bytes,
					      .data = data };
	struct bp_transferred result;

	return !bp_fabric_transfer(machine->fabric, &transfer, &result) &&
	       result.outcome == BP_OUTCOME_SUCCESS;
}
