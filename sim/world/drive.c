/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "nvme/namespace.h"
#include "world/drive.h"
#include "world/memory_bar.h"

#define CLASS_NVME 0x0108
#define VECTORS 2 /* one for commands of administration, one for the others */

int bp_drive_want(const struct bp_world_machine *machine, const struct pci_dev *function,
		  const char *key, struct bp_error *err)
{
	char name[BP_PCI_NAME_MAX];

	if (function->class_code == CLASS_NVME)
		return 0;
	return bp_error_set(err, NULL, 0, key,
			    "%s of %s is no NVMe controller: its class is %04x, %04x is allowed",
			    bp_pci_name(function, name), machine->records.source,
			    function->class_code, CLASS_NVME);
}

int bp_drive_make(struct bp_fabric *fabric, const struct bp_drive_setup *setup,
		  struct bp_nvme_controller **ctrl, struct bp_error *err)
{
	const struct bp_nvme_namespace_config namespace = { .blocks =
								    setup->bytes >> SECTOR_SHIFT };
	struct bp_nvme_config config = bp_nvme_config_default();

	config.namespaces = &namespace;
	config.nr_namespaces = 1;
	config.nr_io_queues = 1;
	config.vectors = VECTORS;
	config.seed = setup->seed;
	if (setup->cmb_bytes) {
		config.cmbloc = setup->bar;
		config.cmbsz = bp_data_cmbsz(setup->cmb_bytes);
	}
	return bp_nvme_controller_new(fabric, setup->function, &config, ctrl, err);
}

int bp_drive_bring_up(const struct bp_drive_setup *setup, struct nvme_dev **dev,
		      struct gendisk **disk, struct bp_error *err)
{
	struct bp_nvme_params params = bp_nvme_params_default();
	char name[BP_PCI_NAME_MAX];
	const struct nvme_ns *ns;
	int error;

	params.instance = setup->instance;
	params.patches = setup->patches;
	setup->function->bp_msix_vectors = VECTORS;
	error = nvme_probe(setup->function, &params, dev);
	if (error)
		return bp_error_set(err, NULL, 0, setup->key, "the driver gave %s up: %s",
				    bp_pci_name(setup->function, name), strerror(-error));
	ns = bp_nvme_find_ns(&(*dev)->ctrl, 1);
	if (!ns)
		return bp_error_set(err, NULL, 0, setup->key, "the driver found no namespace on %s",
				    bp_pci_name(setup->function, name));
	*disk = ns->disk;
	return 0;
}
