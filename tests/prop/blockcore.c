/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blockcore - random bios through the block core, judged by the invariants.
 */
#include <inttypes.h>
#include <stdio.h>

#include "prop.h"

static void report(const struct prop_options *options, const struct prop_totals *totals)
{
	printf("seed %" PRIu64 ", %s: %" PRIu64 " bios in %" PRIu64 " rounds, %" PRIu64
	       " ended by a BUG\n",
	       options->seed, prop_kinds[options->kind], totals->bios, totals->rounds,
	       totals->bugs);
	for (int id = 0; id < BP_INV_NR; id++)
		if (!options->quiet || totals->broken[id])
			printf("%-13s judged %10" PRIu64 "  broken %" PRIu64 "\n",
			       bp_invariant_get((enum bp_invariant)id)->id, totals->judged[id],
			       totals->broken[id]);
}

static int verdict(const struct prop_options *options, const struct prop_totals *totals)
{
	u64 broken = 0;

	if (options->expect >= 0)
		return totals->broken[options->expect] ? 0 : 1;
	if (options->with || options->mixtures)
		return 0;
	for (int id = 0; id < BP_INV_NR; id++)
		broken += totals->broken[id];
	return broken ? 1 : 0;
}

int main(int argc, char **argv)
{
	struct prop_options options;
	struct prop_totals totals = { 0 };
	bool good;

	if (!prop_options_read(&options, argc, argv))
		return 2;
	if (options.mixtures)
		good = prop_mixtures_run(&options, &totals);
	else
		good = prop_run(&options, &totals);
	report(&options, &totals);
	return good ? verdict(&options, &totals) : 1;
}
