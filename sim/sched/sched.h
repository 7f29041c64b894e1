/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Schedulers that a queue can be given by name.
 */
#ifndef BP_SIM_SCHED_H
#define BP_SIM_SCHED_H

#include <blkpath/elevator.h>

/* In sector order from where the last request ended, then from the start again; the oldest goes
 * first when it has waited too long. */
extern const struct elevator_type bp_sched_sorted;

/**
 * bp_sched_find - look up a scheduler, for blk_mq_init_sched()
 * @name: "sorted"
 *
 * Return: the scheduler, or NULL when no such name is known.
 */
const struct elevator_type *bp_sched_find(const char *name);

#endif
