/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What drivers do with peer-to-peer memory.
 */
#include <blkpath/p2pdma_enable.h>

#include "pci/transfer.h"
#include "proof/peer/p2pmem.h"

#define PAGE ((u64)0x1000)

static struct pci_dev *any(struct bp_p2pmem *l)
{
	return l->pdev[bp_choose_below(&l->trial->choices, bp_array_size(l->pdev))];
}

static void some(struct bp_p2pmem *l, struct device *clients[2])
{
	clients[0] = &any(l)->dev;
	clients[1] = &any(l)->dev;
}

static void add(struct bp_p2pmem *l)
{
	struct bp_choices *c = &l->trial->choices;
	static const int bars[] = { 0, 0, 0, 5 };
	struct pci_dev *pdev = any(l);
	const int bar = bars[bp_choose_below(c, bp_array_size(bars))];
	const u64 offset = bp_choose_once_in(c, 2) ? bp_choose_below(c, 16) * PAGE : 0;
	const u64 size = bp_choose(c, 0, PAGE, PAGE, 0x2800, 0x10000, (u64)-PAGE);

	pci_p2pdma_add_resource(pdev, bar, size, offset);
}

static void take(struct bp_p2pmem *l)
{
	struct bp_choices *c = &l->trial->choices;
	struct bp_p2pmem_block *block = &l->block[l->nr];

	if (l->nr == BP_P2PMEM_BLOCKS)
		return;
	block->pdev = any(l);
	block->size = bp_choose_edge(c, 1, 0x6000, PAGE, 0x6000);
	block->virt = pci_alloc_p2pmem(block->pdev, block->size);
	block->held = false;
	l->nr += bp_virt_u64(block->virt) != 0;
}

void bp_p2pmem_give_back(struct bp_p2pmem *l, unsigned i)
{
	struct bp_choices *c = &l->trial->choices;
	struct bp_p2pmem_block block = l->block[i];
	const bool late = block.held && bp_choose_once_in(c, 2);

	if (block.held && !late)
		bp_p2p_let_go(block.pdev, block.virt, block.size);
	pci_free_p2pmem(block.pdev, block.virt, block.size);
	if (late)
		bp_p2p_let_go(block.pdev, block.virt, block.size);
	l->block[i] = l->block[--l->nr];
}

/* The kernel is asked first; where it has no IOMMU a submitter may ask by itself (B16.1). */
static void ask_for(struct bp_p2pmem *l, const struct bp_p2pmem_block *block)
{
	const bool is_verbose = bp_choose_once_in(&l->trial->choices, 4);
	struct device *clients[2];
	pci_bus_addr_t bus;
	int distance;

	some(l, clients);
	distance = pci_p2pdma_distance_many(block->pdev, clients, 2, is_verbose);
	if (distance >= 0 || !l->m.bridge[0].has_iommu)
		bp_p2p_bus_for(block->pdev, block->virt, block->size,
			       &(struct bp_p2p_clients){ (const struct device *const *)clients, 2 },
			       &bus);
}

static void use(struct bp_p2pmem *l)
{
	struct bp_choices *c = &l->trial->choices;
	struct bp_p2pmem_block *block = &l->block[bp_choose_below(c, l->nr)];
	u64 into;

	ask_for(l, block);
	pci_p2pdma_distance(block->pdev, &any(l)->dev, false);
	into = bp_choose_below(c, block->size);
	pci_p2pmem_virt_to_bus(block->pdev, bp_virt_addr(bp_virt_u64(block->virt) + into));
	bp_p2p_touch(block->pdev, block->virt, 1);
	if (!block->held)
		block->held = bp_p2p_hold(block->pdev, block->virt, block->size);
}

static void map_list(struct bp_p2pmem *l)
{
	struct bp_choices *c = &l->trial->choices;
	struct pci_dev *pdev = any(l);
	struct scatterlist *sg;
	unsigned nents;

	if (l->m.p2p.profile != BP_P2P_PAGES)
		return;
	sg = pci_p2pmem_alloc_sgl(pdev, &nents, (u32)bp_choose_between(c, 1, 0x3000));
	if (!sg)
		return;
	pci_p2pdma_map_sg(&pdev->dev, sg, (int)nents, DMA_TO_DEVICE);
	pci_p2pmem_free_sgl(pdev, sg);
}

static void find(struct bp_p2pmem *l)
{
	struct device *clients[2];
	struct pci_dev *pdev = any(l);

	pci_p2pmem_publish(pdev, !bp_choose_once_in(&l->trial->choices, 4));
	some(l, clients);
	pci_dev_put(pci_p2pmem_find_many(&l->m.p2p, clients, 2));
}

