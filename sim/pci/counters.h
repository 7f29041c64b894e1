/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the fabric counts (p2pdma.md A9).  All members are u64, so that differences are simple.
 */
#ifndef BP_SIM_PCI_COUNTERS_H
#define BP_SIM_PCI_COUNTERS_H

#include <blkpath/types.h>

#include "pci/tlp.h"

/**
 * struct bp_flow - TLPs by kind
 * @tlps: how many
 * @bytes: payload; of read requests what they ask for
 */
struct bp_flow {
	u64 tlps[BP_TLP_KINDS];
	u64 bytes[BP_TLP_KINDS];
};

/* One direction of a link (A9.1). */
struct bp_link_counters {
	struct bp_flow flow;
	u64 wire_bytes;
};

/**
 * struct bp_function_counters - of one function (A9.1, A9.2)
 * @up: the link below it, towards the root
 * @down: the link below it, away from the root
 * @p2p_direct: requests that it let go to a peer
 * @acs_redirect: TLPs that it sent up instead
 * @acs_violation: requests that it blocked
 * @ur_count: requests that it found unsupported
 * @ca_count: requests that one of its registers refused
 * @dropped: requests that ended here otherwise than delivered
 * @internal_bytes: with its own memory
 * @intradev_bytes: of its requests to another function of the device
 * @bar_rd_bytes: read from its BARs
 * @bar_wr_bytes: written to its BARs
 */
struct bp_function_counters {
	struct bp_link_counters up;
	struct bp_link_counters down;
	u64 p2p_direct;
	u64 acs_redirect;
	u64 acs_violation;
	u64 ur_count;
	u64 ca_count;
	struct bp_flow dropped;
	u64 internal_bytes;
	u64 intradev_bytes;
	u64 bar_rd_bytes;
	u64 bar_wr_bytes;
};

/**
 * struct bp_bridge_counters - of one host bridge (A9.2)
 * @ram_rd_bytes: read from RAM
 * @ram_wr_bytes: written to RAM
 * @p2p_same_bridge_bytes: through the root complex to the same host bridge, hairpins too
 * @p2p_cross_bridge_bytes: to another one
 * @hairpin_bytes: the part that went back down the root port it came from
 * @iommu_faults: requests that the IOMMU stopped
 * @ur_count: requests that the root complex found unsupported
 * @cpu_rd_bytes: read by the CPU below it (A6.9)
 * @cpu_wr_bytes: written by the CPU
 */
struct bp_bridge_counters {
	u64 ram_rd_bytes;
	u64 ram_wr_bytes;
	u64 p2p_same_bridge_bytes;
	u64 p2p_cross_bridge_bytes;
	u64 hairpin_bytes;
	u64 iommu_faults;
	u64 ur_count;
	u64 cpu_rd_bytes;
	u64 cpu_wr_bytes;
};

/**
 * struct bp_p2p_pair - payload that never saw the root complex
 * @requester: who wrote or read it
 * @provider: whose BAR it went to or came from
 * @bytes: how much
 */
struct bp_p2p_pair {
	const struct pci_dev *requester;
	const struct pci_dev *provider;
	u64 bytes;
};

/**
 * struct bp_p2p_pairs - all pairs, in the order in which they first met
 * @pair: pairs
 * @nr: how many
 * @room: for how many there is memory
 */
struct bp_p2p_pairs {
	struct bp_p2p_pair *pair;
	unsigned nr;
	unsigned room;
};

struct bp_fabric;
struct bp_route;
struct pci_dev;
struct pci_host_bridge;

const struct bp_function_counters *bp_function_counters(const struct bp_fabric *fabric,
							const struct pci_dev *dev);
const struct bp_bridge_counters *bp_bridge_counters(const struct bp_fabric *fabric,
						    const struct pci_host_bridge *bridge);

/* Bytes on the wire from one function to another on the bus inside a switch (A9.4). */
u64 bp_crossbar_bytes(const struct bp_fabric *fabric, const struct pci_dev *ingress,
		      const struct pci_dev *egress);

/**
 * bp_count_route - count TLPs along their way
 * @fabric: fabric
 * @route: their way
 * @kind: what they are
 * @tlps: how many, at least 1
 * @bytes: payload of all, or what they ask for
 */
void bp_count_route(struct bp_fabric *fabric, const struct bp_route *route, enum bp_tlp_kind kind,
		    u64 tlps, u64 bytes);

/**
 * struct bp_snapshot - all counters at one time (A9.3)
 * @function: in enumeration order
 * @nr_functions: how many
 * @bridge: in the order of the host bridges
 * @nr_bridges: how many
 * @crossbar: as the fabric has it; bp_snapshot_crossbar() knows the places
 * @nr_crossings: how many
 * @p2p: what went from device to device
 */
struct bp_snapshot {
	struct bp_function_counters *function;
	unsigned nr_functions;
	struct bp_bridge_counters *bridge;
	unsigned nr_bridges;
	u64 *crossbar;
	size_t nr_crossings;
	struct bp_p2p_pairs p2p;
};

/* 0 or -ENOMEM; to be ended with bp_snapshot_fini(). */
int bp_snapshot_take(const struct bp_fabric *fabric, struct bp_snapshot *snapshot);

/* Subtracts an earlier snapshot of the same fabric. */
void bp_snapshot_diff(struct bp_snapshot *later, const struct bp_snapshot *earlier);

/* What bp_crossbar_bytes() was then, or the difference (A9.4). */
u64 bp_snapshot_crossbar(const struct bp_fabric *fabric, const struct bp_snapshot *snapshot,
			 const struct pci_dev *ingress, const struct pci_dev *egress);

void bp_snapshot_fini(struct bp_snapshot *snapshot);

#endif
