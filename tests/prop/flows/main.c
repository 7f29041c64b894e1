/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bp_source.h"
#include "flows.h"

#define ALL_ROUNDS (~0ull)
#define BAD_MAX 10u
#define TEXT_MAX 2048

static const char usage[] =
	"usage: flows [--count COMMANDS] [--seed S] [--round N] [--defect ID --expect-bad TEXT]\n"
	"Random commands of a far host through RAM, through peer memory with pages and by bus "
	"address; so many in each.\n"
	"Exit 0 when all is as it should be, or TEXT is among what is not; 1 otherwise; 2 bad "
	"use.\n";

static const struct option long_options[] = {
	{ "count", required_argument, NULL, 'n' },	{ "seed", required_argument, NULL, 's' },
	{ "round", required_argument, NULL, 'r' },	{ "defect", required_argument, NULL, 'd' },
	{ "expect-bad", required_argument, NULL, 'e' }, { 0 },
};

struct run {
	u64 count;
	u64 seed;
	u64 only;
	const char *expect;
	struct bp_defects defects;
	struct flows_totals totals;
};

const char *const flows_mood_name[FLOWS_MOOD_NR] = {
#define X(NAME, name) [FLOWS_##NAME] = name,
	FLOWS_MOODS(X)
#undef X
};

void flows_bad(struct flows_round *round, enum bp_flow_way way, const char *format, ...)
{
	char text[TEXT_MAX];
	va_list list;

	va_start(list, format);
	vsnprintf(text, sizeof(text), format, list);
	va_end(list);
	round->nr_bad++;
	if (round->expect) {
		round->nr_expected += strstr(text, round->expect) != NULL;
		return;
	}
	if (round->nr_bad > BAD_MAX)
		return;
	printf("--seed %llu --round %llu, %s, %s: %s\n", (unsigned long long)round->seed,
	       (unsigned long long)round->number, flows_mood_name[round->mood],
	       bp_flow_way_name[way], text);
}

static void describe(const struct flows_round *round)
{
	const struct bp_world_flow_setup *s = &round->setup;

	printf("--seed %llu --round %llu: %s, %s, depth %u, inline %u, provider %s, pool %llu%s%s, "
	       "%u commands\n",
	       (unsigned long long)round->seed, (unsigned long long)round->number,
	       flows_mood_name[round->mood], s->profile, s->depth, s->inline_bytes,
	       s->provider ? s->provider : "the drive", (unsigned long long)s->pool_bytes,
	       s->force_mr ? ", force_mr" : "", s->one_by_one ? ", one by one" : "", s->nr_ios);
}

static void add_up(struct flows_totals *totals, const struct bp_world_flow *flow)
{
	totals->commands += flow->nr_ended;
	for (unsigned i = 0; i < BP_FLOW_END_STATES; i++)
		totals->ended[i] += flow->tally[i];
	totals->bytes += flow->verified_bytes;
	totals->judged += flow->findings.judged;
	totals->fallbacks += flow->counts.p2p_fallback;
}

static void run_way(struct run *run, struct flows_round *round, enum bp_flow_way way)
{
	struct bp_error err = { 0 };

	if (bp_world_flow_run(&round->setup, way, &round->flow[way], &err)) {
		flows_bad(round, way, "no world: %s", err.text);
		return;
	}
	flows_judge(round, way);
	add_up(&run->totals, &round->flow[way]);
}

static void run_round(struct run *run, u64 number, unsigned commands)
{
	struct flows_round *round = calloc(1, sizeof(*round));

	if (!round)
		abort();
	round->seed = run->seed;
	round->number = number;
	round->machine = t_source("tests/golden/flows.yaml");
	round->random.state = run->seed ^ number * 0x9e3779b97f4a7c15ull;
	flows_draw(round, commands);
	round->setup.defects = run->defects;
	round->expect = run->expect;
	if (run->only != ALL_ROUNDS)
		describe(round);
	for (unsigned way = 0; way < BP_FLOW_WAYS; way++)
		run_way(run, round, way);
	flows_compare(round);
	if (round->nr_bad && !round->expect && run->only == ALL_ROUNDS)
		describe(round);
	for (unsigned way = 0; way < BP_FLOW_WAYS; way++)
		bp_world_flow_close(&round->flow[way]);
	run->totals.bad += round->nr_bad;
	run->totals.expected += round->nr_expected;
	run->totals.rounds++;
	free(round);
}

static bool read_options(struct run *run, int argc, char **argv)
{
	int option;

	while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1)
		if (option == 'n')
			run->count = strtoull(optarg, NULL, 0);
		else if (option == 's')
			run->seed = strtoull(optarg, NULL, 0);
		else if (option == 'r')
			run->only = strtoull(optarg, NULL, 0);
		else if (option == 'e')
			run->expect = optarg;
		else if (option != 'd' || bp_defects_add(&run->defects, optarg))
			return false;
	return optind == argc;
}

static void tell(const struct run *run)
{
	const struct flows_totals *t = &run->totals;

	printf("seed %llu: %llu rounds, %llu commands: %llu good, %llu failed, %llu lost, %llu "
	       "wrong; %llu bytes verified, %llu judgements, %llu commands without peer memory, "
	       "%llu bad\n",
	       (unsigned long long)run->seed, (unsigned long long)t->rounds,
	       (unsigned long long)t->commands, (unsigned long long)t->ended[BP_FLOW_GOOD],
	       (unsigned long long)t->ended[BP_FLOW_FAILED],
	       (unsigned long long)t->ended[BP_FLOW_LOST],
	       (unsigned long long)t->ended[BP_FLOW_WRONG], (unsigned long long)t->bytes,
	       (unsigned long long)t->judged, (unsigned long long)t->fallbacks,
	       (unsigned long long)t->bad);
}

int main(int argc, char **argv)
{
	struct run run = { .count = 2000, .seed = 1, .only = ALL_ROUNDS };

	if (!read_options(&run, argc, argv)) {
		fputs(usage, stderr);
		return 2;
	}
	if (run.only != ALL_ROUNDS)
		run_round(&run, run.only, FLOWS_COMMANDS);
	else
		for (u64 n = 0; n * FLOWS_COMMANDS < run.count; n++)
			run_round(&run, n, FLOWS_COMMANDS);
	tell(&run);
	if (run.expect)
		return !run.totals.expected;
	return run.totals.bad || !run.totals.ended[BP_FLOW_GOOD];
}
