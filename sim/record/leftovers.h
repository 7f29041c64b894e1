/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Trace instances of recordings that were killed: nobody else removes them, and each holds memory
 * for every CPU.
 */
#ifndef SIM_RECORD_LEFTOVERS_H
#define SIM_RECORD_LEFTOVERS_H

#define BP_INSTANCE_NAME "blkpath-%d-%u" /* process, and one of several of it */

/**
 * bp_leftovers_remove - remove the instances of processes that are gone
 * @folder: the instances directory of tracefs
 *
 * Where a process has such a number, also an unrelated one, the instance stays.  Best effort: what
 * cannot be removed stays as well.
 */
void bp_leftovers_remove(const char *folder);

#endif
