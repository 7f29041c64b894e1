/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tables of keys of a workload.
 */
#ifndef SIM_INPUT_WORKLOAD_KEYS_H
#define SIM_INPUT_WORKLOAD_KEYS_H

#include <input/keys.h>

/* Of the section: struct bp_workload; ios and faults, which are lists, stand for the messages. */
extern const struct bp_keys bp_workload_keys;

/* Of a command: struct bp_workload_io. */
extern const struct bp_keys bp_workload_io_keys;

#endif
