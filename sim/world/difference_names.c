/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The names of a difference: switches, flipped one at a time.
 */
#include "world/comparison.h"

static int find_alone(const struct bp_recording *r, const struct queue_limits *limits,
		      const struct bp_rules *fits, const struct bp_rules *fails,
		      unsigned long *names)
{
	for (unsigned i = 0; i < BP_RULE_NR; i++) {
		struct bp_rules rules = *fits;
		bool still;
		int error;

		if (!bp_rules_take(&rules, fails, i))
			continue;
		error = bp_compare_fits(r, limits, &rules, &still);
		if (error)
			return error;
		if (!still)
			*names |= 1ul << i;
	}
	return 0;
}

/* Of all switches in which the two differ, leave out what is not needed to fail. */
static int find_together(const struct bp_recording *r, const struct queue_limits *limits,
			 const struct bp_rules *fits, const struct bp_rules *fails,
			 unsigned long *names)
{
	struct bp_rules rules = *fails;

	for (unsigned i = 0; i < BP_RULE_NR; i++) {
		bool now;
		int error;

		if (!bp_rules_take(&rules, fits, i))
			continue;
		error = bp_compare_fits(r, limits, &rules, &now);
		if (error)
			return error;
		if (!now)
			continue;
		bp_rules_take(&rules, fails, i);
		*names |= 1ul << i;
	}
	return 0;
}

int bp_difference_names(const struct bp_recording *r, const struct queue_limits *limits,
			const struct bp_rules *fits, const struct bp_rules *fails,
			unsigned long *names)
{
	int error;

	*names = 0;
	error = find_alone(r, limits, fits, fails, names);
	if (error || *names)
		return error;
	return find_together(r, limits, fits, fails, names);
}
