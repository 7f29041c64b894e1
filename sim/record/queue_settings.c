/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "input/units.h"
#include "record/queue_settings.h"
#include "record/small_file.h"

static const char *const names[BP_QUEUE_SETTINGS] = { "scheduler", "nomerges", "max_sectors_kb" };

static const char *const seen_names[BP_SEEN_NR] = {
	"logical_block_size", "physical_block_size", "max_sectors_kb",
	"max_hw_sectors_kb",  "max_segments",	     "max_segment_size",
	"dma_alignment",      "virt_boundary_mask",  "chunk_sectors",
	"nomerges",
};

void bp_queue_settings_begin(struct bp_queue_settings *settings, const char *folder)
{
	memset(settings, 0, sizeof(*settings));
	snprintf(settings->folder, sizeof(settings->folder), "%s", folder);
}

/* A file of choices brackets the one that holds: "mq-deadline [none]". */
static void take_choice(char *value)
{
	char *open = strchr(value, '[');
	char *close = open ? strchr(open, ']') : NULL;

	if (!close)
		return;
	*close = '\0';
	memmove(value, open + 1, strlen(open + 1) + 1);
}

int bp_queue_settings_set(struct bp_queue_settings *settings, const char *name, const char *value)
{
	char before[256];
	int i = 0, error;

	while (i < BP_QUEUE_SETTINGS && strcmp(names[i], name))
		i++;
	if (i == BP_QUEUE_SETTINGS)
		return -EINVAL;
	error = bp_small_file_read(settings->folder, name, before, sizeof(before));
	if (error)
		return error;
	take_choice(before);
	if (!strcmp(before, value))
		return 0;
	if (strlen(before) >= sizeof(settings->saved[i]))
		return -E2BIG;
	/* First remembered, then changed: whatever happens between, it can be put back. */
	if (!settings->saved[i][0])
		memcpy(settings->saved[i], before, strlen(before) + 1);
	return bp_small_file_write(settings->folder, name, value);
}

int bp_queue_settings_restore(struct bp_queue_settings *settings, struct bp_error *err)
{
	int failed = 0;

	for (int i = 0; i < BP_QUEUE_SETTINGS; i++) {
		int error;

		if (!settings->saved[i][0])
			continue;
		error = bp_small_file_write(settings->folder, names[i], settings->saved[i]);
		if (error) {
			bp_error_set(err, settings->folder, 0, names[i],
				     "cannot be put back to %s: %s", settings->saved[i],
				     strerror(-error));
			failed = error;
		}
		settings->saved[i][0] = '\0';
	}
	return failed;
}

const char *bp_seen_name(enum bp_seen which)
{
	return seen_names[which];
}

int bp_queue_limits_see(const char *folder, struct bp_queue_limits_seen *seen, struct bp_error *err)
{
	for (int i = 0; i < BP_SEEN_NR; i++) {
		struct bp_place at = { .file = folder, .key = seen_names[i] };
		char value[64];
		int error = bp_small_file_read(folder, seen_names[i], value, sizeof(value));

		seen->there[i] = !error;
		if (error && i < BP_SEEN_DMA_ALIGNMENT)
			return bp_error_set(err, folder, 0, seen_names[i], "cannot be read: %s",
					    strerror(-error));
		if (!error && bp_parse_number(&at, value, 0, UINT64_MAX, &seen->value[i], err))
			return -EINVAL;
	}
	return 0;
}
