/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "input/lspci.h"
#include "input/pci_tree.h"
#include "world/machine.h"

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

int bp_world_machine_open(struct bp_world_machine *machine, struct bp_env *env,
			  const struct bp_device_doc *doc, struct bp_error *err)
{
	int error = read_records(machine, doc, err);

	if (error)
		return error;
	machine->tree = bp_pci_tree_new(env);
	if (!machine->tree)
		return -ENOMEM;
	error = bp_pci_tree_build(machine->tree, &machine->records, err);
	if (error)
		return error;
	machine->function = bp_pci_find_name(bp_pci_tree_pci(machine->tree), doc->pci);
	if (machine->function && !machine->function->subordinate)
		return 0;
	return bp_error_set(err, NULL, 0, "pci",
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
