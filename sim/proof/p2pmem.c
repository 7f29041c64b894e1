/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include <blkpath/memremap.h>

#include "proof/p2pmem.h"
#include "world/machine_served.h"

#define DEEDS_MAX 100

/* Of those that somebody asks for while memory is given out, taken and used. */
static bool may_fail(enum bp_alloc_kind kind)
{
	static const enum bp_alloc_kind kinds[] = {
		BP_ALLOC_POOL,	  BP_ALLOC_PERCPU,  BP_ALLOC_DEVRES, BP_ALLOC_ACTION,
		BP_ALLOC_MAPPING, BP_ALLOC_SCRATCH, BP_ALLOC_SYSFS,  BP_ALLOC_TRYGET,
	};

	for (size_t i = 0; i < bp_array_size(kinds); i++)
		if (kinds[i] == kind)
			return true;
	return false;
}

static bool fails(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	struct bp_p2pmem *l = arg;

	(void)bytes;
	return may_fail(kind) && bp_mishap_strikes(&l->mishap);
}

/* Which of several providers. */
static u32 draw(void *arg, u32 below)
{
	struct bp_p2pmem *l = arg;

	return (u32)bp_choose_below(&l->trial->choices, below);
}

static void flush(void *arg, struct pci_dev *provider)
{
	(void)arg;
	(void)provider;
}

static void make_machine(struct bp_p2pmem *l)
{
	static const char *const names[] = { BP_SERVED_MEMORY, BP_SERVED_DRIVE, BP_SERVED_APART };
	static const struct bp_p2p_ops ops = { .draw = draw, .flush = flush };
	struct bp_choices *c = &l->trial->choices;
	struct bp_world_assumed assumed = { 0 };

	assumed.offset = bp_choose(c, 0, 0x3f80000000, (u64)-0x10000000);
	if (bp_world_machine_served(&l->machine, &l->env, BP_SERVED_MORE, &assumed,
				    BP_SERVED_DRIVE) ||
	    bp_world_peers_start(&l->peers, &l->machine))
		abort();
	l->peers.p2p.profile = (enum bp_p2p_profile)bp_choose(c, BP_P2P_PAGES, BP_P2P_DIRECT);
	l->peers.p2p.ops = &ops;
	l->peers.p2p.arg = l;
	for (unsigned i = 0; i < BP_P2PMEM_DEVICES; i++) {
		l->pdev[i] = bp_pci_find_name(bp_pci_tree_pci(l->machine.tree), names[i]);
		l->pdev[i]->dev.bp_defects = l->trial->setup->defects;
	}
	l->pdev[0]->bus->bridge->has_iommu = bp_choose_once_in(c, 2);
	bp_trial_say(l->trial, "memory %s page descriptors, window offset %#llx%s",
		     l->peers.p2p.profile == BP_P2P_PAGES ? "with" : "without",
		     (unsigned long long)assumed.offset,
		     l->pdev[0]->bus->bridge->has_iommu ? ", an IOMMU" : "");
}

static void take_apart(struct bp_p2pmem *l)
{
	while (l->nr)
		bp_p2pmem_give_back(l, 0);
	for (unsigned i = 0; i < BP_P2PMEM_DEVICES; i++) {
		bp_p2p_unbind(l->pdev[i]);
		if (l->pdev[i]->p2pdma || l->pdev[i]->has_p2pmem_group || l->pdev[i]->refs)
			bp_trial_wrong(l->trial, "left", "a driver goes and something is left\n");
	}
	if (bp_check_live(l->check))
		bp_trial_wrong(l->trial, "left", "something is left\n");
	bp_world_peers_release(&l->peers);
	bp_trial_unwatch(l->trial, l->check);
	bp_world_machine_close(&l->machine);
}

void bp_p2pmem_run(struct bp_trial *trial)
{
	static const struct bp_alloc_ops ops = { .should_fail = fails };
	struct bp_p2pmem *l = calloc(1, sizeof(*l));

	if (!l)
		abort();
	l->trial = trial;
	bp_env_init(&l->env);
	l->env.alloc_ops = &ops;
	l->env.alloc_arg = l;
	l->env.defects = trial->setup->defects;
	l->check = bp_trial_watch(trial, &l->env);
	make_machine(l);
	for (unsigned i = 0; i < DEEDS_MAX && bp_choices_left(&trial->choices); i++)
		bp_p2pmem_deed(l);
	take_apart(l);
	bp_env_fini(&l->env);
	free(l);
}
