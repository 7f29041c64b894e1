/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tags of a device, shared by all its queues.
 */
#include <errno.h>

#include "internal.h"
#include "tags.h"

int blk_mq_alloc_tag_set(struct bp_env *env, struct blk_mq_tag_set *set)
{
	if (!set->nr_hw_queues || !set->queue_depth || set->queue_depth > BLK_MQ_MAX_DEPTH)
		return -EINVAL;
	if (!set->nr_cpus)
		set->nr_cpus = set->nr_hw_queues;
	set->bp_env = env;
	set->tags = bp_alloc(env, BP_ALLOC_QUEUE, set->nr_hw_queues * sizeof(*set->tags));
	if (!set->tags)
		return -ENOMEM;
	for (unsigned i = 0; i < set->nr_hw_queues; i++) {
		set->tags[i] = bp_tags_alloc(env, set->queue_depth, set->cmd_size);
		if (set->tags[i])
			continue;
		blk_mq_free_tag_set(set);
		return -ENOMEM;
	}
	return 0;
}

void blk_mq_free_tag_set(struct blk_mq_tag_set *set)
{
	if (!set->tags)
		return;
	for (unsigned i = 0; i < set->nr_hw_queues; i++)
		bp_tags_free(set->bp_env, set->tags[i]);
	bp_free(set->bp_env, set->tags);
	set->tags = NULL;
}
