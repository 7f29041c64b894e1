/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <bsd/string.h>
#include <errno.h>
#include <string.h>

#include <blkpath/memremap.h>
#include <blkpath/nvme_pci.h>

#include "input/pci_tree.h"
#include "nvme/namespace.h"
#include "pci/io.h"
#include "world/memory_bar.h"
#include "world/pair.h"

#define CLASS_NVME 0x0108

static int want_drive(const struct bp_world_pair *pair, const char *option,
		      const struct pci_dev *function, struct bp_error *err)
{
	char name[BP_PCI_NAME_MAX];

	if (function->class_code == CLASS_NVME)
		return 0;
	return bp_error_set(err, NULL, 0, option,
			    "%s of %s is no NVMe drive: its class is %04x, %04x is allowed",
			    bp_pci_name(function, name), pair->machine.records.source,
			    function->class_code, CLASS_NVME);
}

static int read_machine(struct bp_world_pair *pair, const struct bp_world_pair_setup *setup,
			struct bp_error *err)
{
	const struct bp_world_assumed assumed = { .key = "--from" };
	const struct bp_place at = { .key = "machine" };
	struct bp_device_doc doc;
	int error = 0;

	bp_device_init(&doc);
	strlcpy(doc.pci, setup->from, sizeof(doc.pci));
	if (setup->machine)
		error = bp_device_put(&doc, &at, setup->machine, err);
	error = error ?: bp_world_machine_open_as(&pair->machine, &pair->env, &doc, &assumed, err);
	if (error)
		return error;
	pair->from.function = pair->machine.function;
	pair->to.function = bp_pci_find_name(bp_pci_tree_pci(pair->machine.tree), setup->to);
	if (!pair->to.function || pair->to.function->subordinate)
		return bp_error_set(err, NULL, 0, "--to", "%s is no device of %s", setup->to,
				    pair->machine.records.source);
	if (pair->to.function == pair->from.function)
		return bp_error_set(err, NULL, 0, "--to", "%s is --from too: two drives are needed",
				    setup->to);
	return want_drive(pair, "--from", pair->from.function, err)
		       ?: want_drive(pair, "--to", pair->to.function, err);
}

static int make_fabric(struct bp_world_pair *pair)
{
	const struct bp_world_machine *machine = &pair->machine;
	const struct bp_fabric_config config = {
		.ram = &bp_machine_ram_ops,
		.ram_context = &pair->machine_ram,
		.iommu = &bp_iommu_translation_ops,
	};

	pair->ram = bp_ram_new(&pair->env);
	pair->machine_ram = (struct bp_machine_ram){ pair->ram, machine->ram, machine->nr_ram };
	pair->fabric = bp_fabric_new(bp_pci_tree_pci(machine->tree), &config);
	if (!pair->ram || !pair->fabric)
		return -ENOMEM;
	if (machine->nr_ram)
		pair->env.max_pfn = pair->env.max_low_pfn =
			machine->ram[machine->nr_ram - 1].end >> pair->env.page_shift;
	bp_pci_tree_policies(&machine->records, pair->fabric);
	pair->env.io_ops = &bp_fabric_io_ops;
	pair->env.io_arg = pair->fabric;
	return bp_world_peers_start(&pair->peers, &pair->machine);
}

static void find_cmb(struct bp_world_drive *drive)
{
	drive->bar = bp_memory_bar(drive->function, 1);
	if (drive->bar < PCI_STD_NUM_BARS)
		drive->cmb_bytes = pci_resource_len(drive->function, drive->bar);
}

/* As a machine with an IOMMU has them (P2P-A4.5, P2P-C5.4). */
static int attach(struct bp_world_pair *pair, struct bp_world_drive *drive)
{
	const struct pci_host_bridge *bridge = drive->function->bus->bridge;
	struct device *dev = &drive->function->dev;

	dev->is_pci = true;
	dev->dma_pfn_offset = bridge->dma_offset >> pair->env.page_shift;
	if (pair->machine.said.machine.iommu != BP_P2P_IOMMU_ON)
		return 0;
	return bp_iommu_attach(&drive->iommu, dev, bridge, BP_IOMMU_SG_MERGE);
}

static int make_controller(struct bp_world_pair *pair, struct bp_world_drive *drive, u64 bytes,
			   struct bp_error *err)
{
	const struct bp_nvme_namespace_config namespace = { .blocks = bytes >> SECTOR_SHIFT };
	struct bp_nvme_config config = bp_nvme_config_default();

	config.namespaces = &namespace;
	config.nr_namespaces = 1;
	config.nr_io_queues = 1;
	config.vectors = 2;
	find_cmb(drive);
	if (drive->cmb_bytes) {
		config.cmbloc = drive->bar;
		config.cmbsz = bp_data_cmbsz(drive->cmb_bytes);
	}
	return bp_nvme_controller_new(pair->fabric, drive->function, &config, &drive->ctrl, err);
}

static int bring_up(struct bp_world_drive *drive, u16 instance, struct bp_error *err)
{
	struct bp_nvme_params params = bp_nvme_params_default();
	char name[BP_PCI_NAME_MAX];
	const struct nvme_ns *ns;
	int error;

	params.instance = instance;
	drive->function->bp_msix_vectors = 2;
	error = nvme_probe(drive->function, &params, &drive->dev);
	if (error)
		return bp_error_set(err, NULL, 0, bp_pci_name(drive->function, name),
				    "the driver gave the drive up: %s", strerror(-error));
	ns = bp_nvme_find_ns(&drive->dev->ctrl, 1);
	if (!ns)
		return bp_error_set(err, NULL, 0, bp_pci_name(drive->function, name),
				    "the driver found no namespace");
	drive->disk = ns->disk;
	return 0;
}

static int open_drive(struct bp_world_pair *pair, struct bp_world_drive *drive, u64 bytes,
		      struct bp_error *err)
{
	int error = attach(pair, drive);

	error = error ?: make_controller(pair, drive, bytes, err);
	return error ?: bring_up(drive, drive == &pair->to, err);
}

int bp_world_pair_open(struct bp_world_pair *pair, const struct bp_world_pair_setup *setup,
		       struct bp_error *err)
{
	int error;

	bp_env_init(&pair->env);
	error = read_machine(pair, setup, err);
	error = error ?: make_fabric(pair);
	error = error ?: open_drive(pair, &pair->from, setup->bytes, err);
	return error ?: open_drive(pair, &pair->to, setup->bytes, err);
}

static void close_drive(struct bp_world_drive *drive)
{
	if (drive->dev)
		nvme_remove(drive->dev);
	bp_nvme_controller_free(drive->ctrl);
	bp_iommu_attached_fini(&drive->iommu);
}

void bp_world_pair_close(struct bp_world_pair *pair)
{
	close_drive(&pair->to);
	close_drive(&pair->from);
	bp_world_peers_release(&pair->peers);
	bp_fabric_free(pair->fabric);
	bp_world_machine_close(&pair->machine);
	bp_ram_free(pair->ram);
	bp_env_fini(&pair->env);
}
