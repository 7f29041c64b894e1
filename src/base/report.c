/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Warnings, BUG events, log lines and findings as data (block.md 0.3).
 */
#include <stdlib.h>

#include <blkpath/env.h>

#define BP_SITE_ROW(symbol, severity, function, rule, text)                                        \
	{ #symbol, severity, function, rule, text },
static const struct bp_site sites[] = { BP_SITES(BP_SITE_ROW) };

const struct bp_site *bp_site_get(enum bp_site_id id)
{
	return &sites[id];
}

static struct bp_report record(struct bp_env *env, enum bp_site_id site, u64 a, u64 b)
{
	struct bp_report report = { .site = site, .a = a, .b = b };

	env->hits[site]++;
	if (env->on_report)
		env->on_report(env->report_arg, &report);
	return report;
}

bool bp_warn(struct bp_env *env, enum bp_site_id site, u64 a, u64 b)
{
	record(env, site, a, b);
	return true;
}

void bp_info(struct bp_env *env, enum bp_site_id site, u64 a, u64 b)
{
	record(env, site, a, b);
}

void bp_finding(struct bp_env *env, enum bp_site_id site, u64 a, u64 b)
{
	record(env, site, a, b);
}

void bp_bug(struct bp_env *env, enum bp_site_id site, u64 a, u64 b)
{
	struct bp_catch *catcher = env->catcher;

	env->bug = record(env, site, a, b);
	if (!catcher)
		abort(); /* nobody said how to stop; the kernel would not go on either */
	env->catcher = catcher->outer;
	env->current = catcher->current;
	env->running = catcher->running;
	longjmp(catcher->frame, 1);
}

void bp_catch_push(struct bp_env *env, struct bp_catch *catcher)
{
	catcher->outer = env->catcher;
	catcher->current = env->current;
	catcher->running = env->running;
	env->catcher = catcher;
}

void bp_catch_pop(struct bp_env *env, struct bp_catch *catcher)
{
	env->catcher = catcher->outer;
}
