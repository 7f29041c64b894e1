/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands of a far host through the three flows (rdma-nvmet.md E, F): one workload, done in a
 * fresh world in each way.
 */
#ifndef SIM_PROOF_FLOWS_H
#define SIM_PROOF_FLOWS_H

#include "proof/trial.h"
#include "world/flow.h"

#define BP_FLOWS_COMMANDS 100u
#define BP_FLOWS_FAULTS 2u
#define BP_FLOWS_TEXT_MAX 64

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

/**
 * struct bp_flows_round - a workload in three ways
 * @mood: what may go wrong
 * @setup: the workload; its arrays are the next ones
 * @fault_text: of @drive_fault
 * @flow: what came of it
 */
struct bp_flows_round {
	struct bp_trial *trial;
	enum bp_flows_mood mood;
	struct bp_world_flow_setup setup;
	struct bp_world_flow_io io[BP_FLOWS_COMMANDS];
	struct bp_world_flow_fault fault[1];
	const char *drive_fault[BP_FLOWS_FAULTS];
	char fault_text[BP_FLOWS_FAULTS][BP_FLOWS_TEXT_MAX];
	struct bp_world_flow flow[BP_FLOW_WAYS];
};

/* Subject: some commands, three ways. */
void bp_flows_run(struct bp_trial *trial);

/* The workload. */
void bp_flows_draw(struct bp_flows_round *round);

/* What goes wrong in it: at the ends, in a command. */
void bp_flows_draw_faults(struct bp_flows_round *round);
void bp_flows_spoil(struct bp_flows_round *round, struct bp_world_flow_io *io);
bool bp_flows_has_twist(const struct bp_world_flow_io *io);

/* One way by itself; all of them together. */
void bp_flows_judge(struct bp_flows_round *round, enum bp_flow_way way);
void bp_flows_compare(struct bp_flows_round *round);

#endif
