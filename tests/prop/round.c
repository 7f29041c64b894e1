/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One round: a world is set up, taken through its bios, judged and taken down.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "prop.h"

#define BIOS_PER_ROUND 8
#define BURSTS_PER_ROUND 4
#define SHOWN 3

/* How to see a round again. */
static void show_command(const struct prop_round *p)
{
	const struct prop_options *o = p->options;

	printf("again: blockcore --kind %s%s --seed %" PRIu64 " --round %" PRIu64,
	       prop_kinds[o->kind], o->device ? " --device" : "", o->seed, p->number);
	if (o->rules)
		printf(" --rules %s", o->rules);
	if (o->with)
		printf(" --with %s", o->with);
	if (o->defect)
		printf(" --defect %s", o->defect);
	printf("\n\n");
}

static void show(void *arg, const struct bp_violation *violation)
{
	const struct prop_round *p = arg;
	char text[4096];

	if (p->options->quiet || p->options->expect >= 0 || p->totals->shown++ >= SHOWN)
		return;
	bp_violation_text(violation, text, sizeof(text));
	printf("%s", text);
	show_command(p);
}

static void start_without_device(struct prop_round *p)
{
	p->q = &p->own_q;
	p->disk = &p->own_disk;
	bp_queue_init(&p->env, p->q);
	p->q->make_request_fn = prop_make_request;
	p->q->queuedata = p;
	p->disk->queue = p->q;
	strcpy(p->disk->disk_name, "prop");
}

static void set_up(struct prop_round *p, const struct prop_options *options, u64 number)
{
	memset(p, 0, sizeof(*p));
	p->options = options;
	p->number = number;
	p->random.state = options->seed + number * 0x9e3779b97f4a7c15ull;
	t_random(&p->random);
	bp_env_init(&p->env);
	p->check = bp_check_new(&p->env);
	if (!p->check)
		abort();
	bp_check_on_violation(p->check, show, p);
	if (options->device)
		prop_device_start(p);
	else
		start_without_device(p);
	p->q->bp_rules = &options->in_force;
	p->env.rules = p->q->bp_rules;
	p->q->queue_flags |= 1ul << QUEUE_FLAG_DISCARD | 1ul << QUEUE_FLAG_SECERASE;
	if (p->q->bp_rules->dma_direct)
		p->q->queue_flags |= 1ul << QUEUE_FLAG_DMA_DIRECT;
	if (options->defect) {
		bp_defects_add(&p->q->bp_defects, options->defect);
		bp_defects_add(&p->env.defects, options->defect);
	}
	prop_limits(p);
}

static void one_bio(struct prop_round *p)
{
	struct bio *bio = prop_bio(p);
	bool has_twin =
		p->options->kind == PROP_PAGE && bio_has_data(bio) && p->q->bp_rules->dma_direct;

	p->bios++;
	if (!bio->bi_iter.bi_size) { /* every add was refused; nobody submits that */
		bio_put(bio);
		return;
	}
	prop_iterate(p, bio);
	p->twin = has_twin ? prop_twin_of(p, bio) : NULL;
	submit_bio(bio);
	if (p->twin)
		bio_put(p->twin);
	p->twin = NULL;
	if (t_once_in(&p->random, 6))
		prop_finish_requests(p);
}

/* A BUG is allowed where the rules name it: outside PRE-A (QUIRK-4, R-ITER-6), or by a defect. */
static bool bug_is_allowed(const struct prop_round *p)
{
	if (p->options->defect)
		return true;
	if (p->env.bug.site == BP_SITE_SPLIT_EMPTY) /* G-6; a direct bio is cut as under v5.2 */
		return !p->aligned && (p->options->kind == PROP_DMA ||
				       p->env.rules->empty_front == BP_EMPTY_FRONT_BUG);
	if (p->env.bug.site == BP_SITE_ITER_STUCK) /* G-14 */
		return !p->aligned && !p->env.rules->empty_vector_passes;
	return !p->aligned;
}

/* Runs a step. A BUG leaves a bio half done; the round goes on without it. */
static void step(struct prop_round *p, void (*fn)(struct prop_round *p))
{
	struct bp_catch catcher;

	if (bp_catch(&p->env, &catcher) == 0) {
		fn(p);
		bp_catch_pop(&p->env, &catcher);
		return;
	}
	p->bugs++;
	p->env.current.bio_list = NULL;
	p->twin = NULL;
	prop_drop_requests(p);
	if (bug_is_allowed(p))
		return;
	p->bad_bugs++;
	printf("BUG at %s\n", bp_site_get(p->env.bug.site)->symbol);
	show_command(p);
}

static void run_parts(struct prop_round *p)
{
	step(p, prop_set_limits);
	for (unsigned i = 0; i < BIOS_PER_ROUND; i++)
		step(p, one_bio);
	step(p, prop_finish_requests);
	step(p, prop_misuse);
}

/* Requests that a BUG stopped halfway never end: such a round is over. */
static void run_device(struct prop_round *p)
{
	for (unsigned i = 0; i < BURSTS_PER_ROUND && !p->bugs; i++)
		step(p, prop_device_burst);
	if (!p->bugs)
		step(p, prop_device_stop);
}

static void add_up(struct prop_totals *totals, const struct prop_round *p)
{
	totals->rounds++;
	totals->bios += p->bios;
	totals->bugs += p->bugs;
	for (int id = 0; id < BP_INV_NR; id++) {
		totals->judged[id] += bp_check_judged(p->check, (enum bp_invariant)id);
		totals->broken[id] += bp_check_count(p->check, (enum bp_invariant)id);
	}
}

bool prop_round_run(const struct prop_options *options, u64 number, struct prop_totals *totals)
{
	static struct prop_round p;

	set_up(&p, options, number);
	p.totals = totals;
	if (options->device)
		run_device(&p);
	else
		run_parts(&p);
	if (!p.bugs)
		bp_check_end(p.check, 0);
	add_up(totals, &p);
	prop_drop_requests(&p);
	free(p.views);
	bp_check_free(p.check);
	bp_env_fini(&p.env);
	return !p.bad_bugs;
}

bool prop_run(const struct prop_options *options, struct prop_totals *totals)
{
	u64 end = totals->bios + options->count;
	bool good = true;

	if (options->round != ~0ull)
		return prop_round_run(options, options->round, totals);
	for (u64 n = 0; totals->bios < end; n++)
		good = prop_round_run(options, n, totals) && good;
	return good;
}
