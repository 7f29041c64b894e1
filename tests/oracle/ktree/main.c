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

static bool run_vectors(const struct kt_options *o, kt_run_fn *tree, unsigned *failed)
{
	unsigned passed;

	*failed = 0;
	if (!o->vectors) {
		printf("golden vectors   none of this version\n");
		return true;
	}
	if (!kt_vectors_run(o->vectors, tree, &passed, failed))
		return false;
	printf("golden vectors   %u passed, %u failed\n", passed, *failed);
	return true;
}

static bool run_random(const struct kt_options *o, struct kt_differ *d)
{
	bool usable = kt_differ_random(d, o->seed, o->bios);

	printf("random bios      %llu in %llu cases (seed %llu): %llu cases differ\n", d->bios,
	       d->cases, o->seed, d->differ);
	fflush(stdout);
	return usable;
}

static bool run_fuzz(const struct kt_options *o, const struct kt_subject *subject,
		     struct kt_differ *d)
{
	unsigned long long before = d->differ;
	struct kt_fuzzed fuzzed;
	bool usable;

	if (!o->fuzz_seconds)
		return true;
	usable = kt_fuzz(d, subject->map, o->seed, o->fuzz_seconds, &fuzzed);
	printf("fuzz             %llu cases in %u s, %u branches: %llu cases differ\n",
	       fuzzed.cases, o->fuzz_seconds, fuzzed.branches, d->differ - before);
	return usable;
}

static int tell(struct kt_differ *d, unsigned failed)
{
	printf("invariants       %llu judged on what the tree made: %llu broken\n",
	       d->judgement.judged, d->judgement.broken);
	kt_verdict_differences(d);
	kt_verdict_invariants(&d->judgement);
	if (!failed && !d->differ && !d->judgement.broken) {
		printf("verdict          no difference\n");
		return FINE;
	}
	printf("\nverdict          the tree is not rule set %s: %u golden vectors, %llu cases "
	       "differ, "
	       "%llu invariants are broken\n",
	       d->rules->name, failed, d->differ, d->judgement.broken);
	return DIFFERENT;
}

static int run(const struct kt_options *o, const struct kt_subject *subject, struct kt_differ *d)
{
	unsigned failed;

	printf("kernel-tree      %s against rule set %s\n", o->name, o->rules->name);
	if (!run_vectors(o, subject->run, &failed))
		return UNUSABLE;
	if (!run_random(o, d) || !run_fuzz(o, subject, d))
		return unusable(o, d->missing);
	return tell(d, failed);
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
