/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What can be put to the proof: each subject makes a scenario of a string of bytes, runs it and
 * judges it.
 */
#ifndef SIM_PROOF_SUBJECT_H
#define SIM_PROOF_SUBJECT_H

#include "proof/trial.h"

/**
 * struct bp_subject - one of them
 * @name: one word
 * @things: what it counts, in the plural: "bios"
 * @about: what it does, in a line
 * @cases: scenarios there are, each the one of its number; 0 when there is no end of them
 * @run: makes the scenario, runs it, judges it; total: there is no string that it refuses
 */
struct bp_subject {
	const char *name;
	const char *things;
	const char *about;
	u64 cases;
	void (*run)(struct bp_trial *trial);
};

/* The subject of a name, or NULL. */
const struct bp_subject *bp_subject_find(const char *name);

/* Subject number @i, NULL behind the last. */
const struct bp_subject *bp_subject_at(unsigned i);

/**
 * bp_subject_try - one trial
 * @subject: what
 * @setup: as it is in all trials of the run
 * @bytes: the scenario
 * @size: its length, 0 too
 * @trial: receives the outcome; its @story is the caller's, set before
 */
void bp_subject_try(const struct bp_subject *subject, const struct bp_trial_setup *setup,
		    const u8 *bytes, size_t size, struct bp_trial *trial);

#endif
