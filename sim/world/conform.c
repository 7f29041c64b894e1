/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A golden vector through the real path: submit, cut, count, merge, map.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "conform_run.h"

int bp_conform_run(const struct bp_vector_case *c, const struct bp_defects *defects,
		   struct bp_conform_result *result)
{
	const struct bp_rules *rules = bp_rules_find(c->rules);
	struct bp_catch catcher;
	struct bp_conform *r;

	memset(result, 0, sizeof(*result));
	if (!rules)
		return -EINVAL;
	r = calloc(1, sizeof(*r));
	result->values = json_object();
	if (!r || !result->values) {
		json_decref(result->values);
		free(r);
		return -ENOMEM;
	}
	r->c = c;
	bp_env_init(&r->env);
	r->env.rules = rules;
	bp_queue_init(&r->env, &r->q);
	r->q.limits = c->limits;
	r->q.bp_defects = r->env.defects = *defects;
	r->q.make_request_fn = bp_conform_take_piece;
	r->q.queuedata = r;
	r->disk.queue = &r->q;
	if (c->dma)
		blk_queue_flag_set(QUEUE_FLAG_DMA_DIRECT, &r->q);
	if (bp_catch(&r->env, &catcher) == 0) {
		bp_conform_kind(r, result->values);
		bp_catch_pop(&r->env, &catcher);
	} else {
		result->bug = true;
		result->site = r->env.bug;
	}
	result->warnings = r->env.hits[BP_SITE_MAP_TOO_MANY];
	bp_env_fini(&r->env);
	free(r);
	return 0;
}
