/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "prop.h"

static const char usage[] =
	"usage: blockcore [--kind page|dma] [--device] [--count BIOS] [--seed S] [--round R]\n"
	"                 [--rules NAME] [--with SWITCH=NAME | --mixtures] [--defect ID]\n"
	"                 [--expect-violation INV-ID] [--quiet]\n"
	"With --device through plug, scheduler, tags and flush to the null device; without it "
	"part\n"
	"by part: each piece is counted, split and mapped twice.\n"
	"--with takes one switch from another rule set, --mixtures every one of every set in\n"
	"turn, BIOS each; no invariant counts then, as no kernel is like that.\n"
	"Exit 0 when every invariant held, or the expected one was broken; 1 otherwise; 2 bad "
	"use.\n";

static const struct option long_options[] = {
	{ "kind", required_argument, NULL, 'k' },
	{ "device", no_argument, NULL, 'D' },
	{ "count", required_argument, NULL, 'n' },
	{ "seed", required_argument, NULL, 's' },
	{ "round", required_argument, NULL, 'r' },
	{ "defect", required_argument, NULL, 'd' },
	{ "expect-violation", required_argument, NULL, 'e' },
	{ "rules", required_argument, NULL, 'u' },
	{ "with", required_argument, NULL, 'w' },
	{ "mixtures", no_argument, NULL, 'm' },
	{ "quiet", no_argument, NULL, 'q' },
	{ 0 },
};

const char *const prop_kinds[] = { "page", "dma" };

static bool read_number(const char *text, u64 *number)
{
	char *end;

	*number = strtoull(text, &end, 0);
	return *text && !*end;
}

static bool read_kind(const char *text, enum prop_kind *kind)
{
	*kind = strcmp(text, prop_kinds[PROP_DMA]) ? PROP_PAGE : PROP_DMA;
	return !strcmp(text, prop_kinds[*kind]);
}

static bool read_option(struct prop_options *options, int option, const char *value)
{
	struct bp_defects set = { { 0 } };

	switch (option) {
	case 'k':
		return read_kind(value, &options->kind);
	case 'D':
		options->device = true;
		return true;
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
	case 'w':
		options->with = value;
		return true;
	case 'm':
		options->mixtures = true;
		return true;
	case 'q':
		options->quiet = true;
		return true;
	}
	return false;
}

/* Bios by bus address exist under v5.2 alone. */
static bool may_have_kind(const struct prop_options *options)
{
	return options->kind == PROP_PAGE || options->in_force.dma_direct;
}

bool prop_options_read(struct prop_options *options, int argc, char **argv)
{
	int option;

	*options = (struct prop_options){ .seed = 1, .count = 20000, .round = ~0ull, .expect = -1 };
	while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1)
		if (!read_option(options, option, optarg))
			goto bad;
	if (optind == argc && prop_mixture_find(options) && may_have_kind(options))
		return true;
bad:
	fputs(usage, stderr);
	return false;
}
