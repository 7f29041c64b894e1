/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All counters at one time, and what was added since (P2P-A9.3).
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "pci/fabric.h"

int bp_snapshot_take(const struct bp_fabric *fabric, struct bp_snapshot *snapshot)
{
	unsigned pairs = fabric->p2p.nr;

	*snapshot = (struct bp_snapshot){
		.function = calloc(fabric->nr_nodes + 1, sizeof(*snapshot->function)),
		.nr_functions = fabric->nr_nodes,
		.bridge = calloc(fabric->nr_bridges + 1, sizeof(*snapshot->bridge)),
		.nr_bridges = fabric->nr_bridges,
		.crossbar = calloc(fabric->nr_crossings + 1, sizeof(u64)),
		.nr_crossings = fabric->nr_crossings,
		.p2p = { calloc(pairs + 1, sizeof(struct bp_p2p_pair)), pairs, pairs + 1 },
	};
	if (!snapshot->function || !snapshot->bridge || !snapshot->crossbar ||
	    !snapshot->p2p.pair) {
		bp_snapshot_fini(snapshot);
		return -ENOMEM;
	}
	for (unsigned i = 0; i < fabric->nr_nodes; i++)
		snapshot->function[i] = fabric->node[i].counters;
	for (unsigned i = 0; i < fabric->nr_bridges; i++)
		snapshot->bridge[i] = fabric->bridge[i].counters;
	memcpy(snapshot->crossbar, fabric->crossbar, fabric->nr_crossings * sizeof(u64));
	for (unsigned i = 0; i < pairs; i++)
		snapshot->p2p.pair[i] = fabric->p2p.pair[i];
	return 0;
}

/* Counters are structures of u64 alone. */
static void subtract(void *later, const void *earlier, size_t bytes)
{
	u64 *a = later;
	const u64 *b = earlier;

	for (size_t i = 0; i < bytes / sizeof(u64); i++)
		a[i] -= b[i];
}

void bp_snapshot_diff(struct bp_snapshot *later, const struct bp_snapshot *earlier)
{
	subtract(later->function, earlier->function,
		 later->nr_functions * sizeof(*later->function));
	subtract(later->bridge, earlier->bridge, later->nr_bridges * sizeof(*later->bridge));
	subtract(later->crossbar, earlier->crossbar, later->nr_crossings * sizeof(u64));
	for (unsigned i = 0; i < earlier->p2p.nr; i++) /* pairs only become more */
		later->p2p.pair[i].bytes -= earlier->p2p.pair[i].bytes;
}

void bp_snapshot_fini(struct bp_snapshot *snapshot)
{
	free(snapshot->function);
	free(snapshot->bridge);
	free(snapshot->crossbar);
	free(snapshot->p2p.pair);
	*snapshot = (struct bp_snapshot){ 0 };
}
