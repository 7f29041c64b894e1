/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "cli/check.h"
#include "proof/isolated.h"
#include "proof/shrink.h"

#define SHRINK_TRIALS 20000
#define SHRINK_PROCESSES 500

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

void bp_check_print_run(FILE *out, const struct bp_check_plan *plan, const struct bp_run *run)
{
	const struct bp_trial_outcome *o = &run->outcome;
	unsigned invariants = 0;
	u64 judged = 0;

	for (int id = 0; id < BP_INV_NR; id++) {
		invariants += o->judged[id] > 0;
		judged += o->judged[id];
	}
	fprintf(out, "%s: %llu ", run->subject->name, (ull)o->trials);
	if (plan->options->exhaustive)
		fprintf(out, "of %llu cases", (ull)run->subject->cases);
	else
		fprintf(out, "scenarios of seed %llu", (ull)run->seed);
	fprintf(out, ", %llu %s, %llu judgements of %u invariants, %llu wrong", (ull)o->things,
		run->subject->things, (ull)judged, invariants, (ull)o->wrong);
	if (o->bugs)
		fprintf(out, "; %llu ended by a BUG that the rules allow", (ull)o->bugs);
	fputc('\n', out);
	if (plan->options->verbose)
		print_judged(out, o);
}

static void print_again(FILE *out, const struct bp_check_plan *plan, const struct bp_run *run,
			const struct bp_finding *f)
{
	const struct bp_options *o = plan->options;

	fprintf(out, "again: blkpath check %s --replay ", run->subject->name);
	for (size_t i = 0; i < f->size; i++)
		fprintf(out, "%02x", f->bytes[i]);
	if (!f->size)
		fputs("''", out);
	if (o->given & BP_OPT_BIT(RULES))
		fprintf(out, " --rules %s", o->rules->name);
	if (o->with)
		fprintf(out, " --with %s", o->with);
	for (int id = 0; id < BP_SWITCH_NR; id++)
		if (bp_defect_on(&o->defects, (enum bp_defect_id)id))
			fprintf(out, " --defect %s", bp_defect_get((enum bp_defect_id)id)->id);
	fputs("\n\n", out);
}

/* Another process died of it: this one must not. */
static bool is_deadly(const char *what)
{
	return !strncmp(what, "crash", 5) || !strncmp(what, "exit", 4) || !strcmp(what, "hang");
}

void bp_check_print_finding(FILE *out, const struct bp_check_plan *plan, const struct bp_run *run,
			    struct bp_finding *f)
{
	static struct bp_trial trial;
	bool deadly = is_deadly(f->what);
	size_t before = f->size;

	f->size = bp_shrink(run->subject, &run->setup, f->bytes, f->size,
			    deadly ? SHRINK_PROCESSES : SHRINK_TRIALS,
			    deadly ? bp_isolated_try : bp_subject_try);
	fprintf(out, "\n%s: %s in scenario %llu of seed %llu, %zu bytes made %zu\n",
		run->subject->name, f->what, (ull)f->number, (ull)run->seed, before, f->size);
	if (!deadly) {
		trial.story = out;
		bp_subject_try(run->subject, &run->setup, f->bytes, f->size, &trial);
		fputs(trial.text, out);
	}
	print_again(out, plan, run, f);
}
