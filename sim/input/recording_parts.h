/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parts behind bp_recordings_next(): each fills its share of a case.
 */
#ifndef SIM_INPUT_RECORDING_PARTS_H
#define SIM_INPUT_RECORDING_PARTS_H

#include <input/recording.h>

#define BP_RECORDED_IOVECS_MAX 1024u /* of a preadv() */
#define BP_RECORDED_RANGES_MAX 1000000u
#define BP_RECORDED_BYTES_MAX 0x7ffff000u /* of a read() */
#define BP_RECORDED_PIECES_MAX (1u << 18)
#define BP_RECORDED_NUMBER_MAX (INT64_MAX >> SECTOR_SHIFT) /* sectors of a file offset in bytes */

/* Where a reader stands, for its complaints. */
struct bp_recording_place {
	const char *path;
	unsigned line;
	struct bp_error *err;
};

/* A number of an object; complains when it is missing, no number or out of range. */
int bp_recorded_number(const struct bp_recording_place *at, const json_t *object, const char *key,
		       int64_t min, int64_t max, int64_t *value);

/* "limits" and what follows from them. */
int bp_recorded_limits_read(const struct bp_recording_place *at, struct bp_recording *recording);

/* "iov". */
int bp_recorded_memory_read(const struct bp_recording_place *at, struct bp_recording *recording);

/* "ret", "bios" and the other lists of rows that are there. */
int bp_recorded_facts_read(const struct bp_recording_place *at, struct bp_recording *recording);

/* "cmds". */
int bp_recorded_commands_read(const struct bp_recording_place *at, struct bp_recording *recording);

/* A list of so many numbers, each from 0 to BP_RECORDED_NUMBER_MAX; false when it is none. */
bool bp_recorded_row(const json_t *list, unsigned columns, u64 *numbers);

#endif
