/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pci/io.h"

#include "pci/transfer.h"

static void read(void *arg, phys_addr_t phys, void *data, unsigned bytes)
{
	bp_fabric_cpu_read(arg, phys, data, bytes);
}

static void write(void *arg, phys_addr_t phys, const void *data, unsigned bytes)
{
	bp_fabric_cpu_write(arg, phys, data, bytes);
}

const struct bp_io_ops bp_fabric_io_ops = { read, write };
