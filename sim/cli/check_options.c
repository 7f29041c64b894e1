/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is done, and which options mean something to it.
 */
#include <errno.h>
#include <string.h>
#include <strings.h>

#include "cli/check.h"
#include "cli/options_table.h"
#include "proof/word.h"

#define WORLD (BP_OPT_BIT(RULES) | BP_OPT_BIT(WITH) | BP_OPT_BIT(DEFECT) | BP_OPT_BIT(EXPECT))
#define RUN                                                                                        \
	(WORLD | BP_OPT_BIT(JOBS) | BP_OPT_BIT(SHARD) | BP_OPT_BIT(OUT) | BP_OPT_BIT(VERBOSE) |    \
	 BP_OPT_BIT(JSON))

/* Each way, and the options beside it; random scenarios are the last. */
static const struct {
	enum bp_option way;
	u64 options;
} ways[] = {
	{ BP_OPT_LIST, 0 },
	{ BP_OPT_MERGE, BP_OPT_BIT(EXPECT) | BP_OPT_BIT(VERBOSE) | BP_OPT_BIT(JSON) },
	{ BP_OPT_REPLAY, WORLD },
	{ BP_OPT_EXERCISED,
	  BP_OPT_BIT(RANDOM) | BP_OPT_BIT(SEED) | BP_OPT_BIT(JOBS) | BP_OPT_BIT(JSON) },
	{ BP_OPT_EXHAUSTIVE, RUN },
	{ BP_OPT_RANDOM, RUN | BP_OPT_BIT(SEED) },
};

/* The first option that means nothing to the way; BP_OPT_NR when there is none. */
static int stranger(const struct bp_options *o, size_t way)
{
	const u64 others = o->given & ~(ways[way].options | (u64)1 << ways[way].way);
	int option = 0;

	while (option < BP_OPT_NR && !(others >> option & 1))
		option++;
	return option;
}

static int bad(int option, const char *text, const char *other, struct bp_error *err)
{
	char key[40];

	snprintf(key, sizeof(key), "--%s", bp_option_table[option].name);
	return bp_error_set(err, NULL, 0, key, "%s%s", text, other);
}

/* A seed counts in programs that have no larger numbers. */
static int check_values(const struct bp_options *o, struct bp_error *err)
{
	if (o->merge && !o->nr_operands)
		return bad(BP_OPT_MERGE, "needs the names of result files", "", err);
	if (o->expect && !bp_word_is_known(o->expect))
		return bp_error_set(err, NULL, 0, "--expect",
				    "unknown \"%.40s\"; allowed: an invariant, the rule of a "
				    "report, or a word of blkpath-check(1)",
				    o->expect);
	if (o->list && o->nr_operands)
		return bad(BP_OPT_LIST, "takes no SUBJECT", "", err);
	if (o->seed > INT64_MAX)
		return bad(BP_OPT_SEED, "is too large; allowed: 0 to 9223372036854775807", "", err);
	if (o->replay && o->with && !strcmp(o->with, "all"))
		return bad(BP_OPT_WITH, "all means nothing to --replay; allowed: SWITCH=NAME", "",
			   err);
	if (o->out && o->with && !strcmp(o->with, "all"))
		return bad(BP_OPT_OUT, "a result file is of one rule set, not of --with all", "",
			   err);
	return 0;
}

int bp_check_options(const struct bp_options *o, struct bp_error *err)
{
	size_t way = 0;
	int option;

	while (way < bp_array_size(ways) - 1 && !(o->given >> ways[way].way & 1))
		way++;
	option = stranger(o, way);
	if (option < BP_OPT_NR)
		return bad(option, "means nothing to --", bp_option_table[ways[way].way].name, err);
	return check_values(o, err);
}
