/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "cli/check.h"
#include "proof/isolated.h"
#include "proof/shrink.h"

typedef unsigned long long ull;

void bp_check_print_list(FILE *out)
{
	const struct bp_subject *s;

	for (unsigned i = 0; (s = bp_subject_at(i)); i++)
		if (s->cases)
			fprintf(out, "%-14s %s; world of %llu cases\n", s->name, s->about,
				(ull)s->cases);
		else
			fprintf(out, "%-14s %s\n", s->name, s->about);
}

static void print_judged(FILE *out, const struct bp_trial_outcome *o)
{
	for (int id = 0; id < BP_INV_NR; id++)
		if (o->judged[id])
			fprintf(out, "  %-14s judged %12llu  broken %llu\n",
				bp_invariant_get((enum bp_invariant)id)->id, (ull)o->judged[id],
				(ull)o->broken[id]);
}

static void print_numbers(FILE *out, const struct bp_run *run)
{
	const struct bp_trial_outcome *o = &run->outcome;
	unsigned invariants = 0;
	u64 judged = 0;

	for (int id = 0; id < BP_INV_NR; id++) {
		invariants += o->judged[id] > 0;
		judged += o->judged[id];
	}
	fprintf(out, ", %llu %s, %llu judgements of %u invariants, %llu wrong", (ull)o->things,
		run->subject->things, (ull)judged, invariants, (ull)o->wrong);
	if (o->bugs)
		fprintf(out, "; %llu ended by a BUG that the rules allow", (ull)o->bugs);
	fputc('\n', out);
}

/* ", rules v6.1, byte-walk=v5.2, DEF-2": what the command line chose; nothing without it. */
static void print_setup(FILE *out, const struct bp_result *result)
{
	const struct bp_trial_setup *setup = &result->run.setup;
	char room[BP_RESULT_SWITCH_MAX];
	const char *name = NULL;
	unsigned defects = 0;

	for (int id = 0; id < BP_SWITCH_NR; id++)
		if (bp_defect_on(&setup->defects, (enum bp_defect_id)id) && !defects++)
			name = bp_result_switch((enum bp_defect_id)id, room);
	if (setup->rules)
		fprintf(out, ", rules %s", setup->rules->name);
	if (result->with[0])
		fprintf(out, ", %s", result->with);
	if (defects > 1)
		fprintf(out, ", %u defects", defects);
	else if (defects)
		fprintf(out, ", %s", name);
}

/* "7 scenarios of seed 1, part 2 of 3"; "5 of 7", when it did not come to the end. */
static void print_run(FILE *out, const struct bp_result *result)
{
	const struct bp_run *run = &result->run;
	u64 share = bp_result_share(run->shard, run->shards, run->end);

	fprintf(out, "%s: %llu ", run->subject->name, (ull)run->outcome.trials);
	if (run->outcome.trials < share || run->exhaustive)
		fprintf(out, "of %llu ", (ull)share);
	if (run->exhaustive)
		fputs("cases", out);
	else
		fprintf(out, "scenarios of seed %llu", (ull)run->seed);
	if (run->shards > 1)
		fprintf(out, ", part %llu of %llu", (ull)run->shard + 1, (ull)run->shards);
	print_setup(out, result);
	print_numbers(out, run);
}

static void print_again(FILE *out, const struct bp_result *result, const struct bp_trial_finding *f)
{
	const struct bp_run *run = &result->run;
	char name[BP_RESULT_SWITCH_MAX];

	fprintf(out, "again: blkpath check %s --replay ", run->subject->name);
	for (size_t i = 0; i < f->size; i++)
		fprintf(out, "%02x", f->bytes[i]);
	if (!f->size)
		fputs("''", out);
	if (run->setup.rules)
		fprintf(out, " --rules %s", run->setup.rules->name);
	if (result->with[0])
		fprintf(out, " --with %s", result->with);
	for (int id = 0; id < BP_SWITCH_NR; id++)
		if (bp_defect_on(&run->setup.defects, (enum bp_defect_id)id))
			fprintf(out, " --defect %s", bp_result_switch((enum bp_defect_id)id, name));
	fputs("\n\n", out);
}

static void print_origin(FILE *out, const struct bp_run *run, const struct bp_trial_finding *f)
{
	if (run->exhaustive)
		fprintf(out, "\n%s: %s in case %llu", run->subject->name, f->what, (ull)f->number);
	else
		fprintf(out, "\n%s: %s in scenario %llu of seed %llu", run->subject->name, f->what,
			(ull)f->number, (ull)run->seed);
}

void bp_check_print_finding(FILE *out, const struct bp_result *result, struct bp_trial_finding *f)
{
	static struct bp_trial trial;
	const struct bp_run *run = &result->run;
	size_t before = f->size;

	f->size = bp_shrink_finding(run->subject, &run->setup, f->bytes, f->size, f->what);
	print_origin(out, run, f);
	fprintf(out, ", %zu bytes made %zu\n", before, f->size);
	if (!bp_isolated_is_death(f->what)) {
		trial.story = out;
		bp_subject_try(run->subject, &run->setup, f->bytes, f->size, &trial);
		fputs(trial.text, out);
	}
	print_again(out, result, f);
}

void bp_check_print(FILE *out, const struct bp_options *options, struct bp_result *result)
{
	struct bp_run *run = &result->run;

	print_run(out, result);
	if (options->verbose)
		print_judged(out, &run->outcome);
	for (unsigned i = 0; i < run->nr_findings && !options->expect; i++)
		bp_check_print_finding(out, result, &run->findings[i]);
}

enum bp_exit bp_check_expected(struct bp_cli *cli, const struct bp_options *options, bool found)
{
	if (!found && !options->json)
		fprintf(cli->out, "%s was not found\n", options->expect);
	return found ? BP_EXIT_FINE : BP_EXIT_CHECK;
}
