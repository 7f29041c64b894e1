/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Drivers reach devices through the fabric (p2pdma.md A6.9).
 */
#ifndef BP_SIM_PCI_IO_H
#define BP_SIM_PCI_IO_H

#include <blkpath/io.h>

#include "pci/fabric.h"

/* For env->io_ops; env->io_arg is the fabric. */
extern const struct bp_io_ops bp_fabric_io_ops;

#endif
