/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "proof/remote/flows.h"
#include "world/flow_world.h"

const char *const bp_flows_mood_name[BP_FLOWS_MOOD_NR] = {
#define X(NAME, name) [BP_FLOWS_##NAME] = name,
	BP_FLOWS_MOODS(X)
#undef X
};

const char *const bp_flows_deed_name[BP_FLOWS_DEED_NR] = {
#define X(NAME, name) [BP_FLOWS_##NAME] = name,
	BP_FLOWS_DEEDS(X)
#undef X
};

static void begin(struct bp_flow_world *world, void *context)
{
	bp_flows_do_deed(context, world);
}

/* While the checker is still there. */
static void count_judgements(struct bp_flow_world *world, void *context)
{
	const struct bp_check *check = world->flow->findings.check;
	struct bp_trial *trial = ((struct bp_flows_round *)context)->trial;

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

static void run(struct bp_trial *trial, enum bp_flow_way way)
{
	struct bp_flows_round *round = calloc(1, sizeof(*round));
	const struct bp_flow_guest guest = { begin, count_judgements, round };
	const bool is_one = way != BP_FLOW_WAYS;
	const enum bp_flow_way first = is_one ? way : 0;
	const enum bp_flow_way last = is_one ? way : BP_FLOW_WAYS - 1;

	if (!round)
		abort();
	round->trial = trial;
	round->way = way;
	bp_flows_draw(round);
	round->setup.guest = &guest;
	for (way = first; way <= last; way++)
		run_way(round, way);
	if (!is_one)
		bp_flows_compare(round);
	for (way = 0; way < BP_FLOW_WAYS; way++)
		bp_world_flow_close(&round->flow[way]);
	free(round);
}

void bp_flows_run(struct bp_trial *trial)
{
	run(trial, BP_FLOW_WAYS);
}

void bp_flows_run_one(struct bp_trial *trial)
{
	run(trial, (enum bp_flow_way)bp_choose(&trial->choices, BP_FLOW_RAM, BP_FLOW_DIRECT,
					       BP_FLOW_PAGES, BP_FLOW_DIRECT));
}
