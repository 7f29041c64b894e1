/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include <blkpath/memremap.h>

#include "proof/peer/p2pmem.h"

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
	struct bp_p2pmem *l = arg;

	(void)provider;
	bp_wc_barrier(l->fabric);
}

static void make_machine(struct bp_p2pmem *l)
{
	static const struct bp_p2p_ops ops = { .draw = draw, .flush = flush };
	struct bp_choices *c = &l->trial->choices;
	const u64 offset = bp_choose(c, 0, 0x3f80000000, (u64)-0x10000000);
	const enum bp_p2p_profile profile =
		(enum bp_p2p_profile)bp_choose(c, BP_P2P_PAGES, BP_P2P_DIRECT);
	const bool iommu = bp_choose_once_in(c, 2);

	bp_show_machine_open(&l->m, l->world, profile, offset);
	bp_show_machine_configure(&l->m);
	l->m.p2p.ops = &ops;
	l->m.p2p.arg = l;
	l->m.bridge[0].has_iommu = l->m.bridge[1].has_iommu = iommu;
	l->pdev[0] = l->m.a;
	l->pdev[1] = l->m.b;
	l->pdev[2] = l->m.c;
	l->pdev[2]->dev.dma_kind =
		(enum bp_dma_kind)bp_choose(c, BP_DMA_DIRECT, BP_DMA_DIRECT, BP_DMA_VIRT);
	l->fabric = bp_fabric_new(&l->m.pci, NULL);
	if (!l->fabric)
		abort();
	bp_trial_say(l->trial, "memory %s page descriptors, window offset %#llx%s%s",
		     profile == BP_P2P_PAGES ? "with" : "without", (unsigned long long)offset,
		     iommu ? ", an IOMMU" : "",
		     l->pdev[2]->dev.dma_kind == BP_DMA_VIRT ? ", c is software" : "");
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
}

static void run(struct bp_p2pmem *l)
{
	struct bp_env *env = &l->world->env;
	struct bp_catch catcher;

	if (bp_catch(env, &catcher)) {
		bp_trial_wrong(l->trial, "BUG", "BUG %s: %s\n", bp_site_get(env->bug.site)->rule,
			       bp_site_get(env->bug.site)->text);
		return;
	}
	for (unsigned i = 0; i < DEEDS_MAX && bp_choices_left(&l->trial->choices); i++)
		bp_p2pmem_deed(l);
	take_apart(l);
	bp_catch_pop(env, &catcher);
}

void bp_p2pmem_run(struct bp_trial *trial)
{
	static const struct bp_alloc_ops ops = { .should_fail = fails };
	const struct bp_world_config config = { .page_shift = 12,
						.defects = trial->setup->defects };
	struct bp_p2pmem *l = calloc(1, sizeof(*l));

	if (!l)
		abort();
	l->trial = trial;
	l->user.fn = bp_p2pmem_use_while_gone;
	l->world = bp_world_new(&config);
	if (!l->world)
		abort();
	l->check = bp_trial_watch(trial, &l->world->env);
	make_machine(l);
	l->world->env.alloc_ops = &ops;
	l->world->env.alloc_arg = l;
	run(l);
	bp_trial_unwatch(trial, l->check);
	bp_fabric_free(l->fabric);
	bp_show_machine_close(&l->m);
	bp_world_close(l->world);
	free(l);
}
