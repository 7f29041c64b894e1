/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of this folder share.
 */
#ifndef BP_SRC_P2P_H
#define BP_SRC_P2P_H

#include <blkpath/p2p_verdict.h>

/* The columns of the list of host bridges, in the order of the rule sets. */
enum bp_p2p_column {
	BP_P2P_V5_2_RC5,
	BP_P2P_V5_2,
	BP_P2P_V6_1,
	BP_P2P_V6_12,
	BP_P2P_V7_1,
	BP_P2P_V7_1_Y,
	BP_P2P_V7_3_RC1,
	BP_P2P_NEWEST,
};

/* Fills chains, common element, steps, distance and redirects (P-2 to P-8). */
void bp_p2p_walk(const struct pci_dev *provider, const struct pci_dev *client,
		 struct bp_p2p_verdict *verdict);

/* Fills in who speaks for the host bridges (P-31), asked or not. */
void bp_p2p_find_speakers(const struct bp_p2p_machine *machine, const struct pci_dev *provider,
			  const struct pci_dev *client, struct bp_p2p_verdict *verdict);

/* Whether traffic through the host bridge passes, and why. */
enum bp_p2p_reason bp_p2p_ask_host_bridge(const struct bp_p2p_machine *machine,
					  struct bp_p2p_verdict *verdict);

/* Whether a raw bus address can join two devices of listed host bridges (P2P-B15, DEF-P2P-10). */
enum bp_p2p_reason bp_p2p_ask_bus_space(const struct pci_dev *provider,
					const struct pci_dev *client);

/* Fills log lines and warnings of a verdict that has all the rest. */
void bp_p2p_tell(const struct bp_p2p_machine *machine, struct bp_p2p_verdict *verdict);

#endif
