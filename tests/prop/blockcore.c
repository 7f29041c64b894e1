/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blockcore - random bios through the block core, judged by the invariants.
 */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "prop.h"

#define BIOS_PER_ROUND 8
#define SHOWN 3

static const char usage[] =
	"usage: blockcore [--kind page|dma] [--count BIOS] [--seed S] [--round R] [--rules NAME]\n"
	"                 [--defect ID]... [--expect-violation INV-ID] [--quiet]\n"
	"Exit 0 when every invariant held, or the expected one was broken; 1 otherwise; 2 bad "
	"use.\n";

static const char *const kinds[] = { "page", "dma" };

static void show(void *arg, const struct bp_violation *violation)
{
	const struct prop_round *p = arg;
	char text[4096];

	if (p->options->quiet || p->options->expect >= 0 || p->totals->shown++ >= SHOWN)
		return;
	bp_violation_text(violation, text, sizeof(text));
	printf("%s\nagain: blockcore --kind %s --seed %" PRIu64 " --round %" PRIu64 "%s%s\n\n",
	       text, kinds[p->options->kind], p->options->seed, p->number,
	       p->options->defect ? " --defect " : "",
	       p->options->defect ? p->options->defect : "");
}

static void set_up(struct prop_round *p, const struct prop_options *options, u64 number)
{
	memset(p, 0, sizeof(*p));
	p->options = options;
	p->number = number;
	p->random.state = options->seed + number * 0x9e3779b97f4a7c15ull;
	t_random(&p->random);
	bp_env_init(&p->env);
	bp_queue_init(&p->env, &p->q);
	p->q.make_request_fn = prop_make_request;
	p->q.queuedata = p;
	p->q.bp_rules = bp_rules_find(options->rules);
	p->q.queue_flags |= 1ul << QUEUE_FLAG_DMA_DIRECT | 1ul << QUEUE_FLAG_DISCARD |
			    1ul << QUEUE_FLAG_SECERASE;
	p->disk.queue = &p->q;
	strcpy(p->disk.disk_name, "prop");
	p->check = bp_check_new(&p->env);
	if (!p->check)
		abort();
	bp_check_on_violation(p->check, show, p);
	if (options->defect) {
		bp_defects_add(&p->q.bp_defects, options->defect);
		bp_defects_add(&p->env.defects, options->defect);
	}
	prop_limits(p);
}

static void one_bio(struct prop_round *p)
{
	struct bio *bio = prop_bio(p);
	bool has_twin = p->options->kind == PROP_PAGE && bio_has_data(bio);

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
	return !p->aligned || p->options->defect;
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
	printf("BUG at %s in round %" PRIu64 " of seed %" PRIu64 "\n",
	       bp_site_get(p->env.bug.site)->symbol, p->number, p->options->seed);
}

static void run(struct prop_round *p)
{
	step(p, prop_stack);
	for (unsigned i = 0; i < BIOS_PER_ROUND; i++)
		step(p, one_bio);
	step(p, prop_finish_requests);
	step(p, prop_misuse);
	if (!p->bugs)
		bp_check_end(p->check, 0);
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

static bool one_round(const struct prop_options *options, u64 number, struct prop_totals *totals)
{
	static struct prop_round p;

	set_up(&p, options, number);
	p.totals = totals;
	run(&p);
	add_up(totals, &p);
	prop_drop_requests(&p);
	free(p.views);
	bp_check_free(p.check);
	bp_env_fini(&p.env);
	return !p.bad_bugs;
}

static void report(const struct prop_options *options, const struct prop_totals *totals)
{
	printf("seed %" PRIu64 ", %s: %" PRIu64 " bios in %" PRIu64 " rounds, %" PRIu64
	       " ended by a BUG\n",
	       options->seed, kinds[options->kind], totals->bios, totals->rounds, totals->bugs);
	for (int id = 0; id < BP_INV_NR; id++)
		if (!options->quiet || totals->broken[id])
			printf("%-13s judged %10" PRIu64 "  broken %" PRIu64 "\n",
			       bp_invariant_get((enum bp_invariant)id)->id, totals->judged[id],
			       totals->broken[id]);
}

static int verdict(const struct prop_options *options, const struct prop_totals *totals)
{
	u64 broken = 0;

	if (options->expect >= 0)
		return totals->broken[options->expect] ? 0 : 1;
	for (int id = 0; id < BP_INV_NR; id++)
		broken += totals->broken[id];
	return broken ? 1 : 0;
}

static int bad_use(void)
{
	fputs(usage, stderr);
	return 2;
}

static bool read_number(const char *text, u64 *number)
{
	char *end;

	*number = strtoull(text, &end, 0);
	return *text && !*end;
}

static bool read_option(struct prop_options *options, int option, const char *value)
{
	struct bp_defects set = { { 0 } };

	switch (option) {
	case 'k':
		options->kind = strcmp(value, "dma") ? PROP_PAGE : PROP_DMA;
		return !strcmp(value, kinds[options->kind]);
	case 'n':
		return read_number(value, &options->count);
	case 's':
		return read_number(value, &options->seed);
	case 'r':
		return read_number(value, &options->round);
	case 'd':
		options->defect = value;
		return !bp_defects_add(&set, value);
	case 'e':
		options->expect = bp_invariant_find(value);
		return options->expect >= 0;
	case 'u':
		options->rules = value;
		return bp_rules_find(value);
	case 'q':
		options->quiet = true;
		return true;
	}
	return false;
}

int main(int argc, char **argv)
{
	static const struct option long_options[] = {
		{ "kind", required_argument, NULL, 'k' },
		{ "count", required_argument, NULL, 'n' },
		{ "seed", required_argument, NULL, 's' },
		{ "round", required_argument, NULL, 'r' },
		{ "defect", required_argument, NULL, 'd' },
		{ "expect-violation", required_argument, NULL, 'e' },
		{ "rules", required_argument, NULL, 'u' },
		{ "quiet", no_argument, NULL, 'q' },
		{ 0 },
	};
	struct prop_options options = { .seed = 1, .count = 20000, .round = ~0ull, .expect = -1 };
	struct prop_totals totals = { 0 };
	bool good = true;
	int option;

	while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1)
		if (!read_option(&options, option, optarg))
			return bad_use();
	if (optind != argc)
		return bad_use();
	if (options.round != ~0ull)
		good = one_round(&options, options.round, &totals);
	else
		for (u64 n = 0; totals.bios < options.count; n++)
			good = one_round(&options, n, &totals) && good;
	report(&options, &totals);
	return good ? verdict(&options, &totals) : 1;
}
