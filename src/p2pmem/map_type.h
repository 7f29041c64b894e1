/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What providers remember of clients (P-15 to P-18).
 */
#ifndef BP_SRC_P2PMEM_MAP_TYPE_H
#define BP_SRC_P2PMEM_MAP_TYPE_H

#include "p2pmem.h"

/* What was found for one client. */
struct bp_p2p_map_type {
	LIST_ENTRY(bp_p2p_map_type) link;
	u64 client; /* domain << 16 | bus << 8 | devfn */
	enum pci_p2pdma_map_type type;
};

/* After each walk: the verdict's provider remembers its client, if it has state. */
void bp_p2p_types_store(const struct bp_p2p_verdict *verdict);

/* PCI_P2PDMA_MAP_UNKNOWN for who was never asked about. */
enum pci_p2pdma_map_type bp_p2p_types_load(const struct pci_p2pdma *p2pdma,
					   const struct pci_dev *client);

/* At the provider's end. */
void bp_p2p_types_forget(struct pci_p2pdma *p2pdma);

/* Walks with a log, as a verbose distance call does, and has it remembered. */
enum pci_p2pdma_map_type bp_p2p_walk_verbose(const struct pci_dev *provider,
					     const struct pci_dev *client);

/* Hears the walks of a silent call. */
extern const struct bp_p2p_listener bp_p2p_silent;

#endif
