/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of the script share.
 */
#ifndef BP_TEST_NVME_SCRIPT_PARTS_H
#define BP_TEST_NVME_SCRIPT_PARTS_H

#include "nvme_script.h"

/* Adds a word to the log. */
void t_script_note(struct t_script *t, const char *word, u64 number);

/* The next register, command or completion. */
void t_script_step(struct t_script *t);

/* Takes what was rung for; t->work. */
void t_script_fetch(struct bp_work *work);

#endif
