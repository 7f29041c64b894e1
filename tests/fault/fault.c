/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fault.h"
#include "kinds.h"

static bool should_fail(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	struct fault *f = arg;

	(void)bytes;
	return fault_plan_strikes(&f->plan, kind);
}

static const struct bp_alloc_ops alloc_ops = { .should_fail = should_fail };

void fault_arm(struct fault *f)
{
	f->w.env.alloc_ops = &alloc_ops;
	f->w.env.alloc_arg = f;
}

void fault_end_io(struct bio *bio)
{
	struct fault *f = bio->bi_private;

	f->ended++;
	f->status = bio->bi_status;
	bio_put(bio);
}

/* A kernel keeps pages in reserve for bouncing; the model says that it has none. */
static bool may_report(const struct fault *f, enum bp_site_id site)
{
	return bp_site_get(site)->severity == BP_INFO ||
	       (site == BP_SITE_BOUNCE_NO_PAGE && f->plan.struck[BP_ALLOC_PAGE]);
}

static void expect_nothing_left(struct fault *f)
{
	struct bp_env *env = &f->w.env;
	struct bp_ram_report pages = bp_ram_report(f->ram);
	const unsigned n = (unsigned)f->plan.round;

	for (unsigned kind = 0; kind < BP_ALLOC_NR; kind++)
		if (env->live[kind])
			fail_msg("failure %u: %llu %s are left", n,
				 (unsigned long long)env->live[kind], fault_kind_name(kind));
	if (pages.allocated || pages.unbalanced)
		fail_msg("failure %u: pages are left, the first at frame %#llx", n,
			 (unsigned long long)pages.first_pfn);
	for (unsigned site = 0; site < BP_SITE_NR; site++)
		if (env->hits[site] && !may_report(f, (enum bp_site_id)site))
			fail_msg("failure %u: %s", n, bp_site_get(site)->symbol);
}

/* One round; true while a failure was met. */
static bool play_round(fault_story *story, u64 round, bool lasting)
{
	struct fault f = { .plan = { .round = round, .lasting = lasting } };

	t_world_init(&f.w);
	f.ram = bp_ram_new(&f.w.env);
	assert_non_null(f.ram);
	story(&f);
	bp_work_run(&f.w.env);
	expect_nothing_left(&f);
	bp_ram_free(f.ram);
	t_world_fini(&f.w);
	return f.plan.strikes;
}

static void play_rounds(fault_story *story, bool lasting)
{
	u64 round = 1;

	while (play_round(story, round, lasting))
		round++;
	assert_true(round > 1); /* a story without allocations tells nothing */
}

void fault_play(fault_story *story)
{
	play_rounds(story, false);
	play_rounds(story, true);
}
