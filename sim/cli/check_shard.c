/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which part of a run is this one's, where many machines run the same command.
 */
#include <errno.h>
#include <stdlib.h>

#include "cli/check.h"

#define PARTS "BLKPATH_SHARDS"
#define SLURM "SLURM_ARRAY_TASK_ID"
#define KUBERNETES "JOB_COMPLETION_INDEX"

/* NULL when a variable is not set; one without a value is not. */
static const char *variable(const char *name)
{
	const char *text = getenv(name);

	return text && *text ? text : NULL;
}

/* A number that the environment has to have. */
static int read_number(const char *name, u64 least, u64 most, u64 *number, struct bp_error *err)
{
	const struct bp_place at = { .key = name };
	const char *text = variable(name);

	if (!text)
		return bp_place_error(&at, err,
				      "is missing in the environment; allowed: how many parts "
				      "there are, or --shard I/N");
	return bp_parse_number(&at, text, least, most, number, err);
}

/* The first task is part 0, whatever it is called; all of them are there, a step apart. */
static int read_slurm(u64 *shard, u64 *shards, struct bp_error *err)
{
	u64 id, first, step = 1;

	if (read_number("SLURM_ARRAY_TASK_COUNT", 1, UINT32_MAX, shards, err) ||
	    read_number("SLURM_ARRAY_TASK_MIN", 0, UINT32_MAX, &first, err) ||
	    read_number(SLURM, first, UINT32_MAX, &id, err))
		return -EINVAL;
	if (variable("SLURM_ARRAY_TASK_STEP") &&
	    read_number("SLURM_ARRAY_TASK_STEP", 1, UINT32_MAX, &step, err))
		return -EINVAL;
	*shard = (id - first) / step;
	if ((id - first) % step || *shard >= *shards)
		return bp_error_set(err, NULL, 0, SLURM,
				    "its array has gaps; allowed: an array as 0-15, " PARTS
				    ", or --shard I/N");
	return 0;
}

int bp_check_shard(const struct bp_options *options, u64 *shard, u64 *shards, struct bp_error *err)
{
	const char *index = variable(SLURM) ? SLURM : variable(KUBERNETES) ? KUBERNETES : NULL;

	*shard = options->shard;
	*shards = options->shards ?: 1;
	if (options->shards || !index)
		return 0;
	if (variable(SLURM) && !variable(PARTS))
		return read_slurm(shard, shards, err);
	if (read_number(PARTS, 1, UINT32_MAX, shards, err))
		return -EINVAL;
	return read_number(index, 0, *shards - 1, shard, err);
}
