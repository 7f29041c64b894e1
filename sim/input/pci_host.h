/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What no PCI tree says of a machine and the running one does (P-91).
 */
#ifndef SIM_INPUT_PCI_HOST_H
#define SIM_INPUT_PCI_HOST_H

#include <blkpath/p2p_verdict.h>

#include "input/units.h"

/**
 * bp_pci_cpu_parse - read what a person says of a CPU
 * @at: where the text stands
 * @text: MAKER:FAMILY as in /proc/cpuinfo, decimal or with 0x; the family may be left out of makers
 *        whose CPUs pass nothing (P-20)
 * @machine: receives it
 * @err: receives the message
 *
 * Return: 0, or -EINVAL with @err filled.
 */
int bp_pci_cpu_parse(const struct bp_place *at, const char *text, struct bp_p2p_machine *machine,
		     struct bp_error *err);

/* Maker and family of the first CPU from a file like /proc/cpuinfo; unchanged if it is not there.
 */
void bp_pci_host_cpu(const char *path, struct bp_p2p_machine *machine);

/* Whether a folder like /sys/class/iommu has entries; unchanged if it is not there. */
void bp_pci_host_iommu(const char *path, struct bp_p2p_machine *machine);

#endif
