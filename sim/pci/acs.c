/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pci/acs.h"

/* Facts that are no bits of the control word. */
#define OUTSIDE 0x10000u    /* the requester's bus is not below the port */
#define TYPED 0x20000u	    /* the address type is not "untranslated" */
#define TRANSLATED 0x40000u /* it is "translated" */
#define PEER_BIT 0x80000u   /* the egress vector has the peer's bit */

/* The first row whose facts are all there decides. */
static const struct {
	u32 facts;
	enum bp_turn turn;
} rows[] = {
	{ PCI_ACS_SV | OUTSIDE, BP_AT_SOURCE },
	{ PCI_ACS_TB | TYPED, BP_AT_TRANSLATED },
	{ PCI_ACS_DT | TRANSLATED, BP_AT_DIRECT_TRANSLATED },
	{ PCI_ACS_EC | PEER_BIT | PCI_ACS_RR, BP_AT_EGRESS_REDIRECT },
	{ PCI_ACS_EC | PEER_BIT, BP_AT_EGRESS_BLOCK },
	{ PCI_ACS_EC, BP_AT_EGRESS_OPEN },
	{ PCI_ACS_RR, BP_AT_REDIRECT },
	{ 0, BP_AT_DIRECT },
};

u16 bp_acs_control(const struct pci_dev *dev)
{
	unsigned at = pci_find_ext_capability(dev, PCI_EXT_CAP_ID_ACS);
	u16 ctrl;

	return at && pci_read_config_word(dev, at + PCI_ACS_CTRL, &ctrl) ? ctrl : 0;
}

/* MODEL: a port's bit is its slot on the switch's bus, a function's bit its number. */
static bool peer_bit(const struct pci_dev *ingress, unsigned at, const struct pci_dev *egress)
{
	unsigned bit = ingress->subordinate ? PCI_SLOT(egress->devfn) : PCI_FUNC(egress->devfn);
	u32 vector;

	return pci_read_config_dword(ingress, at + PCI_ACS_EGRESS_CTL_V, &vector) &&
	       vector >> bit & 1;
}

/* A5.1 needs a port with buses below. */
static bool is_outside(const struct pci_dev *port, u8 bus)
{
	const struct pci_bus *below = port->subordinate;

	return below && (bus < below->number || bus > below->busn_end);
}

enum bp_turn bp_acs_request(const struct bp_acs_question *question)
{
	const struct pci_dev *ingress = question->ingress;
	unsigned at = pci_find_ext_capability(ingress, PCI_EXT_CAP_ID_ACS);
	u32 facts = bp_acs_control(ingress);
	unsigned row = 0;

	if (!at)
		return BP_AT_NO_ACS;
	facts |= is_outside(ingress, question->requester_bus) ? OUTSIDE : 0;
	facts |= question->type != BP_UNTRANSLATED ? TYPED : 0;
	facts |= question->type == BP_TRANSLATED ? TRANSLATED : 0;
	facts |= peer_bit(ingress, at, question->egress) ? PEER_BIT : 0;
	while (rows[row].facts & ~facts)
		row++;
	return rows[row].turn;
}

enum bp_turn bp_acs_completion(const struct pci_dev *ingress, bool relaxed_ordering)
{
	return bp_acs_control(ingress) & PCI_ACS_CR && !relaxed_ordering ? BP_AT_CPL_REDIRECT
									 : BP_AT_CPL_DIRECT;
}

enum bp_turn bp_acs_own(const struct pci_dev *ingress)
{
	return bp_acs_control(ingress) & PCI_ACS_UF ? BP_AT_FORWARDED : BP_AT_NOT_FORWARDED;
}
