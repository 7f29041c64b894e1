/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What no PCI tree says of a machine and the running one does (P-91).
 */
#ifndef SIM_INPUT_PCI_HOST_H
#define SIM_INPUT_PCI_HOST_H

#include <blkpath/p2p_verdict.h>

/* Maker and family of the first CPU from a file like /proc/cpuinfo; unchanged if it is not there.
 */
void bp_pci_host_cpu(const char *path, struct bp_p2p_machine *machine);

/* Whether a folder like /sys/class/iommu has entries; unchanged if it is not there. */
void bp_pci_host_iommu(const char *path, struct bp_p2p_machine *machine);

#endif
