/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Peer-to-peer memory from end to end: a provider's BAR, who maps it for a client, and the fabric
 * that carries what the client does with the address (p2pdma.md C6).
 *
 * a gives out its BAR; b sits at the same switch, c below another root port, d and e below another
 * host bridge.  Both host bridges are on the list of v5.2-rc5.
 */
#ifndef BP_TEST_PEERS_H
#define BP_TEST_PEERS_H

#include <blkpath/p2p_use.h>

#include "fabric.h"
#include "iommu/attach.h"

#define T_PEER_BYTES 4096u

/* Who makes the number that the client is given. */
enum t_peer_address {
	T_PEER_BUS,	 /* the provider: its bus address */
	T_PEER_RESOURCE, /* dma_map_resource(), in the profile without pages */
	T_PEER_LIST,	 /* dma_map_sg(), in the profile with pages */
};

/**
 * struct t_peers_setup - what a machine differs in
 * @profile: of peer-to-peer memory
 * @rules: kernel; NULL for v5.2-rc5
 * @client: who is to reach a's memory
 * @offset: of all windows
 * @far_offset: of that of the second host bridge; 0 for the same
 * @dma_offset: A4.5
 * @redirect: all ports of the switch redirect requests
 * @iommu: the client is behind one
 * @policy: of all root complexes
 */
struct t_peers_setup {
	enum bp_p2p_profile profile;
	const char *rules;
	char client;
	u64 offset;
	u64 far_offset;
	u64 dma_offset;
	bool redirect;
	bool iommu;
	enum bp_p2p_policy policy;
};

struct t_peers {
	struct t_fabric f;
	struct bp_p2p p2p;
	struct pci_dev *provider;
	struct pci_dev *client;
	struct bp_iommu_attached iommu;
	struct scatterlist *sg; /* with pages */
	bp_virt_addr_t virt;	/* without */
	u64 offset;		/* of the memory in BAR 0 */
};

/* Allocates T_PEER_BYTES from the provider, behind some that stay. */
void t_peers_init(struct t_peers *t, const struct t_peers_setup *setup);
void t_peers_fini(struct t_peers *t);

/* The number for the client; 0 when the mapping failed. */
u64 t_peers_map(struct t_peers *t, enum t_peer_address kind);
void t_peers_unmap(struct t_peers *t, enum t_peer_address kind, u64 address);

/**
 * t_peers_use - the client writes to the provider's memory by an address, and reads it again
 * @t: machine, fresh
 * @address: what it was given
 * @dropped: the write will not arrive
 *
 * Return: what became of it: "internal", "inside" the switch, "hairpin", "through" one root
 * complex, "across" two; "RAM" and "another BAR" after the finding MISDELIVERED; "fault", "UR".
 */
const char *t_peers_use(struct t_peers *t, u64 address, bool dropped);

#endif
