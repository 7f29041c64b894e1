/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Faults of a controller and of RDMA adapters, as --fault has them. */
#include <stdlib.h>
#include <string.h>

#include <cli/p2p_setup.h>
#include <nvme/fault.h>

#include "fuzz.h"

/* A place and a value are those that the point can have. */
static void check(const struct bp_nvme_fault *fault)
{
	const struct bp_nvme_fault_info *info = &bp_nvme_fault_table[fault->point];

	if (fault->filters & BP_NVME_FILTER_PLACE &&
	    (info->place == BP_NVME_PLACE_NONE || fault->place > info->max))
		abort();
	if (bp_nvme_fault_value(fault) > info->max || fault->per_million > 1000000)
		abort();
	if (fault->filters & BP_NVME_FILTER_LBA && fault->first_lba > fault->last_lba)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct bp_place at = { .key = "--fault" };
	static struct bp_p2p_setup setup;
	struct bp_error err = { 0 };
	struct bp_nvme_fault fault;
	char *text = malloc(size + 1);
	int error;

	if (!text)
		abort();
	memcpy(text, data, size);
	text[size] = 0;
	error = bp_nvme_fault_parse(text, &fault, &err);
	fuzz_check_error(error, &err);
	if (!error)
		check(&fault);
	err.text[0] = 0;
	setup.setup.nr_faults = setup.setup.nr_drive_faults = 0;
	fuzz_check_error(bp_p2p_fault_add(&setup, &at, text, &err), &err);
	free(text);
	return 0;
}
