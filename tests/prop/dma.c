/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dma.h"

static const char usage[] =
	"usage: dma [--count LISTS] [--seed S] [--merge] [--defect ID] [--expect-violation "
	"INV-ID]\n"
	"Random lists through direct, bounced and IOMMU mapping; --merge: all through an IOMMU "
	"that merges.\n"
	"Exit 0 when every invariant held, or the expected one was broken; 1 otherwise; 2 bad "
	"use.\n";

static const struct option long_options[] = {
	{ "count", required_argument, NULL, 'n' },
	{ "seed", required_argument, NULL, 's' },
	{ "merge", no_argument, NULL, 'm' },
	{ "defect", required_argument, NULL, 'd' },
	{ "expect-violation", required_argument, NULL, 'e' },
	{ 0 },
};

void dma_broken(struct dma_prop *p, const char *invariant, const char *what)
{
	if (p->expect && !strcmp(p->expect, invariant)) {
		p->seen++;
		return;
	}
	if (!p->expect && p->violations < 10)
		printf("%s is broken in round %llu: %s\n", invariant, (unsigned long long)p->round,
		       what);
	p->violations++;
}

/* What the checker of the program sees must be what the judge of this test sees. */
static void on_violation(void *arg, const struct bp_violation *violation)
{
	struct dma_prop *p = arg;
	char text[2048];

	bp_violation_text(violation, text, sizeof(text));
	p->told += p->expect && !strcmp(p->expect, violation->info->id);
	dma_broken(arg, violation->info->id, text);
}

static bool fails(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	struct dma_prop *p = arg;

	(void)kind;
	(void)bytes;
	return p->maps_fail && t_once_in(&p->random, 8);
}

int main(int argc, char **argv)
{
	static const struct bp_alloc_ops ops = { .should_fail = fails };
	struct dma_prop *p = calloc(1, sizeof(*p));
	u64 count = 8000, seed = 1;
	int option;
	bool good;

	if (!p)
		return 2;
	while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1)
		if (option == 'n')
			count = strtoull(optarg, NULL, 0);
		else if (option == 's')
			seed = strtoull(optarg, NULL, 0);
		else if (option == 'm')
			p->only_merge = true;
		else if (option == 'e')
			p->expect = optarg;
		else if (option != 'd' || bp_defects_add(&p->defects, optarg)) {
			fputs(usage, stderr);
			free(p);
			return 2;
		}
	bp_env_init(&p->env);
	p->env.max_pfn = (DMA_HIGH >> 12) + 0xffff;
	p->env.alloc_ops = &ops;
	p->env.alloc_arg = p;
	p->random.state = seed;
	p->ram = bp_ram_new(&p->env);
	p->check = bp_check_new(&p->env);
	bp_check_on_violation(p->check, on_violation, p);
	for (; p->ram && p->judged < count; p->round++)
		dma_round(p);
	good = p->ram && (p->expect ? p->seen > p->told && p->told > 0 : !p->violations);
	printf("seed %llu: %llu lists mapped in %llu rounds, %llu of them got shorter, %llu "
	       "violations\n",
	       (unsigned long long)seed, (unsigned long long)p->judged,
	       (unsigned long long)p->round, (unsigned long long)p->shorter,
	       (unsigned long long)(p->seen + p->violations));
	good = good && !bp_check_live(p->check);
	bp_check_free(p->check);
	bp_ram_free(p->ram);
	bp_env_fini(&p->env);
	free(p);
	return !good;
}
