/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pci/ram.h"

#include <string.h>

/* Areas that touch are one. */
static u64 extent(void *context, phys_addr_t phys)
{
	const struct bp_machine_ram *machine = context;
	u64 end = phys.phys;

	for (unsigned i = 0; i < machine->nr_areas; i++) {
		const struct resource *area = &machine->areas[i];

		if (end >= area->start && end <= area->end)
			end = area->end + 1;
	}
	return end - phys.phys;
}

static u64 gap(void *context, phys_addr_t phys)
{
	const struct bp_machine_ram *machine = context;

	for (unsigned i = 0; i < machine->nr_areas; i++)
		if (machine->areas[i].start > phys.phys)
			return machine->areas[i].start - phys.phys;
	return UINT64_MAX;
}

static void read(void *context, phys_addr_t phys, void *data, unsigned bytes)
{
	struct bp_machine_ram *machine = context;

	if (bp_ram_read(machine->ram, phys, data, bytes))
		memset(data, 0, bytes);
}

static void write(void *context, phys_addr_t phys, const void *data, unsigned bytes)
{
	struct bp_machine_ram *machine = context;

	bp_ram_write(machine->ram, phys, data, bytes);
}

const struct bp_ram_ops bp_machine_ram_ops = { extent, gap, read, write };
