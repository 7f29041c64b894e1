/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tags of a device, shared by all its queues.
 */
#include <errno.h>

#include "internal.h"
#include "tags.h"

/* What is there already stays, whatever happens. */
int bp_tag_set_grow(struct blk_mq_tag_set *set, unsigned nr)
{
	struct bp_env *env = set->bp_env;
	unsigned old = set->bp_nr_tags;
	struct blk_mq_tags **tags;

	if (nr <= old)
		return 0;
	tags = bp_alloc(env, BP_ALLOC_QUEUE, nr * sizeof(*tags));
	for (unsigned i = 0; tags && i < nr; i++) {
		tags[i] = i < old ? set->tags[i]
				  : bp_tags_alloc(env, set->queue_depth, set->reserved_tags,
						  set->cmd_size);
		if (tags[i])
			continue;
		while (i-- > old)
			bp_tags_free(env, tags[i]);
		bp_free(env, tags);
		tags = NULL;
	}
	if (!tags)
		return -ENOMEM;
	bp_free(env, set->tags);
	set->tags = tags;
	set->bp_nr_tags = nr;
	return 0;
}

int blk_mq_alloc_tag_set(struct bp_env *env, struct blk_mq_tag_set *set)
{
	if (!set->nr_hw_queues || !set->queue_depth || set->queue_depth > BLK_MQ_MAX_DEPTH ||
	    set->queue_depth <= set->reserved_tags)
		return -EINVAL;
	if (!set->nr_cpus)
		set->nr_cpus = set->nr_hw_queues;
	set->bp_env = env;
	set->tags = NULL;
	set->bp_nr_tags = 0;
	TAILQ_INIT(&set->tag_list);
	return bp_tag_set_grow(set, set->nr_hw_queues);
}

void blk_mq_free_tag_set(struct blk_mq_tag_set *set)
{
	while (set->tags && set->bp_nr_tags)
		bp_tags_free(set->bp_env, set->tags[--set->bp_nr_tags]);
	bp_free(set->bp_env, set->tags);
	set->tags = NULL;
}
