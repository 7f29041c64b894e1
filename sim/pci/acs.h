/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Access control at one port, or at one function of several (p2pdma.md A5).
 */
#ifndef BP_SIM_PCI_ACS_H
#define BP_SIM_PCI_ACS_H

#include <blkpath/pci.h>

#include "pci/turn.h"

/* The address type of a TLP (A5.2). */
enum bp_address_type {
	BP_UNTRANSLATED = 0,
	BP_TRANSLATION_REQUEST = 1,
	BP_TRANSLATED = 2,
};

/**
 * struct bp_acs_question - a request that could go to a peer
 * @ingress: the port or function that it came out of
 * @egress: the port or function that its address belongs to
 * @requester_bus: bus number in the requester id
 * @type: its address type
 */
struct bp_acs_question {
	const struct pci_dev *ingress;
	const struct pci_dev *egress;
	u8 requester_bus;
	enum bp_address_type type;
};

/* The control word; 0 without the capability. */
u16 bp_acs_control(const struct pci_dev *dev);

/**
 * bp_acs_request - what a port does with a request for a peer
 * @question: the request
 *
 * Return: the first row of A5.1 to A5.7 that applies; BP_AT_NO_ACS without the capability.
 */
enum bp_turn bp_acs_request(const struct bp_acs_question *question);

/* A5.8: what a port does with a completion for a peer. */
enum bp_turn bp_acs_completion(const struct pci_dev *ingress, bool relaxed_ordering);

/* A5.9: what a port does with a request whose address is below itself. */
enum bp_turn bp_acs_own(const struct pci_dev *ingress);

#endif
