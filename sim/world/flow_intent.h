/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tells the fabric what drivers mean by the bus addresses of peer memory, so that bytes which end
 * elsewhere are seen (p2pdma.md A7.7, DEF-P2P-9).
 */
#ifndef SIM_WORLD_FLOW_INTENT_H
#define SIM_WORLD_FLOW_INTENT_H

#include <blkpath/event.h>

#include "pci/fabric.h"

/**
 * struct bp_flow_intent - who tells
 * @fabric: whom
 * @provider: whose memory is meant
 * @bar: which BAR
 * @users: who are given its addresses
 * @wrong: entries of lists whose bus address is not that of their memory (DEF-P2P-9)
 * @told: the first of these addresses
 * @right: what it should be
 */
struct bp_flow_intent {
	struct bp_fabric *fabric;
	const struct pci_dev *provider;
	unsigned bar;
	const struct pci_dev *users[2];
	u64 wrong;
	u64 told;
	u64 right;
	/* Private. */
	struct bp_sink sink;
};

/* From now on, until bp_flow_intent_end(); all members are set. */
void bp_flow_intent_start(struct bp_flow_intent *intent, struct bp_env *env);
void bp_flow_intent_end(struct bp_flow_intent *intent, struct bp_env *env);

#endif
