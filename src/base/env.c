/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include <blkpath/env.h>

#include "base.h"

#define BP_DEFAULT_PAGE_SHIFT 12
#define BP_DEFAULT_MAX_PFN (((u64)1 << 52) - 1)

void bp_env_init(struct bp_env *env)
{
	memset(env, 0, sizeof(*env));
	env->page_shift = BP_DEFAULT_PAGE_SHIFT;
	env->max_pfn = BP_DEFAULT_MAX_PFN;
	env->max_low_pfn = BP_DEFAULT_MAX_PFN;
	env->rules = bp_rules_find(NULL);
	STAILQ_INIT(&env->work);
	TAILQ_INIT(&env->timers);
	bp_alloc_init(env);
}

void bp_env_fini(struct bp_env *env)
{
	bp_alloc_free_all(env);
}
