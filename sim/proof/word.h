/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * By what name a trial says that something goes wrong.
 */
#ifndef SIM_PROOF_WORD_H
#define SIM_PROOF_WORD_H

#include <stdbool.h>

/**
 * bp_word_is_known - can anything go wrong by that name?
 * @word: an invariant; the rule or the name of a report; what a process dies of; or a word that
 * subjects have for it
 */
bool bp_word_is_known(const char *word);

#endif
