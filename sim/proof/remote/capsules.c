/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "proof/remote/capsules.h"

#define STEPS_MAX 256u
#define SLEEPS_MAX 1000000u
#define NAMESPACE (1u << 20)

static void settle(struct bp_capsules *c)
{
	unsigned sleeps = 0;

	while (bp_wait(&c->world->env))
		if (sleeps++ == SLEEPS_MAX) {
			bp_trial_wrong(c->trial, "hang", "something is under way for ever");
			return;
		}
}

static struct bp_capsule *unused(struct bp_capsules *c)
{
	for (unsigned i = 0; i < BP_CAPSULES_AT_A_TIME; i++)
		if (c->capsule[i].command.is_over)
			return &c->capsule[i];
	return NULL;
}

static void send(struct bp_capsules *c)
{
	struct bp_capsule *capsule = unused(c);
	const u16 qid = bp_choose_once_in(&c->trial->choices, 4) ? 0 : BP_FLOW_QID;

	if (!capsule) {
		settle(c);
		return;
	}
	bp_capsules_draw(c, capsule, qid);
	capsule->command.is_over = false;
	c->trial->outcome.things++;
	if (bp_initiator_submit(c->world->host, qid, &capsule->command))
		capsule->command.is_over = true; /* it has no such queue, or no such memory */
}

static void connect_again(struct bp_capsules *c)
{
	struct bp_error err = { 0 };

	settle(c);
	if (bp_initiator_look(c->world->host, BP_FLOW_QID).is_open)
		return;
	bp_trial_say(c->trial, "the host connects again");
	bp_initiator_connect(c->world->host, &err);
}

/* Data of capsules, ranges, connects: any eight bytes. */
static void scribble(struct bp_capsules *c)
{
	const u64 at = bp_choose_below(&c->trial->choices, BP_CAPSULES_AREA - 8);
	const u64 value = bp_choose_below(&c->trial->choices, 0);
	u8 *memory = bp_initiator_memory(c->world->host, bp_initiator_area(c->world->host) + at, 8);

	for (unsigned i = 0; memory && i < 8; i++)
		memory[i] = (u8)(value >> 8 * i);
}

static void step(struct bp_capsules *c)
{
	switch (bp_choose_below(&c->trial->choices, 16)) {
	case 0 ... 9:
		send(c);
		break;
	case 10 ... 11:
		bp_wait(&c->world->env);
		break;
	case 12:
		scribble(c);
		break;
	case 13:
		settle(c);
		break;
	case 14:
		connect_again(c);
		break;
	case 15:
		if (!bp_choose_once_in(&c->trial->choices, 4))
			break;
		bp_trial_say(c->trial, "the host drops its connection");
		bp_initiator_drop(c->world->host);
		break;
	}
}

static void begin(struct bp_flow_world *world, void *context)
{
	struct bp_capsules *c = context;

	c->world = world;
	for (unsigned i = 0; i < BP_CAPSULES_AT_A_TIME; i++)
		c->capsule[i].command.is_over = true;
	for (unsigned n = 0; n < STEPS_MAX && bp_choices_left(&c->trial->choices); n++)
		step(c);
	settle(c);
}

/* What is under way still would end in memory that is gone. */
static void end(struct bp_flow_world *world, void *context)
{
	struct bp_capsules *c = context;
	struct bp_trial_outcome *o = &c->trial->outcome;

	bp_initiator_disconnect(world->host);
	settle(c);
	for (int id = 0; id < BP_INV_NR; id++)
		o->judged[id] +=
			bp_check_judged(world->flow->findings.check, (enum bp_invariant)id);
}

static struct bp_world_flow_setup setup_of(struct bp_trial *trial)
{
	static const char *const profiles[] = { "ib", "iwarp", "tiny", "virt" };
	struct bp_choices *choices = &trial->choices;
	struct bp_world_flow_setup setup = bp_world_flow_default();

	setup.own = BP_SERVED_USUAL;
	setup.hca = BP_SERVED_HCA;
	setup.drive = BP_SERVED_DRIVE;
	setup.provider = BP_SERVED_MEMORY;
	setup.profile = profiles[bp_choose_below(choices, bp_array_size(profiles))];
	setup.depth = (u16)bp_choose(choices, 8, 2, 16);
	setup.overdraft = (u16)bp_choose(choices, 0, 0, 4);
	setup.inline_bytes = (u32)bp_choose(choices, 4096, 0, 512, 16384);
	setup.force_mr = bp_choose_once_in(choices, 4);
	setup.pool_bytes = bp_choose(choices, 0, 0, 0x10000);
	setup.bytes = NAMESPACE;
	setup.defects = trial->setup->defects;
	setup.check = true;
	return setup;
}

/* INV-NVMET-6, and of the ledger; what else is taken and given back is judged as it happens. */
static void judge_balance(struct bp_trial *trial, const struct bp_world_flow *flow)
{
	const struct bp_flow_counts *n = &flow->counts;

	if (n->p2p_alloc != n->p2p_free)
		bp_trial_wrong(trial, "balance", "peer memory: %llu bytes taken, %llu given back",
			       (unsigned long long)n->p2p_alloc, (unsigned long long)n->p2p_free);
	if (flow->mappings_left)
		bp_trial_wrong(trial, "balance", "%llu mappings are left",
			       (unsigned long long)flow->mappings_left);
}

static void judge(struct bp_trial *trial, const struct bp_world_flow *flow)
{
	for (unsigned i = 0; i < flow->findings.nr_kept; i++) {
		const struct bp_finding *finding = &flow->findings.kept[i];

		if (finding->violated || !strcmp(finding->kind, "BUG"))
			bp_trial_take(trial, finding, "target");
	}
	judge_balance(trial, flow);
}

void bp_capsules_run(struct bp_trial *trial)
{
	static const struct bp_world_flow_io room = {
		.op = BP_FLOW_READ,
		.bytes = BP_CAPSULES_AREA,
	};
	struct bp_capsules c = { .trial = trial };
	const struct bp_flow_guest guest = { begin, end, &c };
	struct bp_world_flow_setup setup = setup_of(trial);
	const enum bp_flow_way way =
		(enum bp_flow_way)bp_choose_below(&trial->choices, BP_FLOW_WAYS);
	struct bp_error err = { 0 };
	struct bp_world_flow flow;

	setup.guest = &guest;
	setup.io = &room;
	setup.nr_ios = 1;
	if (bp_world_flow_run(&setup, way, &flow, &err))
		bp_trial_wrong(trial, "setup", "%s: %s", err.key, err.text);
	else
		judge(trial, &flow);
	bp_world_flow_close(&flow);
}
