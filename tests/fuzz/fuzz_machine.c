/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Machines of scenarios, and the trees that are made of them. */
#include <input/machine.h>

#include "fuzz.h"
#include "pci.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct bp_pci_records records;
	struct bp_machine_said said;
	struct bp_error err = { 0 };
	struct fuzz_path path;
	int result;

	fuzz_path_make(&path, data, size);
	result = bp_machine_load(&records, path.name, &said, &err);
	fuzz_check_error(result, &err);
	if (!result)
		fuzz_pci_build(&records);
	bp_pci_records_free(&records);
	bp_machine_said_free(&said);
	fuzz_path_done(&path);
	return 0;
}
