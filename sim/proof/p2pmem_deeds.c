/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What drivers do with peer-to-peer memory.
 */
#include "proof/p2pmem.h"

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
	static const int bars[] = { 2, 0, 5 };
	struct pci_dev *pdev = any(l);
	const int bar = bars[bp_choose_below(c, bp_array_size(bars))];
	const u64 offset = bp_choose_once_in(c, 2) ? bp_choose_below(c, 16) * 0x1000 : 0;
	const u64 size = bp_choose(c, 0, 0x1000, 0x2800, 0x10000, (u64)-0x1000);

	pci_p2pdma_add_resource(pdev, bar, size, offset);
}

static void take(struct bp_p2pmem *l)
{
	struct bp_choices *c = &l->trial->choices;
	struct bp_p2pmem_block *block = &l->block[l->nr];

	if (l->nr == BP_P2PMEM_BLOCKS)
		return;
	block->pdev = any(l);
	block->size = bp_choose_between(c, 1, 0x6000);
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

static void use(struct bp_p2pmem *l)
{
	struct bp_choices *c = &l->trial->choices;
	struct bp_p2pmem_block *block = &l->block[bp_choose_below(c, l->nr)];
	struct device *clients[2];
	pci_bus_addr_t bus;
	u64 into;

	some(l, clients);
	if (pci_p2pdma_distance_many(block->pdev, clients, 2, bp_choose_once_in(c, 4)) >= 0)
		bp_p2p_bus_for(block->pdev, block->virt, block->size,
			       &(struct bp_p2p_clients){ (const struct device *const *)clients, 2 },
			       &bus);
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

	if (l->peers.p2p.profile != BP_P2P_PAGES)
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
	pci_dev_put(pci_p2pmem_find_many(&l->peers.p2p, clients, 2));
}

static void unbind(struct bp_p2pmem *l)
{
	struct pci_dev *pdev = any(l);

	for (unsigned i = l->nr; i--;)
		if (l->block[i].pdev == pdev)
			bp_p2pmem_give_back(l, i);
	bp_p2p_unbind(pdev);
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
	{ add, false, "memory is added" },	{ take, false, "memory is taken" },
	{ take, false, "memory is taken" },	{ take, false, "memory is taken" },
	{ add, false, "memory is added" },	{ use, true, "a block is used" },
	{ give_one_back, true, "given back" },	{ give_one_back, true, "given back" },
	{ find, false, "a provider is found" }, { map_list, false, "a list is mapped" },
	{ unbind, false, "a driver goes" },
};

void bp_p2pmem_deed(struct bp_p2pmem *l)
{
	const u64 i = bp_choose_below(&l->trial->choices, bp_array_size(deeds));

	l->mishap = bp_mishap_choose(&l->trial->choices, 3, 3);
	bp_trial_say(l->trial, "%s%s", deeds[i].name,
		     l->mishap.left ? ", and an allocation fails" : "");
	if (l->nr || !deeds[i].needs_block)
		deeds[i].fn(l);
	l->mishap = (struct bp_mishap){ 0 };
	l->trial->outcome.things++;
}
