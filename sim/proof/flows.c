/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "proof/flows.h"
#include "world/flow_world.h"

const char *const bp_flows_mood_name[BP_FLOWS_MOOD_NR] = {
#define X(NAME, name) [BP_FLOWS_##NAME] = name,
	BP_FLOWS_MOODS(X)
#undef X
};

/* While the checker is still there. */
static void count_judgements(struct bp_flow_world *world, void *context)
{
	const struct bp_check *check = world->flow->findings.check;
	struct bp_trial *trial = context;

	for (int id = 0; check && id < BP_INV_NR; id++)
		trial->outcome.judged[id] += bp_check_judged(check, (enum bp_invariant)id);
}

static void run_way(struct bp_flows_round *round, enum bp_flow_way way)
{
	struct bp_error err = { 0 };

	if (bp_world_flow_run(&round->setup, way, &round->flow[way], &err)) {
		bp_trial_wrong(round->trial, "no world", "%s: no world: %s\n",
			       bp_flow_way_name[way], err.text);
		return;
	}
	round->trial->outcome.things += round->flow[way].nr_ended;
	bp_flows_judge(round, way);
}

void bp_flows_run(struct bp_trial *trial)
{
	const struct bp_flow_guest guest = { .end = count_judgements, .context = trial };
	struct bp_flows_round *round = calloc(1, sizeof(*round));

	if (!round)
		abort();
	round->trial = trial;
	bp_flows_draw(round);
	round->setup.guest = &guest;
	for (unsigned way = 0; way < BP_FLOW_WAYS; way++)
		run_way(round, way);
	bp_flows_compare(round);
	for (unsigned way = 0; way < BP_FLOW_WAYS; way++)
		bp_world_flow_close(&round->flow[way]);
	free(round);
}
