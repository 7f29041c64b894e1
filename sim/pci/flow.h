/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where payload went, summed over the machine (p2pdma.md A9.6, rdma-nvmet.md E0).
 */
#ifndef BP_SIM_PCI_FLOW_H
#define BP_SIM_PCI_FLOW_H

#include "pci/counters.h"

/**
 * struct bp_flows - sums
 * @hb_up: payload over the links of all root ports, towards the root
 * @hb_down: away from it; what turns back at the root complex is in both
 * @ram_rd: read from RAM
 * @ram_wr: written to RAM
 * @dev_internal: of devices with their own memory
 * @p2p: from device to device below a root port
 * @hairpin: what went up and down the same root port
 */
struct bp_flows {
	u64 hb_up;
	u64 hb_down;
	u64 ram_rd;
	u64 ram_wr;
	u64 dev_internal;
	u64 p2p;
	u64 hairpin;
};

/* Sums of a snapshot, or of the difference of two. */
struct bp_flows bp_flows_of(const struct bp_fabric *fabric, const struct bp_snapshot *snapshot);

/* What one pair moved; 0 when they never met. */
u64 bp_p2p_bytes(const struct bp_p2p_pairs *pairs, const struct pci_dev *requester,
		 const struct pci_dev *provider);

/* The place of a pair, made when they never met; NULL when there is no memory. */
struct bp_p2p_pair *bp_p2p_pair_get(struct bp_p2p_pairs *pairs, const struct pci_dev *requester,
				    const struct pci_dev *provider);

#endif
