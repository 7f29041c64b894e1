/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include <blkpath/acs.h>
#include <blkpath/p2p_list.h>

#include "input/lspci.h"
#include "input/pci_tree.h"
#include "world/machine.h"

/* Of a machine of which nobody knows. */
#define LOW_RAM_END ((u64)3 << 30)
#define HIGH_RAM ((u64)4 << 30)
#define HIGH_RAM_END ((u64)1 << 47)
#define AREA_ALIGN ((u64)1 << 28)

/* Without a word about the machine it is the scenario that the device stands in. */
static bool is_scenario(const struct bp_device_doc *doc)
{
	return bp_device_wrote(doc, "machine") ? bp_machine_is_scenario(doc->machine)
					       : *doc->machine;
}

static int read_records(struct bp_world_machine *machine, const struct bp_device_doc *doc,
			struct bp_error *err)
{
	if (is_scenario(doc))
		return bp_machine_load(&machine->records, doc->machine, &machine->said, err);
	if (*doc->machine)
		return bp_lspci_read(&machine->records, doc->machine, err);
	return bp_libpci_machine(&machine->records, err);
}

/* The machine as a kernel of the RFC boots it (P2P-A2.4, P-60 to P-66). */
static int boot(struct bp_world_machine *machine, const struct bp_device_doc *doc,
		struct bp_error *err)
{
	const struct bp_machine_said *said = &machine->said;
	const struct bp_p2p_rules *rules = bp_p2p_rules_find("v5.2-rc5");
	const struct bp_acs_boot how = {
		.change = rules->acs_change,
		.has_config = rules->has_config_acs,
		.wanted = said->acs_default,
		.disable_redir = said->disable_acs_redir,
	};
	struct pci_dev *dev;

	if (said->config_acs)
		return bp_error_set(err, doc->machine, 0, "config_acs",
				    "v5.2 does not know this parameter; newer kernels do (P-61)");
	if (!said->acs_default && !said->disable_acs_redir)
		return 0;
	TAILQ_FOREACH (dev, &bp_pci_tree_pci(machine->tree)->devices, link) {
		const unsigned acs = pci_find_ext_capability(dev, PCI_EXT_CAP_ID_ACS);
		u16 firmware;

		if (acs && pci_read_config_word(dev, acs + PCI_ACS_CTRL, &firmware))
			pci_write_config_word(dev, acs + PCI_ACS_CTRL,
					      bp_acs_after_boot(&how, dev, firmware, NULL));
	}
	return 0;
}

struct assumed_ram {
	u64 low_end;
	u64 high_end;
};

static void end_below(struct assumed_ram *ram, u64 address)
{
	u64 *end = address < HIGH_RAM ? &ram->low_end : &ram->high_end;

	*end = bp_min(*end, address & ~(AREA_ALIGN - 1));
}

/* A dump tells of no RAM: what no BAR has, neither as the CPU sees it nor on the bus (P2P-A3.5), in
 * two areas, as most machines have it. */
static void assume_ram(struct bp_world_machine *machine)
{
	struct assumed_ram ram = { LOW_RAM_END, HIGH_RAM_END };
	struct pci_dev *dev;

	TAILQ_FOREACH (dev, &bp_pci_tree_pci(machine->tree)->devices, link)
		for (unsigned bar = 0; bar < PCI_STD_NUM_BARS; bar++) {
			if (!(pci_resource_flags(dev, bar) & IORESOURCE_MEM))
				continue;
			end_below(&ram, pci_resource_start(dev, bar));
			end_below(&ram, pci_bus_address(dev, bar).bus);
		}
	if (ram.low_end)
		machine->ram[machine->nr_ram++] =
			(struct resource){ 0, ram.low_end - 1, IORESOURCE_MEM };
	if (ram.high_end > HIGH_RAM)
		machine->ram[machine->nr_ram++] =
			(struct resource){ HIGH_RAM, ram.high_end - 1, IORESOURCE_MEM };
}

static void find_ram(struct bp_world_machine *machine)
{
	const struct bp_pci_records *records = &machine->records;

	for (unsigned i = 0; i < records->nr_ram; i++)
		machine->ram[i] = records->ram[i];
	machine->nr_ram = records->nr_ram;
	if (!records->nr_ram)
		assume_ram(machine);
}

/* Before there is a tree. */
static int assume(struct bp_world_machine *machine, const struct bp_world_assumed *assumed,
		  struct bp_error *err)
{
	if (assumed->iommu != BP_P2P_IOMMU_UNKNOWN)
		machine->said.machine.iommu = assumed->iommu;
	machine->said.acs_default |= assumed->acs == BP_ACS_DEFAULT;
	return assumed->has_offset ? bp_machine_offset(&machine->records, assumed->offset, err) : 0;
}

static void clear_acs(const struct bp_world_machine *machine)
{
	struct pci_dev *dev;

	TAILQ_FOREACH (dev, &bp_pci_tree_pci(machine->tree)->devices, link) {
		const unsigned acs = pci_find_ext_capability(dev, PCI_EXT_CAP_ID_ACS);

		if (acs)
			pci_write_config_word(dev, acs + PCI_ACS_CTRL, 0);
	}
}

int bp_world_machine_open(struct bp_world_machine *machine, struct bp_env *env,
			  const struct bp_device_doc *doc, struct bp_error *err)
{
	const struct bp_world_assumed nothing = { 0 };

	return bp_world_machine_open_as(machine, env, doc, &nothing, err);
}

int bp_world_machine_open_as(struct bp_world_machine *machine, struct bp_env *env,
			     const struct bp_device_doc *doc,
			     const struct bp_world_assumed *assumed, struct bp_error *err)
{
	int error = read_records(machine, doc, err) ?: assume(machine, assumed, err);

	if (error)
		return error;
	machine->tree = bp_pci_tree_new(env);
	if (!machine->tree)
		return -ENOMEM;
	error = bp_pci_tree_build(machine->tree, &machine->records, err);
	if (!error)
		error = boot(machine, doc, err);
	if (error)
		return error;
	if (assumed->acs == BP_ACS_OFF)
		clear_acs(machine);
	find_ram(machine);
	machine->function = bp_pci_find_name(bp_pci_tree_pci(machine->tree), doc->pci);
	if (machine->function && !machine->function->subordinate)
		return 0;
	return bp_error_set(err, NULL, 0, assumed->key ?: "pci",
			    "%s is no %s of %s; allowed: an address of its tree", doc->pci,
			    machine->function ? "device, but a bridge," : "function",
			    machine->records.source);
}

void bp_world_machine_close(struct bp_world_machine *machine)
{
	bp_pci_tree_free(machine->tree);
	bp_pci_records_free(&machine->records);
	bp_machine_said_free(&machine->said);
}
