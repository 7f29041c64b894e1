/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What firmware does before a kernel starts: addresses for BARs, windows for bridges (p2pdma.md
 * A3.5).
 */
#ifndef BP_SIM_PCI_ASSIGN_H
#define BP_SIM_PCI_ASSIGN_H

#include <blkpath/pci.h>

/**
 * bp_pci_assign - place the memory below a host bridge
 * @bridge: host bridge
 * @cpu: CPU address to begin at, a multiple of 1 MiB; inside one of its windows
 * @offset: of that window
 *
 * BARs that start at 0 have a size and get an address: depth first, each aligned to its size, in
 * the prefetchable window of each bridge above, which is set to just hold them.
 *
 * Return: the first CPU address behind.
 */
u64 bp_pci_assign(const struct pci_host_bridge *bridge, u64 cpu, u64 offset);

#endif
