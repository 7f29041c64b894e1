/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory of other devices as data of I/O, by bus address (p2pdma.md B, the profile of the RFC).
 */
#ifndef SIM_WORLD_PEER_H
#define SIM_WORLD_PEER_H

#include <blkpath/p2p_use.h>

#include "input/layout.h"
#include "world/list.h"
#include "world/machine.h"

/**
 * struct bp_world_peer - memory that a provider gave for an I/O
 * @provider: whose it is
 * @bar: in which of its BARs
 * @distance: to the device that does the I/O
 * @virt: where the CPU has it
 * @range: bus address and bytes
 */
struct bp_world_peer {
	struct pci_dev *provider;
	unsigned bar;
	int distance;
	bp_virt_addr_t virt;
	struct bp_range range;
};

/* Peer-to-peer support of a machine, from the first memory that is taken on. */
struct bp_world_peers {
	struct bp_p2p p2p;
	bool on;
	BP_LIST(struct bp_world_peer) given;
};

/* Switch support on, with the address space that it needs; 0 or -ENOMEM. */
int bp_world_peers_start(struct bp_world_peers *peers, struct bp_world_machine *machine);

/**
 * bp_world_peer_take - take memory of a provider
 * @peers: zeroed before the first time
 * @machine: machine of the device that does the I/O
 * @provider: address of the function whose memory it is
 * @bytes: how many
 * @at: where to blame
 * @err: receives the message
 *
 * The whole of its largest memory BAR is given out.
 *
 * Return: 0, the memory is the last one given; negative errno with @err filled.
 */
int bp_world_peer_take(struct bp_world_peers *peers, struct bp_world_machine *machine,
		       const char *provider, u64 bytes, const struct bp_place *at,
		       struct bp_error *err);

/* No I/O uses it any more: gives all of it back, and the drivers of the providers go. */
void bp_world_peers_release(struct bp_world_peers *peers);

#endif
