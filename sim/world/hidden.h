/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What sysfs hides (docs/spec/generations.md 4): guesses at limits that a recording cannot show.
 */
#ifndef SIM_WORLD_HIDDEN_H
#define SIM_WORLD_HIDDEN_H

#include "input/recording.h"

#define BP_HIDDEN_TEXT_MAX 64

/**
 * bp_hidden_guess - the limits of a recording, with one hidden value guessed
 * @limits: limits as they were recorded; changed
 * @recorded: what was told and what assumed: nothing that was told is guessed
 * @index: which guess, from 0
 *
 * Return: true; false when the guess is no other than what is assumed already.
 */
bool bp_hidden_guess(struct queue_limits *limits, const struct bp_recorded_limits *recorded,
		     unsigned index);

/* What a guess assumes, in words; NULL past the last one. */
const char *bp_hidden_name(unsigned index);

/* The option that makes a command assume the guess: "--max-sectors 37". */
void bp_hidden_option(const struct queue_limits *guessed, unsigned index,
		      char text[BP_HIDDEN_TEXT_MAX]);

#endif