static void give_all_back(struct bp_p2pmem *l, const struct pci_dev *pdev)
{
	for (unsigned i = l->nr; i--;)
		if (l->block[i].pdev == pdev)
			bp_p2pmem_give_back(l, i);
}

/* Users find out by themselves that a driver goes (B3.3); who looks at its files finds nothing. */
void bp_p2pmem_use_while_gone(struct bp_work *work)
{
	struct bp_p2pmem *l = bp_container_of(work, struct bp_p2pmem, user);
	char text[BP_P2P_ATTRIBUTE_BYTES];

	bp_p2pmem_show(l->leaves, BP_P2PMEM_AVAILABLE, text);
	for (unsigned i = 0; i < l->nr; i++)
		if (l->block[i].pdev == l->leaves)
			bp_p2p_touch(l->leaves, l->block[i].virt, l->block[i].size);
	give_all_back(l, l->leaves);
}

static void unbind(struct bp_p2pmem *l)
{
	l->leaves = any(l);
	if (bp_choose_once_in(&l->trial->choices, 2)) {
		bp_trial_say(l->trial, "while its memory is used");
		bp_work_queue(&l->world->env, &l->user);
	} else {
		give_all_back(l, l->leaves);
	}
	bp_p2p_unbind(l->leaves);
	bp_work_run(&l->world->env);
}

/* With a size that it does not have: nothing happens but a warning (B12.7). */
static void free_another_size(struct bp_p2pmem *l)
{
	struct bp_choices *c = &l->trial->choices;
	const struct bp_p2pmem_block *block = &l->block[bp_choose_below(c, l->nr)];
	const u64 pages = (block->size + PAGE - 1) / PAGE;
	const u64 wrong = bp_choose(c, pages - 1, pages + 1);

	if (wrong && !block->held)
		pci_free_p2pmem(block->pdev, block->virt, wrong * PAGE);
}

/* The CPU stores what a neighbour reads, which was told of it by a note elsewhere (B16.3). */
static void store(struct bp_p2pmem *l)
{
	struct bp_choices *c = &l->trial->choices;
	const struct bp_p2pmem_block *block = &l->block[bp_choose_below(c, l->nr)];
	const u64 bus = pci_p2pmem_virt_to_bus(block->pdev, block->virt).bus;
	const u64 into = bus - pci_bus_address(block->pdev, 0).bus;
	const u64 stored = 1 + bp_choose_below(c, 255);
	u64 seen = 0;
	const struct bp_transfer transfer = {
		.requester = block->pdev == l->m.a ? l->m.b : l->m.a,
		.address = bus,
		.bytes = bp_min(block->size, sizeof(seen)),
		.data = &seen,
	};
	struct bp_transferred result;
	struct bp_wc *wc;

	if (block->pdev == l->m.c || l->m.p2p.profile == BP_P2P_PAGES)
		return;
	wc = bp_wc_map(l->fabric, bp_phys_addr(pci_resource_start(block->pdev, 0) + into), PAGE);
	if (!wc)
		abort();
	bp_wc_store(wc, 0, &stored, transfer.bytes);
	bp_p2p_tell_device(block->pdev);
	bp_fabric_transfer(l->fabric, &transfer, &result);
	if (seen != stored)
		bp_trial_wrong(l->trial, "data", "%llu was stored, a device reads %llu\n",
			       (unsigned long long)stored, (unsigned long long)seen);
	bp_wc_unmap(wc);
}

static void give_one_back(struct bp_p2pmem *l)
{
	bp_p2pmem_give_back(l, (unsigned)bp_choose_below(&l->trial->choices, l->nr));
}

static const struct {
	void (*fn)(struct bp_p2pmem *l);
	bool needs_block;
	const char *name;
} deeds[] = {
	{ add, false, "memory is added" },
	{ take, false, "memory is taken" },
	{ take, false, "memory is taken" },
	{ take, false, "memory is taken" },
	{ add, false, "memory is added" },
	{ use, true, "a block is used" },
	{ give_one_back, true, "given back" },
	{ give_one_back, true, "given back" },
	{ find, false, "a provider is found" },
	{ map_list, false, "a list is mapped" },
	{ unbind, false, "a driver goes" },
	{ store, true, "the CPU stores for a neighbour" },
	{ free_another_size, true, "given back with a wrong size" },
};

void bp_p2pmem_deed(struct bp_p2pmem *l)
{
	const u64 i = bp_choose_below(&l->trial->choices, bp_array_size(deeds));

	l->mishap = bp_mishap_choose(&l->trial->choices, 3, 8);
	bp_trial_say(l->trial, "%s%s", deeds[i].name,
		     l->mishap.left ? ", and an allocation fails" : "");
	if (l->nr || !deeds[i].needs_block)
		deeds[i].fn(l);
	l->mishap = (struct bp_mishap){ 0 };
	l->trial->outcome.things++;
}
