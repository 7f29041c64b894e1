/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random lives of peer-to-peer memory in both profiles, failures included, watched by the checker
 * (p2pdma.md B, INV-P2P-*).
 */
#include <stdio.h>
#include <stdlib.h>

#include <blkpath/check.h>

#include "bp_test.h"
#include "p2p.h"
#include "random.h"

#define LIVE_MAX 16
#define DEEDS 60

struct block {
	struct pci_dev *pdev;
	bp_virt_addr_t virt;
	u64 size;
	bool held;
};

struct life {
	struct t_p2p t;
	struct t_random random;
	struct pci_dev *pdev[3];
	struct block block[LIVE_MAX];
	unsigned nr;
	u64 broken;
	u64 judged[BP_INV_NR];
	u64 deeds;
};

static void on_violation(void *arg, const struct bp_violation *violation)
{
	struct life *l = arg;
	char text[2048];

	bp_violation_text(violation, text, sizeof(text));
	if (l->broken++ < 5)
		fprintf(stderr, "%s\n", text);
}

static struct pci_dev *any(struct life *l)
{
	return l->pdev[t_below(&l->random, bp_array_size(l->pdev))];
}

static void add(struct life *l)
{
	static const int bars[] = { 0, 2, 4, 5 };
	const int bar = bars[t_below(&l->random, bp_array_size(bars))];
	const u64 offset = t_once_in(&l->random, 2) ? 0 : t_below(&l->random, 16) * 0x1000;
	const u64 size = t_pick(&l->random, 0, 0x1000, 0x2800, 0x10000, (u64)-0x1000);

	pci_p2pdma_add_resource(any(l), bar, size, offset);
}

static void take(struct life *l)
{
	struct block *block = &l->block[l->nr];

	if (l->nr == LIVE_MAX)
		return;
	block->pdev = any(l);
	block->size = t_between(&l->random, 1, 0x6000);
	block->virt = pci_alloc_p2pmem(block->pdev, block->size);
	block->held = false;
	l->nr += bp_virt_u64(block->virt) != 0;
}

static void give_back(struct life *l, unsigned i)
{
	struct block block = l->block[i];
	const bool late = block.held && t_once_in(&l->random, 2);

	if (block.held && !late)
		bp_p2p_let_go(block.pdev, block.virt, block.size);
	pci_free_p2pmem(block.pdev, block.virt, block.size);
	if (late)
		bp_p2p_let_go(block.pdev, block.virt, block.size);
	l->block[i] = l->block[--l->nr];
}

static void use(struct life *l)
{
	struct block *block = &l->block[t_below(&l->random, l->nr)];
	struct device *clients[2] = { &any(l)->dev, &any(l)->dev };
	pci_bus_addr_t bus;

	if (pci_p2pdma_distance_many(block->pdev, clients, 2, t_once_in(&l->random, 4)) >= 0)
		bp_p2p_bus_for(block->pdev, block->virt, block->size,
			       &(struct bp_p2p_clients){ (const struct device *const *)clients, 2 },
			       &bus);
	pci_p2pdma_distance(block->pdev, &any(l)->dev, false);
	pci_p2pmem_virt_to_bus(block->pdev, bp_virt_addr(bp_virt_u64(block->virt) +
							 t_below(&l->random, block->size)));
	bp_p2p_touch(block->pdev, block->virt, 1);
	if (!block->held)
		block->held = bp_p2p_hold(block->pdev, block->virt, block->size);
}

static void map_list(struct life *l)
{
	struct pci_dev *pdev = any(l);
	struct scatterlist *sg;
	unsigned nents;

	if (l->t.p2p.profile != BP_P2P_PAGES)
		return;
	sg = pci_p2pmem_alloc_sgl(pdev, &nents, (u32)t_between(&l->random, 1, 0x3000));
	if (!sg)
		return;
	pci_p2pdma_map_sg(&pdev->dev, sg, (int)nents, DMA_TO_DEVICE);
	pci_p2pmem_free_sgl(pdev, sg);
}

static void find(struct life *l)
{
	struct device *clients[2] = { &any(l)->dev, &any(l)->dev };

	pci_p2pmem_publish(any(l), !t_once_in(&l->random, 4));
	l->t.draw = (u32)t_below(&l->random, 1000);
	pci_dev_put(pci_p2pmem_find_many(&l->t.p2p, clients, 2));
}

