/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <bsd/string.h>
#include <errno.h>

#include "input/pci_tree.h"
#include "world/drive.h"
#include "world/machine_fabric.h"
#include "world/memory_bar.h"
#include "world/pair.h"

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
	return bp_drive_want(&pair->machine, pair->from.function, "--from", err)
		       ?: bp_drive_want(&pair->machine, pair->to.function, "--to", err);
}

static int make_fabric(struct bp_world_pair *pair)
{
	struct bp_machine_fabric_setup setup = {
		.machine = &pair->machine,
		.env = &pair->env,
		.view = &pair->machine_ram,
	};

	pair->ram = setup.ram = bp_ram_new(&pair->env);
	if (pair->ram)
		pair->fabric = bp_machine_fabric_new(&setup);
	return pair->fabric ? bp_world_peers_start(&pair->peers, &pair->machine) : -ENOMEM;
}

static void find_cmb(struct bp_world_drive *drive)
{
	drive->bar = bp_memory_bar(drive->function, 1);
	if (drive->bar < PCI_STD_NUM_BARS)
		drive->cmb_bytes = pci_resource_len(drive->function, drive->bar);
}

static int open_drive(struct bp_world_pair *pair, struct bp_world_drive *drive, u64 bytes,
		      struct bp_error *err)
{
	const bool is_to = drive == &pair->to;
	struct bp_drive_setup setup = {
		.function = drive->function,
		.bytes = bytes,
		.instance = is_to,
		.patches = BP_NVME_FINAL,
		.key = is_to ? "--to" : "--from",
	};
	int error = bp_machine_attach(&pair->machine, drive->function, &drive->iommu);

	find_cmb(drive);
	setup.bar = drive->bar;
	setup.cmb_bytes = drive->cmb_bytes;
	error = error ?: bp_drive_make(pair->fabric, &setup, &drive->ctrl, err);
	return error ?: bp_drive_bring_up(&setup, &drive->dev, &drive->disk, err);
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
