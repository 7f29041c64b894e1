/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rule sets with one switch of another: no kernel is like that, but blkpath compare asks for them
 * to name a difference.
 */
#include <stdio.h>
#include <string.h>

#include "prop.h"

/* "byte-walk=v6.1" */
static bool is_named(const char *with, const char *word)
{
	size_t len = strlen(word);

	return !strncmp(with, word, len) && with[len] == '=';
}

bool prop_mixture_find(struct prop_options *options)
{
	const char *from = options->with ? strchr(options->with, '=') : NULL;
	const struct bp_rules *other = from ? bp_rules_find(from + 1) : NULL;

	options->in_force = *bp_rules_find(options->rules);
	for (unsigned which = 0; other && which < BP_RULE_NR; which++) {
		if (!is_named(options->with, bp_rule_switch_get(which)->name))
			continue;
		bp_rules_take(&options->in_force, other, which);
		return true;
	}
	return !options->with;
}

static bool run_one(const struct prop_options *options, const struct bp_rules *base,
		    const struct bp_rules *other, enum bp_rule_switch which,
		    struct prop_totals *totals)
{
	struct prop_options mixture = *options;
	char with[64];

	mixture.rules = base->name;
	mixture.in_force = *base;
	if (!bp_rules_take(&mixture.in_force, other, which))
		return true;
	if (mixture.kind == PROP_DMA && !base->dma_direct)
		return true;
	snprintf(with, sizeof(with), "%s=%s", bp_rule_switch_get(which)->name, other->name);
	mixture.with = with;
	mixture.quiet = true;
	return prop_run(&mixture, totals);
}

bool prop_mixtures_run(const struct prop_options *options, struct prop_totals *totals)
{
	bool good = true;

	for (unsigned base = 0; bp_rules_at(base); base++)
		for (unsigned other = 0; bp_rules_at(other); other++)
			for (unsigned which = 0; which < BP_RULE_NR; which++)
				good = run_one(options, bp_rules_at(base), bp_rules_at(other),
					       which, totals) &&
				       good;
	return good;
}
