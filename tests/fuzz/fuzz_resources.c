/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copies of sysfs `resource` files for a machine of three functions, and what its BARs become. */
#include <stdlib.h>
#include <string.h>

#include <input/lspci.h>
#include <input/pci_tree.h>

#include "fuzz.h"

static const char machine[] =
	"00:01.0 PCI bridge: x\n\tBus: primary=00, secondary=01, subordinate=01\n"
	"01:00.0 Device: x\n\tRegion 0: Memory at fe000000 (64-bit, prefetchable) [size=16K]\n"
	"01:00.1 Device: x\n\tFlags: x\n";

static void read_machine(struct bp_pci_records *records)
{
	struct fuzz_path path;

	fuzz_path_make(&path, (const uint8_t *)machine, sizeof(machine) - 1);
	if (bp_lspci_read(records, path.name, NULL))
		abort();
	fuzz_path_done(&path);
}

/* A BAR that is known has a length. */
static void check_bars(const struct bp_pci_record *r)
{
	for (unsigned i = 0; i < PCI_STD_NUM_BARS; i++)
		if (r->bars_known >> i & 1 &&
		    (r->bars[i].end < r->bars[i].start || !(r->bars[i].end - r->bars[i].start + 1)))
			abort();
}

static void build(struct bp_pci_records *records)
{
	struct bp_pci_tree *tree;
	struct bp_env env;

	bp_env_init(&env);
	tree = bp_pci_tree_new(&env);
	if (bp_pci_tree_build(tree, records, NULL))
		abort();
	bp_pci_tree_free(tree);
	bp_env_fini(&env);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct bp_pci_records records;
	struct bp_error err = { 0 };
	struct fuzz_path path;
	int result;

	read_machine(&records);
	fuzz_path_make(&path, data, size);
	result = bp_pci_resources_read(&records, path.name, &err);
	fuzz_check_error(result, &err);
	for (unsigned i = 0; i < records.n; i++)
		check_bars(&records.at[i]);
	if (!result)
		build(&records);
	bp_pci_records_free(&records);
	fuzz_path_done(&path);
	return 0;
}
