/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lives of peer-to-peer memory in both profiles, failures included (p2pdma.md B, INV-P2P-*).
 */
#ifndef SIM_PROOF_PEER_P2PMEM_H
#define SIM_PROOF_PEER_P2PMEM_H

#include <blkpath/p2p_use.h>

#include "pci/fabric.h"
#include "proof/mishap.h"
#include "proof/trial.h"
#include "world/gallery_machine.h"

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
 * @world: environment and RAM
 * @m: its functions a, b, and c below another host bridge
 * @pdev: the same in a row
 * @fabric: between them
 * @block: memory that is taken
 * @nr: of @block
 * @mishap: what fails of their allocations
 * @user: somebody at work when a driver goes
 * @leaves: whose driver that is
 */
struct bp_p2pmem {
	struct bp_trial *trial;
	struct bp_world *world;
	struct bp_check *check;
	struct bp_show_machine m;
	struct pci_dev *pdev[BP_P2PMEM_DEVICES];
	struct bp_fabric *fabric;
	struct bp_p2pmem_block block[BP_P2PMEM_BLOCKS];
	unsigned nr;
	struct bp_mishap mishap;
	struct bp_work user;
	struct pci_dev *leaves;
};

/* Subject: deeds until the choices are out. */
void bp_p2pmem_run(struct bp_trial *trial);

/* Anything that drivers do with such memory. */
void bp_p2pmem_deed(struct bp_p2pmem *l);
void bp_p2pmem_give_back(struct bp_p2pmem *l, unsigned i);

/* What somebody does while its driver goes. */
void bp_p2pmem_use_while_gone(struct bp_work *work);

#endif
