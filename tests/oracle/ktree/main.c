/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A kernel tree's own block/blk-merge.c against ours: golden vectors, random bios, invariants,
 * fuzz.
 *
 * Exit 0 when nothing differs, 1 when something does, 2 when the tree cannot be used.
 */
#include <stdio.h>

#include "differ.h"
#include "fuzz.h"
#include "options.h"
#include "subjects.h"
#include "vectors.h"
#include "verdict.h"

enum { FINE, DIFFERENT, UNUSABLE };

static int unusable(const struct kt_options *o, const char *missing)
{
	fflush(stdout);
	fprintf(stderr,
		"kernel-tree: %s does not fit: it calls %s(), which the shims do not have\n",
		o->name, missing);
	return UNUSABLE;
}

static bool run_vectors(const struct kt_options *o, kt_run_fn *tree, struct kt_vectors_seen *seen)
{
	*seen = (struct kt_vectors_seen){ 0 };
	if (!o->vectors) {
		printf("golden vectors   none of this version\n");
		return true;
	}
	if (!kt_vectors_run(o->vectors, tree, seen))
		return false;
	printf("golden vectors   %u passed, %u failed%s\n", seen->passed, seen->failed,
	       seen->cut_short ? "; cut short: those that fail take too long" : "");
	return true;
}

/* What ends a line when a part of the run ended early. */
static void end_line(const struct kt_differ *d)
{
	const char *why = kt_differ_enough(d);

	printf("%s%s\n", why ? "; cut short: " : "", why ? why : "");
	fflush(stdout);
}

static bool run_random(const struct kt_options *o, struct kt_differ *d)
{
	bool usable = kt_differ_random(d, o->seed, o->bios);

	printf("random bios      %llu in %llu cases (seed %llu): %llu cases differ", d->bios,
	       d->cases, o->seed, d->differ);
	end_line(d);
	return usable;
}

static bool run_fuzz(const struct kt_options *o, const struct kt_subject *subject,
		     struct kt_differ *d)
{
	unsigned long long before = d->differ;
	struct kt_fuzzed fuzzed;
	bool usable;

	if (!o->fuzz_seconds || kt_differ_enough(d))
		return true;
	usable = kt_fuzz(d, subject->map, o->seed, o->fuzz_seconds, &fuzzed);
	printf("fuzz             %llu cases of %u s, %u branches: %llu cases differ", fuzzed.cases,
	       o->fuzz_seconds, fuzzed.branches, d->differ - before);
	end_line(d);
	return usable;
}

static int nothing(void)
{
	fflush(stdout);
	fprintf(stderr, "kernel-tree: nothing was compared: no golden vectors, no bios, no fuzz\n");
	return UNUSABLE;
}

static int tell(struct kt_differ *d, const struct kt_vectors_seen *vectors)
{
	bool cut_short = vectors->cut_short || kt_differ_enough(d);

	if (!vectors->passed && !vectors->failed && !d->cases)
		return nothing();
	printf("invariants       %llu judged on what the tree made: %llu broken\n",
	       d->judgement.judged, d->judgement.broken);
	kt_verdict_differences(d);
	kt_verdict_invariants(&d->judgement);
	if (!vectors->failed && !d->differ && !d->judgement.broken) {
		printf("verdict          no difference\n");
		return FINE;
	}
	printf("\nverdict          the tree is not rule set %s: %u golden vectors, %llu cases "
	       "differ, "
	       "%llu invariants are broken%s\n",
	       d->rules->name, vectors->failed, d->differ, d->judgement.broken,
	       cut_short ? "; there may be more, the run was cut short" : "");
	return DIFFERENT;
}

static int run(const struct kt_options *o, const struct kt_subject *subject, struct kt_differ *d)
{
	struct kt_vectors_seen vectors;

	printf("kernel-tree      %s against rule set %s\n", o->name, o->rules->name);
	if (!run_vectors(o, subject->run, &vectors))
		return UNUSABLE;
	if (!run_random(o, d) || !run_fuzz(o, subject, d))
		return unusable(o, d->missing);
	return tell(d, &vectors);
}

int main(int argc, char **argv)
{
	struct kt_subject subject;
	struct kt_options o;
	struct kt_differ d;
	int status;

	if (!kt_options_read(&o, argc, argv) || !kt_subject_load(o.subject, &subject))
		return UNUSABLE;
	if (!kt_differ_init(&d, subject.run, o.rules)) {
		fprintf(stderr, "kernel-tree: out of memory\n");
		return UNUSABLE;
	}
	status = run(&o, &subject, &d);
	kt_differ_fini(&d);
	return status;
}
