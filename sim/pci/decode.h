/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who answers to a bus address: BARs of functions, windows of bridges (p2pdma.md A2, A3).
 */
#ifndef BP_SIM_PCI_DECODE_H
#define BP_SIM_PCI_DECODE_H

#include <blkpath/pci.h>

/* What kind of wire a bus is. */
enum bp_bus_kind {
	BP_BUS_ROOT,   /* the root complex is above */
	BP_BUS_LINK,   /* one device, with one or more functions (A1.3) */
	BP_BUS_SWITCH, /* inside a switch: ports (A1.2) */
	BP_BUS_WIRE,   /* conventional: each device sees what another one sends */
};

enum bp_bus_kind bp_bus_kind(const struct pci_bus *bus);

/* The bus that a function is wired to: for a virtual function that of its physical one. */
struct pci_bus *bp_home_bus(const struct pci_dev *dev);

/*
 * Questions about an address narrow what the caller knows to be alike: so many bytes from the
 * address on, it included, have the same answer.  NULL: the caller does not want to know.
 */

/* Something lies at @base; what was asked about does not reach it. */
void bp_alike_before(u64 *alike, u64 address, u64 base);

/* What was asked about ends behind @last. */
void bp_alike_upto(u64 *alike, u64 address, u64 last);

/* The BAR that holds a bus address, -1 for none; none answers without memory enable (A2.2). */
int bp_decode_bar(const struct pci_dev *dev, u64 address, u64 *alike);

/* Whether a bridge has a memory window around a bus address. */
bool bp_decode_windows(const struct pci_dev *bridge, u64 address, u64 *alike);

/* Whether a function answers for itself or for something below it. */
bool bp_decodes(const struct pci_dev *dev, u64 address, u64 *alike);

/**
 * bp_decode_on_bus - the function on a bus that answers
 * @pci: machine
 * @bus: bus
 * @except: who does not count; NULL for nobody
 * @address: bus address
 * @alike: narrowed
 *
 * Return: the function, a virtual one too; NULL when nobody does.
 */
const struct pci_dev *bp_decode_on_bus(const struct bp_pci *pci, const struct pci_bus *bus,
				       const struct pci_dev *except, u64 address, u64 *alike);

#endif
