/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <mem/ram.h>

#include "bp_test.h"
#include "watch.h"

#define ENVIRONMENTS_MAX 8

static struct {
	struct fault_sight *sight;
	struct bp_env *env[ENVIRONMENTS_MAX];
	struct bp_check *check[ENVIRONMENTS_MAX];
} watch;

/* The linker's names. */
void __real_bp_env_init(struct bp_env *env);
void __real_bp_env_fini(struct bp_env *env);
void __real_bp_ram_free(struct bp_ram *ram);
void __wrap_bp_env_init(struct bp_env *env);
void __wrap_bp_env_fini(struct bp_env *env);
void __wrap_bp_ram_free(struct bp_ram *ram);

/* Where an environment stands, NULL for a free place; ENVIRONMENTS_MAX: nowhere. */
static unsigned place_of(const struct bp_env *env)
{
	unsigned i = 0;

	while (i < ENVIRONMENTS_MAX && watch.env[i] != env)
		i++;
	return i;
}

static bool should_fail(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	(void)bytes;
	return fault_plan_strikes(arg, kind);
}

static void on_violation(void *arg, const struct bp_violation *violation)
{
	struct fault_sight *sight = arg;

	sight->broken[violation->id] = true;
	if (!sight->words[0])
		bp_violation_text(violation, sight->words, sizeof(sight->words));
}

static void begin(struct bp_env *env, unsigned place)
{
	static const struct bp_alloc_ops alloc_ops = { .should_fail = should_fail };

	assert_true(place < ENVIRONMENTS_MAX);
	env->alloc_ops = &alloc_ops;
	env->alloc_arg = &watch.sight->plan;
	watch.env[place] = env;
	watch.check[place] = bp_check_new(env);
	assert_non_null(watch.check[place]);
	bp_check_on_violation(watch.check[place], on_violation, watch.sight);
}

/* Returns whether a BUG left things as they were. */
static bool note_sites(const struct bp_env *env)
{
	bool bug = false;

	for (unsigned site = 0; site < BP_SITE_NR; site++) {
		const enum bp_severity severity = bp_site_get((enum bp_site_id)site)->severity;

		if (!env->hits[site] || severity == BP_INFO || site == BP_SITE_CHECK_VIOLATION)
			continue;
		watch.sight->hit[site] = true;
		bug |= severity == BP_BUG;
	}
	return bug;
}

static void end(struct bp_env *env, unsigned place)
{
	if (!note_sites(env))
		bp_check_end(watch.check[place], 0); /* pages: see __wrap_bp_ram_free() */
	for (unsigned kind = 0; kind < BP_ALLOC_NR; kind++)
		watch.sight->left[kind] += env->live[kind];
	bp_check_free(watch.check[place]);
	watch.env[place] = NULL;
}

void __wrap_bp_env_init(struct bp_env *env)
{
	__real_bp_env_init(env);
	if (watch.sight)
		begin(env, place_of(NULL));
}

void __wrap_bp_env_fini(struct bp_env *env)
{
	const unsigned place = place_of(env);

	if (place < ENVIRONMENTS_MAX)
		end(env, place);
	__real_bp_env_fini(env);
}

void __wrap_bp_ram_free(struct bp_ram *ram)
{
	if (ram && watch.sight) {
		const struct bp_ram_report report = bp_ram_report(ram);

		watch.sight->pages += report.allocated + report.unbalanced;
	}
	__real_bp_ram_free(ram);
}

void fault_watch(struct fault_sight *sight)
{
	watch.sight = sight;
}

void fault_watch_end(void)
{
	watch.sight = NULL;
	for (unsigned i = 0; i < ENVIRONMENTS_MAX; i++)
		assert_null(watch.env[i]);
}
