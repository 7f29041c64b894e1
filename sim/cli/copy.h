/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath copy: the same copy by each way, side by side.
 */
#ifndef SIM_CLI_COPY_H
#define SIM_CLI_COPY_H

#include "cli/cli.h"
#include "world/copy.h"

/**
 * struct bp_copies - what is shown
 * @pair: the drives, still there
 * @bytes: that were copied each time
 * @buffer_bytes: at a time
 * @copy: by way
 */
struct bp_copies {
	struct bp_world_pair *pair;
	u64 bytes;
	u32 buffer_bytes;
	struct bp_copy copy[BP_COPY_WAYS];
};

/* "memory of the second", "in-memory-of-second" are for people and programs. */
const char *bp_copy_way_words(enum bp_copy_way way);

/* "every byte arrived", "refused: ..." */
const char *bp_copy_outcome(const struct bp_copy *copy, char *text, size_t room);

void bp_copies_print(FILE *out, const struct bp_copies *copies);
json_t *bp_copies_json(const struct bp_copies *copies);

#endif
