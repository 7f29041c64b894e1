/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lives of peer-to-peer memory in both profiles, failures included (p2pdma.md B, INV-P2P-*).
 */
#ifndef SIM_PROOF_P2PMEM_H
#define SIM_PROOF_P2PMEM_H

#include <blkpath/p2p_use.h>

#include "proof/mishap.h"
#include "proof/trial.h"
#include "world/peer.h"

#define BP_P2PMEM_BLOCKS 16u
#define BP_P2PMEM_DEVICES 3u

/* Memory that a function gave, and whether somebody holds on to it. */
struct bp_p2pmem_block {
	struct pci_dev *pdev;
	bp_virt_addr_t virt;
	u64 size;
	bool held;
};

/**
 * struct bp_p2pmem - a machine whose functions give out memory
 * @pdev: a card, a drive, and a drive below a root port of its own
 * @block: memory that is taken
 * @nr: of @block
 * @mishap: what fails of their allocations
 */
struct bp_p2pmem {
	struct bp_trial *trial;
	struct bp_env env;
	struct bp_check *check;
	struct bp_world_machine machine;
	struct bp_world_peers peers;
	struct pci_dev *pdev[BP_P2PMEM_DEVICES];
	struct bp_p2pmem_block block[BP_P2PMEM_BLOCKS];
	unsigned nr;
	struct bp_mishap mishap;
};

/* Subject: deeds until the choices are out. */
void bp_p2pmem_run(struct bp_trial *trial);

/* Anything that drivers do with such memory. */
void bp_p2pmem_deed(struct bp_p2pmem *l);
void bp_p2pmem_give_back(struct bp_p2pmem *l, unsigned i);

#endif
