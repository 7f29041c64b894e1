/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists are made, mapped, written to and unmapped.
 */
#include <stdlib.h>
#include <string.h>

#include "proof/peer/dma.h"

#define LOW 0x20000000ull

typedef unsigned long long ull;

static bool fails(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	struct bp_dma_proof *p = arg;

	(void)kind;
	(void)bytes;
	return bp_mishap_strikes(&p->mishap);
}

/* Each entry has memory of its own, so that what is written can be told apart. */
static void make_entry(struct bp_dma_proof *p, struct bp_dma_proof_list *list, unsigned i)
{
	struct bp_choices *c = &p->trial->choices;
	const unsigned which = (unsigned)(list - p->lists);
	const bool pages = !bp_choose_once_in(c, 2);
	u64 at = (which * BP_DMA_PROOF_ENTRIES + i) * BP_DMA_PROOF_ROOM;
	u64 len;

	at += bp_choose(c, LOW, BP_DMA_PROOF_HIGH);
	at += pages ? 0 : bp_choose_below(c, 8) * 512;
	if (p->huge)
		len = bp_choose_between(c, 1, 3) << 30;
	else
		len = pages ? bp_choose_between(c, 1, 8) * 4096 : bp_choose_between(c, 1, 16) * 512;
	sg_set_buf(&p->env, &list->sg[i], phys_to_virt(bp_phys_addr(at)), (unsigned)len);
	bp_trial_say(p->trial, "  %#llx +%llu", (ull)at, (ull)len);
}

static void make_list(struct bp_dma_proof *p, struct bp_dma_proof_list *list)
{
	static const char *const ways[] = { "both ways", "to the device", "from the device" };
	struct bp_choices *c = &p->trial->choices;

	list->nents = (int)bp_choose_between(c, 1, BP_DMA_PROOF_ENTRIES);
	list->dir = (enum dma_data_direction)bp_choose(c, DMA_FROM_DEVICE, DMA_TO_DEVICE,
						       DMA_BIDIRECTIONAL);
	bp_trial_say(p->trial, "a list, %s", ways[list->dir]);
	sg_init_table(list->sg, (unsigned)list->nents);
	for (unsigned i = 0; i < (unsigned)list->nents; i++)
		make_entry(p, list, i);
	memcpy(list->before, list->sg, sizeof(list->sg));
}

static void map_one(struct bp_dma_proof *p)
{
	struct bp_dma_proof_list *list = &p->lists[p->nr_lists++];

	make_list(p, list);
	bp_dma_proof_fill(p, list);
	p->mishap = bp_mishap_choose(&p->trial->choices, 4, 8);
	list->mapped =
		dma_map_sg_attrs(&p->pdev.dev, list->sg, list->nents, list->dir, DMA_ATTR_NO_WARN);
	p->mishap = (struct bp_mishap){ 0 };
	bp_trial_say(p->trial, "  is mapped to %d entries", list->mapped);
	p->trial->outcome.things++;
	if (list->mapped)
		bp_dma_proof_judge_mapped(p, list);
	else
		bp_dma_proof_judge_failed(p, list);
	bp_dma_proof_judge_all(p);
}

static void unmap_one(struct bp_dma_proof *p, struct bp_dma_proof_list *list)
{
	if (list->mapped) {
		bp_trial_say(p->trial, "list %d is unmapped", (int)(list - p->lists));
		bp_dma_proof_write(p, list);
		dma_unmap_sg(&p->pdev.dev, list->sg, list->nents, list->dir);
		bp_dma_proof_judge_bytes(p, list);
		bp_dma_proof_judge_unmapped(p, list);
		list->mapped = 0;
	}
	bp_dma_proof_judge_all(p);
}

static void unmap_all(struct bp_dma_proof *p)
{
	unsigned left[BP_DMA_PROOF_LISTS] = { 0, 1, 2, 3 };

	for (unsigned nr = p->nr_lists; nr; nr--) {
		const unsigned which = (unsigned)bp_choose_below(&p->trial->choices, nr);

		unmap_one(p, &p->lists[left[which]]);
		left[which] = left[nr - 1];
	}
	bp_trial_hold(p->trial, BP_INV_DMA_7, bp_dma_ledger_unbind(&p->pdev.dev) == 0);
}

void bp_dma_lists(struct bp_trial *trial)
{
	static const struct bp_alloc_ops ops = { .should_fail = fails };
	struct bp_dma_proof *p = calloc(1, sizeof(*p));
	struct bp_check *check;

	if (!p)
		abort();
	p->trial = trial;
	bp_env_init(&p->env);
	p->env.max_pfn = (BP_DMA_PROOF_HIGH >> 12) + 0xffff;
	p->env.alloc_ops = &ops;
	p->env.alloc_arg = p;
	check = bp_trial_watch(trial, &p->env);
	p->ram = bp_ram_new(&p->env);
	if (!p->ram)
		abort();
	bp_dma_proof_make_device(p);
	for (u64 nr = bp_choose_between(&trial->choices, 1, BP_DMA_PROOF_LISTS); nr; nr--)
		map_one(p);
	unmap_all(p);
	bp_dma_proof_drop_device(p);
	if (bp_check_live(check))
		bp_trial_wrong(trial, "left", "something is left\n");
	bp_trial_unwatch(trial, check);
	bp_ram_free(p->ram);
	bp_env_fini(&p->env);
	free(p);
}
