/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An NVMe-oF target over RDMA, and a far host that means nothing well: capsules of any bytes, keys
 * that reach what they should not, connections that are dropped (rdma-nvmet.md part C).
 */
#ifndef SIM_PROOF_REMOTE_CAPSULES_H
#define SIM_PROOF_REMOTE_CAPSULES_H

#include "proof/trial.h"
#include "world/flow_world.h"

#define BP_CAPSULES_AT_A_TIME 16u
#define BP_CAPSULES_SEGMENTS 4u
#define BP_CAPSULES_AREA 0x10000u /* of the host's memory, for data */

/* A command, and what it points to while it is under way. */
struct bp_capsule {
	struct bp_initiator_command command;
	struct bp_initiator_segment segments[BP_CAPSULES_SEGMENTS];
	struct bp_initiator_twist twist;
};

struct bp_capsules {
	struct bp_trial *trial;
	struct bp_flow_world *world;
	struct bp_capsule capsule[BP_CAPSULES_AT_A_TIME];
};

/* Subject: a far host of any kind. */
void bp_capsules_run(struct bp_trial *trial);

/* A command of any bytes, and where its data is. */
void bp_capsules_draw(struct bp_capsules *c, struct bp_capsule *capsule, u16 qid);

#endif
