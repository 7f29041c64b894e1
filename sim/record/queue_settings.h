/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Settings of a device's queue that are changed for a while and then put back.
 */
#ifndef SIM_RECORD_QUEUE_SETTINGS_H
#define SIM_RECORD_QUEUE_SETTINGS_H

#include <limits.h>

#include <blkpath/error.h>
#include <blkpath/types.h>

#define BP_QUEUE_SETTINGS 3

/**
 * struct bp_queue_settings - what was changed
 * @folder: the queue directory
 * @saved: what it was before, by setting; empty when it was not changed
 */
struct bp_queue_settings {
	char folder[PATH_MAX];
	char saved[BP_QUEUE_SETTINGS][32];
};

void bp_queue_settings_begin(struct bp_queue_settings *settings, const char *folder);

/**
 * bp_queue_settings_set - change a setting, and remember how it was
 * @settings: the queue
 * @name: nomerges, max_sectors_kb or scheduler
 * @value: what it shall be
 *
 * Return: 0, or negative errno: nothing has changed then.
 */
int bp_queue_settings_set(struct bp_queue_settings *settings, const char *name, const char *value);

/**
 * bp_queue_settings_restore - put everything back
 * @settings: the queue; can be restored again without effect
 * @err: receives the message: which setting could not be put back, and what it was
 *
 * Return: 0, or negative errno with @err filled; the other settings are put back all the same.
 */
int bp_queue_settings_restore(struct bp_queue_settings *settings, struct bp_error *err);

/* The limits that a recording shows, in its order. */
enum bp_seen {
	BP_SEEN_LOGICAL_BLOCK_SIZE,
	BP_SEEN_PHYSICAL_BLOCK_SIZE,
	BP_SEEN_MAX_SECTORS_KB,
	BP_SEEN_MAX_HW_SECTORS_KB,
	BP_SEEN_MAX_SEGMENTS,
	BP_SEEN_MAX_SEGMENT_SIZE,
	BP_SEEN_DMA_ALIGNMENT,
	BP_SEEN_VIRT_BOUNDARY_MASK,
	BP_SEEN_CHUNK_SECTORS,
	BP_SEEN_NOMERGES,
	BP_SEEN_NR,
};

/* What sysfs shows; what an old kernel does not show is missing. */
struct bp_queue_limits_seen {
	u64 value[BP_SEEN_NR];
	bool there[BP_SEEN_NR];
};

const char *bp_seen_name(enum bp_seen which);

/**
 * bp_queue_limits_see - read a queue's limits
 * @folder: the queue directory
 * @seen: receives them
 * @err: receives the message
 *
 * Return: 0, or negative errno with @err filled when the first six are not all there.
 */
int bp_queue_limits_see(const char *folder, struct bp_queue_limits_seen *seen,
			struct bp_error *err);

#endif
