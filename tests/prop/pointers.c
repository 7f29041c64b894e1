/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <getopt.h>
#include <stdio.h>

#include "pointers.h"

static const char usage[] =
	"usage: pointers [--count LISTS] [--seed S] [--defect ID] [--expect-violation]\n"
	"Random requests become NVMe commands, whose data pointers a controller walks.\n"
	"Exit 0 when every invariant held, or one was broken as expected; 1 otherwise; 2 bad "
	"use.\n";

static const struct option long_options[] = {
	{ "count", required_argument, NULL, 'n' },
	{ "seed", required_argument, NULL, 's' },
	{ "defect", required_argument, NULL, 'd' },
	{ "expect-violation", no_argument, NULL, 'e' },
	{ 0 },
};

/* Drivers and controllers of different kinds; they take turns. */
static const struct {
	u32 sgls;
	u32 threshold;
	u16 max_segments;
} kinds[] = {
	{ 0, 32768, NVME_MAX_SEGS }, { 1, 32768, NVME_MAX_SEGS }, { 1, 1024, NVME_MAX_SEGS },
	{ 1, 1, VECS_MAX },	     { 2, 1, VECS_MAX },
};

static void start(struct pointers *p, size_t kind, const struct bp_defects *defects)
{
	p->t = t_nvme_prepare();
	p->t->nvme.ctrl.sgls = kinds[kind].sgls;
	p->t->w.q.bp_defects = p->t->nvme.ctrl.bp_defects = *defects;
	p->t->nvme.ctrl.bp_params.sgl_threshold = kinds[kind].threshold;
	p->t->nvme.ctrl.bp_params.max_segments = kinds[kind].max_segments;
	t_nvme_go(p->t);
}

static void tell(const struct pointers *p, u64 seed, u64 count)
{
	const struct pointers_tally *tally = &p->tally;

	printf("seed %llu: %llu requests, %llu bytes: %llu without a list, %llu PRP lists, %llu "
	       "SGL segments, %llu chains, %llu refused, %llu violations\n",
	       (unsigned long long)seed, (unsigned long long)count,
	       (unsigned long long)tally->bytes, (unsigned long long)tally->simple,
	       (unsigned long long)tally->lists, (unsigned long long)tally->segments,
	       (unsigned long long)tally->chained, (unsigned long long)tally->refused,
	       (unsigned long long)tally->violations);
}

static void run(struct pointers *p, u64 count, const struct bp_defects *defects)
{
	const size_t nr = bp_array_size(kinds);

	for (size_t kind = 0; kind < nr; kind++) {
		start(p, kind, defects);
		for (u64 i = kind; i < count; i += nr) {
			pointers_draw(p, kinds[kind].max_segments);
			pointers_judge(p);
		}
		t_nvme_stop(p->t);
	}
	bp_nvme_pieces_fini(&p->pieces);
}

int main(int argc, char **argv)
{
	struct pointers p = { 0 };
	struct bp_defects defects = { 0 };
	u64 count = 50000, seed = 1;
	bool expected = false;
	int option;

	while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1)
		if (option == 'n')
			count = strtoull(optarg, NULL, 0);
		else if (option == 's')
			seed = strtoull(optarg, NULL, 0);
		else if (option == 'e')
			expected = true;
		else if (option != 'd' || bp_defects_add(&defects, optarg)) {
			fputs(usage, stderr);
			return 2;
		}
	p.random.state = seed;
	run(&p, count, &defects);
	tell(&p, seed, count);
	return expected != (p.tally.violations > 0);
}
