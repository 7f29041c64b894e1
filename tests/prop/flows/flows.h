/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random commands of a far host through the three flows (rdma-nvmet.md E, F).
 *
 * A round is one workload of some hundred commands and one mood, done in a fresh world in each of
 * the three ways.  It follows from the seed of the run and its own number alone, so any round can
 * be run again by itself.
 */
#ifndef TESTS_PROP_FLOWS_H
#define TESTS_PROP_FLOWS_H

#include <random.h>

#include "world/flow.h"

#define FLOWS_COMMANDS 400u
#define FLOWS_FAULTS 2u
#define FLOWS_TEXT_MAX 64

/* X(NAME, "name"): what may go wrong in a round */
#define FLOWS_MOODS(X)                                                                             \
	X(CLEAN, "clean")   /* nothing */                                                          \
	X(TWISTS, "twists") /* commands that a target refuses */                                   \
	X(DRIVE, "drive")   /* commands that the drive ends badly */                               \
	X(FATAL, "fatal")   /* something after which there is no connection */

enum flows_mood {
#define X(NAME, name) FLOWS_##NAME,
	FLOWS_MOODS(X)
#undef X
		FLOWS_MOOD_NR,
};

extern const char *const flows_mood_name[FLOWS_MOOD_NR];

/* What a run adds up. */
struct flows_totals {
	u64 rounds;
	u64 commands;
	u64 ended[BP_FLOW_END_STATES];
	u64 bytes;
	u64 judged;
	u64 fallbacks;
	u64 bad;
	u64 expected;
};

/**
 * struct flows_round - a workload in three ways
 * @seed: of the run
 * @number: of the round
 * @random: its numbers
 * @mood: what may go wrong
 * @machine: file with the machine
 * @setup: the workload; its arrays are the next ones
 * @fault_text: of @drive_fault
 * @flow: what came of it
 * @nr_bad: what is not as it should be
 * @expect: what is expected to be among that; NULL: nothing is
 * @nr_expected: how often it is
 */
struct flows_round {
	u64 seed;
	u64 number;
	struct t_random random;
	enum flows_mood mood;
	const char *machine;
	struct bp_world_flow_setup setup;
	struct bp_world_flow_io io[FLOWS_COMMANDS];
	struct bp_world_flow_fault fault[1];
	const char *drive_fault[FLOWS_FAULTS];
	char fault_text[FLOWS_FAULTS][FLOWS_TEXT_MAX];
	struct bp_world_flow flow[BP_FLOW_WAYS];
	unsigned nr_bad;
	const char *expect;
	unsigned nr_expected;
};

/* draw.c: the workload of a round, of so many commands. */
void flows_draw(struct flows_round *round, unsigned commands);

/* twist.c: what goes wrong in it. */
void flows_draw_wrong(struct flows_round *round);

/* judge.c: one way by itself; all of them together. */
void flows_judge(struct flows_round *round, enum bp_flow_way way);
void flows_compare(struct flows_round *round);

/* main.c: says what is wrong and how to see it again. */
void flows_bad(struct flows_round *round, enum bp_flow_way way, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