static void unbind(struct life *l)
{
	struct pci_dev *pdev = any(l);

	for (unsigned i = l->nr; i--;)
		if (l->block[i].pdev == pdev)
			give_back(l, i);
	bp_p2p_unbind(pdev);
}

/* Now and then the next allocation of some kind fails. */
static void fail_something(struct life *l)
{
	static const enum bp_alloc_kind kinds[] = {
		BP_ALLOC_POOL,	  BP_ALLOC_PERCPU,  BP_ALLOC_DEVRES, BP_ALLOC_ACTION,
		BP_ALLOC_MAPPING, BP_ALLOC_SCRATCH, BP_ALLOC_SYSFS,  BP_ALLOC_TRYGET,
	};

	l->t.fail = BP_ALLOC_NR;
	if (t_once_in(&l->random, 3))
		t_p2p_fail(&l->t, kinds[t_below(&l->random, bp_array_size(kinds))],
			   (unsigned)t_below(&l->random, 3));
}

static void one_deed(struct life *l)
{
	fail_something(l);
	switch (t_below(&l->random, 10)) {
	case 0:
		unbind(l);
		break;
	case 1:
	case 2:
		add(l);
		break;
	case 3:
		find(l);
		break;
	case 4:
		map_list(l);
		break;
	case 5:
		if (l->nr)
			use(l);
		break;
	case 6:
	case 7:
		if (l->nr)
			give_back(l, (unsigned)t_below(&l->random, l->nr));
		break;
	default:
		take(l);
		break;
	}
	l->deeds++;
}

static void one_life(struct life *l)
{
	static const char *const trees[] = {
		"HB/1022:1450 ; RP - { a , b } ; ROOT/40 ; HB/1022:1450 ; RP - c",
		"HB/1022:1450 ; RP - U - { D - a , D - b , D - U - { D - c } }",
		"HB/1022:1450 ; RP - U - { D.1d - a , D.0 - b , D.8 - c }",
		"HB/1022:1450 ; RP.1d - U.0 - { D - { a.4@0.0 , b@0.1 } } ; RP - c",
	};
	const u64 offset = t_pick(&l->random, 0, 0x3f80000000, (u64)-0x10000000);
	struct bp_check *check;

	t_p2p_init(&l->t, trees[t_below(&l->random, bp_array_size(trees))],
		   t_once_in(&l->random, 2) ? BP_P2P_PAGES : BP_P2P_DIRECT, offset);
	check = bp_check_new(&l->t.pci.env);
	bp_check_on_violation(check, on_violation, l);
	for (unsigned i = 0; i < bp_array_size(l->pdev); i++)
		l->pdev[i] = t_p2p_dev(&l->t, (char)('a' + i));
	l->pdev[2]->bus->bridge->has_iommu = t_once_in(&l->random, 2);
	l->nr = 0;
	for (unsigned i = 0; i < DEEDS; i++)
		one_deed(l);
	l->t.fail = BP_ALLOC_NR;
	while (l->nr)
		give_back(l, 0);
	for (unsigned i = 0; i < bp_array_size(l->pdev); i++)
		bp_p2p_unbind(l->pdev[i]);
	l->broken += bp_check_live(check) != 0;
	for (int id = 0; id < BP_INV_NR; id++)
		l->judged[id] += bp_check_judged(check, (enum bp_invariant)id);
	bp_check_free(check);
	t_p2p_fini(&l->t);
}

/* Lives in which something never happens prove nothing of it. */
static bool all_was_judged(const struct life *l)
{
	for (int id = BP_INV_PCI_2; id <= BP_INV_P2P_16; id++)
		if (!l->judged[id]) {
			fprintf(stderr, "%s was never judged\n",
				bp_invariant_get((enum bp_invariant)id)->id);
			return false;
		}
	return true;
}

int main(int argc, char **argv)
{
	const u64 lives = argc > 1 ? strtoull(argv[1], NULL, 0) : 3000;
	const u64 seed = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
	struct life *l = calloc(1, sizeof(*l));
	bool good;

	if (!l)
		return 2;
	l->random.state = seed;
	for (u64 i = 0; i < lives; i++)
		one_life(l);
	good = !l->broken && all_was_judged(l);
	printf("seed %llu: %llu lives, %llu deeds, %llu violations\n", (unsigned long long)seed,
	       (unsigned long long)lives, (unsigned long long)l->deeds,
	       (unsigned long long)l->broken);
	free(l);
	return !good;
}
