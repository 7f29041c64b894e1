/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands of a far host through the three flows (rdma-nvmet.md E, F): one workload, done in a
 * fresh world in each way.
 */
#ifndef SIM_PROOF_REMOTE_FLOWS_H
#define SIM_PROOF_REMOTE_FLOWS_H

#include "proof/trial.h"
#include "world/flow.h"

#define BP_FLOWS_COMMANDS 100u
#define BP_FLOWS_FAULTS 2u
#define BP_FLOWS_TEXT_MAX 64
#define BP_FLOWS_KEPT_BLOCKS 128u /* the first ones, for deeds; commands leave them alone */

/* X(NAME, "name"): what may go wrong */
#define BP_FLOWS_MOODS(X)                                                                          \
	X(CLEAN, "nothing goes wrong")                                                             \
	X(TWISTS, "commands that a target refuses")                                                \
	X(DRIVE, "a drive that ends commands badly")                                               \
	X(FATAL, "something after which there is no connection")

enum bp_flows_mood {
#define X(NAME, name) BP_FLOWS_##NAME,
	BP_FLOWS_MOODS(X)
#undef X
		BP_FLOWS_MOOD_NR,
};

extern const char *const bp_flows_mood_name[BP_FLOWS_MOOD_NR];

/* X(NAME, "name"): what somebody does to the target before the commands */
#define BP_FLOWS_DEEDS(X)                                                                          \
	X(NONE, "nobody comes in between")                                                         \
	X(DISCARD, "a discard, with its ranges in a capsule or by a key")                          \
	X(QUEUE_CHANGES, "the disk's queue takes no bus addresses any more")                       \
	X(FREED_BY_HAND, "a transport frees a command's memory by itself")                         \
	X(SAME_NUMBER, "a handle of peer memory has the number of a list")                         \
	X(NAMESPACE_GOES, "the namespace goes while a command has memory")

enum bp_flows_deed {
#define X(NAME, name) BP_FLOWS_##NAME,
	BP_FLOWS_DEEDS(X)
#undef X
		BP_FLOWS_DEED_NR,
};

extern const char *const bp_flows_deed_name[BP_FLOWS_DEED_NR];

/**
 * struct bp_flows_round - a workload in all three ways, or in one
 * @way: the only one, or BP_FLOW_WAYS
 * @mood: what may go wrong
 * @deed: what comes before
 * @setup: the workload; its arrays are the next ones
 * @fault_text: of @drive_fault
 * @flow: what came of it
 */
struct bp_flows_round {
	struct bp_trial *trial;
	enum bp_flow_way way;
	enum bp_flows_mood mood;
	enum bp_flows_deed deed;
	struct bp_world_flow_setup setup;
	struct bp_world_flow_io io[BP_FLOWS_COMMANDS];
	struct bp_world_flow_fault fault[1];
	const char *drive_fault[BP_FLOWS_FAULTS];
	char fault_text[BP_FLOWS_FAULTS][BP_FLOWS_TEXT_MAX];
	struct bp_world_flow flow[BP_FLOW_WAYS];
};

/* Subject: some commands, three ways. */
void bp_flows_run(struct bp_trial *trial);

/* Subject: few of them, one way, for a target with little of everything, and with somebody who
 * comes in between. */
void bp_flows_run_one(struct bp_trial *trial);

static inline bool bp_flows_is_one(const struct bp_flows_round *round)
{
	return round->way != BP_FLOW_WAYS;
}

/* The workload. */
void bp_flows_draw(struct bp_flows_round *round);

/* What goes wrong in it: at the ends, in a command. */
void bp_flows_draw_faults(struct bp_flows_round *round);
void bp_flows_spoil(struct bp_flows_round *round, struct bp_world_flow_io *io);
bool bp_flows_has_twist(const struct bp_world_flow_io *io);

/* What somebody does to the target; @world has no command yet. */
void bp_flows_draw_deed(struct bp_flows_round *round);
void bp_flows_do_deed(struct bp_flows_round *round, struct bp_flow_world *world);

/* One way by itself; all of them together. */
void bp_flows_judge(struct bp_flows_round *round, enum bp_flow_way way);
void bp_flows_compare(struct bp_flows_round *round);

#endif
