/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Dumps of lspci, the trees that are made of them, and verdicts about what is in them. */
#include <input/lspci.h>

#include "fuzz.h"
#include "pci.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct bp_pci_records records;
	struct bp_error err = { 0 };
	struct fuzz_path path;
	int result;

	fuzz_path_make(&path, data, size);
	result = bp_lspci_read(&records, path.name, &err);
	fuzz_check_error(result, &err);
	if (!result)
		fuzz_pci_build(&records);
	bp_pci_records_free(&records);
	fuzz_path_done(&path);
	return 0;
}
