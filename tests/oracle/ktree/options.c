/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"

#define SECONDS_MAX 864000

static bool bad(const char *what, const char *allowed)
{
	fprintf(stderr, "kernel-tree: %s: %s\n", what, allowed);
	return false;
}

static bool take_number(unsigned long long *number, const char *text, unsigned long long max)
{
	char *end;

	errno = 0;
	*number = strtoull(text, &end, 10);
	return !errno && end != text && !*end && text[0] != '-' && *number <= max;
}

static bool take(struct kt_options *o, const char *option, const char *value)
{
	unsigned long long seconds;

	if (!strcmp(option, "--bios"))
		return take_number(&o->bios, value, ~0ull) || bad(value, "--bios takes a number");
	if (!strcmp(option, "--seed"))
		return take_number(&o->seed, value, ~0ull) || bad(value, "--seed takes a number");
	if (!strcmp(option, "--fuzz")) {
		if (!take_number(&seconds, value, SECONDS_MAX))
			return bad(value, "--fuzz takes seconds, at most 864000");
		o->fuzz_seconds = (unsigned)seconds;
		return true;
	}
	if (!strcmp(option, "--rules")) {
		o->rules = bp_rules_find(value);
		return o->rules || bad(value, "there is no such rule set");
	}
	if (!strcmp(option, "--kernel")) {
		o->rules = o->rules ? o->rules : bp_rules_for_kernel(value);
		return o->rules || bad(value, "no rule set speaks for this kernel");
	}
	if (!strcmp(option, "--name"))
		o->name = value;
	else if (!strcmp(option, "--vectors"))
		o->vectors = value;
	else
		return bad(option, "there is no such option");
	return true;
}

bool kt_options_read(struct kt_options *o, int argc, char **argv)
{
	*o = (struct kt_options){ .name = "the tree", .bios = 1000000, .seed = 1 };
	for (int i = 1; i < argc; i++) {
		if (argv[i][0] != '-') {
			o->subject = argv[i];
			continue;
		}
		if (i + 1 == argc)
			return bad(argv[i], "needs a value");
		if (!take(o, argv[i], argv[i + 1]))
			return false;
		i++;
	}
	if (!o->subject)
		return bad("SUBJECT.so", "is missing");
	o->rules = o->rules ? o->rules : bp_rules_find("v6.1");
	return true;
}
